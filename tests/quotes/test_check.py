"""Quotes: what is in a document is found exactly, and what was changed is named."""

import re
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import QuoteError, SettingError
from qa.index import Filter
from qa.language.tokens import words
from qa.load import load
from qa.pipeline import Configuration, Corpus
from qa.quotes import MAX_QUOTE
from qa.types import Verdict
from tests.builders import ADA, documents

LEXICAL = Configuration(reader="lexical")
FORMATS = Path(__file__).parents[2] / "eval" / "documents"
LONG = "The mill at Marl ground wheat for the valley. It has two wheels. Ada Weiss sold the stones to a museum in Ulm."


def lexical(*texts, markdown=False):
    return Corpus(documents(*texts, markdown=markdown), configuration=LEXICAL)


def changes(made):
    """Each difference as its kind, the words of the quote, and those of the document."""
    (place,) = made.places
    return [
        (each.kind.value, made.quote[each.quote.start : each.quote.end], place.document.slice(each.document))
        for each in place.differences
    ]


# Exact


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (ADA, "She lived in London."),
        (ADA, "in 1843. She lived"),
        (ADA, "London"),
        (ADA, "in"),
        ("He said “don’t go” and left.", 'said "don\'t go" and'),
        ("He said “don’t go” and left.", "“He said ‘don’t go’ and left.”"),
        ("The war (1990–1995) was long — too long.", "The war (1990-1995) was long--too long."),
        ("The oﬃce ﬁnds it.", "office finds it"),
        ("Great infor\u00admation came.", "information came"),
        ("Great infor-\nmation came late.", "Great information came"),
        ("The well-\nknown mill burnt.", "well-known mill"),
        ("The information came.", "infor-\nmation came"),
        ("The information came.", "infor- mation came"),
        ("The cafe\u0301 is open.", "The café is open"),
        ("It costs 4,200 euros , as said.", "4,200 euros, as said"),
        ("The U.S. army left Rome.", "U.S. army"),
        ("Wait … what is it?", "Wait ... what is it?"),
        ("東京都は大きい。水は青い。", "大きい。水"),
        ("The company's mill burnt down.", "company"),
        ("I may. Or not.", "I may"),
    ],
)
def test_typography_does_not_count(text, quote):
    made = lexical(text, ADA, LONG).check(quote)
    assert made.verdict is Verdict.EXACT and made.is_exact
    document, (span,) = made.places[0].document, made.places[0].spans
    assert made.places[0].text == document.text[span.start : span.end]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("It costs 4,200 euros now.", "It costs 4 euros now"),
        ("An area of 10² was left free.", "An area of 102 was left free"),
        ("The well-known mill burnt down.", "The wellknown mill burnt down"),
        ("He met John F. Kennedy in Rome.", "He met John K. Kennedy in Rome"),
        ("Nobody re-signed the contract then.", "Nobody resigned the contract then"),
        ("The mill burnt down.", "the mill burnt down."),
        ("The mill burnt down.", "The mill burnt down!"),
        ("Every one of them came.", "Everyone of them came."),
    ],
)
def test_what_means_something_counts(text, quote):
    assert lexical(text, LONG).check(quote).verdict is Verdict.NEAR


def test_quote_is_of_whole_words():
    assert lexical("The concatenation of them all.").check("cat").verdict is Verdict.ABSENT


def test_ellipsis_joins_parts_in_order():
    made = lexical(LONG).check("“… ground wheat […] two wheels ... to a museum”")
    assert made.verdict is Verdict.EXACT
    assert made.places[0].text == "ground wheat … two wheels … to a museum"
    assert lexical(LONG).check("two wheels … ground wheat").verdict is not Verdict.EXACT


def test_parts_are_of_one_document():
    made = lexical("The mill burnt. Nobody came.", "The church stood.").check("The mill … church")
    assert changes(made) == [("added", "church", "")]


