"""Sentences that define a term or introduce a person."""

import pytest

from qa.question import Term
from qa.read.base import DEFINES, DEFINITION_WEIGHT
from qa.read.definitions import definitions
from qa.types import Hit
from tests.builders import corpus, split


def rates(term, text, *, markdown=False):
    """How plainly each sentence of `text` defines `term`."""
    passages = split(text, markdown=markdown)
    values = definitions(term, [Hit(passage, 1.0, rank) for rank, passage in enumerate(passages, 1)])
    return [values.get(sentence.key, 0.0) for passage in passages for sentence in passage.sentences]


@pytest.mark.parametrize(
    ("term", "text", "rate"),
    [
        ("lease", "“Lease” means a contract on the use of a thing.", 1.0),
        ("lease", "A lease is a contract on the use of a thing.", 1.0),
        ("DC", "DC (direct current) refers to a flow of charge in one way.", 1.0),
        ("rind", "The outer layer is called the rind.", 1.0),
        ("rind", "Rind: the outer layer of a cheese.", 1.0),
        ("rind", "The rind, an outer layer, is washed.", 0.5),
        ("rind", "They wash the rind every week.", 0.0),
        ("price", "The price is 20 euros.", 0.0),
    ],
)
def test_definition_of_a_term_is_rated(term, text, rate):
    assert rates(Term(term, False), text) == [rate]


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("“It was late,” said Pavel, 21, from Ulm.", 1.0),
        ("Pavel Orlov is a carpenter.", 1.0),
        ("Pavel, a carpenter, left.", 1.0),
        ("The carpenter was called Pavel.", 0.5),
        ("Pavel, who left in May, came back.", 0.5),
        ("Then Pavel left.", 0.0),
    ],
)
def test_introduction_of_a_person_is_rated(text, rate):
    assert rates(Term("Pavel", True), text) == [rate]


def test_row_of_a_glossary_is_a_definition():
    table = "| Term | Meaning |\n|---|---|\n| rind | the outer layer |\n| curd | soured milk |\n"
    assert rates(Term("rind", False), table, markdown=True) == [1.0, 0.0]


def test_person_is_introduced_and_the_evidence_adds_up():
    people = corpus("Pavel left in May. Pavel said so. “Nobody came,” said Pavel, 21, from Ulm. Pavel was late.")
    best = people.ask("Who is Pavel?", threshold=0.0).candidates[0]
    assert best.text == "“Nobody came,” said Pavel, 21, from Ulm."
    assert (best.evidence[DEFINES].value, best.evidence[DEFINES].contribution) == (1.0, DEFINITION_WEIGHT)
    assert sum(evidence.contribution for evidence in best.evidence.values()) == pytest.approx(best.score)


def test_definition_is_found_behind_many_mentions():
    mentions = [f"The rind of cheese {number} was washed, and the rind was dried again." for number in range(30)]
    cheese = corpus(*mentions, "A rind is a layer around the whole.", top_k=3)
    assert cheese.ask("What is a rind?", threshold=0.0).candidates[0].text == "A rind is a layer around the whole."


def test_other_questions_have_no_such_evidence():
    people = corpus("Pavel, 21, left in May.")
    assert DEFINES not in people.ask("When did Pavel leave?", threshold=0.0).candidates[0].evidence
