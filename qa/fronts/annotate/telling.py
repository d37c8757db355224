"""What the annotator says besides the sentences: its first words, the help, the list, and its last words."""

import shlex
from collections.abc import Sequence
from pathlib import Path

from qa.fronts.annotate.writing import Record
from qa.pipeline import Corpus
from qa.render import Blocks, counted, note, rows

NOT_ANSWERED = "not answered here"

# Documents to name before the rest is only counted.
_NAMED = 3

# Characters of an answer in the list: the first words tell which it is.
_SHORT = 60

_STEPS = (
    (
        "question>",
        (
            ("any question", "in your own words, as you would ask somebody who has read the documents"),
            ("/list", "the questions so far"),
            ("/undo", "take the last one back"),
            ("/quit", "leave, as Ctrl-D does; all that was kept stands in the file"),
        ),
    ),
    (
        "right one>",
        (
            ("2", "the sentence that answers; 1 4 if either of them does by itself"),
            ("n", "not answered here: the documents do not say"),
            ("m", "more sentences"),
            ("some words", "find all sentences that hold them; /words 12 if it is a number"),
            ("Enter", "skip this question (or s): nothing is kept"),
        ),
    ),
    (
        "answer words>",
        (
            ("some words", "of the sentence, those that answer; several wordings: Ulm | the city of Ulm"),
            ("Enter", "what stands in brackets"),
            ("b", "back to the sentences"),
        ),
    ),
)
_ADVICE = (
    "If the right sentence is not among those shown, look for it by its words: a set of what qa finds by itself would "
    "flatter it. So would one without questions that are not answered here; one in four is a good share."
)


def opening(corpus: Corpus, path: Path, count: int) -> Blocks:
    """What has been read, what the set holds, and how it goes."""
    sources = [document.source for document in corpus.documents]
    named = ", ".join(sources[:_NAMED]) + (f" and {len(sources) - _NAMED} more" if len(sources) > _NAMED else "")
    so_far = f"{path} holds {counted(count, 'question')} so far." if count else f"The questions go to {path}."
    return (
        note(f"Read {counted(corpus.sentence_count, 'sentence')} of {named}. {so_far}", style="bold"),
        note("Ask a question, choose the sentence that answers, type the words that do.", gap=True),
        note("Each one is kept at once: leave with Ctrl-D, go on later. /help tells more.", style="dim"),
    )


def help_blocks() -> Blocks:
    """What can be typed at each prompt, and what makes a set honest."""
    steps = tuple(
        block for prompt, pairs in _STEPS for block in (note(prompt, style="bold green", gap=True), *rows(pairs))
    )
    return (*steps, note(_ADVICE, gap=True))


def list_blocks(records: Sequence[Record]) -> Blocks:
    """The questions with their answers, in short."""
    if not records:
        return (note("There is no question yet."),)
    return rows([(str(record["id"]), f"{record['question']}  → {_answers(record)}") for record in records])


def _answers(record: Record) -> str:
    """The first answer of each gold."""
    if not record["gold"]:
        return NOT_ANSWERED
    return " + ".join(_shortened(gold["answers"][0]["text"]) for gold in record["gold"])


def _shortened(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"


def closing(path: Path, records: Sequence[Record]) -> Blocks:
    """What the set holds now, and how to measure on it."""
    if not records:
        return (note(f"There is no question in {path}."),)
    without = sum(not record["gold"] for record in records)
    parts = f"{len(records) - without} with an answer, {without} without"
    return (
        note(f"{path} holds {counted(len(records), 'question')}: {parts}."),
        note(f"Measure on it: qa eval {shlex.quote(str(path))}"),
    )
