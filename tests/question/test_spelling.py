import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qa
from qa import model
from qa.errors import ModelError
from qa.language.tokens import stem, words
from qa.question import spelling
from qa.question.spelling import Spelling, apply_corrections, variants
from qa.types import Correction
from tests.builders import corpus, index

TEXT = "Nika Karchevskaya fled the mobilization. Pavel paid 100,000 rubles in Kazakhstan. The police said nothing."


def spelling_of(*texts):
    """Corrects questions about texts, each a document of its own."""
    return Spelling(index(*texts, markdown=any(text.startswith("#") for text in texts)))


def corrected(question, *texts):
    return spelling_of(*texts or (TEXT,)).correct(question)[0]


class UnlistedIndex:
    """An index that holds one stem, and whose words nobody may list."""

    def document_frequency(self, stem):
        return int(stem == "karchevskaya")

    def norms_of_length(self, length):
        raise AssertionError("the words were listed")


# What is corrected


def test_misspelt_name_is_corrected_and_reported():
    question, corrections = spelling_of(TEXT).correct("How old is Nika Karchevskya?")
    assert question == "How old is Nika Karchevskaya?"
    assert corrections == (Correction(typed="Karchevskya", corrected="Karchevskaya"),)


@pytest.mark.parametrize("typed", ["Kazkhstan", "Kazzakhstan", "Kazachstan", "Kazakhtsan"])
def test_letter_may_be_lost_added_replaced_or_swapped(typed):
    assert corrected(f"Who went to {typed}?") == "Who went to Kazakhstan?"


def test_lower_case_name_is_capitalised_as_in_documents():
    assert corrected("how old is karchevskya") == "how old is Karchevskaya"


def test_correction_has_the_most_frequent_spelling():
    text = "# ZORVANIA\n\nIn Zorvania it rains. He left Zorvania."
    assert corrected("Who left zorvaniia?", text) == "Who left Zorvania?"


@pytest.mark.parametrize("possessive", ["'s", "’s", "'"])
def test_possessive_is_kept(possessive):
    assert corrected(f"Where is Karchevskya{possessive} trip?") == f"Where is Karchevskaya{possessive} trip?"


def test_possessive_of_the_documents_is_left_out():
    assert corrected("Who is Zorvaniia?", "Zorvania's rain fell. The road was wet. It dried.") == "Who is Zorvania?"


def test_everything_else_stays_as_typed():
    assert corrected("  So -- (karchevskya), in\tKAZACHSTAN...?! ") == "  So -- (Karchevskaya), in\tKazakhstan...?! "


def test_corrections_are_in_order_and_once():
    _, corrections = spelling_of(TEXT).correct("Did Karchevskya or Pavvel like Karchevskya?")
    assert corrections == (Correction("Karchevskya", "Karchevskaya"), Correction("Pavvel", "Pavel"))


def test_letter_with_a_stroke_is_a_slip():
    assert corrected("Who is Bjornholt?", "Bjørnholt wrote. She lived far away. It was cold.") == "Who is Bjørnholt?"


def test_only_long_words_may_hold_two_slips():
    assert corrected("Who is Karchebskya?") == "Who is Karchevskaya?"
    assert corrected("Who is Pafvell?") == "Who is Pafvell?"


def test_long_word_may_match_another_inflection():
    assert corrected("Who was a reservsit?", "The reservists left. They were young. It rained.") == (
        "Who was a reservists?"
    )


def test_misspelt_function_word_is_no_other_word():
    assert corrected("What is thier price?", "The thieves left. The tier was high. It rained.") == (
        "What is their price?"
    )


# Ties


def test_tie_goes_to_the_more_frequent_word():
    assert corrected("Who is Zorven?", "Zorvan left. Zorvin came. Zorvin sang.") == "Who is Zorvin?"


def test_second_tie_goes_to_the_first_word():
    assert corrected("Who is Zorven?", "Zorvin came.", "Zorvan left.") == "Who is Zorvin?"
    assert corrected("Who is Zorven?", "Zorvan left.", "Zorvin came.") == "Who is Zorvan?"


def test_nearer_word_precedes_more_frequent_word():
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
def test_ordinary_word_stays(question, text):
    assert spelling_of(text).correct(question) == (question, ())


