"""The stem of a list: the sentence above it that ends with a colon is the context of its items."""

from collections.abc import Iterable, Iterator

from qa.load.blocks import Draft
from qa.load.lines import stem
from qa.types import BlockKind


def stem_of(draft: Draft) -> tuple[str, ...]:
    """The last sentence of a paragraph, if it introduces a list, as a context."""
    if draft.kind is not BlockKind.PARAGRAPH:
        return ()
    introduction = stem(" ".join(piece.text for piece in draft.pieces[-3:]))
    return (introduction,) if introduction else ()


def with_stems(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """The drafts, each item of a list with its stem in front of its own context."""
    context: tuple[str, ...] = ()
    for draft in drafts:
        if draft.kind is BlockKind.ITEM:
            yield draft._replace(context=(*context, *draft.context)) if context else draft
        else:
            context = stem_of(draft)
            yield draft
