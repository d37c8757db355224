"""Make the documents of `eval/documents.jsonl` that are no text: PDF, DOCX, PPTX, ODT, EPUB and XLSX.

Usage: `python eval/make_documents.py`. It reads `eval/sources/NAME.txt` (see `making.source`) and writes
`eval/documents/`, byte for byte the same each time. All other documents there are written by hand.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from making.office import docx, pptx, xlsx
from making.open_formats import epub, odt
from making.source import Source, read_source
from making.two_columns import pdf

FOLDER = Path(__file__).parent
SOURCES, DOCUMENTS = FOLDER / "sources", FOLDER / "documents"

# Which document is made of which source, and how.
MADE: Mapping[str, Callable[[Source], bytes]] = {
    "handbook.pdf": pdf,
    "tenancy.docx": docx,
    "kickoff.pptx": pptx,
    "minutes.odt": odt,
    "cookery.epub": epub,
    "accounts.xlsx": xlsx,
}


def document_bytes(name: str) -> bytes:
    """The document called `name`, made from its source."""
    return MADE[name](read_source(SOURCES / f"{name.split('.')[0]}.txt"))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(__doc__)
    for made in MADE:
        (DOCUMENTS / made).write_bytes(document_bytes(made))
