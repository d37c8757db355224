"""Invented follow-up questions in CoQA's format."""

import gzip
import hashlib
import json

import pytest

from qa.errors import EvaluationError
from qa.evaluate.datasets import load_set, ways_to_ask, word_turns

TEXT = "Pavel left\nfor Ulm. \n\nSemyon stayed in Moscow. It rained."
PAST = {"question": "Who left?", "answer": "it was Pavel", "rationale": "Pavel left"}
LINE = {
    "id": "a|1",
    "source": "race",
    "text": TEXT,
    "history": [PAST],
    "question": "And where did he stay?",
    "answer": "Moscow",
    "span": [22, 46],
}


def write(folder, *lines, name="follow-ups.jsonl.gz"):
    path = folder / name
    raw = "\n".join(json.dumps(line) for line in lines).encode()
    path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return path


def load(*arguments, **options):
    return load_set(write(*arguments, **options)).questions


@pytest.mark.parametrize("name", ["follow-ups.jsonl", "follow-ups.jsonl.gz"])
def test_text_is_unchanged_with_paragraphs_as_blocks(tmp_path, name):
    (question,) = load(tmp_path, LINE, name=name)
    document = question.document
    assert document.text == TEXT
    assert [document.slice(block.span) for block in document.blocks] == [
        "Pavel left\nfor Ulm.",
        "Semyon stayed in Moscow. It rained.",
    ]
    assert [document.line(at) for at in (0, 11, 22)] == [1, 2, 4]


def test_gold_is_span_with_known_paragraph(tmp_path):
    (question,) = load(tmp_path, LINE)
    (gold,) = question.golds
    assert question.document.slice(gold.sentence) == "Semyon stayed in Moscow."
    assert question.document.slice(question.paragraph) == "Semyon stayed in Moscow. It rained."
    assert (question.text, question.kind) == ("And where did he stay?", "race")


def test_equal_texts_share_a_document(tmp_path):
    other = {**LINE, "id": "c", "text": TEXT + " "}
    first, second, third = load(tmp_path, LINE, {**LINE, "id": "b"}, other)
    assert first.document is second.document is not third.document
    assert first.group == second.group != third.group


def test_half_of_texts_are_dev_by_digest(tmp_path):
    lines = [{**LINE, "id": str(number), "text": f"{TEXT} {number}"} for number in range(20)]
    splits = [question.split for question in load(tmp_path, *lines)]
    assert set(splits) == {"dev", "test"}
    for line, split in zip(lines, splits, strict=True):
        assert (split == "dev") == (hashlib.sha256(line["text"].encode()).digest()[0] % 2 == 0)


@pytest.mark.parametrize(
    ("rationale", "answer", "expected"),
    [
        ("Pavel left", "Semyon", "Pavel left"),
        ("pavel LEFT", "Semyon", "Pavel left"),
        ("Nika left", "Semyon", "Semyon"),
        ("", "moscow", "Moscow"),
        ("Nika left", "nobody", None),
        ("", "", None),
        ("(", "unknown", None),
    ],
)
def test_earlier_answer_is_found_by_rationale_then_words(tmp_path, rationale, answer, expected):
    (question,) = load(tmp_path, {**LINE, "history": [{**PAST, "rationale": rationale, "answer": answer}]})
    (past,) = question.turn.history
    assert past.answer_given and past.line == "Who left?" and past.answer == answer
    assert (question.document.slice(past.answer_span) if past.answer_span else None) == expected


def test_same_case_is_preferred(tmp_path):
    (question,) = load(tmp_path, {**LINE, "text": f"SEMYON. {TEXT}", "history": [{**PAST, "rationale": "Semyon"}]})
    assert question.turn.history[0].answer_span.start == 30


def test_coqa_has_no_standalone_way(tmp_path):
    path = write(tmp_path, LINE)
    assert ways_to_ask(load_set(path), None) == ("resolved", "typed")
    with pytest.raises(EvaluationError, match="no standalone wording") as caught:
        load_set(path, way="standalone")
    assert "\n" not in str(caught.value)
    (trick,) = word_turns(load_set(path).questions, "last-turn")
    assert trick.text == "Who left? it was Pavel And where did he stay?"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"span": [22, 99]}, ":2: found the span 22-99, expected words of the text, of 57 characters"),
        ({"span": [-1, 5]}, ":2: found the span -1-5"),
        ({"span": [5, 5]}, ":2: found the span 5-5"),
        ({"span": [20, 22]}, ":2: found the span 20-22"),
        ({"span": [1]}, ":2: faulty or missing field ($.span: "),
        ({"span": None}, ":2: faulty or missing field ($.span: "),
        ({"text": " \n "}, ":2: the text is empty"),
        ({"text": 5}, ":2: faulty or missing field"),
        ({"question": " "}, ":2: a question is empty"),
        ({"history": [{**PAST, "question": ""}]}, ":2: a question is empty"),
        (
            {"history": [{"question": "Who?", "answer": "Pavel"}]},
            ":2: faulty or missing field ($.history[0]: object missing",
        ),
        ({"id": "a|1"}, "'a|1' occurs twice"),
    ],
)
def test_faulty_line_is_rejected_with_number_and_reason(tmp_path, change, reason):
    with pytest.raises(EvaluationError) as caught:
        load(tmp_path, LINE, {**LINE, "id": "b", **change})
    assert reason in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("key", ["id", "source", "text", "history", "question", "span"])
def test_missing_field_is_named(tmp_path, key):
    line = {name: value for name, value in LINE.items() if name != key}
    with pytest.raises(EvaluationError, match=f":2: faulty or missing field .*'{key}'"):
        load(tmp_path, LINE, line)
