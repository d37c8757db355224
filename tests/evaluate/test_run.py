import json

import pytest

from qa import load_text
from qa.errors import EvaluationError
from qa.evaluate import gate
from qa.evaluate.datasets import Gold, Question
from qa.evaluate.report import table, to_json
from qa.evaluate.run import run, summarise
from qa.evaluate.systems import SYSTEMS
from qa.types import Span

DOCUMENT = load_text("Pavel left for Ulm. Semyon stayed in Moscow. It rained for three weeks.")


def question(text: str, answer: str | None) -> Question:
    golds = ()
    if answer is not None:
        start = DOCUMENT.text.index(answer)
        span = Span(start, start + len(answer))
        golds = (Gold(span, (span,)),)
    return Question(text, text, DOCUMENT, golds)


SET = [
    question("Where did Semyon stay?", "Moscow"),
    question("How long did it rain?", "three weeks"),
    question("Who ate the borscht?", None),
]


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_system_ranks_the_sentences_of_the_document(name):
    for record in run(SYSTEMS[name], SET):
        assert all(one.text in DOCUMENT.text for one in record.prediction.candidates)
        assert len({one.sentence.span for one in record.prediction.candidates}) == len(record.prediction.candidates)


def test_the_figures_of_a_worked_example():
    summary = summarise(list(run(SYSTEMS["qa"], SET)))
    assert (summary.questions, summary.answerable) == (3, 2)
    assert summary.hit_1 == summary.mrr == summary.exact_match == summary.f1 == 1.0
    assert summary.abstained == 1.0 and summary.auroc == 1.0


def test_a_floor_has_no_confidence_and_no_abstention():
    summary = summarise(list(run(SYSTEMS["random sentence"], SET)))
    assert summary.abstained is summary.answered is summary.auroc is summary.correct is None


def test_progress_is_told_of_each_question():
    told = []
    list(run(SYSTEMS["plain TF-IDF"], SET, progress=lambda: told.append(1)))
    assert len(told) == len(SET)


def test_the_table_has_a_column_for_each_system_and_the_json_its_figures():
    summaries = {"qa": summarise(list(run(SYSTEMS["qa"], SET)))}
    assert [column.header for column in table(summaries, "title").columns] == ["", "qa"]
    assert json.loads(to_json(summaries))["qa"]["hit_1"] == 1.0


def test_floors_are_kept_and_a_fall_is_refused(tmp_path):
    path = tmp_path / "floors.json"
    good, bad = (summarise(list(run(SYSTEMS["qa"], part))) for part in (SET, [*SET, question("Who ate?", "It rained")]))
    gate.update(path, good, allow_regression=False)
    assert list(gate.broken(good, gate.load_floors(path))) == []
    assert any(line.startswith("hit_1 is") for line in gate.broken(bad, gate.load_floors(path)))
    with pytest.raises(EvaluationError, match="--allow-regression"):
        gate.update(path, bad, allow_regression=False)
    gate.update(path, bad, allow_regression=True)
    assert list(gate.broken(bad, gate.load_floors(path))) == []


def test_a_changed_set_breaks_the_gate(tmp_path):
    path = tmp_path / "floors.json"
    summary = summarise(list(run(SYSTEMS["qa"], SET)))
    gate.update(path, summary, allow_regression=False)
    floors = gate.load_floors(path)
    floors["digests"]["questions.jsonl"] = "0"
    assert any("questions.jsonl" in line for line in gate.broken(summary, floors))


@pytest.mark.parametrize("content", ["", "{}", '{"floors": {"speed": 1}, "digests": {}}'])
def test_faulty_floors_are_refused(tmp_path, content):
    path = tmp_path / "floors.json"
    path.write_text(content)
    with pytest.raises(EvaluationError, match="cannot be read as floors"):
        gate.load_floors(path)