def test_headings_are_found_with_and_without_text_below():
    text = "# First steps\n\nOpen the box.\n\n# Empty part\n\n# To be\n\n# Last words\n"
    held = lexical(text, LONG, markdown=True)
    for quote in ("First steps", "steps Open the", "Empty part", "To be", "Last words", "Empty part To be"):
        assert held.check(quote).verdict is Verdict.EXACT, quote


def test_places_are_cited_with_headings():
    (place,) = lexical("# Setup\n\n## Wheels\n\nIt has two wheels.\n", markdown=True).check("two wheels").places
    assert (place.citation.line, place.citation.headings) == (5, ("Setup", "Wheels"))


def test_places_are_limited_and_in_order():
    held = lexical(*[f"The mill {number} burnt. The mill fell." for number in range(9)])
    made = held.check("The mill", places=3)
    assert [place.document.doc_id for place in made.places] == [held.documents[each].doc_id for each in (0, 0, 1)]
    assert made.more and not held.check("The mill", places=18).more


def test_copy_of_a_document_left_out_is_found():
    held = Corpus([*documents(LONG, LONG, ADA)], configuration=LEXICAL)
    made = held.filtered(Filter(only=("2-ada.txt",))).check("It has two wheels")
    assert [place.document.source for place in made.places] == ["2-ada.txt"]
    assert held.filtered(Filter(only=("3-ada.txt",))).check("It has two wheels").verdict is not Verdict.EXACT


def test_function_words_are_found_among_many_documents():
    texts = [f"It was number {number} that he had to be with." for number in range(80)]
    held = lexical(*texts, "Whether to be or not to be, he said.", "Nobody knows where to be with-\nout him.")
    assert [place.document.text[:10] for place in held.check("to be or not to be").places] == ["Whether to"]
    assert [place.document.text[:10] for place in held.check("to be without him").places] == ["Nobody kno"]


# Near and absent


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("It has three wheels.", [("changed", "three", "two")]),
        ("It has two big wheels.", [("added", "big", "")]),
        ("Ada Weiss sold stones to a museum", [("missing", "", "the")]),
        ("Ada Weiss sold the stones to a museum in Bonn.", [("changed", "Bonn", "Ulm")]),
        ("Ida Weiss sold the stones", [("changed", "Ida", "Ada")]),
        ("ground wheat for the valley … sold the bones to a museum", [("changed", "bones", "stones")]),
        ("It has two wheels, and old Ada Weiss sold", [("changed", ", and old", ".")]),
        ("The mill Marl ground wheat", [("missing", "", "at")]),
        ("The at Marl ground wheat", [("missing", "", "mill")]),
        ("Often Ada Weiss sold the stones", [("added", "Often", "")]),
        ("ADA WEISS SOLD the stones", [("changed", "ADA WEISS SOLD", "Ada Weiss sold")]),
    ],
)
def test_difference_is_named(quote, expected):
    made = lexical(LONG, ADA).check(quote)
    assert made.verdict is Verdict.NEAR and changes(made) == expected


def test_absent_quote_has_closest_sentence():
    made = lexical(LONG, ADA).check("The museum in Ulm never bought any painting from anybody")
    assert made.verdict is Verdict.ABSENT and not made.places
    assert made.closest.text.startswith("Ada Weiss sold")


def test_quote_about_nothing_has_no_closest_sentence():
    assert lexical(LONG).check("Zyx qwv").closest is None


@pytest.mark.parametrize("quote", ["", "  ", "?!", "…", "x" * (MAX_QUOTE + 1), "x … " * 21, None, 7])
def test_quote_without_words_is_an_error(quote):
    with pytest.raises(QuoteError):
        lexical(ADA).check(quote)


def test_number_of_places_is_checked():
    with pytest.raises(SettingError, match="places"):
        lexical(ADA).check("She", places=0)


# Properties

WORDS = st.sampled_from(
    "the of to a it was not mill stones Ada Weiss café naïve 4,200 1843 well-known don’t U.S. 東 x".split()
)
ENDS = st.sampled_from(
    [" ", " ", " ", " ", ", ", ". ", "; ", "\n", "! ", "\n\n", " — ", ".\n\n- ", ".\n\n# ", "\n\n## "]
)
TEXTS = st.lists(st.tuples(WORDS, ENDS), min_size=2, max_size=30).map(
    lambda pairs: "It began. " + "".join(word + end for word, end in pairs)
)


