"""The cache of indexes: what `qa ask -d notes/` saves, so that the next question about them is answered at once.

Each list of sources has a folder of its own, named by a digest of them and of the settings that they are read with.

`qa cache list|size|clear` shows what is there, and removes it.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import typer

from qa.errors import SettingError
from qa.fronts.settings import Settings, load_settings

# Where the cache is: a folder, or "off".
VARIABLE = "QA_CACHE"
_OFF = frozenset({"off", "no", "0", "false"})
_INDEXES = "indexes"
# Bytes: a smaller size is shown in kB.
_KILOBYTES_BELOW = 100_000


class Entry(NamedTuple):
    """An index in the cache: its folder, the sources that it is of, its size in bytes, and when it was last used."""

    folder: Path
    sources: tuple[str, ...]
    size: int
    used: float


def cache_folder(environment: Mapping[str, str]) -> Path | None:
    """The folder of the cache; None if it is off."""
    named = environment.get(VARIABLE, "").strip()
    if named.lower() in _OFF:
        return None
    if not named:
        # Imported here, since it takes longer than all else here.
        from platformdirs import user_cache_path

        return user_cache_path("qa") / _INDEXES
    try:
        return Path(named).expanduser() / _INDEXES
    except RuntimeError:
        raise SettingError(f"{VARIABLE} is {named}, a home folder that does not exist; correct or unset it") from None


def entry_folder(cache: Path, sources: Sequence[str], settings: Mapping[str, Any]) -> Path:
    """The folder of the index of `sources`, read by `settings`, in `cache`."""
    is_absolute = all(Path(source).is_absolute() for source in sources)
    key = json.dumps([list(sources), "" if is_absolute else os.getcwd(), dict(settings)])  # noqa: PTH109
    return cache / blake2b(key.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def entries(cache: Path | None) -> list[Entry]:
    """The indexes in the cache, the one that was used last first."""
    every = [_entry(folder) for folder in _folders(cache)] if cache is not None else []
    return sorted(every, key=lambda entry: -entry.used)


def _folders(cache: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from (path for path in cache.iterdir() if path.is_dir())


def _entry(folder: Path) -> Entry:
    from qa.errors import IndexFailure
    from qa.index.store import read_manifest

    sources: tuple[str, ...] = ()
    with suppress(IndexFailure, OSError, KeyError):
        sources = tuple(read_manifest(folder)["sources"])
    size, used = 0, 0.0
    with suppress(OSError):
        used = folder.stat().st_mtime
        size = sum(path.stat().st_size for path in folder.iterdir())
    return Entry(folder, sources, size, used)


def mark_used(folder: Path) -> None:
    """Let the index in `folder` be the one that was used last."""
    with suppress(OSError):
        os.utime(folder)


def keep_below(cache: Path, limit: int, *, but: Path) -> None:
    """Remove the indexes that were not used for the longest time until all take at most `limit` bytes; not `but`."""
    total = 0
    for entry in entries(cache):
        total += entry.size
        if total > limit and entry.folder != but:
            remove(entry.folder)
            total -= entry.size


def remove(folder: Path) -> None:
    """Remove an index from the cache. Who asks it meanwhile is not disturbed."""
    from qa.errors import IndexBusy
    from qa.index.store import MANIFEST, changing

    with suppress(IndexBusy, OSError), changing(folder):
        # First the manifest: without it there is no index, whatever else is left.
        (folder / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


# The command

app = typer.Typer(help="The cache of indexes: what qa saved of documents that were asked.", no_args_is_help=True)


def _settings() -> Settings:
    return load_settings({}, os.environ)


@app.command("list")
def list_entries() -> None:
    """List the saved indexes: size, last use, sources."""
    for entry in entries(cache_folder(os.environ)):
        used = datetime.fromtimestamp(entry.used).strftime("%Y-%m-%d %H:%M")
        typer.echo(f"{shown_size(entry.size):>9}  {used}  {_shown(entry)}")


@app.command()
def size() -> None:
    """Say where the cache is, and how large it is."""
    folder = cache_folder(os.environ)
    if folder is None:
        typer.echo(f"the cache is off ({VARIABLE})")
        return
    saved = entries(folder)
    total, limit = sum(entry.size for entry in saved), _settings().cache_mb
    indexes = "1 index" if len(saved) == 1 else f"{len(saved)} indexes"
    typer.echo(f"{indexes}, {shown_size(total)} of at most {limit:,} MB, in {folder}")


@app.command()
def clear() -> None:
    """Remove every saved index. Documents are not touched."""
    saved = entries(cache_folder(os.environ))
    for entry in saved:
        remove(entry.folder)
    typer.echo(f"removed {shown_size(sum(entry.size for entry in saved))}")


def _shown(entry: Entry) -> str:
    from qa import files
    from qa.render import clean

    if not entry.sources:
        return "(damaged)"
    article = str(files.article())
    return " ".join("the bundled article" if source == article else clean(source) for source in entry.sources)


def shown_size(size: int) -> str:
    """A size in bytes for people."""
    return f"{size / 1_000_000:,.1f} MB" if size >= _KILOBYTES_BELOW else f"{size / 1_000:,.0f} kB"
