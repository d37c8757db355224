"""A calibration of one's own: a threshold, and perhaps a curve, that were chosen on questions about some documents.

`qa.evaluate.calibrating` chooses it, a front saves it as a JSON file and finds it again. It holds for one reader: the
confidences of another reader mean something else.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from qa.errors import ModelError
from qa.files import read_regular, write_whole
from qa.model import (
    ABOUT,
    EXPORTED,
    FORMAT,
    LEXICAL,
    LEXICAL_READER,
    MAX_BYTES,
    NEURAL,
    Calibration,
    cause,
    is_there,
)
from qa.schema import json_value

# Hexadecimal digits of a digest that tell readers apart.
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve over the confidence: the logit becomes `slope` times itself, plus `intercept` (Platt, 1999)."""

    intercept: float = 0.0
    slope: float = 1.0

    def __post_init__(self) -> None:
        if not self.slope > 0:
            raise ValueError(f"found the slope {self.slope:g}, expected one above 0")

    def of(self, shipped: Calibration) -> Calibration:
        """`shipped` with the curve over its confidence; candidates keep their order."""
        weights = {name: weight * self.slope for name, weight in shipped.weights.items()}
        return Calibration(self.intercept + self.slope * shipped.intercept, weights, shipped.threshold)


@dataclass(frozen=True, slots=True)
class OwnCalibration:
    """What `qa calibrate` saves.

    `reader` is the digest of the reader whose confidence it is about (see `reader_digest`), `goal` what the threshold
    was chosen for, in words, `made_of` the set and how many questions it has, `day` when; `sources` are the documents.
    """

    format: int
    reader: str
    threshold: float
    curve: Curve
    goal: str
    made_of: str
    day: str
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.threshold <= 1:
            raise ValueError(f"found the threshold {self.threshold:g}, expected a probability from 0 to 1")

    @property
    def summary(self) -> str:
        """What it is, in one line."""
        return f"threshold {self.threshold:.2f}, {self.goal}, chosen on {self.made_of}, {self.day}"

    def of(self, shipped: Calibration) -> Calibration:
        """The calibration to decide by, made of the one that ships."""
        return replace(self.curve.of(shipped), threshold=self.threshold)


def reader_digest(reader: str, folder: Path = NEURAL) -> str:
    """What distinguishes the reader called `reader`, with the network in `folder`, from others. Raises `ModelError`."""
    parts = [LEXICAL] if reader == LEXICAL_READER else [LEXICAL, folder / ABOUT, folder / EXPORTED]
    content = b"".join(_content(part) for part in parts if is_there(part))
    return hashlib.sha256(reader.encode() + content).hexdigest()[:_DIGITS]


def _content(path: Path) -> bytes:
    try:
        return read_regular(path, max_bytes=MAX_BYTES)
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({cause(error)}); install qa again") from error


def read_own(path: Path) -> OwnCalibration | None:
    """The calibration in the file `path`; None if there is none. Raises `ModelError` if it cannot be used."""
    advice = "remove it, and calibrate again: qa calibrate --help"
    try:
        own = json_value(read_regular(path, max_bytes=MAX_BYTES), OwnCalibration)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} is no calibration ({cause(error)}); {advice}") from error
    if own.format != FORMAT:
        raise ModelError(f"{path} has format {own.format}, expected {FORMAT}; {advice}")
    return own


def write_own(own: OwnCalibration, path: Path) -> None:
    """Write `own` to the file `path`, whole or not at all. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(asdict(own), indent=1) + "\n")
