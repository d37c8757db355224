"""Opens what a citation leads to: a text in an editor at its line, anything else with the program of the platform.

Programs are started with a list of arguments, never through a shell, and files are named by their absolute paths, so
that no name is taken for an option or a command.

    QA_EDITOR="code --goto {file}:{line}"    a command of one's own; without {file}, the way of that editor is taken
    VISUAL, EDITOR                           the same, if QA_EDITOR is not set
"""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.errors import SettingError, UsageError
from qa.fronts.links import Target, file_address, target_of
from qa.render import place
from qa.types import Citation

# A command of one's own, before those of other programs.
VARIABLE = "QA_EDITOR"
_VARIABLES = (VARIABLE, "VISUAL", "EDITOR")
# How editors take a file and a line, by the name of the program. Others get the file alone.
_WAYS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "vi",
            "vim",
            "nvim",
            "gvim",
            "nano",
            "pico",
            "emacs",
            "emacsclient",
            "micro",
            "kak",
            "joe",
            "jed",
            "gedit",
            "ne",
        ),
        ("+{line}", "{file}"),
    ),
    **dict.fromkeys(("code", "code-insiders", "codium", "vscodium", "cursor"), ("--goto", "{file}:{line}")),
    **dict.fromkeys(("subl", "hx", "helix", "zed", "atom", "lapce"), ("{file}:{line}",)),
    **dict.fromkeys(("kate", "kwrite", "mate", "idea", "pycharm"), ("--line", "{line}", "{file}")),
}
# Editors to look for where nothing is set and there is no desktop.
_COMMON = ("sensible-editor", "nano", "vim", "vi")
# How viewers of PDF take a page, by the desktop file that names them; browsers take it in the address.
_VIEWERS: Mapping[str, tuple[str, ...]] = {
    "org.gnome.evince": ("evince", "--page-index={page}", "{file}"),
    "org.gnome.papers": ("papers", "--page-index={page}", "{file}"),
    "atril": ("atril", "--page-index={page}", "{file}"),
    "xreader": ("xreader", "--page-index={page}", "{file}"),
    "okularapplication_pdf": ("okular", "--page", "{page}", "{file}"),
    "org.kde.okular": ("okular", "--page", "{page}", "{file}"),
    "org.pwmt.zathura": ("zathura", "--page={page}", "{file}"),
    "mupdf": ("mupdf", "{file}", "{page}"),
    "firefox": ("firefox", "{address}#page={page}"),
    "firefox-esr": ("firefox-esr", "{address}#page={page}"),
    "chromium": ("chromium", "{address}#page={page}"),
    "google-chrome": ("google-chrome", "{address}#page={page}"),
    "brave-browser": ("brave-browser", "{address}#page={page}"),
}
# Seconds that the desktop may take to say which program it is.
_PATIENCE = 5.0
_PDF = ".pdf"


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments; `waits` is whether it takes over the terminal until it ends.

    `at` is where it opens the file, as far as the program takes that: "line 12", "page 3", or nothing.
    """

    arguments: tuple[str, ...]
    waits: bool = False
    at: str = ""


def open_place(citation: Citation) -> str:
    """Open what `citation` leads to, and say what was opened.

    Raises `UsageError` if there is no such file, or no program opens it, and `SettingError` for a variable that is no
    command.
    """
    target = target_of(citation)
    if target is None:
        raise UsageError(f"{citation.source} is no file on this machine that could be opened")
    command = command_for(target, os.environ)
    run(command)
    at = f" at {command.at}" if command.at else ""
    hint = f"; the place is {place(citation)}" if not command.at and target.path is not None else ""
    return f"Opened {target.address or target.path}{at} with {Path(command.arguments[0]).name}{hint}."


def command_for(target: Target, environment: Mapping[str, str], *, platform: str = sys.platform) -> Command:
    """The command that opens `target`.

    Raises `SettingError` for a variable that is no command, and `UsageError` if no program is found.
    """
    if target.path is None:
        return Command((*_platform_opener(environment, platform), target.address))
    if target.line is not None:
        editor = _editor(environment, platform)
        if editor is not None:
            return editor_command(editor, target.path, target.line)
    viewer = _viewer(target, platform)
    return viewer or Command((*_platform_opener(environment, platform), str(target.path)))


def editor_command(editor: Sequence[str], path: Path, line: int) -> Command:
    """The command of the `editor`, a program with arguments, for a line of a file."""
    takes_file = any("{file}" in part for part in editor)
    way = () if takes_file else _WAYS.get(Path(editor[0]).stem.lower(), ("{file}",))
    parts = (*editor[:1], *(_filled(part, path, line=line) for part in (*editor[1:], *way)))
    is_at_line = any("{line}" in part for part in (*editor, *way))
    return Command(parts, waits=True, at=f"line {line}" if is_at_line else "")


def run(command: Command) -> None:
    """Start `command`; wait for one that takes over the terminal. Raises `UsageError` if it cannot be started."""
    name = command.arguments[0]
    try:
        if command.waits:
            status = subprocess.run(command.arguments, check=False).returncode
        elif name == "startfile":
            # Windows opens a file without a program.
            os.startfile(command.arguments[1])  # type: ignore[attr-defined, unused-ignore]
            return
        else:
            quiet = subprocess.DEVNULL
            process = subprocess.Popen(
                command.arguments, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
            )
            status = _ended_at_once(process)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{name} cannot be started ({reason}); name another program in {VARIABLE}") from None
    if status:
        raise UsageError(f"{name} ended with status {status}; name another program in {VARIABLE}")


def _ended_at_once(process: "subprocess.Popen[bytes]") -> int:
    """The status of a program that fails at once; 0 if it runs on."""
    try:
        return process.wait(timeout=0.5)
    except subprocess.TimeoutExpired:
        return 0


def _filled(part: str, path: Path, *, line: int | None = None, page: int | None = None) -> str:
    """`part` with the file, its address, the line and the page in it; one after the other, so that names stay names."""
    values = {"{file}": str(path), "{address}": file_address(path), "{line}": str(line), "{page}": str(page)}
    for field, value in values.items():
        before, separator, after = part.partition(field)
        if separator:
            return f"{_filled(before, path, line=line, page=page)}{value}{_filled(after, path, line=line, page=page)}"
    return part


def _editor(environment: Mapping[str, str], platform: str) -> tuple[str, ...] | None:
    """The editor that is set, or else, without a desktop, one that is there; None if the platform is to open it."""
    for name in _VARIABLES:
        if environment.get(name, "").strip():
            return _split(name, environment[name])
    if _has_desktop(environment, platform):
        return None
    installed = next((name for name in _COMMON if shutil.which(name)), None)
    return (installed,) if installed else None


def _split(name: str, value: str) -> tuple[str, ...]:
    try:
        parts = tuple(shlex.split(value, posix=os.name == "posix"))
    except ValueError as error:
        raise SettingError(f"{name} is {value!r}, which is no command ({error}); correct or unset it") from None
    if not shutil.which(parts[0]):
        raise SettingError(f"{name} is {value!r}, but there is no program {parts[0]!r}; correct or unset it")
    return parts


def _has_desktop(environment: Mapping[str, str], platform: str) -> bool:
    return platform in ("darwin", "win32") or any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _platform_opener(environment: Mapping[str, str], platform: str) -> tuple[str, ...]:
    """The program of the platform that opens any file."""
    if platform == "win32":
        return ("startfile",)
    if platform == "darwin":
        return ("open",)
    if _has_desktop(environment, platform) and shutil.which("xdg-open"):
        return ("xdg-open",)
    raise UsageError(f"found no program to open it with; name an editor for texts in {VARIABLE}, such as vim")


def _viewer(target: Target, platform: str) -> Command | None:
    """The command of the desktop's viewer of PDF for the page of `target`; None if that takes no page."""
    if target.path is None or target.page is None or target.path.suffix.lower() != _PDF or platform != "linux":
        return None
    way = _VIEWERS.get(_desktop_viewer())
    if way is None or not shutil.which(way[0]):
        return None
    # Evince and its kin count pages from 1 here, as the citation does.
    arguments = tuple(_filled(part, target.path, page=target.page) for part in way)
    return Command(arguments, at=f"page {target.page}")


def _desktop_viewer() -> str:
    """The name of the desktop file that opens PDF; empty if that is unknown."""
    if not shutil.which("xdg-mime"):
        return ""
    try:
        answer = subprocess.run(
            ["xdg-mime", "query", "default", "application/pdf"],
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.strip().removesuffix(".desktop").lower()
