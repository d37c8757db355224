"""Does qa bring into a follow-up what a person brought in? Against CANARD (Elgohary et al., 2019): no text is asked.

A row has the `history` of a conversation (the title and the section of an article, then each question with its answer),
a `question`, and the `rewrite`: the same question, by hand, so that it stands alone. What counts are words: norms
without stop words, each once. What the rewrite has over the question had to be brought in; what qa has over it, was.

Known limitation: a person could rewrite it in other words that are as good; they count as wrong.
"""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from qa.dialogue import Past
from qa.dialogue.understand import Understander
from qa.evaluate.metrics.intervals import Bootstrap
from qa.language.tokens import STOP_WORDS, norms

# Which half of the articles' sections a row belongs to: one for tuning, one for the report.
SPLITS = {"tune": 0, "report": 1}
PRONOUNS = frozenset("he she him her his hers they them their its it".split())
# Words of an answer at most that qa would mark: longer ones are passages, in which none are.
MARKED = 6
# What stands for an answer where there is none.
NO_ANSWER = "I don't know."


@dataclass(frozen=True)
class Row:
    """A question: the conversation it is from, the words to bring in, those brought in, and what else was done.

    `same` says whether the rewrite has the words of the question, `kept` whether qa left the wording alone, `leans`
    whether it takes the question to lean on what was said, whatever became of the wording.
    """

    conversation: str
    same: bool
    needed: frozenset[str]
    brought: frozenset[str]
    pronoun: bool
    kept: bool
    leans: bool

    @property
    def right(self) -> frozenset[str]:
        """The words that were rightly brought in."""
        return self.needed & self.brought


def antecedents(path: Path, split: str = "report") -> None:
    """What is brought in over the rows of a half of the file `path`."""
    rows = list(read(path, split))
    print(f"{path.name}, {split}: {len(rows):,} questions, {len({row.conversation for row in rows})} conversations")
    for line in told(rows):
        print(f"  {line}")


def read(path: Path, split: str) -> Iterator[Row]:
    """The rows of a half of the file `path`, plain or gzip."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    understander = Understander(())
    for line in text.splitlines():
        record = json.loads(line)
        conversation = "\n".join(record["history"][:2])
        if hashlib.sha256(conversation.encode()).digest()[0] % 2 == SPLITS[split]:
            yield _row(conversation, record, understander)


def _row(conversation: str, record: dict, understander: Understander) -> Row:
    question, rewrite = record["question"], record["rewrite"]
    found = understander.understand(question, _past(tuple(record["history"]), understander))
    return Row(
        conversation,
        same=list(norms(question)) == list(norms(rewrite)),
        needed=content(rewrite) - content(question),
        brought=content(found.standalone) - content(question),
        pronoun=bool(PRONOUNS & set(norms(question))),
        kept=found.standalone == question,
        leans=found.leans,
    )


@cache
def _past(history: tuple[str, ...], understander: Understander) -> tuple[Past, ...]:
    """The turns before: the title and section as one that asks about it, and the questions as qa understood them."""
    if len(history) == 2:
        title, section = history
        return (Past(f"What about {title}?", title, f"{title}: {section}"),)
    before = _past(history[:-2], understander)
    asked = understander.understand(history[-2], before).standalone
    answer = "" if history[-1] == NO_ANSWER else history[-1]
    return (*before, Past(asked, answer if len(answer.split()) <= MARKED else "", answer))


def content(text: str) -> frozenset[str]:
    """The words of `text` that count."""
    return frozenset(norm for norm in norms(text) if norm not in STOP_WORDS)


def told(rows: Sequence[Row]) -> Iterator[str]:
    """The figures, a line each."""
    lacking = [row for row in rows if row.needed]
    yield "where a person brought words in:"
    yield _share("  qa brings words in", lacking, lambda row: bool(row.brought))
    yield _ratio("  of the words it brings in, right", lacking, lambda row: (len(row.right), len(row.brought)))
    yield _ratio("  of the words to bring in, brought", lacking, lambda row: (len(row.right), len(row.needed)))
    bringing = [row for row in lacking if row.brought]
    with_pronoun = [row for row in lacking if row.pronoun]
    yield _share("  right words, by question", bringing, lambda row: len(row.right) / len(row.brought))
    yield _share("  words brought, by question", lacking, lambda row: len(row.right) / len(row.needed))
    yield _share("  right antecedent, where a pronoun is", with_pronoun, lambda row: bool(row.right))
    same = [row for row in rows if row.same]
    yield "where the question was left as it is:"
    yield _share("  qa leaves it, too", same, lambda row: row.kept)
    yield _share("  and asks it as if it came first", same, lambda row: row.kept and not row.leans)


def _share(label: str, rows: Sequence[Row], of: Callable[[Row], float]) -> str:
    """The mean over `rows`."""
    return _ratio(label, rows, lambda row: (of(row), 1))


def _ratio(label: str, rows: Sequence[Row], of: Callable[[Row], tuple[float, float]]) -> str:
    """The sum of the firsts over that of the seconds, with its interval: whole conversations are drawn."""
    parts, wholes = np.array([of(row) for row in rows], dtype=float).reshape(-1, 2).T
    if not wholes.sum():
        return f"{label:38} —  n=0"
    bootstrap = Bootstrap([row.conversation for row in rows])
    low, high = bootstrap.of(_divided, parts, wholes)
    return f"{label:38} {_divided(parts, wholes):.3f} ({low:.3f} to {high:.3f})  n={int(wholes.sum()):,}"


def _divided(parts: np.ndarray, wholes: np.ndarray) -> float | None:
    return float(parts.sum() / wholes.sum()) if wholes.sum() else None
