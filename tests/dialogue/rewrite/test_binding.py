"""Whether a pronoun means something in its own question."""

import pytest

from qa.dialogue.rewrite.binding import is_bound
from qa.language.lexicon import PRONOUN_CLASSES

from ..builders import question


def bound(line, pronoun):
    """Whether the last `pronoun` of `line` is bound."""
    parsed = question(line)
    place = max(place for place, token in enumerate(parsed.tokens) if token.norm == pronoun)
    return is_bound(place, PRONOUN_CLASSES[pronoun], parsed.tokens, parsed.mentions)


@pytest.mark.parametrize(
    ("line", "pronoun"),
    [
        # Somebody before it.
        ("What did Ada say when she left?", "she"),
        ("Did Ada lose her mill?", "her"),
        ("Who said that Tom sold his mill?", "his"),
        ("When Ada left, what did she say?", "she"),
        # A noun that is not listed may be a person in a clause of its own.
        ("What did the poet say when he left?", "he"),
        ("What became of the entrepreneur's firm in his absence?", "his"),
        # A country or a company is several.
        ("What did Northline do with their oats?", "their"),
        # Somebody behind it, if it opens.
        ("In her first year, what did Ada write?", "her"),
        ("In his letter Tom wrote what?", "his"),
        ("Before she left, what did Ada say?", "she"),
        # Who is asked for.
        ("Which mayor says he is tired?", "he"),
        ("Which town lost its mayor?", "its"),
    ],
)
def test_pronoun_is_bound_in_question(line, pronoun):
    assert bound(line, pronoun)


@pytest.mark.parametrize(
    ("line", "pronoun"),
    [
        # The subject of the question is bound by nothing behind it.
        ("Where did he meet Tom?", "he"),
        ("In which town was she?", "she"),
        ("When did they leave Ulm?", "they"),
        # It does not agree.
        ("Did Ada lose his mill?", "his"),
        ("Did Tom lose her mill?", "her"),
        ("What did the city say when he left?", "he"),
        # A listed noun and a place are nobody.
        ("What happened in Ulm when she left?", "she"),
        ("How many years did he live?", "he"),
        # It opens, and nobody of the sort follows.
        ("In his letter Ada wrote what?", "his"),
        # "What" is no person; an object is nobody's; what follows "be" or "do" is not asked for.
        ("What made his mill burn?", "his"),
        ("Who saw him?", "him"),
        ("Who was his brother?", "his"),
        ("Who did his brother meet?", "his"),
        ("What is known about her book?", "her"),
        # "How many boats" is asked of it.
        ("How many sons did he have?", "he"),
        ("he", "he"),
    ],
)
def test_pronoun_is_free_in_question(line, pronoun):
    assert not bound(line, pronoun)


def test_subject_is_bound_by_what_precedes_question():
    assert bound("As for Ada, where did she go?", "she")
    assert not bound("As for Ada, where did he go?", "he")


def test_subject_is_near_its_question_word():
    # "He" may be eight words from the start of the question; it is the sixth here, and the twelfth.
    assert not bound("In which house of Karl did he live?", "he")
    assert bound("In which of the old houses that Karl built in Ulm did he live?", "he")
