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
def bench(monkeypatch):
    """The script as a module; it belongs to no package."""
    monkeypatch.syspath_prepend(str(FOLDER))
    import bench

    yield bench
    del sys.modules["bench"], sys.modules["antecedents"]


@pytest.fixture
def antecedents(bench):
    """The module that the script uses."""
    return sys.modules["antecedents"]


def row(antecedents, needed, added, *, conversation="c", pronoun=True):
    return antecedents.Row(
        conversation,
        same=not needed,
        needed=frozenset(needed.split()),
        added=frozenset(added.split()),
        pronoun=pronoun,
        kept=not added,
        needs_history=bool(added),
    )


def test_content_words_excludes_stop_words_and_repetitions(antecedents):
    assert antecedents.content_words("Where did Nika's brother, and Nika, go?") == {"nika", "brother", "go"}


def test_added_words_are_scored_against_needed_words(antecedents):
    rows = [
        # One of two needed words added, and one of the two added is right; then none of one; then one of one.
        row(antecedents, "nika ivanova", "nika semyon"),
        row(antecedents, "moscow", "", conversation="d", pronoun=False),
        row(antecedents, "ulm", "ulm", conversation="e", pronoun=False),
        row(antecedents, "", ""),
    ]
    lines = list(antecedents.figure_lines(rows))
    for label, figure, n in [
        ("qa adds words", "0.667", 3),
        ("precision of the added words", "0.667", 3),
        ("recall of the needed words", "0.500", 4),
        ("precision, mean over questions", "0.750", 2),
        ("recall, mean over questions", "0.500", 3),
        ("right antecedent of a pronoun", "1.000", 1),
        ("qa keeps it, too", "1.000", 1),
    ]:
        (line,) = [line for line in lines if line.strip().startswith(label)]
        assert line.split(label)[1].split()[0] == figure and line.endswith(f"n={n}")


def test_empty_denominator_prints_dash(antecedents):
    lines = "\n".join(antecedents.figure_lines([row(antecedents, "", "")]))
    assert "qa adds words                        —  n=0" in lines


def test_history_is_title_then_rewritten_questions(antecedents):
    from qa.dialogue.history import Knowledge

    lines = (*HISTORY, "Where is Ulm?", antecedents.NO_ANSWER)
    first, second, third = antecedents.past_turns(lines, Knowledge(()))
    assert "Nika Ivanova" in first.question and first.answer == "Nika Ivanova" and "Career" in first.sentence
    assert (second.question, second.answer) == ("When did Nika Ivanova leave?", "in May")
    assert (third.answer, third.sentence) == ("", "")


def test_halves_are_disjoint_by_conversation(antecedents, tmp_path):
    path = tmp_path / "rows.jsonl"
    rows = [{**row, "history": [f"Person {at}", *row["history"][1:]]} for at in range(20) for row in ROWS]
    path.write_text("\n".join(map(json.dumps, rows)))
    halves = [list(antecedents.read(path, split)) for split in antecedents.SPLITS]
    assert sum(map(len, halves)) == 60 and all(halves)
    assert not {row.conversation for row in halves[0]} & {row.conversation for row in halves[1]}


def test_antecedents_command_measures_one_half(bench, tmp_path, capsys):
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)))
    outputs = []
    for words in (["--split", "tune"], ["--split", "report"], []):
        assert bench.main(["antecedents", str(path), *words]) == 0
        outputs.append(capsys.readouterr().out)
    assert sorted(output.splitlines()[0].split(": ")[1] for output in outputs[:2]) == [
        "0 questions, 0 conversations",
        "3 questions, 1 conversations",
    ]
    assert outputs[2] == outputs[1]


def test_unknown_benchmark_prints_usage_and_fails():
    command = [sys.executable, str(FOLDER / "bench.py"), "antecedents", "rows.jsonl", "--split", "all"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 1 and "python eval/bench.py speed" in finished.stderr


def test_resolving_reports_times_of_every_turn(bench, tmp_path, capsys):
    (tmp_path / "text.txt").write_text("Pavel left for Ulm. Semyon stayed in Moscow. It rained.")
    turns = [{"question": line, "follow_up": True, "gold": []} for line in ("Who left?", "Where did he go?")]
    path = tmp_path / "talk.jsonl"
    path.write_text(json.dumps({"id": "a", "document": "text.txt", "turns": turns}))
    assert bench.main(["resolving", str(path)]) == 0
    output = capsys.readouterr().out
    assert all(name in output for name in ("p50", "p95", "max")) and "n=2" in output and "n=20" in output
