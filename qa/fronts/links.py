"""Where a citation leads: its file with the line or page, and the link to it that a terminal may open (OSC 8).

A link is an address with every other character percent-encoded, so that no name can steer the terminal. Most desktops
refuse an address of a file with a fragment, so the line is only in it for terminals that are known to understand that.
"""

import os
import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from qa import files
from qa.errors import SettingError
from qa.types import Citation

# Whether links are shown.
VARIABLE = "QA_LINKS"
_AUTO, _NEVER = "auto", "never"
# Terminals that show the sequence itself, or drop what follows.
_WITHOUT_LINKS = re.compile(r"^$|dumb|linux|eterm|vt\d|cons25|unknown")
# Terminals that open `file:///notes.md#12` at line 12, by the variable that they set and its value ("": any).
_WITH_LINES = (("KITTY_WINDOW_ID", ""), ("TERM_PROGRAM", "iTerm.app"), ("TERM_PROGRAM", "vscode"))
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
# What an address keeps as it is; a percent sign was put there by whoever encoded it.
_OF_ADDRESSES = "/:?#[]@!$&'()*+,;=%~"
# Characters of a link at most: terminals drop longer ones.
_LONGEST = 2_000

# What gives the link of a citation; None where there is nothing to open.
Linker = Callable[[Citation], str | None]


@dataclass(frozen=True, slots=True)
class Target:
    """What a citation leads to: a file, absolute, with its line or page, or else an address."""

    path: Path | None = None
    address: str = ""
    line: int | None = None
    page: int | None = None


def target_of(citation: Citation) -> Target | None:
    """What `citation` leads to; None if it is no address and there is no such file now, as for standard input."""
    source = citation.source
    if _ADDRESS.match(source):
        return Target(address=quote(source, safe=_OF_ADDRESSES), page=citation.place.page)
    # Not `Path.is_file`, which raises an error for odd names.
    path = os.path.abspath(source)  # noqa: PTH100
    if not os.path.isfile(path):  # noqa: PTH113
        if source != files.ARTICLE_NAME:
            return None
        path = str(files.article())
    return Target(Path(path), line=citation.line, page=citation.place.page)


def linker(environment: Mapping[str, str]) -> Linker | None:
    """What gives the links of a terminal with these variables; None if it shows none.

    Raises `SettingError` if `QA_LINKS` is neither "auto" nor "never".
    """
    wanted = environment.get(VARIABLE, "").strip().lower() or _AUTO
    if wanted not in (_AUTO, _NEVER):
        raise SettingError(f"{VARIABLE} is {wanted!r}, but it takes {_AUTO} or {_NEVER}; correct or unset it")
    if wanted == _NEVER or _WITHOUT_LINKS.search(environment.get("TERM", "" if os.name == "posix" else "windows")):
        return None
    with_lines = any(environment.get(name) and value in ("", environment[name]) for name, value in _WITH_LINES)
    # Over a connection, a file of the same name on the machine of the terminal is another one.
    host = socket.gethostname() if environment.get("SSH_CONNECTION") else ""

    def link(citation: Citation) -> str | None:
        target = target_of(citation)
        return None if target is None else _link(target, host=host, with_lines=with_lines)

    return link


def _link(target: Target, *, host: str, with_lines: bool) -> str | None:
    if target.path is None:
        return target.address if len(target.address) <= _LONGEST else None
    fragment = f"#{target.line}" if with_lines and target.line is not None else ""
    address = f"{file_address(target.path, host=host)}{fragment}"
    return address if len(address) <= _LONGEST else None


def file_address(path: Path, *, host: str = "") -> str:
    """The file as an address; bytes of its name that are no text are encoded as they are."""
    address = path.as_uri()
    return address.replace("file://", f"file://{quote(host)}", 1) if host else address
