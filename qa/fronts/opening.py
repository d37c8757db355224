"""Documents for a front: read, split and indexed, with a progress bar, and a report on files that were left out."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from qa import model
from qa.fronts.settings import Settings
from qa.render import counted

if TYPE_CHECKING:
    from qa.load import Loaded, Skipped
    from qa.pipeline import Configuration, Corpus
    from qa.types import Document

# Seconds before a bar shows: what takes less needs none.
PATIENCE = 1.0

# The share of reading in the whole time; splitting and indexing take the rest. Measured on 10 MB of text.
_READING_SHARE = 0.1

# Names of left-out files in a report; more are counted.
_NAMED = 3


class LateBar:
    """A progress bar that shows only on a terminal, only after `PATIENCE`, and leaves nothing behind.

    Call it with the share of the work that is done, from 0 to 1.
    """

    def __init__(self, console: Console, label: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            # Narrow, so that the ^C of an impatient reader still fits beside it and the whole line can be taken away.
            BarColumn(bar_width=24),
            TextColumn("{task.percentage:>3.0f}%", markup=False),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task(label, total=1.0)
        self._clock = clock
        self._began = clock()
        self.shown = False

    def __call__(self, share: float) -> None:
        """Show that `share` of the work is done."""
        if not self.shown and self._clock() - self._began >= PATIENCE:
            self.shown = True
            self._progress.start()
        self._progress.update(self._task, completed=share)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.shown:
            self._progress.stop()


def open_corpus(sources: Sequence[str], settings: Settings, *, console: Console) -> "Corpus":
    """The corpus of `sources`, or of the bundled article if there are none; a bar shows on `console`.

    Raises `SourceError` for a source that cannot be read, and `ModelError` if the reader's files are missing or broken.
    """
    if settings.reader == model.NEURAL_READER:
        from qa.read.network import load_ahead

        # Beside the import of scikit-learn, which takes about a second.
        load_ahead(threads=settings.threads)
    from qa.load import load_article
    from qa.pipeline import Corpus

    with LateBar(console, "reading") as bar:
        loaded = load_files(sources, max_mb=settings.max_mb, progress=bar) if sources else load_article()
        return Corpus(
            loaded.documents,
            configuration=_configuration(settings),
            skipped=loaded.skipped,
            progress=lambda share: bar(_READING_SHARE + share * (1 - _READING_SHARE)),
        )


def rebuilt(
    documents: "Sequence[Document]", skipped: "Sequence[Skipped]", settings: Settings, *, console: Console
) -> "Corpus":
    """The corpus of documents that are already read; a bar shows on `console`."""
    from qa.pipeline import Corpus

    with LateBar(console, "indexing") as bar:
        return Corpus(documents, configuration=_configuration(settings), skipped=skipped, progress=bar)


def _configuration(settings: Settings) -> "Configuration":
    from qa.pipeline import Configuration

    return Configuration(reader=settings.reader, threads=settings.threads)


def load_files(sources: Sequence[str], *, max_mb: int, progress: Callable[[float], None] | None = None) -> "Loaded":
    """Read `sources`; `progress` is called with the share of the whole opening that is done."""
    from qa.load import MEGABYTE, load

    def advance(done: int, total: int) -> None:
        if progress is not None:
            progress(_READING_SHARE * done / max(total, 1))

    return load(sources, max_bytes=max_mb * MEGABYTE, progress=advance)


def skipped_lines(skipped: "Sequence[Skipped]") -> tuple[str, ...]:
    """A report on files left out: one line that counts the hidden and binary ones, and one per file that failed."""
    hidden = [skip for skip in skipped if skip.kind == "hidden"]
    binary = [skip for skip in skipped if skip.kind == "binary"]
    failed = [skip for skip in skipped if skip.kind == "error"]
    parts = [f"{len(hidden)} hidden"] if hidden else []
    parts += [f"{len(binary)} binary ({_named([Path(skip.source).name for skip in binary])})"] if binary else []
    lines = [f"left out {counted(len(hidden) + len(binary), 'file')}: {', '.join(parts)}"] if parts else []
    return (*lines, *(f"left out: {skip.source} {skip.reason}" for skip in failed))


def _named(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
