"""qa's own set on real structure, `eval/documents.jsonl`: what it covers, and that it is made from its sources."""

import sys
from collections import defaultdict
from pathlib import Path

import pytest

from qa import files
from qa.evaluate.datasets import load_set
from qa.load.formats import READABLE, format_of
from qa.types import BlockKind

FOLDER = Path(__file__).parents[2] / "eval"
UNANSWERABLE = {"near-miss", "far-off"}


@pytest.fixture(scope="module")
def questions():
    return load_set(files.evaluation() / "documents.jsonl").questions


@pytest.fixture
def script(monkeypatch):
    """Import a script of `eval/`; they belong to no package."""
    monkeypatch.syspath_prepend(str(FOLDER))
    before = set(sys.modules)
    yield __import__
    for name in set(sys.modules) - before:
        if FOLDER in Path(getattr(sys.modules[name], "__file__", None) or "/").parents:
            del sys.modules[name]


def test_set_is_large_enough(questions):
    assert len({question.document.source for question in questions}) >= 15
    assert sum(question.answerable for question in questions) >= 150
    assert sum(question.kind == "near-miss" for question in questions) >= 40
    assert all(question.answerable != (question.kind in UNANSWERABLE) for question in questions)


def test_every_format_is_covered(questions):
    covered = set()
    for name in {question.document.source for question in questions}:
        path = files.evaluation() / name
        covered.add(format_of(path.read_bytes(), path.name).name)
    assert covered == {each.name for each in READABLE}


def test_splits_share_no_document(questions):
    splits = defaultdict(set)
    for question in questions:
        splits[question.split].add(question.document.source)
    assert splits.keys() == {"dev", "test"} and not splits["dev"] & splits["test"]
    assert min(map(len, splits.values())) >= 8


def test_both_splits_have_every_kind_of_structure(questions):
    kinds = defaultdict(set)
    for question in questions:
        kinds[question.split].add(question.kind)
    shared = {"prose", "heading", "table", "list", "faq", "mail", "metadata", "transcript", *UNANSWERABLE}
    assert kinds["dev"] == shared and kinds["test"] == {*shared, "slide"}


def test_golds_are_within_blocks(questions):
    for question in questions:
        for gold in question.golds:
            blocks = [block for block in gold.document.blocks if block.span.overlaps(gold.sentence)]
            assert len(blocks) == 1 and blocks[0].kind is not BlockKind.HEADING, question.question_id
            assert (blocks[0].kind is BlockKind.METADATA) == (question.kind == "metadata"), question.question_id


def test_no_question_is_asked_twice(questions):
    asked = [(question.document.source, question.text.lower()) for question in questions]
    assert len(set(asked)) == len(asked)


def test_documents_are_made_from_their_sources(script):
    make_documents = script("make_documents")
    for name in make_documents.MADE:
        assert make_documents.document_bytes(name) == (FOLDER / "documents" / name).read_bytes(), name


def test_sets_are_made_from_their_sources(script):
    make_questions = script("make_questions")
    for source, target in make_questions.SETS.items():
        assert make_questions.made(source) == (FOLDER / target).read_text(encoding="utf-8"), target


def test_source_with_unknown_text_is_refused(script):
    make_questions = script("make_questions")
    lines = ["@ bylaws.txt test", "? prose | What is it?", "= No such sentence."]
    with pytest.raises(ValueError, match=r"questions\.txt:3: '= No such sentence\.': found 0 times"):
        list(make_questions.records("questions.txt", lines))
