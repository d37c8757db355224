"""PDF -> drafts of blocks, with the page of each piece.

    client      the parent's side: one child process, its clock
    protocol    what the two say to each other
    worker      the child's side: limits, one file after the other
    limits      what a file may cost
    reader      a file -> blocks, in the child; it lists the steps of the layout

pdfium (`pypdfium2`) is imported in the child only: it has no limits, and no two threads may use it.

Known limitations: pictures are not read, and formulas come as the letters in them. Vertical Japanese and Arabic
ligatures are in wrong order.
"""

from qa.load.blocks import Parsed


def parse_pdf(data: bytes, source: str) -> Parsed:
    """The title, metadata, blocks and warnings of the PDF in `data`; `source` is its name.

    Raises `BinarySource` if it is protected by a password, damaged, or costs more than `qa.load.pdf.limits` allows.
    """
    # Imported here, since the client registers what ends the child.
    from qa.load.pdf.client import CLIENT

    return CLIENT.read(data)
