"""What a text shows of the names in it, by titles, pronouns, first names and places."""

import pytest

from qa.dialogue import names as names_module
from qa.dialogue.names import Names
from qa.load import load_text
from qa.types import Traits

TEXT = (
    "The engineer Anil Rao works in Albany. “Nobody answered me,” he said. Mayor Maria Lopez said she had read the "
    "letter, and Rao, 52, was told so. Northline Freight is in Albany, too."
)
MAN, WOMAN, PERSON = (
    Traits(True, True, False, False),
    Traits(True, False, False, False),
    Traits(True, None, False, False),
)
PLACE, TIME, UNKNOWN = Traits(False, None, False, True), Traits(False, None, False, False, time=True), Traits()


def names_in(*texts):
    return Names([load_text(text) for text in texts if text])


def traits(name, *texts):
    return names_in(*texts).traits(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Anil Rao", MAN),
        ("Rao", MAN),
        ("Lopez", WOMAN),
        ("Albany", PLACE),
        ("Northline Freight", UNKNOWN),
        ("Kazakhstan", PLACE),
        ("March", TIME),
        ("Olga Petrenko", WOMAN),
    ],
)
def test_name_is_known_by_text_or_itself(name, expected):
    assert traits(name, TEXT) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Mr", MAN),
        ("Mr.", MAN),
        ("Sir", MAN),
        ("Lord", MAN),
        ("Mrs", WOMAN),
        ("Ms.", WOMAN),
        ("Miss", WOMAN),
        ("Lady", WOMAN),
        ("Dr.", PERSON),
        ("President", PERSON),
        ("Captain", UNKNOWN),
    ],
)
def test_title_shows_person_and_gender(title, expected):
    assert traits("Quill", f"Yesterday {title} Quill sold clocks.") == expected


def test_title_outweighs_a_pronoun():
    # For a man: the title, 3. For a woman: "she", 1. 3 is at least twice 1.
    assert traits("Quill", "Mr Quill sold clocks. She was tired.") == MAN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quill sold clocks. He was tired.", MAN),
        ("Quill sold clocks. Her shop was small.", WOMAN),
        ("Quill sold clocks. Hers was small.", WOMAN),
        # As an object "her" is mostly somebody else, and "him" always.
        ("Quill had warned her in a letter.", UNKNOWN),
        ("Quill had warned him.", UNKNOWN),
        # One for each.
        ("Quill sold clocks. He was tired. Quill left. She was old.", UNKNOWN),
        # Two against one, that is twice as many.
        ("Quill sold clocks. He was old. Quill ate. He was fat. Quill left. She slept.", MAN),
        # The pronoun probably means the other name between, or the one before.
        ("Quill saw Ostrow there. He was tired.", UNKNOWN),
        ("There Ostrow saw Quill at work. He was tired.", UNKNOWN),
        # Behind a preposition a name is seldom meant.
        ("Quill lived in Holm then. He was tired.", MAN),
        # More than 150 characters away.
        (f"Quill sold clocks{' and more clocks' * 10}. He was tired.", UNKNOWN),
    ],
)
def test_pronoun_behind_name_shows_gender(text, expected):
    assert traits("Quill", text) == expected


def test_frequent_name_needs_two_pronouns():
    # One pronoun is enough for a name that occurs fewer than 5 times.
    once, twice = "Quill left. He was tired.", "Quill left. He was tired. Quill ate. He was old."
    assert traits("Quill", f"{once} Quill ate. Quill slept. Quill sang.") == MAN
    assert traits("Quill", f"{once} Quill ate. Quill slept. Quill sang. Quill woke.") == UNKNOWN
    assert traits("Quill", f"{twice} Quill slept. Quill sang. Quill woke.") == MAN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“No,” said Quill.", PERSON),
        ("Quill, of Holm, said no.", PERSON),
        ("Quill recalled the day.", PERSON),
        ("Quill, 36, sold clocks.", PERSON),
        ("Quill, aged 36, sold clocks.", PERSON),
        # The hearer; a number and no age; a thing that is sold.
        ("They told Quill so.", UNKNOWN),
        ("Quill, 36,000 of them, were sold.", UNKNOWN),
        ("They sold Quill.", UNKNOWN),
    ],
)
def test_speech_and_age_show_a_person(text, expected):
    assert traits("Quill", text) == expected


