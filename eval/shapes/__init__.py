"""Hostile files of any size, one shape each: `SHAPES` maps a format and what is odd to a maker of the bytes.

    makers      what the shapes of all formats are made of
    text        plain text and markup
    web         web pages and books
    office      documents of office programs
    records     mails, tables, subtitles, notebooks
    pdf         PDFs

`python eval/sizes.py` reads them. A maker takes the number of bytes to make, roughly; a file that is packed counts as
unpacked, since that is what is read.
"""

from shapes.makers import Maker, numbered, wide
from shapes.office import DOCX, ODT, PPTX, RTF, XLSX
from shapes.pdf import PDF
from shapes.records import CSV, EML, IPYNB, MBOX, SRT
from shapes.text import MARKDOWN, ORG, PLAIN, RST, TEX
from shapes.web import EPUB, HTML

SHAPES: dict[str, dict[str, Maker]] = {
    "txt": PLAIN,
    "md": MARKDOWN,
    "html": HTML,
    "docx": DOCX,
    "pptx": PPTX,
    "odt": ODT,
    "epub": EPUB,
    "xlsx": XLSX,
    "csv": CSV,
    "tsv": {"10,000 columns": wide("cell\t"), "rows": numbered("name #\t12\n")},
    "rtf": RTF,
    "eml": EML,
    "mbox": MBOX,
    "srt": SRT,
    "ipynb": IPYNB,
    "rst": RST,
    "org": ORG,
    "tex": TEX,
    "pdf": PDF,
}
