import io
import re
import signal

import pytest
from rich.console import Console

from qa.fronts.progress import PATIENCE, LateBar, ReadingBar, progress_bar
from qa.load import FilesRead
from qa.render import console


def shown(*, terminal):
    """What a bar for two questions writes."""
    terminal_console = Console(file=io.StringIO(), force_terminal=terminal, width=100, legacy_windows=False)
    with progress_bar(terminal_console, "set\x1b[2J qa", 2) as advance:
        advance(1)
        advance(1)
    return terminal_console.file.getvalue()


def test_bar_shows_cleaned_label_and_count_on_terminal():
    out = shown(terminal=True)
    assert "set␛[2J qa" in out and "2/2" in out


def test_bar_is_erased_when_done():
    assert shown(terminal=True).endswith("\x1b[2K")


def test_bar_writes_nothing_in_pipe():
    assert shown(terminal=False).strip() == ""


def test_bar_ends_on_interrupt():
    terminal_console = Console(file=io.StringIO(), force_terminal=True, width=100, legacy_windows=False)
    with pytest.raises(KeyboardInterrupt), progress_bar(terminal_console, "set", 2):
        raise KeyboardInterrupt
    assert terminal_console.file.getvalue().endswith("\x1b[2K")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "waited", "shown"), [
    (Terminal(), PATIENCE, True),
    (Terminal(), PATIENCE / 2, False),
])  # fmt: skip
def test_late_bar_shows_only_after_waiting(stream, waited, shown):
    times = iter([0.0, waited, waited])
    with LateBar(console(stream), "reading", clock=lambda: next(times)) as bar:
        bar(0.5)
    assert bar.shown is shown and ("reading" in stream.getvalue()) is shown
    assert ("50%" in stream.getvalue()) is shown and "[" not in re.sub("\x1b\\[", "", stream.getvalue())


def test_first_ctrl_c_stops_and_second_interrupts():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), ReadingBar(console(io.StringIO()), can_be_saved=True) as bar:
        bar.count(FilesRead(1, 2, 10, 20))
        signal.raise_signal(signal.SIGINT)
        assert bar.is_stopped()
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_before_the_first_file_interrupts():
    with pytest.raises(KeyboardInterrupt), ReadingBar(console(io.StringIO()), can_be_saved=True):
        signal.raise_signal(signal.SIGINT)


def test_late_bar_never_shows_in_a_pipe():
    stream, times = io.StringIO(), iter([0.0, 9.0])
    with LateBar(console(stream), "reading", clock=lambda: next(times)) as bar:
        bar(0.5)
    assert stream.getvalue() == ""


def test_reading_bar_shows_files_rate_and_time_left():
    stream, times = Terminal(), iter([0.0, 4.0, 9.0])
    with ReadingBar(console(stream), clock=lambda: next(times)) as bar:
        bar.count(FilesRead(312, 2_000, 8_000_000, 20_000_000))
        bar(0.5)
    assert "312/2,000 files, 2.0 MB/s" in stream.getvalue() and ":--" in stream.getvalue()
