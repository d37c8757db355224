import io

import pytest
from rich.console import Console

from qa.fronts.progress import progress_bar


def shown(*, terminal):
    """What a bar for two questions writes."""
    console = Console(file=io.StringIO(), force_terminal=terminal, width=100, legacy_windows=False)
    with progress_bar(console, "set\x1b[2J qa", 2) as advance:
        advance(1)
        advance(1)
    return console.file.getvalue()


def test_bar_shows_cleaned_label_and_count_on_terminal():
    out = shown(terminal=True)
    assert "set␛[2J qa" in out and "2/2" in out


def test_bar_is_erased_when_done():
    assert shown(terminal=True).endswith("\x1b[2K")


def test_bar_writes_nothing_in_pipe():
    assert shown(terminal=False).strip() == ""


def test_bar_ends_on_interrupt():
    console = Console(file=io.StringIO(), force_terminal=True, width=100, legacy_windows=False)
    with pytest.raises(KeyboardInterrupt), progress_bar(console, "set", 2):
        raise KeyboardInterrupt
    assert console.file.getvalue().endswith("\x1b[2K")
