"""What the annotator shows besides sentences: its opening, the help, the list of questions, and its closing."""

import shlex
from collections.abc import Sequence
from pathlib import Path

from qa.fronts.annotate.set_file import Record
from qa.pipeline import Corpus
from qa.render import Blocks, counted, note, rows

NOT_ANSWERED = "not answered here"

# The number of documents to name in the opening; more are counted.
_NAMED = 3

# Questions that can choose a threshold, at least: see `qa.evaluate.calibrating`, which is slow to import.
ENOUGH = 50

# Characters of an answer in the list.
_SHORT = 60

_STEPS = (
    (
        "question>",
        (
            ("any question", "in your own words, as you would ask somebody who has read the documents"),
            ("/list", "the questions so far"),
            ("/undo", "remove the last one"),
            ("/quit", "leave, as Ctrl-D does; all that was saved is in the file"),
        ),
    ),
    (
        "right one>",
        (
            ("2", "the sentence that answers; 1 4 if either of them answers by itself"),
            ("n", "not answered here: the documents do not say"),
            ("m", "more sentences"),
            ("some words", "find all sentences that contain them; /words 12 to find a number"),
            ("Enter", "skip this question (or s): nothing is saved"),
        ),
    ),
    (
        "answer words>",
        (
            ("some words", "the words of the sentence that answer; several wordings: Ulm | the city of Ulm"),
            ("Enter", "the words in brackets"),
            ("b", "back to the sentences"),
        ),
    ),
)
_ADVICE = (
    "If the right sentence is not shown, find it by its words: a set of only what qa finds by itself would flatter it. "
    "So would a set without questions that are not answered here; one in four is a good share."
)


def opening_blocks(corpus: Corpus, path: Path, count: int) -> Blocks:
    """What was read, how many questions the set at `path` has (`count`), and how to proceed."""
    sources = [document.source for document in corpus.documents]
    named = ", ".join(sources[:_NAMED]) + (f" and {len(sources) - _NAMED} more" if len(sources) > _NAMED else "")
    so_far = f"{path} holds {counted(count, 'question')} so far." if count else f"The questions go to {path}."
    return (
        note(f"Read {counted(corpus.sentence_count, 'sentence')} of {named}. {so_far}", style="bold"),
        note("Ask a question, choose the sentence that answers, type the words that do.", gap=True),
        note("Each question is saved at once. Ctrl-D leaves; continue any time. See /help.", style="dim"),
    )


def help_blocks() -> Blocks:
    """What can be typed at each prompt, and what makes a set fair."""
    steps = tuple(
        block for prompt, pairs in _STEPS for block in (note(prompt, style="bold green", gap=True), *rows(pairs))
    )
    return (*steps, note(_ADVICE, gap=True))


def list_blocks(records: Sequence[Record]) -> Blocks:
    """The questions with their answers, shortened."""
    if not records:
        return (note("There is no question yet."),)
    return rows([(str(record["id"]), f"{record['question']}  → {_answers(record)}") for record in records])


def _answers(record: Record) -> str:
    """The first acceptable answer of each gold sentence."""
    if not record["gold"]:
        return NOT_ANSWERED
    return " + ".join(_shortened(gold["answers"][0]["text"]) for gold in record["gold"])


def _shortened(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"


def closing_blocks(path: Path, records: Sequence[Record]) -> Blocks:
    """The size of the set, and how to measure on it."""
    if not records:
        return (note(f"There is no question in {path}."),)
    unanswered = sum(not record["gold"] for record in records)
    parts = f"{len(records) - unanswered} with an answer, {unanswered} without"
    return (
        note(f"{path} holds {counted(len(records), 'question')}: {parts}."),
        note(f"Measure on it: qa eval {shlex.quote(str(path))}"),
        note(f"{_when(len(records))}: qa calibrate {shlex.quote(str(path))} -d PATH"),
    )


def _when(count: int) -> str:
    """When a set of `count` questions can choose a threshold."""
    if count >= ENOUGH:
        return "Choose the threshold for these documents on it"
    return f"With {counted(ENOUGH - count, 'more question')} it can choose the threshold for these documents"
