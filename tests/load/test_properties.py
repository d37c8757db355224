"""Properties of any text and any bytes."""

import re
from itertools import pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from qa.errors import QAError
from qa.load import load, load_text
from qa.load.decoding import decode
from qa.types import BlockKind, Document

EXAMPLES = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Tokens that the rules of the parsers look for, in any order: they reach far more rules than random characters do.
_SIGNS = (
    "a The mill. mobi- lization well- known, He said: “Yes.” 1. - * • a) # ## > ``` ~~~ **b** [x](y) "
    "![x](y) <b> </b> <!-- --> <div> `c` `` | |---| --- === *** & &amp; \\ Name: 12 Page 3 [12:03] "
    "\u00ad x\u00ad \u200b \ufeff 中文 שלום"
)
_TOKENS = st.sampled_from(_SIGNS.split())
_ENDS = ("\n", "\n", "\n\n", "\r\n", "\r", "\f")
_GAPS = st.sampled_from((" ", " ", " ", "", "\t", "    ", "   \n  ", "\x0b", "\u2028", "\u00a0", *_ENDS))
_WORD_GAPS = st.sampled_from((" ", "\n  ", "\n- ", "\n\n# ", "\n> ", ".\n\n", "\n1. ", *_ENDS))
_TEXTS = st.one_of(
    st.text(),
    st.text(st.characters(categories=["Cs", "Cc", "Cf", "Zs", "Lu", "Ll", "Po"])),
    st.lists(st.tuples(_TOKENS, _GAPS), max_size=60).map(lambda pairs: "".join(token + gap for token, gap in pairs)),
)


def attempt(text: str, *, markdown: bool) -> Document | None:
    try:
        return load_text(text, markdown=markdown)
    except QAError as error:
        assert "\n" not in str(error)
        return None


@EXAMPLES
@given(_TEXTS, st.booleans())
def test_blocks_are_ordered_disjoint_and_trimmed(text, markdown):
    document = attempt(text, markdown=markdown)
    if document is None:
        return
    end = 0
    for block in document.blocks:
        assert end <= block.span.start < block.span.end <= len(document.text)
        sliced = document.slice(block.span)
        assert sliced == sliced.strip()
        assert block.kind is BlockKind.CODE or "\n" not in sliced
        assert (block.level > 0) == (block.kind is BlockKind.HEADING)
        assert not document.text[end : block.span.start].strip()
        end = block.span.end
    assert end == len(document.text)
    document.text.encode()


@EXAMPLES
@given(_TEXTS, st.booleans())
def test_line_map_is_well_formed(text, markdown):
    document = attempt(text, markdown=markdown)
    if document is None:
        return
    offsets, lines = document.line_map.offsets, document.line_map.lines
    assert len(offsets) == len(lines)
    assert offsets[0] == 0
    assert all(before < after for before, after in pairwise(offsets))
    assert offsets[-1] < len(document.text)
    assert list(lines) == sorted(lines)
    assert lines[0] >= 1
    assert lines[-1] <= len(re.split("\r\n|\r|\n", text))


@EXAMPLES
@given(_TEXTS, st.booleans())
def test_loading_is_deterministic(text, markdown):
    first, second = attempt(text, markdown=markdown), attempt(text, markdown=markdown)
    if first is None or second is None:
        assert first is second
        return
    assert (first.text, first.blocks, first.line_map, first.title) == (
        second.text,
        second.blocks,
        second.line_map,
        second.title,
    )


@EXAMPLES
@given(_TEXTS)
def test_plain_text_loses_no_letter(text):
    """Digits may be page numbers, signs may be bullets and rules; letters are text, but for heads and column names."""
    document = attempt(text, markdown=False)
    has_columns = document is not None and any(cell.column for block in document.blocks for cell in block.cells)
    assume("\f" not in text and not has_columns)
    assert _letters(text) == _letters("" if document is None else document.text)


def _letters(text: str) -> list[str]:
    """The letters of `text` without those of the words for pages: "Page 3" alone on a line is no text."""
    return [char for char in text if char.isalpha() and char.casefold() not in set("pageseite")]


@EXAMPLES
@given(st.lists(_WORD_GAPS, max_size=40), st.booleans())
def test_every_word_maps_to_its_line(gaps, markdown):
    text = "w0w" + "".join(f"{gap}w{number}w" for number, gap in enumerate(gaps, 1))
    document = load_text(text, markdown=markdown)
    lines = re.split("\r\n|\r|\n", text)
    words = re.findall(r"w\d+w", document.text)
    assert words == [f"w{number}w" for number in range(len(gaps) + 1)]
    for word in words:
        start = document.text.index(word)
        for offset in range(start, start + len(word)):
            assert word in re.findall(r"w\d+w", lines[document.line(offset) - 1])


@EXAMPLES
@given(st.one_of(st.binary(), _TEXTS.map(lambda text: text.encode("utf-16", "surrogatepass"))))
def test_any_bytes_are_decoded_or_refused(data):
    try:
        assert isinstance(decode(data), str)
    except QAError as error:
        assert "\n" not in str(error)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_any_missing_name_is_refused_in_one_line(name):
    try:
        load(["/nowhere/at/all/" + name])
    except QAError as error:
        assert str(error).isprintable()
    else:
        raise AssertionError("a file that does not exist was loaded")
