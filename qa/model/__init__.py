"""What was fitted, read from the files beside this one. How they were made: `qa/train/`, and `lexical.md` here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qa.errors import ModelError

LEXICAL = Path(__file__).with_name("lexical.json")
# Of the file; a file with another number was made for another version of qa.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression of "the best candidate answers", and the threshold that qa answers from."""

    intercept: float
    weights: Mapping[str, float]
    threshold: float


@dataclass(frozen=True, slots=True)
class LexicalModel:
    """Weights of the lexical reader's features, its background of word frequencies, and the calibration."""

    weights: Mapping[str, float]
    background: Mapping[str, float]
    calibration: Calibration


@cache
def lexical(path: Path = LEXICAL) -> LexicalModel:
    """The lexical model. Raises `ModelError` if the file is missing, broken or of another format."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise ModelError(f"{path} has format {data['format']}, expected {FORMAT}; install qa again")
        return LexicalModel(data["weights"], data["background"], Calibration(**data["calibration"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} cannot be read ({type(error).__name__}: {error}); install qa again") from error
