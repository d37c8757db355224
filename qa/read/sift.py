"""Which sentences cannot answer, however well they are read: copies, the question itself, and what says no more.

And what a text leaves open: "Somebody stole the watch." does not say who stole it.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from qa.language.lexicon import STOP_WORDS
from qa.language.tokens import words
from qa.types import AnswerType, Candidate, Question, Word

# Words of a sentence that means the same wherever it is, at least.
_MEANS_ITSELF = 4
# Content words of a sentence that says as much as a question, at least: of 934 sentences that answer a "why" in the
# training data, 1 has no more than those of its question, and numbers.
_SAYS_SOMETHING = 2

_SOMEBODY = frozenset({"somebody", "someone"})


def sifted(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each sentence once, where it ranks highest, without those that ask the question itself.

    Of equal sentences the first in the documents stays; one of a few words ("Yes.") is equal only under the same
    headings.
    """
    seen: set[tuple[str, ...]] = set()
    kept = []
    for candidate in candidates:
        words = candidate.text.casefold().split()
        key = (" ".join(words), *(candidate.citation.headings if len(words) < _MEANS_ITSELF else ()))
        if key not in seen:
            seen.add(key)
            kept.append(candidate)
    return [candidate for candidate in kept if not _repeats_question(candidate)]


def _repeats_question(candidate: Candidate) -> bool:
    """Whether the sentence asks the question itself, as the message of a chat that is answered by the next one."""
    asks, overlap = (candidate.evidence.get(name) for name in ("is_question", "word_overlap"))
    return asks is not None and overlap is not None and bool(asks.value) and overlap.value > 0.999


def giving_reasons(candidates: Sequence[Candidate], question: Question) -> list[Candidate]:
    """The candidates; if the question asks why, without those that say no more than what it asks about.

    "12 of 840 tests are flaky." does not say why 12 of 840 tests are flaky.
    """
    if question.answer_type is not AnswerType.REASON:
        return list(candidates)
    asked = {word.stem for word in question.content_words}
    return [candidate for candidate in candidates if not _says_no_more(candidate, asked)]


def _says_no_more(candidate: Candidate, asked: Collection[str]) -> bool:
    # A number is no reason either.
    content = (word for word in words(candidate.text) if word.norm not in STOP_WORDS and not word.norm.isdecimal())
    said = {word.stem for word in content}
    return len(said) >= _SAYS_SOMETHING and said.issubset(asked)


def leaves_unnamed(candidates: Sequence[Candidate], question: Question) -> bool:
    """Whether a sentence says that somebody did what is asked, and the best of `candidates` does not say who.

    The best one must have the verb: "Who stole the watch?" is not answered by a sentence that only names the owner.
    """
    if question.answer_type is not AnswerType.PERSON or not candidates or not question.content_words:
        return False
    if not question.words or question.words[0].norm != "who":
        return False
    asked = {word.stem for word in question.content_words}
    verb = question.content_words[0].stem
    said = [words(candidate.text) for candidate in candidates]
    if verb in {word.stem for word in said[0]} and not _has_unnamed(said[0], verb):
        return False
    return any(_has_unnamed(listed, verb) and asked <= {word.stem for word in listed} for listed in said)


def _has_unnamed(listed: Sequence[Word], verb: str) -> bool:
    """Whether somebody without a name does what `verb`, a stem, says."""
    return any(first.norm in _SOMEBODY and second.stem == verb for first, second in pairwise(listed))
