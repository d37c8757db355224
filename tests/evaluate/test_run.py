import os

import pytest

from qa import load_text
from qa.errors import EvaluationError
from qa.evaluate import systems
from qa.evaluate.runs import ask_questions, asking

from .builders import DOCUMENT, QUESTIONS, question


def records(name, questions, **options):
    return [record for batch in ask_questions(name, questions, **options) for record in batch.records]


def test_record_holds_answer_place_and_rank():
    stay, _, hopeless = records("qa", QUESTIONS)
    assert stay.answer.text == "Semyon stayed in Moscow." and stay.span.text == "Moscow"
    assert DOCUMENT.text[stay.answer.start : stay.answer.end] == stay.answer.text
    assert (stay.rank, stay.right, stay.answerable, stay.gold_answers) == (1, True, True, ["Moscow"])
    assert (stay.passage_ranks, stay.gold_passages) == ((1,), 1)
    assert stay.traits.question_type == "where" and stay.traits.answer_type == "name"
    assert stay.stages["retrieve"][0]["start"] == 0 and stay.stages["decide"] == "answered"
    assert not hopeless.answerable and not hopeless.answered and hopeless.rank is None


def test_wrong_answer_has_both_passages():
    (record,) = records("first-sentence", [question("Where did Semyon stay?", "Moscow")])
    assert record.rank == 2 and record.answer_passage.text == record.gold_passage.text == DOCUMENT.text


def test_no_match_gives_first_sentence_and_abstains():
    (record,) = records("qa", [question("Xylophone?", None)])
    assert record.answer.text == "Pavel left for Ulm." and not record.answered and record.confidence == 0.0


class Broken:
    """A system that crashes if asked about borscht, or built on a bad document."""

    passages = ()

    def __init__(self, documents):
        if "bad" in documents[0].text:
            raise ValueError("no such\nindex")

    def ask(self, asked, *, history=None):
        if "borscht" in asked:
            raise RuntimeError("spilt")
        return systems.Prediction((), ())


@pytest.fixture
def broken(monkeypatch):
    monkeypatch.setattr(asking, "find_system", lambda name: Broken)


def test_crash_is_reported_and_run_continues(broken):
    asked = [question("Who ate the borscht?", "Pavel"), question("Who left?", "Pavel")]
    first, second = records("broken", asked)
    assert first.error == "RuntimeError: spilt" and not first.right and not first.answered
    assert second.error is None and second.answer is None and second.rank is None


def test_unindexable_document_costs_own_questions(broken):
    asked = [question("Who?", "bad", document=load_text("A bad one.")), question("Who left?", "Pavel")]
    first, second = records("broken", asked)
    assert first.error == "ValueError: no such index" and second.error is None


def test_document_is_indexed_once(monkeypatch):
    built = []
    monkeypatch.setattr(
        asking, "find_system", lambda name: lambda documents: built.append(documents) or Broken(documents)
    )
    monkeypatch.setattr(asking, "BATCH", 1)
    assert len(list(ask_questions("any", QUESTIONS[:2]))) == 2 and len(built) == 1


def test_several_processes_give_same_records():
    others = [load_text(f"Pavel left for Ulm{number}. It rained.") for number in range(4)]
    asked = [
        question("Who left?", "Pavel", document=document, question_id=str(at)) for at, document in enumerate(others)
    ]
    alone, together = (
        {record.question_id: (record.answer, record.confidence) for record in records("qa", asked, jobs=jobs)}
        for jobs in (1, 2)
    )
    assert alone == together and len(alone) == 4


def die(name, groups):
    os._exit(1)


def test_dead_process_is_reported_in_one_line(monkeypatch):
    monkeypatch.setattr(asking, "_ask_documents", die)
    others = [load_text(f"It rained {number}.") for number in range(2)]
    with pytest.raises(EvaluationError, match="resume with --resume and fewer --jobs"):
        records(
            "qa", [question("Who?", "It", document=document, question_id=document.text) for document in others], jobs=2
        )


def test_unknown_system_is_rejected_before_asking():
    with pytest.raises(EvaluationError, match="found the system 'bm24', expected 'bm25' perhaps"):
        next(ask_questions("bm24", QUESTIONS))
