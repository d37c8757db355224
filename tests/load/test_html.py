"""Web pages: structure, main text, metadata, encoding, and pages that are made to break readers."""

from pathlib import Path

import pytest

from qa.errors import BinarySource
from qa.load.blocks import Draft, Parsed
from qa.load.formats import document_of
from qa.load.html import html_drafts, is_html, parse_html
from qa.load.html.tree import MAX_TAGS
from qa.types import BlockKind, Document, Place

from .builders import MILL, SALE, SHOP, line_of

pytest.importorskip("turbohtml", reason="turbohtml is not installed")

SHARED = Path(__file__).parents[3] / "shared" / "docs" / "html"

PARAGRAPH, HEADING, ITEM, ROW, CODE, CAPTION, FOOTNOTE, METADATA = (
    BlockKind.PARAGRAPH,
    BlockKind.HEADING,
    BlockKind.ITEM,
    BlockKind.ROW,
    BlockKind.CODE,
    BlockKind.CAPTION,
    BlockKind.FOOTNOTE,
    BlockKind.METADATA,
)


def parsed(html: str | bytes) -> Parsed:
    return parse_html(html if isinstance(html, bytes) else html.encode(), "page.html")


def drafts(html: str | bytes) -> list[Draft]:
    return list(parsed(html).drafts)


def text_of(draft: Draft) -> str:
    return " | ".join(piece.text for piece in draft.pieces) if draft.kind is ROW else _joined(draft)


def _joined(draft: Draft) -> str:
    return " ".join(piece.text for piece in draft.pieces)


def kinds(html: str | bytes) -> list[tuple[BlockKind, str]]:
    return [(draft.kind, text_of(draft)) for draft in drafts(html)]


def texts(html: str | bytes) -> list[str]:
    return [text_of(draft) for draft in drafts(html)]


def contexts(html: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(text_of(draft), draft.context) for draft in drafts(html)]


def document(html: str) -> Document:
    return document_of(parsed(html), source="page.html", title="page")


def article(*paragraphs: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or (MILL, SALE, SHOP))


def menu(count: int = 5) -> str:
    return "<ul>" + "".join(f"<li><a href=/{number}>Page {number}</a></li>" for number in range(count)) + "</ul>"


# Structure


def test_blocks_have_kinds():
    html = (
        "<h1>Inn</h1><p>It is old.</p><ul><li>beds</li></ul><pre><code>x = 1</code></pre>"
        "<blockquote>Sleep well.</blockquote><figure><img><figcaption>The inn.</figcaption></figure>"
    )
    assert kinds(html) == [
        (HEADING, "Inn"),
        (PARAGRAPH, "It is old."),
        (ITEM, "beds"),
        (CODE, "x = 1"),
        (PARAGRAPH, "Sleep well."),
        (CAPTION, "The inn."),
    ]


def test_headings_have_levels():
    html = "".join(f"<h{level}>Part {level}</h{level}>" for level in range(1, 7)) + "<div role=heading>Part</div>"
    assert [draft.level for draft in drafts(html + article())] == [1, 2, 3, 4, 5, 6, 2, 0, 0, 0]


def test_heading_of_several_boxes_is_one():
    assert kinds("<h1><div>The</div><div>mill</div></h1>" + article(MILL))[0] == (HEADING, "The mill")


