"""The steps of the annotator, and the sentences to choose from: what qa found, and what the user searches for.

A step has a `prompt` to show before the next line, and a `hint`: what that line can be. A sentence keeps the number it
was first shown with, so that every number on the screen can be typed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.errors import QAError
from qa.evaluate.datasets import Gold
from qa.fronts.annotate.matching import preview
from qa.language.tokens import norms, stem
from qa.pipeline import Corpus
from qa.render import Block, Blocks, marked, place_block
from qa.types import Candidate, Sentence

# The number of sentences to show at a time: with their places they fill a screen of 24 lines.
AT_A_TIME = 5

Numbered = Sequence[tuple[int, Candidate]]


class Choices:
    """The sentences shown for one question, and those to show next."""

    def __init__(self, corpus: Corpus, question: str) -> None:
        """Ask `question`, whether or not qa would abstain. Raises `QuestionError`."""
        ranked = corpus.ask(question, threshold=0.0, top=corpus.sentence_count).candidates
        self._corpus = corpus
        self._ranked = {candidate.sentence.key: candidate for candidate in ranked}
        self._next: Sequence[Candidate] = ranked
        self._shown: list[Candidate] = []
        self.latest: Numbered = ()

    def more(self) -> Numbered:
        """The next sentences, from what qa found or from the last search; none if all were shown."""
        candidates, self._next = self._next[:AT_A_TIME], self._next[AT_A_TIME:]
        if candidates:
            self.latest = [(self._number(candidate), candidate) for candidate in candidates]
        return self.latest if candidates else ()

    def find(self, words: str) -> int:
        """Search for sentences that contain `words`, in the documents' order, for `more` to show; return how many."""
        candidates = [self._candidate(sentence) for sentence in sentences_with(self._corpus, words)]
        if candidates:
            self._next = candidates
        return len(candidates)

    def chosen(self, numbers: Sequence[int]) -> Numbered:
        """The sentences with these numbers, each once. Raises `QAError` for a number that was not shown."""
        for number in numbers:
            if not 1 <= number <= len(self._shown):
                raise QAError(f"there is no number {number} above; to find sentences with it, type /words {number}")
        return [(number, self._shown[number - 1]) for number in dict.fromkeys(numbers)]

    def _candidate(self, sentence: Sentence) -> Candidate:
        """The sentence as qa found it, with a span, or else without one."""
        return self._ranked.get(sentence.key) or Candidate(sentence, None, 0.0)

    def _number(self, candidate: Candidate) -> int:
        for number, shown in enumerate(self._shown, 1):
            if shown.sentence == candidate.sentence:
                return number
        self._shown.append(candidate)
        return len(self._shown)


def sentences_with(corpus: Corpus, words: str) -> Iterator[Sentence]:
    """The sentences that contain all `words`, also in another inflection, or as part of a longer word."""
    wanted = list(norms(words))
    for passage in corpus.passages:
        for sentence in passage.sentences:
            if _contains(sentence.text, wanted) if wanted else words in sentence.text:
                yield sentence


def _contains(text: str, wanted: Sequence[str]) -> bool:
    contained = list(norms(text))
    joined, stems = " ".join(contained), {stem(norm) for norm in contained}
    return all(norm in joined or stem(norm) in stems for norm in wanted)


def choice_blocks(numbered: Numbered) -> Blocks:
    """Numbered sentences with their places, close together."""
    width = max((len(str(number)) for number, _ in numbered), default=0) + 2
    return tuple(
        block
        for number, candidate in numbered
        for block in (
            Block(marked(candidate), label=f"{f'{number}.':<{width}}"),
            place_block(candidate.citation, label=" " * width),
        )
    )


# The steps


@dataclass(frozen=True, slots=True)
class Asking:
    """No question is open."""

    prompt = "question> "
    hint = "a question in your own words · /list · /undo · /help · Ctrl-D leaves"


@dataclass(frozen=True, slots=True)
class Choosing:
    """A question is open, and sentences are shown."""

    question: str
    choices: Choices

    prompt = "right one> "
    hint = "number(s) · n not answered here · m more · words to find one · Enter skips"


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentences are chosen; `waiting` are those that still lack their answering words, the current one first."""

    before: Choosing
    waiting: Numbered
    golds: tuple[Gold, ...] = ()

    hint = "the exact words, or one | another · Enter as in brackets · b back"

    @property
    def prompt(self) -> str:
        """The prompt with what Enter means."""
        return f"answer words [{preview(self.waiting[0][1])}]> "
