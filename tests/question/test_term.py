"""Lines that ask for a definition or an introduction, and those that do not."""

import pytest

from qa.question import Term, asked_term


@pytest.mark.parametrize(
    ("line", "term"),
    [
        ("What is pseudonymisation?", Term("pseudonymisation", False)),
        ("what are the bylaws", Term("bylaws", False)),
        ("What does DC mean?", Term("DC", False)),
        ("What is meant by “notice period”?", Term("notice period", False)),
        ("Define lease.", Term("lease", False)),
        ("What is the definition of a lease?", Term("lease", False)),
        ("Lease?", Term("Lease", True)),
        ("lease?", Term("lease", False)),
        ("Who is Pavel?", Term("Pavel", True)),
        ("Who was Ada Byron?", Term("Ada Byron", True)),
    ],
)
def test_term_is_known(line, term):
    assert asked_term(line) == term


@pytest.mark.parametrize(
    "line",
    [
        "What is the capital of France?",
        "What does the pump do?",
        "Who is the director?",
        "Who is she?",
        "What is it?",
        "Why?",
        "Who is Pavel's brother and where is he?",
        "When did Ada die?",
        "",
    ],
)
def test_other_line_has_no_term(line):
    assert asked_term(line) is None