def test_unclosed_heading_ends_at_paragraph():
    assert kinds(f"<h2>Mill<p>{MILL}<p>{SALE}") == [(HEADING, "Mill"), (PARAGRAPH, MILL), (PARAGRAPH, SALE)]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("&#8220;The caf&eacute;&#8221; costs &pound;40.", "“The café” costs £40."),
        ("a <b>bold</b> and <i>so</i>ft word", "a bold and soft word"),
        ("a<br>b <wbr>c", "a b c"),
        ("a&nbsp;b\u200b  \n c", "a b c"),
        ("see <a href=x>the film</a>.", "see the film."),
        ("he said <q>no</q>.", "he said “no”."),
        ("H<sub>2</sub>O on 41 km<sup>2</sup>", "H2O on 41 km2"),
        ("10<sup>6</sup> people, the 21<sup>st</sup>", "10⁶ people, the 21st"),
        ("x<!-- no -->y<script>z()</script>", "xy"),
        ("漢<ruby>字<rp>(</rp><rt>じ</rt><rp>)</rp></ruby>", "漢字"),
        ("1 &lt; 2 &amp; 3", "1 < 2 & 3"),
    ],
)
def test_markup_leaves_its_text(html, text):
    assert texts(f"<p>{html}</p>") == [text]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("It is deep.<sup>1</sup> The", "It is deep.[1] The"),
        ("It is deep. <sup><a href='#n8'>[8]</a></sup> The", "It is deep.[8] The"),
        ("a village<a href='#n2'><sup>2</sup></a> lies", "a village[2] lies"),
        ("It is deep.<sup>*</sup> The", "It is deep.[*] The"),
        ("A note. <a href='#r1'>↩</a>", "A note."),
        ("Feeding<a class=headerlink href='#f'>¶</a>", "Feeding"),
    ],
)
def test_footnote_mark_belongs_to_sentence(html, text):
    assert texts(f"<p>{html}</p>") == [text]


def test_footnotes_are_blocks_of_their_own():
    html = article() + "<ol class=footnotes><li id=n1>In the north. <a href='#r1'>↩</a></ol>"
    assert kinds(html)[-1] == (FOOTNOTE, "1. In the north.")


def test_class_that_mentions_footnotes_is_no_footnote():
    assert kinds(f"<div class='post has-footnotes'>{article(MILL)}</div>") == [(PARAGRAPH, MILL)]


def test_breaks_divide_labels_and_sentences():
    html = "<p>Kestrel Print<br>Tel: 555-0131<br>Fax: 555-0188<br>It is open daily.<br>It is<br>cheap.<br><br>End</p>"
    assert texts(html) == [
        "Kestrel Print",
        "Tel: 555-0131",
        "Fax: 555-0188",
        "It is open daily.",
        "It is cheap.",
        "End",
    ]


# Lists


def test_stem_is_context_of_items():
    html = "<p>The tenant shall not:</p><ul><li>smoke;<li>keep:<ul><li>dogs</ul></ul><p>End.</p>"
    assert contexts(html) == [
        ("The tenant shall not:", ()),
        ("smoke;", ("The tenant shall not:",)),
        ("keep:", ("The tenant shall not:",)),
        ("dogs", ("The tenant shall not:", "keep:")),
        ("End.", ()),
    ]


def test_bold_line_is_stem():
    assert contexts("<p><b>Ingredients</b></p><ul><li>salt</ul>")[1] == ("salt", ("Ingredients",))


@pytest.mark.parametrize(
    ("html", "items"),
    [
        ("<ol><li>a<li>b</ol>", ["1. a", "2. b"]),
        ("<ol start=3><li>a<li value=7>b<li>c</ol>", ["3. a", "7. b", "8. c"]),
        ("<ol type=a start=2><li>x<li>y</ol>", ["b. x", "c. y"]),
        ("<ol type=I start=4><li>x</ol>", ["IV. x"]),
        ("<ol reversed start=2><li>x<li>y</ol>", ["2. x", "1. y"]),
        ("<ol reversed><li>x</ol>", ["x"]),
        ("<ol><li>1. x<li>(b) y</ol>", ["1. x", "(b) y"]),
        ("<ol><li><p>x</p><p>more</p></ol>", ["1. x", "more"]),
        ("<ol start=99999999999999><li>x</ol>", ["1. x"]),
    ],
)
def test_ordered_list_keeps_numbers(html, items):
    assert texts(html) == items


