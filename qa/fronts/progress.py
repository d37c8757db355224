"""A progress bar with rate and time left for a long evaluation: on a terminal only, erased when it is done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from qa.render import clean


class _Rate(ProgressColumn):
    """Questions per second."""

    def render(self, task: Task) -> Text:
        """The rate so far; empty before there is one."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


@contextmanager
def progress_bar(console: Console, label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar for `total` questions; call what it gives with how many more are done."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(bar_width=24), MofNCompleteColumn(), _Rate())
    bar = Progress(*columns, TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal)
    with bar:
        task = bar.add_task(clean(label), total=total)
        yield lambda count: bar.update(task, advance=count)
