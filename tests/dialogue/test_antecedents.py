"""What was mentioned, what a pronoun can mean of it, and how likely each is."""

from math import e, exp

import pytest

from qa.dialogue.antecedents import (
    Antecedent,
    Reference,
    collect_antecedents,
    compatible,
    features,
    mentions_of_turn,
    no_antecedent_features,
    rank_antecedents,
)
from qa.dialogue.clause import clause
from qa.dialogue.turn import PastTurn
from qa.language.tokens import tokens
from qa.types import Mention, Role, Traits

from .builders import knowledge

MAN, WOMAN, THING = (
    Traits(True, True, False, False),
    Traits(True, False, False, False),
    Traits(False, None, False, False),
)


def mention(text, *, traits=MAN, role=Role.QUESTION, proper=True, owned=False, possession=None):
    """The mention of a text that is one phrase."""
    head, key = text.casefold().split()[-1], text.casefold().removeprefix("the ")
    return Mention(text, head, 0, len(text), traits, role, proper, text, key, owned, possession)


def antecedent(text, *, age=0, roles=(Role.QUESTION,), asked=True, pinned=False, **traits):
    return Antecedent(mention(text, **traits), age, frozenset(roles), asked, pinned)


def collected(*turns, text=""):
    """The antecedents in `turns`, by their texts."""
    antecedents = collect_antecedents(turns, knowledge(text).mentions_of)
    return {antecedent.text: antecedent for antecedent in antecedents}


def able(pronoun_class, question, *antecedents, head=""):
    """The texts of those that the first word of `question`, a reference of `pronoun_class`, can mean."""
    word = question.split()[0]
    reference = Reference(word, 0, len(word), pronoun_class, head=head)
    return [antecedent.text for antecedent in compatible(reference, antecedents, question, tokens(question))]


# How likely it is


def test_probabilities_are_a_softmax():
    # The scores are 2 for Karl, 1 for Tom and 0 for none of them, so that the probabilities are e² and e over
    # e² + e + 1 = 11.107: 0.665 and 0.245; none of them has 0.090.
    weights = {"age 0": 2.0, "age 1": 1.0}
    ranked = rank_antecedents("he", [antecedent("Tom", age=1), antecedent("Karl")], weights)
    assert [choice.antecedent.text for choice in ranked] == ["Karl", "Tom"]
    assert [choice.probability for choice in ranked] == pytest.approx([0.6652, 0.2447], abs=1e-4)


def test_probabilities_and_none_sum_to_one():
    weights = {"age 0": 0.5, "age 1": 0.2, "name": 0.1, "none of these": -0.3, "he: none of these": 0.1}
    ranked = rank_antecedents("he", [antecedent("Tom", age=1), antecedent("Karl")], weights)
    none = exp(-0.3 + 0.1) / (exp(0.5 + 0.1) + exp(0.2 + 0.1) + exp(-0.3 + 0.1))
    assert sum(choice.probability for choice in ranked) + none == pytest.approx(1)


def test_less_likely_than_none_is_left_out():
    # Tom has the score -1, none of them 0. He still has his share: Karl's is e / (e + 1/e + 1).
    weights = {"age 0": 1.0, "age 1": -1.0}
    (choice,) = rank_antecedents("he", [antecedent("Tom", age=1), antecedent("Karl")], weights)
    assert (choice.antecedent.text, choice.probability) == ("Karl", pytest.approx(e / (e + 1 / e + 1)))


def test_as_likely_as_none_is_left_out():
    assert rank_antecedents("he", [antecedent("Karl")], {}) == []
    assert rank_antecedents("he", [], {"none of these": -5.0}) == []


def test_features_of_class_count_for_it_alone():
    # For "he" a name has 1 + 2, for "she" 1; none of them has 0.
    weights = {"name": 1.0, "he: name": 2.0}
    (he,), (she,) = (rank_antecedents(name, [antecedent("Karl")], weights) for name in ("he", "she"))
    assert (he.probability, she.probability) == (pytest.approx(e**3 / (e**3 + 1)), pytest.approx(e / (e + 1)))


def test_pinned_antecedent_is_first():
    pinned = antecedent("Tom", age=7, pinned=True)
    ranked = rank_antecedents("he", [antecedent("Karl"), pinned], {"age 0": 5.0, "age older": -5.0})
    # 20 - 5 against 5.
    assert [choice.antecedent.text for choice in ranked] == ["Tom", "Karl"]
    assert ranked[0].probability == pytest.approx(1, abs=1e-4)