def test_term_is_context_of_definition():
    html = "<dl><dt>Scab<dd>A fungus. It grows.<dt>Colour<dt>Color<dd>What eyes see.<dd>Paint.</dl>"
    assert [(draft.kind, text_of(draft), draft.context) for draft in drafts(html)] == [
        (CAPTION, "Scab", ()),
        (ITEM, "A fungus. It grows.", ("Scab",)),
        (CAPTION, "Colour", ()),
        (CAPTION, "Color", ()),
        (ITEM, "What eyes see.", ("Colour, Color",)),
        (ITEM, "Paint.", ("Colour, Color",)),
    ]


def test_terms_without_definition_are_items():
    assert kinds("<dl><dt>Uptime: 18 minutes<dt>Load: 1.22</dl>") == [
        (ITEM, "Uptime: 18 minutes"),
        (ITEM, "Load: 1.22"),
    ]


def test_summary_is_context_of_details():
    html = "<details><summary>Do you refund?</summary><p>Yes, within 14 days.</p></details><p>Bye.</p>"
    assert contexts(html)[1:] == [("Yes, within 14 days.", ("Do you refund?",)), ("Bye.", ())]


# Tables


def rows(html: str) -> list[tuple[list[str], list[str]]]:
    """The columns and cells of the rows."""
    return [
        (list(draft.columns), [piece.text for piece in draft.pieces]) for draft in drafts(html) if draft.kind is ROW
    ]


def test_header_row_names_columns():
    html = "<table><caption>Plans</caption><tr><th>Plan<th>Price<tr><td>Solo<td>€9<tr><td>Team<td>€29</table>"
    assert rows(html) == [(["Plan", "Price"], ["Solo", "€9"]), (["Plan", "Price"], ["Team", "€29"])]
    assert [draft.context for draft in drafts(html)] == [(), ("Plans",), ("Plans",)]


def test_header_of_two_rows_is_joined():
    html = (
        "<table><thead><tr><th rowspan=2>City<th colspan=2>Sales<tr><th>2019<th>2020</thead>"
        "<tr><td rowspan=2>Oslo<td>1<td>2<tr><td>3<td>4</table>"
    )
    names = ["City", "Sales 2019", "Sales 2020"]
    assert rows(html) == [(names, ["Oslo", "1", "2"]), (names, ["Oslo", "3", "4"])]


def test_first_row_of_names_over_numbers_is_header():
    html = "<table><tr><td>Item<td>Price<tr><td>Beer<td>4.20<tr><td>Wine<td>6.10</table>"
    assert rows(html)[0] == (["Item", "Price"], ["Beer", "4.20"])


def test_names_and_values_have_no_header():
    html = "<table><tr><td>Name<td>Bo<tr><td>Age<td>31<tr><td>Phone<td>555-0188</table>"
    assert rows(html) == [([], ["Name", "Bo"]), ([], ["Age", "31"]), ([], ["Phone", "555-0188"])]


def test_cell_over_whole_row_heads_rows_below():
    html = "<table><tr><th colspan=2>Size<tr><th>Width<td>60 cm<tr><th colspan=2>Cost<tr><th>Net<td>€9</table>"
    assert [(draft.kind, text_of(draft), draft.context) for draft in drafts(html)] == [
        (CAPTION, "Size", ()),
        (ROW, "Width | 60 cm", ("Size",)),
        (CAPTION, "Cost", ()),
        (ROW, "Net | €9", ("Cost",)),
    ]


def test_table_in_cell_has_rows_of_its_own():
    html = "<table><tr><th>Plan<th>Terms<tr><td>Solo<td>fair<table><tr><th>Day<th>Fee<tr><td>1<td>€2</table></table>"
    assert rows(html) == [(["Plan", "Terms"], ["Solo", "fair"]), (["Day", "Fee"], ["1", "€2"])]


def test_table_of_layout_is_text():
    html = f"<table><tr><td>{menu()}<td>{article(MILL, SALE)}</table>"
    assert kinds(html) == [(PARAGRAPH, MILL), (PARAGRAPH, SALE)]


def test_table_without_rows_below_header_is_kept():
    assert rows("<table><tr><th>Plan<th>Price</table>") == [([], ["Plan", "Price"])]


