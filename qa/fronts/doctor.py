"""`qa doctor`: what qa finds on this machine, and what to do about what is wrong.

Each check is a function that yields findings; `CHECKS` lists them in the order of the report. Nothing is changed, sent
or fetched, and no document is read.
"""

import locale
import os
import platform
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from importlib import import_module, metadata
from pathlib import Path

import qa
from qa.errors import QAError
from qa.files import expanded
from qa.fronts import cache, calibrations, links, opener
from qa.fronts.serving import TOKEN_VARIABLE
from qa.fronts.settings import FILE_NAME, FILE_VARIABLE, ONNX_READER, PREFIX, Settings, all_settings, load_settings
from qa.fronts.status import ANSWERED, DEBUG, FAILED, TRACEBACK, bug
from qa.model import is_there

# A requirement of the package: its name, and the extra that it belongs to.
_REQUIREMENT = re.compile(r"([\w.-]+)[^;]*(?:;.*extra == ['\"](\w+)['\"])?")
# The modules of libraries that are built for one machine, which can be there and not work.
_NATIVE = ("numpy", "scipy", "sklearn", "onnxruntime", "Stemmer", "rapidfuzz", "msgspec", "pypdfium2", "turbohtml")
# Columns that the shell needs at least.
_COLUMNS = 40
# Hexadecimal digits of a digest that are shown.
_DIGITS = 12


class State(Enum):
    """How a finding is: `WRONG` keeps qa from working, `NOTE` may be meant."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, what was found, and what to do about it if anything."""

    name: str
    text: str
    state: State = State.OK
    advice: str = ""


def doctor() -> int:
    """Check the installation: versions, models, settings, folders, saved indexes, terminal and locale."""
    from qa.render import console, note, rows, show

    findings = [finding for check in CHECKS for finding in _findings(check)]
    screen = console(sys.stdout)
    for finding in findings:
        show(screen, rows([(f"{finding.state.value:<5}  {finding.name:<11}", finding.text)]))
        if finding.advice:
            show(screen, (note(finding.advice, style="yellow", label=" " * 9),))
    return FAILED if any(finding.state is State.WRONG for finding in findings) else ANSWERED


def _findings(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """The findings of `check`; one that fails is a finding, too, so that the others are not lost."""
    try:
        yield from check()
    except Exception as error:
        problem, _, advice = bug(error).rpartition("; ")
        yield Finding(check.__name__.strip("_"), problem, State.WRONG, advice)


# The program


def _program() -> Iterator[Finding]:
    yield Finding("qa", f"{qa.__version__}, in {Path(qa.__file__).parent}")
    yield Finding("Python", f"{platform.python_version()}, {platform.platform()}, {os.cpu_count()} cores")


def _libraries() -> Iterator[Finding]:
    """Each library that qa needs, in one line, and those that are missing or fail."""
    versions: list[str] = []
    extras: dict[str, list[str]] = {}
    for requirement in metadata.requires("qa") or ():
        match = _REQUIREMENT.match(requirement)
        if match is None or match[1] == "qa":
            continue
        name, extra = match[1], match[2]
        version = _version(name)
        if extra:
            extras.setdefault(extra, []).append(version)
        elif version:
            versions.append(f"{name} {version}")
        else:
            yield Finding("libraries", f"{name} is missing", State.WRONG, f"install it with: pip install {name}")
    yield Finding("libraries", ", ".join(versions))
    installed = [extra for extra, versions_of_extra in extras.items() if all(versions_of_extra)]
    yield Finding("extras", ", ".join(installed) or "none is installed")
    for name in _NATIVE:
        try:
            import_module(name)
        except Exception as error:
            problem = f"{name} cannot be loaded ({type(error).__name__}: {error})"
            yield Finding("libraries", problem, State.WRONG, "install qa again in a new virtual environment")


def _version(name: str) -> str:
    """The version of the package `name`; empty if it is not installed."""
    with suppress(metadata.PackageNotFoundError):
        return metadata.version(name)
    return ""


def _models() -> Iterator[Finding]:
    from qa import model

    try:
        from qa.read.network import Network

        model.lexical()
        model.dialogue()
        model.neural()
        Network(model.NEURAL)
    except (QAError, ImportError) as error:
        problem, _, advice = str(error).rpartition("; ")
        yield Finding("models", problem or str(error), State.WRONG, advice or "install qa again")
    else:
        yield Finding("models", f"complete, digest {model.digest()[:_DIGITS]}")
    with suppress(QAError):
        yield from _own_network(load_settings({}, os.environ))


def _own_network(settings: Settings) -> Iterator[Finding]:
    """The network of the user's own, if the settings name one."""
    from qa.fronts.opening import configuration_of
    from qa.model.own import reader_digest

    if not settings.reader.startswith(ONNX_READER):
        return
    try:
        from qa.read.network import Network

        configuration = configuration_of(settings)
        Network(configuration.model)
        digest = reader_digest(configuration.reader, configuration.model)
        _ = configuration.calibration
    except (QAError, ImportError) as error:
        problem, _, advice = str(error).rpartition("; ")
        yield Finding("reader", problem or str(error), State.WRONG, advice or "install qa again")
    else:
        yield Finding("reader", f"{settings.reader} is complete, digest {digest[:_DIGITS]}")


# What the user has set


def _settings() -> Iterator[Finding]:
    from platformdirs import user_config_path

    path = expanded(os.environ.get(FILE_VARIABLE) or user_config_path("qa") / FILE_NAME)
    try:
        settings = load_settings({}, os.environ)
    except QAError as error:
        problem, _, advice = str(error).rpartition("; ")
        yield Finding("settings", problem, State.WRONG, advice)
    else:
        changed = [known for known in all_settings() if getattr(settings, known.name) != known.default]
        values = ", ".join(f"{known.name} = {known.shown(settings)}" for known in changed) or "all are the default"
        yield Finding("settings", f"{values} ({path if is_there(path) else 'no file'})")
    variables = (DEBUG, FILE_VARIABLE, TOKEN_VARIABLE, cache.VARIABLE, links.VARIABLE, opener.VARIABLE)
    known_names = {*variables, *(known.variable for known in all_settings())}
    for name in sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known_names):
        advice = "correct its name, or unset it if it is meant for qa"
        yield Finding("settings", f"{name} is set, and names no setting", State.NOTE, advice)


