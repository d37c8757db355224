"""The training of what conversations need, on toys."""

import gzip
import json

import numpy as np
import pytest

from qa import model
from qa.dialogue.turn import ANAPHORA, ELLIPSIS, PastTurn, Substitution
from qa.train import dialogue

NAMES = ("Boris", "David", "Edgar", "Frank", "Henry", "Igor", "Jack", "Klaus")


def canard_rows():
    """In each conversation the pronoun means the subject of the last question, not the other name in it."""
    for number in range(40):
        first, second = NAMES[number % 8], NAMES[(number + 3) % 8]
        asked = f"Did {first} meet {second}?"
        yield {
            "history": [f"Town{number}", "History", asked, "I don't know."],
            "question": "Where did he live?",
            "rewrite": f"Where did {first} live?",
        }


def cast_rows():
    """Each conversation is about one thing."""
    for number in range(40):
        thing = ("heat pump", "steam engine", "water mill", "wind farm")[number % 4]
        yield {
            "id": f"cast-2019-{number}-2",
            "history": [f"What is a {thing}?"],
            "question": "How does it work?",
            "rewrite": f"How does a {thing} work?",
        }


def coqa_rows():
    """The answer is in the sentence after the last answer."""
    for number in range(40):
        name = NAMES[number % 8]
        text = f"{name} came to Town{number}. A mill was built. The river floods often. Rain is common."
        answer = "A mill was built"
        yield {
            "id": f"{number}",
            "source": "toy",
            "text": text,
            "history": [
                {"question": f"Where did {name} come?", "answer": f"Town{number}", "rationale": f"Town{number}"}
            ],
            "question": "What was built there?",
            "answer": "a mill",
            "span": [text.index(answer), text.index(answer) + len(answer)],
        }


@pytest.fixture
def data(tmp_path):
    sets = ((dialogue.CANARD, canard_rows()), (dialogue.CAST, cast_rows()), (dialogue.COQA, coqa_rows()))
    for name, rows in sets:
        lines = "\n".join(json.dumps(row) for row in rows)
        (tmp_path / name).write_bytes(gzip.compress(lines.encode(), mtime=0))
    return tmp_path


def test_toy_run_writes_reproducible_model(data, tmp_path, capsys):
    first, second = tmp_path / "one.json", tmp_path / "two.json"
    dialogue.main(data, first)
    dialogue.main(data, second)
    assert first.read_bytes() == second.read_bytes()
    fitted = model.dialogue(first)
    assert fitted.antecedent["subject of the question"] > fitted.antecedent["elsewhere in the question"]
    assert fitted.proximity[ANAPHORA][1] > fitted.proximity[ANAPHORA][-1]
    assert set(fitted.proximity) == {ANAPHORA, ELLIPSIS}
    assert json.loads(capsys.readouterr().out.split("}\n{")[0] + "}")["made_by"].endswith("qa.train.dialogue")


def test_only_tuning_half_is_fitted_on(data, tmp_path, capsys):
    dialogue.main(data, tmp_path / "one.json")
    fitted_on = json.loads((tmp_path / "one.json").read_text())["fitted_on"]
    rows = [*canard_rows(), *cast_rows()]
    assert fitted_on["antecedents"] == sum(map(dialogue.is_for_tuning, rows)) < 80


def test_history_has_rewritten_questions_and_long_answers():
    row = {"history": ["T", "S", "Who is he?", "Tom.", "Why?", "one two three four five six seven"], "question": "How?"}
    turns = dialogue.turns_before(row, {("T", "S", "Who is he?"): "Who is Tom?"})
    meant = (Substitution("he", "tom"),)
    assert turns == [
        PastTurn("Who is Tom?", "Tom.", "", meant),
        PastTurn("Why?", "", "one two three four five six seven"),
    ]


def test_history_of_cast_has_no_answers_before_2021():
    lines = ["What is a heat pump?", "How does it work?"]
    rewrites = {(*lines,): "How does a heat pump work?"}
    early = dialogue.turns_before({"id": "cast-2019-1-3", "history": lines, "question": "Why?"}, rewrites)
    late = dialogue.turns_before({"id": "cast-2021-1-2", "history": lines, "question": "Why?"}, rewrites)
    assert [turn.question for turn in early] == ["What is a heat pump?", "How does a heat pump work?"]
    assert [(turn.question, turn.answer) for turn in late] == [("What is a heat pump?", "How does it work?")]


def test_proximity_is_highest_where_answers_are():
    # Three sentences with equal scores, at the distances 0, 1 and 9. The second one always answers.
    matrix = np.array([[0.0, 0, 1, 0, 0, 0], [0.0, 0, 0, 1, 0, 0], [0.0, 0, 0, 0, 0, 0]])
    right = np.array([False, True, False])
    proximity = dialogue.fit_proximity([(ANAPHORA, (matrix, right))] * 9)
    assert proximity[ANAPHORA][1] > 1 > 0 > proximity[ANAPHORA][0]
    # None of these is an ellipsis, so that the log-odds of an ellipsis are only the common part.
    assert proximity[ELLIPSIS] == proximity[ANAPHORA]
