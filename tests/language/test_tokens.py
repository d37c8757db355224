import pytest

from qa.language.tokens import STOP_WORDS, norms, stem, words


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
def test_two_writings_of_a_word_have_one_norm(text, expected):
    assert list(norms(text)) == expected


def test_words_slice_back_to_the_text():
    text = "“Draft-age men,” said Pavel’s brother — in 2022."
    assert [text[word.start : word.end] for word in words(text)] == [
        "Draft", "age", "men", "said", "Pavel’s", "brother", "in", "2022",
    ]  # fmt: skip


def test_inflections_share_a_stem():
    assert stem("returned") == stem("returning") == stem("returns")


@pytest.mark.parametrize(("form", "base"), [("fled", "flees"), ("paid", "paying"), ("men", "man"), ("left", "leaves")])
def test_irregular_forms_share_the_stem_of_their_word(form, base):
    assert stem(form) == stem(base)


def test_function_words_are_norms_themselves():
    assert all(list(norms(word)) == [word] for word in STOP_WORDS)
