"""A builder of small Excel workbooks."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATION = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def cell(column: str, row: int, value: object, style: int = 0) -> str:
    """The XML of one cell: a string in place, or a number."""
    at = f'r="{column}{row}" s="{style}"'
    if isinstance(value, str):
        return f'<c {at} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c {at}><v>{value}</v></c>"


def sheet_xml(rows: Sequence[Sequence[object]], styles: Sequence[int] = ()) -> str:
    """The XML of a sheet; None is no cell, an empty row is left out."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = [
            cell(chr(65 + at), number, value, styles[at] if at < len(styles) and not isinstance(value, str) else 0)
            for at, value in enumerate(row)
            if value is not None
        ]
        if cells:
            lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return f"<worksheet {_MAIN}><sheetData>{''.join(lines)}</sheetData></worksheet>"


def workbook(
    sheets: Mapping[str, str],
    *,
    formats: Sequence[str] = (),
    extra: Mapping[str, str] | None = None,
    hidden: Sequence[str] = (),
    attributes: str = "",
) -> bytes:
    """A workbook of sheets (name to XML). Style n of cells, counted from 1, has the number format `formats[n - 1]`."""
    names = list(sheets)
    tabs = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="rId{at}"{_state(name in hidden)}/>'
        for at, name in enumerate(names, 1)
    )
    codes = "".join(f'<numFmt numFmtId="{164 + at}" formatCode={quoteattr(code)}/>' for at, code in enumerate(formats))
    styles = '<xf numFmtId="0"/>' + "".join(f'<xf numFmtId="{164 + at}"/>' for at in range(len(formats)))
    members = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f"<workbook {_MAIN} {_RELATION}><workbookPr {attributes}/>"
        f"<sheets>{tabs}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        + "".join(f'<Relationship Id="rId{at}" Target="worksheets/sheet{at}.xml"/>' for at in range(1, len(names) + 1))
        + "</Relationships>",
        "xl/styles.xml": f"<styleSheet {_MAIN}><numFmts>{codes}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>",
        **{f"xl/worksheets/sheet{at}.xml": sheets[name] for at, name in enumerate(names, 1)},
        **(extra or {}),
    }
    return archive(members)


def _state(is_hidden: bool) -> str:
    return ' state="hidden"' if is_hidden else ""


def archive(members: Mapping[str, str], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as packed:
        for name, text in members.items():
            packed.writestr(name, text)
    return buffer.getvalue()
