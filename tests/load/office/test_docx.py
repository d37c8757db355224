"""Word documents: structure, what is left out, notes, tables, metadata, and files that are made to harm."""

import pytest

from qa.errors import BinarySource, EmptySource
from qa.load.formats import document_of
from qa.load.office import is_docx, is_pptx, package, parse_docx
from tests.load.office.builders import (
    STRICT_W,
    W,
    archive,
    columns_of,
    context_of,
    docx,
    heading_styles,
    kinds,
    level,
    num,
    numbering,
    p,
    r,
    tbl,
    tc,
    texts,
)

BULLETS = numbering(level(0, "", "bullet"), level(1, "", "bullet"))


def read(body, **parts):
    return parse_docx(docx(body, **parts), "a.docx")


def test_document_is_recognised():
    assert is_docx(docx(p("Text.")))
    assert not is_pptx(docx(p("Text.")))
    assert not is_docx(b"word/ [Content_Types].xml")


@pytest.mark.parametrize("namespace", [W, STRICT_W])
def test_both_forms_are_read(namespace):
    styles = heading_styles(1)
    parsed = read(p("Holm", style="Heading1") + p("The mill."), styles=styles, namespace=namespace)
    assert kinds(parsed) == [("heading1", "Holm"), ("paragraph", "The mill.")]


# Headings


def test_heading_follows_style_it_is_based_on():
    styles = heading_styles(2) + (
        '<w:style w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="Middle"/></w:style>'
        '<w:style w:styleId="Middle"><w:name w:val="Middle"/><w:basedOn w:val="Heading2"/></w:style>'
    )
    assert kinds(read(p("Feeding", style="Mine"), styles=styles)) == [("heading2", "Feeding")]


def test_styles_in_circle_end():
    styles = "".join(
        f'<w:style w:styleId="{name}"><w:name w:val="{name}"/><w:basedOn w:val="{other}"/></w:style>'
        for name, other in ("ab", "ba")
    )
    assert kinds(read(p("Text.", style="a"), styles=styles)) == [("paragraph", "Text.")]


@pytest.mark.parametrize("style", ["Heading2", "berschrift2", "Titre 2", "Ttulo2", "标题 2", "Kop2"])
def test_heading_is_known_by_localised_id(style):
    assert kinds(read(p("Feeding", style=style))) == [("heading2", "Feeding")]


def test_outline_of_paragraph_counts():
    body = p("Feeding", properties='<w:outlineLvl w:val="2"/>')
    assert kinds(read(body)) == [("heading3", "Feeding")]


def test_long_paragraph_is_no_heading():
    assert kinds(read(p("word " * 50, style="Heading1")))[0][0] == "paragraph"


def test_title_names_document():
    body = p("Rabbit care", style="Title") + p("Feeding", style="Heading1") + p("Hay.")
    parsed = read(body, styles=heading_styles(1))
    assert parsed.title == "Rabbit care"
    assert kinds(parsed)[0] == ("heading1", "Rabbit care")


def test_bold_line_before_text_is_heading():
    parsed = read(p("Feeding", run="<w:b/>") + p("Hay.") + p("Bold at the end", run="<w:b/>"))
    assert kinds(parsed) == [("heading1", "Feeding"), ("paragraph", "Hay."), ("paragraph", "Bold at the end")]


@pytest.mark.parametrize("text", ["This is a sentence.", "To do:"])
def test_bold_sentence_is_no_heading(text):
    assert kinds(read(p(text, run="<w:b/>") + p("Hay.")))[0] == ("paragraph", text)


# Numbers and lists


def test_number_of_heading_is_in_text():
    styles = heading_styles(1, 2).replace("<w:pPr><w:outlineLvl", f"<w:pPr>{num(1)}<w:outlineLvl", 1)
    styles = styles.replace('<w:pPr><w:outlineLvl w:val="1"', f'<w:pPr>{num(1, 1)}<w:outlineLvl w:val="1"')
    body = p("Term", style="Heading1") + p("Start", style="Heading2") + p("End", style="Heading2")
    parsed = read(body, styles=styles, numbering=numbering(level(0, "Article %1"), level(1, "%1.%2")))
    assert texts(parsed) == ["Article 1 Term", "1.1 Start", "1.2 End"]


