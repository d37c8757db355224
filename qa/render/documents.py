"""What qa read from a document: its blocks with their places and context, for people and for programs."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from rich.text import Text

from qa.render.json import safe_json
from qa.render.screen import Block as ScreenBlock
from qa.render.screen import Blocks, clean, counted, note, place_parts, rows
from qa.types import Block, BlockKind, Document, Span

# In place of a context that the block above has, or is.
_AS_ABOVE = "as above"


def document_blocks(document: Document) -> Blocks:
    """The document: its title and metadata, what could not be read, and each block with its kind and place."""
    title = note(f"{document.source}: {document.title}", style="bold")
    sizes = note(f"{counted(len(document.blocks), 'block')}, {counted(len(document.text), 'character')}", style="dim")
    warnings = (note(warning, style="yellow") for warning in document.warnings)
    metadata = rows(sorted(document.metadata.items()))
    return (
        title,
        sizes,
        *warnings,
        *metadata,
        *(
            part
            for above, block in pairwise((None, *document.blocks))
            if block
            for part in _block(document, block, above)
        ),
    )


def _block(document: Document, block: Block, above: Block | None) -> Iterator[ScreenBlock]:
    kind = f"{block.kind.value} {block.level}" if block.kind is BlockKind.HEADING else block.kind.value
    line = document.line(block.span.start)
    places = [*([f"line {line}"] if line is not None else []), *place_parts(document.places.place(block.span.start))]
    yield note(" · ".join([kind, *places, *_context(document, block, above)]), style="cyan", gap=True)
    if block.kind is BlockKind.CODE:
        for code in document.slice(block.span).splitlines():
            yield ScreenBlock(Text(clean(code)), label="  ")
    else:
        yield ScreenBlock(_text(document, block), label="  ")


def _context(document: Document, block: Block, above: Block | None) -> tuple[str, ...]:
    """The context of a block, without what can be read right above it."""
    if above is None or not block.context:
        return block.context
    if block.context == above.context:
        return (_AS_ABOVE,)
    if document.slice(above.span).endswith(block.context[-1]):
        return (*block.context[:-1], _AS_ABOVE)
    return block.context


def _text(document: Document, block: Block) -> Text:
    """The block's text; before each cell of a row the name of its column, dim."""
    if not block.cells:
        return Text(clean(document.slice(block.span)))
    parts: list[str | tuple[str, str]] = []
    end = block.span.start
    for cell in block.cells:
        parts.append(clean(document.slice(Span(end, cell.span.start))))
        parts.append((f"{clean(cell.column)}: " if cell.column else "", "dim"))
        parts.append(clean(document.slice(cell.span)))
        end = cell.span.end
    return Text.assemble(*parts, clean(document.slice(Span(end, block.span.end))))


def document_json(document: Document, *, ascii_only: bool = False) -> str:
    """The same as one JSON object on one line."""
    fields = {
        "source": document.source,
        "title": document.title,
        "metadata": dict(document.metadata),
        "warnings": list(document.warnings),
        "blocks": [block_fields(document, block) for block in document.blocks],
    }
    return safe_json(json.dumps(fields, ensure_ascii=ascii_only))


def block_fields(document: Document, block: Block) -> Mapping[str, Any]:
    """A block of `document` as JSON has it."""
    place = document.places.place(block.span.start)
    return {
        "kind": block.kind.value,
        "level": block.level,
        "text": document.slice(block.span),
        "start": block.span.start,
        "end": block.span.end,
        "line": document.line(block.span.start),
        "place": {name: value for name, value in asdict(place).items() if value is not None},
        "context": list(block.context),
        "cells": [
            {"column": cell.column, "text": document.slice(cell.span), "start": cell.span.start, "end": cell.span.end}
            for cell in block.cells
        ],
    }
