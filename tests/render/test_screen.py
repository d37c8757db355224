"""What is written to a terminal or a pipe: clean, wrapped, and plain where no colour is wanted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.render import Block, answer_blocks, clean, error_line, explain_blocks, note, rows
from qa.types import Hit
from tests.render.builders import (
    BIDI,
    DANGEROUS,
    ESCAPE,
    THREE,
    abstained,
    answered,
    bare,
    candidate,
    passage,
    shown,
)

# Text, made safe


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        (ESCAPE, "␛[31mred␛[0m"),
        ("a\nb\tc\r\nd", "a b c d"),
        ("a\u2028b\x85c", "a b c"),
        ("bell\x07 del\x7f", "bell␇ del␡"),
        ("c1 \x9b31m", "c1 \ufffd31m"),
        (BIDI, "\ufffdevil\ufffd"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("tag\U000e0041", "tag\ufffd"),
        ("“fine” — ни́же 你好 👩‍🔬", "“fine” — ни́же 你好 👩‍🔬"),
    ],
)
def test_dangerous_characters_get_a_visible_substitute(raw, safe):
    assert clean(raw) == safe


@given(st.text())
def test_clean_text_is_one_safe_line(text):
    once = clean(text)
    assert not DANGEROUS.search(once)
    assert clean(once) == once


def test_error_is_one_clean_line():
    assert error_line(f"no {ESCAPE}\nfile") == "qa: no ␛[31mred␛[0m file"


@pytest.mark.parametrize("terminal", [True, False])
def test_escape_sequences_never_reach_the_screen(terminal):
    evil = passage(f"Ada {ESCAPE} wrote{BIDI}.", f"Next {ESCAPE}.", source=f"no{ESCAPE}tes", heading=f"He{ESCAPE}ad")
    answer = answered(candidate(evil, 0, marked="Ada"), candidate(evil, 1), hits=(Hit(evil, 1.0, 1),))
    text = shown(
        (*answer_blocks(answer, top=2, context=1, passages=[evil]), *explain_blocks(answer)), terminal=terminal
    )
    assert "\x1b[31mred" not in text and "\u202e" not in text and "␛[31mred" in text


def test_markup_is_text():
    tricky = passage("[bold]Ada[/bold] [link=http://x]wrote[/link] :smile: it.", source="[red]notes[/red].md")
    text = bare(shown(answer_blocks(answered(candidate(tricky, marked="Ada"))), width=200))
    assert "[bold]Ada[/bold] [link=http://x]wrote[/link] :smile: it." in text and "[red]notes[/red].md:1" in text


# Terminals and pipes


def test_no_color_leaves_no_escape_sequence(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    text = shown(answer_blocks(answered(candidate(THREE, 0, marked="1843")), top=3) + explain_blocks(abstained()))
    assert "\x1b" not in text and "1843" in text


def test_dumb_terminal_gets_no_escape_sequence(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in shown(answer_blocks(answered(candidate(THREE, 0, marked="1843"))))


@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_no_line_exceeds_the_terminal(width):
    long = passage("word " * 80 + "a" * 200 + ".", source="folder/" * 20 + "notes.md")
    blocks = answer_blocks(answered(candidate(long), candidate(long)), top=2, context=1, passages=[long])
    lines = bare(shown((*blocks, *rows([("a name that is long", "help " * 30)])), width=width)).splitlines()
    assert max(map(len, lines)) <= width


def test_wrapping_loses_no_word():
    words = [f"word{number}" for number in range(100)]
    long = passage(" ".join(words))
    assert bare(shown([Block(answer_blocks(answered(candidate(long)))[0].text)], width=23)).split() == words


def test_label_has_the_style_of_its_text():
    assert shown([note("Who is Ada?", style="dim", label="→ ")]).startswith("\x1b[2m→ ")


def test_wide_label_gets_its_own_line():
    assert shown([note("the meaning", label="  a-long-name  ")], width=20) == "  a-long-name\n    the meaning\n"
