"""Mails (EML) and mailboxes (MBOX) -> drafts: the headers that people ask for, then the message.

    mime      the bytes -> parts, with their headers and bodies
    quotes    the text of a part -> the sender's own words, the signature, quotations

The subject is a heading, and the headers are lines of their own. What the sender wrote has no context; a quotation has
"quoted from NAME", a signature "signature". A message in another one (a digest, a forwarded mail) is one level deeper.

Known limitations: encrypted messages are reported, not read. A quotation in HTML is known by the marks of the usual
programs alone.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from qa.errors import BinarySource, SourceError
from qa.load.blocks import Draft, Parsed, Piece
from qa.load.decoding import decode
from qa.load.lines import clean, split_lines
from qa.load.mail.mime import MAX_DEPTH, MAX_PARTS, Budget, Part, is_mailbox, split_mailbox
from qa.load.mail.quotes import Segment, Voice, is_quoted_header, is_rule, split_voices
from qa.load.plain import parse_plain
from qa.load.stems import stem_of
from qa.types import BlockKind, Place

__all__ = ["is_mailbox", "parse_mail", "parse_mailbox"]

# Reads an attachment by its bytes and its name. Raises a `SourceError`.
AttachmentReader = Callable[[bytes, str], Parsed]

# The headers that people ask for, with the names under which they are metadata.
_HEADERS = {"from": "from", "to": "to", "cc": "cc", "date": "date", "subject": "subject"}
# Messages of a mailbox that are read.
_MAX_MESSAGES = 50_000
# Lines at the head of a quoted message that may be headers.
_MOST_HEAD_LINES = 10
# A text of at most so many characters, beside an HTML text that is so much longer, only says that there is one.
_SHORT_TEXT, _MUCH_LONGER = 300, 10
_ENCRYPTED_TYPES = (
    "multipart/encrypted",
    "application/pkcs7-mime",
    "application/x-pkcs7-mime",
    "application/pgp-encrypted",
)
_PGP = "-----BEGIN PGP MESSAGE-----"
_PGP_MARKS = re.compile(r"-----(?:BEGIN PGP SIGNED MESSAGE|BEGIN PGP SIGNATURE|END PGP SIGNATURE)-----")
# Where the usual programs begin a quotation in HTML.
_HTML_QUOTE = re.compile(
    r"<(?:div|blockquote)\b[^<>]{0,300}(?:gmail_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote|divRplyFwdMsg"
    r"|type=.?cite)|<blockquote\b",
    re.I,
)
_BLOCK_TAG = re.compile(r"<(?:/?(?:p|div|h[1-6]|li|ul|ol|tr|table|blockquote|pre|section)|br)\b[^<>]{0,2000}>", re.I)
_TAG = re.compile(r"<[!/?a-zA-Z][^<>]*>")


def parse_mail(data: bytes, source: str, *, read_attachment: AttachmentReader | None = None) -> Parsed:
    """A message with its headers. `read_attachment` reads what is attached; without it, attachments are only named.

    Raises `BinarySource` or `EncodingError`.
    """
    if is_mailbox(data) and len(split_mailbox(data)) > 1:
        return parse_mailbox(data, source, read_attachment=read_attachment)
    budget = Budget(MAX_PARTS)
    data = _without_utf_16(data)
    start = len(data) - len(data.lstrip(b"\r\n"))
    message = Part(data[start:], line=1 + data.count(b"\n", 0, start))
    if not message.headers:
        raise BinarySource("has no headers of a mail; name it .txt if it is a text")
    drafts = list(_Message(message, budget, read_attachment).drafts())
    metadata = {name: message.header(header) for header, name in _HEADERS.items() if message.header(header)}
    return Parsed(metadata.get("subject"), drafts, metadata, budget.warnings)


def parse_mailbox(data: bytes, source: str, *, read_attachment: AttachmentReader | None = None) -> Parsed:
    """The messages of a mailbox, in order; see `parse_mail`. The part of a place is the number of the message."""
    messages = split_mailbox(_without_utf_16(data))
    if not messages:
        return parse_mail(data, source, read_attachment=read_attachment)
    budget = Budget(MAX_PARTS)
    if len(messages) > _MAX_MESSAGES:
        budget.warn(f"it has {len(messages):,} messages; the first {_MAX_MESSAGES:,} were read")
    drafts: list[Draft] = []
    for number, (line, message) in enumerate(messages[:_MAX_MESSAGES], 1):
        part = Part(message, line=line)
        drafts.extend(_Message(part, budget, read_attachment, place=f"message {number}").drafts())
    return Parsed(None, drafts, {}, budget.warnings)


def _without_utf_16(data: bytes) -> bytes:
    """A mail that is saved in UTF-16 or with a byte order mark as UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or 4 * data[:200].count(0) > len(data[:200]):
        return decode(data).encode("utf-8", "replace")
    return data


