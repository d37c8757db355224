"""The sentences that may answer a question: what qa found, best first, and what the user looks for.

A sentence keeps the number it was first shown with, so that every number on the screen can be typed.
"""

from collections.abc import Iterator, Sequence

from qa.errors import QAError
from qa.language.tokens import norms, stem
from qa.pipeline import Corpus
from qa.render import Block, Blocks, marked, note, place
from qa.types import Candidate, Sentence

# Sentences shown at a time: with their places they fill a screen of 24 lines.
AT_A_TIME = 5

Numbered = Sequence[tuple[int, Candidate]]


class Choices:
    """The sentences shown for one question, and those to show next."""

    def __init__(self, corpus: Corpus, question: str) -> None:
        """Ask `question`; whether qa would have abstained does not matter. Raises `QuestionError`."""
        answer = corpus.ask(question, threshold=0.0, top=corpus.sentence_count)
        ranked = () if answer.best is None else (answer.best, *answer.alternatives)
        self._corpus = corpus
        self._ranked = {candidate.sentence.key: candidate for candidate in ranked}
        self._next: Sequence[Candidate] = ranked
        self._shown: list[Candidate] = []
        self.latest: Numbered = ()

    def more(self) -> Numbered:
        """The next sentences, of what qa found or of what was looked for last; none if all were shown."""
        found, self._next = self._next[:AT_A_TIME], self._next[AT_A_TIME:]
        if found:
            self.latest = [(self._number(candidate), candidate) for candidate in found]
        return self.latest if found else ()

    def find(self, words: str) -> int:
        """Look for sentences that hold `words`, in the documents' order, for `more` to show; how many there are."""
        found = [self._candidate(sentence) for sentence in holding(self._corpus, words)]
        if found:
            self._next = found
        return len(found)

    def chosen(self, numbers: Sequence[int]) -> Numbered:
        """The sentences with these numbers, each once; QAError for one that was not shown."""
        for number in numbers:
            if not 1 <= number <= len(self._shown):
                raise QAError(f"there is no number {number} above; to find sentences that hold it: /words {number}")
        return [(number, self._shown[number - 1]) for number in dict.fromkeys(numbers)]

    def _candidate(self, sentence: Sentence) -> Candidate:
        """The sentence as qa found it, with the words it would mark, or else bare."""
        return self._ranked.get(sentence.key) or Candidate(sentence, None, 0.0)

    def _number(self, candidate: Candidate) -> int:
        for number, shown in enumerate(self._shown, 1):
            if shown.sentence == candidate.sentence:
                return number
        self._shown.append(candidate)
        return len(self._shown)


def holding(corpus: Corpus, words: str) -> Iterator[Sentence]:
    """The sentences that hold every one of `words`: in another inflection, or as a part of a longer word, too."""
    wanted = list(norms(words))
    for passage in corpus.passages:
        for sentence in passage.sentences:
            if _holds(sentence.text, wanted) if wanted else words in sentence.text:
                yield sentence


def _holds(text: str, wanted: Sequence[str]) -> bool:
    held = list(norms(text))
    joined, stems = " ".join(held), {stem(norm) for norm in held}
    return all(norm in joined or stem(norm) in stems for norm in wanted)


def choice_blocks(numbered: Numbered) -> Blocks:
    """Numbered sentences with their places, as close together as they can be read."""
    width = max((len(str(number)) for number, _ in numbered), default=0) + 2
    return tuple(
        block
        for number, candidate in numbered
        for block in (
            Block(marked(candidate), label=f"{f'{number}.':<{width}}"),
            note(place(candidate.citation), style="cyan", label=" " * width),
        )
    )
