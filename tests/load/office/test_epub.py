"""EPUB books: order, chapters, printed pages, what is left out, and files that are made to harm."""

import pytest

from qa.errors import BinarySource
from qa.load.office import is_docx, is_epub, parse_epub
from qa.types import Place
from tests.load.office.builders import (
    archive,
    columns_of,
    context_of,
    epub,
    kinds,
    place_of,
    texts,
)


def read(*bodies, **parts):
    return parse_epub(epub({f"c{number}.xhtml": body for number, body in enumerate(bodies, 1)}, **parts), "a.epub")


def test_book_is_recognised():
    assert is_epub(epub({"a.xhtml": ""}))
    assert not is_docx(epub({"a.xhtml": ""}))


def test_chapters_come_in_order_of_spine():
    data = epub({"z.xhtml": "<p>One.</p>", "a.xhtml": "<p>Two.</p>"})
    assert texts(parse_epub(data, "a.epub")) == ["One.", "Two."]


# Chapters


def test_chapter_is_place_and_heading():
    parsed = read("<p>Call me Ann.</p>", "<p>More.</p>", contents={"c1.xhtml": "Loomings"})
    assert kinds(parsed) == [("heading1", "Loomings"), ("paragraph", "Call me Ann."), ("paragraph", "More.")]
    assert place_of(parsed, "More").chapter == "Loomings"


@pytest.mark.parametrize("heading", ["<h2>Loomings</h2>", "<p>LOOMINGS</p>", "<h2>Chapter 1: Loomings</h2>"])
def test_heading_in_text_is_not_repeated(heading):
    parsed = read(f"{heading}<p>Call me Ann.</p>", contents={"c1.xhtml": "Loomings"})
    assert [kind for kind, _ in kinds(parsed)][1:] == ["paragraph"]
    assert kinds(parsed)[0][0].startswith("heading")


def test_chapter_begins_at_element():
    body = '<p>Before.</p><p id="a">In <a id="b">A</a>.</p><h2 id="c">C</h2><p>In C.</p>'
    parsed = read(body, contents={"c1.xhtml#a": "A", "c1.xhtml#c": "C"})
    assert [place_of(parsed, text).chapter for text in ("Before", "In A", "In C")] == [None, "A", "C"]


def test_ncx_gives_chapters():
    ncx = (
        '<navPoint><navLabel><text>Part one</text></navLabel><content src="c1.xhtml#p"/><navPoint><navLabel><text>'
        'Loomings</text></navLabel><content src="c1.xhtml#c"/></navPoint></navPoint>'
    )
    parsed = read('<div id="p"><div id="c"><p>Call me Ann.</p></div></div>', ncx=ncx)
    assert kinds(parsed)[:2] == [("heading1", "Part one"), ("heading2", "Loomings")]
    assert place_of(parsed, "Ann").chapter == "Loomings"


def test_name_with_spaces_is_found():
    data = epub({"a b.xhtml": "<p>Text.</p>"}, contents={"a%20b.xhtml": "Loomings"})
    assert place_of(parse_epub(data, "a.epub"), "Text").chapter == "Loomings"


# Pages


def test_printed_pages_are_places():
    page = '<span epub:type="pagebreak" title="{0}" id="p{0}">{0}</span>'
    parsed = read(f"{page.format(1)}<p>One and {page.format(2)} two.</p><p>Three.</p>")
    assert texts(parsed) == ["One and | two.", "Three."]
    assert [place_of(parsed, text).page_label for text in ("One", "two", "Three")] == ["1", "2", "2"]


def test_page_break_within_word_keeps_word():
    parsed = read('<p>An exam<span role="doc-pagebreak" id="Page_12"/>ple here.</p>')
    assert texts(parsed) == ["An example | here."]
    assert place_of(parsed, "here") == Place(page_label="12")


# Blocks


def test_blocks_have_kinds():
    body = "<h1>A</h1><p>B.</p><ul><li><p>C</p><p>D.</p></li></ul><figure><figcaption>E</figcaption></figure>"
    assert kinds(read(body + "<pre>f(\n  g)</pre>")) == [
        ("heading1", "A"),
        ("paragraph", "B."),
        ("item", "C"),
        ("paragraph", "D."),
        ("caption", "E"),
        ("code", "f( |   g)"),
    ]


def test_list_has_stem():
    parsed = read("<p>The tenant shall not:</p><ol><li>smoke<ul><li>pipes</li></ul></li><li>sing</li></ol>")
    assert context_of(parsed, "sing") == ("The tenant shall not:",)
    assert context_of(parsed, "pipes") == ("The tenant shall not:", "smoke")


def test_next_list_has_no_stem():
    parsed = read("<p>You need:</p><ul><li>hay</li></ul><ol><li>Open.</li></ol>")
    assert (context_of(parsed, "hay"), context_of(parsed, "Open.")) == (("You need:",), ())


def test_ordered_items_have_numbers():
    inside = '<ol type="a"><li>Once.</li></ol>'
    parsed = read(
        f'<ol start="3"><li>Open.{inside}</li><li>4) Wait.</li><li value="9">Close.</li></ol><ul><li>B</li></ul>'
    )
    assert texts(parsed) == ["3. Open.", "a. Once.", "4) Wait.", "9. Close.", "B"]


