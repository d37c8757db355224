"""OpenDocument files: texts, sheets, presentations, and files that are made to harm."""

import pytest

from qa.errors import BinarySource
from qa.load.office import is_epub, is_odf, parse_odf
from qa.load.office.odf import MAX_REPEATED
from qa.types import Place
from tests.load.office.builders import (
    ODF_NAMESPACES,
    archive,
    columns_of,
    context_of,
    kinds,
    odf,
    place_of,
    texts,
)


def read(body, **parts):
    return parse_odf(odf(body, **parts), "a.odt")


def p(text, style=""):
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def items(*paragraphs, attributes=""):
    inside = "".join(f"<text:list-item>{paragraph}</text:list-item>" for paragraph in paragraphs)
    return f"<text:list {attributes}>{inside}</text:list>"


def row(*texts_of_cells, attributes=""):
    cells = "".join(f"<table:table-cell>{p(text) if text else ''}</table:table-cell>" for text in texts_of_cells)
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def table(*rows, name="T"):
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


LISTS = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" '
    'text:display-levels="2"/></text:list-style>'
)


def test_file_is_recognised():
    assert is_odf(odf(p("Text.")))
    assert not is_epub(odf(p("Text.")))
    assert not is_odf(b"application/vnd.oasis.opendocument.text")


def test_file_without_type_is_recognised():
    assert is_odf(archive({"META-INF/manifest.xml": "<a/>", "content.xml": "<a/>"}))


def test_flat_file_is_read():
    mimetype = 'office:mimetype="application/vnd.oasis.opendocument.text"'
    body = f"<office:body><office:text>{p('Text.')}</office:text></office:body>"
    data = f'<?xml version="1.0"?><office:document {ODF_NAMESPACES} {mimetype}>{body}</office:document>'.encode()
    assert is_odf(data)
    assert texts(parse_odf(data, "a.fodt")) == ["Text."]


# Text


def test_headings_have_levels_and_numbers():
    outline = (
        '<text:outline-style style:name="O"><text:outline-level-style text:level="1" style:num-format="1"/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style>'
    )
    headings = [
        f'<text:h text:outline-level="{level}">{text}</text:h>' for level, text in ((1, "A"), (2, "B"), (2, "C"))
    ]
    parsed = read("".join(headings), styles=outline)
    assert kinds(parsed) == [("heading1", "1 A"), ("heading2", "1.1 B"), ("heading2", "1.2 C")]


def test_title_names_document():
    styles = '<style:style style:name="P1" style:parent-style-name="Title"/>'
    parsed = read(p("Rabbit care", "P1") + p("Hay."), styles=styles)
    assert (parsed.title, kinds(parsed)[0]) == ("Rabbit care", ("heading1", "Rabbit care"))


def test_text_within_paragraph_is_joined():
    inside = (
        "a<text:s text:c='9999999999'/>b<text:tab/>c<text:line-break/>d<text:span>e</text:span>f<text:a>g</text:a>."
    )
    assert texts(read(p(inside))) == ["a b c defg."]


def test_lists_have_numbers_and_stem():
    body = p("The tenant shall not:") + items(
        p("smoke") + items(p("pipes"), p("cigars")), p("sing"), attributes='text:style-name="L"'
    )
    parsed = read(body, styles=LISTS)
    assert texts(parsed)[1:] == ["1. smoke", "1.a) pipes", "1.b) cigars", "2. sing"]
    assert context_of(parsed, "cigars") == ("The tenant shall not:", "1. smoke")


def test_interrupted_list_counts_on():
    style = 'text:style-name="L"'
    body = items(p("one"), attributes=style) + p("Text.")
    body += items(p("two"), attributes=f'{style} text:continue-numbering="true"') + items(p("new"), attributes=style)
    assert texts(read(body, styles=LISTS)) == ["1. one", "Text.", "2. two", "1. new"]


def test_second_paragraph_of_item_is_paragraph():
    assert kinds(read(items(p("one") + p("more")))) == [("item", "one"), ("paragraph", "more")]


def test_notes_come_after_their_section():
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body>{}</text:note-body></text:note>"
    body = p(f"Some{note.format(p('A note.'))} text.") + p("More.") + "<text:h>Next</text:h>"
    assert kinds(read(body))[1:] == [("paragraph", "More."), ("footnote", "A note."), ("heading1", "Next")]


