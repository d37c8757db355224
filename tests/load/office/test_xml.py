"""XML with limits; every limit meets a file that breaks it."""

import pytest

from qa.load.office import xml
from qa.load.office.archive import DamagedPart
from qa.load.office.xml import MAX_DEPTH, attribute, child, is_on, number, parse
from tests.load.office.builders import STRICT_W, A, W

LAUGHS = b"""<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>"""
EXTERNAL = b"""<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><a>&a;</a>"""


@pytest.mark.parametrize("namespace", [W, STRICT_W])
def test_both_forms_have_one_spelling(namespace):
    root = parse(f'<x:p xmlns:x="{namespace}" x:val="1"><x:r/></x:p>'.encode(), "a")
    assert (root.tag, root[0].tag, attribute(root, "w:val")) == ("w:p", "w:r", "1")


def test_unknown_namespace_keeps_its_name():
    root = parse(f'<p xmlns="urn:other" xmlns:a="{A}"><a:t/></p>'.encode(), "a")
    assert root.tag == "{urn:other}p"
    assert child(root, "a:t") is not None


@pytest.mark.parametrize(
    "data", [LAUGHS, EXTERNAL, LAUGHS.decode().encode("utf-16"), b"<?xml version='1.0'?>" + LAUGHS]
)
def test_doctype_is_refused(data):
    with pytest.raises(DamagedPart, match="has a DOCTYPE"):
        parse(data, "a.xml")


def test_doctype_with_definitions_is_not_stripped():
    assert parse(b'<!DOCTYPE ncx PUBLIC "a" "http://b"><a/>', "a", strips_doctype=True).tag == "a"
    with pytest.raises(DamagedPart, match="has a DOCTYPE"):
        parse(LAUGHS, "a", strips_doctype=True)


@pytest.mark.parametrize(
    "body", ["<b{}/>", "<b><c{}/>text</b>", "<b/><!-- {} -->"], ids=["tag", "inner tag", "comment"]
)
def test_long_tag_is_refused(body, monkeypatch):
    monkeypatch.setattr(xml, "_MAX_TAG", 1 << 18)
    attributes = "".join(f' a{number}=">"' for number in range(100_000))
    with pytest.raises(DamagedPart, match="has a tag of over"):
        parse(f"<a>{body.format(attributes)}</a>".encode(), "a")


def test_long_text_is_read(monkeypatch):
    monkeypatch.setattr(xml, "_MAX_TAG", 1 << 18)
    text = "base64 > " * 100_000
    assert parse(f'<a><b c=">">{text}</b></a>'.encode(), "a")[0].text == text


def test_words_of_doctype_in_text_are_text():
    assert parse(b"<a>&lt;!DOCTYPE<b/></a>", "a").text == "<!DOCTYPE"


def test_depth_is_limited():
    parse(b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH, "a")
    with pytest.raises(DamagedPart, match="over 200 levels deep"):
        parse(b"<a>" * 1_000_000, "a")


def test_number_of_elements_is_limited(monkeypatch):
    monkeypatch.setattr(xml, "MAX_ELEMENTS", 1_000)
    parse(b"<a>" + b"<b/>" * 999 + b"</a>", "a")
    with pytest.raises(DamagedPart, match="over 1,000 elements"):
        parse(b"<a>" + b"<b/>" * 100_000 + b"</a>", "a")


@pytest.mark.parametrize("data", [b"", b"text", b"<a>", b"<a></b>", b"<a b='1' b='2'/>", b"<x:a/>", b"\xff\xfe\x00"])
def test_broken_xml_is_damage(data):
    with pytest.raises(DamagedPart, match="no well-formed XML"):
        parse(data, "a.xml")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("7", 7), (None, 1), ("", 1), ("-3", 1), ("x", 1), ("²", 1), ("999999999", 50), ("9" * 5000, 1)],
)
def test_number_is_bounded(value, expected):
    assert number(value, default=1, at_most=50) == expected


def test_switch_can_be_turned_off():
    root = parse(f'<w:p xmlns:w="{W}"><w:b/><w:i w:val="0"/></w:p>'.encode(), "a")
    assert [is_on(child(root, tag)) for tag in ("w:b", "w:i", "w:u")] == [True, False, False]
