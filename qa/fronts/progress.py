"""Progress bars: on a terminal only, erased when the work is done."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Self

from qa.fronts.status import report
from qa.render import clean, counted

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from qa.load import FilesRead

# Seconds before a bar shows: what takes less needs none.
PATIENCE = 1.0
# Columns of a bar: narrow, so that the ^C of an impatient reader still fits beside it and the line can be erased.
_WIDTH = 24


class LateBar:
    """A progress bar that shows only on a terminal, only after `PATIENCE`, and leaves nothing behind.

    Call it with the share of the work that is done, from 0 to 1. The time left is estimated from it.
    """

    def __init__(self, console: "Console", label: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._console, self._label, self._clock = console, label, clock
        self._began = clock()
        self._progress: Progress | None = None
        # What is counted, beside the share.
        self._counted = ""

    @property
    def shown(self) -> bool:
        """Whether it shows."""
        return self._progress is not None

    def __call__(self, share: float) -> None:
        """Show that `share` of the work is done."""
        if self._progress is None and self._console.is_terminal and self._clock() - self._began >= PATIENCE:
            self._progress = self._started()
        if self._progress is not None:
            self._progress.update(self._progress.task_ids[0], completed=share, counted=self._counted)

    def _started(self) -> "Progress":
        # Imported here, since most work is done before a bar shows.
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=_WIDTH),
            TextColumn("{task.percentage:>3.0f}%", markup=False),
            TextColumn("{task.fields[counted]}", markup=False),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
        )
        progress.add_task(self._label, total=1.0, counted="")
        progress.start()
        return progress

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()


class ReadingBar(LateBar):
    """A bar that also shows how many files are read, and how fast. An interrupt is reported with their number.

    With `can_be_saved`, the first Ctrl-C only sets `is_stopped`, so that what is read can be saved; the next one
    interrupts.
    """

    def __init__(
        self, console: "Console", *, can_be_saved: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(console, "reading", clock=clock)
        self._read: FilesRead | None = None
        self.can_be_saved = can_be_saved
        self._handler: Any = None
        self._stopped = False

    def is_stopped(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return self._stopped

    def saved(self, unread: int) -> None:
        """Report that all but so many files are saved, and interrupt what called for them; nothing happens for none."""
        if unread and self._read is not None:
            every = self._read.all_files
            report(f"interrupted: {every - unread:,} of {counted(every, 'file')} read and saved; the next run goes on")
            self._read = None
            raise KeyboardInterrupt

    def count(self, read: "FilesRead") -> None:
        """Count the files that are read."""
        # Imported here, since the command line imports this module before it knows the command.
        from qa.load import MEGABYTE

        self._read = read
        seconds = self._clock() - self._began
        rate = f", {read.bytes / MEGABYTE / seconds:,.1f} MB/s" if read.bytes and seconds else ""
        self._counted = f"{read.files:,}/{read.all_files:,} files{rate}" if read.all_files > 1 else ""

    def __enter__(self) -> Self:
        if self.can_be_saved and threading.current_thread() is threading.main_thread():
            self._handler = signal.signal(signal.SIGINT, self._stop)
        return super().__enter__()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if self._read is None or not self._read.files:
            raise KeyboardInterrupt
        self._stopped = True
        self._counted = f"saving {counted(self._read.files, 'file')}; Ctrl-C again to save nothing"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        if self._handler is not None:
            signal.signal(signal.SIGINT, self._handler)
        if kind is KeyboardInterrupt and self._read is not None:
            report(f"interrupted: {self._read.files:,} of {counted(self._read.all_files, 'file')} read, nothing saved")


@contextmanager
def progress_bar(console: "Console", label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar with rate and time left for `total` questions; call the result with how many more are done."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Questions per second."""

        def render(self, task: Task) -> Text:
            """The rate so far; empty before there is one."""
            return Text(f"{task.speed:,.0f}/s" if task.speed else "")

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=_WIDTH),
        MofNCompleteColumn(),
        Rate(),
    )
    bar = Progress(*columns, TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal)
    with bar:
        task = bar.add_task(clean(label), total=total)
        yield lambda count: bar.update(task, advance=count)
