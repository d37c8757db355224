"""Made documents, people's wordings, and the sources of questions."""

import gzip
import json
import random
import re

import pytest

import qa
from qa.split import passages
from qa.split.views import view_of
from qa.train.neural import examples as making
from qa.train.neural import shapes, sources
from qa.train.neural.banks import bank, fill
from qa.train.neural.shapes import LOOSE, made_questions
from qa.train.neural.sources import Source, read_source, with_title
from qa.train.neural.wordings import definitions, reword

# Made documents


@pytest.mark.parametrize("shape", shapes._SHAPES, ids=lambda shape: shape.__name__.strip("_"))
@pytest.mark.parametrize("held_out", [False, True])
def test_every_shape_has_answers_that_slice_back(shape, held_out):
    answered = unanswered = 0
    for seed in range(12):
        made = shape(random.Random(seed), bank(held_out=held_out))
        questions = list(shapes._labelled(made, "made"))
        assert len(questions) == len(made.asked)
        for question, asked in zip(questions, made.asked, strict=True):
            answers = [question.document.slice(gold.sentence) for gold in question.golds]
            assert answers == ([asked.answer] if asked.answer else [])
            answered, unanswered = answered + bool(answers), unanswered + (not answers)
    assert answered and unanswered


def test_no_choice_is_left_open():
    made = [shape(random.Random(seed), bank(held_out=False)) for shape in shapes._SHAPES for seed in range(20)]
    texts = [each.text for each in made] + [asked.question for each in made for asked in each.asked]
    assert not [text for text in texts if re.search(r"\{|\}", text)]


def test_held_out_documents_are_of_other_kinds():
    trained, held_out = bank(held_out=False), bank(held_out=True)
    assert not {kind.noun for kind in trained.kinds} & {kind.noun for kind in held_out.kinds}
    assert not {each.stem for each in trained.lists} & {each.stem for each in held_out.lists}
    assert not dict(trained.glossary).keys() & dict(held_out.glossary).keys()


def test_choice_is_number_or_word():
    drawn = {fill("{1-3} {red/blue}", random.Random(seed)) for seed in range(60)}
    assert drawn == {f"{number} {word}" for number in (1, 2, 3) for word in ("red", "blue")}


def test_same_number_makes_same_document():
    first, second = (made_questions(7, held_out=False) for _ in range(2))
    assert [each.text for each in first] == [each.text for each in second]
    assert first[0].document.text == second[0].document.text


def test_context_of_answer_is_before_it():
    questions = (each for number in range(40) for each in made_questions(number, held_out=False))
    groups = [group for question in questions for group in making.groups([question], "made", random.Random(0))]
    gold = [group.examples[0] for group in groups if group.examples[0].answers]
    assert gold and all(start >= example.context for example in gold for start, _ in example.answers)
    assert any(example.context for example in gold)


# Wordings


def test_reworded_question_keeps_its_keywords():
    drawn = {reword("When did the Lisbon office open?", random.Random(seed)) for seed in range(90)}
    kept = [{"lisbon", "office", "open"} <= set(re.findall(r"\w+", text.lower())) for text in drawn]
    # The others have a slip in one of the two long words.
    assert len(drawn) > 20 and 0 < kept.count(False) <= 10
    assert any(len(text.split()) > 30 for text in drawn)
    assert {"Lisbon office open", "when did the lisbon office open", "When did the Lisbon office open"} <= drawn


def test_definition_is_asked_of_sentence_that_gives_it():
    text = "A palimpsest is a page that was used again. It is a rare thing. Ada Byron was a writer born in London."
    document = qa.load_text(f"{text} Although there is a map, the map is old.")
    asked = list(definitions(document, random.Random(0), share=1.0))
    assert len(asked) == 2 and all(question.kind == LOOSE for question in asked)
    assert "palimpsest" in asked[0].text and "Ada Byron" in asked[1].text
    assert [document.slice(each.golds[0].answers[0]) for each in asked] == [
        "a page that was used again.",
        "a writer born in London.",
    ]


def test_no_definition_is_asked_with_share_zero():
    document = qa.load_text("A palimpsest is a page that was used again.")
    assert list(definitions(document, random.Random(0), share=0.0)) == []


# Sources


def paragraph(context, order, *, question="Who?", answers=()):
    """A paragraph of SQuAD 2.0 as the data has it."""
    qas = [
        {
            "id": f"q{order}-{len(context)}",
            "question": question,
            "is_impossible": not answers,
            "answers": [{"text": answer, "answer_start": context.index(answer)} for answer in answers],
        }
    ]
    return {"title": "", "order": order, "paragraphs": [{"context": context, "qas": qas}]}


@pytest.fixture
def squad2(tmp_path):
    """A folder with five paragraphs of SQuAD 2.0: three near each other, one far, one without a place."""
    twin = {"title": "T", "paragraphs": paragraph("Ada went to Ulm.", 0, answers=["Ulm"])["paragraphs"]}
    data = [
        paragraph("Boris slept.", 2),
        paragraph("Ada went to Ulm.", 1, answers=["Ulm"]),
        paragraph("Vera sang.", 3),
        paragraph("It rained.", 90),
        paragraph("Nika left.", None),
    ]
    for name, articles in (("squad2", data), ("squad-train-a", [twin]), ("squad-train-b", [twin])):
        (tmp_path / f"{name}.json.gz").write_bytes(gzip.compress(json.dumps({"data": articles}).encode()))
    return tmp_path


def test_near_paragraphs_are_one_article(squad2):
    documents = [each.questions[0].document for each in read_source(squad2, Source("squad2"))]
    assert [document.text for document in documents] == [
        "Ada went to Ulm.\n\nBoris slept.\n\nVera sang.",
        "It rained.",
        "Nika left.",
    ]


@pytest.mark.parametrize("held_out", [False, True])
def test_article_is_held_out_with_its_twin(squad2, monkeypatch, held_out):
    monkeypatch.setattr(sources, "held_out", lambda question: held_out)
    first, *_ = read_source(squad2, Source("squad2"))
    assert first.held_out is held_out


def test_unanswerable_question_is_read_with_its_own_paragraph(squad2):
    first, *_ = read_source(squad2, Source("squad2"))
    groups = list(making.groups(first.questions, "squad2", random.Random(0)))
    (own,) = [view_of(passage).text for passage in passages(first.questions[0].document)]
    assert sorted(group.examples[0].kind for group in groups) == ["gold", "none", "none"]
    assert {group.examples[0].passage for group in groups} == {own}


@pytest.mark.parametrize(("title", "context"), [("Ulnar_nerve", "Ulnar nerve."), ("", ""), ("1234", ""), ("toy#1", "")])
def test_title_that_says_something_is_context(title, context):
    document = qa.load_text("It rained for days.", source="toy#1")
    (passage,) = passages(with_title(sources.replace(document, title=title)))
    assert view_of(passage).context == context
