"""Text with delimiters (CSV, TSV) -> its records: each cell with its place in the row as the file writes it.

A field in quotes may hold delimiters, line ends and doubled quotes. A quote that nothing closes in time, or whose
closing quote is inside a word, is a character like any other.

Known limitations: the delimiters are comma, semicolon, tab and bar. Line ends in a field become spaces.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from qa.load.blocks import Piece
from qa.load.lines import SOFT_HYPHEN, clean
from qa.types import Place, Span

# The comma comes last, since texts and numbers hold commas, too.
_DELIMITERS = ";\t|,"
# Records by which the delimiter is chosen, and characters of the text that they may take.
_SAMPLE, _SAMPLE_LENGTH = 100, 1 << 17
# Share of the records that have the same number of fields; the others are titles, notes or broken rows.
_REGULAR_SHARE = 0.5
# A field more counts as much as this share of regular records.
_WIDTH_BONUS, _WIDEST_BONUS = 0.01, 10
# Characters of the longest field in quotes. A stray quote swallows no more than this.
_LONGEST_FIELD = 32_768
# Characters until the closing quote: doubled quotes are part of the field. Possessive, so that nothing is tried twice.
_QUOTED = re.compile(r'"[^"]*+(?:""[^"]*+)*+"')
# Excel's own first line: "sep=;".
_SEPARATOR_LINE = re.compile(r"sep=(.)$", re.I)


class Record(NamedTuple):
    """A row: the line it begins on, its text as it is written, and the spans of its cells in it (without quotes).

    `breaks` are where in the text its second and further lines begin, inside fields in quotes.
    """

    line: int
    text: str
    spans: Sequence[Span]
    values: Sequence[str]
    breaks: Sequence[int] = ()

    def pieces(self, place: Place) -> list[Piece]:
        """The text, line by line; all of it comes from `place`."""
        borders = [0, *self.breaks, len(self.text)]
        return [
            Piece(self.line + number, self.text[start:end], place)
            for number, (start, end) in enumerate(pairwise(borders))
            if start < end
        ]


def read_records(text: str, *, prefers_tab: bool = False) -> tuple[int, Iterator[Record]] | None:
    """The usual number of fields, and the records of a table; None if the text is no table.

    Blank lines are left out. The ends of lines in `text` are LF.
    """
    head, skipped = text.partition("\n")[0], 0
    if match := _SEPARATOR_LINE.match(head.strip("\ufeff").rstrip()):
        text, skipped = text[len(head) + 1 :], 1
        candidates = match[1]
    else:
        candidates = "\t" + _DELIMITERS if prefers_tab else _DELIMITERS
    sample = text[:_SAMPLE_LENGTH]
    scores = {delimiter: _regularity(sample, delimiter) for delimiter in candidates}
    delimiter = max(scores, key=lambda candidate: scores[candidate][0])
    score, width = scores[delimiter]
    if score < _REGULAR_SHARE or width < 2:
        return None
    return width, _records(text, delimiter, first_line=1 + skipped)


def _regularity(sample: str, delimiter: str) -> tuple[float, int]:
    """How regular the records are with `delimiter`, and the usual number of fields."""
    widths = [len(record.values) for record in islice(_records(sample, delimiter, first_line=1), _SAMPLE)]
    several = [width for width in widths if width > 1]
    if not several:
        return 0.0, 1
    width, count = max(Counter(several).items(), key=lambda pair: (pair[1], pair[0]))
    # Some programs leave out the empty fields at the end of a row.
    if several[0] == max(several) > width:
        width, count = several[0], (count + len(several)) // 2
    return count / len(widths) + _WIDTH_BONUS * min(width, _WIDEST_BONUS), width


def _records(text: str, delimiter: str, *, first_line: int) -> Iterator[Record]:
    reader = _RecordReader(delimiter)
    position, line = 0, first_line
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        written = text[position:end]
        if not written:
            line, position = line + 1, end + 1
            continue
        if '"' in written:
            record, end = reader.read_quoted(text, position, line)
        else:
            record = reader.join(line, written.split(delimiter))
        if any(record.values):
            yield record
        line += text.count("\n", position, end) + 1
        position = end + 1


class _RecordReader:
    """Reads one record at a time."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        self._end = re.compile(f"[{re.escape(delimiter)}\n]")
        self._before_quote = re.compile(r"[ ]{0,8}(?=\")")
        self._after_quote = re.compile(rf"[ \t]{{0,8}}(?:[{re.escape(delimiter)}\n]|\Z)")

    def read_quoted(self, text: str, position: int, line: int) -> tuple[Record, int]:
        """The record at `position`, and where it ends: at a line's end, or at the end of the text."""
        fields = []
        while True:
            end = self._field_end(text, position)
            fields.append(text[position:end])
            if end == len(text) or text[end] == "\n":
                return self.join(line, fields), end
            position = end + 1

    def _field_end(self, text: str, position: int) -> int:
        blank = self._before_quote.match(text, position)
        if blank:
            quoted = _QUOTED.match(text, blank.end(), blank.end() + _LONGEST_FIELD)
            if quoted and self._after_quote.match(text, quoted.end()):
                position = quoted.end()
        end = self._end.search(text, position)
        return end.start() if end else len(text)

    def join(self, line: int, fields: Sequence[str]) -> Record:
        """The record of the `fields`, which are as the file writes them."""
        parts: list[str] = []
        spans: list[Span] = []
        values: list[str] = []
        breaks: list[int] = []
        length = 0
        for field in fields:
            if parts:
                parts.append(self._delimiter)
                length += 1
            written = _one_line(field)
            bare = written.strip()
            start = length + len(written) - len(written.lstrip())
            if len(bare) > 1 and bare[0] == bare[-1] == '"':
                inner = bare[1:-1]
                spans.append(Span(start + 1, start + 1 + len(inner)))
                values.append(inner.replace('""', '"').strip())
            else:
                spans.append(Span(start, start + len(bare)))
                values.append(bare)
            breaks += [length + place for place in _breaks(field)] if "\n" in field else []
            parts.append(written)
            length += len(written)
        return Record(line, "".join(parts), spans, values, breaks)


def _breaks(field: str) -> Iterator[int]:
    """Where in the one line that is made of `field` its second and further lines begin."""
    place = int(field[0] == " ")
    first, *others = map(_one_line, field.split("\n"))
    place += len(first.strip())
    for line in others:
        yield place + bool(place and line)
        place += len(line.strip()) + bool(place and line)


def _one_line(field: str) -> str:
    """`field` with plain single spaces, with one at each end where the file has some."""
    cleaned = clean(field).replace(SOFT_HYPHEN, "")
    if cleaned == field or not cleaned:
        return cleaned
    return f"{' ' if field[0] == ' ' else ''}{cleaned}{' ' if field[-1] == ' ' else ''}"
