"""One system on one set: from what is asked to a result, going on where it was stopped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.errors import EvaluationError
from qa.evaluate.datasets import (
    ARTICLE,
    SCOPES,
    STANDALONE,
    TURNS,
    Question,
    QuestionSet,
    in_conversation,
    in_scope,
    in_turns,
    of_split,
    sampled,
    split_asked,
)
from qa.evaluate.journal import Journal
from qa.evaluate.records import Record
from qa.evaluate.results import About, Result
from qa.evaluate.run import Batch, run
from qa.evaluate.summary import summarise
from qa.evaluate.systems import settings


@dataclass(frozen=True, slots=True)
class Selection:
    """Which questions of a set are asked, of what, and how: see `qa.evaluate.datasets`, `scopes` and `turns`.

    `after` is the number of other questions of its document that each is asked after.
    """

    scope: str = ARTICLE
    split: str | None = None
    turns: str = STANDALONE
    limit: int | None = None
    seed: int = 0
    after: int = 0

    def __post_init__(self) -> None:
        """EvaluationError for a value that there is not."""
        if self.scope not in SCOPES:
            raise EvaluationError(f"found --scope {self.scope}, expected {' or '.join(SCOPES)}")
        if self.turns not in TURNS:
            raise EvaluationError(f"found --turns {self.turns}, expected one of {', '.join(TURNS)}")

    def of(self, questions: Sequence[Question]) -> list[Question]:
        """The questions that are asked. Raises `EvaluationError` if there is none."""
        kept = in_scope(of_split(questions, self.split), self.scope)
        if not kept:
            raise EvaluationError(f"no question is left in --scope {self.scope}; ask in the other scope")
        asked = in_conversation(in_turns(kept, self.turns), self.after, seed=self.seed)
        return sampled(asked, self.limit, seed=self.seed)


def about(asked: QuestionSet, selection: Selection, name: str) -> About:
    """What a run of the system `name` is."""
    return About(
        asked.name,
        selection.scope,
        split_asked(asked.questions, selection.split),
        selection.turns,
        selection.limit,
        selection.seed,
        name,
        asked.digests(),
        after=selection.after,
        dialogues=asked.has_dialogues,
    )


def measure(
    one: About,
    questions: Sequence[Question],
    *,
    date: str,
    journal: Journal,
    resume: bool = False,
    jobs: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Result:
    """Ask `questions` and sum up; `progress` is told how many more are done, and `journal` keeps them.

    Raises `EvaluationError` if `resume` is set and the journal is that of another run.
    """
    tell = progress or (lambda count: None)
    before = journal.read() if resume else []
    done = {record.question_id for batch in before for record in batch.records}
    tell(len(done))
    now: list[Batch] = []
    for batch in run(one.system, [question for question in questions if question.question_id not in done], jobs=jobs):
        journal.add(batch)
        now.append(batch)
        tell(len(batch.records))
    batches = before + now
    records = in_order(batches, questions)
    summary = summarise(records, build_seconds=sum(batch.build_seconds for batch in batches), megabytes=_memory(now))
    return Result(one, summary, records, settings(one.system), jobs, date)


def in_order(batches: Sequence[Batch], questions: Sequence[Question]) -> list[Record]:
    """The records of `batches` in the order of `questions`."""
    place = {question.question_id: at for at, question in enumerate(questions)}
    return sorted((record for batch in batches for record in batch.records), key=lambda one: place[one.question_id])


def _memory(batches: Sequence[Batch]) -> float | None:
    """The most that the processes held, added up."""
    by_process: dict[int, float] = {}
    for batch in batches:
        if batch.megabytes is None:
            return None
        by_process[batch.process] = max(batch.megabytes, by_process.get(batch.process, 0.0))
    return sum(by_process.values())
