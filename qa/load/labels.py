"""What a file says of itself, as blocks: a label with its value ("author: Pia Lindgren").

The context of such a block is a stem in plain words ("This document was written by the author:"), so that the block is
found and read for "Who wrote this?", as an item is below the stem of its list.
"""

import re
from collections.abc import Iterator, Mapping

from qa.language.lexicon import tagged
from qa.load.blocks import Draft, Piece
from qa.types import Block, BlockKind, Detail, Document

_STEMS = {
    Detail.AUTHOR: "This document was written by the author:",
    Detail.SENDER: "This mail was written and sent by the sender:",
    Detail.RECIPIENT: "This mail is to the recipients:",
    Detail.COPIED: "Copies of this mail were sent to:",
    Detail.DATE: "This document was written, sent or published on the date:",
    Detail.SUBJECT: "The subject of this document is:",
    Detail.TITLE: "The title of this document is:",
}
_LABELS = {label: detail for detail in Detail for label in tagged("detail_labels", detail.value)}


# "By Lena Brandt and Karl Busch".
_BYLINE = re.compile(
    r"(?:[Ww]ritten |[Ss]tory |WRITTEN )?(?:[Bb]y|BY|[Vv]on|[Pp]ar) [A-ZÀ-Þ][\w.'’-]*"
    r"(?:,? (?:(?:and|und|et|&) )?(?:(?:de|van|von|la) )?[A-ZÀ-Þ][\w.'’-]*){1,7}"
)


def is_byline(text: str) -> bool:
    """Whether the cleaned line `text` only says who wrote what is below it."""
    return bool(_BYLINE.fullmatch(text))


def detail_of(text: str) -> Detail | None:
    """What the label at the start of `text` says of a file; None if it is another label."""
    label, colon, _ = text.partition(":")
    if not colon:
        return Detail.AUTHOR if is_byline(text) else None
    return _LABELS.get(label.strip().lower())


def detail_drafts(values: Mapping[str, str]) -> Iterator[Draft]:
    """A block for each of the `values`, in a format without lines."""
    return (Draft(BlockKind.METADATA, [Piece(0, f"{label}: {value}")]) for label, value in values.items())


def with_stem(draft: Draft) -> Draft:
    """The draft, with the stem of its label behind its own context if it is one of metadata."""
    if draft.kind is not BlockKind.METADATA:
        return draft
    detail = detail_of(draft.pieces[0].text)
    return draft._replace(context=(*draft.context, _STEMS[detail])) if detail else draft


def stated(document: Document) -> Iterator[tuple[Detail, Block]]:
    """What `document` says of itself, in order; not what it quotes, nor what is attached to it."""
    for block in document.blocks:
        detail = detail_of(document.slice(block.span)) if block.kind is BlockKind.METADATA else None
        if detail is not None and block.context == (_STEMS[detail],):
            yield detail, block
