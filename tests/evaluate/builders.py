"""Builders of invented questions, records and results."""

from dataclasses import replace
from pathlib import Path

from qa import load_text
from qa.evaluate.datasets import Gold, LabelledQuestion, Selection
from qa.evaluate.results import GoldSlice, Record, TextSlice
from qa.evaluate.results.traits import QuestionTraits
from qa.evaluate.runs import describe_run, measure
from qa.evaluate.runs.journal import Journal
from qa.types import Span

DOCUMENT = load_text("Pavel left for Ulm. Semyon stayed in Moscow. It rained for three weeks.")


def question(text, answer, *, document=DOCUMENT, question_id=None):
    """A question of `document` with one acceptable answer, or None for no answer."""
    golds = ()
    if answer is not None:
        start = document.text.index(answer)
        span = Span(start, start + len(answer))
        golds = (Gold(document, span, (span,)),)
    return LabelledQuestion(question_id or text, text, (document,), golds, document.doc_id)


QUESTIONS = [
    question("Where did Semyon stay?", "Moscow"),
    question("How long did it rain?", "three weeks"),
    question("Who ate the borscht?", None),
]


def record(question_id="q", *, rank=1, answerable=True, confidence=0.5, answered=True, group="d", **changes):
    """What a system made of "Who left?" asked of "Pavel left."; the right answer is "Pavel"."""
    sentence, name = TextSlice("d", 0, 11, "Pavel left."), TextSlice("d", 0, 5, "Pavel")
    made = Record(
        question_id=question_id,
        question="Who left?",
        group=group,
        kind="",
        split="",
        traits=QuestionTraits.of("Who left?", "Pavel" if answerable else None, "Pavel left."),
        golds=(GoldSlice(sentence, (name,)),) if answerable else (),
        answer=sentence,
        span=name,
        answered=answered,
        confidence=confidence,
        rank=rank if answerable else None,
        passage_ranks=(1,) if answerable else (),
        gold_passages=int(answerable),
        milliseconds=2.0,
        stages={},
    )
    return replace(made, **changes)


def measured(asked, folder: Path, *, system="qa", **options):
    """The result of `system` on the set `asked`."""
    selection = Selection()
    about = describe_run(asked, selection, system)
    questions = selection.of(asked.questions)
    return measure(about, questions, date="2026-11-23", journal=Journal(folder, about), **options)
