"""The layout: what people see on a page, from files that are made here."""

import pypdfium2 as pdfium
import pytest

from qa.load.pdf import parse_pdf
from qa.load.pdf.metadata import read_outline
from qa.types import BlockKind, Place
from tests.load.pdf.builders import STORY, at, built, headings, kinds, lines, pdf, texts

PROSE = " ".join(STORY)


def story(x: float, y: float, count: int = len(STORY), *, start: int = 0, size: float = 10) -> str:
    return lines(x, y, *STORY[start : start + count], size=size)


# Paragraphs


def test_lines_become_one_paragraph() -> None:
    assert texts(pdf(story(72, 100))) == [PROSE]


def test_gap_ends_paragraph() -> None:
    page = lines(72, 100, *STORY[:3]) + "\n" + lines(72, 160, *STORY[3:])
    assert texts(pdf(page)) == [" ".join(STORY[:3]), " ".join(STORY[3:])]


def test_indent_starts_paragraph() -> None:
    page = lines(72, 100, *STORY[:6]) + at(86, 172, "The well is deep. It was dug by the two brothers in a year.")
    page += lines(72, 184, *STORY[6:])
    assert [text[:12] for text in texts(pdf(page))] == ["The mill at ", "The well is "]


def test_paragraph_runs_on_over_pages() -> None:
    data = pdf(story(72, 100, 4), story(72, 100, 5, start=4))
    assert texts(data) == [PROSE]
    result = built(data)
    assert result.places.place(0) == Place(page=1)
    assert result.places.place(result.text.index("been wood")) == Place(page=2)


def test_paragraph_runs_on_over_columns() -> None:
    half = len(STORY) // 2 + 1
    narrow = [line[:38] for line in STORY]
    page = lines(60, 100, *narrow[:half]) + "\n" + lines(330, 100, *narrow[half:])
    assert texts(pdf(page)) == [" ".join(line.strip() for line in narrow)]


def test_columns_drawn_row_by_row() -> None:
    fruits = "apple berry cherry date elder fig grape hazel".split()
    left = [f"The left column says {fruit} and goes on" for fruit in fruits]
    right = [line.replace("left", "right") for line in left]
    page = ""
    for number, (near, far) in enumerate(zip(left, right, strict=True)):
        page += at(60, 100 + 12 * number, near) + at(330, 100 + 12 * number, far)
    (text,) = texts(pdf(page))
    assert text == " ".join(left + right)


def test_footnote_comes_behind_paragraph() -> None:
    note = at(72, 700, "1 The deeds are kept in the archive of the county.", size=7)
    data = pdf(story(72, 560, 4) + note, story(72, 100, 5, start=4))
    assert kinds(data) == [
        (BlockKind.PARAGRAPH, PROSE),
        (BlockKind.FOOTNOTE, "1 The deeds are kept in the archive of the county."),
    ]


def test_caption_does_not_interrupt() -> None:
    caption = at(72, 60, "Figure 1: The mill before the second fire.", size=8)
    data = pdf(story(72, 560, 4), caption + story(72, 100, 5, start=4))
    assert kinds(data) == [
        (BlockKind.PARAGRAPH, PROSE),
        (BlockKind.CAPTION, "Figure 1: The mill before the second fire."),
    ]


def test_hyphen_is_dropped_if_word_is_known() -> None:
    page = lines(
        72,
        100,
        "They looked for an alternative to the old wheel, and found an alter-",
        "native that was well known in the valley and cost next to nothing.",
    )
    assert "found an alternative that" in texts(pdf(page))[0]


def test_superscript_needs_no_space() -> None:
    page = at(72, 100, "The area is 40 m") + at(147.3, 96.5, "2", size=6) + at(153, 100, "in all, says the deed.")
    assert texts(pdf(page)) == ["The area is 40 m2 in all, says the deed."]


def test_accent_is_put_on_its_letter() -> None:
    # As TeX draws it: the accent first, then the letter below it.
    page = "BT /F1 10 Tf 72 692 Td [(They met in the caf) -111 (\xb4) 444 (e in town.)] TJ ET"
    assert texts(pdf(page)) == ["They met in the caf\xe9 in town."]


