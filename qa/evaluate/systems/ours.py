"""qa itself, as it ships or with other constants: `qa`, `qa:depth=3`, `qa:words=60:threshold=0.5`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial

from qa import model
from qa.errors import EvaluationError
from qa.evaluate.systems.base import Build, Prediction
from qa.pipeline import SHIPPED, Configuration, Corpus
from qa.types import Candidate, Document, Passage

OURS = "qa"
# Of each constant: the values it takes.
_RANGES = {"depth": (1, 1_000), "words": (10, 2_000), "threshold": (0, 1)}


class Qa:
    """qa, with every candidate told."""

    def __init__(self, documents: Sequence[Document], *, configuration: Configuration, threshold: float) -> None:
        """Index `documents` by `configuration`; it answers from the confidence `threshold` on."""
        self._corpus = Corpus(documents, configuration=configuration)
        self._threshold = threshold

    @property
    def passages(self) -> Sequence[Passage]:
        """All passages it ranks."""
        return self._corpus.passages

    def ask(self, question: str) -> Prediction:
        """The decision, and every candidate: where nothing matches all sentences tie, so the first one stands first."""
        answer = self._corpus.ask(question, threshold=self._threshold, top=self._corpus.sentence_count)
        best = () if answer.best is None else (answer.best,)
        candidates = (*best, *answer.alternatives) or (Candidate(self.passages[0].sentences[0], None, 0.0),)
        return Prediction(candidates, answer.hits, answer.answered, answer.confidence)


def configured(name: str) -> Build:
    """The system that `name` stands for. Raises `EvaluationError` for a constant that there is not."""
    configuration, threshold = _parsed(name)
    return partial(Qa, configuration=configuration, threshold=threshold)


def constants(name: str) -> Mapping[str, float]:
    """What the system `name` is built with."""
    configuration, threshold = _parsed(name)
    return asdict(configuration) | {"threshold": threshold}


def _parsed(name: str) -> tuple[Configuration, float]:
    values = dict(_constant(name, part) for part in name.split(":")[1:])
    threshold = values.pop("threshold", model.lexical().calibration.threshold)
    return replace(SHIPPED, **{one: int(value) for one, value in values.items()}), threshold


def _constant(name: str, part: str) -> tuple[str, float]:
    constant, _, text = part.partition("=")
    if constant not in _RANGES:
        raise EvaluationError(
            f"found {part!r} in the system {name!r}, expected one of {', '.join(_RANGES)}, such as qa:depth=3"
        )
    low, high = _RANGES[constant]
    try:
        value = float(text) if constant == "threshold" else int(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise EvaluationError(f"found {part!r} in the system {name!r}, expected a number from {low} to {high}")
    return constant, value
