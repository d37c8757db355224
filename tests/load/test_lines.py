"""Joining two lines: which hyphens stay."""

import pytest

from qa.load.lines import LineJoiner

from .builders import blocks


def joined(above: str, below: str, *, elsewhere: str = "") -> str:
    """The two lines joined, in a file that also contains the text `elsewhere`."""
    dropped, separator = LineJoiner(f"{above}\n{below}\n\n{elsewhere}").join(above, below)
    return above[: len(above) - dropped] + separator + below


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
        ("awake. Con-", "sequently the", "awake. Consequently the"),
        ("the ex-", "pected ship", "the expected ship"),
        ("INFOR-", "MATION", "INFORMATION"),
        ("the well-", "known rocks", "the well-known rocks"),
        ("Anglo-", "Saxon", "Anglo-Saxon"),
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


def test_hyphen_stays_if_file_spells_it():
    assert joined("a story-", "teller", elsewhere="Another Story-teller.") == "a story-teller"


def test_hyphen_is_dropped_if_file_omits_it():
    assert joined("a well-", "ness", elsewhere="His wellness.") == "a wellness"
    assert joined("Mobi-", "lization", elsewhere="A mobilization.") == "Mobilization"


def test_hyphen_stays_between_words_of_file():
    assert joined("a draft-", "dodger", elsewhere="The draft of a dodger.") == "a draft-dodger"


def test_common_short_words_do_not_keep_hyphen():
    assert joined("they be-", "come", elsewhere="To be is to come.") == "they become"


def test_broken_halves_are_no_words_of_file():
    assert joined("the mobi-", "lization", elsewhere="of mobi-\nlization") == "the mobilization"


def test_word_cut_twice_is_joined_twice():
    assert blocks("The mobi-\nlization and the mobi-\nlization.") == ["The mobilization and the mobilization."]


def test_soft_hyphen_at_block_end_is_dropped():
    assert blocks("The end\u00ad") == ["The end"]
    assert blocks("The end\u00ad\n\nIt was.") == ["The end", "It was."]
