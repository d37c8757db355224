import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from qa.errors import EvaluationError
from qa.evaluate import results
from qa.evaluate.datasets import Selection, load_set
from qa.evaluate.results.predictions import no_answer_path, write_predictions, write_squad
from qa.evaluate.results.records import Record
from qa.evaluate.runs import describe_run, measuring
from qa.evaluate.runs.journal import Journal
from qa.schema import json_value

from .builders import measured, record

pytestmark = pytest.mark.usefixtures("few_draws")

RESULTS = Path(__file__).parents[2] / "eval" / "results"


@pytest.fixture
def asked(tmp_path):
    """A set of three questions on three sentences."""
    (tmp_path / "text.txt").write_text("Pavel left for Ulm. Semyon stayed in Moscow. It rained for three weeks.")
    moscow = {"start": 20, "end": 44, "text": "Semyon stayed in Moscow.", "answers": []}
    moscow["answers"] = [{"start": 37, "end": 43, "text": "Moscow"}]
    path = tmp_path / "set.jsonl"
    lines = [
        {"id": "a", "document": "text.txt", "question": "Where did Semyon stay?", "gold": [moscow]},
        {"id": "b", "document": "text.txt", "question": "Who ate the borscht?", "gold": []},
        {"id": "c", "document": "text.txt", "question": "Which city did Semyon stay in?", "gold": [moscow]},
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines))
    return load_set(path)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a name is text")
def test_set_whose_name_is_no_text_has_results(tmp_path):
    path = tmp_path / os.fsdecode(b"\xff.jsonl")
    path.write_text(json.dumps({"id": "q1", "document": "text.txt", "question": "Who?", "gold": []}))
    (tmp_path / "text.txt").write_text("Pavel left.")
    result = measured(load_set(path), tmp_path)
    results.save_result(result, tmp_path / "out")
    (loaded,) = results.load_results([tmp_path / "out"])
    assert loaded.about.set_name == "\\udcff" and loaded.about == result.about


def test_result_survives_two_files(asked, tmp_path):
    result = measured(asked, tmp_path)
    results.save_result(result, tmp_path / "new" / "folder")
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == [
        "set.article.qa.json",
        "set.article.qa.jsonl",
    ]
    for suffix in ("json", "jsonl"):
        again = results.load_result(tmp_path / "new" / "folder" / f"set.article.qa.{suffix}")
        assert json.dumps(again.as_dict()) == json.dumps(result.as_dict()) and again.records == result.records
    assert len(results.load_results([tmp_path / "new" / "folder"])) == 1


def test_result_holds_what_repetition_needs(asked, tmp_path):
    data = measured(asked, tmp_path).as_dict()
    assert data["about"]["data"].keys() == {"set.jsonl", "text.txt"} and len(data["about"]["weights"]) == 64
    assert data["settings"]["top_k"] == 10 and data["surroundings"]["libraries"]["scikit-learn"]
    assert str(tmp_path) not in json.dumps(data)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "set.article.qa"),
        ({"turns": "typed"}, "set.article.qa"),
        ({"turns": "standalone", "dialogues": True}, "set.article.standalone.qa"),
        ({"turns": "last-turn", "dialogues": True, "after": 1}, "set.article.last-turn.after-1.qa"),
        ({"after": 2}, "set.article.after-2.qa"),
    ],
)
def test_file_names_differ_for_different_ways(asked, changes, name):
    assert replace(describe_run(asked, Selection(), "qa"), **changes).name == name


def test_long_file_name_is_cut_and_still_differs(asked):
    first, second = (describe_run(asked, Selection(), f"qa:index=/{'é' * 300}/{end}").name for end in "ab")
    assert first != second and first.startswith("set.article.qa-index-é") and len(first.encode()) <= 200


def test_result_without_ways_still_loads(asked, tmp_path):
    results.save_result(measured(asked, tmp_path), tmp_path)
    path = tmp_path / "set.article.qa.json"
    data = json.loads(path.read_text())
    del data["about"]["after"], data["about"]["dialogues"]
    path.write_text(json.dumps(data))
    assert results.load_result(path).about.name == "set.article.qa"


def test_committed_results_still_load():
    paths = sorted(RESULTS.rglob("*.json"))
    for path in paths:
        data = json.loads(path.read_text(encoding="utf-8"))
        about = {"after": 0, "dialogues": False, **data["about"]}
        loaded = results.Result.from_json(path.read_bytes(), [])
        assert json.loads(json.dumps(loaded.as_dict())) == {**data, "about": about}
    assert len(paths) > 50


def test_rewrite_of_older_version_is_read():
    old = {"understand": {"standalone": "Who left Ulm?", "resolved": [], "confidence": 1.0, "sort": ""}}
    new = {"rewrite": {"rewritten": "Who left Ulm?"}}
    assert record(stages=old).rewritten == record(stages=new).rewritten == "Who left Ulm?"
    assert record().rewritten == "Who left?"


def test_record_survives_json():
    for original in (record(), record(answerable=False, answer=None, span=None, confidence=None, error="E: x")):
        assert json_value(json.dumps(original.as_dict()), Record) == original


@pytest.mark.parametrize("text", ["", "{}", '{"format": 99}', "[" * 100_000, "9" * 400, "NaN"])
def test_faulty_result_is_rejected(tmp_path, text):
    (tmp_path / "x.json").write_text(text)
    (tmp_path / "x.jsonl").write_text("")
    with pytest.raises(EvaluationError, match="not a result of this version"):
        results.load_result(tmp_path / "x.json")


