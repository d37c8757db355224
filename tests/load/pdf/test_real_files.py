"""Real files with notes on their right reading; they are beside the project and do not ship with it."""

import re
import unicodedata
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from qa.errors import BinarySource
from qa.load.blocks import Parsed
from qa.load.pdf import parse_pdf
from qa.load.pdf.client import Client
from qa.load.pdf.limits import Limits
from qa.types import BlockKind
from tests.load.pdf.builders import built_of

DOCS = Path(__file__).parents[3].parent / "shared" / "docs"

pytestmark = pytest.mark.skipif(not DOCS.is_dir(), reason="needs ../shared/docs")

PAPERS = ("1601.03642", "2201.00022", "2201.00029", "2201.00200", "2201.00201")
# 2201.00022 is another version than its truth, so no reader can find all its sentences: a quarter of those that are
# missing everywhere.
FLOORS = {"1601.03642": 0.97, "2201.00022": 0.86, "2201.00029": 0.97, "2201.00200": 0.96, "2201.00201": 0.96}


@cache
def parsed(name: str) -> Parsed:
    return parse_pdf((DOCS / name).read_bytes(), name)


@cache
def text(name: str) -> str:
    return built_of(parsed(name)).text


def rows(name: str) -> list[str]:
    return [
        " | ".join(piece.text for piece in draft.pieces) for draft in parsed(name).drafts if draft.kind is BlockKind.ROW
    ]


def words(prose: str) -> str:
    """The words of a text between single spaces, without hyphens: whether a line's end cut them is another question."""
    composed = unicodedata.normalize("NFC", prose.replace("-", ""))
    return f" {' '.join(re.findall(chr(92) + 'w+', composed))} "


def sentences(truth: str) -> list[str]:
    """The sentences of a hand-made text with broken lines, of three words or more."""
    whole = re.sub(r"(?<=\w)-\s*\n\s*(?=[a-z])", "", truth)
    paragraphs = (" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", whole))
    split = (sentence for paragraph in paragraphs for sentence in re.split(r"(?<=[.!?]) (?=[A-Z])", paragraph))
    return [sentence for sentence in split if len(sentence.split()) >= 3]


def found_share(name: str, truth: Path) -> float:
    haystack = words(text(name).replace(" | ", " "))
    expected = sentences(truth.read_text("utf-8"))
    return sum(words(sentence) in haystack for sentence in expected) / len(expected)


@pytest.mark.parametrize("paper", PAPERS)
def test_sentences_of_papers_are_found(paper: str) -> None:
    assert found_share(f"pdf_truth/{paper}.pdf", DOCS / "pdf_truth" / f"{paper}.txt") >= FLOORS[paper]


def test_rows_of_balance_sheet() -> None:
    name = "pdf/2022_Q3_AAPL.pdf"
    assert "Cash and cash equivalents | $ 27,502 | $ 34,940" in rows(name)
    (draft,) = [
        draft
        for draft in parsed(name).drafts
        if draft.kind is BlockKind.ROW and [piece.text for piece in draft.pieces][1:] == ["$ 27,502", "$ 34,940"]
    ]
    assert list(draft.columns)[1:] == ["June 25, 2022", "September 25, 2021"]
    assert draft.context == ("Current assets",)
    assert "Q3 2022 Form 10-Q | 4" not in text(name)


def test_three_columns_drawn_row_by_row() -> None:
    tax = text("pdf/i1040nr.pdf")
    assert "You must provide the information required for each type of income for which a treaty claim is made." in tax
    assert "The type and rule above prints on all proofs" not in tax


def test_body_runs_on_over_footnotes() -> None:
    register = text("pdf/federal-register-2020-17221.pdf")
    assert "identified in the FOR FURTHER INFORMATION CONTACT section." in register
    assert "Federal Register / Vol. 85" not in register
    assert "trim3 commands contributing to the accident." in register


def test_line_numbers_of_transcript_go() -> None:
    assert (
        "The above-entitled matter came on for oral argument before the Supreme Court of the United States at 1:01 p.m."
        in text("pdf/scotus-transcript-p1.pdf")
    )


def test_accents_and_hyphens_of_paper() -> None:
    paper = text("pdf_truth/2201.00200.pdf")
    assert "one-dimensional stellar evolution codes" in paper
    assert "École Normale Supérieure" in paper


def test_cells_without_borders() -> None:
    assert "SKU-9201 | Hardware | $32.50 | $25,285.00 | 2024-10-22 | Verified" in rows(
        "pdf/SPARSE-2024-INV-1234_borderless_table.pdf"
    )


def test_numbers_of_contract_belong_to_lines() -> None:
    assert "1. Labor (staff name, hours charged, hourly billing rate," in text("pdf/sample_contract.pdf")


def test_page_labels_of_book() -> None:
    places = built_of(parsed("pdf/pagelabels.pdf")).places.places
    labels = {place.page: place.page_label for place in places if place.page}
    assert labels[1] == "iii"
    assert labels[2] == "iv"
    assert labels[3] == "1"


def test_scan_says_that_it_is_one() -> None:
    scan = parsed("pdf/image_only_german_pdf.pdf")
    assert list(scan.drafts) == []
    assert list(scan.warnings) == ["3 of 3 pages are pictures; qa does not read pictures"]


@pytest.mark.parametrize("name", ["aes-256", "password-example"])
def test_passwords_are_asked_for(name: str) -> None:
    with pytest.raises(BinarySource, match="protected by a password"):
        parsed(f"pdf/{name}.pdf")


@pytest.mark.parametrize("name", ["flate-bomb-double", "form-doubling", "text-bomb-20m"])
def test_hostile_files_are_refused(name: str) -> None:
    client = Client(replace(Limits(), page_seconds=2))
    with pytest.raises(BinarySource, match="costs too much"):
        client.read((DOCS / "hostile" / f"{name}.pdf").read_bytes())
    client.close()


@pytest.mark.parametrize("name", ["malformed-from-issue-932", "issue-1113-evil-xobjects", "negative-coords"])
def test_malformed_files_are_read(name: str) -> None:
    parsed(f"pdf/{name}.pdf")