def test_form_of_an_ordinary_word_stays():
    assert corrected("Who was policing?", "The polishing took long. It was done. He left.") == "Who was policing?"


@pytest.mark.parametrize(
    "question", ["Who was it that had been there?", "Which of whose were these?", "Whom wasnt she?"]
)
def test_function_words_stay(question):
    assert corrected(question, "Thene and Whichs and Thesse met Beene. Wass he want? Who knows.") == question


@pytest.mark.parametrize("question", ["What was 100,001?", "What happened in 19844?", "What is B52x?", "And 2nd?"])
def test_numbers_stay(question):
    assert corrected(question, "In 1984 it cost 100,000. The B52y flew. He came 3nd.") == question


@pytest.mark.parametrize("question", ["Who is Olha?", "Who is Rok?", "Who ist X?"])
def test_short_words_stay(question):
    assert corrected(question, "Olga met Rock. They sang. Xi left.") == question


@pytest.mark.parametrize("question", ["Who is Petrov?", "What is Zorvi's?", "Who zorviks?"])
def test_word_with_another_ending_stays(question):
    assert corrected(question, "Petrova met Zorvia. A zorvika came. It rained.") == question


def test_word_with_another_first_letter_stays():
    assert corrected("Who is Nargis?", "Dargis sang. She left. It rained.") == "Who is Nargis?"


def test_shortest_words_gain_no_strange_letter():
    text = "Pavel liked the rapids. Rapid Hagen drank. He left."
    assert corrected("Who is Pavle?", text) == "Who is Pavel?"
    assert corrected("Who was rabid?", text) == "Who was rabid?"
    assert corrected("Who is Havel?", text) == "Who is Havel?"


def test_first_two_letters_may_be_swapped():
    assert corrected("Who is Adrgis?", "Dargis sang. She left. It rained.") == "Who is Dargis?"


def test_name_is_not_corrected_to_a_common_word():
    text = "The dates were sweet. He ate. She slept."
    assert corrected("When was the Dawes act?", text) == "When was the Dawes act?"
    assert corrected("How were the dattes?", text) == "How were the dates?"


def test_question_in_capitals_shows_no_names():
    assert corrected("WHAT DID THE POLIZE SAY?") == "WHAT DID THE police SAY?"


@pytest.mark.parametrize("question", ["Who is flees?", "How many kazakhstans?", "What did the mobilizing cost?"])
def test_word_whose_stem_occurs_stays(question):
    assert spelling_of(TEXT).correct(question) == (question, ())


def test_script_without_capitals_stays():
    assert corrected("谁签了合同吗", "谁签的合同吗。他走了。她来了。") == "谁签了合同吗"


@pytest.mark.parametrize(
    "question", ["", " ", "?", "'s", "...", "O'Briann", "U.S.S.", "\ud800", "Ka\u0301rchevskya\u0301?"]
)
def test_odd_questions_are_corrected_or_stay(question):
    corrected_question, corrections = spelling_of(TEXT).correct(question)
    assert corrections or corrected_question == question


def test_empty_index_corrects_nothing():
    question = "Who is Karchevskya, and what is mobilisation?"
    assert spelling_of().correct(question) == (question, ())


def test_words_are_listed_only_if_one_is_unknown():
    unlisted = Spelling(UnlistedIndex())
    assert unlisted.correct("Who is Karchevskaya to the police?")[1] == ()
    with pytest.raises(AssertionError, match="were listed"):
        unlisted.correct("Who is Karchevskya?")


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
def test_variant_of_the_documents_is_preferred(typed, held):
    question = corrected(f"What of the {typed}?", f"It is known for {held} here. He was old. She was young.")
    assert question in (f"What of the {held}?", f"What of the {typed}?")
    same_stem = stem(typed.casefold()) == stem(held.casefold())
    assert same_stem or question == f"What of the {held}?"


def test_variant_keeps_its_inflection():
    question, corrections = spelling_of(TEXT).correct("Who was mobilised? Mobilising whom?")
    assert question == "Who was mobilized? Mobilizing whom?"
    assert corrections == (Correction("mobilised", "mobilized"), Correction("Mobilising", "Mobilizing"))


def test_variant_must_differ_where_the_stem_does():
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
def test_different_words_are_no_variants(word, other):
    assert other.casefold() not in variants(word.casefold()) and word.casefold() not in variants(other.casefold())


