import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qa
from qa import model
from qa.errors import ModelError
from qa.language.tokens import words
from qa.question import spelling
from qa.question.spelling import Spelling, variants
from qa.retrieve import TfidfRetriever
from qa.split import passages
from qa.types import Correction

TEXT = "Nika Karchevskaya fled the mobilization. Pavel paid 100,000 rubles in Kazakhstan. The police said nothing."


def spelling_of(*texts):
    """Corrects questions about texts, each a document of its own."""
    found = [passage for text in texts for passage in passages(qa.load_text(text, markdown=text.startswith("#")))]
    return Spelling(found, TfidfRetriever(found).frequency)


def corrected(question, *texts):
    return spelling_of(*texts or (TEXT,)).correct(question)[0]


class Untouched(list):
    """Passages that nobody may look at."""

    def __iter__(self):
        raise AssertionError("the passages were read")


# What is corrected


def test_a_misspelt_name_is_corrected_and_told():
    asked, made = spelling_of(TEXT).correct("How old is Nika Karchevskya?")
    assert asked == "How old is Nika Karchevskaya?"
    assert made == (Correction(typed="Karchevskya", taken="Karchevskaya"),)


@pytest.mark.parametrize("typed", ["Kazkhstan", "Kazzakhstan", "Kazachstan", "Kazakhtsan"])
def test_a_letter_may_be_lost_added_replaced_or_swapped(typed):
    assert corrected(f"Who went to {typed}?") == "Who went to Kazakhstan?"


def test_a_name_in_lower_case_is_written_as_the_documents_write_it():
    assert corrected("how old is karchevskya") == "how old is Karchevskaya"


def test_a_word_is_written_as_it_is_mostly_written():
    text = "# ZORVANIA\n\nIn Zorvania it rains. He left Zorvania."
    assert corrected("Who left zorvaniia?", text) == "Who left Zorvania?"


@pytest.mark.parametrize("possessive", ["'s", "’s", "'"])
def test_a_possessive_is_kept(possessive):
    assert corrected(f"Where is Karchevskya{possessive} trip?") == f"Where is Karchevskaya{possessive} trip?"


def test_the_documents_possessive_is_not_taken_over():
    assert corrected("Who is Zorvaniia?", "Zorvania's rain fell. The road was wet. It dried.") == "Who is Zorvania?"


def test_all_else_of_a_question_stays_as_it_was_typed():
    assert corrected("  So -- (karchevskya), in\tKAZACHSTAN...?! ") == "  So -- (Karchevskaya), in\tKazakhstan...?! "


def test_every_misspelt_word_is_told_in_order_and_once():
    made = spelling_of(TEXT).correct("Did Karchevskya or Pavvel like Karchevskya?")[1]
    assert [(one.typed, one.taken) for one in made] == [("Karchevskya", "Karchevskaya"), ("Pavvel", "Pavel")]


def test_a_letter_that_no_accent_makes_is_a_slip():
    assert corrected("Who is Bjornholt?", "Bjørnholt wrote. She lived far away. It was cold.") == "Who is Bjørnholt?"


def test_a_long_word_may_hold_two_slips_and_a_short_one_not():
    assert corrected("Who is Karchebskya?") == "Who is Karchevskaya?"
    assert corrected("Who is Pafvell?") == "Who is Pafvell?"


def test_another_inflection_of_a_long_word_is_found():
    assert corrected("Who was a reservsit?", "The reservists left. They were young. It rained.") == (
        "Who was a reservists?"
    )


def test_a_misspelt_function_word_is_no_other_word():
    assert corrected("What is thier price?", "The thieves left. The tier was high. It rained.") == (
        "What is their price?"
    )


# Ties


def test_of_words_equally_near_the_more_frequent_one_is_meant():
    assert corrected("Who is Zorven?", "Zorvan left. Zorvin came. Zorvin sang.") == "Who is Zorvin?"


def test_of_words_equally_near_and_frequent_the_first_one_is_meant():
    assert corrected("Who is Zorven?", "Zorvin came.", "Zorvan left.") == "Who is Zorvin?"
    assert corrected("Who is Zorven?", "Zorvan left.", "Zorvin came.") == "Who is Zorvan?"


def test_a_nearer_word_goes_before_a_more_frequent_one():
    text = "Karchevinskaya left. Karchevinskaya came. Karchevskaya sang."
    assert corrected("Who is Karchevskya?", text) == "Who is Karchevskaya?"


# What is left as it is


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is the form?", "It came from the north. He was old. She was young."),
        ("What did the policy say?", "The police left. He was old. She was young."),
        ("Where is the marine?", "The marina was full. He was old. She was young."),
        ("What is the lantern?", "The Lantorn burned. He was old. She was young."),
    ],
)
def test_a_word_of_ordinary_english_is_no_other_word(question, text):
    assert spelling_of(text).correct(question) == (question, ())


