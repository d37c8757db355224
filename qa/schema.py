"""Values from JSON, checked: the type of the value is its schema.

A schema is a type: a frozen dataclass, `Mapping[str, float]`, `tuple[str, ...]`, an enumeration. msgspec checks it, and
a dataclass checks its ranges in `__post_init__`. Keys that a dataclass does not have are ignored.

JSON is strict: no NaN, no number that is out of range, no lone surrogate, no nesting without end.

msgspec is imported when something is first read.
"""

from typing import TypeVar

_Value = TypeVar("_Value")

# What `json_value` and `checked` raise is a ValueError that begins with the place, such as `$.turns[0].typed`.


def json_value(data: bytes | str, kind: type[_Value]) -> _Value:
    """The value of `kind` (`Any` for every kind) in the JSON `data`.

    Raises `ValueError` with the place if the JSON is broken or does not fit `kind`.
    """
    import msgspec

    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise _fault(error) from None


def checked(value: object, kind: type[_Value]) -> _Value:
    """`value`, which is made of dictionaries and lists, as a value of `kind`. Raises `ValueError` with the place."""
    import msgspec

    try:
        return msgspec.convert(value, type=kind)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise _fault(error) from None


def _fault(error: Exception) -> ValueError:
    """`error` of msgspec in one line, its place first."""
    if isinstance(error, RecursionError):
        return ValueError("it is nested too deep")
    reason, _, place = str(error).partition(" - at ")
    reason, place = reason.replace("`", "'"), place.strip("`")
    message = reason if reason[:2].isupper() else f"{reason[:1].lower()}{reason[1:]}"
    return ValueError(f"{place}: {message}" if place else message)
