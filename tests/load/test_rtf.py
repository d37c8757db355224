"""RTF: what people see of it, and nothing else."""

from pathlib import Path

import pytest

from qa.errors import BinarySource, EmptySource
from qa.load.rtf import is_rtf, parse_rtf
from qa.types import BlockKind

from .drafts import contexts, document, kinds, peak_memory, rows, texts

SHARED = Path(__file__).parents[2].parent / "shared" / "docs" / "rtf"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="../shared/docs is missing")


def rtf(body: str) -> bytes:
    return b"{\\rtf1\\ansi\\ansicpg1252\\deff0" + body.encode("latin-1") + b"}"


def read(body: str) -> list[str]:
    return texts(parse_rtf(rtf(body), "a.rtf"))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"caf\'e9 \u8364? \u-10179?\u-8704?", "café € 😀"),
        (r"{\uc2\u228\'E8a}b", "äb"),
        (r"\ldblquote Yes\rdblquote\emdash no\~more\_or co\-op", "“Yes”—no more-or coop"),
        (r"a\{b\}\\c", "a{b}\\c"),
        (r"The {\b bold} word{\v  hidden} stays.{\deleted gone}", "The bold word stays."),
        (r'See {\field{\*\fldinst{HYPERLINK "http://a.org"}}{\fldrslt the page}}.', "See the page."),
        (r"A{\*\unknown secret}{\pict\jpegblip ffd8ff}{\object{\*\objdata 00}{\result shown}} end", "Ashown end"),
        (r"{\upr{old}{\*\ud new}}", "new"),
        ("split wo\nrd", "split word"),
        ("before{\\pict\\bin5 }}\\{x}after", "beforeafter"),
        (r"{\fonttbl{\f1\fcharset204 Arial;}}{\f1 \'cc\'e8\'f0}", "Мир"),
        (r"{\header Head}{\footer Foot}{\*\annotation Note}Body", "Body"),
    ],
)
def test_text_is_what_people_see(body, text):
    assert read(body) == [text]


def test_headings_by_style_and_outline():
    styles = r"{\stylesheet{\s1 heading 1;}{\s2\outlinelevel1 Sub;}}"
    body = styles + r"\pard\s1 One\par\pard\s2 Two\par\pard\outlinelevel2 Three\par\pard Text.\par"
    read_document = document(parse_rtf(rtf(body), "a.rtf"))
    assert [block.level for block in read_document.blocks] == [1, 2, 3, 0]


def test_items_keep_numbers_and_have_a_stem():
    body = r"Pack these things:\par{\listtext 1.\tab}A tent.\par{\pntext\'B7\tab}A stove.\par\pard Go.\par"
    parsed = parse_rtf(rtf(body), "a.rtf")
    assert kinds(parsed)[1:] == [("item", "1. A tent."), ("item", "A stove."), ("paragraph", "Go.")]
    assert contexts(parsed)["A stove."] == ("Pack these things:",)


def test_footnote_follows_its_paragraph():
    body = r"It was amply annotated.\chftn{\footnote \pard{\up6\chftn} See Sahlins.} It goes on.\par Next.\par"
    assert kinds(parse_rtf(rtf(body), "a.rtf")) == [
        ("paragraph", "It was amply annotated. It goes on."),
        ("footnote", "See Sahlins."),
        ("paragraph", "Next."),
    ]


def test_rows_have_columns():
    row = r"\trowd\cellx1\cellx2\pard\intbl {}\cell\pard\intbl {}\cell\row"
    body = (
        "".join(row.format(*cells) for cells in (("Plan", "Price"), ("Solo", "9"), ("Team", "29")))
        + r"\pard After.\par"
    )
    parsed = parse_rtf(rtf(body), "a.rtf")
    assert rows(parsed) == [{"Plan": "Solo", "Price": "9"}, {"Plan": "Team", "Price": "29"}]
    assert texts(parsed)[-1] == "After."


