"""Does qa add the words to a follow-up that a person adds? Measured on CANARD (Elgohary et al., 2019); asks no text.

A row has the `history` of a conversation (the title and the section of an article, then each question with its answer),
a `question`, and the `rewrite`: the question rewritten by hand to need no history. The words that count are norms
without stop words, each once. The words of the rewrite that are not in the question are *needed*; the words of qa's
rewrite that are not in the question are *added*.

Known limitation: a person could rewrite a question in other words that are as good; they count as wrong.
"""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from qa.dialogue import PastTurn
from qa.dialogue.history import History, Knowledge
from qa.dialogue.rewrite import rewrite
from qa.evaluate.metrics.intervals import Bootstrap
from qa.language.tokens import norms
from qa.question import parsed
from qa.train.dialogue import MAX_SPAN_WORDS, NO_ANSWER, content_words, is_for_tuning

# The halves of the article sections: the one that `qa.train.dialogue` fits on, and the one for the report.
SPLITS = TUNE, REPORT = ("tune", "report")
PRONOUNS = frozenset("he she him her his hers they them their its it".split())


@dataclass(frozen=True)
class Row:
    """A question: its conversation, the words needed and added, and what else qa did.

    `same` says whether the rewrite has the words of the question, `kept` whether qa did not rewrite the question,
    `needs_history` whether qa takes it for a follow-up, rewritten or not.
    """

    conversation: str
    same: bool
    needed: frozenset[str]
    added: frozenset[str]
    pronoun: bool
    kept: bool
    needs_history: bool

    @property
    def right(self) -> frozenset[str]:
        """The words that were rightly added."""
        return self.needed & self.added


def antecedents(path: Path, split: str = REPORT) -> None:
    """Print the figures over the rows of one half of the file `path`."""
    rows = list(read(path, split))
    print(f"{path.name}, {split}: {len(rows):,} questions, {len({row.conversation for row in rows})} conversations")
    for line in figure_lines(rows):
        print(f"  {line}")


def read(path: Path, split: str) -> Iterator[Row]:
    """The rows of one half of the file `path`, plain or gzip."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    knowledge = Knowledge(())
    for line in text.splitlines():
        record = json.loads(line)
        if is_for_tuning(record) == (split == TUNE):
            yield _row(record, knowledge)


def _row(record: Mapping[str, Any], knowledge: Knowledge) -> Row:
    question, by_hand = record["question"], record["rewrite"]
    history = History(past_turns(tuple(record["history"]), knowledge), knowledge)
    by_qa = rewrite(parsed(question), history)
    return Row(
        "\n".join(record["history"][:2]),
        same=list(norms(question)) == list(norms(by_hand)),
        needed=content_words(by_hand) - content_words(question),
        added=content_words(by_qa.rewritten) - content_words(question),
        pronoun=bool(PRONOUNS & set(norms(question))),
        kept=by_qa.rewritten == question,
        needs_history=by_qa.needs_history,
    )


@cache
def past_turns(lines: tuple[str, ...], knowledge: Knowledge) -> tuple[PastTurn, ...]:
    """The earlier turns: the title and section as a question about them, then the questions as qa rewrote them."""
    if len(lines) == 2:
        title, section = lines
        return (PastTurn(f"What about {title}?", title, f"{title}: {section}"),)
    before = past_turns(lines[:-2], knowledge)
    asked = rewrite(parsed(lines[-2], lines[-2]), History(before, knowledge))
    answer = "" if lines[-1] == NO_ANSWER else lines[-1]
    span = answer if len(answer.split()) <= MAX_SPAN_WORDS else ""
    return (*before, PastTurn(asked.rewritten, span, answer, asked.substitutions))


def figure_lines(rows: Sequence[Row]) -> Iterator[str]:
    """The figures, one per line."""
    needing = [row for row in rows if row.needed]
    yield "where a person added words:"
    yield _share("  qa adds words", needing, lambda row: bool(row.added))
    yield _ratio("  precision of the added words", needing, lambda row: (len(row.right), len(row.added)))
    yield _ratio("  recall of the needed words", needing, lambda row: (len(row.right), len(row.needed)))
    adding = [row for row in needing if row.added]
    with_pronoun = [row for row in needing if row.pronoun]
    yield _share("  precision, mean over questions", adding, lambda row: len(row.right) / len(row.added))
    yield _share("  recall, mean over questions", needing, lambda row: len(row.right) / len(row.needed))
    yield _share("  right antecedent of a pronoun", with_pronoun, lambda row: bool(row.right))
    same = [row for row in rows if row.same]
    yield "where a person kept the question:"
    yield _share("  qa keeps it, too", same, lambda row: row.kept)
    yield _share("  and does not take it for a follow-up", same, lambda row: row.kept and not row.needs_history)


def _share(label: str, rows: Sequence[Row], of: Callable[[Row], float]) -> str:
    """A line with the mean of `of` over `rows`."""
    return _ratio(label, rows, lambda row: (of(row), 1))


def _ratio(label: str, rows: Sequence[Row], of: Callable[[Row], tuple[float, float]]) -> str:
    """A line with the sum of the numerators over that of the denominators; the interval draws whole conversations."""
    numerators, denominators = np.array([of(row) for row in rows], dtype=float).reshape(-1, 2).T
    if not denominators.sum():
        return f"{label:38} —  n=0"
    bootstrap = Bootstrap([row.conversation for row in rows])
    low, high = bootstrap.of(_quotient, numerators, denominators)
    value = _quotient(numerators, denominators)
    return f"{label:38} {value:.3f} ({low:.3f} to {high:.3f})  n={int(denominators.sum()):,}"


def _quotient(numerators: np.ndarray, denominators: np.ndarray) -> float | None:
    return float(numerators.sum() / denominators.sum()) if denominators.sum() else None
