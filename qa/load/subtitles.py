"""Subtitles (SRT, VTT) -> drafts of paragraphs: sentences go on over cues, and each cue has its time.

The speaker is the context of what is said: from a voice tag (`<v Ana>`), a label in capitals ("ANA:"), or a dash where
another voice begins. Cues that only describe sounds ("[door slams]") are paragraphs of their own.

Known limitations: labels that are not in capitals are part of the text. Where automatic subtitles have no marks at the
ends of sentences, a paragraph ends at a pause, or when it is long.
"""

import html
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qa.load.blocks import Draft, Parsed, Piece
from qa.load.decoding import decode
from qa.load.lines import clean, replace_surrogates, split_lines
from qa.types import BlockKind, Place

__all__ = ["is_vtt", "parse_subtitles"]

_STAMP = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"\s{{0,8}}{_STAMP}\s{{0,8}}-->\s{{0,8}}{_STAMP}")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]{1,80})>")
_TAG = re.compile(r"<[/a-zA-Z0-9][^<>]*>|\{\\[^{}]*\}")
_LABEL = re.compile(
    r"(?:>>\s?)?([^\W\d_a-z][^\W_a-z]*(?:[ .'’-]{1,2}[^\W_a-z]+){0,3}(?:\s?\([^()]{1,30}\))?):\s+(?=\S)"
)
_DASH = re.compile(r"(?:[-–—‐]\s?|>>\s?)(?=[^\W_]|[\"“'‘¿¡])")
_SOUND = re.compile(r"(?:[(\[][^()\[\]]*[)\]]|[♪♫#*\s])+$")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’)\]»]*$")
# Blocks of a VTT file that are no cues.
_NO_CUE = ("NOTE", "STYLE", "REGION", "WEBVTT", "X-TIMESTAMP-MAP")

# Lines of a cue that automatic subtitles repeat.
_MOST_REPEATED = 3
# Seconds of silence after which a paragraph ends: after a sentence, and within one.
_PAUSE, _LONG_PAUSE = 3.0, 10.0
# Characters after which a paragraph ends with its sentence, and without one.
_LONG, _VERY_LONG = 500, 1_500


class _Cue(NamedTuple):
    """A cue: when it begins and ends, in seconds, and its lines with their numbers."""

    start: float
    end: float
    lines: Sequence[tuple[int, str]]


class _Line(NamedTuple):
    """A line of a cue. `speaker` is None if the line does not say who speaks."""

    number: int
    text: str
    speaker: str | None
    changes: bool


def is_vtt(data: bytes) -> bool:
    """Whether the file has the signature of WebVTT."""
    return data.removeprefix(b"\xef\xbb\xbf").startswith((b"WEBVTT\n", b"WEBVTT\r", b"WEBVTT ", b"WEBVTT\t"))


def parse_subtitles(data: bytes, source: str) -> Parsed:
    """The paragraphs of subtitles in SRT or VTT. A file without cues is read as plain text.

    Raises `BinarySource` or `EncodingError`.
    """
    text = replace_surrogates(decode(data))
    cues = list(_cues(split_lines(text)))
    if not cues:
        # Imported here, since subtitles need no plain text.
        from qa.load.plain import parse_plain

        return parse_plain(text)
    return Parsed(_title(text), list(_Talk().drafts(cues)))


def _title(text: str) -> str | None:
    """The title that a VTT file has beside its signature: "WEBVTT - The workshop"."""
    head = text.partition("\n")[0].strip()
    return clean(head[6:].lstrip(" -\t")) or None if head.startswith("WEBVTT") else None


def _cues(lines: Sequence[str]) -> Iterator[_Cue]:
    """The cues, in the order of the file: a timing, and the lines up to the next blank one or timing."""
    number = 0
    while number < len(lines):
        timing = _TIMING.match(lines[number])
        if timing is None:
            # A note or a style may hold anything up to a blank line.
            if lines[number].startswith(_NO_CUE):
                while number < len(lines) and lines[number].strip():
                    number += 1
            number += 1
            continue
        texts = []
        number += 1
        while number < len(lines) and lines[number].strip() and not _TIMING.match(lines[number]):
            texts.append((number + 1, lines[number]))
            number += 1
        # Without a blank line between cues, the number of the next cue is the last line.
        if number < len(lines) and _TIMING.match(lines[number]) and texts and texts[-1][1].strip().isdecimal():
            texts.pop()
        groups = timing.groups()
        yield _Cue(_seconds(groups[:4]), _seconds(groups[4:]), texts)


def _seconds(groups: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = (group or "0" for group in groups)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _clock(seconds: float) -> str:
    """The time as `0:01:23`."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


class _Talk:
    """Puts the lines of cues together: what one speaker says, up to a pause."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._length = 0
        self._speaker = ""
        self._sounds: list[Draft] = []
        # Automatic subtitles show each line twice, the second time above the next one.
        self._above: list[str] = []
        self._end = 0.0

    def drafts(self, cues: Sequence[_Cue]) -> Iterator[Draft]:
        """The paragraphs of all cues."""
        for cue in cues:
            lines = [line for line in _read_lines(cue) if line.text]
            shown = [line.text for line in lines]
            repeated = next(
                (n for n in range(min(len(shown), _MOST_REPEATED), 0, -1) if self._above[-n:] == shown[:n]), 0
            )
            self._above = shown or self._above
            if lines and self._ends(cue.start - self._end):
                yield from self._close()
            for line in lines[repeated:]:
                yield from self._add(line, Place(time=_clock(cue.start)))
            self._end = max(cue.end, cue.start)
        yield from self._close()

    def _add(self, line: _Line, place: Place) -> Iterator[Draft]:
        if _SOUND.match(line.text):
            sound = clean(line.text.strip("♪♫#* "))
            if sound:
                piece = Piece(line.number, sound, place)
                self._sounds.append(Draft(BlockKind.PARAGRAPH, [piece]))
            return
        is_other = line.speaker is not None and line.speaker != self._speaker
        if is_other or line.changes:
            yield from self._close()
            self._speaker = line.speaker or ""
        self._pieces.append(Piece(line.number, line.text, place))
        self._length += len(line.text)

    def _ends(self, pause: float) -> bool:
        """Whether the paragraph ends before a cue that comes after `pause` seconds."""
        if not self._pieces:
            return bool(self._sounds)
        if _SENTENCE_END.search(self._pieces[-1].text[-8:]):
            return pause > _PAUSE or self._length > _LONG
        return pause > _LONG_PAUSE or self._length > _VERY_LONG

    def _close(self) -> Iterator[Draft]:
        if self._pieces:
            context = (self._speaker,) if self._speaker else ()
            yield Draft(BlockKind.PARAGRAPH, self._pieces, context=context)
        yield from self._sounds
        self._pieces, self._length, self._sounds = [], 0, []


def _read_lines(cue: _Cue) -> Iterator[_Line]:
    """The lines of a cue without markup, each with what it says of its speaker."""
    for number, raw in cue.lines:
        voice = _VOICE.search(raw)
        text = clean(html.unescape(_TAG.sub("", raw)))
        dash = _DASH.match(text)
        text = text[dash.end() :] if dash else text
        label = _LABEL.match(text)
        text = text[label.end() :] if label else text
        speaker = clean(voice[1]) if voice else label[1].strip() if label else None
        yield _Line(number, text, speaker, changes=bool(dash) and speaker is None)
