"""Rows of a document as an HTML table: each cell below the name of its column."""

from collections.abc import Callable, Iterator, Sequence

from qa.render.html.text import Html, text_html
from qa.types import Block, Document, Span

# What separates the cells of a row where empty ones are between them; see `qa.load.blocks`.
_SEPARATOR = "|"

# The HTML of a cell's characters.
CellHtml = Callable[[Span], Html]


def table_html(document: Document, rows: Sequence[Block], cell_html: CellHtml) -> str:
    """`rows` as tables: another one begins where the names of the columns are others."""
    tables: list[list[Block]] = []
    for row in rows:
        names = _names([row])
        if not tables or (names and _names(tables[-1]) and not set(names) <= set(_names(tables[-1]))):
            tables.append([])
        tables[-1].append(row)
    return "\n".join(_table(document, table, cell_html) for table in tables)


def _names(rows: Sequence[Block]) -> list[str]:
    """The names of the columns, in the order of the row that has most of them."""
    by_size = sorted(rows, key=lambda row: -len(row.cells))
    return list(dict.fromkeys(cell.column for row in by_size for cell in row.cells if cell.column))


def _table(document: Document, rows: Sequence[Block], cell_html: CellHtml) -> str:
    names = _names(rows)
    body = list(rows)
    head = ""
    if names and [document.slice(cell.span) for cell in rows[0].cells] == names:
        # The names are a row of the document.
        head = _row(document, body.pop(0), names, cell_html, tag="th")
    elif names:
        head = "<tr>" + "".join(f'<th scope="col" dir="auto">{text_html(name)}</th>' for name in names) + "</tr>"
    inner = "\n".join(_row(document, row, names, cell_html) for row in body)
    # What is scrolled must be reachable by the keyboard.
    return (
        '<div class="table" role="group" aria-label="Table" tabindex="0"><table>'
        f"{f'<thead>{head}</thead>' if head else ''}<tbody>{inner}</tbody></table></div>"
    )


def _row(document: Document, row: Block, names: Sequence[str], cell_html: CellHtml, *, tag: str = "td") -> str:
    if not row.cells:
        return f'<tr><{tag} dir="auto" colspan="{max(len(names), 1)}">{cell_html(row.span)}</{tag}></tr>'
    scope = ' scope="col"' if tag == "th" else ""
    columns: dict[int, list[str]] = {}
    for column, span in _placed(document, row, names):
        columns.setdefault(column, []).append(cell_html(span))
    cells = [" ".join(columns.get(column, [])) for column in range(max(columns) + 1)]
    return "<tr>" + "".join(f'<{tag}{scope} dir="auto">{cell}</{tag}>' for cell in cells) + "</tr>"


def _placed(document: Document, row: Block, names: Sequence[str]) -> Iterator[tuple[int, Span]]:
    """The cells of `row`, each with its column: by its name, or else by the separators before it."""
    numbers = {name: number for number, name in enumerate(names)}
    column, end = 0, row.span.start
    for number, cell in enumerate(row.cells):
        column += max(document.text.count(_SEPARATOR, end, cell.span.start), int(number > 0))
        column = numbers.get(cell.column, column)
        end = cell.span.end
        yield column, cell.span
