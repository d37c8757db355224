"""PowerPoint presentations: order, titles, shapes, tables, notes, and files that are made to harm."""

import pytest

from qa.errors import BinarySource
from qa.load.office import is_docx, is_pptx, parse_pptx
from qa.types import Place
from tests.load.office.builders import (
    ap,
    archive,
    columns_of,
    context_of,
    kinds,
    place_of,
    pptx,
    relations,
    shape,
    texts,
)


def read(*slides, **parts):
    return parse_pptx(pptx(*slides, **parts), "a.pptx")


def table(*rows, properties=""):
    made = "".join(f"<a:tr>{''.join(map(cell, row))}</a:tr>" for row in rows)
    return f"<p:graphicFrame><a:graphic><a:tbl>{properties}{made}</a:tbl></a:graphic></p:graphicFrame>"


def cell(text):
    return text if text.startswith("<a:tc") else f"<a:tc><a:txBody>{ap(text)}</a:txBody></a:tc>"


def numbered_paragraph(text, style="arabicPeriod", attributes="", level=0):
    return ap(text, f'<a:pPr lvl="{level}"><a:buAutoNum type="{style}" {attributes}/></a:pPr>')


def test_presentation_is_recognised():
    assert is_pptx(pptx(shape("Text.")))
    assert not is_docx(pptx(shape("Text.")))


def test_slides_come_in_order_of_show():
    parsed = read(shape("One."), shape("Two."), order=[2, 1])
    assert texts(parsed) == ["Two.", "One."]
    assert (place_of(parsed, "Two").slide, place_of(parsed, "One").slide) == (1, 2)


def test_title_is_heading_wherever_it_is():
    parsed = read(shape("Feed hay.") + shape("Feeding", placeholder="title"))
    assert kinds(parsed) == [("heading1", "Feeding"), ("paragraph", "Feed hay.")]


def test_first_short_line_serves_as_title():
    assert kinds(read(shape("Feeding") + shape("Feed hay.")))[0] == ("heading1", "Feeding")


def test_slide_without_title_is_not_under_one_before():
    parsed = read(shape("Feeding", placeholder="title") + shape("Hay."), shape("Rabbits sleep."))
    assert kinds(parsed)[2:] == [("heading1", "Slide 2"), ("paragraph", "Rabbits sleep.")]


def test_placeholders_of_every_slide_are_left_out():
    kinds_of_no_text = ("sldNum", "dt", "ftr", "hdr")
    shapes = "".join(shape("7", placeholder=kind) for kind in kinds_of_no_text)
    assert texts(read(shape("Text.") + shapes)) == ["Text."]


def test_groups_are_opened():
    assert texts(read(f"<p:grpSp>{shape('One.')}<p:grpSp>{shape('Two.')}</p:grpSp></p:grpSp>")) == ["One.", "Two."]


def test_alternative_is_read_once():
    both = f"<mc:Choice>{shape('One.')}</mc:Choice><mc:Fallback>{shape('One.')}</mc:Fallback>"
    assert texts(read(f"<mc:AlternateContent>{both}</mc:AlternateContent>")) == ["One."]


def test_bullets_are_items_with_stem():
    bullet = '<a:pPr lvl="0"><a:buChar char="•"/></a:pPr>'
    parsed = read(shape("The tenant shall not:", ap("smoke", bullet), ap("sing", bullet)))
    assert [kind for kind, _ in kinds(parsed)] == ["paragraph", "item", "item"]
    assert context_of(parsed, "sing") == ("The tenant shall not:",)


def test_body_has_bullets_unless_it_says_otherwise():
    body = shape("Hay", ap("Text.", "<a:pPr><a:buNone/></a:pPr>"), placeholder="body")
    assert kinds(read(body)) == [("item", "Hay"), ("paragraph", "Text.")]


def test_numbers_are_counted():
    paragraphs = [
        numbered_paragraph("Mix"),
        numbered_paragraph("slowly", "alphaLcParenR", level=1),
        numbered_paragraph("well", "alphaLcParenR", level=1),
        numbered_paragraph("Bake"),
        "Pause.",
        numbered_paragraph("Eat", attributes='startAt="7"'),
    ]
    assert texts(read(shape(*paragraphs))) == ["1. Mix", "a) slowly", "b) well", "2. Bake", "Pause.", "7. Eat"]


def test_table_rows_have_columns():
    parsed = read(table(["Name", "Anna"], ["City", "Rome"], properties='<a:tblPr firstRow="1"/>'))
    assert texts(parsed) == ["Name | Anna", "City | Rome"]
    assert columns_of(parsed, "Rome") == ["Name", "Anna"]
    assert place_of(parsed, "Rome") == Place(slide=1)


def test_merged_cells_come_once():
    wide = f'<a:tc gridSpan="2"><a:txBody>{ap("Sales")}</a:txBody></a:tc><a:tc hMerge="1"><a:txBody/></a:tc>'
    parsed = read(table(["", wide], ["Town", "north", "south"], ["Holm", "1", "2"]))
    assert texts(parsed)[0] == " | Sales"
    assert columns_of(parsed, "Holm") == ["Town", "Sales north", "Sales south"]


def test_notes_follow_their_slide():
    notes = {1: shape("Speak slowly.", placeholder="body") + shape("3", placeholder="sldNum")}
    parsed = read(shape("One."), shape("Two."), notes=notes)
    assert texts(parsed) == ["One.", "Speak slowly.", "Two."]
    assert place_of(parsed, "Speak") == Place(slide=1, part="notes")


def test_slides_of_pictures_are_warned_of():
    assert read(shape("One."), "<p:pic/>").warnings == ["1 of 2 slides have no text; qa does not read pictures"]


def test_broken_slide_leaves_others():
    parsed = read(shape("One."), shape("Two."), members={"ppt/slides/slide1.xml": "<p:sld>"})
    assert texts(parsed) == ["Two."]
    assert "slide 1: ppt/slides/slide1.xml was left out, since it is no well-formed XML" in parsed.warnings


def test_presentation_without_main_part_is_refused():
    with pytest.raises(BinarySource, match=r"ppt/presentation\.xml is missing"):
        parse_pptx(archive({"ppt/a": ""}), "a.pptx")


def test_slide_that_is_named_again_comes_once():
    assert texts(read(shape("Text."), order=[1] * 1000)) == ["Text."]


def test_notes_of_many_slides_come_once():
    rels = relations({"n": ("notesSlide", "../notesSlides/notesSlide1.xml")})
    members = {f"ppt/slides/_rels/slide{number}.xml.rels": rels for number in (2, 3)}
    parsed = read(*[shape("Text.")] * 3, notes={1: shape("Note.")}, members=members)
    assert texts(parsed).count("Note.") == 1