def test_missing_half_and_empty_folder_are_named(tmp_path):
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(EvaluationError, match=r"no such file: .*x\.jsonl"):
        results.load_result(tmp_path / "x.json")
    with pytest.raises(EvaluationError, match="found no result"):
        results.load_results([tmp_path])


def test_resumed_run_equals_uninterrupted_run(asked, tmp_path, monkeypatch):
    whole = measured(asked, tmp_path)
    asked_again = []

    def stop_after_first(count):
        if count:
            raise KeyboardInterrupt

    monkeypatch.setattr("qa.evaluate.runs.asking.BATCH", 1)
    with pytest.raises(KeyboardInterrupt):
        measured(asked, tmp_path, advance=stop_after_first)
    real = measuring.ask_questions
    monkeypatch.setattr(
        measuring,
        "ask_questions",
        lambda name, questions, jobs: asked_again.extend(questions) or real(name, questions, jobs=jobs),
    )
    resumed = measured(asked, tmp_path, resume=True)
    assert [record.question_id for record in asked_again] == ["b", "c"]
    assert [(record.question_id, record.answer, record.confidence) for record in resumed.records] == [
        (record.question_id, record.answer, record.confidence) for record in whole.records
    ]


def test_torn_journal_line_is_asked_again(asked, tmp_path, monkeypatch):
    monkeypatch.setattr("qa.evaluate.runs.asking.BATCH", 1)
    measured(asked, tmp_path)
    about = describe_run(asked, Selection(), "qa")
    journal = Journal(tmp_path, about)
    journal.path.write_text(journal.path.read_text()[:-20])
    assert len(journal.read()) == 2
    assert len(measured(asked, tmp_path, resume=True).records) == 3


@pytest.mark.parametrize("content", ["", "\n", '{"set_name": "s', '{"set_name": "s"', "[" * 100_000])
def test_torn_header_is_asked_again(asked, tmp_path, content):
    journal = Journal(tmp_path, describe_run(asked, Selection(), "qa"))
    journal.path.write_text(content)
    assert journal.read() == []
    assert len(measured(asked, tmp_path, resume=True).records) == 3


@pytest.mark.parametrize("line", ["[]", "{}", "null", '{"records": 3}', '{"records": [{}], "build_seconds": 1}'])
def test_line_that_is_no_batch_is_asked_again(asked, tmp_path, line):
    measured(asked, tmp_path)
    journal = Journal(tmp_path, describe_run(asked, Selection(), "qa"))
    header = journal.path.read_text().split("\n")[0]
    journal.path.write_text(f"{header}\n{line}\n")
    assert journal.read() == []
    assert len(measured(asked, tmp_path, resume=True).records) == 3


def test_run_without_room_for_its_journal_goes_on(asked, tmp_path):
    (tmp_path / "file").write_text("")
    reported = []
    about = describe_run(asked, Selection(), "qa")
    journal = Journal(tmp_path / "file", about, report=reported.append)
    result = measuring.measure(about, asked.questions, date="2026-11-23", journal=journal)
    assert len(result.records) == 3
    (line,) = reported
    assert line.startswith("cannot write ") and line.endswith("so a run that is stopped cannot be resumed")


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices are those of POSIX")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "loop"])
def test_what_is_no_journal_is_left_alone(asked, tmp_path, kind):
    about, reported = describe_run(asked, Selection(), "qa"), []
    journal = Journal(tmp_path, about, report=reported.append)
    put = {
        "pipe": lambda: os.mkfifo(journal.path),
        "device": lambda: journal.path.symlink_to("/dev/null"),
        "folder": journal.path.mkdir,
        "loop": lambda: journal.path.symlink_to(journal.path),
    }
    put[kind]()
    before = os.lstat(journal.path)
    measuring.measure(about, asked.questions, date="2026-11-23", journal=journal)
    assert len(reported) == 1 and os.lstat(journal.path).st_mode == before.st_mode


def test_journal_of_other_run_is_rejected_and_kept(asked, tmp_path):
    measured(asked, tmp_path)
    other = Journal(tmp_path, describe_run(asked, Selection(limit=2), "qa"))
    before = other.path.read_text()
    with pytest.raises(EvaluationError, match="is of another run: limit None, now 2"):
        other.read()
    assert other.path.read_text() == before


def test_prediction_slices_back_even_on_abstention(asked, tmp_path):
    result = measured(asked, tmp_path)
    write_predictions(tmp_path / "p.jsonl", result.records)
    lines = [json.loads(line) for line in (tmp_path / "p.jsonl").read_text().splitlines()]
    assert [list(line) for line in lines] == [
        ["id", "document", "start", "end", "text", "span", "confidence", "answered"]
    ] * 3
    text = asked.questions[0].document.text
    assert all(text[line["start"] : line["end"]] == line["text"] != "" for line in lines)
    assert [line["answered"] for line in lines] == [True, False, True]


def test_squad_files_have_empty_text_on_abstention(tmp_path):
    records = [record("a", confidence=0.75), record("b", confidence=0.25, answered=False), record("c", confidence=None)]
    write_squad(tmp_path / "s.json", records)
    assert json.loads((tmp_path / "s.json").read_text()) == {"a": "Pavel", "b": "", "c": "Pavel"}
    assert json.loads(no_answer_path(tmp_path / "s.json").read_text()) == {"a": 0.25, "b": 0.75, "c": 0.0}
