import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.language import tokens as tokenizers
from qa.language.lexicon import STOP_WORDS
from qa.question import QuestionParser, Spelling, parse_rewritten, parsed
from qa.types import AnswerType, Correction, Intent
from tests.builders import index

TEXT = "Nika Karchevskaya fled the mobilization. Pavel paid 100,000 rubles in Kazakhstan."
PARSER = QuestionParser(Spelling(index(TEXT)))
NIKA = Correction("Karchevskya", "Karchevskaya")


# A line


@pytest.mark.parametrize(
    "line", ["Who is Pavel?", "  Who  is\tPavel? ", "\nWho is\r\nPavel?", "Who\u00a0is\u2003Pavel?"]
)
def test_white_space_is_folded(line):
    question = PARSER.parse(line)
    assert question.text == question.corrected == str(question) == "Who is Pavel?"
    assert question == PARSER.parse("Who is Pavel?")


def test_text_stays_as_typed_beside_its_correction():
    question = PARSER.parse(" Where did  Nika Karchevskya go?")
    assert question.text == "Where did Nika Karchevskya go?"
    assert question.corrected == "Where did Nika Karchevskaya go?"
    assert question.corrections == (NIKA,)


def test_words_and_tokens_are_those_of_the_correction():
    question = PARSER.parse("Is Karchevskya's trip well-known?")
    assert [word.norm for word in question.words] == ["is", "karchevskaya", "trip", "well", "known"]
    assert [token.text for token in question.tokens] == ["Is", "Karchevskaya's", "trip", "well-known", "?"]


def test_topic_is_the_words_without_function_words():
    question = PARSER.parse("When did Pavel pay the 100,000 rubles?")
    assert [word.norm for word in question.content_words] == ["pavel", "pay", "100000", "rubles"]
    assert set(question.content_words) <= set(question.words)
    assert PARSER.parse("Who is it?").content_words == ()


@pytest.mark.parametrize(
    ("line", "intent", "answer_type"),
    [
        ("Where did Pavel pay?", Intent.QUESTION, AnswerType.PLACE),
        ("How much did Pavel pay?", Intent.QUESTION, AnswerType.MONEY),
        ("Who fled the mobilisation?", Intent.QUESTION, AnswerType.PERSON),
        ("Thanks!", Intent.THANKS, AnswerType.OTHER),
        ("Are you sure?", Intent.SURE, AnswerType.OTHER),
        ("Where does it say that?", Intent.PLACE, AnswerType.PLACE),
        ("...", Intent.REMARK, AnswerType.OTHER),
        ("", Intent.REMARK, AnswerType.OTHER),
    ],
)
def test_intent_and_answer_type_are_classified(line, intent, answer_type):
    question = PARSER.parse(line)
    assert (question.intent, question.answer_type) == (intent, answer_type)


def test_answer_type_is_that_of_the_correction():
    # "Coutnry" is corrected to a word of the text, and "Which country" asks for a place.
    parser = QuestionParser(Spelling(index("The country was cold. He left. She came.")))
    assert parser.parse("Which coutnry was it?").answer_type is AnswerType.PLACE
    assert parsed("Which coutnry was it?", "Which coutnry was it?").answer_type is AnswerType.OTHER


def test_mentions_are_left_to_a_conversation():
    assert PARSER.parse("Who is Pavel?").mentions is None


LINES = st.lists(
    st.sampled_from(["Karchevskya's", "mobilisation", "Who", "U.S.", "10:30", "well-known", "\t"]) | st.text(max_size=6)
).map(" ".join)


@given(LINES)
def test_words_and_tokens_slice_back(line):
    question = PARSER.parse(line)
    assert question.text == " ".join(line.split())
    assert all(question.corrected[token.start : token.end] == token.text for token in question.tokens)
    norms = [norm for word in question.words for norm in tokenizers.norms(question.corrected[word.start : word.end])]
    assert norms == [word.norm for word in question.words]
    assert question.content_words == tuple(word for word in question.words if word.norm not in STOP_WORDS)


# Each text is tokenized once


@pytest.fixture
def counts():
    """How many texts were taken apart since the fixture was made: into words, and into tokens."""
    tokenizers.words.cache_clear()
    tokenizers.tokens.cache_clear()
    return lambda: (tokenizers.words.cache_info().misses, tokenizers.tokens.cache_info().misses)


def test_line_is_tokenized_once(counts):
    PARSER.parse("Who is Pavel, who paid in Kazakhstan?")
    assert counts() == (1, 1)


def test_corrected_line_is_tokenized_beside_the_typed(counts):
    # Words of the line as it is typed and as it is corrected; tokens of the latter alone.
    PARSER.parse("Where did Nika Karchevskya go?")
    assert counts() == (2, 1)


def test_rewritten_question_is_tokenized_once(counts):
    typed = parsed("And he?", "And he?")
    parse_rewritten("Where did Pavel go?", typed=typed)
    # The words and the tokens of the typed and of the rewritten question.
    assert counts() == (2, 2)


def test_stages_share_the_parsed_words(counts):
    question = PARSER.parse("Where did Pavel pay?")
    assert tokenizers.words(question.corrected) is question.words
    assert tokenizers.tokens(question.corrected) is question.tokens
    assert counts() == (1, 1)


# Rewritten questions

TYPED = PARSER.parse("And her mobilisation?")


def test_rewritten_question_keeps_typed_corrections():
    question = parse_rewritten("  When was  Nika's mobilization? ", typed=TYPED)
    assert question.text == question.corrected == "When was Nika's mobilization?"
    assert question.corrections == TYPED.corrections == (Correction("mobilisation", "mobilization"),)
    assert question.answer_type is AnswerType.DATE and question.intent is Intent.QUESTION


def test_rewritten_question_corrects_known_words():
    question = parse_rewritten("Did Karchevskya fear mobilization?", typed=TYPED, known=iter([NIKA]))
    assert question.text == "Did Karchevskya fear mobilization?"
    assert question.corrected == "Did Karchevskaya fear mobilization?"
    assert question.corrections == (*TYPED.corrections, NIKA)
    assert [word.norm for word in question.content_words] == ["karchevskaya", "fear", "mobilization"]


def test_rewritten_question_lists_only_used_corrections():
    question = parse_rewritten("Did Pavel flee?", typed=PARSER.parse("Did he flee?"), known=[NIKA])
    assert (question.corrected, question.corrections) == ("Did Pavel flee?", ())


def test_rewritten_question_has_no_second_look():
    # Misspelt, but neither the typed line nor an earlier question was corrected so.
    question = parse_rewritten("Where is Kazkhstan?", typed=PARSER.parse("Where is it?"))
    assert (question.corrected, question.corrections) == ("Where is Kazkhstan?", ())