def test_equally_likely_antecedents_keep_their_order():
    antecedents = [antecedent(name) for name in ("Karl", "Tom", "Max")]
    ranked = rank_antecedents("he", antecedents, {"age 0": 1.0})
    assert [choice.antecedent for choice in ranked] == antecedents
    assert [choice.probability for choice in ranked] == pytest.approx([e / (3 * e + 1)] * 3)


def test_large_scores_do_not_overflow():
    (choice,) = rank_antecedents("he", [antecedent("Karl")], {"age 0": 1e4})
    assert choice.probability == 1


def test_features_say_where_and_what_it_is():
    karl = antecedent("Karl", age=1, roles=[Role.SUBJECT, Role.SENTENCE], asked=False, owned=True)
    values = features("he", karl)
    common = {name: value for name, value in values.items() if not name.startswith("he: ")}
    assert common == {
        "age 1": 1,
        "subject of the question": 1,
        "the answering sentence": 1,
        "name": 1,
        "asked about": 0,
        "owned": 1,
        "fits": 1,
        "person": 1,
        "place": 0,
        "group": 0,
        "several": 0,
        "meant before": 0,
        "affinity": 0,
        "bare": 0,
        "name in s": 0,
    }
    assert values == common | {f"he: {name}": value for name, value in common.items()}


@pytest.mark.parametrize(("age", "name"), [(0, "age 0"), (2, "age 2"), (3, "age older"), (7, "age older")])
def test_old_turns_count_as_older(age, name):
    assert [key for key in features("he", antecedent("Karl", age=age)) if key.startswith("age")] == [name]


def test_meaning_nothing_has_features_of_class():
    assert no_antecedent_features("it") == {"none of these": 1, "it: none of these": 1}


# What was mentioned


def test_latest_turn_comes_first():
    turns = PastTurn("Where did Karl go?"), PastTurn("What did Nika say?")
    assert [(text, antecedent.age) for text, antecedent in collected(*turns).items()] == [("Nika", 0), ("Karl", 1)]


def test_same_thing_is_collected_once():
    turns = PastTurn("Where did Karl Weiss go?"), PastTurn("What did Weiss say?", "no", "“No,” said Weiss.")
    (karl,) = collected(*turns).values()
    # The fuller name; the age and the roles of its last mention.
    assert (karl.text, karl.age, karl.asked) == ("Karl Weiss", 0, True)
    assert karl.roles == {Role.SUBJECT, Role.SENTENCE}


def test_noun_is_the_same_by_all_its_words():
    antecedents = collected(PastTurn("Did the old mayor go?"), PastTurn("Did a mayor stay?"))
    assert list(antecedents) == ["the mayor", "the old mayor"]


def test_roles_in_older_turns_do_not_count():
    turns = PastTurn("Did Karl go?"), PastTurn("Who left?", "Karl", "Karl left.")
    assert collected(*turns)["Karl"].roles == {Role.ASKED_FOR}


def test_only_questions_ask_about_something():
    antecedents = collected(PastTurn("Did Karl go?", "to Nika", "Karl went to Nika."))
    assert (antecedents["Karl"].asked, antecedents["Nika"].asked) == (True, False)


def test_old_turns_are_out_of_reach():
    turns = [PastTurn("Did Karl go?"), *[PastTurn("Did Nika go?")] * 7]
    assert "Karl" in collected(*turns) and "Karl" not in collected(*turns, PastTurn("Did Nika go?"))


def test_owner_mentioned_by_itself_owns_no_more():
    owner = collected(PastTurn("Did Karl's brother go?"))["Karl"]
    assert owner.mention.possession.male is True
    assert collected(PastTurn("Did Karl's brother meet Karl?"))["Karl"].mention.possession is None


@pytest.mark.parametrize(
    ("question", "answer", "role"),
    [
        ("Who left?", "Karl", Role.ASKED_FOR),
        ("Where did Nika go?", "Ulm", Role.ASKED_FOR),
        ("What did Nika sell?", "Northline", Role.ANSWER),
        ("Who left?", "Karl, I think", Role.ANSWERING),
    ],
)
def test_answering_words_have_a_role(question, answer, role):
    text = answer.split(",")[0]
    assert collected(PastTurn(question, answer, f"Yes: {answer}."))[text].roles == {role}


