"""From a system and a set to a result: resume where a run stopped, ask the rest, sum up.

`measure` is one run. `Measurement` is a whole `qa eval`: each system asked each set, in each way to ask dialogues. It
draws and prints nothing: the caller hands in how to report a line and how to show progress.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from qa.evaluate.datasets import ARTICLE, LabelledQuestion, QuestionSet, Selection, choose_split, in_scope, of_split
from qa.evaluate.results.files import Result, RunInfo, save_result
from qa.evaluate.results.records import Record
from qa.evaluate.results.summary import summarise
from qa.evaluate.runs.asking import Batch, ask_questions
from qa.evaluate.runs.journal import Journal
from qa.evaluate.systems import DEFAULT_SYSTEMS, DIALOGUE_SYSTEMS, system_settings
from qa.render import counted

# Crashes that are reported one by one; the others are only counted.
_REPORTED_CRASHES = 3

# Called with the number of questions that were done since the last call.
Advance = Callable[[int], None]
# Opens a progress display with a label and the number of questions, and gives what advances it.
OpenProgress = Callable[[str, int], AbstractContextManager[Advance]]


def describe_run(question_set: QuestionSet, selection: Selection, system: str) -> RunInfo:
    """What a run of `system` on the set measures."""
    return RunInfo(
        question_set.name,
        selection.scope,
        choose_split(question_set.questions, selection.split),
        selection.turns,
        selection.limit,
        selection.seed,
        system,
        question_set.digests(),
        after=selection.after,
        dialogues=question_set.has_dialogues,
    )


def measure(
    about: RunInfo,
    questions: Sequence[LabelledQuestion],
    *,
    date: str,
    journal: Journal,
    resume: bool = False,
    jobs: int = 1,
    advance: Advance = lambda count: None,
) -> Result:
    """Ask `questions` in `jobs` processes and sum up; `journal` keeps what is done.

    Raises `EvaluationError` if `resume` is set and the journal is of another run.
    """
    earlier = journal.read() if resume else []
    done = {record.question_id for batch in earlier for record in batch.records}
    advance(len(done))
    new: list[Batch] = []
    left = [question for question in questions if question.question_id not in done]
    for batch in ask_questions(about.system, left, jobs=jobs):
        journal.add(batch)
        new.append(batch)
        advance(len(batch.records))
    batches = earlier + new
    records = records_in_order(batches, questions)
    build_seconds = sum(batch.build_seconds for batch in batches)
    summary = summarise(records, build_seconds=build_seconds, megabytes=_total_memory(new))
    return Result(about, summary, records, system_settings(about.system), jobs, date)


def records_in_order(batches: Sequence[Batch], questions: Sequence[LabelledQuestion]) -> list[Record]:
    """The records of `batches` in the order of `questions`."""
    order = {question.question_id: number for number, question in enumerate(questions)}
    records = (record for batch in batches for record in batch.records)
    return sorted(records, key=lambda record: order[record.question_id])


def _total_memory(batches: Sequence[Batch]) -> float | None:
    """The peak memory of each process, in megabytes, added up; None if unknown."""
    peaks: dict[int, float] = {}
    for batch in batches:
        if batch.megabytes is None:
            return None
        peaks[batch.process] = max(batch.megabytes, peaks.get(batch.process, 0.0))
    return sum(peaks.values())


def _no_progress(label: str, total: int) -> AbstractContextManager[Advance]:
    return nullcontext(lambda count: None)


@dataclass(frozen=True, slots=True)
class Measurement:
    """One `qa eval`. It keeps its journals until `finish`, so that nothing that is done is done again.

    - `systems`: their names, None for the default ones. `jobs`: processes. `date`: YYYY-MM-DD.
    - `output`: the folder to save results in, None to save none. `journals`: the folder of the journals.
    - `report`: called with each line for the user. `progress`: opens a progress display.
    """

    selection: Selection
    systems: Sequence[str] | None
    jobs: int
    resume: bool
    output: Path | None
    journals: Path
    date: str
    report: Callable[[str], None] = lambda line: None
    progress: OpenProgress = _no_progress
    _open_journals: list[Journal] = field(default_factory=list, init=False)

    def results(self, question_set: QuestionSet, ways: Sequence[str]) -> list[Result]:
        """The results on `question_set`: in each of `ways` (see `qa.evaluate.datasets.selection`), of each system."""
        self._report_left_out(question_set)
        systems = self.systems or (DIALOGUE_SYSTEMS if question_set.has_dialogues else DEFAULT_SYSTEMS)
        selections = [replace(self.selection, turns=way) for way in ways]
        return [self._result(question_set, selection, system) for selection in selections for system in systems]

    def finish(self) -> None:
        """Delete the journals: everything is printed and saved."""
        for journal in self._open_journals:
            journal.remove()

    def _result(self, question_set: QuestionSet, selection: Selection, system: str) -> Result:
        questions = selection.of(question_set.questions)
        about = describe_run(question_set, selection, system)
        journal = Journal(self.journals, about, report=self.report)
        self._open_journals.append(journal)
        label = f"{about.set_name}, {about.turns}" if about.dialogues else about.set_name
        done = 0
        with self.progress(f"{label} {system}", len(questions)) as show:

            def advance(count: int) -> None:
                nonlocal done
                done += count
                show(count)

            try:
                result = measure(
                    about,
                    questions,
                    date=self.date,
                    journal=journal,
                    resume=self.resume,
                    jobs=self.jobs,
                    advance=advance,
                )
            except KeyboardInterrupt:
                advice = "; they are kept: the same command with --resume resumes the run" if done else ""
                self.report(
                    f"{label}, {system}: stopped after {done:,} of {counted(len(questions), 'question')}{advice}"
                )
                raise
        self._report_crashes(result)
        if self.output is not None:
            save_result(result, self.output)
        return result

    def _report_left_out(self, question_set: QuestionSet) -> None:
        """Report how many questions the scope leaves out, and why."""
        chosen = of_split(question_set.questions, self.selection.split)
        missing = len(chosen) - len(in_scope(chosen, self.selection.scope))
        if not missing:
            return
        if self.selection.scope == ARTICLE:
            why = "no answer in their paragraph, and the rest of the article is unknown (--scope paragraph asks them)"
        else:
            why = "the set does not say which paragraph is theirs (--scope article asks them)"
        self.report(f"{question_set.name}: left out {counted(missing, 'question')}: {why}")

    def _report_crashes(self, result: Result) -> None:
        system, crashed = result.about.system, result.summary.crashed
        for line in crashed[:_REPORTED_CRASHES]:
            self.report(f"{system} crashed, which counts as a miss: {line}")
        if len(crashed) > _REPORTED_CRASHES:
            self.report(f"{system} crashed on {len(crashed) - _REPORTED_CRASHES:,} more")