def test_text_drawn_twice_is_read_once() -> None:
    page = at(72, 100, "The bridge is closed.") + at(72.3, 100, "The bridge is closed.")
    assert texts(pdf(page)) == ["The bridge is closed."]


def test_text_outside_of_page_is_dropped() -> None:
    page = story(72, 100) + at(72, 852, "The type and rule above prints on all proofs.")
    assert texts(pdf(page)) == [PROSE]


def test_turned_text_comes_last() -> None:
    stamp = "BT /F1 14 Tf 0 1 -1 0 30 300 Tm (arXiv:2201.00022v2) Tj ET"
    assert texts(pdf(stamp + story(72, 100))) == [PROSE, "arXiv:2201.00022v2"]


def test_page_of_turned_text_is_read() -> None:
    page = "\n".join(
        f"BT /F1 10 Tf 0 1 -1 0 {100 + 12 * number} 60 Tm ({line}) Tj ET" for number, line in enumerate(STORY)
    )
    assert texts(pdf(page)) == [PROSE]


# Running heads


def test_running_heads_and_page_numbers_go() -> None:
    pages = [
        at(250, 40, "HOLM WATER BOARD v. TANNER") + story(72, 100, 3, start=3 * number) + at(300, 760, str(number + 7))
        for number in range(3)
    ]
    assert " ".join(texts(pdf(*pages))) == PROSE


def test_head_and_foot_between_two_pages_go() -> None:
    pages = [
        at(250, 40, "HOLM WATER BOARD v. TANNER")
        + story(72, 100, 3, start=3 * number)
        + at(250, 750, f"Holm, page {number + 1} of 2")
        for number in range(2)
    ]
    read = " ".join(texts(pdf(*pages)))
    assert PROSE[:60] in read
    assert [read.count("v. TANNER"), read.count("Holm, page")] == [1, 1]
    assert " ".join(STORY[2:4]) in read


def test_headings_at_top_of_two_pages_stay() -> None:
    pages = [at(72, 60, f"Exercise {number}", size=16) + story(72, 100, 3) for number in (1, 2)]
    assert [text for _, text in headings(pdf(*pages))] == ["Exercise 1", "Exercise 2"]


def test_pages_with_heads_alone_are_read() -> None:
    assert texts(pdf(*(at(72, 80, f"This is slide {number}.") for number in range(4))))[-1] == "This is slide 3."


def test_printed_page_number_becomes_label() -> None:
    pages = [story(72, 100, 3, start=3 * number) + at(300, 760, str(number + 107)) for number in range(3)]
    assert built(pdf(*pages)).places.place(0) == Place(page=1, page_label="107")


def test_line_numbers_go() -> None:
    numbers = "\n".join(at(50, 100 + 24 * number, str(number + 1)) for number in range(len(STORY)))
    prose = "\n".join(at(90, 100 + 24 * number, line) for number, line in enumerate(STORY))
    assert texts(pdf(numbers + prose)) == [PROSE]


# Headings


def test_larger_and_bold_lines_are_headings() -> None:
    page = at(72, 60, "Rabbit care", size=20) + at(72, 100, "Feeding", size=13) + story(72, 125, 4)
    page += at(72, 200, "Water and salt", font="F2") + story(72, 215, 5, start=4)
    assert headings(pdf(page)) == [(1, "Rabbit care"), (2, "Feeding"), (3, "Water and salt")]


def test_numbers_give_levels() -> None:
    page = at(72, 60, "3 Results", font="F2") + story(72, 75, 4)
    page += at(72, 160, "3.1 Yield of the mill", font="F2") + story(72, 175, 5, start=4)
    assert headings(pdf(page)) == [(1, "3 Results"), (2, "3.1 Yield of the mill")]


def test_outline_gives_headings() -> None:
    page = at(72, 60, "The early years") + story(72, 85)
    assert headings(pdf(page)) == []
    assert headings(pdf(page, outline=[("The early years", 0)])) == [(1, "The early years")]