def test_a_form_of_a_word_of_ordinary_english_is_ordinary():
    assert corrected("Who was policing?", "The polishing took long. It was done. He left.") == "Who was policing?"


@pytest.mark.parametrize(
    "question", ["Who was it that had been there?", "Which of whose were these?", "Whom wasnt she?"]
)
def test_function_words_are_never_touched(question):
    assert corrected(question, "Thene and Whichs and Thesse met Beene. Wass he want? Who knows.") == question


@pytest.mark.parametrize("question", ["What was 100,001?", "What happened in 19844?", "What is B52x?", "And 2nd?"])
def test_numbers_are_never_touched(question):
    assert corrected(question, "In 1984 it cost 100,000. The B52y flew. He came 3nd.") == question


@pytest.mark.parametrize("question", ["Who is Olha?", "Who is Rok?", "Who ist X?"])
def test_short_words_are_never_touched(question):
    assert corrected(question, "Olga met Rock. They sang. Xi left.") == question


@pytest.mark.parametrize("question", ["Who is Petrov?", "What is Zorvi's?", "Who zorviks?"])
def test_a_word_that_differs_in_its_ending_alone_is_another_one(question):
    assert corrected(question, "Petrova met Zorvia. A zorvika came. It rained.") == question


def test_a_word_with_another_first_letter_is_another_one():
    assert corrected("Who is Nargis?", "Dargis sang. She left. It rained.") == "Who is Nargis?"


def test_in_the_shortest_words_letters_are_lost_or_swapped_but_not_strange():
    text = "Pavel liked the rapids. Rapid Hagen drank. He left."
    assert corrected("Who is Pavle?", text) == "Who is Pavel?"
    assert corrected("Who was rabid?", text) == "Who was rabid?"
    assert corrected("Who is Havel?", text) == "Who is Havel?"


def test_the_first_two_letters_swapped_are_a_slip():
    assert corrected("Who is Adrgis?", "Dargis sang. She left. It rained.") == "Who is Dargis?"


def test_a_name_is_not_taken_for_a_word_that_is_none():
    text = "The dates were sweet. He ate. She slept."
    assert corrected("When was the Dawes act?", text) == "When was the Dawes act?"
    assert corrected("How were the dattes?", text) == "How were the dates?"


def test_a_question_in_capitals_tells_of_no_name():
    assert corrected("WHAT DID THE POLIZE SAY?") == "WHAT DID THE police SAY?"


@pytest.mark.parametrize("question", ["Who is flees?", "How many kazakhstans?", "What did the mobilizing cost?"])
def test_a_word_whose_stem_the_documents_hold_is_right(question):
    assert spelling_of(TEXT).correct(question) == (question, ())


def test_a_script_without_capitals_is_left_alone():
    assert corrected("谁签了合同吗", "谁签的合同吗。他走了。她来了。") == "谁签了合同吗"


@pytest.mark.parametrize(
    "question", ["", " ", "?", "'s", "...", "O'Briann", "U.S.S.", "\ud800", "Ka\u0301rchevskya\u0301?"]
)
def test_no_question_is_too_odd(question):
    asked, made = spelling_of(TEXT).correct(question)
    assert made or asked == question


def test_without_a_passage_nothing_is_corrected():
    assert Spelling([], lambda stem: 0).correct("Who is Karchevskya, and what is mobilisation?")[1] == ()


def test_passages_are_not_looked_at_while_every_word_is_held_or_ordinary():
    known = Spelling(Untouched(), lambda stem: stem == "karchevskaya")
    assert known.correct("Who is Karchevskaya to the police?")[1] == ()
    with pytest.raises(AssertionError, match="were read"):
        known.correct("Who is Karchevskya?")


# Variants

BOTH = [
    ("mobilisation", "mobilization"),
    ("criticised", "criticized"),
    ("analysing", "analyzing"),
    ("Elisabeth", "Elizabeth"),
    ("colour", "color"),
    ("favourite", "favorite"),
    ("neighbours", "neighbors"),
    ("theatre", "theater"),
    ("kilometres", "kilometers"),
    ("catalogue", "catalog"),
    ("jewelled", "jeweled"),
    ("medallist", "medalist"),
    ("encyclopaedia", "encyclopedia"),
    ("archaeology", "archeology"),
    ("oestrogen", "estrogen"),
    ("licence", "license"),
    ("programme", "program"),
    ("grey", "gray"),
    ("manoeuvre", "maneuver"),
    ("practised", "practiced"),
    ("colourisation", "colorization"),
]


@pytest.mark.parametrize(("typed", "held"), [*BOTH, *((american, british) for british, american in BOTH)])
def test_the_variant_that_the_documents_hold_is_meant(typed, held):
    asked = corrected(f"What of the {typed}?", f"It is known for {held} here. He was old. She was young.")
    assert asked in (f"What of the {held}?", f"What of the {typed}?")
    same_stem = spelling.stem(typed.casefold()) == spelling.stem(held.casefold())
    assert same_stem or asked == f"What of the {held}?"


