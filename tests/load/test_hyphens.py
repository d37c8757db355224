"""Where two lines meet: which hyphens stay."""

import pytest

from qa.load.hyphens import Seams

from .builders import blocks


def joined(above: str, below: str, *, elsewhere: str = "") -> str:
    """The two lines as one, in a file that says `elsewhere` besides."""
    cut, glue = Seams(f"{above}\n{below}\n\n{elsewhere}").seam(above, below)
    return above[: len(above) - cut] + glue + below


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("the mobi-", "lization of", "the mobilization of"),
        ("one", "two", "one two"),
        ("a well-", "known man", "a well-known man"),
        ("self-", "made", "self-made"),
        ("the Soviet-", "era label", "the Soviet-era label"),
        ("in 1990-", "1995", "in 1990-1995"),
        ("Anna-", "Lisa", "Anna-Lisa"),
        ("fighting-", "age men", "fighting-age men"),
        ("poorly-", "trained men", "poorly-trained men"),
        ("meaning-", "ful", "meaningful"),
        ("state-of-", "the-art", "state-of-the-art"),
        ("pre- and post-", "war", "pre- and post-war"),
        ("pre-", "and post-war", "pre- and post-war"),
        ("see example.org/some-", "thing", "see example.org/some-thing"),
        ("soft\u00ad", "ware", "software"),
        ("Soft\u00ad", "Ware", "SoftWare"),
        ("hyphen\u2010", "ation", "hyphenation"),
        ("a dash --", "so", "a dash -- so"),
        ("a dash -", "so", "a dash - so"),
        ("a dash—", "so", "a dash—so"),
        ("1990–", "1995", "1990–1995"),
        ("a dash —", "so", "a dash — so"),
        ("中文", "中文", "中文中文"),
        ("한국어", "문장", "한국어 문장"),
    ],
)
def test_lines_are_joined(above, below, expected):
    assert joined(above, below) == expected


def test_a_hyphen_stays_if_the_file_writes_the_word_with_one():
    assert joined("a story-", "teller", elsewhere="Another Story-teller.") == "a story-teller"


def test_a_hyphen_goes_if_the_file_writes_the_word_without():
    assert joined("a well-", "ness", elsewhere="His wellness.") == "a wellness"
    assert joined("Mobi-", "lization", elsewhere="A mobilization.") == "Mobilization"


def test_a_hyphen_stays_between_two_words_of_the_file():
    assert joined("a draft-", "dodger", elsewhere="The draft of a dodger.") == "a draft-dodger"


def test_common_short_words_are_no_halves():
    assert joined("they be-", "come", elsewhere="To be is to come.") == "they become"


def test_the_broken_halves_themselves_are_no_words_of_the_file():
    assert joined("the mobi-", "lization", elsewhere="of mobi-\nlization") == "the mobilization"


def test_a_word_cut_twice_in_a_file_is_joined_both_times():
    assert blocks("The mobi-\nlization and the mobi-\nlization.") == ["The mobilization and the mobilization."]


def test_a_soft_hyphen_at_the_end_of_a_text_is_no_text():
    assert blocks("The end\u00ad") == ["The end"]
    assert blocks("The end\u00ad\n\nIt was.") == ["The end", "It was."]