def test_bold_words_at_start_are_no_heading() -> None:
    page = at(72, 100, "Exceptions.", font="F2") + at(135, 100, "You need no licence in these three cases if you")
    page += lines(72, 112, "are younger than eighteen and live with your parents, or if you", "only visit.")
    assert headings(pdf(page + story(72, 200))) == []


def test_bold_start_of_a_sentence_is_no_heading() -> None:
    page = at(72, 100, "Sale of the old mill. The", font="F2") + at(
        72, 112, "board sold it with its wheel, its dam and its barn."
    )
    page += at(72, 140, "The price of the barn and of", font="F2") + at(
        72, 152, "The Old Dam. Nobody asked for it in those years."
    )
    assert texts(pdf(page)) == [
        "Sale of the old mill. The board sold it with its wheel, its dam and its barn.",
        "The price of the barn and of The Old Dam. Nobody asked for it in those years.",
    ]


def test_first_heading_is_title() -> None:
    assert parse_pdf(pdf(at(72, 60, "Rabbit care", size=20) + story(72, 100)), "x.pdf").title == "Rabbit care"


# Lists


def test_items_have_stem() -> None:
    page = at(72, 100, "The tenant shall not:") + lines(
        90, 114, "1. keep dogs in the flat;", "2. sublet any room of it."
    )
    parsed = parse_pdf(pdf(page), "x.pdf")
    drafts = [(draft.kind, draft.context, draft.pieces[0].text) for draft in parsed.drafts]
    assert drafts == [
        (BlockKind.PARAGRAPH, (), "The tenant shall not:"),
        (BlockKind.ITEM, ("The tenant shall not:",), "1. keep dogs in the flat;"),
        (BlockKind.ITEM, ("The tenant shall not:",), "2. sublet any room of it."),
    ]


def test_marker_apart_belongs_to_its_text() -> None:
    page = lines(72, 100, "1.", "2.") + lines(100, 100, "Labour by the hour.", "Expenses of the month.")
    assert texts(pdf(page)) == ["1. Labour by the hour.", "2. Expenses of the month."]


def test_bullets_are_dropped() -> None:
    page = lines(72, 100, "\x95 Labour by the hour", "\x95 Expenses of the month")
    assert kinds(pdf(page)) == [(BlockKind.ITEM, "Labour by the hour"), (BlockKind.ITEM, "Expenses of the month")]


# What the file says of itself


def test_metadata_answers() -> None:
    info = {"Title": "The Mill at Holm", "Author": "Pia Lindgren", "CreationDate": "D:20240131120000Z"}
    parsed = parse_pdf(pdf(story(72, 100), info=info), "x.pdf")
    assert parsed.title == "The Mill at Holm"
    assert parsed.metadata == {"title": "The Mill at Holm", "author": "Pia Lindgren", "date": "2024-01-31"}
    first = [draft.pieces[0].text for draft in parsed.drafts if draft.kind is BlockKind.METADATA]
    assert first == ["title: The Mill at Holm", "author: Pia Lindgren", "date: 2024-01-31"]


def test_long_metadata_is_cut() -> None:
    parsed = parse_pdf(pdf(story(72, 100), info={"Author": "x" * 5_000}), "x.pdf")
    assert len(parsed.metadata["author"]) == 500


def test_outline_over_limit_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.load.pdf.metadata._MAX_ENTRIES", 3)
    document = pdfium.PdfDocument(pdf(story(72, 100), outline=[(f"Part {number}", 0) for number in range(9)]))
    assert [title for title, *_ in read_outline(document)] == ["Part 0", "Part 1", "Part 2"]
    document.close()


def test_titles_of_programs_are_none() -> None:
    for title in ("Microsoft Word - final3.doc", "report.dvi", "untitled", "S25C-0i25"):
        assert parse_pdf(pdf(story(72, 100), info={"Title": title}), "x.pdf").title is None


def test_page_labels() -> None:
    data = pdf(story(72, 100, 4), story(72, 100, 5, start=4), labels="0 << /S /r /St 3 >> 1 << /S /D >>")
    places = built(data).places
    assert places.place(0) == Place(page=1, page_label="iii")
    assert places.places[-1] == Place(page=2, page_label="1")