def test_row_keeps_place_of_empty_cell():
    html = "<table><tr><th>A<th>B<th>C<tr><td>1<td><td>3<tr><td colspan=2>4<td>6</table>"
    assert [cells for _, cells in rows(html)] == [["1", "", "3"], ["4", "", "6"]]


# Code


def test_code_keeps_lines_and_indentation():
    loaded = document("<p>Do:</p>\n<pre>\nif x:\n    y()\n</pre>\n<p>End.</p>")
    assert "if x:\n    y()" in loaded.text
    assert (line_of(loaded, "if x"), line_of(loaded, "y()"), line_of(loaded, "End.")) == (3, 4, 6)


def test_prose_in_pre_is_prose():
    lines = "\n".join((MILL + " " + SALE).replace(". ", ".\n").split("\n"))
    assert {draft.kind for draft in drafts(f"<pre>{lines}</pre>")} == {PARAGRAPH}


# Lines


def test_text_has_lines_of_page():
    html = (
        "<html>\n<body\n class=x>\n<!-- a\nb --><p\n id=p>one\ntwo <b>three\n</b>four</p>\n<script>\n\n</script>five\n"
    )
    loaded = document(html)
    lines = {word: line_of(loaded, word) for word in ("one", "two", "three", "four", "five")}
    assert lines == {"one": 6, "two": 7, "three": 7, "four": 8, "five": 11}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_editors_count(end):
    assert line_of(document(f"<p>one</p>{end}<p>two</p>{end}{end}<p>four</p>"), "four") == 4


def test_repeated_formatting_keeps_lines():
    loaded = document("<p><b>one\n<p>two\n<p>three")
    assert [line_of(loaded, word) for word in ("one", "two", "three")] == [1, 2, 3]


# Main text


