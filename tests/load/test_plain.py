"""Plain text: which line ends are soft, and what is a list, a table, a page break."""

import pytest

from qa.load import load_text
from qa.types import BlockKind

from .builders import MILL, PROSE, SALE, SHOP, blocks, cells, contexts, kinds, line_of, wrapped

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


def test_table_set_with_spaces_is_rows_with_cells():
    document = load_text("Name     Age   Home town\nAnna      34   Holm\nBo              New Uppsala")
    assert cells(document) == [
        [("Name", "Anna"), ("Age", "34"), ("Home town", "Holm")],
        [("Name", "Bo"), ("Home town", "New Uppsala")],
    ]
    assert document.text == "Anna | 34 | Holm\nBo | New Uppsala"
    assert line_of(document, "Bo") == 3


@pytest.mark.parametrize(
    "text",
    [
        "Name\tAge\nAnna\t34\nBo\t35",
        "Name  Age\n----  ---\nAnna   34\nBo     35",
        "| Name | Age |\n|------|-----|\n| Anna | 34 |\n| Bo | 35 |",
        "+------+-----+\n| Name | Age |\n+------+-----+\n| Anna | 34  |\n| Bo   | 35  |\n+------+-----+",
        "Our staff\nNAME   AGE\nAnna   34\nBo     35".replace("NAME", "Name").replace("AGE", "Age"),
    ],
)
def test_first_row_names_columns(text):
    assert cells(load_text(text)) == [[("Name", "Anna"), ("Age", "34")], [("Name", "Bo"), ("Age", "35")]]


def test_row_of_names_is_no_header():
    text = "Anna    Mayor\nBo      Clerk\nEva     Treasurer"
    assert blocks(text) == ["Anna | Mayor", "Bo | Clerk", "Eva | Treasurer"]


def test_numbered_items_with_gaps_are_no_table():
    assert kinds("1.  Open it.\n2.  Fill it.\n3.  Close it.") == [
        (ITEM, "1. Open it."),
        (ITEM, "2. Fill it."),
        (ITEM, "3. Close it."),
    ]


def test_two_columns_of_prose_are_no_table():
    left = wrapped(MILL, 40).split("\n")
    text = "\n".join(f"{line:44}{line}" for line in left)
    assert ROW not in {kind for kind, _ in kinds(text)}


def test_table_set_with_tabs_is_rows():
    assert load_text("Anna\t34\nBo\t35").text == "Anna 34\nBo 35"


def test_justified_prose_is_no_table():
    text = "The   mill at Holm was built in the year   1902 by\nAnna Berg,   who had come   there from the far north."
    assert [kind for kind, _ in kinds(text)] == [PARAGRAPH]


# Labels, messages


def test_labels_with_values_are_rows():
    text = (
        "Supplier:      Kestrel Print GmbH, Hafenweg 3\nInvoice date:  12 February 2024\nDue date:      13 March 2024"
    )
    assert kinds(text) == [
        (ROW, "Supplier: Kestrel Print GmbH, Hafenweg 3"),
        (ROW, "Invoice date: 12 February 2024"),
        (ROW, "Due date: 13 March 2024"),
    ]


def test_labels_before_sentences_are_paragraphs():
    text = "Summary: The mill burned. It was built again.\nDetails: It was made of stone. Nobody knows why."
    assert {kind for kind, _ in kinds(text)} == {PARAGRAPH}


def test_chat_message_has_time_and_question():
    document = load_text(
        "12/03/2024, 18:04 - Ines: who is bringing the tent?\n"
        "12/03/2024, 18:05 - Karl: I can. The big one\n12/03/2024, 18:06 - Ines: ok"
    )
    assert contexts(document) == {
        "12/03/2024, 18:05 - Karl: I can. The big one": ("12/03/2024, 18:04 - Ines: who is bringing the tent?",)
    }
    assert {block.kind for block in document.blocks} == {ROW}
    assert document.places.place(document.text.index("Karl")).time == "12/03/2024, 18:05"


def test_speech_keeps_speaker_over_paragraphs():
    text = "HOST: Where is it?\n\nADA: In Holm.\n\nIt was small.\n\nHOST: Thank you.\n\nADA: Not at all."
    assert contexts(load_text(text)) == {"ADA: In Holm.": ("HOST: Where is it?",), "It was small.": ("ADA",)}