def test_surname_of_woman_shows_gender_of_person():
    assert traits("Ostrova", "Ostrova, 36, sold clocks.") == WOMAN
    assert traits("Ostrova", "They sold Ostrova.") == UNKNOWN


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Karl", MAN),
        ("Karl Quill", MAN),
        ("Nika Quill", WOMAN),
        # Borne by both sexes.
        ("Andrea Quill", UNKNOWN),
        # A verb of speech, not a first name.
        ("Said", UNKNOWN),
        ("Said Quill", UNKNOWN),
        ("Quill", UNKNOWN),
    ],
)
def test_first_name_shows_gender(name, expected):
    assert traits(name) == expected


def test_first_name_outweighs_pronouns():
    assert traits("Karl", "Karl sold clocks. She was tired. Karl left. She was old.") == MAN


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Holm", "They lived in Holm. It was cold.", PLACE),
        ("Holm", "They lived in Holm. Holm was cold.", PLACE),
        ("Holm", "They lived in Holm. Holm was cold. Holm was small.", UNKNOWN),
        ("South Sudan", "", PLACE),
        # A first name before the name of a country.
        ("Jack London", "", MAN),
        ("Holm River", "", PLACE),
        ("Holm Council", "", Traits(False, None, False, False, group=True)),
        ("March", "", TIME),
        ("March Report", "", TIME),
        ("Late March", "", TIME),
    ],
)
def test_place_group_or_time_is_no_person(name, text, expected):
    assert traits(name, text) == expected


def test_surname_has_traits_of_full_name():
    text = "Karl Quill sold clocks. Clocks were what Quill liked."
    assert traits("Quill", text) == traits("Karl Quill", text) == MAN


def test_full_name_has_traits_of_surname():
    # Nothing shows what the full name is; the surname by itself is a person's.
    assert traits("Ursin Quill", "They met Ursin Quill there. Quill, 36, left.") == PERSON
    # With the first name of somebody else before it, it is not hers.
    assert traits("Ursin Quill", "They met Ursin Quill there. Mrs Adlin Quill left.") == UNKNOWN


def test_words_are_capitalised_inside_sentences():
    text = "The mill was in Holm. Quill sold it. Clocks were there. They had clocks. Mayor Ostrow left on Monday."
    assert names_in(text).words == {"holm", "quill", "ostrow"}


def test_longer_word_is_another_name():
    assert traits("Quill", "Quillon sold clocks. He was tired. McQuill left. He was old.") == UNKNOWN


def test_frequent_names_come_first():
    assert names_in("They met Quill.", "They met Ostrow.", "They saw Ostrow.").frequent == ("Ostrow", "Quill")


def test_no_documents_have_no_names():
    names = Names(())
    assert (names.words, names.frequent, names.traits("Quill")) == (frozenset(), (), UNKNOWN)


def test_twenty_occurrences_are_looked_at():
    assert traits("Quill", f"{'Quill left. ' * 19}Quill, 36, left.") == PERSON
    assert traits("Quill", f"{'Quill left. ' * 20}Quill, 36, left.") == UNKNOWN


def test_only_beginning_of_documents_is_searched(monkeypatch):
    texts = "Quill sold clocks. He was tired.", "Yesterday Mrs Ostrow left."
    assert traits("Ostrow", *texts) == WOMAN
    monkeypatch.setattr(names_module, "_MAX_CHARACTERS", len(texts[0]))
    assert (traits("Quill", *texts), traits("Ostrow", *texts)) == (MAN, UNKNOWN)


def test_noun_with_a_capital_is_no_name():
    text = "Every Bill passed by the House is signed. If it is not, the House may pass the Bill again. A Bill is a law."
    assert names_in(text).is_term("Bill") and traits("Bill", text).male is None
    assert not names_in("The Kremlin said no. He left the Kremlin.").is_term("Kremlin")
    assert traits("Bill", "Bill came. Nobody met Bill.") == MAN
