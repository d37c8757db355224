"""The systems that are measured: qa in any configuration (`ours`), and the baselines it must beat (`baselines`)."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from qa.errors import EvaluationError
from qa.evaluate.systems.base import Prediction, System, SystemBuilder
from qa.evaluate.systems.baselines import BASELINES
from qa.evaluate.systems.ours import OURS, Conversation, configured, effective_settings, held_passages

__all__ = [
    "DEFAULT_SYSTEMS",
    "DIALOGUE_SYSTEMS",
    "OURS",
    "SYSTEMS",
    "Conversation",
    "Prediction",
    "System",
    "SystemBuilder",
    "family",
    "find_system",
    "held_passages",
    "on_one_thread",
    "parse_systems",
    "system_settings",
]

SYSTEMS = (OURS, *reversed(BASELINES))
# qa, plain TF-IDF, and always the two floors.
DEFAULT_SYSTEMS = (OURS, "tfidf", "first-sentence", "random")
# For dialogues, the floor and the ceiling are ways to ask qa itself.
DIALOGUE_SYSTEMS = (OURS,)


def parse_systems(text: str) -> tuple[str, ...]:
    """Parse a list of system names such as "qa,bm25", without repetitions.

    Raises `EvaluationError` for an unknown system.
    """
    wanted = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if not wanted:
        raise EvaluationError(f"found no system in {text!r}, expected some of {', '.join(SYSTEMS)}")
    for name in wanted:
        find_system(name)
    return wanted


def find_system(name: str) -> SystemBuilder:
    """The builder of the system `name`. Raises `EvaluationError` if the system is unknown."""
    if family(name) == OURS:
        return configured(name)
    if name not in BASELINES:
        close: Sequence[str] = get_close_matches(name, SYSTEMS, n=1)
        expected = f"{close[0]!r} perhaps" if close else f"one of {', '.join(SYSTEMS)}"
        raise EvaluationError(f"found the system {name!r}, expected {expected}")
    return BASELINES[name]


def system_settings(name: str) -> Mapping[str, float | str]:
    """The settings that the system `name` is built with, by setting name; empty for a baseline."""
    return effective_settings(name) if family(name) == OURS else {}


def on_one_thread(name: str) -> str:
    """The system `name` for one of several processes: limited to one thread, unless it names a number itself."""
    return f"{name}:threads=1" if family(name) == OURS and ":threads=" not in name else name


def family(name: str) -> str:
    """The name without its options: "qa" for "qa:reader=lexical"."""
    return name.split(":")[0]
