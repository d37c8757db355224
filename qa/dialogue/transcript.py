"""A conversation as a JSON file."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qa.dialogue.turn import Turn

if TYPE_CHECKING:
    from qa.dialogue.chat import Asked


def save(turns: Sequence[Turn], path: Path, *, replace: bool) -> None:
    """Write `turns` to `path`."""
    raise NotImplementedError


def load(path: Path, corpus: "Asked") -> tuple[Turn, ...]:
    """The turns in the file `path`."""
    raise NotImplementedError
