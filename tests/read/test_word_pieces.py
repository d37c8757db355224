"""Word pieces of invented vocabularies, and those of the shipped one beside the library's."""

import json
import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import model
from qa.read.network import TOKENIZER
from qa.read.word_pieces import MAX_LETTERS, WordPieces

VOCABULARY = ["[UNK]", *"rain ##ed ##s cafe ada . , ( ) 雨 $ [ ] sep I ##I".split()]
IDS = {piece: number for number, piece in enumerate(VOCABULARY)}


def pieces_of(text, **options):
    """Each piece of `text` with the characters it covers."""
    pieces = WordPieces(IDS, **options).encode(text)
    spans = zip(pieces.ids, pieces.offsets, strict=True)
    return [(VOCABULARY[piece], text[start:end]) for piece, (start, end) in spans]


def names_of(text, **options):
    return [name for name, _ in pieces_of(text, **options)]


def test_longest_piece_is_taken_from_the_left():
    assert pieces_of("rained rains") == [("rain", "rain"), ("##ed", "ed"), ("rain", "rain"), ("##s", "s")]


def test_word_that_cannot_be_cut_is_unknown():
    assert pieces_of("rainy ada") == [("[UNK]", "rainy"), ("ada", "ada")]
    assert names_of("I" * MAX_LETTERS + " " + "I" * (MAX_LETTERS + 1), lowercase=False)[-2:] == ["##I", "[UNK]"]


def test_case_and_accents_are_folded():
    assert pieces_of("CAFÉ Cafe\u0301.") == [("cafe", "CAFÉ"), ("cafe", "Cafe"), (".", ".")]
    assert names_of("Ada café", lowercase=False, accents=True) == ["[UNK]", "[UNK]"]
    assert names_of("café", accents=False, lowercase=False) == ["cafe"]


def test_marks_and_chinese_are_words():
    assert names_of("(ada,rain)$") == ["(", "ada", ",", "rain", ")", "$"]
    assert pieces_of("rain雨ada") == [("rain", "rain"), ("雨", "雨"), ("ada", "ada")]


def test_control_characters_are_no_part_of_words():
    assert pieces_of("\u200bra\u00adin\x07\fs\ufeff") == [("rain", "ra\u00adin"), ("##s", "s")]
    assert names_of("\ud800\ufffd\0 \u3000") == []


def test_special_token_in_text_is_text():
    assert names_of("[SEP]") == ["[", "sep", "]"]


@given(st.text(alphabet=st.sampled_from([*"rainedsI.,(\t\n éÉ雨\u0301\u00ad\u2028\ud800한각İ"]) | st.characters()))
def test_pieces_lie_in_order_inside_the_text(text):
    pieces = WordPieces(IDS).encode(text)
    ends = [0, *(end for _, end in pieces.offsets)]
    assert all(before <= start < end for before, (start, end) in zip(ends, pieces.offsets, strict=False))
    assert max(ends) <= len(text) and len(pieces.ids) == len(pieces.offsets)


# Beside the library


@pytest.fixture(scope="module")
def library():
    """What the library `tokenizers` makes of a text with the shipped vocabulary."""
    tokenizers = pytest.importorskip("tokenizers", reason="needs tokenizers: pip install '.[onnx]'")
    tokenizer = tokenizers.Tokenizer.from_file(str(model.NEURAL / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = True
    return lambda text: tokenizer.encode(text, add_special_tokens=False)


@pytest.fixture(scope="module")
def shipped():
    """The shipped vocabulary."""
    return WordPieces(json.loads((model.NEURAL / TOKENIZER).read_bytes())["model"]["vocab"])


def is_settled(character):
    """Whether it is of the same kind in all versions of Unicode, see the module's docstring."""
    old = unicodedata.ucd_3_2_0.category(character)
    return old != "Cn" and old == unicodedata.category(character)


def test_pieces_are_those_of_the_library(library, shipped):
    draw, settled = random.Random(0), [chr(code) for code in range(0x3000) if is_settled(chr(code))]
    for _ in range(5_000):
        common = draw.choices("abcdefghinorstuy  ABÉéüß.,'’“-—$0123456789[]\u0301\u00ad雨", k=draw.randint(0, 30))
        rare = draw.choices(settled, k=draw.randint(0, 5))
        text = "".join(draw.sample(common + rare, len(common) + len(rare)))
        expected, pieces = library(text), shipped.encode(text)
        assert (pieces.ids, pieces.offsets) == (expected.ids, expected.offsets), text


def test_pieces_of_article_are_those_of_library(library, shipped, article):
    text = article.documents[0].text
    expected, pieces = library(text), shipped.encode(text)
    assert (pieces.ids, pieces.offsets) == (expected.ids, expected.offsets)
