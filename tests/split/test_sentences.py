"""Sentences: known boundaries, and properties of any text."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.split import sentence_spans
from qa.types import Span


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    "expected",
    [
        ["“Forced emigration is hard,” he said.", "She left."],
        ["“The trip cost us 100,000 rubles ($1,650).”", "“It is done.”"],
        ["“No!” he said.", "“Why?” asked Dr. Brown.", "Brown left."],
        ["“No!” Semyon said.", "He went home."],
        ['"Never," he said, "will I go."', "She left."],
        ["Dr. Smith met Mr. J. R. Smith of the U.S. Army at 5 p.m. on Jan. 5.", "He left."],
        ["She lives in St. Louis.", "He lives in Washington D.C.", "Then he moved."],
        ["It was No. 5 in the list (see p. 4).", "No. 5 was good."],
        ["Prices rose 3.5% vs. 2.1% in Q1.", "Version 2.0.1 is out."],
        ["He came from the U.S.", "It was late."],
        ["They came (all 5 of them).", "Then they left."],
        ["(It was late.)", "They slept."],
        ["He said (it was late. Too late) that they slept.", "They did."],
        ["He waited… and then left.", "“I will return… I love my country.”"],
        ["Wait... what?", "Nobody knows."],
        ["They answered the call.", "“Many of those have returned,” she said."],
        ["“It is a little sick.”", "Carpenter Semyon disagreed."],
        ["What about vitamin C.", "It helps."],
        ["Yahoo! is a company.", "I saw it on Jeopardy! last night."],
        ["1. First item.", "2. Second item."],
        ["“[But] it's scary to go back.", "Although I can’t be mobilized, this guarantees nothing.”"],
    ],
)
def test_known_boundaries_are_found(expected):
    assert sentences(" ".join(expected)) == expected


def test_lower_case_text_is_split():
    assert sentences("he left the house. was it so? then no.") == ["he left the house.", "was it so?", "then no."]


def test_spans_count_from_start_of_document():
    text = "Skipped.\n\nFirst one. Second one."
    spans = sentence_spans(text, Span(10, len(text)))
    assert [text[span.start : span.end] for span in spans] == ["First one.", "Second one."]


def test_text_without_stops_is_cut_at_white_space():
    text = "word " * 1_000
    parts = sentences(text)
    assert len(parts) > 1 and " ".join(parts) == text.strip()
    assert all(part.replace("word", "").strip() == "" for part in parts)


@given(st.text(alphabet=st.sampled_from("aB1 .!?…”“\"'()[]\n,—é\u200dД中"), max_size=120))
def test_sentences_are_ordered_disjoint_and_lose_nothing(text):
    spans = sentence_spans(text, Span(0, len(text)))
    assert all(before.end <= after.start for before, after in itertools.pairwise(spans))
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)
    kept = "".join(text[span.start : span.end] for span in spans)
    assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", text)
