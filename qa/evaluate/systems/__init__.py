"""Who is measured: qa in its configurations (`ours`), and the baselines that it must beat, behind one interface."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from qa.errors import EvaluationError
from qa.evaluate.systems.base import Build, Prediction, System
from qa.evaluate.systems.baselines import BASELINES
from qa.evaluate.systems.conversation import Conversation
from qa.evaluate.systems.ours import OURS, configured, constants

__all__ = [
    "ALL",
    "DEFAULT",
    "DIALOGUES",
    "OURS",
    "Build",
    "Conversation",
    "Prediction",
    "System",
    "names",
    "on_one_thread",
    "settings",
    "system",
]

ALL = (OURS, *reversed(BASELINES))
# Two floors always stand beside qa, and what plain TF-IDF does.
DEFAULT = (OURS, "tfidf", "first-sentence", "random")
# Of dialogues, the floor and the ceiling are ways to ask qa itself.
DIALOGUES = (OURS,)


def names(text: str) -> tuple[str, ...]:
    """The systems that a list such as "qa,qa:depth=3,bm25" names, each once.

    Raises `EvaluationError` for one that there is not.
    """
    wanted = tuple(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))
    if not wanted:
        raise EvaluationError(f"found no system in {text!r}, expected some of {', '.join(ALL)}")
    for one in wanted:
        system(one)
    return wanted


def system(name: str) -> Build:
    """What builds the system called `name`. Raises `EvaluationError` if there is none."""
    if name.split(":")[0] == OURS:
        return configured(name)
    if name not in BASELINES:
        raise EvaluationError(f"found the system {name!r}, expected {_advice(name)}")
    return BASELINES[name]


def settings(name: str) -> Mapping[str, float | str]:
    """What the system called `name` is built with, by name; a baseline has nothing to set."""
    return constants(name) if name.split(":")[0] == OURS else {}


def on_one_thread(name: str) -> str:
    """The system called `name` for one of several processes: unless it says otherwise, it keeps to one thread."""
    return f"{name}:threads=1" if name.split(":")[0] == OURS and ":threads=" not in name else name


def _advice(name: str) -> str:
    close: Sequence[str] = get_close_matches(name, ALL, n=1)
    return f"{close[0]!r} perhaps" if close else f"one of {', '.join(ALL)}"
