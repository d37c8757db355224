"""The fitted models, read from the files in this folder. Model cards (`*.md`) and `qa/train/` say how they are made.

Known limitation: the models are for English.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from qa.errors import ModelError
from qa.files import open_regular, read_regular
from qa.schema import checked, json_value

_Model = TypeVar("_Model")

LEXICAL = Path(__file__).with_name("lexical.json")
DIALOGUE = Path(__file__).with_name("dialogue.json")
# Version of the files' format. A file with another number was made for another version of qa.
FORMAT = 1

# Bytes of a description, of weights, or of a tokenizer at most: those of many languages have some 20 million.
MAX_BYTES = 64_000_000

# The readers, the default first.
NEURAL_READER, LEXICAL_READER = READERS = ("neural", "lexical")

# The folder of the neural reader, and the file in it that describes the others.
NEURAL = Path(__file__).with_name("neural")
ABOUT = "about.json"
# The file of a network that another program exported: see `qa.read.network`.
EXPORTED = "model.onnx"
# Advice if a file of the neural reader is missing or broken.
_ADVICE = "install qa again, or go without it: --reader lexical"
# Advice if a network of one's own is.
ADVICE_ON_EXPORTED = "name another folder, or go without it: --reader neural"


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression of "the best candidate answers", and the lowest confidence at which qa answers."""

    intercept: float
    weights: Mapping[str, float]
    threshold: float

    def __post_init__(self) -> None:
        if not 0 <= self.threshold <= 1:
            raise ValueError(f"found the threshold {self.threshold:g}, expected a probability from 0 to 1")


@dataclass(frozen=True, slots=True)
class LexicalModel:
    """Weights of the lexical reader's features, its background frequencies of stems, and its calibration."""

    weights: Mapping[str, float]
    background: Mapping[str, float]
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class NeuralModel:
    """Weights of the neural reader's features, and its calibration."""

    weights: Mapping[str, float]
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class DialogueModel:
    """Weights of the features of an antecedent (see `qa.dialogue.antecedents`), and proximities by kind of follow-up.

    A proximity is how much likelier the sentences near the last answer are, in nats by their distance from it (see
    `qa.types.Proximity`).
    """

    antecedent: Mapping[str, float]
    proximity: Mapping[str, Mapping[int, float]]


def broken(path: Path, reason: str, *, advice: str = _ADVICE) -> ModelError:
    """The error for a file of the neural reader at `path`: the `reason`, and what to do."""
    return ModelError(f"{path}: {reason}; {advice}")


def about(folder: Path = NEURAL) -> dict[str, Any]:
    """The content of the neural reader's `about.json`; empty if there is none and the network is exported.

    Raises `ModelError` if it cannot be read.
    """
    path = folder / ABOUT
    if is_exported(folder) and not is_there(path):
        return {}
    try:
        return json_value(read_regular(path, max_bytes=MAX_BYTES), dict[str, Any])
    except (OSError, ValueError) as error:
        raise broken(path, f"cannot be read ({cause(error)})") from error


def digest(folder: Path = NEURAL) -> str:
    """SHA-256 of all models, with the neural reader in `folder`, as hexadecimal digits."""
    # `about.json` holds the digests of the other files of the neural reader.
    parts = [LEXICAL, DIALOGUE, folder / ABOUT]
    return hashlib.sha256(b"".join(_content(part) for part in parts if is_there(part))).hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of the file at `path`, as hexadecimal digits. Raises `OSError` if it is no regular file."""
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def cause(error: OSError | ValueError) -> str:
    """What is wrong with a file, in a few words, without its name."""
    return getattr(error, "strerror", None) or str(error)


def _content(path: Path) -> bytes:
    try:
        return read_regular(path, max_bytes=MAX_BYTES)
    except OSError as error:
        raise broken(path, f"cannot be read ({cause(error)})") from error


def is_exported(folder: Path) -> bool:
    """Whether the network in `folder` is not qa's own but one that another program exported."""
    return is_there(folder / EXPORTED)


def is_there(path: Path) -> bool:
    """Whether there is anything at `path`; a name that no file can have is none."""
    return os.path.exists(path)  # noqa: PTH110, since it raises no error for odd names


# The weights of an exported network that was not calibrated, fitted on nothing: `qa.train.neural.calibrate` fits them.
# A span counts by its distance from "no answer here", and a sentence that was not read comes after those that were.
UNCALIBRATED = NeuralModel(
    {
        **{"span_logit": 0.5, "null_logit": -0.5, "answerable_logit": 0.0},
        **{"lexical_score": 0.2, "passage_score": 1.0, "unread": -1.0},
    },
    Calibration(-1.0, {"span_logit": 0.5, "null_logit": -0.5, "softmax_share": 1.0}, 0.5),
)


@cache
def neural(folder: Path = NEURAL) -> NeuralModel:
    """The weights and calibration for the network in `folder`. Raises `ModelError` if they are missing or broken."""
    content = about(folder)
    if is_exported(folder) and "reader" not in content:
        return UNCALIBRATED
    try:
        return checked(content, _About).reader
    except ValueError as error:
        raise broken(folder / ABOUT, f"holds no calibration ({error})") from error


@dataclass(frozen=True, slots=True)
class _About:
    """What `neural` looks at in `about.json`."""

    reader: NeuralModel


@cache
def lexical(path: Path = LEXICAL) -> LexicalModel:
    """The lexical model. Raises `ModelError` if the file is missing, broken or of another format."""
    return _read(path, LexicalModel)


@cache
def dialogue(path: Path = DIALOGUE) -> DialogueModel:
    """The model for conversations. Raises `ModelError` if the file is missing, broken or of another format."""
    return _read(path, DialogueModel)


@dataclass(frozen=True, slots=True)
class _Version:
    """The key that every file of weights has."""

    format: int


def _read(path: Path, kind: type[_Model]) -> _Model:
    """The model of `kind` in the JSON file `path`."""
    try:
        data = read_regular(path, max_bytes=MAX_BYTES)
        version = json_value(data, _Version).format
        if version != FORMAT:
            raise ModelError(f"{path} has format {version}, expected {FORMAT}; install qa again")
        return json_value(data, kind)
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read ({cause(error)}); install qa again") from error
