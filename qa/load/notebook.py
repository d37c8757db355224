"""Jupyter notebooks (IPYNB) -> drafts: the text of Markdown cells, the code of code cells, and what the code printed.

The part of a place is the number of the cell among all cells ("cell 3").

Known limitations: pictures, widgets and HTML are left out; their plain text is read where the notebook has it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from qa.load.blocks import Draft, Parsed, Piece, first_heading
from qa.load.decoding import decode
from qa.load.labels import detail_drafts
from qa.load.lines import clean, replace_surrogates, split_lines
from qa.types import BlockKind, Place

__all__ = ["parse_notebook"]

# Cells that are read, and characters of one output: what is longer is data.
MAX_CELLS, MAX_OUTPUT = 10_000, 20_000
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")


def parse_notebook(data: bytes, source: str) -> Parsed:
    """The cells of a notebook. A file that is none is read as plain text, with a warning.

    Raises `BinarySource` or `EncodingError`.
    """
    text = decode(data)
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError):
        notebook = None
    cells = _cells(notebook)
    if cells is None:
        # Imported here, since a notebook needs no plain text.
        from qa.load.plain import parse_plain

        return parse_plain(replace_surrogates(text))._replace(warnings=["it is no notebook; it was read as plain text"])
    metadata = _metadata(notebook)
    drafts = [*detail_drafts(metadata)]
    for number, cell in enumerate(cells[:MAX_CELLS], 1):
        if isinstance(cell, dict):
            drafts.extend(_cell_drafts(cell, Place(part=f"cell {number}")))
    warnings = [f"it has {len(cells):,} cells; the first {MAX_CELLS:,} were read"] if len(cells) > MAX_CELLS else []
    return Parsed(metadata.get("title") or first_heading(drafts), drafts, metadata, warnings)


def _cells(notebook: Any) -> list[Any] | None:
    """The cells of a notebook of format 4 or 3, or None if it is no notebook."""
    if not isinstance(notebook, dict):
        return None
    cells = notebook.get("cells")
    sheets = notebook.get("worksheets")
    if cells is None and isinstance(sheets, list):
        cells = [cell for sheet in sheets if isinstance(sheet, dict) for cell in _listed(sheet.get("cells"))]
    return cells if isinstance(cells, list) else None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _metadata(notebook: Mapping[str, Any]) -> dict[str, str]:
    """The title, authors and date that the notebook names."""
    given = notebook.get("metadata")
    given = given if isinstance(given, dict) else {}
    authors = [author.get("name") if isinstance(author, dict) else author for author in _listed(given.get("authors"))]
    values = {
        "title": given.get("title") or given.get("name"),
        "author": ", ".join(author for author in authors if isinstance(author, str)) or given.get("author"),
        "date": given.get("date"),
    }
    cleaned = {name: clean(replace_surrogates(value)) for name, value in values.items() if isinstance(value, str)}
    return {name: value for name, value in cleaned.items() if value}


def _cell_drafts(cell: Mapping[str, Any], place: Place) -> Iterator[Draft]:
    kind = cell.get("cell_type")
    source = _text(cell.get("source", cell.get("input")))
    if kind == "markdown":
        yield from _markdown_drafts(source, place)
    elif kind == "heading":
        level = cell.get("level")
        level = level if isinstance(level, int) and 0 < level < 7 else 1
        yield Draft(BlockKind.HEADING, [Piece(0, clean(source), place)], level)
    elif kind == "code":
        yield _code_draft(source, place)
        for output in _listed(cell.get("outputs")):
            if isinstance(output, dict):
                yield from _output_drafts(output, place)
    else:
        yield _code_draft(source, place)


def _markdown_drafts(source: str, place: Place) -> Iterator[Draft]:
    # Imported here, since the parser is slow to import.
    from qa.load.markdown import parse_markdown

    for draft in parse_markdown(source).drafts:
        yield draft._replace(pieces=[piece._replace(line=0, place=place) for piece in draft.pieces])


def _output_drafts(output: Mapping[str, Any], place: Place) -> Iterator[Draft]:
    """What the code printed, returned or raised."""
    kind = output.get("output_type")
    if kind in ("stream", "pyout", "display_data", "execute_result"):
        bundle = output.get("data")
        bundle = bundle if isinstance(bundle, dict) else output
        markdown = _text(bundle.get("text/markdown"))
        if markdown:
            yield from _markdown_drafts(markdown[:MAX_OUTPUT], place)
        else:
            yield _code_draft(_text(bundle.get("text/plain") or bundle.get("text"))[:MAX_OUTPUT], place)
    elif kind in ("error", "pyerr"):
        yield _code_draft(f"{_text(output.get('ename'))}: {_text(output.get('evalue'))}"[:MAX_OUTPUT], place)


def _code_draft(source: str, place: Place) -> Draft:
    lines = split_lines(_COLOUR.sub("", source))
    return Draft(BlockKind.CODE, [Piece(0, line, place) for line in lines])


def _text(value: Any) -> str:
    """A text that may be a list of its lines."""
    if isinstance(value, list):
        value = "".join(line for line in value if isinstance(line, str))
    return replace_surrogates(value) if isinstance(value, str) else ""