# The words of ordinary English


@pytest.fixture
def network(tmp_path, monkeypatch):
    """An empty folder in the place of the network's."""
    monkeypatch.setattr(model, "NEURAL", tmp_path)
    spelling._english.cache_clear()
    yield tmp_path
    spelling._english.cache_clear()


def test_background_is_ordinary_without_a_tokenizer(network):
    text = "The police left. The Lantorn burned. He was old."
    assert corrected("What policy of which lantern?", text) == "What policy of which Lantorn?"


def test_broken_tokenizer_raises(network):
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
def test_question_of_known_words_stays(parts):
    question = " ".join(parts)
    assert SPELLING.correct(question) == (question, ())


@given(LINES)
def test_only_reported_words_change(question):
    changed, corrections = SPELLING.correct(question)
    corrected_to = {correction.typed: correction.corrected for correction in corrections}
    typed = "|".join(map(re.escape, sorted(corrected_to, key=len, reverse=True))) or "(?!)"
    pattern = "".join(
        f"(?:{re.escape(part)}|{re.escape(corrected_to[part])})" if part in corrected_to else re.escape(part)
        for part in re.split(f"({typed})", question)
    )
    assert re.fullmatch(pattern, changed)
    assert bool(corrections) == (changed != question)


@given(st.text(), st.text())
def test_any_text_corrects_any_question(text, question):
    with suppress(qa.QAError):
        spelling_of(text).correct(question)


@given(LINES)
def test_correction_is_idempotent(question):
    changed = SPELLING.correct(question)[0]
    assert SPELLING.correct(changed)[0] == changed


# Corrections of earlier questions

NIKA, PAVEL = Correction("Karchevskya", "Karchevskaya"), Correction("Pavvel", "Pavel")


def test_known_corrections_apply_in_order_and_once():
    question = "Did  Pavvel's wife, Karchevskya, like PAVVEL or Pavvel?"
    assert apply_corrections(question, [NIKA, PAVEL]) == (
        "Did  Pavel's wife, Karchevskaya, like PAVVEL or Pavel?",
        (PAVEL, NIKA),
    )


@pytest.mark.parametrize("question", ["", "?", "Who is Pavel?", "Who is Pavvelova?", "Pavvel-"])
def test_unused_corrections_are_not_reported(question):
    assert apply_corrections(question, [NIKA]) == (question, ())


def test_latest_correction_of_a_word_applies():
    assert apply_corrections("Pavvel?", [PAVEL, Correction("Pavvel", "Pavol")])[0] == "Pavol?"


@given(LINES)
def test_no_known_corrections_change_nothing(question):
    assert apply_corrections(question, iter(())) == (question, ())


# Not of any words: a word may be corrected at the start of a question, and stay where its capital shows a name.
@given(st.lists(st.sampled_from([*HELD, *TYPED]), max_size=8).map(" ".join))
def test_known_corrections_repeat_the_spelling(question):
    changed, corrections = SPELLING.correct(question)
    assert apply_corrections(question, corrections) == (changed, corrections)


# Through the flow


@pytest.fixture(scope="module")
def nika_corpus():
    return corpus(TEXT)


def test_misspelt_name_is_answered_and_reported(nika_corpus):
    answer = nika_corpus.ask("What did nika karchevskya flee?")
    assert answer.text == "Nika Karchevskaya fled the mobilization."
    assert answer.question.text == "What did nika karchevskya flee?"
    assert answer.corrections == (Correction("karchevskya", "Karchevskaya"),)


def test_corrected_question_is_answered_like_the_right_one(nika_corpus):
    typo, right = (nika_corpus.ask(f"Who fled the {word}?") for word in ("mobilisation", "mobilization"))
    assert typo.corrections and not right.corrections
    assert (typo.text, typo.confidence, typo.hits) == (right.text, right.confidence, right.hits)


def test_abstention_reports_corrections_and_their_reason(nika_corpus):
    answer = nika_corpus.ask("Who is Karchevskya?", threshold=1.0)
    assert answer.reason is qa.Reason.NOT_IN_TEXT and answer.corrections


def test_right_question_has_no_corrections(nika_corpus):
    assert nika_corpus.ask("What did Nika Karchevskaya flee?").corrections == ()
