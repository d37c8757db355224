"""How a sentence is found in the pieces of text of a PDF's page: `static/quotes.js`, in the browser."""

import re

import pytest

PAGE = [
    "Everybody has",
    " ",
    "27",
    " ",
    "days of leave",
    "a year in addi-",
    "tion to public holidays.",
    "Call before 9:30.",
]


@pytest.fixture
def cited(window, article_address):
    """`cited(pieces, before, words, after)`: the words that are marked, the rest of what is, and what is left."""
    page = window(article_address)
    address = re.sub(r"page\.js$", "quotes.js", page.locator("script").get_attribute("src"))

    def find(pieces, before, words="", after=""):
        arguments = {
            "address": address,
            "pieces": pieces,
            "sentence": {"before": before, "words": words, "after": after},
        }
        result = page.evaluate(
            "async ({ address, pieces, sentence }) => (await import(address)).citedRanges(pieces, sentence)", arguments
        )
        texts = [(each["isWords"], pieces[each["piece"]][each["start"] : each["end"]]) for each in result["ranges"]]
        marked = " ".join(text for is_words, text in texts if is_words)
        return marked, " ".join(text for is_words, text in texts if not is_words), result["left"]

    return find


def test_sentence_is_found_over_lines_and_hyphens(cited):
    words, others, left = cited(PAGE, "Everybody has ", "27 days", " of leave a year in addition to public holidays.")
    assert words == "27 days"
    assert others == "Everybody has of leave a year in addi tion to public holidays"
    assert left is None


def test_accents_ligatures_and_case_do_not_matter(cited):
    words, _, left = cited(
        ["The caf\u00e9 \ufb01led", "its BILL for 2024"], "The cafe\u0301 ", "filed its", " bill for 2024."
    )
    assert words == "\ufb01led its" and left is None


def test_note_in_between_is_left_out(cited):
    words, others, left = cited(
        ["The rota is published", "3", "on the first Monday of each month"],
        "The rota is published on the ",
        "first Monday",
        " of each month.",
    )
    assert words == "first Monday" and "3" not in others and left is None


def test_rest_of_sentence_is_for_next_page(cited):
    before, after = "They must be taken by the end of ", "April, after which they lapse entirely."
    _, others, left = cited(["They must be taken by the end"], before, "April", after.removeprefix("April"))
    assert others == "They must be taken by the end"
    words, _, left = cited(["of April, after which they lapse entirely."], **left)
    assert words == "April" and left is None


def test_sentence_of_another_page_marks_nothing(cited):
    words, others, left = cited(PAGE, "Nobody has ever seen ", "the harbour", " freeze over.")
    assert (words, others) == ("", "") and left["words"] == "theharbour"


def test_hostile_pieces_take_little_time(cited):
    words, others, _ = cited(["ab" * 20_000], "ab" * 900 + "c", "", "ab" * 900)
    assert words == "" and len(others) > 1_000