def test_a_variant_of_another_inflection_keeps_its_own():
    asked, made = spelling_of(TEXT).correct("Who was mobilised? Mobilising whom?")
    assert asked == "Who was mobilized? Mobilizing whom?"
    assert made == (Correction("mobilised", "mobilized"), Correction("Mobilising", "Mobilizing"))


def test_a_variant_of_a_stem_that_differs_elsewhere_is_none():
    # "Improvization" has the stem of "improve", which says nothing of its z.
    assert corrected("What improvisation?", "They improve it. He was old. She was young.") == "What improvisation?"


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("prize", "prise"),
        ("floor", "flour"),
        ("hour", "hor"),
        ("below", "bellow"),
        ("filing", "filling"),
        ("timber", "timbre"),
        ("bring", "Bering"),
        ("fourth", "forth"),
        ("poetry", "petry"),
        ("Israel", "Isrel"),
    ],
)
def test_two_words_of_their_own_are_no_variants(word, other):
    assert other.casefold() not in variants(word.casefold()) and word.casefold() not in variants(other.casefold())


# The words of ordinary English


@pytest.fixture
def network(tmp_path, monkeypatch):
    """An empty folder in the place of the network's."""
    monkeypatch.setattr(model, "NEURAL", tmp_path)
    spelling._english.cache_clear()
    yield tmp_path
    spelling._english.cache_clear()


def test_without_the_network_the_background_alone_is_ordinary(network):
    text = "The police left. The Lantorn burned. He was old."
    assert corrected("What policy of which lantern?", text) == "What policy of which Lantorn?"


def test_a_broken_network_is_told(network):
    (network / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match=r"tokenizer\.json: cannot be read"):
        corrected("Who is Karchevskya?")


# Properties

HELD = sorted({TEXT[word.start : word.end] for word in words(TEXT)})
TYPED = [
    "Karchevskya",
    "kazachstan",
    "mobilisation",
    "Mobilised",
    "Pavvel's",
    "thier",
    "polize",
    "Xanthippos",
    "Petrov",
]
LINES = st.lists(st.sampled_from([*HELD, *TYPED]) | st.text(max_size=8), max_size=8).map(" ".join)
SPELLING = spelling_of(TEXT)


@given(st.lists(st.sampled_from(HELD) | st.sampled_from([*"?!,;: -—\n"]), max_size=12))
def test_a_question_of_held_words_is_never_changed(parts):
    question = " ".join(parts)
    assert SPELLING.correct(question) == (question, ())


@given(LINES)
def test_nothing_but_the_words_told_is_changed(question):
    asked, made = SPELLING.correct(question)
    taken = {one.typed: one.taken for one in made}
    told = "|".join(map(re.escape, sorted(taken, key=len, reverse=True))) or "(?!)"
    parts = re.split(f"({told})", question)
    pattern = "".join(
        f"(?:{re.escape(one)}|{re.escape(taken[one])})" if one in taken else re.escape(one) for one in parts
    )
    assert re.fullmatch(pattern, asked)
    assert bool(made) == (asked != question)


@given(st.text(), st.text())
def test_any_text_can_be_asked_and_corrected(text, question):
    with suppress(qa.QAError):
        spelling_of(text).correct(question)


@given(LINES)
def test_what_was_corrected_stays_corrected(question):
    once = SPELLING.correct(question)[0]
    assert SPELLING.correct(once)[0] == once


# Through the flow


def test_a_typo_in_a_name_finds_its_sentence_and_says_what_it_was_taken_for(corpus_of):
    answer = corpus_of(TEXT).ask("What did nika karchevskya flee?")
    assert answer.text == "Nika Karchevskaya fled the mobilization."
    assert answer.question == "What did nika karchevskya flee?"
    assert answer.corrections == (Correction("karchevskya", "Karchevskaya"),)


def test_a_corrected_question_is_answered_like_the_right_one(corpus_of):
    corpus = corpus_of(TEXT)
    typo, right = (corpus.ask(f"Who fled the {word}?") for word in ("mobilisation", "mobilization"))
    assert typo.corrections and not right.corrections
    assert (typo.text, typo.confidence, typo.hits) == (right.text, right.confidence, right.hits)


def test_an_abstention_tells_what_a_word_was_taken_for_and_gives_the_reason_of_that(corpus_of):
    answer = corpus_of(TEXT).ask("Who is Karchevskya?", threshold=1.0)
    assert answer.reason is qa.Reason.NOT_IN_TEXT and answer.corrections


def test_a_question_that_is_spelled_right_has_no_corrections(corpus_of):
    assert corpus_of(TEXT).ask("What did Nika Karchevskaya flee?").corrections == ()
