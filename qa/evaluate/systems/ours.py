"""qa itself: `qa` as it ships, or with options, as in `qa:reader=lexical` and `qa:model=FOLDER:threshold=0.5`.

The options are the fields of `qa.pipeline.Configuration`, `threshold`, and `index`: the folder of an index that holds
the documents of the questions, perhaps among others.

A question with a history is asked in a conversation, which is held with qa line by line. If the set gives the earlier
answers, they replace qa's own: a follow-up is then measured by itself, whatever qa makes of the lines before it.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

from qa import model
from qa.dialogue import Chat, Rewrite, Turn
from qa.errors import EvaluationError, SettingError
from qa.evaluate.datasets import EarlierTurn
from qa.evaluate.systems.base import Prediction, SystemBuilder
from qa.index import StoredIndex, key_of
from qa.load.sources import printable
from qa.pipeline import SHIPPED, Configuration, Corpus
from qa.question import parsed
from qa.types import Answer, Candidate, Document, Intent, Passage, Reason, Span

OURS = "qa"
_INDEX = "index"
# Every option with the type of its default: the fields of Configuration, and the threshold.
_TYPES: Mapping[str, type] = {
    **{field.name: type(getattr(SHIPPED, field.name)) for field in fields(Configuration)},
    "threshold": float,
    _INDEX: Path,
}
# The range of a number: a probability is from 0 to 1, a count from 1 to 1,000, but for these. Words, processors.
_COUNTS = (1, 1_000)
_PROBABILITIES = (0.0, 1.0)
_OTHER_COUNTS = {"passage_words": (10, 2_000), "threads": (0, 256)}


class Qa:
    """qa, with every candidate of every answer."""

    def __init__(
        self,
        documents: Sequence[Document],
        *,
        configuration: Configuration,
        threshold: float,
        index: Path | None = None,
    ) -> None:
        """Index `documents` with `configuration`, or open `index`; answer from the confidence `threshold` on."""
        if index is None:
            self._corpus = Corpus(documents, configuration=configuration)
            self.passages: Sequence[Passage] = self._corpus.passages
        else:
            self._corpus = Corpus.open_index(index, configuration=configuration)
            self.passages = held_passages(documents, self._corpus)
        self._threshold = threshold
        self._conversation = Conversation(self._corpus, threshold=threshold)

    def ask(self, question: str, *, history: Sequence[EarlierTurn] | None = None) -> Prediction:
        """The decision, and every candidate; if nothing matches, all sentences tie and the first one comes first."""
        every = self._corpus.sentence_count
        if history is None:
            return self._prediction(self._corpus.ask(question, threshold=self._threshold, top=every))
        start = time.perf_counter()
        self._conversation.after(history)
        history_ms = (time.perf_counter() - start) * 1_000
        turn = self._conversation.ask(question, top=every)
        return replace(self._prediction(turn.answer), rewrite=turn.rewrite, history_ms=history_ms)

    def _prediction(self, answer: Answer) -> Prediction:
        candidates = answer.candidates or (Candidate(self.passages[0].sentences[0], None, 0.0),)
        return Prediction(candidates, answer.hits, answer.answered, answer.confidence)


def held_passages(documents: Sequence[Document], corpus: Corpus) -> list[Passage]:
    """The passages that the index of `corpus` has of `documents`, which it knows by their texts.

    Raises `EvaluationError` if it does not hold one of them.
    """
    texts = {key_of(document.text): document for document in documents}
    held = {entry.text_key: entry.doc_id for entry in corpus.index.entries if entry.text_key in texts}
    missing = next((document for key, document in texts.items() if key not in held), None)
    if missing is not None:
        raise EvaluationError(f"the index does not hold {missing.source}, as the question set has it; add it")
    return [passage for key in texts for passage in corpus.index.passages_of(held[key])]


# Options


def configured(name: str) -> SystemBuilder:
    """The builder of qa with the options in `name`. Raises `EvaluationError` for an unknown option or value."""
    configuration, threshold, index = _parse(name)
    return partial(Qa, configuration=configuration, threshold=threshold, index=index)


def effective_settings(name: str) -> Mapping[str, float | str]:
    """Every option of the system `name` with its value; `model` is the digest of the network, not its folder."""
    configuration, threshold, index = _parse(name)
    settings = asdict(configuration) | {"threshold": threshold, "model": model.digest(configuration.model)}
    return settings if index is None else settings | {_INDEX: StoredIndex(index).manifest["catalog"]}


def _parse(name: str) -> tuple[Configuration, float, Path | None]:
    values = dict(_parse_option(name, part) for part in name.split(":")[1:])
    threshold, index = values.pop("threshold", None), values.pop(_INDEX, None)
    try:
        configuration = replace(SHIPPED, **values)
    except SettingError as error:
        raise EvaluationError(f"{error}, in the system {name!r}") from None
    return configuration, configuration.calibration.threshold if threshold is None else threshold, index


def _parse_option(name: str, part: str) -> tuple[str, Any]:
    option, _, text = part.partition("=")
    if printable(text) != text:
        raise EvaluationError(f"found {part!r} in the system, expected a name of UTF-8; rename the folder")
    if option not in _TYPES:
        known = ", ".join(_TYPES)
        raise EvaluationError(f"found {part!r} in the system {name!r}, expected one of {known}, such as qa:threads=1")
    kind = _TYPES[option]
    if issubclass(kind, Path):
        return option, Path(text)
    if issubclass(kind, str):
        return option, text
    low, high = _PROBABILITIES if kind is float else _OTHER_COUNTS.get(option, _COUNTS)
    try:
        value = float(text) if kind is float else int(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise EvaluationError(f"found {part!r} in the system {name!r}, expected a number from {low:g} to {high:g}")
    return option, value


# Conversations


class Conversation:
    """Conversations about a corpus, one after another.

    The last conversation is kept, so that the turns of a dialogue asked in order do not each repeat it from the start.
    """

    def __init__(self, corpus: Corpus, *, threshold: float | None = None) -> None:
        """Talk about `corpus`; answer from the confidence `threshold` on, None for the default of the corpus."""
        self._corpus = corpus
        self._threshold = threshold
        self._chat = Chat(corpus)
        self._lines: list[EarlierTurn] = []

    def after(self, history: Sequence[EarlierTurn]) -> Chat:
        """The chat after `history`, and nothing else, was said."""
        pairs = enumerate(zip(self._lines, history, strict=False))
        shared = next((number for number, (line, other) in pairs if line != other), min(len(self._lines), len(history)))
        self._chat.turns = self._chat.turns[:shared]
        del self._lines[shared:]
        for earlier in history[shared:]:
            if earlier.answer_given:
                self._chat.turns = (*self._chat.turns, given_turn(earlier, self._corpus.passages))
                self._lines.append(earlier)
            else:
                self.ask(earlier.line, top=1)
        return self._chat

    def ask(self, line: str, *, top: int) -> Turn:
        """The next turn: see `qa.dialogue.Chat.ask`."""
        turn = self._chat.ask(line, threshold=self._threshold, top=top)
        self._lines.append(EarlierTurn(line))
        return turn


def given_turn(earlier: EarlierTurn, passages: Sequence[Passage]) -> Turn:
    """The turn in which `earlier.line` was asked without a rewrite and got the answer that the set gives.

    The answer is the sentence of `passages` that holds most of it; without a sentence, qa abstained.
    """
    best = _given_candidate(earlier.answer_span, passages)
    question = parsed(earlier.line)
    if best is None:
        answer = Answer(question, reason=Reason.NOT_IN_TEXT)
    else:
        answer = Answer(question, (best,), answered=True, confidence=1.0)
    return Turn(Rewrite(earlier.line, earlier.line), Intent.QUESTION, answer)


def _given_candidate(span: Span | None, passages: Sequence[Passage]) -> Candidate | None:
    """The first sentence that shares the most characters with `span`, with these characters marked."""
    if span is None:
        return None
    parts = [
        (sentence, Span(max(sentence.span.start, span.start), min(sentence.span.end, span.end)))
        for passage in passages
        for sentence in passage.sentences
        if sentence.span.overlaps(span)
    ]
    if not parts:
        return None
    sentence, marked = max(parts, key=lambda part: len(part[1]))
    return Candidate(sentence, marked, 0.0)