class _Message:
    """Reads one message: `level` is that of its heading, `place` the part that all of it belongs to."""

    def __init__(
        self,
        part: Part,
        budget: Budget,
        read_attachment: AttachmentReader | None,
        *,
        level: int = 1,
        place: str | None = None,
    ) -> None:
        self._part = part
        self._budget = budget
        self._read_attachment = read_attachment
        self._level = level
        self._place = Place(part=place)
        self._attachments: list[str] = []

    def drafts(self) -> Iterator[Draft]:
        """The headers, the text, then the attachments."""
        subject = self._part.header("subject")
        if subject:
            line = self._part.header_lines["subject"]
            yield Draft(BlockKind.HEADING, [Piece(line, subject, self._place)], self._level)
        for name in _HEADERS:
            text = self._part.header(name)
            if text:
                label = name.capitalize()
                line = self._part.header_lines[name]
                yield Draft(BlockKind.METADATA, [Piece(line, f"{label}: {text}", self._place)])
        body = list(self._walk(self._part, self._level))
        if self._attachments:
            names = f"Attachments: {', '.join(self._attachments)}"
            yield Draft(BlockKind.METADATA, [Piece(self._part.body_line, names, self._place)])
        yield from body

    def _walk(self, part: Part, depth: int) -> Iterator[Draft]:
        """The drafts of a part and of the parts in it."""
        self._budget.parts_left -= 1
        if depth > MAX_DEPTH or self._budget.parts_left < 0:
            self._budget.warn("it has too many parts, or parts nested too deep; some were left out")
            return
        kind = part.content_type
        if kind in _ENCRYPTED_TYPES and "signed-data" not in part.headers.get("content-type", ""):
            self._budget.warn("it is encrypted; qa cannot read it")
        elif kind == "multipart/alternative":
            yield from self._best(list(part.parts()), depth)
        elif kind.startswith("multipart/"):
            is_digest = kind == "multipart/digest"
            for inner in part.parts():
                yield from self._nested(inner, depth) if is_digest else self._walk(inner, depth + 1)
        elif kind in ("message/rfc822", "message/global"):
            yield from self._nested(part, depth)
        elif kind.startswith("image/") and part.disposition != "attachment":
            return
        elif part.disposition == "attachment" or (part.file_name and part.disposition != "inline"):
            yield from self._attached(part)
        elif kind in ("text/html", "application/xhtml+xml"):
            yield from self._html(part.text())
        elif kind.startswith("text/") and kind not in ("text/calendar", "text/x-vcard", "text/vcard", "text/css"):
            yield from self._text(part)
        elif part.file_name:
            yield from self._attached(part)

    def _best(self, parts: Sequence[Part], depth: int) -> Iterator[Draft]:
        """The plain text if there is one that says something, else the last of the parts that can be read."""
        texts = [part for part in parts if part.content_type == "text/plain" and part.text().strip()]
        others = [part for part in parts if part.content_type != "text/plain"]
        if texts and others and len(texts[0].text()) < _SHORT_TEXT:
            pages = [part for part in others if part.content_type == "text/html"]
            if pages and len(_without_tags(pages[-1].text())) > _MUCH_LONGER * len(texts[0].text()):
                texts = []
        for part in [*texts[:1], *reversed(others)]:
            drafts = list(self._walk(part, depth + 1))
            if drafts:
                yield from drafts
                return

    def _nested(self, part: Part, depth: int) -> Iterator[Draft]:
        """A message in a message."""
        inner = Part(part.body(), line=part.body_line if part.has_own_lines else 0)
        # The parts of a digest are messages, with or without a header that says so.
        if not inner.headers or (part.headers and part.content_type not in ("message/rfc822", "message/global")):
            inner = part
        if depth >= MAX_DEPTH:
            self._budget.warn("it has too many parts, or parts nested too deep; some were left out")
            return
        message = _Message(inner, self._budget, self._read_attachment, level=depth + 1, place=self._place.part)
        yield from message.drafts()

    def _attached(self, part: Part) -> Iterator[Draft]:
        """What is attached, by its own format."""
        name = part.file_name or f"without a name ({part.content_type})"
        self._attachments.append(name)
        if self._read_attachment is None:
            self._budget.warn(f'the attachment "{name}" was not read')
            return
        try:
            parsed = self._read_attachment(part.body(), name)
            drafts = list(parsed.drafts)
        except SourceError as error:
            self._budget.warn(f'the attachment "{name}" {error}')
            return
        for warning in parsed.warnings:
            self._budget.warn(f'the attachment "{name}": {warning}')
        for draft in drafts:
            pieces = [piece._replace(line=0, place=_within(piece.place, name)) for piece in draft.pieces]
            level = draft.level + self._level if draft.kind is BlockKind.HEADING else draft.level
            yield draft._replace(pieces=pieces, level=level, context=(name, *draft.context))

    def _text(self, part: Part) -> Iterator[Draft]:
        text = part.text()
        if _PGP in text:
            self._budget.warn("it is encrypted; qa cannot read it")
            return
        lines = [line if not _PGP_MARKS.match(line) else "" for line in split_lines(text)]
        first = part.body_line if part.has_own_lines else None
        for segment in split_voices(lines):
            yield from self._segment(segment, first)

    def _segment(self, segment: Segment, first: int | None) -> Iterator[Draft]:
        """The blocks of one voice. `first` is the line of the file on which the text begins, if they are the same."""
        if segment.voice is Voice.SIGNATURE:
            pieces = [
                Piece(first + number if first else 0, clean(line), self._place)
                for number, line in zip(segment.numbers, segment.lines, strict=True)
                if line.strip()
            ]
            yield Draft(BlockKind.PARAGRAPH, pieces, context=("signature",))
            return
        context = _context(segment)
        heads = _head_lines(segment)
        for number in range(heads):
            line = clean(segment.lines[number])
            if line and not is_rule(line):
                piece = Piece(first + segment.numbers[number] if first else 0, line, self._place)
                yield Draft(BlockKind.METADATA, [piece], context=context)
        stem: tuple[str, ...] = ()
        for draft in _join_wrapped(parse_plain("\n".join(["", *segment.lines[heads:]])).drafts):
            pieces = [
                Piece(first + segment.numbers[heads + piece.line - 2] if first else 0, piece.text, self._place)
                for piece in draft.pieces
            ]
            level = min(draft.level + self._level, MAX_DEPTH) if draft.kind is BlockKind.HEADING else draft.level
            if draft.kind is not BlockKind.ITEM:
                stem = stem_of(draft)
            inner = stem if draft.kind is BlockKind.ITEM and not draft.context else draft.context
            yield draft._replace(pieces=pieces, level=level, context=(*context, *inner))

    def _html(self, text: str) -> Iterator[Draft]:
        """The blocks of a page: what is below a mark of quotation is quoted."""
        quote = _HTML_QUOTE.search(text)
        cut = quote.start() if quote else len(text)
        for part, context in ((text[:cut], ()), (text[cut:], ("quoted from an earlier message",))):
            if part.strip():
                for draft in _html_drafts(part):
                    pieces = [piece._replace(line=0, place=self._place) for piece in draft.pieces]
                    level = draft.level + self._level if draft.kind is BlockKind.HEADING else draft.level
                    yield draft._replace(pieces=pieces, level=level, context=(*context, *draft.context))


