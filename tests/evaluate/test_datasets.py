import gzip
import json

import pytest

from qa import bundled
from qa.errors import EvaluationError
from qa.evaluate.datasets import load_questions, load_squad

LINE = {
    "id": "q1",
    "split": "dev",
    "kind": "fact",
    "document": "text.txt",
    "question": "Who left?",
    "gold": [{"start": 0, "end": 11, "text": "Pavel left.", "answers": [{"start": 0, "end": 5, "text": "Pavel"}]}],
}


def write(folder, *records, text="Pavel left. He slept."):
    (folder / "text.txt").write_text(text)
    path = folder / "set.jsonl"
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in records))
    return path


def test_a_set_is_read_with_golds_that_slice_back(tmp_path):
    (question,) = load_questions(write(tmp_path, LINE))
    (gold,) = question.golds
    assert question.document.slice(gold.sentence) == "Pavel left."
    assert [question.document.slice(answer) for answer in gold.answers] == ["Pavel"]


def test_no_gold_is_an_unanswerable_question(tmp_path):
    (question,) = load_questions(write(tmp_path, LINE | {"gold": []}))
    assert not question.answerable


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        (["{"], ":1: not JSON"),
        ([LINE, LINE], "'q1' stands twice"),
        ([LINE | {"question": " "}], ":1: the question is empty"),
        ([{"id": "x"}], ":1: faulty or missing field 'document'"),
        ([LINE, LINE | {"id": "q2", "gold": [{"start": 1, "end": 3, "text": "Pa", "answers": []}]}], ":2: found 'av'"),
    ],
)
def test_a_faulty_set_is_refused_with_its_line_and_reason(tmp_path, records, reason):
    with pytest.raises(EvaluationError) as caught:
        load_questions(write(tmp_path, *records))
    assert reason in str(caught.value) and "\n" not in str(caught.value)


def test_a_missing_set_is_named(tmp_path):
    with pytest.raises(EvaluationError, match=r"none\.jsonl"):
        load_questions(tmp_path / "none.jsonl")


def squad(folder, answer_start):
    qas = {"id": "s1", "question": "Who left?", "answers": [{"text": "Pavel", "answer_start": answer_start}]}
    data = {
        "data": [
            {
                "title": "T",
                "paragraphs": [{"context": "It rained.", "qas": []}, {"context": "So Pavel left.", "qas": [qas]}],
            }
        ]
    }
    path = folder / "squad.json.gz"
    path.write_bytes(gzip.compress(json.dumps(data).encode()))
    return path


def test_a_squad_article_is_one_document_with_its_paragraphs_as_blocks(tmp_path):
    (question,) = load_squad(squad(tmp_path, 3))
    document = question.document
    assert [document.slice(block.span) for block in document.blocks] == ["It rained.", "So Pavel left."]
    assert document.slice(question.golds[0].sentence) == "Pavel"
    assert document.slice(question.paragraph) == "So Pavel left."
    assert document.line(question.paragraph.start) == 3


def test_a_squad_answer_that_does_not_slice_back_is_refused(tmp_path):
    with pytest.raises(EvaluationError, match="question s1: found 'o Pav'"):
        list(load_squad(squad(tmp_path, 1)))


def test_the_bundled_set_is_whole():
    questions = load_questions(bundled.evaluation() / "questions.jsonl")
    assert sum(question.answerable for question in questions) >= 120
    assert sum(question.kind == "unanswerable" for question in questions) >= 40
    assert sum(question.kind == "far-off" for question in questions) >= 10
    assert {question.split for question in questions} == {"dev", "test"}
    assert all(bool(question.golds) == (question.kind not in ("unanswerable", "far-off")) for question in questions)


def test_the_bundled_dialogues_slice_back_and_open_with_a_question_that_stands_alone():
    document = load_questions(bundled.evaluation() / "questions.jsonl")[0].document
    lines = (bundled.evaluation() / "dialogues.jsonl").read_text(encoding="utf-8").splitlines()
    dialogues = [json.loads(line) for line in lines]
    assert len(dialogues) >= 12
    for dialogue in dialogues:
        assert 3 <= len(dialogue["turns"]) <= 6 and not dialogue["turns"][0]["follow_up"]
        for gold in (gold for turn in dialogue["turns"] for gold in turn["gold"]):
            for place in (gold, *gold["answers"]):
                assert document.text[place["start"] : place["end"]] == place["text"]
