"""What a sentence says that a yes/no question did not ask about."""

import pytest

from qa.read.mismatches import is_yes_no, mismatches
from qa.types import Candidate, Mismatch, MismatchKind
from tests.builders import question, sentences

MILL = (
    "The mill at Marl opened on 12 May 1951. The fee for a visit is 20 euros. Dogs are not allowed in the mill. "
    "Ada Weiss sold the stones to a museum in Ulm. The mill has two wheels. The hall opens at 9 a.m. on Sundays. "
    "No bicycles may be parked in the yard. The pump Delta 200 holds 9 litres."
)


def mismatches_of(line, number):
    """The mismatches between `line` and a sentence of `MILL`."""
    return mismatches(question(line), Candidate(sentences(MILL)[number], None, 0.0))


@pytest.mark.parametrize(
    ("line", "number", "kind", "asked", "said"),
    [
        ("Did the mill open in 1952?", 0, MismatchKind.DATE, "1952", "1951"),
        ("Did the mill open on 13 May?", 0, MismatchKind.DATE, "13 May", "12 May"),
        ("Did it open in June?", 0, MismatchKind.DATE, "June", "May"),
        ("Does the hall open on Mondays?", 5, MismatchKind.DATE, "Monday", "Sunday"),
        ("Is the fee 25 euros?", 1, MismatchKind.NUMBER, "25 euros", "20 euros"),
        ("Has the mill three wheels?", 4, MismatchKind.NUMBER, "three wheels", "two wheels"),
        ("Does the Delta 300 hold 9 litres?", 7, MismatchKind.NUMBER, "Delta 300", "Delta 200"),
        ("does the delta 300 hold 9 litres?", 7, MismatchKind.NUMBER, "delta 300", "Delta 200"),
        ("Does the Delta 200 hold 8 litres?", 7, MismatchKind.NUMBER, "8 litres", "9 litres"),
        ("Did Ben Kranz sell the stones?", 3, MismatchKind.NAME, "Ben Kranz", "Ada Weiss"),
        ("Were they sold to a museum in Bonn?", 3, MismatchKind.NAME, "Bonn", "Ulm"),
        ("Are dogs allowed?", 2, MismatchKind.NEGATION, "allowed", "not allowed"),
        ("May bicycles be parked there?", 6, MismatchKind.NEGATION, "bicycles", "No bicycles"),
    ],
)
def test_other_case_is_named(line, number, kind, asked, said):
    assert mismatches_of(line, number) == (Mismatch(kind, asked, said),)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Did the mill open in 1951?", 0),
        ("Is the fee for a visit 20 euros?", 1),
        ("Has the mill 2 wheels?", 4),
        ("Did Ada Weiss sell the stones?", 3),
        ("Aren't dogs allowed?", 2),
        ("May dogs come in?", 0),
        ("When did the mill open, in 1952?", 0),
        ("Did it open in 1951 or 1952?", 0),
        ("Is the fee 25 percent?", 1),
        ("Does the Delta 200 hold 9 litres?", 7),
        ("Does Omega 300 hold 9 litres?", 4),
    ],
)
def test_same_case_has_no_difference(line, number):
    assert mismatches_of(line, number) == ()


def test_yes_no_question_opens_with_an_auxiliary():
    assert is_yes_no("Is it open?") and is_yes_no("And does it end?") and is_yes_no("Aren't dogs allowed?")
    assert not is_yes_no("What is open?") and not is_yes_no("Is it red or blue?")