def _within(place: Place, name: str) -> Place:
    """The place of something in the attachment `name`."""
    return replace(place, part=f"{name}, {place.part}" if place.part else name)


def _context(segment: Segment) -> tuple[str, ...]:
    if segment.voice is not Voice.QUOTED:
        return ()
    return (f"quoted from {segment.name}" if segment.name else "quoted from an earlier message",)


def _head_lines(segment: Segment) -> int:
    """How many lines at the head of a quotation are the rule above it, and headers of the quoted message."""
    count = 0
    if segment.voice is Voice.QUOTED and any(map(is_rule, segment.lines[:1])):
        count = 1
    while (
        segment.voice is Voice.QUOTED
        and count < min(len(segment.lines), _MOST_HEAD_LINES)
        and (is_quoted_header(segment.lines[count]) or (count == 1 and not segment.lines[1].strip()))
    ):
        count += 1
    return count if count > 1 else 0


def _join_wrapped(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """The drafts, with paragraphs joined whose second one goes on in lower case on the next line."""
    joined: list[Draft] = []
    for draft in drafts:
        if joined and not _continues(joined[-1], draft):
            yield _joined(joined)
            joined = []
        joined.append(draft)
    if joined:
        yield _joined(joined)


def _joined(drafts: Sequence[Draft]) -> Draft:
    return drafts[0]._replace(pieces=[piece for draft in drafts for piece in draft.pieces])


def _continues(above: Draft, draft: Draft) -> bool:
    kinds = (BlockKind.PARAGRAPH, BlockKind.ITEM)
    if above.kind not in kinds or draft.kind is not BlockKind.PARAGRAPH or not above.pieces or not draft.pieces:
        return False
    last, first = above.pieces[-1], draft.pieces[0]
    return first.line == last.line + 1 and first.text[:1].islower() and last.text[-1:] not in (*".!?:…", "")


def _html_drafts(text: str) -> Sequence[Draft]:
    try:
        # Imported here, since few files are pages.
        from qa.load.html import html_drafts
    except ImportError:
        lines = [clean(line) for line in _without_tags(text).split("\n")]
        return [Draft(BlockKind.PARAGRAPH, [Piece(0, line)]) for line in lines if line]
    return list(html_drafts(text).drafts)


def _without_tags(text: str) -> str:
    """The text of a page, with a line per block."""
    for name in ("script", "style", "head"):
        text = _without_element(text, name)
    text = " ".join(text.split())
    return html.unescape(_TAG.sub("", _BLOCK_TAG.sub("\n", text)))


def _without_element(text: str, name: str) -> str:
    parts = []
    position = 0
    lower = text.lower()
    while (start := lower.find(f"<{name}", position)) >= 0:
        parts.append(text[position:start])
        end = lower.find(f"</{name}", start)
        if end < 0:
            return "".join(parts)
        position = text.find(">", end) + 1 or len(text)
    parts.append(text[position:])
    return "".join(parts)
