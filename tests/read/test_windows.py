"""Questions and passages in tokens, with the shipped word pieces."""

import json

import pytest

from qa import model
from qa.read.network import TOKENIZER
from qa.read.windows import MAX_CONTEXT_TOKENS, MAX_TOKENS, WindowCutter

TEXT = " ".join(f"On day {day} it rained." for day in range(90))


@pytest.fixture(scope="module")
def cutter():
    return WindowCutter(model.NEURAL / TOKENIZER)


@pytest.fixture(scope="module")
def words_of():
    """The pieces of token ids."""
    vocabulary = json.loads((model.NEURAL / TOKENIZER).read_bytes())["model"]["vocab"]
    pieces = {token: piece for piece, token in vocabulary.items()}
    return lambda tokens: [pieces[token] for token in tokens]


def test_context_is_between_question_and_piece(cutter, words_of):
    (window,) = cutter.windows(cutter.question_ids("Who?"), "Rabbit care.\nThey eat hay.", context=12)
    assert words_of(window.tokens) == [
        *("[CLS]", "who", "?", "[SEP]"),
        *("rabbit", "care", "."),
        *("they", "eat", "hay", ".", "[SEP]"),
    ]
    assert (window.context_start, window.piece_start) == (4, 7)
    assert list(window.offsets) == [(13, 17), (18, 21), (22, 25), (25, 26)]


def test_every_window_begins_with_the_context(cutter, words_of):
    text = f"Rain.\n{TEXT}"
    windows = list(cutter.windows(cutter.question_ids("When?"), text, context=5))
    heads = {tuple(words_of(window.tokens[: window.piece_start])) for window in windows}
    assert len(windows) > 2 and heads == {("[CLS]", "when", "?", "[SEP]", "rain", ".")}
    assert all(len(window.tokens) <= MAX_TOKENS for window in windows)
    assert windows[0].offsets[0] == (6, 8) and windows[-1].offsets[-1][1] == len(text)


def test_long_context_is_cut_from_the_left(cutter, words_of):
    context = " ".join(f"part{number}" for number in range(200))
    (window,) = cutter.windows(cutter.question_ids("Who?"), f"{context}\nAda did.", context=len(context))
    assert window.piece_start - window.context_start == MAX_CONTEXT_TOKENS
    assert words_of(window.tokens)[window.piece_start - 1] == "##9"


def test_text_of_context_alone_has_empty_piece(cutter):
    (window,) = cutter.windows(cutter.question_ids("Who?"), "Rain.", context=5)
    assert list(window.offsets) == []


def test_without_context_the_passage_follows_the_question(cutter):
    (window,) = cutter.windows(cutter.question_ids("Who?"), "Ada.")
    assert window.context_start == window.piece_start == 4