def page(body: str, *, title: str = "The mill | Holm News") -> str:
    return f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "noise",
    [
        f"<nav>{menu()}</nav>",
        "<nav>Home Contact</nav>",
        f"<div>{menu()}</div>",
        "<div><a href=a>Home</a> <a href=b>News</a> <a href=c>Contact</a></div>",
        "<footer><p>Holm News is published by Kestrel Print in Bremen, every day but Sunday.</p></footer>",
        "<div class=cookie-banner><p>We use cookies to give you the best experience on our pages. Agree?</p></div>",
        "<div id=comments><p>Lovely story, my grandmother worked there for years and often told us of it.</p></div>",
        "<aside><p>Subscribe to our letter, and read the news of Holm before everybody else does.</p></aside>",
        "<div style='display: none'><p>This text is hidden from everybody who looks at the page.</p></div>",
        "<div hidden><p>This text is hidden from everybody who looks at the page.</p></div>",
        "<div role=navigation>Home, News, Contact.</div>",
        "<form><label>Search</label><input><button>Go</button><select><option>All of it</select></form>",
        "<h3>Read more</h3>" + menu(),
        "<script>document.write('The mill')</script><style>p { color: red }</style>",
        "<template><p>Not yet shown.</p></template><noscript><p>Please turn on scripts to read it.</p></noscript>",
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_noise_is_dropped(noise, is_first):
    content = "<h1>The mill</h1>" + article()
    html = page(noise + content if is_first else content + noise)
    assert [text for text in texts(html) if text not in ("Search",)] == ["The mill", MILL, SALE, SHOP]


def test_article_is_main_text():
    teaser = "<div><p>The price of wheat has risen again, as it does in every spring, say the farmers.</p></div>"
    html = page(f"{teaser}<article><h1>The mill</h1>{article()}</article>{teaser}")
    assert texts(html) == ["The mill", MILL, SALE, SHOP]


def test_heading_of_header_is_kept():
    html = page(f"<header><h1>The mill</h1>{menu()}</header><main>{article()}</main>")
    assert texts(html) == ["The mill", MILL, SALE, SHOP]


def test_several_articles_are_all_kept():
    html = page(f"<article>{article(MILL)}</article><article>{article(SALE)}</article>")
    assert texts(html) == [MILL, SALE]


def test_short_page_loses_nothing():
    html = "<h1>Inn</h1><p>Rooms</p><p>£40</p><ul><li>1½ tsp cumin</ul><p>Tel: 555</p><table><tr><th>A<td>B</table>"
    assert texts(html) == ["Inn", "Rooms", "£40", "1½ tsp cumin", "Tel: 555", "A | B"]


@pytest.mark.parametrize(
    "box",
    [
        "<form>{}</form>",
        "<div class='layout sidebar-left'>{}</div>",
        "<div id=social-page><main>{}</main></div>",
        "<body class=comments-open>{}",
        "<header>{}</header>",
        "<nav>{}</nav>",
        "<div hidden>{}</div>",
    ],
)
def test_box_around_all_is_no_noise(box):
    assert texts(box.format(article())) == [MILL, SALE, SHOP]


def test_page_of_links_is_kept():
    assert len(texts("<h1>Papers</h1>" + menu(12))) == 13


def test_links_with_stem_are_kept():
    html = page(f"{article(MILL)}<p>Ask one of these people:</p>{menu(4)}{article(SALE)}")
    assert [text for text in texts(html) if text.startswith("Page")] == [f"Page {number}" for number in range(4)]


def test_note_beside_text_is_kept():
    html = page(
        f"<main>{article()}<aside class='note'><p>Never plant in frozen ground.</p></aside>{article(SALE)}</main>"
    )
    assert "Never plant in frozen ground." in texts(html)


# Metadata


def test_title_loses_name_of_site():
    assert parsed(page("<h1>The mill</h1>" + article())).title == "The mill"
    assert parsed(page(article())).title == "The mill | Holm News"
    assert parsed(article()).title is None


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<meta name=author content='Pia Lindgren'>", {"author": "Pia Lindgren"}),
        ("<meta name=DC.Creator content='A'><meta name=dc.creator content='B'>", {"author": "A, B"}),
        ("<meta property=article:author content='https://x.org/pia'>", {}),
        ("<meta property=article:published_time content='2019-11-22T07:19:21Z'>", {"date": "2019-11-22"}),
        ("<meta name=date content='22 November 2019'>", {"date": "22 November 2019"}),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": ["NewsArticle"], "author": [{"name": "Pia"},'
            ' "Bo"], "datePublished": "2020-01-02"}]}</script>',
            {"author": "Pia, Bo", "date": "2020-01-02"},
        ),
        ('<script type="application/ld+json">{"author": </script>', {}),
        ('<script type="application/ld+json">' + "[" * 100_000 + "</script>", {}),
    ],
)
def test_author_and_date_are_metadata(head, expected):
    result = parsed(f"<head>{head}</head>{article()}")
    assert dict(result.metadata) == expected
    lines = [text_of(draft) for draft in result.drafts if draft.kind is METADATA]
    assert lines == [f"{name}: {value}" for name, value in expected.items()]


def test_metadata_have_lines():
    assert line_of(document(f"<html>\n<meta name=author content=Pia>\n{article()}"), "author: Pia") == 2


# Encoding


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<p>Grüße".encode(), "Grüße"),
        ("\ufeff<p>Grüße".encode(), "Grüße"),
        ("\ufeff<p>Grüße".encode("utf-16-le"), "Grüße"),
        ("<meta charset=latin-1><p>“Grüße”".encode("cp1252"), "“Grüße”"),
        ("<meta http-equiv=x content='text/html; charset=koi8-r'><p>Привет".encode("koi8-r"), "Привет"),
        ("<meta charset='shift_jis'><p>日本".encode("shift_jis"), "日本"),
        ("<?xml version='1.0' encoding='iso-8859-2'?><p>Łódź".encode("iso-8859-2"), "Łódź"),
        ("<meta charset=iso-8859-1><p>Grüße".encode(), "Grüße"),
        ("<meta charset=utf-16><p>Grüße".encode(), "Grüße"),
        ("<meta charset=punycode><p>Grüße".encode(), "Grüße"),
        ("<meta charset=utf-8><p>Die Grüße aus Köln".encode("cp1252"), "Die Grüße aus Köln"),
    ],
)
def test_encoding_is_recognised(data, text):
    assert texts(data) == [text]


