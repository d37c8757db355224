"""How well real files are read, beside the libraries that are installed: a Markdown table per kind of file.

python eval/loading.py FOLDER [KIND]...

FOLDER has a folder per kind of file (`pdf`, `html`, `docx`, …). In `FOLDER/pdf_truth` each `NAME.pdf` has its text,
made by hand, in `NAME.txt`. Each reader reads each file in a process of its own, so that the peak of its memory is its
own.

A sentence has three words or more. It is *found* in a text if its words follow one another there ("words"), whatever
punctuation is between them and whether a word has a hyphen; or if its letters do, whatever the spaces ("letters").
The times are processor time, after the libraries are imported.

Known limitation: a peer's headings, captions and tables are sentences, too; where two readers lay a table out
differently, both miss rows of the other.
"""

import json
import re
import resource
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

SHORTEST = 3
# Seconds that one file may take.
PATIENCE = 120


_HYPHEN = re.compile("[-\u00ad\u2010]")
_CUT = re.compile(r"[-\u00ad\u2010]\s*\n\s*")
_WORD = re.compile(r"[^\W_]+")


def read_qa(path: Path) -> str:
    """The text that qa reads; a PDF in this process, so that it can be measured."""
    from qa.load.formats import document_of, read_document

    if path.suffix.lower() != ".pdf":
        return read_document(path.read_bytes(), source=path.name, title=path.stem).text
    from qa.load.pdf.limits import Limits
    from qa.load.pdf.reader import read_pdf

    parsed = read_pdf(path.read_bytes(), progress=lambda page, pages: None, limits=Limits())
    return document_of(parsed, source=path.name, title=path.stem).text


def read_pdfium(path: Path) -> str:
    """Raw text of pdfium. U+FFFE is where it swallows a hyphen and the end of the line."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return "\n".join(pages).replace("\ufffe", "")


def read_pdfminer(path: Path) -> str:
    """The text by pdfminer.six."""
    from pdfminer.high_level import extract_text

    return str(extract_text(path))


def read_pypdf(path: Path) -> str:
    """The text by pypdf."""
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def read_markitdown(path: Path) -> str:
    """Markdown by markitdown."""
    from markitdown import MarkItDown

    return str(MarkItDown().convert(path).text_content)


def read_trafilatura(path: Path) -> str:
    """The main text by trafilatura."""
    from trafilatura import extract

    return extract(path.read_bytes(), include_comments=False) or ""


def read_python_docx(path: Path) -> str:
    """The paragraphs, then the cells, by python-docx."""
    from docx import Document

    document = Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def read_python_pptx(path: Path) -> str:
    """The text of the shapes, by python-pptx."""
    from pptx import Presentation

    shapes = (shape for slide in Presentation(str(path)).slides for shape in slide.shapes)
    return "\n\n".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)


def read_odfpy(path: Path) -> str:
    """The headings, then the paragraphs, by odfpy."""
    from odf import opendocument, teletype, text

    document = opendocument.load(path)
    blocks = [*document.getElementsByType(text.H), *document.getElementsByType(text.P)]
    return "\n\n".join(teletype.extractText(block) for block in blocks)


def read_ebooklib(path: Path) -> str:
    """The text of each chapter, by ebooklib and Beautiful Soup."""
    import ebooklib
    from bs4 import BeautifulSoup
    from ebooklib import epub

    items = epub.read_epub(str(path)).get_items_of_type(ebooklib.ITEM_DOCUMENT)
    return "\n\n".join(BeautifulSoup(item.get_content(), "html.parser").get_text() for item in items)


def read_striprtf(path: Path) -> str:
    """The text by striprtf."""
    from striprtf.striprtf import rtf_to_text

    return str(rtf_to_text(path.read_text("latin-1"), errors="ignore"))


def read_email(path: Path) -> str:
    """The plain parts of a mail, by the standard library."""
    from email import message_from_bytes, policy

    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    parts = (part for part in message.walk() if part.get_content_type() == "text/plain")
    return "\n\n".join([message.get("subject") or "", *(part.get_content() for part in parts)])


class Reader(NamedTuple):
    """A way to read files: the module that it needs, and the function."""

    module: str
    read: Callable[[Path], str]


QA = Reader("qa", read_qa)
MARKITDOWN = Reader("markitdown", read_markitdown)
# The peers by kind of file; a kind is a folder.
PEERS: Mapping[str, Mapping[str, Reader]] = {
    "pdf": {
        "pypdfium2, raw": Reader("pypdfium2", read_pdfium),
        "pdfminer.six": Reader("pdfminer", read_pdfminer),
        "pypdf": Reader("pypdf", read_pypdf),
        "markitdown": MARKITDOWN,
    },
    "html": {"trafilatura": Reader("trafilatura", read_trafilatura), "markitdown": MARKITDOWN},
    "docx": {"python-docx": Reader("docx", read_python_docx), "markitdown": MARKITDOWN},
    "pptx": {"python-pptx": Reader("pptx", read_python_pptx), "markitdown": MARKITDOWN},
    "odt": {"odfpy": Reader("odf", read_odfpy)},
    "epub": {"ebooklib": Reader("ebooklib", read_ebooklib), "markitdown": MARKITDOWN},
    "rtf": {"striprtf": Reader("striprtf", read_striprtf)},
    "eml": {"email": Reader("email", read_email)},
}


class Reading(NamedTuple):
    """What a reader made of a file: None if it failed; seconds; megabytes at most."""

    text: str | None
    seconds: float
    megabytes: float


def readers(kind: str) -> dict[str, Reader]:
    """qa, and the peers of this kind that are installed."""
    return {"qa": QA} | {name: peer for name, peer in PEERS[kind].items() if find_spec(peer.module)}


def reading(kind: str, name: str, path: Path) -> Reading:
    """What the reader `name` makes of the file, in a process of its own."""
    command = [sys.executable, __file__, "--read", kind, name, str(path)]
    try:
        process = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return Reading(None, 0, 0)
    return Reading(*json.loads(process.stdout.splitlines()[-1]))


def read_here(kind: str, name: str, path: Path) -> None:
    """Read the file twice, the second time by the clock, and print the `Reading`."""
    read = readers(kind)[name].read
    read(path)
    start = time.process_time()
    text = read(path)
    seconds = time.process_time() - start
    print(json.dumps(Reading(text, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)))


def words(prose: str) -> str:
    """The words between single spaces, without hyphens; the parts of a word that a line's end cut are joined."""
    joined = _CUT.sub("", unicodedata.normalize("NFC", prose))
    return f" {' '.join(re.findall(_WORD, _HYPHEN.sub('', joined)))} "


