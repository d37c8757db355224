"""Plain text: which line ends are soft, and what is a list, a table, a page break."""

import pytest

from qa.load import load_text
from qa.types import BlockKind

from .builders import MILL, PROSE, SALE, SHOP, blocks, kinds, line_of, wrapped

PARAGRAPH, ITEM, ROW = BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW


# Paragraphs


@pytest.mark.parametrize("width", [40, 60, 72, 80, 100])
def test_wrapped_paragraphs_between_blank_lines_are_joined(width):
    assert blocks("\n\n".join(wrapped(text, width) for text in PROSE)) == list(PROSE)


@pytest.mark.parametrize("width", [40, 60, 72, 80])
def test_wrapped_paragraphs_separated_by_indentation_are_joined(width):
    assert blocks("\n".join(wrapped(text, width, indent="    ") for text in PROSE)) == list(PROSE)


def test_wrapped_paragraphs_split_after_short_line():
    assert blocks("\n".join(wrapped(text, 60) for text in (MILL, SALE))) == [MILL, SALE]


def test_one_paragraph_per_line_stays():
    assert blocks("\n".join(PROSE)) == list(PROSE)


def test_one_short_sentence_per_line_stays():
    facts = ["Anna has a cat.", "Bo has a dog.", "The cat is old.", "The dog is three years old."]
    assert blocks("\n".join(facts)) == facts


def test_ragged_lines_of_proportional_font_are_joined():
    ragged = (
        "The mill at Holm was built in 1902 by Anna Berg, who had come from\n"
        "the north with two brothers and a horse. It burned down twice. Each\n"
        "time the family built it again, a little larger than before, and\n"
        "with stone where there had been wood. Illicit fillings will tilt it,\n"
        "Wagner mumbled among warm, wormy machinery nobody\n"
        "had moved, and went home."
    )
    assert len(blocks(ragged)) == 1


def test_sentence_with_wrapped_name_is_joined():
    assert blocks("The mill was sold by\nPresident Lind, who\nnever used it.") == [
        "The mill was sold by President Lind, who never used it."
    ]


def test_sentence_continuing_in_lower_case_is_joined():
    assert blocks(f"{MILL}\nThe key was\nunder the mat.\n{SHOP}") == [MILL, "The key was under the mat.", SHOP]


def test_indented_line_after_sentence_begins_paragraph():
    first, second = wrapped(MILL, 60), wrapped(SALE, 60, indent=" ")
    assert blocks(f"{first}\n{second}") == [MILL, SALE]


def test_entries_with_hanging_indent_stay_separate():
    text = (
        "Berg, Anna. The mill at Holm, its history and\n   its people. Uppsala, 1902.\n"
        "Lind, Bo. A short book about water and its use\n   in the north. Holm, 1911."
    )
    assert blocks(text) == [
        "Berg, Anna. The mill at Holm, its history and its people. Uppsala, 1902.",
        "Lind, Bo. A short book about water and its use in the north. Holm, 1911.",
    ]


def test_hebrew_lines_are_joined_with_space():
    assert blocks("שלום עולם זה טקסט ארוך\nשממשיך כאן בשורה השנייה.") == [
        "שלום עולם זה טקסט ארוך שממשיך כאן בשורה השנייה."
    ]


def test_chinese_lines_are_joined_without_space():
    assert blocks("这是一个很长的句子它在这里断开了然后\n继续在下一行直到最后才结束了这个句子\n而且还有。") == [
        "这是一个很长的句子它在这里断开了然后继续在下一行直到最后才结束了这个句子而且还有。"
    ]


@pytest.mark.parametrize(
    "text", ["One", "One.", "1902", "🙂", "...", "-----", "Page 3 of 10", "a\n\n\n", "\n\n  a  ", "\f\fa\f"]
)
def test_text_of_one_line_is_kept(text):
    assert blocks(text) == [text.strip()]


# Line ends that the author meant


def test_verse_keeps_its_lines():
    verse = [
        "The Owl and the Pussy-cat went to sea",
        "In a beautiful pea-green boat,",
        "They took some honey, and plenty of money,",
        "Wrapped up in a five-pound note.",
    ]
    assert blocks("\n".join(verse)) == verse


def test_verse_beside_wrapped_prose_keeps_its_lines():
    verse = ["The mill is old,", "The night is cold,", "Bo has been told."]
    text = "\n\n".join([wrapped(MILL, 60), "\n".join(verse), wrapped(SALE, 60)])
    assert blocks(text) == [MILL, *verse, SALE]


def test_address_keeps_its_lines():
    assert blocks("Anna Berg\n12 Mill Lane\nHolm\nSweden") == ["Anna Berg", "12 Mill Lane", "Holm", "Sweden"]


def test_short_words_in_lower_case_stay_separate():
    assert blocks("apples\npears\nplums") == ["apples", "pears", "plums"]


def test_labelled_values_keep_lines_with_their_continuation():
    assert blocks("Name: Anna Berg\nAge: 34\nTown: Holm, by the river\nand the sea") == [
        "Name: Anna Berg",
        "Age: 34",
        "Town: Holm, by the river and the sea",
    ]


@pytest.mark.parametrize(
    "log",
    [
        ["[12:03] anna: hi there", "[12:04] bo: hello", "[12:05] anna: how are you"],
        ["Anna: Where is the key?", "Bo: Under the mat.", "Anna: Thanks."],
        ["<anna> hi there", "<bo> hello", "<anna> and now"],
        ["2024-01-02 started", "2024-01-03 stopped", "2024-01-04 restarted"],
    ],
)
def test_chat_log_keeps_its_lines(log):
    assert blocks("\n".join(log)) == log