def test_encoding_of_header_is_preferred():
    data = "<meta charset=latin-1><p>Привет".encode("koi8-r")
    assert [text_of(draft) for draft in parse_html(data, "x", charset="koi8-r").drafts] == ["Привет"]


def test_broken_byte_is_reported():
    result = parsed("<meta charset=utf-8><p>Grüße aus Köln".encode() + b"\xff.")
    assert text_of(next(iter(result.drafts))) == "Grüße aus Köln\ufffd."
    assert "byte 40 is not UTF-8" in result.warnings[0]


def test_bytes_of_no_text_are_refused():
    with pytest.raises(BinarySource):
        parsed(b"<html>" + bytes(range(256)) * 10)


@pytest.mark.parametrize(
    "head",
    [
        b"<!DOCTYPE html>",
        b"\xef\xbb\xbf\r\n <HTML lang=en>",
        b"<?xml version='1.0'?>\n<!-- a --><!DOCTYPE html PUBLIC>",
        "\ufeff<html>".encode("utf-16"),
        b"<head><title>",
    ],
)
def test_page_is_recognised(head):
    assert is_html(head)


@pytest.mark.parametrize(
    "head", [b"", b"<p>text", b"# <html>", b"<?xml version='1.0'?><rss>", b"<!-- <html>", b"<header>"]
)
def test_other_file_is_no_page(head):
    assert not is_html(head)


# Books and mails


def test_all_text_of_chapter_is_kept():
    html = f"<nav>{menu(2)}</nav><p>One.</p><footer>End</footer><div style='display:none'>Not.</div>"
    assert [text_of(draft) for draft in html_drafts(html).drafts] == ["Page 0", "Page 1", "One.", "End"]


def test_printed_pages_are_places():
    html = (
        "<html xmlns='http://www.w3.org/1999/xhtml'><p>One com<span epub:type='pagebreak' title='12'/>puter.</p>"
        "<p>Two. <span class='pagenum'>[Pg 13]</span>Three.</p></html>"
    )
    pieces = [piece for draft in html_drafts(html, place=Place(chapter="I")).drafts for piece in draft.pieces]
    assert [(piece.text, piece.place.page_label, piece.line) for piece in pieces] == [
        ("One computer.", None, 0),
        ("Two.", "12", 0),
        ("Three.", "13", 0),
    ]
    assert {piece.place.chapter for piece in pieces} == {"I"}


def test_self_closed_tags_of_xhtml_are_closed():
    html = "<html xmlns='http://www.w3.org/1999/xhtml'><head><title/><script/></head><body><a id='x'/><p>A.</p></body>"
    assert [text_of(draft) for draft in html_drafts(html).drafts] == ["A."]


# Hostile pages

COUNT = 5000

