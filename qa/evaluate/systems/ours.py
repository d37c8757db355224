"""qa itself, as it ships or otherwise: `qa`, `qa:reader=lexical`, `qa:words=60:threshold=0.5`, `qa:model=FOLDER`."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

from qa import model
from qa.errors import EvaluationError, SettingError
from qa.evaluate.datasets import PastTurn
from qa.evaluate.systems.base import Build, Prediction
from qa.evaluate.systems.conversation import Conversation
from qa.pipeline import SHIPPED, Configuration, Corpus
from qa.types import Answer, Candidate, Document, Passage

OURS = "qa"
# Of each constant that is a number: the values it takes. One that is a fraction has a fraction here.
_RANGES: Mapping[str, tuple[float, float]] = {
    "depth": (1, 1_000),
    "words": (10, 2_000),
    "threads": (0, 256),
    "most": (1, 1_000),
    "least": (0.0, 1.0),
    "threshold": (0.0, 1.0),
}
# The others.
_WORDS: Mapping[str, type] = {"reader": str, "model": Path}


class Qa:
    """qa, with every candidate told."""

    def __init__(self, documents: Sequence[Document], *, configuration: Configuration, threshold: float) -> None:
        """Index `documents` by `configuration`; it answers from the confidence `threshold` on."""
        self._corpus = Corpus(documents, configuration=configuration)
        self._threshold = threshold
        self._conversation = Conversation(self._corpus, threshold=threshold)

    @property
    def passages(self) -> Sequence[Passage]:
        """All passages it ranks."""
        return self._corpus.passages

    def ask(self, question: str, *, history: Sequence[PastTurn] | None = None) -> Prediction:
        """The decision, and every candidate: where nothing matches all sentences tie, so the first one stands first."""
        every = self._corpus.sentence_count
        if history is None:
            return self._prediction(self._corpus.ask(question, threshold=self._threshold, top=every))
        start = time.perf_counter()
        self._conversation.after(history)
        before_ms = (time.perf_counter() - start) * 1_000
        turn = self._conversation.ask(question, top=every)
        return replace(self._prediction(turn.answer), understood=turn.understood, before_ms=before_ms)

    def _prediction(self, answer: Answer) -> Prediction:
        best = () if answer.best is None else (answer.best,)
        candidates = (*best, *answer.alternatives) or (Candidate(self.passages[0].sentences[0], None, 0.0),)
        return Prediction(candidates, answer.hits, answer.answered, answer.confidence)


def configured(name: str) -> Build:
    """The system that `name` stands for. Raises `EvaluationError` for a constant that there is not."""
    configuration, threshold = _parsed(name)
    return partial(Qa, configuration=configuration, threshold=threshold)


def constants(name: str) -> Mapping[str, float | str]:
    """What the system `name` is built with."""
    configuration, threshold = _parsed(name)
    told = asdict(configuration) | {"threshold": threshold}
    # Which network it is, not where it lies.
    return told | {"model": model.digest(configuration.model)}


def _parsed(name: str) -> tuple[Configuration, float]:
    values = dict(_constant(name, part) for part in name.split(":")[1:])
    threshold = values.pop("threshold", None)
    try:
        configuration = replace(SHIPPED, **values)
    except SettingError as error:
        raise EvaluationError(f"{error}, in the system {name!r}") from None
    return configuration, configuration.calibration.threshold if threshold is None else threshold


def _constant(name: str, part: str) -> tuple[str, Any]:
    constant, _, text = part.partition("=")
    if constant in _WORDS:
        return constant, _WORDS[constant](text)
    if constant not in _RANGES:
        known = ", ".join((*_RANGES, *_WORDS))
        raise EvaluationError(f"found {part!r} in the system {name!r}, expected one of {known}, such as qa:depth=3")
    low, high = _RANGES[constant]
    try:
        value = float(text) if isinstance(low, float) else int(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise EvaluationError(f"found {part!r} in the system {name!r}, expected a number from {low:g} to {high:g}")
    return constant, value