def test_name_replaces_what_was_asked_for():
    assert list(collected(PastTurn("Which company did Karl join?", "Northline"))) == ["Karl", "Northline"]
    assert list(collected(PastTurn("Which company did Karl join?", "the second"))) == [
        "the company",
        "Karl",
        "the second",
    ]


def test_sentence_repeats_no_answering_words():
    (karl,) = mentions_of_turn(
        PastTurn("Who left?", "Karl", "Karl left."),
        question=[],
        answer=[mention("Karl", role=Role.SENTENCE)],
        sentence=[mention("Karl", role=Role.SENTENCE)],
        clause=clause("Who left?"),
    )
    assert karl.role is Role.ASKED_FOR


# What a reference can mean


@pytest.mark.parametrize(("pronoun_class", "expected"), [("he", ["Karl"]), ("she", ["Nika"]), ("it", ["the mill"])])
def test_antecedent_agrees_with_pronoun(pronoun_class, expected):
    mill = antecedent("the mill", traits=THING, proper=False)
    antecedents = antecedent("Karl"), antecedent("Nika", traits=WOMAN), mill
    assert able(pronoun_class, "X left", *antecedents) == expected


def test_named_antecedent_is_not_meant():
    assert able("he", "He saw Karl", antecedent("Karl"), antecedent("Max")) == ["Max"]


def test_it_means_only_what_was_asked_or_answered():
    mills = [
        antecedent("the mill", traits=THING, asked=asked, roles=[role])
        for asked in (True, False)
        for role in (Role.QUESTION, Role.SENTENCE, Role.ANSWERING, Role.ANSWER, Role.ASKED_FOR)
    ]
    assert len(able("it", "It burned", *mills)) == 5 + 2
    assert len(able("this", "This burned", *mills)) == 10


def test_owner_of_somebody_is_not_meant():
    # Behind "Karl's brother" "he" is the brother, but "she" can be Nika behind "Nika's brother".
    karl, nika = antecedent("Karl", possession=MAN), antecedent("Nika", traits=WOMAN, possession=MAN)
    assert able("he", "He left", karl) == [] and able("she", "She left", nika) == ["Nika"]


def test_pinned_antecedent_is_always_able():
    pinned = antecedent("Nika", traits=WOMAN, possession=MAN, asked=False, roles=[Role.SENTENCE], pinned=True)
    assert able("he", "He saw Nika", pinned) == able("it", "It saw Nika", pinned) == ["Nika"]


@pytest.mark.parametrize("question", ["His name is?", "His full name is?", "his surname?", "His last name?"])
def test_who_asks_for_name_means_somebody_unnamed(question):
    mayor = antecedent("the mayor", proper=False)
    assert able("he", question, antecedent("Karl"), mayor) == ["the mayor"]
    # Nobody else was mentioned.
    assert able("he", question, antecedent("Karl")) == ["Karl"]
    assert able("he", "His names?", antecedent("Karl"), mayor) == ["Karl", "the mayor"]


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("Ada's brother", {"owned": True}, True),
        ("Big Brother", {"proper": True}, True),
        # Not identified; the same words; another head; too long ago; mentioned in passing.
        ("the old brother", {}, False),
        ("the brother", {"owned": True}, False),
        ("Ada's sister", {"owned": True}, False),
        ("Ada's brother", {"owned": True, "age": 2}, False),
        ("Ada's brother", {"owned": True, "roles": [Role.SENTENCE]}, False),
    ],
)
def test_definite_noun_means_identified_phrase(text, values, expected):
    candidate = antecedent(text, **({"proper": False} | values))
    reference = Reference("the brother", 0, 11, "noun", head="brother")
    able_to = compatible(reference, [candidate], "the brother left", tokens("the brother left"))
    assert bool(able_to) is expected


def test_noun_with_of_is_identified():
    (estimate, *_) = collected(PastTurn("Is the estimate of 700 visitors too low?")).values()
    reference = Reference("That estimate", 0, 13, "this", head="estimate")
    assert compatible(reference, [estimate], "That estimate?", tokens("That estimate?")) == [estimate]


def test_demonstrative_reaches_older_turns():
    candidate = antecedent("Ada's book", age=5, roles=[Role.SENTENCE], proper=False, owned=True, traits=THING)
    assert able("this", "That book burned", candidate, head="book") == ["Ada's book"]