SHAPES = {
    "nested boxes": "<div>" * COUNT + "end",
    "attributes": "<p " + " ".join(f"a{number}=1" for number in range(COUNT)) + ">end",
    "declarations": "<p>end</p>" + "<!A" * COUNT,
    "unclosed tags": "<p>end</p>" + "<p " * COUNT,
    "unclosed comments": "<p>end</p>" + "<!--x" * COUNT,
    "open formatting": "".join(f"<b c={number}>" for number in range(600)) + "<p>x" * COUNT + "<p>end",
    "nested tables": "<table><tr><td>x" * COUNT + "end",
    "nested lists": "<ul><li>x:" * COUNT + "end",
    "nested definitions": "<dl><dt>x<dd>" * COUNT + "end",
    "nested articles": "<article>x" * COUNT + "end",
    "nested details": "<details><summary>q</summary>" * COUNT + "end",
    "nested marks": "<sup>x" * COUNT + "end",
    "marks": "<p>" + "x.<sup>1</sup> " * COUNT + "end",
    "breaks": "<p>" + "x<br>" * COUNT + "end",
    "links over boxes": "<a href=x>" + "<div>x" * COUNT + "end",
    "page numbers": "<span class=pagenum>" * COUNT + "end",
    "authors": "<span itemprop=author>" * COUNT + "end",
    "wide cells": "<table border=1>" + "<tr><td colspan=999>x<td>y" * COUNT + "</table>end",
    "tall cells": "<table><tr>" + "<td rowspan=60000>abc" * 200 + "<tr><td>z<td>y" * COUNT + "</table>end",
    "headers": "<table><thead>" + "<tr><th>x<th>y" * COUNT + "</table>end",
    "self-closed tags": "<?xml version='1.0'?>" + "<a " * COUNT + "<p>end",
    "declarations of charsets": "<meta charset" * COUNT + "><p>end",
    "blanks": "<p>" + "&nbsp; \n" * COUNT + "end",
    "classes": "<div class='" + "a " * COUNT + "'>end",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_hostile_page_is_read(shape):
    result = texts(SHAPES[shape])
    assert sum(map(len, result)) <= 20 * len(SHAPES[shape])
    assert result[-1].endswith("end") or shape in ("self-closed tags", "declarations of charsets")


def test_long_metadata_is_left_out():
    author = "<meta name=author content='{}'><p>The text.</p>"
    assert parsed(author.format("Pia")).metadata == {"author": "Pia"}
    assert parsed(author.format("x" * 301)).metadata == {}
    script = '<script type="application/ld+json">{}{{"@type": "Article", "author": "Pia"}}</script><p>The text.</p>'
    assert parsed(script.format("")).metadata == {"author": "Pia"}
    assert parsed(script.format(" " * 500_001)).metadata == {}


def test_tags_over_limit_are_left_out(monkeypatch):
    monkeypatch.setattr("qa.load.html.tree.MAX_TAGS", 100)
    result = parsed("<p>x</p>" * 60)
    assert len(list(result.drafts)) == 50
    assert result.warnings == ["has more than 100 tags; what follows them was not read"]
    assert MAX_TAGS == 1_000_000


def test_lone_surrogates_are_replaced():
    assert [text_of(draft) for draft in html_drafts("<p>a\ud800b &#xd800; c").drafts] == ["a\ufffdb \ufffd c"]


# Real pages


def real(name: str) -> Document:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return document_of(parse_html(path.read_bytes(), name), source=name, title=name)


@pytest.mark.parametrize(
    ("name", "sentence", "line"),
    [
        ("apache.html", "Server uptime: 18 minutes 33 seconds", 14),
        ("apache.html", "3-0 | 947 | 0/104/104", 54),
        ("ideas-page.html", "The way to get new ideas is to notice anomalies", 11),
        ("mozilla.html", "Step through JavaScript code and examine or modify its state", 292),
        ("steel-utf16.html", "Classification: | Structural steel Chromium molybdenum steel", 49),
        ("test_blog.html", "Large language models (LLMs) are powerful tools", 27),
        ("wiki_duck.html", "A duckling is a young duck in downy plumage[1] or baby duck,[2]", 1004),
        ("example-with-scripts.html", "Ukrainian officials continue to assess that Belarus is unlikely to attack", 319),
    ],
)
def test_real_page_is_read(name, sentence, line):
    assert line_of(real(name), sentence) == line


def test_scripts_around_article_lose_nothing():
    assert len(real("example-with-scripts.html").text) > 25_000


@pytest.mark.parametrize("words", ["Jump to content", "Toggle the table of contents", "[edit]", "Privacy policy"])
def test_controls_of_encyclopedia_are_dropped(words):
    assert words not in real("wiki_duck.html").text


def test_infobox_has_rows():
    loaded = real("wiki_duck.html")
    block = next(block for block in loaded.blocks if loaded.slice(block.span) == "Class: | Aves")
    assert block.context == ("Scientific classification",)