def test_properties_are_metadata():
    parsed = parse_rtf(rtf(r"{\info{\title Fees}{\author Pia Lindgren}{\company X}}Text."), "a.rtf")
    assert parsed.title == "Fees"
    assert texts(parsed) == ["title: Fees", "author: Pia Lindgren", "Text."]


def test_text_of_a_box_follows_its_paragraph():
    body = r"Before{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt\pard In a box.\par}}{\shprslt In a box.}} after.\par"
    assert read(body) == ["Before after.", "In a box."]


def test_pictures_alone_are_reported():
    with pytest.raises(EmptySource, match="does not read pictures"):
        read(r"{\pict ffd8}")


def test_signature_decides():
    assert is_rtf(b"{\\rtf1 a}")
    assert not is_rtf(b"{\\rt")
    with pytest.raises(BinarySource, match="no RTF"):
        parse_rtf(b"Text.", "a.rtf")


@needs_shared
def test_public_documents():
    files = {path.stem: parse_rtf(path.read_bytes(), path.name) for path in SHARED.glob("*.rtf")}
    assert len(texts(files["footnote"], BlockKind.FOOTNOTE)) == 2
    assert texts(files["formatting"])[0] == "This is a test of formatting. This is hidden: ."
    assert texts(files["heading"], BlockKind.HEADING) == ["Heading 1", "Heading 2", "Heading 3"]
    assert "ii. Six" in texts(files["list_complex"], BlockKind.ITEM)
    assert texts(files["table_simple"]) == ["A | B | C | D", "E | F | G | H"]
    assert texts(files["unicode"]) == ["“hi”‘hi’•αä"]
    assert files["image"].warnings


# Hostile files


def test_deep_groups_are_left_out():
    parsed = parse_rtf(rtf("a" + "{" * 200_000 + "b" + "}" * 200_000 + "c"), "a.rtf")
    assert texts(parsed) == ["ac"]
    assert "nested too deep" in parsed.warnings[0]


def test_text_beyond_limit_is_left_out(monkeypatch):
    monkeypatch.setattr("qa.load.rtf.MAX_CHARACTERS", 20)
    parsed = parse_rtf(rtf(r"One two.\par " * 50), "a.rtf")
    assert texts(parsed) == ["One two."] * 3
    assert "more text" in parsed.warnings[0]


@pytest.mark.parametrize(
    "body",
    [
        "}" * 50_000,
        "\\" * 50_001,
        "{\\*" * 20_000,
        "{\\footnote " * 5_000,
        "\\cell" * 20_000 + "\\row",
        "\\bin9999999999 ",
        "\\u99999999 ?" * 5_000,
        "\\uc9999999 \\u65" * 5_000 + "text",
        "{\\fonttbl" + "{\\f1\\fcharset1 a;}" * 5_000,
        "{\\stylesheet{\\s1 " + "heading " * 20_000,
        "\\ansicpg99999 a",
        "{\\info{\\title " + "a\\'41" * 20_000,
        "{\\upr" * 5_000,
        "\\'" * 20_000,
    ],
    ids=range(14),
)
def test_hostile_body_takes_linear_memory(body):
    data = rtf(body)
    assert peak_memory(lambda: parse_rtf(data, "a.rtf")) < 500 * len(data) + 1_000_000


def test_cells_of_a_row_are_limited():
    row = "\\trowd\\pard\\intbl " + "a\\cell " * 1_500 + "\\row"
    parsed = parse_rtf(rtf(row * 2), "a.rtf")
    assert [text.count("a") for text in texts(parsed)] == [1_000] * 2


def test_fonts_beyond_limit_are_unknown(monkeypatch):
    monkeypatch.setattr("qa.load.rtf._MAX_FONTS", 1)
    fonts = r"{\fonttbl{\f0\fcharset204 a;}{\f1\fcharset204 b;}}"
    assert read(fonts + r"{\f0\'e9} {\f1\'e9}") == ["й é"]
