"""What a user may change, and where it is set: flag > environment > file > default.

    flag            --threshold 0.6            one command
    environment     QA_THRESHOLD=0.6           one terminal
    file            threshold = 0.6            `settings.toml` in the user's configuration folder, or QA_SETTINGS' file
    default         the field below

`Settings` is built once, at a front; the core never sees it. Each field has its help text and its range, and the
flags' help, the shell's `/set` and its completion are made from them.

Known limitation: a variable `QA_…` that names no setting is ignored, since other programs may use the prefix.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from qa.errors import SettingError
from qa.files import read_regular
from qa.model import READERS

PREFIX = "QA_"
FILE_VARIABLE = "QA_SETTINGS"
FILE_NAME = "settings.toml"
# Bytes of the file at most: a key with very many dots takes time that grows with the square, 2.5 s for so many.
_MAX_BYTES = 32_000
# Characters of a wrong value that a message shows.
_SHOWN = 40

# What comes before the folder of a network of one's own.
ONNX_READER = "onnx:"

# Instead of a value, it resets a setting to its default.
DEFAULT_WORD = "default"


# The value of a setting; None if qa decides.
Value = float | str | None


def _setting(default: float | None, *, low: float, high: float, whole: bool = True, help: str) -> Any:
    """A field of `Settings` that takes numbers from `low` to `high`, whole ones only if `whole`."""
    return field(default=default, metadata={"low": low, "high": high, "whole": whole, "help": help})


def _choice(*words: str, folder: str, help: str) -> Any:
    """A field of `Settings` that takes one of `words` (the first by default), or `folder` with a folder's name."""
    return field(default=words[0], metadata={"words": words, "folder": folder, "help": help})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default; a threshold of None is the one that ships with qa."""

    threshold: float | None = _setting(
        None, low=0, high=1, whole=False, help="answer only with at least this confidence (0: always, 1: hardly ever)"
    )
    top: int = _setting(1, low=1, high=50, help="candidates to show: the answer and the next best ones")
    context: int = _setting(0, low=0, high=20, help="sentences to show before and after the answer")
    max_mb: int = _setting(64, low=1, high=4096, help="the largest file to read, in megabytes")
    reader: str = _choice(
        *READERS,
        folder=ONNX_READER,
        help="what selects the sentence: a small neural network, words and rules alone, or a network of your own",
    )
    cache_mb: int = _setting(2000, low=1, high=10_000_000, help="the largest size of the cache, in megabytes")
    threads: int = _setting(0, low=0, high=256, help="threads that the neural reader may use (0: one per core)")


@dataclass(frozen=True, slots=True)
class Setting:
    """A field of `Settings` as the fronts see it: its name, help, range and default.

    It takes one of `words` (or `folder` with a folder's name behind it), or without any a number from `low` to `high`.
    """

    name: str
    help: str
    default: Value
    low: float = 0
    high: float = 0
    whole: bool = True
    words: tuple[str, ...] = ()
    folder: str = ""

    @property
    def flag(self) -> str:
        """Its flag on the command line."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return PREFIX + self.name.upper()

    @property
    def choices(self) -> tuple[str, ...]:
        """What it takes if it takes words."""
        return (*self.words, *((f"{self.folder}FOLDER",) if self.folder else ()))

    @property
    def expected(self) -> str:
        """The values that it takes, in words."""
        if self.words:
            *others, last = self.choices
            return f"{', '.join(others)} or {last}"
        return f"{'a whole number' if self.whole else 'a number'} from {self.low:g} to {self.high:g}"

    def parse(self, text: str, *, where: str) -> Value:
        """The value in `text`, found at `where`. Raises `SettingError` if it is none."""
        word = text.strip()
        if word.lower() == DEFAULT_WORD:
            return self.default
        if self.words:
            return self.check(word, where=where)
        try:
            value = int(word) if self.whole else float(word)
        except ValueError:
            raise self._error(text, where) from None
        return self.check(value, where=where)

    def check(self, value: object, *, where: str) -> float | str:
        """`value`, found at `where`. Raises `SettingError` if it is of the wrong type or out of range."""
        if self.words:
            word = str(value)
            if word.startswith(self.folder) and word != self.folder:
                return word
            word = word.lower()
            if word not in self.words:
                raise self._error(value, where)
            return word
        kinds = (int,) if self.whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not self.low <= value <= self.high:
            raise self._error(value, where)
        return value

    def shown(self, settings: Settings) -> str:
        """Its value in `settings`, as it is typed."""
        value = getattr(settings, self.name)
        return DEFAULT_WORD if value is None else value if isinstance(value, str) else f"{value:g}"

    def _error(self, value: object, where: str) -> SettingError:
        try:
            shown = repr(value)
        except (ValueError, RecursionError):
            # Python writes no number of thousands of digits.
            shown = "too long to be shown"
        shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
        return SettingError(f"{where} is {shown}, but it takes {self.expected}; change it, or set it to {DEFAULT_WORD}")


@cache
def all_settings() -> tuple[Setting, ...]:
    """Every setting, in the order of the fields."""
    return tuple(
        Setting(name=member.name, default=getattr(Settings(), member.name), **member.metadata)
        for member in fields(Settings)
    )


def setting(name: str, *, where: str) -> Setting:
    """The setting called `name`, with hyphens or underscores. Raises `SettingError` if there is none.

    `where` is the place of the name, for the message.
    """
    by_name = {known.name: known for known in all_settings()}
    wanted = name.strip().lower().replace("-", "_")
    if wanted in by_name:
        return by_name[wanted]
    close = get_close_matches(wanted, by_name, n=1)
    advice = f"did you mean {close[0]!r}?" if close else f"the settings are {', '.join(by_name)}"
    raise SettingError(f"no setting {name!r} ({where}); {advice}")


def changed(settings: Settings, name: str, text: str) -> Settings:
    """`settings` with the setting `name` set to the value in `text`. Raises `SettingError` if it takes none such."""
    named = setting(name, where="/set")
    value: Any = named.parse(text, where=named.name)
    return replace(settings, **{named.name: value})


def load_settings(flags: Mapping[str, str | None], environment: Mapping[str, str]) -> Settings:
    """The settings of one run: `flags` (by field name, None if not given) over `environment` over the file.

    Raises `SettingError` for a flag, a variable or a line of the file that is not valid.
    """
    return replace(Settings(), **(_from_file(environment) | _from_environment(environment) | _from_flags(flags)))


def _from_flags(flags: Mapping[str, str | None]) -> dict[str, Any]:
    given = [(setting(name, where="a flag"), text) for name, text in flags.items() if text is not None]
    return {named.name: named.parse(text, where=named.flag) for named, text in given}


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    return {
        known.name: known.parse(environment[known.variable], where=known.variable)
        for known in all_settings()
        if environment.get(known.variable)
    }


def _from_file(environment: Mapping[str, str]) -> dict[str, Any]:
    chosen = environment.get(FILE_VARIABLE)
    path = _expanded(chosen) if chosen else user_config_path("qa") / FILE_NAME
    values: dict[str, Any] = {}
    for key, value in _table(path, required=bool(chosen)).items():
        named = setting(key, where=str(path))
        reset = isinstance(value, str) and value == DEFAULT_WORD
        values[named.name] = named.default if reset else named.check(value, where=f"{path}: {named.name}")
    return values


def _expanded(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError:
        raise SettingError(
            f"{FILE_VARIABLE} is {name}, a home folder that does not exist; correct or unset it"
        ) from None


def _table(path: Path, *, required: bool) -> dict[str, Any]:
    """The content of the TOML file at `path`; empty if there is no file and it is not `required`."""
    try:
        return tomllib.loads(read_regular(path, max_bytes=_MAX_BYTES).decode("utf-8-sig"))
    except FileNotFoundError:
        if not required:
            return {}
        raise SettingError(
            f"no such file: {path}; {FILE_VARIABLE} names the settings file, correct or unset it"
        ) from None
    except OSError as error:
        raise SettingError(f"cannot read the settings in {path} ({error.strerror}); correct or move the file") from None
    except (ValueError, RecursionError) as error:
        # A RecursionError is of tables and lists that are nested without end.
        raise SettingError(f"{path} is not valid TOML ({error}); write lines such as: top = 3") from None
