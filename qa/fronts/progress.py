"""Progress bars: on a terminal only, erased when the work is done."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from qa.render import clean

# Seconds before a bar shows: what takes less needs none.
PATIENCE = 1.0
# Columns of a bar: narrow, so that the ^C of an impatient reader still fits beside it and the line can be erased.
_WIDTH = 24


class LateBar:
    """A progress bar that shows only on a terminal, only after `PATIENCE`, and leaves nothing behind.

    Call it with the share of the work that is done, from 0 to 1.
    """

    def __init__(self, console: Console, label: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=_WIDTH),
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


class _Rate(ProgressColumn):
    """Questions per second."""

    def render(self, task: Task) -> Text:
        """The rate so far; empty before there is one."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


@contextmanager
def progress_bar(console: Console, label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar with rate and time left for `total` questions; call the result with how many more are done."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=_WIDTH),
        MofNCompleteColumn(),
        _Rate(),
    )
    bar = Progress(*columns, TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal)
    with bar:
        task = bar.add_task(clean(label), total=total)
        yield lambda count: bar.update(task, advance=count)
