"""Numbers that Word counts."""

from qa.load.office.docx_numbering import Numbering
from qa.load.office.docx_styles import Styles
from qa.load.office.xml import parse
from tests.load.office.builders import level, numbering, word_part


def labels(definitions, *paragraphs, styles=""):
    """The numbers of paragraphs, each given by the id of its number and its level."""
    known = Styles(parse(word_part("styles", styles).encode(), "styles"))
    counted = Numbering(parse(word_part("numbering", definitions).encode(), "numbering"), known)
    made = [counted.label(number_id, each) for number_id, each in paragraphs]
    return [label.text if label else None for label in made]


LEGAL = numbering(level(0, "%1."), level(1, "%1.%2"), level(2, "(%3)", "lowerRoman"))


def test_deeper_level_begins_again():
    places = [("1", 0), ("1", 1), ("1", 1), ("1", 2), ("1", 0), ("1", 1)]
    assert labels(LEGAL, *places) == ["1.", "1.1", "1.2", "(i)", "2.", "2.1"]


def test_level_without_one_above_shows_start():
    assert labels(LEGAL, ("1", 1)) == ["1.1"]


def test_numbers_of_one_definition_share_a_count():
    assert labels(LEGAL, ("1", 0), ("2", 0), ("1", 0)) == ["1.", "2.", "3."]


def test_override_begins_again():
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    definitions = numbering(level(0, "%1."), overrides=override)
    assert labels(definitions, ("1", 0), ("2", 0), ("2", 0)) == ["1.", "5.", "6."]


def test_level_can_count_through():
    through = '<w:lvlRestart w:val="0"/>'
    definitions = numbering(level(0, "%1."), level(1, "%2)", extra=through))
    assert labels(definitions, ("1", 0), ("1", 1), ("1", 0), ("1", 1)) == ["1.", "1)", "2.", "2)"]


def test_legal_level_shows_digits():
    definitions = numbering(level(0, "%1", "upperRoman"), level(1, "%1.%2", extra="<w:isLgl/>"))
    assert labels(definitions, ("1", 0), ("1", 1)) == ["I", "1.1"]


def test_bullet_has_no_number():
    assert labels(numbering(level(0, "•", "bullet")), ("1", 0)) == [""]


def test_unknown_number_is_none():
    assert labels(LEGAL, ("9", 0), ("1", 7)) == [None, None]


def test_linked_style_gives_levels():
    linked = (
        '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="S"/></w:abstractNum>'
        '<w:num w:numId="5"><w:abstractNumId w:val="5"/></w:num>'
    )
    styles = '<w:style w:styleId="S"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    assert labels(LEGAL + linked, ("5", 0), styles=styles) == ["1."]
