"""Arguments of public functions, checked: one of another type, or out of range, is a `QAError` of one line.

Types are those of `isinstance`, except that a bool is no number and a string is no collection.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from qa.errors import QAError, SettingError

_Item = TypeVar("_Item")
# Characters of a value that a message shows.
_SHOWN = 60


def check_number(name: str, value: object, low: float, high: float = sys.maxsize, *, kind: str) -> None:
    """Raise `SettingError` unless `value` is a number from `low` to `high`, of the type of `low`.

    `kind` is what the message calls it, such as "a whole number".
    """
    types = int if isinstance(low, int) else (int, float)
    if isinstance(value, bool) or not isinstance(value, types) or not low <= value <= high:
        limits = f"of {low:g} or more" if high == sys.maxsize else f"from {low:g} to {high:g}"
        raise SettingError(f"{_beginning(name, value)}, expected {kind} {limits}; change it")


def check_type(name: str, value: object, *types: type, expected: str, error: type[QAError] = SettingError) -> None:
    """Raise `error` unless `value` is of one of the `types`, which the message calls `expected`."""
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        raise error(f"{_beginning(name, value)}, expected {expected}; change it")


def items_of(
    name: str, values: Iterable[_Item], *types: type, expected: str, error: type[QAError] = SettingError
) -> tuple[_Item, ...]:
    """The items of the collection `values`. Raises `error` unless it is one, and each item of one of the `types`."""
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise error(f"{_beginning(name, values)}, expected {expected}; change it")
    items = tuple(values)
    for item in items:
        check_type(f"an item of {name}", item, *types, expected=expected, error=error)
    return items


def path_of(name: str, value: str | Path, *, error: type[QAError] = SettingError) -> Path:
    """The path `value`. Raises `error` unless a file can have it."""
    check_type(name, value, str, Path, expected="a path", error=error)
    try:
        is_possible = bool(str(value)) and b"\0" not in os.fsencode(value)
    except UnicodeError:
        is_possible = False
    if not is_possible:
        raise error(f"{_beginning(name, value)}, expected a path; change it")
    return Path(value)


def _beginning(name: str, value: object) -> str:
    shown = " ".join(repr(value).split())
    return f"found {name}={shown if len(shown) <= _SHOWN else shown[:_SHOWN] + '…'}"