def test_answer_has_question_as_context():
    assert contexts(load_text("Q: Where?\nA: In Cork.\n\nQ: Why?\n\nA: It rains.")) == {
        "A: In Cork.": ("Q: Where?",),
        "A: It rains.": ("Q: Why?",),
    }


def test_speeches_of_a_play_have_speakers():
    play = "ACT I\n\nMARTA.\nWho has the key?\n\nBERT. The priest.\n\nHe went home.\n\nMARTA.\nNo!\n\nBERT.\nYes."
    assert [text for _, text in kinds(play)] == [
        "ACT I",
        "MARTA. Who has the key?",
        "BERT. The priest.",
        "He went home.",
        "MARTA. No!",
        "BERT. Yes.",
    ]
    assert contexts(load_text(play)) == {
        "BERT. The priest.": ("MARTA. Who has the key?",),
        "He went home.": ("BERT",),
    }


def test_capitals_before_a_stop_are_no_speakers():
    text = "SCENE I. A mill.\n\nThe end.\n\nSCENE II. A barn.\n\nNOTE. It rains.\n\nThe very end."
    assert contexts(load_text(text)) == {}


def test_name_above_a_message_belongs_to_it():
    chat = "Ada Byron  10:32 AM\nWhen do we ship?\n\nBo Sand  10:33 AM\nOn Friday.\n\nAda Byron  10:40 AM\nFine."
    document = load_text(chat)
    assert [document.slice(block.span) for block in document.blocks] == [
        "Ada Byron 10:32 AM When do we ship?",
        "Bo Sand 10:33 AM On Friday.",
        "Ada Byron 10:40 AM Fine.",
    ]
    assert document.blocks[1].context == ("Ada Byron 10:32 AM When do we ship?",)
    assert document.places.place(document.blocks[1].span.start).time == "10:33 AM"


def test_timetable_has_no_speakers():
    assert blocks("Breakfast 7:30\nLunch 12:30\nBreakfast 8:00\nDinner 19:00") == [
        "Breakfast 7:30",
        "Lunch 12:30",
        "Breakfast 8:00",
        "Dinner 19:00",
    ]


def test_records_have_no_speakers():
    assert contexts(load_text("Name: Anna\nAge: 34\n\nName: Bo\nAge: 35\n\nNo more.")) == {}


# Lists


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_stem_is_context_of_clauses(gap):
    text = gap.join(("4.1 The Tenant shall not:", "(a) smoke;", "(b) sublet:", "    (i) in whole.", "(c) sing."))
    stem = "4.1 The Tenant shall not:"
    assert contexts(load_text(text)) == {
        "(a) smoke;": (stem,),
        "(b) sublet:": (stem,),
        "(i) in whole.": (stem, "(b) sublet:"),
        "(c) sing.": (stem,),
    }


def test_clauses_in_one_line_are_items():
    text = "(2). This does not apply to: (a) clubs, and people; (b) states; and (c) mills."
    assert blocks(text) == ["(2). This does not apply to:", "(a) clubs, and people;", "(b) states; and", "(c) mills."]
    assert set(contexts(load_text(text)).values()) == {("(2). This does not apply to:",)}


def test_clauses_within_prose_stay():
    text = "She had three aims: (a) to win; (b) to sing; and (c) to sleep."
    assert blocks(text) == [text]


def test_list_that_begins_again_has_no_stem():
    assert contexts(load_text("To make tea:\n1. Boil it.\n2. Wait.\n\n1. Open.\n2. Close.")) == {
        "1. Boil it.": ("To make tea:",),
        "2. Wait.": ("To make tea:",),
    }


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


def test_running_heads_after_form_feeds_are_left_out():
    pages = [wrapped(text, 60).split("\n") for text in PROSE]
    text = "\f".join(f"Annual Report    Holm {number}\n\n" + "\n".join(page) for number, page in enumerate(pages, 1))
    assert blocks(text)[1:] == list(PROSE)


