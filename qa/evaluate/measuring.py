"""A whole `qa eval`: each system asked each set, and dialogues in each way.

There is a bar, a journal on disk, and a word when it is interrupted.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from platformdirs import user_cache_path
from rich.console import Console

from qa.evaluate import systems
from qa.evaluate.datasets import QuestionSet, in_scope, of_split
from qa.evaluate.experiment import Selection, about, measure
from qa.evaluate.journal import Journal
from qa.evaluate.progress import progress
from qa.evaluate.results import About, Result, save
from qa.render import clean, counted, error_line

# Crashes that are named before the rest is only counted.
_NAMED = 3


class Measuring:
    """One call of `qa eval`. Journals are kept until `finish`, so that whatever is done by then is done once."""

    def __init__(
        self,
        selection: Selection,
        names: Sequence[str] | None,
        *,
        jobs: int,
        resume: bool,
        output: Path | None,
        date: str,
    ) -> None:
        """Ask the systems `names`, by default the usual ones; results go to the folder `output`, None to keep none."""
        self._selection = selection
        self._names = names
        self._jobs = jobs
        self._resume = resume
        self._output = output
        self._date = date
        self._folder = output or user_cache_path("qa") / "eval"
        self._journals: list[Journal] = []

    def results(self, asked: QuestionSet, ways: Sequence[str], errors: Console) -> list[Result]:
        """The results on the set `asked`: in each of its `ways` (see `qa.evaluate.datasets.turns`), of each system.

        What is to be told besides goes to `errors`.
        """
        for line in _left_out(asked, self._selection):
            _tell(errors, line)
        names = self._names or (systems.DIALOGUES if asked.has_dialogues else systems.DEFAULT)
        selections = [replace(self._selection, turns=way) for way in ways]
        return [self._result(asked, one, name, errors) for one in selections for name in names]

    def finish(self) -> None:
        """All is printed and written: the journals are no longer needed."""
        for journal in self._journals:
            journal.remove()

    def _result(self, asked: QuestionSet, selection: Selection, name: str, errors: Console) -> Result:
        questions = selection.of(asked.questions)
        one = about(asked, selection, name)
        journal = Journal(self._folder, one)
        self._journals.append(journal)
        done = 0
        with progress(errors, f"{clean(_called(one))} {clean(name)}", len(questions)) as bar:

            def tell(count: int) -> None:
                nonlocal done
                done += count
                bar(count)

            try:
                result = measure(
                    one,
                    questions,
                    date=self._date,
                    journal=journal,
                    resume=self._resume,
                    jobs=self._jobs,
                    progress=tell,
                )
            except KeyboardInterrupt:
                kept = f"{_called(one)}, {name}: stopped after {done:,} of {counted(len(questions), 'question')}"
                advice = "; they are kept: the same command with --resume goes on from there" if done else ""
                _tell(errors, f"{kept}{advice}")
                raise
        _tell_crashes(result, errors)
        if self._output is not None:
            save(result, self._output)
        return result


def _called(about: About) -> str:
    """The set, and where it holds dialogues the way that they are asked."""
    return f"{about.set_name}, {about.turns}" if about.dialogues else about.set_name


def _left_out(asked: QuestionSet, selection: Selection) -> Sequence[str]:
    """What the scope leaves out, in words."""
    chosen = of_split(asked.questions, selection.split)
    missing = len(chosen) - len(in_scope(chosen, selection.scope))
    if not missing:
        return ()
    if selection.scope == "article":
        why = "they have no answer in their paragraph, and nobody knows of the rest (--scope paragraph asks them)"
    else:
        why = "the set does not say which paragraph is theirs (--scope article asks them)"
    return (f"{asked.name}: left out {counted(missing, 'question')}: {why}",)


def _tell_crashes(result: Result, errors: Console) -> None:
    crashed = result.summary.crashed
    for line in crashed[:_NAMED]:
        _tell(errors, f"{result.about.system} crashed, which counts as a miss: {line}")
    if len(crashed) > _NAMED:
        _tell(errors, f"{result.about.system} crashed on {len(crashed) - _NAMED:,} more")


def _tell(errors: Console, line: str) -> None:
    errors.print(error_line(line), soft_wrap=True)
