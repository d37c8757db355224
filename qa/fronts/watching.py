"""Notices when documents change while a shell is open: the next line is answered from what is there then.

A folder that is removed, or takes the place of another, is watched anew. Once a folder is watched it counts as changed,
since nobody saw what happened before.

Known limitation: where the system cannot watch any more folders, or a folder lies on another machine, nothing is
noticed; documents that were added with `/add` are not watched.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from qa.files import expanded
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
        while not self._stopped.is_set():
            there = _inodes(folders)
            try:
                for changes in self._looks([*there], is_deep):
                    if changes:
                        self.changed.set()
                    if _inodes(folders) != there:
                        break
            except FileNotFoundError:
                # It was removed just now.
                self._stopped.wait(_STEP / 1000)
            except (OSError, RuntimeError):
                return
            self.changed.set()

    def _looks(self, folders: Sequence[Path], is_deep: bool) -> Iterator[bool]:
        """Whether something changed in `folders`, again and again; at first, it did. Raises `OSError`."""
        # Imported here, beside everything else.
        from watchfiles import watch

        if not folders:
            while not self._stopped.wait(_STEP / 1000):
                yield False
            return
        is_first = True
        for changes in watch(
            *folders,
            watch_filter=None,
            stop_event=self._stopped,
            step=_STEP,
            rust_timeout=_STEP,
            yield_on_timeout=True,
            recursive=is_deep,
            raise_interrupt=False,
            ignore_permission_denied=True,
        ):
            yield is_first or bool(changes)
            is_first = False


def _inodes(folders: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    """Those of `folders` that are there, and which ones they are."""
    there = {}
    for folder in folders:
        with suppress(OSError):
            status = folder.stat()
            there[folder] = (status.st_dev, status.st_ino)
    return there


def watched_folders(sources: Sources) -> tuple[list[Path], list[Path]]:
    """The folders in which documents of `sources` can come or change: with all below them, and without."""
    if sources.index is not None:
        return [], [expanded(sources.index)]
    deep, flat = [], []
    for source in sources.documents:
        path = expanded(source)
        if path.is_dir():
            deep.append(path)
        elif path.exists() or not set(_MAGIC).intersection(source):
            flat.append(path.parent)
        else:
            plain = [part for part in path.parts[:-1] if not set(_MAGIC).intersection(part)]
            is_flat = len(plain) == len(path.parts) - 1
            (flat if is_flat and _DEEP not in source else deep).append(Path(*plain))
    return list(dict.fromkeys(deep)), list(dict.fromkeys(flat))


def renewer(
    sources: Sources, watcher: Watcher, *, opened: "Corpus", console: "Console"
) -> Callable[[Settings], Renewed | None]:
    """What gets the corpus of `sources`, which were `opened`, anew if `watcher` noticed a change.

    None if all is as it was.
    """
    known = _version(opened)

    def renew(settings: Settings) -> Renewed | None:
        nonlocal known
        if not watcher.changed.is_set():
            return None
        # Cleared before looking: what changes meanwhile is looked at the next time.
        watcher.changed.clear()
        try:
            renewed = _renewed(sources, settings, console)
            # Another process may have read what changed.
            if not renewed[1] and _version(renewed[0]) == known:
                return None
            known = _version(renewed[0])
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


def _version(corpus: "Corpus") -> object:
    """What another index has not: the name of the file that lists its documents, or the index itself in memory."""
    from qa.index import StoredIndex

    index = corpus.index
    return index.manifest["catalog"] if isinstance(index, StoredIndex) else index


def _renewed(sources: Sources, settings: Settings, console: "Console") -> Renewed:
    from qa.pipeline import Corpus

    configuration = configuration_of(settings)
    if sources.index is not None:
        return Corpus.open_index(expanded(sources.index), configuration=configuration), ()
    saved = refresh(sources, settings, bar=ReadingBar(console))
    corpus = Corpus.of(saved.index, configuration=configuration, skipped=saved.skipped)
    return corpus, change_lines(saved)