def test_running_heads_with_numbers_are_left_out():
    lines = wrapped(f"{MILL} {SALE} {SHOP}", 40).split("\n")
    first, second, third = lines[:5], lines[5:10], lines[10:]
    heads = ["2                HOLM v. TANNER", "     Cite as: 12 H. B. 340                3"]
    text = "\n".join([*first, heads[0], "", "   Opinion", "", *second, heads[1], "", "   Opinion", "", *third])
    joined = " ".join(blocks(text))
    assert "Opinion" not in joined and "TANNER" not in joined and "Cite" not in joined
    assert joined == f"{MILL} {SALE} {SHOP}"


def test_rows_that_end_with_numbers_are_no_heads():
    text = "\n\n".join(
        f"Item {'abc'[number]}          {number + 1}\n\n{MILL}\n{SALE}\n{SHOP}\n{MILL}" for number in range(3)
    )
    assert "Item a 1" in blocks(text)


def test_line_numbers_are_left_out():
    lines = wrapped(f"{MILL} {SALE}", 50).split("\n")
    for width in (2, 4):
        text = "\n".join(f"{number:{width}}   {line}" for number, line in enumerate(lines, 1))
        assert blocks(text) == [f"{MILL} {SALE}"]


def test_numbers_of_every_fifth_line_are_left_out():
    lines = wrapped(" ".join(PROSE), 30).split("\n")
    text = "\n".join(f"{line:40}{number}" if number % 5 == 0 else line for number, line in enumerate(lines, 1))
    assert " ".join(blocks(text)) == " ".join(PROSE)


def test_numbered_list_keeps_its_numbers():
    text = "\n".join(f"{number} item" for number in range(1, 20))
    assert blocks(text)[-1] == "19 item"


def test_rules_separate_and_are_left_out():
    assert blocks(f"{MILL}\n* * *\n{SALE}\n\n----------\n\n{SHOP}") == [MILL, SALE, SHOP]


# Hostile texts


@pytest.mark.parametrize(
    "shape",
    """A! a! |a  b  c$|A: b$|Q: a?$|(1). a: (a) b; (b) c$$|1$$|AAAA$|a\f|a\tb$|1   a$$|[10:31] a: b?$|(a) b:$
Article 1$$|What?$$|a          1$$|-=+$|a:$|- a$|2   A$$a$a$a$a$""".replace("\n", "|").split("|"),
)
def test_hostile_shape_is_read_to_its_end(shape):
    shape = shape.replace("$", "\n")
    assert blocks(f"{shape * (10_000 // len(shape))}\n\nThe end is here.")[-1].endswith("The end is here.")


def test_context_of_many_items_is_bounded():
    text = "word " * 20_000 + "ends:\n" + "- item\n" * 200
    assert max(sum(map(len, context)) for context in contexts(load_text(text)).values()) <= 240


def kinds_and_contexts(text):
    return [(block.kind.value, block.context) for block in load_text(text).blocks]


def test_lines_below_a_label_are_a_list():
    listed = kinds_and_contexts("Ingredients:\n200 g flour\n2 eggs\n\nSalt the water.")
    assert listed[1:3] == [("item", ("Ingredients:",))] * 2


def test_clauses_below_a_dash_have_their_stem():
    stem = "13. The Minister may, by order -"
    assert (
        kinds_and_contexts(f"{stem}\n    (a) fix the fee; and\n    (b) close a water.")[1:] == [("item", (stem,))] * 2
    )


def test_second_subsection_is_beside_the_first():
    assert kinds_and_contexts("12. (1) No person shall fish.\n    (2) A licence lasts a year.")[1] == ("item", ())


def test_value_on_two_lines_belongs_to_its_label():
    text = "Name: Ruth Abel\nAddress: 12 Mill Lane\n         Holm\nPhone: 555-0142"
    assert blocks(text) == ["Name: Ruth Abel", "Address: 12 Mill Lane Holm", "Phone: 555-0142"]


def test_messages_with_short_years_are_separate():
    text = "[12.05.24, 10:11:03] Mara: When is the train?\n[12.05.24, 10:11:40] Jo: 9:40\n[12.05.24, 10:15:00] Mara: ok"
    assert blocks(text) == text.split("\n")


def test_line_of_the_author_is_metadata():
    assert kinds_and_contexts("Ferry returns to Holm\n\nBy Lena Brandt\n\nThe ferry sails again.")[1] == (
        "metadata",
        ("This document was written by the author:",),
    )
    assert kinds_and_contexts("Ferry returns to Holm\n\nBy train it takes an hour.")[1][0] == "paragraph"