@st.composite
def slices(draw):
    """A corpus, one of its documents, and a slice of it from a word's start to a word's end."""
    held = lexical(*draw(st.lists(TEXTS, min_size=1, max_size=4, unique=True)), LONG, markdown=True)
    document = draw(st.sampled_from([each for each in held.documents if words(each.text)]))
    spans = words(document.text)
    first = draw(st.integers(0, len(spans) - 1))
    last = draw(st.integers(first, min(first + 12, len(spans) - 1)))
    return held, document, spans[first].start, spans[last].end


def holds(made, document, start, end):
    """Whether the check found this place, or as many others as it looks for, all of them the same words."""
    wanted = re.sub(r"\W+", "", document.text[start:end])
    texts = [re.sub(r"\W+", "", place.text) for place in made.places]
    return made.verdict is Verdict.EXACT and set(texts) == {wanted}


@settings(max_examples=40, deadline=None)
@given(slices())
def test_every_slice_is_found(drawn):
    held, document, start, end = drawn
    assert holds(held.check(document.text[start:end]), document, start, end)


@settings(max_examples=40, deadline=None)
@given(slices(), st.sampled_from(["  ", "\n", "\t", "\u00a0", " \r\n "]))
def test_white_space_does_not_count(drawn, space):
    held, document, start, end = drawn
    quote = re.sub(r"\s+", space, document.text[start:end])
    assert holds(held.check(quote), document, start, end)


@st.composite
def distinct_words(draw):
    """A text that has no word twice, so that only one place is like a quote, and the number of its words."""
    numbers = draw(st.lists(st.integers(10, 99), min_size=6, max_size=30, unique=True))
    ends = draw(st.lists(st.sampled_from([" ", " ", ", ", ". ", "\n"]), min_size=len(numbers), max_size=len(numbers)))
    return "".join(f"word{number}{end}" for number, end in zip(numbers, ends, strict=True))


@settings(max_examples=40, deadline=None)
@given(distinct_words(), st.data())
def test_changed_word_is_the_difference(text, data):
    held = lexical(text, LONG)
    document = held.documents[0]
    spans = words(document.text)
    first = data.draw(st.integers(0, len(spans) - 5))
    last = data.draw(st.integers(first + 4, len(spans) - 1))
    word = spans[data.draw(st.integers(first, last))]
    start, end = spans[first].start, spans[last].end
    made = held.check(f"{document.text[start : word.start]}penguin{document.text[word.end : end]}")
    assert changes(made) == [("changed", "penguin", document.text[word.start : word.end])]


# Every format


@cache
def every_format():
    return Corpus(load([FORMATS]).documents, configuration=LEXICAL)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_slices_of_every_format_are_found(data):
    held = every_format()
    document = held.documents[data.draw(st.integers(0, len(held.documents) - 1))]
    spans = [match.span() for match in re.finditer(r"\S+", document.text)]
    first = data.draw(st.integers(0, len(spans) - 1))
    last = data.draw(st.integers(first, min(first + 20, len(spans) - 1)))
    quote = document.text[spans[first][0] : spans[last][1]]
    if words(quote):
        assert held.check(quote).verdict is Verdict.EXACT, quote


def test_saved_index_finds_the_same(tmp_path):
    from qa.index import FileReader, refreshed

    path = tmp_path / "mill.md"
    path.write_text(f"# Mill\n\n{LONG}\n\n# Empty\n")
    sources = [path, FORMATS / "comet.txt"]
    saved = refreshed(tmp_path / "index", sources, FileReader(10_000_000, 120, "1")).index
    held = Corpus.of(saved, configuration=LEXICAL)
    for quote in ("It has two wheels", "Empty", "it has", "Mill"):
        assert [place.document.source for place in islice(held.check(quote).places, 1)] == [str(path)], quote