def test_term_is_context_of_its_meaning():
    assert context_of(read("<dl><dt>Lease</dt><dd>A contract.</dd></dl>"), "contract") == ("Lease",)


def test_table_rows_have_columns():
    rows = "<tr><td rowspan='2'>Holm</td><td>2023</td></tr><tr><td>2024</td></tr>"
    parsed = read(f"<table><tr><th>Town</th><th>Year</th></tr>{rows}</table>")
    assert columns_of(parsed, "2024") == ["Town", "Year"]
    assert context_of(parsed, "2024") == ("Holm",)


def test_notes_are_footnotes_without_marks():
    body = (
        '<p>April<a epub:type="noteref" href="#n">*</a> is cruel.<sup><a href="#m">1</a></sup> x<sup>2</sup></p>'
        '<aside epub:type="footnote" id="n"><p>A note.</p></aside>'
    )
    assert kinds(read(body)) == [("paragraph", "April is cruel. x2"), ("footnote", "A note.")]


def test_lines_of_verse_are_joined():
    lines = "April is the cruellest month,/breeding lilacs/out of the dead land.".split("/")
    body = "".join(f'<div>{line}<span class="lnum">10</span></div>' for line in lines)
    assert texts(read(f"<div>{body}</div>")) == [" | ".join(lines)]


def test_unseen_content_is_left_out():
    body = "<nav><p>x</p></nav><script>x < y</script><style>x</style><p hidden=''>x</p><p style='display: none'>x</p>"
    assert texts(read(f"<p>One.</p>{body}<!-- <p>x</p> --><p>Two.</p>")) == ["One.", "Two."]


def test_switch_shows_what_is_known():
    case = '<epub:case required-namespace="{}"><p>case</p></epub:case><epub:default><p>default</p></epub:default>'
    case = f"<epub:switch>{case}</epub:switch>"
    math = "http://www.w3.org/1998/Math/MathML"
    assert texts(read(case.format("urn:other") + case.format(math))) == ["default", "case"]


@pytest.mark.parametrize(
    "body", ["<p>A &amp; B&nbsp;&eacute;", "<p>A &#38; B <![CDATA[é]]></p>", "</div><p>A &amp; B é</b></p>"]
)
def test_faulty_markup_is_read(body):
    assert texts(read(body)) == ["A & B é"]


def test_declared_encoding_is_used():
    page = '<?xml version="1.0" encoding="iso-8859-5"?><p>Привет</p>'.encode("iso-8859-5")
    assert texts(read("", members={"OPS/c1.xhtml": page})) == ["Привет"]


def test_metadata_can_be_asked_for():
    metadata = (
        '<dc:title>Holm</dc:title><dc:creator id="a">Pia</dc:creator><dc:creator opf:role="aut">Bo</dc:creator>'
        '<dc:creator id="t">Tom</dc:creator><meta refines="#t" property="role">trl</meta><dc:date>1902</dc:date>'
        "<dc:subject>Mills</dc:subject><dc:publisher>Lind</dc:publisher>"
    )
    parsed = read("<p>Text.</p>", metadata=metadata)
    assert parsed.title == "Holm"
    assert dict(parsed.metadata) == {
        "title": "Holm",
        "author": "Pia, Bo",
        "translator": "Tom",
        "date": "1902",
        "subject": "Mills",
        "publisher": "Lind",
    }


# Damaged and hostile files


def test_protected_book_is_refused():
    encryption = (
        '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        '<enc:EncryptionMethod Algorithm="{}"/></enc:EncryptedData></encryption>'
    )
    name = "META-INF/encryption.xml"
    with pytest.raises(BinarySource, match="protected"):
        read("<p>x</p>", members={name: encryption.format("http://www.w3.org/2001/04/xmlenc#aes256-cbc")})
    fonts = encryption.format("http://www.idpf.org/2008/embedding")
    assert texts(read("<p>Text.</p>", members={name: fonts})) == ["Text."]


def test_archive_without_book_is_refused():
    with pytest.raises(BinarySource, match="without a book in it"):
        parse_epub(archive({"mimetype": "application/epub+zip"}), "a.epub")


def test_missing_chapter_leaves_others():
    data = epub({"a.xhtml": "<p>One.</p>"}).replace(b"OPS/a.xhtml", b"OPS/b.xhtml")
    assert parse_epub(data, "a.epub").warnings == ["OPS/a.xhtml was left out, since it is missing"]


def test_book_with_entities_of_its_own_is_refused():
    laughs = '<!DOCTYPE package [<!ENTITY a "ha">]><package>&a;</package>'
    with pytest.raises(BinarySource, match="DOCTYPE"):
        read("", members={"OPS/book.opf": laughs})


def test_entities_of_chapter_are_not_replaced():
    page = '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "ha">]><p>Text &a;&b;.</p>'
    assert texts(read("", members={"OPS/c1.xhtml": page})) == ["Text &a;&b;."]


def test_many_contents_at_one_place_stay_small():
    contents = {f"c1.xhtml#{number}": "Title " * 1000 for number in range(1000)}
    parsed = read("<p>Text.</p>", contents=contents)
    assert len(parsed.drafts) == 2
