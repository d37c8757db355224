"""`eval/bench.py` on dialogues: conversations of three invented turns, worked by hand."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "eval"
HISTORY = ["Nika Ivanova", "Career", "When did Nika Ivanova leave?", "in May"]
ROWS = [
    {"history": HISTORY, "question": "Where did she go?", "rewrite": "Where did Nika Ivanova go?"},
    {"history": HISTORY, "question": "Who is Semyon?", "rewrite": "Who is Semyon"},
    {"history": HISTORY[:2], "question": "Was it cold?", "rewrite": "Was the winter in Ulm cold?"},
]


@pytest.fixture
def antecedents(monkeypatch):
    """The module, which belongs to no package."""
    monkeypatch.syspath_prepend(str(FOLDER))
    import antecedents

    yield antecedents
    del sys.modules["antecedents"]


def row(antecedents, needed, brought, *, conversation="c", pronoun=True, **changes):
    words = {"needed": frozenset(needed.split()), "brought": frozenset(brought.split())}
    same = not needed
    return antecedents.Row(
        conversation, same, **words, pronoun=pronoun, kept=not brought, leans=bool(brought), **changes
    )


def figures(antecedents, rows):
    """By label: the figure and the number that it is over."""
    lines = [line.split("  ") for line in antecedents.told(rows) if "n=" in line]
    return {line[1].split(" 0.")[0].split(" 1.")[0].split(" —")[0].strip(): line for line in lines}


def test_the_words_that_count_are_no_stop_words_each_once(antecedents):
    assert antecedents.content("Where did Nika's brother, and Nika, go?") == {"nika", "brother", "go"}


def test_words_brought_in_are_counted_against_those_of_a_person(antecedents):
    rows = [
        # One of two words right, and one of the two brought; then none brought of one; then one of one.
        row(antecedents, "nika ivanova", "nika semyon"),
        row(antecedents, "moscow", "", conversation="d", pronoun=False),
        row(antecedents, "ulm", "ulm", conversation="e", pronoun=False),
        row(antecedents, "", ""),
    ]
    told = "\n".join(antecedents.told(rows))
    for label, figure, n in [
        ("qa brings words in", "0.667", 3),
        ("of the words it brings in, right", "0.667", 3),
        ("of the words to bring in, brought", "0.500", 4),
        ("right words, by question", "0.750", 2),
        ("words brought, by question", "0.500", 3),
        ("right antecedent, where a pronoun is", "1.000", 1),
        ("qa leaves it, too", "1.000", 1),
    ]:
        (line,) = [one for one in told.splitlines() if one.strip().startswith(label)]
        assert line.split(label)[1].split()[0] == figure and line.endswith(f"n={n}")


def test_where_nothing_is_to_be_counted_that_is_told(antecedents):
    assert "qa brings words in                   —  n=0" in "\n".join(antecedents.told([row(antecedents, "", "")]))


def test_what_was_said_before_is_the_title_and_then_the_questions_as_understood(antecedents):
    from qa.dialogue.understand import Understander

    history = (*HISTORY, "Where is Ulm?", antecedents.NO_ANSWER)
    first, second, third = antecedents._past(history, Understander(()))
    assert "Nika Ivanova" in first.question and first.answer == "Nika Ivanova" and "Career" in first.sentence
    assert (second.question, second.answer) == ("When did Nika Ivanova leave?", "in May")
    assert (third.answer, third.sentence) == ("", "")


def test_the_halves_share_no_conversation_and_are_whole(antecedents, tmp_path):
    path = tmp_path / "rows.jsonl"
    rows = [{**one, "history": [f"Person {at}", *one["history"][1:]]} for at in range(20) for one in ROWS]
    path.write_text("\n".join(map(json.dumps, rows)))
    halves = [list(antecedents.read(path, split)) for split in antecedents.SPLITS]
    assert sum(map(len, halves)) == 60 and all(halves)
    assert not {one.conversation for one in halves[0]} & {one.conversation for one in halves[1]}


def bench(*arguments):
    command = [sys.executable, str(FOLDER / "bench.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_both_halves_are_measured_from_the_command_line(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)))
    found = [bench("antecedents", path, "--split", split) for split in ("tune", "report")]
    assert [one.returncode for one in found] == [0, 0], found[0].stderr
    assert sorted(one.stdout.splitlines()[0].split(": ")[1] for one in found) == [
        "0 questions, 0 conversations",
        "3 questions, 1 conversations",
    ]
    assert bench("antecedents", path).stdout == found[1].stdout
    assert bench("antecedents", path, "--split", "all").returncode == 1


def test_the_time_of_understanding_is_told_for_every_turn(tmp_path):
    (tmp_path / "text.txt").write_text("Pavel left for Ulm. Semyon stayed in Moscow. It rained.")
    turns = [{"question": line, "follow_up": True, "gold": []} for line in ("Who left?", "Where did he go?")]
    path = tmp_path / "talk.jsonl"
    path.write_text(json.dumps({"id": "a", "document": "text.txt", "turns": turns}))
    out = bench("resolving", path).stdout
    assert all(name in out for name in ("p50", "p95", "max")) and "n=2" in out and "n=20" in out