def _calibrations() -> Iterator[Finding]:
    """The calibrations of documents of one's own."""
    for path, own in calibrations.saved():
        if own is None:
            yield Finding("calibration", f"{path} cannot be read", State.NOTE, "remove it, and calibrate again")
            continue
        names = " ".join(own.sources) or "the bundled article"
        yield Finding("calibration", f"{own.summary}, for {names} ({path})")


def _folders() -> Iterator[Finding]:
    from platformdirs import user_cache_path, user_config_path, user_state_path

    for name, path, use in (
        ("config", user_config_path("qa"), "your settings are read from it"),
        ("state", user_state_path("qa"), "the shell's history is kept there"),
        ("cache", user_cache_path("qa"), "runs of `qa eval` are kept there, to be resumed"),
    ):
        problem = _unwritable(path)
        if problem and name != "config":
            advice = f"{use}; without it qa works all the same, else change its permissions"
            yield Finding(name, f"{path} {problem}", State.NOTE, advice)
        else:
            yield Finding(name, f"{path}{'' if is_there(path) else ' (not there yet)'}")
    kept = user_state_path("qa") / TRACEBACK
    with suppress(OSError):
        day = datetime.fromtimestamp(kept.stat().st_mtime).astimezone().strftime("%Y-%m-%d %H:%M")
        advice = "report it, with that file; remove the file if you have"
        yield Finding("last error", f"an internal error of {day} is in {kept}", State.NOTE, advice)


def _indexes() -> Iterator[Finding]:
    """The saved indexes, whose every digest is compared, in one line, and those that are damaged."""
    from qa.errors import IndexFailure
    from qa.fronts.cache import cache_folder, entries, shown_size
    from qa.index import StoredIndex

    try:
        folder = cache_folder(os.environ)
    except QAError as error:
        problem, _, advice = str(error).rpartition("; ")
        yield Finding("indexes", problem, State.NOTE, advice)
        return
    if folder is not None and (unwritable := _unwritable(folder)):
        advice = f"no index is saved there; change its permissions, or name another folder in {cache.VARIABLE}"
        yield Finding("indexes", f"{folder} {unwritable}", State.NOTE, advice)
    saved = entries(folder)
    whole = 0
    for entry in saved:
        try:
            StoredIndex(entry.folder).check()
            whole += 1
        except (IndexFailure, OSError) as error:
            problem = str(error).rpartition("; ")[0] or str(error)
            advice = "the next question about its documents builds it anew; or remove all: qa cache clear"
            yield Finding("indexes", problem, State.NOTE, advice)
    size = shown_size(sum(entry.size for entry in saved))
    yield Finding("indexes", f"{len(saved)} saved, {size}; {whole} of them whole")


def _unwritable(path: Path) -> str:
    """Why nothing can be written in the folder `path`, which may not exist yet; empty if it can."""
    nearest = next(parent for parent in (path, *path.parents) if os.path.lexists(parent))
    # Not `Path.is_dir`, which raises an error where a folder may not be searched.
    if not os.path.isdir(nearest):  # noqa: PTH112
        return "is no folder" if nearest == path else f"cannot be made: {nearest} is no folder"
    if not os.access(nearest, os.W_OK | os.X_OK):
        return "may not be written" if nearest == path else f"cannot be made: {nearest} may not be written"
    return ""


# Where it runs


def _terminal() -> Iterator[Finding]:
    size = shutil.get_terminal_size()
    kind = os.environ.get("TERM", "")
    streams = {"input": sys.stdin, "output": sys.stdout}
    ends = [
        f"{name} {'on' if stream is not None and stream.isatty() else 'not on'} a terminal"
        for name, stream in streams.items()
    ]
    colours = "without colours (NO_COLOR)" if os.environ.get("NO_COLOR") else "with colours"
    text = f"{', '.join(ends)}; {kind or 'TERM is not set'}, {size.columns} by {size.lines}, {colours}"
    if kind == "dumb" and os.name == "posix":
        advice = "the shell has no completion there; set TERM to what your terminal is"
        yield Finding("terminal", text, State.NOTE, advice)
    elif size.columns < _COLUMNS:
        yield Finding("terminal", text, State.NOTE, f"make the window wider, {_COLUMNS} columns at least")
    else:
        yield Finding("terminal", text)


def _encoding() -> Iterator[Finding]:
    encodings = {
        "output": getattr(sys.stdout, "encoding", None) or "none",
        "names of files": sys.getfilesystemencoding(),
        "locale": locale.getencoding(),
    }
    text = ", ".join(f"{name} {encoding}" for name, encoding in encodings.items())
    if all(encoding.lower().replace("-", "") == "utf8" for encoding in encodings.values()):
        yield Finding("encoding", text)
    else:
        advice = "characters may be shown as escapes; set LC_ALL=C.UTF-8, or PYTHONUTF8=1"
        yield Finding("encoding", text, State.NOTE, advice)


CHECKS: Sequence[Callable[[], Iterator[Finding]]] = (
    _program,
    _libraries,
    _models,
    _settings,
    _calibrations,
    _folders,
    _indexes,
    _terminal,
    _encoding,
)
