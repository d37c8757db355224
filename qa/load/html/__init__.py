"""Web pages and other HTML -> drafts of blocks.

    encoding       the bytes      -> the text
    tree           the text       -> a walk through elements and texts, by turbohtml
    reader         the walk       -> all blocks, with their structure (elements, inline, lists, tables, preformatted)
    content        all blocks     -> those of the main text (noise says what menus and the like look like)
    metadata       the walk       -> title, author, date

A part of a book or the body of a mail is all text: `html_drafts` leaves nothing out that a reader would see.

Known limitations: pages that scripts write have no text; what style sheets hide is read. Texts of pictures are not.
"""

from collections.abc import Sequence

from qa.load.blocks import NO_PLACE, Draft, Parsed, Piece
from qa.types import BlockKind, Place

SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".xht", ".shtml"})

# Bytes at the start of a file in which the first tag is looked for.
_HEAD = 2048
_FIRST_TAGS = (b"<!doctype html", b"<html", b"<head>", b"<head ", b"<body>", b"<body ")


def is_html(data: bytes) -> bool:
    """Whether a file begins as pages do, in any encoding: after blanks, comments and the XML declaration."""
    head = data[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\f").lower()
    while head.startswith((b"<!--", b"<?xml")):
        closed = head.find(b"-->" if head.startswith(b"<!--") else b"?>")
        if closed < 0:
            return False
        head = head[closed:].lstrip(b"-?> \t\r\n\f")
    return head.startswith(_FIRST_TAGS)


def parse_html(data: bytes, source: str, *, charset: str | None = None) -> Parsed:
    """The main text of a page. `charset` is the encoding that a server sent with it.

    Raises `BinarySource` and `EncodingError`.
    """
    # Imported here, since most documents are no pages.
    from qa.load.html.content import main_blocks
    from qa.load.html.encoding import decode_page
    from qa.load.html.metadata import PageMetadata, metadata_drafts
    from qa.load.html.reader import PageReader
    from qa.load.html.tree import walk

    decoded = decode_page(data, charset=charset)
    metadata = PageMetadata()
    reader = PageReader(see=metadata.see)
    is_whole = walk(decoded.text, reader)
    heading = next((block.text for block in reader.blocks if block.kind is BlockKind.HEADING and block.level == 1), "")
    title = metadata.title(heading)
    values = metadata.values()
    blocks = main_blocks(reader.blocks, reader.regions, title=metadata.whole_title)
    drafts = [*metadata_drafts(values), *(block.draft() for block in blocks)]
    warnings = [decoded.warning] if decoded.warning else []
    stated = {name: piece.text for name, piece in values.items()}
    return Parsed(title or None, drafts, {"title": title, **stated} if title else stated, [*warnings, *_cut(is_whole)])


def html_drafts(text: str, *, place: Place = NO_PLACE) -> Parsed:
    """All text of a piece of HTML: a chapter, or the body of a mail. Nothing in it counts as a menu.

    All of it comes from `place`; where it marks printed pages, the places have their labels. It has no lines. The title
    is that of the piece, if it has one, and its metadata are not among the drafts.
    """
    from qa.load.html.metadata import PageMetadata
    from qa.load.html.noise import Noise
    from qa.load.html.reader import PageReader
    from qa.load.html.tree import walk

    metadata = PageMetadata()
    reader = PageReader(place=place, see=metadata.see)
    is_whole = walk(text, reader)
    drafts = [_without_lines(block.draft()) for block in reader.blocks if block.noise is not Noise.HIDDEN]
    stated = {name: piece.text for name, piece in metadata.values().items()}
    return Parsed(metadata.whole_title or None, drafts, stated, _cut(is_whole))


def _without_lines(draft: Draft) -> Draft:
    return draft._replace(pieces=[Piece(0, piece.text, piece.place) for piece in draft.pieces])


def _cut(is_whole: bool) -> Sequence[str]:
    """The warning for a page whose end was not read."""
    from qa.load.html.tree import MAX_TAGS

    return [] if is_whole else [f"has more than {MAX_TAGS:,} tags; what follows them was not read"]