def test_deletions_comments_and_hidden_text_are_left_out():
    styles = '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
    body = (
        f"<text:tracked-changes><text:changed-region><text:deletion>{p('gone')}</text:deletion></text:changed-region>"
        f"</text:tracked-changes>"
        + p("secret", "H")
        + p("a<office:annotation><text:p>x</text:p></office:annotation>b<text:span text:style-name='H'>x</text:span>c")
        + f"<text:section text:display='none'>{p('secret')}</text:section>"
        + f"<text:table-of-content><text:index-body>{p('Contents')}</text:index-body></text:table-of-content>"
    )
    assert texts(read(body, styles=styles)) == ["abc"]


def test_text_box_follows_paragraph():
    box = f"<draw:frame><draw:text-box>{p('In the box.')}</draw:text-box></draw:frame>"
    assert texts(read(p(f"Around {box}it."))) == ["Around it.", "In the box."]


def test_table_rows_have_columns():
    header = f"<table:table-header-rows>{row('Name', 'Anna')}</table:table-header-rows>"
    nested = table(row("x", "y"))
    body = table(
        header,
        row("City", "Rome"),
        f"<table:table-row><table:table-cell>{p('In')}{nested}</table:table-cell><table:table-cell/></table:table-row>",
    )
    parsed = read(body)
    assert texts(parsed) == ["Name | Anna", "City | Rome", "In", "x | y"]
    assert columns_of(parsed, "Rome") == ["Name", "Anna"]


def test_metadata_can_be_asked_for():
    meta = "<meta:initial-creator>Pia</meta:initial-creator><dc:title>Lease</dc:title>"
    meta += "<meta:creation-date>2024-05-03T10:00</meta:creation-date>"
    assert dict(read(p("Text."), meta=meta).metadata) == {"title": "Lease", "author": "Pia", "date": "2024-05-03"}


# Sheets and slides


def test_sheet_rows_have_places():
    body = table(row("Plan", "Price"), row("Team", "€29"), name="Prices") + table(row("One", "Two"), name="Sheet2")
    parsed = read(body, kind="spreadsheet")
    assert kinds(parsed)[:2] == [("heading1", "Prices"), ("row", "Plan | Price")]
    assert place_of(parsed, "Team") == Place(sheet="Prices", row=2)
    assert columns_of(parsed, "Team") == ["Plan", "Price"]


def test_blank_rows_divide_tables():
    blank = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    body = table(row("Plan", "Price"), row("Team", "€29"), blank, row("City", "Mayor"), row("Holm", "2"))
    parsed = read(body, kind="spreadsheet")
    assert place_of(parsed, "Holm").row == 7
    assert columns_of(parsed, "Holm") == ["City", "Mayor"]


def test_slides_have_titles_and_notes():
    title = f'<draw:frame presentation:class="title"><draw:text-box>{p("Feeding")}</draw:text-box></draw:frame>'
    box = f"<draw:frame><draw:text-box>{p('Hay.')}</draw:text-box></draw:frame>"
    notes = f"<presentation:notes>{box.replace('Hay', 'Slowly')}</presentation:notes>"
    parsed = read(f"<draw:page>{box}{title}{notes}</draw:page>", kind="presentation")
    assert kinds(parsed) == [("heading1", "Feeding"), ("paragraph", "Hay."), ("paragraph", "Slowly.")]
    assert place_of(parsed, "Slowly") == Place(slide=1, part="notes")


# Hostile files


def test_encrypted_file_is_refused():
    members = {"META-INF/manifest.xml": "<manifest:encryption-data/>", "content.xml": b"\x12\x00"}
    with pytest.raises(BinarySource, match="protected by a password"):
        read("", members=members)


def test_repeated_rows_and_columns_stay_small():
    cell = f'<table:table-cell table:number-columns-repeated="1000000000">{p("x")}</table:table-cell>'
    attributes = 'table:number-rows-repeated="999999999"'
    rows = f"<table:table-row {attributes}>{cell * 3}</table:table-row>" * 2_000
    parsed = read(table(rows), kind="spreadsheet")
    assert len(parsed.drafts) < 3_000
    assert sum(len(draft.pieces) for draft in parsed.drafts) < 2 * MAX_REPEATED


def test_styles_in_circle_end():
    styles = "".join(
        f'<style:style style:name="{name}" style:parent-style-name="{other}"/>' for name, other in ("ab", "ba")
    )
    assert texts(read(p("Text.", "a"), styles=styles)) == ["Text."]


@pytest.mark.parametrize("tag", ["text:section", "text:list", "text:list-item", "table:table", "draw:frame"])
def test_deep_nesting_is_refused(tag):
    with pytest.raises(BinarySource, match="over 200 levels deep"):
        read(f"<{tag}>" * 300 + f"</{tag}>" * 300)
