"""The stem of a list: the sentence above it that ends with a colon is the context of its items."""

import re
from collections.abc import Iterable, Iterator

from qa.load.blocks import Draft
from qa.types import BlockKind

# Characters of the longest stem: what is longer is a paragraph.
_LONGEST_STEM = 300
_SENTENCE_BORDER = re.compile(r"(?<=[.!?])\s+(?=\S)")


def stem_of(draft: Draft) -> tuple[str, ...]:
    """The last sentence of a paragraph, if it introduces a list, as a context."""
    if draft.kind is not BlockKind.PARAGRAPH:
        return ()
    text = " ".join(piece.text for piece in draft.pieces[-3:])
    if not text.endswith(":"):
        return ()
    stem = _SENTENCE_BORDER.split(text)[-1]
    return (stem,) if len(stem) <= _LONGEST_STEM else ()


def with_stems(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """The drafts, each item of a list with its stem in front of its own context."""
    stem: tuple[str, ...] = ()
    for draft in drafts:
        if draft.kind is BlockKind.ITEM:
            yield draft._replace(context=(*stem, *draft.context)) if stem else draft
        else:
            stem = stem_of(draft)
            yield draft
