"""Notices when documents change while a shell is open: the next line is answered from what is there then.

Known limitation: where the system cannot watch any more folders, or a folder lies on another machine, nothing is
noticed; documents that were added with `/add` are not watched.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from qa.fronts.calibrations import with_own
from qa.fronts.opening import Sources, can_be_saved, change_lines, configuration_of, refresh
from qa.fronts.progress import ReadingBar
from qa.fronts.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from qa.pipeline import Corpus

# What makes a name a pattern, and a pattern one of any folders.
_MAGIC, _DEEP = "*?[", "**"
# Milliseconds between two looks at what the system reported.
_STEP = 200

# A corpus after documents changed, and what is said of that.
Renewed = tuple["Corpus", Sequence[str]]


class Watcher:
    """Watches folders in the background: use it in a `with` statement. `changed` is set when something in them does."""

    def __init__(self, deep: Sequence[Path], flat: Sequence[Path]) -> None:
        """Watch the folders `deep` with all below them, and those in `flat` without."""
        self.changed = Event()
        self._stopped = Event()
        self._threads = [
            Thread(target=self._watch, args=(folders, is_deep), daemon=True)
            for folders, is_deep in ((deep, True), (flat, False))
            if folders
        ]

    def __enter__(self) -> "Watcher":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _watch(self, folders: Sequence[Path], is_deep: bool) -> None:
        # Imported here, beside everything else.
        from watchfiles import watch

        with suppress(OSError, RuntimeError):
            for _ in watch(
                *folders,
                watch_filter=None,
                stop_event=self._stopped,
                step=_STEP,
                rust_timeout=_STEP,
                yield_on_timeout=False,
                recursive=is_deep,
                raise_interrupt=False,
                ignore_permission_denied=True,
            ):
                self.changed.set()


def watched_folders(sources: Sources) -> tuple[list[Path], list[Path]]:
    """The folders in which documents of `sources` can come or change: with all below them, and without."""
    if sources.index is not None:
        return [], [Path(sources.index).expanduser()]
    deep, flat = [], []
    for source in sources.documents:
        path = Path(source).expanduser()
        if path.is_dir():
            deep.append(path)
        elif path.exists() or not set(_MAGIC).intersection(source):
            flat.append(path.parent)
        else:
            plain = [part for part in path.parts[:-1] if not set(_MAGIC).intersection(part)]
            is_flat = len(plain) == len(path.parts) - 1
            (flat if is_flat and _DEEP not in source else deep).append(Path(*plain))
    return list(dict.fromkeys(deep)), list(dict.fromkeys(flat))


def renewer(sources: Sources, watcher: Watcher, *, console: "Console") -> Callable[[Settings], Renewed | None]:
    """What gets the corpus of `sources` anew if `watcher` noticed a change; None if all is as it was."""

    def renew(settings: Settings) -> Renewed | None:
        if not watcher.changed.is_set():
            return None
        # Cleared before looking: what changes meanwhile is looked at the next time.
        watcher.changed.clear()
        try:
            renewed = _renewed(sources, settings, console)
            if renewed is None:
                return None
            return with_own(renewed[0], sources.documents, sources.index, lambda line: None), renewed[1]
        except BaseException:
            watcher.changed.set()
            raise

    return renew


def can_be_watched(sources: Sources) -> bool:
    """Whether files are behind `sources` that can be compared with what is saved of them."""
    if sources.index is not None:
        return True
    return bool(sources.documents) and sources.cache is not None and can_be_saved(sources.documents)


def _renewed(sources: Sources, settings: Settings, console: "Console") -> Renewed | None:
    from qa.pipeline import Corpus

    configuration = configuration_of(settings)
    if sources.index is not None:
        return Corpus.open_index(Path(sources.index).expanduser(), configuration=configuration), ()
    saved = refresh(sources, settings, bar=ReadingBar(console))
    lines = change_lines(saved)
    corpus = Corpus.of(saved.index, configuration=configuration, skipped=saved.skipped)
    return (corpus, lines) if lines else None
