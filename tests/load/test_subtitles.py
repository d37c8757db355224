"""Subtitles: sentences over cues, times, speakers."""

import pytest

from qa.load.subtitles import is_vtt, parse_subtitles

from .drafts import contexts, line_of, peak_memory, place_of, texts

WORKSHOP = """1
00:00:01,000 --> 00:00:03,400
Welcome back to the workshop, everyone.

2
00:00:07,500 --> 00:00:10,100
The oil has to be SAE 90,

3
00:00:10,200 --> 00:00:12,800
and you need exactly
0.7 litres of it.

4
01:00:13,000 --> 01:00:16,000
<i>If you smell burning, stop at once.</i>
"""


def srt(*cues: str, gap: int = 1) -> bytes:
    """Cues of one second, `gap` seconds apart."""
    blocks = []
    for number, cue in enumerate(cues):
        start = number * (1 + gap)
        times = [f"{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02},000" for at in (start, start + 1)]
        blocks.append(f"{number + 1}\n{times[0]} --> {times[1]}\n{cue}\n")
    return "\n".join(blocks).encode()


def test_sentences_go_on_over_cues():
    assert texts(parse_subtitles(WORKSHOP.encode(), "a.srt")) == [
        "Welcome back to the workshop, everyone.",
        "The oil has to be SAE 90, and you need exactly 0.7 litres of it.",
        "If you smell burning, stop at once.",
    ]


def test_places_have_times_and_lines():
    parsed = parse_subtitles(WORKSHOP.encode(), "a.srt")
    assert place_of(parsed, "The oil").time == "0:00:07"
    assert place_of(parsed, "0.7 litres").time == "0:00:10"
    assert place_of(parsed, "If you").time == "1:00:13"
    assert line_of(parsed, "0.7 litres") == 12


def test_vtt_without_notes_styles_and_settings():
    data = b"""WEBVTT - The workshop

STYLE
::cue { color: red }

NOTE 00:00.000 --> 00:01.000 is
an example

intro
00:01.000 --> 00:02.500 align:start position:0%
<v Ana>Oil <c.loud>&amp; water</c>
<00:00:02.000>never mix.</v>

00:02.500 --> 00:04.000
<v Bo>They do not.
"""
    assert is_vtt(data)
    parsed = parse_subtitles(data, "a.vtt")
    assert parsed.title == "The workshop"
    assert contexts(parsed) == {"Oil & water never mix.": ("Ana",), "They do not.": ("Bo",)}


def test_labels_and_dashes_begin_another_speaker():
    parsed = parse_subtitles(
        srt("ANA: Where is it?", "DR. LIND (off): In the shed.", "- Really?\n- Yes.", "I saw it."), "a"
    )
    assert contexts(parsed) == {
        "Where is it?": ("ANA",),
        "In the shed.": ("DR. LIND (off)",),
        "Really?": (),
        "Yes. I saw it.": (),
    }


def test_times_and_titles_are_no_labels():
    assert texts(parse_subtitles(srt("Note: the oil is hot.", "At 10: 30 we stop."), "a")) == [
        "Note: the oil is hot. At 10: 30 we stop."
    ]


def test_sounds_do_not_cut_sentences():
    parsed = parse_subtitles(srt("The oil has to be", "[door slams]", "SAE 90.", "♪ ♪"), "a.srt")
    assert texts(parsed) == ["The oil has to be SAE 90.", "[door slams]"]


def test_rolling_lines_are_read_once():
    cues = ("so the oil", "so the oil\nhas to be", "has to be", "has to be\nninety")
    assert texts(parse_subtitles(srt(*cues, gap=0), "a.vtt")) == ["so the oil has to be ninety"]


def test_pause_ends_a_paragraph():
    assert texts(parse_subtitles(srt("First part", "second part", gap=20), "a")) == ["First part", "second part"]


def test_cues_without_blank_lines():
    data = b"1\n00:01 --> 00:02\nOne.\n2\n00:02 --> 00:03\nTwo.\n"
    assert texts(parse_subtitles(data, "a.srt")) == ["One. Two."]


def test_text_without_cues_is_plain():
    assert texts(parse_subtitles(b"Just a text.\n", "a.srt")) == ["Just a text."]


@pytest.mark.parametrize(
    "data",
    [
        b"00:01 --> 00:02\n" * 20_000,
        b"00:01 --> 00:02\n" + b"word\n" * 20_000,
        b"00:01 --> 00:02\n" + b"<" * 50_000 + b"{\\" * 50_000,
        b"00:01 --> 00:02\n" + b"[(" * 50_000,
        b"00:01 --> 00:02\n" + b"A" * 50_000 + b"A " * 20_000 + b"A. " * 20_000,
        b"00:01 --> " * 20_000,
        b"WEBVTT\n\nNOTE" + b"\nNOTE" * 20_000,
        b"99999:99999:9999 --> 00:00\na\n",
        b"00:01 --> 00:02\nno end of a sentence \n\n" * 5_000,
    ],
    ids=range(9),
)
def test_hostile_subtitles_take_linear_memory(data):
    assert peak_memory(lambda: parse_subtitles(data, "a.srt")) < 100 * len(data) + 500_000