def test_table_set_with_spaces_is_rows():
    assert kinds("Name     Age   Town\nAnna      34   Holm\nBo        35   Uppsala") == [
        (ROW, "Name Age Town"),
        (ROW, "Anna 34 Holm"),
        (ROW, "Bo 35 Uppsala"),
    ]


def test_table_set_with_tabs_is_rows():
    assert load_text("Anna\t34\nBo\t35").text == "Anna 34\nBo 35"


def test_justified_prose_is_no_table():
    text = "The   mill at Holm was built in the year   1902 by\nAnna Berg,   who had come   there from the far north."
    assert [kind for kind, _ in kinds(text)] == [PARAGRAPH]


# Lists


def test_every_item_is_block_with_hanging_lines():
    text = "To buy:\n- milk and\n  some butter\n- eggs\n* bread\n• salt"
    assert kinds(text) == [
        (PARAGRAPH, "To buy:"),
        (ITEM, "milk and some butter"),
        (ITEM, "eggs"),
        (ITEM, "bread"),
        (ITEM, "salt"),
    ]


def test_numbers_and_letters_of_items_stay():
    assert kinds("1. First do this\n   and then that.\n2. Rest.\n\na) one\nb) two") == [
        (ITEM, "1. First do this and then that."),
        (ITEM, "2. Rest."),
        (ITEM, "a) one"),
        (ITEM, "b) two"),
    ]


def test_items_are_on_lines_of_their_own():
    assert (
        load_text("Two things:\n- one\n- two\n\nAnd that was all.").text
        == "Two things:\n\none\ntwo\n\nAnd that was all."
    )


def test_items_separated_by_blank_lines_are_items():
    assert kinds("1. Buy milk\n\n2. Buy bread\n\n3. Buy salt") == [
        (ITEM, "1. Buy milk"),
        (ITEM, "2. Buy bread"),
        (ITEM, "3. Buy salt"),
    ]


def test_prose_after_item_is_separate():
    assert kinds(f"- milk\n- eggs\n\n{SHOP}")[-1] == (PARAGRAPH, SHOP)


def test_marker_beginning_wrapped_line_is_no_item():
    text = (
        "The mill at Holm was built by Anna Berg and her two brothers\n"
        "- so the story goes - and burned down on the night of August\n"
        "12. It was rebuilt in the spring of the year that followed it\n"
        "with stone where there had been wood."
    )
    assert [kind for kind, _ in kinds(text)] == [PARAGRAPH]


def test_number_in_hanging_lines_is_no_item():
    text = (
        "  b) The work must carry notices stating that it is released\n"
        "  under this license and all the conditions added under section\n"
        "    7. That is all, and this line is only here to fill the page\n"
        "    up to its edge.\n"
        "  c) The work:\n"
        "    1. Must be whole.\n"
    )
    assert [words[:2] for _, words in kinds(text)] == ["b)", "c)", "1."]


def test_initial_is_no_item():
    assert [kind for kind, _ in kinds("A. Berg built the mill.")] == [PARAGRAPH]


# Pages

CUT = "The drive that began in late September triggered an"
REST = "unprecedented exodus, with flights selling out."


@pytest.mark.parametrize(
    "between",
    [
        "\n\n\n\n",
        "\n\n3\n\n",
        "\n\nPage 3 of 10\n\n",
        "\n\n- 12 -\n\n",
        "\n\f",
        "\n\n3\n\f",
        "\n\f3\n\n",
        "\n\n3 / 10\n\n",
    ],
)
def test_sentence_across_pages_is_joined(between):
    assert blocks(CUT + between + REST) == [f"{CUT} {REST}"]


def test_word_across_pages_is_joined():
    assert blocks("They feared a new mobi-\n\n4\n\nlization in spring.") == [
        "They feared a new mobilization in spring."
    ]


def test_year_between_halves_is_no_page_number():
    assert "1990" in blocks(f"{CUT}\n\n1990\n\n{REST}")


@pytest.mark.parametrize("start", ["Unprecedented exodus.", "2 million left.", "- unprecedented"])
def test_new_sentence_or_item_is_not_joined(start):
    assert len(blocks(f"{CUT}\n\n{start}")) == 2


@pytest.mark.parametrize("end", ["It ended.", "He asked: “Why?”", "It was cited.[12]", "The list follows:"])
def test_ended_sentence_is_not_joined(end):
    assert len(blocks(f"{CUT} so. {end}\n\nand then it went on.")) == 2


def test_cut_sentence_stays_cut_at_heading_or_list():
    assert blocks(f"{CUT}\n\nHeading\n=======\n\n{REST}") == [CUT, "Heading", REST]
    assert blocks(f"- {CUT}\n\n{REST}") == [CUT, REST]


def test_words_between_blank_lines_stay_separate():
    assert blocks("apples\n\npears\n\nplums") == ["apples", "pears", "plums"]


def test_page_number_beside_form_feed_is_left_out():
    assert blocks(f"{MILL}\n\n3\n\f{SALE}\n\n4\n\f") == [MILL, SALE, "4"]


def test_number_alone_is_text():
    assert blocks(f"{MILL}\n\n42\n\n{SALE}") == [MILL, "42", SALE]


def test_form_feed_does_not_count_as_line():
    document = load_text("One.\n\fTwo.\n\nThree.\fFour.")
    assert [line_of(document, word) for word in ("One", "Two", "Three", "Four")] == [1, 2, 4, 4]


def test_rules_separate_and_are_left_out():
    assert blocks(f"{MILL}\n* * *\n{SALE}\n\n----------\n\n{SHOP}") == [MILL, SALE, SHOP]
