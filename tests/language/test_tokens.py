import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.language.lexicon import STOP_WORDS
from qa.language.tokens import (
    norms,
    scan_words,
    stem,
    tokens,
    without_possessive,
    without_word_possessive,
    words,
    words_within,
)

# Texts of the characters that the patterns treat in their own way, and of any others.
PIECES = [
    "don't",
    "Pavel’s",
    "James'",
    "10,000",
    "3.5",
    "U.S.",
    "Mr.",
    "well-known",
    "10:30",
    "$5.20",
    "12%",
    "Ro\u0308n",
]
TEXTS = st.lists(st.sampled_from([*PIECES, *" .,;:'’-$%\u0301\u200d"]) | st.text(max_size=3), max_size=12).map("".join)


def written(text, pieces):
    return [text[piece.start : piece.end] for piece in pieces]


# Words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pavel’s brother", ["pavel", "brother"]),
        ("10,000 rubles, 3.5%", ["10000", "rubles", "3.5"]),
        ("Röntgen", ["rontgen"]),
        ("Ro\u0308ntgen", ["rontgen"]),
        ("don't can’t", ["don't", "can't"]),
        ("the U.S. Army", ["the", "u.s.", "army"]),
        ("draft-age", ["draft", "age"]),
        ("Straße", ["strasse"]),
        ("😀 — …", []),
    ],
)
def test_two_spellings_of_a_word_share_a_norm(text, expected):
    assert list(norms(text)) == expected


def test_words_slice_back_to_the_text():
    text = "“Draft-age men,” said Pavel’s brother — in 2022."
    assert written(text, words(text)) == [
        "Draft", "age", "men", "said", "Pavel’s", "brother", "in", "2022",
    ]  # fmt: skip


def test_inflections_share_a_stem():
    assert stem("returned") == stem("returning") == stem("returns")


@pytest.mark.parametrize(("form", "base"), [("fled", "flees"), ("paid", "paying"), ("men", "man"), ("left", "leaves")])
def test_irregular_forms_share_their_word_s_stem(form, base):
    assert stem(form) == stem(base)


def test_function_words_are_norms_themselves():
    assert all(list(norms(word)) == [word] for word in STOP_WORDS)


@given(TEXTS)
def test_words_ascend_and_hold_no_space(text):
    text_words = words(text)
    ends = [0, *(word.end for word in text_words)]
    assert all(end <= word.start < word.end for end, word in zip(ends, text_words, strict=False))
    assert not any(char.isspace() for part in written(text, text_words) for char in part)


@given(TEXTS)
def test_norms_and_scan_words_agree_with_words(text):
    assert tuple(scan_words(text)) == words(text)
    assert list(norms(text)) == [word.norm for word in words(text)]


def test_words_have_the_stem_of_their_norm():
    assert all(word.stem == stem(word.norm) for word in words("Pavel’s 10,000 men fled Röntgen’s U.S. house"))


# Tokens, and how they differ from words


@pytest.mark.parametrize(
    ("text", "as_tokens", "as_words"),
    [
        ("A well-known man", ["A", "well-known", "man"], ["A", "well", "known", "man"]),
        ("At 10:30?", ["At", "10:30", "?"], ["At", "10", "30"]),
        ("It cost $5.20.", ["It", "cost", "$5.20."], ["It", "cost", "5.20"]),
        ("About 12% of it", ["About", "12%", "of", "it"], ["About", "12", "of", "it"]),
        ("Mr. Ito’s U.S. visa", ["Mr.", "Ito’s", "U.S.", "visa"], ["Mr", "Ito’s", "U.S.", "visa"]),
        ("James' dog, O'Brian", ["James'", "dog", ",", "O'Brian"], ["James", "dog", "O'Brian"]),
        ("“Go,” he said…", ["“", "Go", ",", "”", "he", "said", "…"], ["Go", "he", "said"]),
        ("snake_case", ["snake_case"], ["snake", "case"]),
        ("😀", ["😀"], []),
        ("", [], []),
    ],
)
def test_tokens_keep_what_words_take_apart(text, as_tokens, as_words):
    assert written(text, tokens(text)) == as_tokens == [token.text for token in tokens(text)]
    assert written(text, words(text)) == as_words


@pytest.mark.parametrize(
    ("text", "norm", "possessive"),
    [
        ("Pavel’s", "pavel", True),
        ("James'", "james", True),
        ("O'", "o'", False),
        ("don’t", "don't", False),
        ("Röntgen", "röntgen", False),
        ("10,000", "10,000", False),
        ("U.S.", "u.s.", False),
        ("?", "?", False),
    ],
)
def test_token_norm_is_lower_without_possessive(text, norm, possessive):
    (token,) = tokens(text)
    assert (token.norm, token.is_possessive) == (norm, possessive)


@pytest.mark.parametrize(
    ("text", "is_word", "is_capitalised"),
    [("Pavel", True, True), ("pavel", True, False), ("$5", True, False), ("12%", True, False), ("?", False, False)],
)
def test_token_says_whether_it_is_a_word(text, is_word, is_capitalised):
    (token,) = tokens(text)
    assert (token.is_word, token.is_capitalised) == (is_word, is_capitalised)


@given(TEXTS)
def test_tokens_cover_all_but_space(text):
    gaps, end = [], 0
    for token in tokens(text):
        assert end <= token.start < token.end and token.text == text[token.start : token.end]
        gaps.append(text[end : token.start])
        end = token.end
    assert not "".join([*gaps, text[end:]]).strip()


# A word drops any apostrophe at its end, a token only that of a plural.
@pytest.mark.parametrize(
    ("text", "token_form", "word_form"),
    [("Pavel's", "Pavel", "Pavel"), ("James’", "James", "James"), ("O'", "O'", "O"), ("Ulm", "Ulm", "Ulm")],
)
def test_possessive_is_left_out(text, token_form, word_form):
    assert without_possessive(text) == token_form
    assert without_word_possessive(text) == word_form


# Pieces of a text that is tokenized


def test_words_within_keep_places_of_the_whole_text():
    text = "Pavel’s brother left Ulm."
    assert list(words_within(text, words(text), 8, 20)) == list(words(text)[1:3])


def test_words_within_tokenize_a_cut_word_anew():
    text = "Pavel’s brother"
    assert [(word.norm, word.start) for word in words_within(text, words(text), 0, 11)] == [("pavel", 0), ("bro", 8)]


@given(st.data(), TEXTS)
def test_words_within_equal_words_of_slice(data, text):
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    inside = words_within(text, words(text), start, end)
    expected = words(text[start:end])
    assert [word[:2] for word in inside] == [word[:2] for word in expected]
    # The offsets are into the whole text, or into the slice where a word is cut.
    shifts = {(word.start - other.start, word.end - other.end) for word, other in zip(inside, expected, strict=True)}
    assert shifts <= {(start, start)} or shifts == {(0, 0)}


# Texts that are kept


@pytest.mark.parametrize("tokenize", [words, tokens])
def test_each_text_is_tokenized_once(tokenize):
    tokenize.cache_clear()
    assert tokenize("Pavel left.") is tokenize("Pavel left.")
    assert tokenize.cache_info().misses == 1


def test_each_chinese_or_japanese_character_is_a_word():
    text = "图书馆周一闭馆。東京は Tokyo2020 です"
    assert [text[word.start : word.end] for word in words(text)] == [*"图书馆周一闭馆東京は", "Tokyo2020", *"です"]