def test_level_is_bound_to_numbered_style():
    styles = heading_styles(2).replace("<w:pPr>", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>')
    levels = level(0, "%1"), level(1, "%1.%2", extra='<w:pStyle w:val="Heading2"/>')
    assert texts(read(p("Start", style="Heading2"), styles=styles, numbering=numbering(*levels))) == ["1.1 Start"]


def test_bullets_are_items_without_number():
    parsed = read(p("smoke", properties=num(1)) + p("pipes", properties=num(1, 1)), numbering=BULLETS)
    assert kinds(parsed) == [("item", "smoke"), ("item", "pipes")]
    assert context_of(parsed, "pipes") == ("smoke",)


def test_items_have_stem():
    body = p("The tenant shall not:") + p("smoke;", properties=num(1)) + p("sing.", properties=num(1))
    parsed = read(body, numbering=numbering(level(0, "(%1)", "lowerLetter")))
    assert texts(parsed) == ["The tenant shall not:", "(a) smoke;", "(b) sing."]
    assert context_of(parsed, "sing") == ("The tenant shall not:",)


def test_older_list_that_counts_on_has_no_stem():
    letters = level(0, "(%1)", "lowerLetter")
    definitions = (
        f'<w:abstractNum w:abstractNumId="0">{level(0, "%1.")}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">{letters}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )
    clause, item = num(1), num(2)
    body = p("One.", properties=clause) + p("The tenant shall not:") + p("smoke", properties=item)
    parsed = read(body + p("sing", properties=item) + p("Two.", properties=clause), numbering=definitions)
    assert [context_of(parsed, text) for text in ("smoke", "sing", "Two.")] == [("The tenant shall not:",)] * 2 + [()]


def test_interrupted_list_counts_on_and_keeps_stem():
    body = p("Steps:") + p("Mix.", properties=num(1)) + p("Wait.") + p("Bake.", properties=num(1))
    parsed = read(body, numbering=numbering(level(0, "%1.")))
    assert texts(parsed)[1::2] == ["1. Mix.", "2. Bake."]
    assert context_of(parsed, "Bake") == ("Steps:",)


def test_number_zero_takes_numbering_away():
    styles = heading_styles(1).replace("<w:pPr>", f"<w:pPr>{num(1)}")
    body = p("Preface", style="Heading1", properties=num(0))
    assert texts(read(body, styles=styles, numbering=numbering(level(0, "%1.")))) == ["Preface"]


# What is left out and what is not


def test_deletions_and_comments_are_left_out():
    body = (
        f"<w:p>{r('Rent is ')}<w:del>{r('90')}<w:r><w:delText>9</w:delText></w:r></w:del><w:ins>{r('80')}</w:ins>"
        f'<w:moveFrom>{r("gone")}</w:moveFrom>{r(" euros.")}<w:r><w:commentReference w:id="0"/></w:r></w:p>'
    )
    comments = {"word/comments.xml": f'<w:comments xmlns:w="{W}">{p("Too cheap?")}</w:comments>'}
    assert texts(read(body, members=comments)) == ["Rent is 80 euros."]


def test_deleted_row_is_left_out():
    body = tbl(["Team", "€29"], ["Solo", "€9"], row_properties=["", "<w:del/>"])
    assert texts(read(body)) == ["Team | €29"]


def test_hidden_text_is_left_out():
    styles = '<w:style w:styleId="H"><w:name w:val="H"/><w:rPr><w:vanish/></w:rPr></w:style>'
    hidden = r("secret", "<w:vanish/>") + r("secret", '<w:rStyle w:val="H"/>')
    body = (
        f"<w:p>{hidden}{r('shown')}</w:p>" + p("secret", style="H") + p("shown", style="H", run='<w:vanish w:val="0"/>')
    )
    assert texts(read(body, styles=styles)) == ["shown", "shown"]


def test_codes_of_fields_are_left_out():
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    assert texts(read(f"<w:p>{r('Page ')}{field}{r('3')}</w:p>")) == ["Page 3"]


def test_table_of_contents_is_left_out():
    styles = heading_styles(1) + '<w:style w:styleId="V1"><w:name w:val="toc 1"/></w:style>'
    body = p("Feeding 3", style="V1") + p("Feeding", style="Heading1") + p("Hay.")
    assert texts(read(body, styles=styles)) == ["Feeding", "Hay."]


def test_signs_between_runs_are_kept():
    tags = f"{r('a')}<w:r><w:tab/></w:r>{r('b')}<w:r><w:br/></w:r>{r('c')}<w:r><w:noBreakHyphen/></w:r>{r('d')}"
    symbols = '<w:r><w:sym w:font="Symbol" w:char="00B0"/><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    assert texts(read(f"<w:p>{tags}{symbols}<m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath></w:p>")) == ["a b c-d°x=2"]


def test_content_controls_are_read():
    body = f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{p('Cover')}</w:sdtContent></w:sdt>{p('Body')}"
    assert texts(read(body)) == ["Cover", "Body"]


def test_text_box_comes_once_after_paragraph():
    box = f"<w:txbxContent>{p('In the box.')}</w:txbxContent>"
    choice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert texts(read(f"<w:p>{r('Around ')}<w:r>{choice}</w:r>{r('it.')}</w:p>")) == ["Around it.", "In the box."]


# Notes


def note(kind, number, text, attributes=""):
    return f'<w:{kind} w:id="{number}" {attributes}>{p(text)}</w:{kind}>'


def test_notes_come_after_their_section():
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    body = (
        p("One", style="Heading1")
        + f"<w:p>{r('Ouch')}{mark.format(1)}{r('.')}</w:p>{p('More.')}"
        + p("Two", style="Heading1")
        + f"<w:p>{r('Fin.')}<w:r><w:endnoteReference w:id='1'/></w:r></w:p>"
    )
    footnotes = note("footnote", 0, "line", 'w:type="separator"') + note("footnote", 1, "A tachyon.")
    parsed = read(body, styles=heading_styles(1), footnotes=footnotes, endnotes=note("endnote", 1, "An end."))
    assert kinds(parsed) == [
        ("heading1", "One"),
        ("paragraph", "Ouch."),
        ("paragraph", "More."),
        ("footnote", "A tachyon."),
        ("heading1", "Two"),
        ("paragraph", "Fin."),
        ("footnote", "An end."),
    ]


def test_note_that_is_marked_again_comes_once():
    mark = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    body = f"<w:p>{r('Text.')}{mark * 1000}</w:p>"
    assert texts(read(body, footnotes=note("footnote", 1, "A tachyon."))) == ["Text.", "A tachyon."]


# Tables


def test_marked_header_names_columns():
    body = tbl(["Name", "Anna"], ["City", "Rome"], row_properties=["<w:tblHeader/>"])
    parsed = read(body)
    assert texts(parsed) == ["Name | Anna", "City | Rome"]
    assert columns_of(parsed, "Rome") == ["Name", "Anna"]


def test_bold_header_names_columns():
    bold = [tc(p(text, run="<w:b/>")) for text in ("Name", "Born 1950")]
    assert columns_of(read(tbl(bold, ["City", "Rome"])), "Rome") == ["Name", "Born 1950"]


def test_nested_table_comes_after_its_row():
    inner = tbl(["x", "y"])
    assert texts(read(tbl(["Outer", tc(p("Cell") + inner + p("End"))]))) == ["Outer | Cell End", "x | y"]


def test_merged_cells_keep_their_columns():
    wide = tc(p("Both"), '<w:gridSpan w:val="2"/>')
    start, rest = tc(p("Holm"), '<w:vMerge w:val="restart"/>'), tc(p(""), "<w:vMerge/>")
    parsed = read(tbl(["Town", "Year", "Sales"], [start, "2023", "1"], [rest, "2024", "2"], ["Oslo", wide]))
    assert columns_of(parsed, "2024") == ["Town", "Year", "Sales"]
    assert context_of(parsed, "2024") == ("Holm",)
    assert columns_of(parsed, "Both") == ["Town", "Year"]


def test_framed_text_is_text():
    body = tbl([tc(p("Feeding", style="Heading1") + p("Hay."))])
    assert texts(read(body, styles=heading_styles(1))) == ["Feeding", "Hay."]


# Metadata


def test_metadata_can_be_asked_for():
    parsed = read(p("Text."), metadata={"creator": "Pia Lindgren", "created": "2024-05-03T10:00:00Z", "title": "Lease"})
    assert (parsed.title, dict(parsed.metadata)) == (
        "Lease",
        {"title": "Lease", "author": "Pia Lindgren", "date": "2024-05-03"},
    )
    assert parsed.drafts[1].pieces[0].text == "author: Pia Lindgren"


@pytest.mark.parametrize("metadata", [{"creator": "python-docx"}, {"title": "Microsoft Word - Document1"}])
def test_metadata_of_program_is_left_out(metadata):
    assert dict(read(p("Text."), metadata=metadata).metadata) == {}


# Damaged and hostile files


def test_empty_document_is_refused():
    parsed = read(p(""), metadata={"creator": "Pia"})
    with pytest.raises(EmptySource, match="has no text in it"):
        document_of(parsed, source="a.docx", title="a")


def test_document_without_main_part_is_refused():
    with pytest.raises(BinarySource, match=r"word/document.xml is missing"):
        parse_docx(archive({"word/styles.xml": "<a/>"}), "a.docx")


@pytest.mark.parametrize("styles", ["<w:style>", '<!DOCTYPE a [<!ENTITY a "b">]>'])
def test_broken_styles_are_warned_of(styles):
    parsed = read(p("Text."), styles="x", members={"word/styles.xml": styles})
    assert texts(parsed) == ["Text."]
    assert parsed.warnings[0].startswith("word/styles.xml was left out, since it ")


def test_external_and_climbing_relations_are_not_followed():
    rel = '<Relationship Id="a" Type="x/styles" Target="../../../../etc/passwd"/>'
    rel += '<Relationship Id="b" Type="x/numbering" Target="https://example.org/a" TargetMode="External"/>'
    parts = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rel}</Relationships>'
    assert texts(read(p("Text."), members={"word/_rels/document.xml.rels": parts})) == ["Text."]


def test_deep_tables_are_refused():
    body = p("Text.")
    for _ in range(70):
        body = tbl([tc(body)])
    with pytest.raises(BinarySource, match="over 200 levels deep"):
        read(body)


def test_deepest_allowed_tables_are_read():
    body = p("Text.")
    for _ in range(60):
        body = tbl([tc(body)])
    assert texts(read(body)) == ["Text."]


def test_characters_are_limited(monkeypatch):
    monkeypatch.setattr(package, "MAX_CHARACTERS", 100)
    parsed = read(p("word " * 10) * 3)
    assert (len(texts(parsed)), parsed.warnings) == (2, ["only the first 100 characters were read"])


LONG = "x" * 200
NOTE = '<w:r><w:footnoteReference w:id="{}"/></w:r>'


@pytest.mark.parametrize(
    "body",
    [
        p("x:") * 5_000,
        p("x", properties=num(1)) * 5_000,
        p("Head", style="Heading1") * 5_000,
        p("Head", run="<w:b/>") * 5_000,
        f"<w:p>{r('x') * 10_000}</w:p>",
        f"<w:p>{''.join(NOTE.format(number) for number in range(10_000))}{r('x')}</w:p>",
        tbl(["x"] * 5_000, ["y"] * 5_000),
        tbl(*[["x", "y"]] * 5_000),
        tbl(*[[tc(p(LONG), '<w:gridSpan w:val="99999"/>')] * 2] * 2_000),
        f"<w:p>{'<w:r><w:txbxContent><w:p/></w:txbxContent></w:r>' * 5_000}{r('x')}</w:p>",
    ],
)
def test_large_shapes_are_read(body):
    # A quadratic reader would take minutes.
    parsed = read(body, styles=heading_styles(1), numbering=numbering(level(0, "%1.")))
    assert sum(map(len, texts(parsed))) < 3 * len(body)


def test_long_chain_of_styles_ends():
    styles = "".join(
        f'<w:style w:styleId="s{n}"><w:name w:val="s{n}"/><w:basedOn w:val="s{n + 1}"/></w:style>' for n in range(5_000)
    )
    body = "".join(p("Text.", style=f"s{n}") for n in range(5_000))
    assert len(texts(read(body, styles=styles))) == 5_000


@pytest.mark.parametrize(
    "evil",
    [
        level(0, "%1" * 100_000),
        level(0, "%1.", "upperRoman", start=999_999_999),
        level(0, "%1.", "lowerLetter", start=10**30),
        level(99, "%1."),
        level(0, "%9%8%7"),
    ],
)
def test_evil_numbers_stay_short(evil):
    parsed = read(p("Text.", properties=num(1)) * 3, numbering=numbering(evil))
    assert all(len(text) < 60 for text in texts(parsed))
