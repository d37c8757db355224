"""The questions won and lost, for people: each with both answers, and with what became of them.

In two columns where a terminal has the room, one answer under the other elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from qa.evaluate.comparison import Pair
from qa.evaluate.records import Record
from qa.render import clean, confidence

# Columns of a terminal from which on two answers stand side by side: each has as many as a line of a book.
WIDE = 120
# Columns of the margin, in which the number of a question stands, and the name of a system.
_MARGIN = 4


def questions(title: str, pairs: Sequence[Pair], *, of: int) -> Iterator[RenderableType]:
    """The questions `pairs` under `title`; they are the first ones `of` so many."""
    if not pairs:
        return
    yield Text(f"\n{title} ({len(pairs):,} of {of:,})", style="bold")
    for number, pair in enumerate(pairs, 1):
        yield Text()
        yield _Answers(pair, number)


@dataclass(frozen=True, slots=True)
class _Answers:
    """A question with its gold answers, and what both systems answered."""

    pair: Pair
    number: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """In two columns where a terminal has the room, otherwise one under the other."""
        asked = self.pair.first
        golds = " / ".join(dict.fromkeys(map(clean, asked.gold_answers)))
        question = Text.assemble((clean(asked.question), "bold"), (f"  {clean(asked.question_id)}", "dim"))
        yield _labelled((f"{self.number}.", question), ("", Text(f"Gold: {golds}", style="cyan")))
        if self.pair.second.question != asked.question:
            yield _labelled(("", Text(f"B was asked: {clean(self.pair.second.question)}", style="dim")))
        first, second = _answer("A", self.pair.first), _answer("B", self.pair.second)
        if options.is_terminal and options.max_width >= WIDE:
            yield _beside(first, second)
        else:
            yield from (first, second)


def _labelled(*rows: tuple[str, Text]) -> Table:
    """Paragraphs, each with a label in the margin."""
    made = Table.grid()
    made.add_column(width=_MARGIN, no_wrap=True)
    made.add_column(overflow="fold")
    for label, text in rows:
        made.add_row(Text(label), text)
    return made


def _beside(first: Table, second: Table) -> Table:
    made = Table.grid(expand=True, padding=(0, 2, 0, 0))
    made.add_column(ratio=1)
    made.add_column(ratio=1)
    made.add_row(first, second)
    return made


def _answer(name: str, record: Record) -> Table:
    """The sentence with its words marked, and under it what became of it."""
    return _labelled((f" {name}", _marked(record)), ("", Text(_outcome(record), style="dim")))


def _marked(record: Record) -> Text:
    """The best sentence, given or not."""
    if record.answer is None:
        return Text(f"crashed: {clean(record.error)}" if record.error else "no sentence at all", style="red")
    text, start = record.answer.text, record.answer.start
    inner = record.span or record.answer
    before, after = inner.start - start, inner.end - start
    style = "" if record.span is None else "bold green" if record.right else "bold red"
    return Text.assemble(clean(text[:before]), (clean(text[before:after]), style), clean(text[after:]))


def _outcome(record: Record) -> str:
    """`wrong · likely, 0.82 · abstained · a right one at rank 3`."""
    if record.error:
        return "wrong"
    told = ["right" if record.right else "wrong"]
    if record.confidence is not None:
        told.append(confidence(record.confidence))
    if not record.answered:
        told.append("abstained")
    understood = record.stages.get("understand", {}).get("standalone", record.question)
    if understood != record.question:
        told.append(f"understood as: {clean(understood)}")
    if not record.right:
        told.append(f"a right one at rank {record.rank}" if record.rank else "no right one found")
    return " · ".join(told)
