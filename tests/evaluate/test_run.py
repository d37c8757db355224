import os

import pytest

from qa import load_text
from qa.errors import EvaluationError
from qa.evaluate import systems
from qa.evaluate.runs import ask_questions, asking

from .builders import DOCUMENT, QUESTIONS, question


def records(name, questions, **options):
    return [record for batch in ask_questions(name, questions, **options) for record in batch.records]


def test_a_record_tells_what_was_answered_where_and_how_right_it_is():
    found, _, hopeless = records("qa", QUESTIONS)
    assert found.answer.text == "Semyon stayed in Moscow." and found.span.text == "Moscow"
    assert DOCUMENT.text[found.answer.start : found.answer.end] == found.answer.text
    assert (found.rank, found.right, found.answerable, found.gold_answers) == (1, True, True, ["Moscow"])
    assert (found.passage_ranks, found.gold_passages) == ((1,), 1)
    assert found.traits.question_type == "where" and found.traits.answer_type == "name"
    assert found.stages["retrieve"][0]["start"] == 0 and found.stages["decide"] == "answered"
    assert not hopeless.answerable and not hopeless.answered and hopeless.rank is None


def test_a_wrong_answer_comes_with_its_passage_and_the_right_one():
    (record,) = records("first-sentence", [question("Where did Semyon stay?", "Moscow")])
    assert record.rank == 2 and record.answer_passage.text == record.gold_passage.text == DOCUMENT.text


def test_qa_gives_a_best_sentence_where_nothing_matches_and_abstains():
    (record,) = records("qa", [question("Xylophone?", None)])
    assert record.answer.text == "Pavel left for Ulm." and not record.answered and record.confidence == 0.0


class Broken:
    """A system that fails when it is asked of borscht."""

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


def test_a_crash_is_a_miss_that_is_named_and_the_rest_goes_on(broken):
    asked = [question("Who ate the borscht?", "Pavel"), question("Who left?", "Pavel")]
    first, second = records("broken", asked)
    assert first.error == "RuntimeError: spilt" and not first.right and not first.answered
    assert second.error is None and second.answer is None and second.rank is None


def test_a_document_that_cannot_be_indexed_costs_its_own_questions_alone(broken):
    asked = [question("Who?", "bad", document=load_text("A bad one.")), question("Who left?", "Pavel")]
    first, second = records("broken", asked)
    assert first.error == "ValueError: no such index" and second.error is None


def test_a_document_is_indexed_once(monkeypatch):
    built = []
    monkeypatch.setattr(
        asking, "find_system", lambda name: lambda documents: built.append(documents) or Broken(documents)
    )
    monkeypatch.setattr(asking, "BATCH", 1)
    assert len(list(ask_questions("any", QUESTIONS[:2]))) == 2 and len(built) == 1


def test_several_processes_find_the_same():
    others = [load_text(f"Pavel left for Ulm{number}. It rained.") for number in range(4)]
    asked = [question("Who left?", "Pavel", document=one, question_id=str(at)) for at, one in enumerate(others)]
    alone, together = (
        {one.question_id: (one.answer, one.confidence) for one in records("qa", asked, jobs=jobs)} for jobs in (1, 2)
    )
    assert alone == together and len(alone) == 4


def die(name, groups):
    os._exit(1)


def test_a_process_that_dies_is_told_in_one_line(monkeypatch):
    monkeypatch.setattr(asking, "_ask_documents", die)
    others = [load_text(f"It rained {number}.") for number in range(2)]
    with pytest.raises(EvaluationError, match="resume with --resume and fewer --jobs"):
        records("qa", [question("Who?", "It", document=one, question_id=one.text) for one in others], jobs=2)


def test_an_unknown_system_is_refused_before_anything_is_asked():
    with pytest.raises(EvaluationError, match="found the system 'bm24', expected 'bm25' perhaps"):
        next(ask_questions("bm24", QUESTIONS))