def letters(prose: str) -> str:
    """The letters and digits alone."""
    return "".join(re.findall(r"[^\W_]", unicodedata.normalize("NFC", prose)))


def sentences(prose: str) -> list[str]:
    """The sentences of a text with broken lines: of its paragraphs, which empty lines part."""
    joined = re.sub(r"(?<=\w)-\s*\n\s*(?=[a-z])", "", prose)
    paragraphs = (" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", joined))
    parts = (part for paragraph in paragraphs for part in re.split(r"(?<=[.!?]) (?=[A-Z])", paragraph))
    return [part for part in parts if len(words(part).split()) >= SHORTEST]


def count_found(expected: Sequence[str], text: str | None, form: Callable[[str], str]) -> int:
    """How many of the sentences are in the text, both in this form."""
    haystack = form(text or "")
    return sum(form(sentence) in haystack for sentence in expected)


def share(parts: Iterable[tuple[int, int]]) -> str:
    """The sum of the first numbers by the sum of the second ones."""
    counts = [sum(column) for column in zip(*parts, strict=True)]
    return f"{counts[0] / counts[1]:.3f}" if counts and counts[1] else "—"


def page_count(path: Path) -> int:
    """The pages of a PDF."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def print_row(cells: Iterable[object]) -> None:
    """One row of a Markdown table."""
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


def print_head(cells: Sequence[str]) -> None:
    """The first two rows of a Markdown table."""
    print()
    print_row(cells)
    print_row("---" for _ in cells)


def compare_with_truth(folder: Path) -> None:
    """PDFs beside their text by hand: what each reader finds of it."""
    expected = {path: sentences(path.with_suffix(".txt").read_text("utf-8")) for path in sorted(folder.glob("*.pdf"))}
    pages = {path: page_count(path) for path in expected}
    count = sum(map(len, expected.values()))
    print_head(
        [
            f"{len(expected)} PDFs, {count} sentences",
            "words",
            "letters",
            "ms per page",
            "peak MB",
            *(p.stem for p in expected),
        ]
    )
    for name in readers("pdf"):
        made = {path: reading("pdf", name, path) for path in expected}
        each = [(count_found(expected[path], made[path].text, words), len(expected[path])) for path in expected]
        alike = [(count_found(expected[path], made[path].text, letters), len(expected[path])) for path in expected]
        seconds = sum(result.seconds for result in made.values())
        peak = max(result.megabytes for result in made.values())
        shares = (share([pair]) for pair in each)
        print_row(
            [name, share(each), share(alike), f"{1000 * seconds / sum(pages.values()):.0f}", f"{peak:.0f}", *shares]
        )


def compare_with_peers(folder: Path) -> None:
    """Files of one kind: the time, and what qa and each peer find of each other's sentences."""
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in (f".{folder.name}", ".htm"))
    print_head(
        [
            f"{len(paths)} {folder.name.upper()} files",
            "read",
            "ms per file",
            "peak MB",
            "of its sentences in qa",
            "of qa's in it",
        ]
    )
    ours = {path: reading(folder.name, "qa", path) for path in paths}
    for name in readers(folder.name):
        made = ours if name == "qa" else {path: reading(folder.name, name, path) for path in paths}
        both = [path for path in paths if made[path].text is not None and ours[path].text is not None]
        theirs = [_found_in(made[path], ours[path]) for path in both]
        reverse = [_found_in(ours[path], made[path]) for path in both]
        done = [result for result in made.values() if result.text is not None]
        print_row(
            [
                name,
                len(done),
                f"{1000 * sum(result.seconds for result in done) / max(len(done), 1):.0f}",
                f"{max((result.megabytes for result in done), default=0):.0f}",
                *(("", "") if name == "qa" else (share(theirs), share(reverse))),
            ]
        )


def _found_in(left: Reading, right: Reading) -> tuple[int, int]:
    """How many of the sentences of one reading are in the other, of how many."""
    expected = sentences(left.text or "")
    return count_found(expected, right.text, words), len(expected)


def main(arguments: Sequence[str]) -> int | str:
    """Compare the kinds that `arguments` name, or all; the usage if there is no folder."""
    match arguments:
        case ["--read", kind, name, path]:
            read_here(kind, name, Path(path))
        case [folder, *kinds] if Path(folder).is_dir():
            for kind in kinds or ["pdf_truth", *PEERS]:
                compare = compare_with_truth if kind == "pdf_truth" else compare_with_peers
                compare(Path(folder) / kind)
        case _:
            return str(__doc__)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
