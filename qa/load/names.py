"""Names of files, made safe to keep and to print. A name on disk is bytes, and can hold anything but NUL and `/`."""


def printable(name: str) -> str:
    """`name` without the lone surrogates that stand for bytes that are not UTF-8, so that it can be written anywhere.

    They are spelled out, as in Python; everything else stays, control characters too: they are the renderer's to show.
    """
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def shown(name: str) -> str:
    """`name` for a message: also control and format characters are spelled out, so that it keeps to one line."""
    return "".join(char if char.isprintable() else _spelled(char) for char in printable(name))


def _spelled(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
