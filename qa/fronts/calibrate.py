"""`qa calibrate`: choose the threshold, and perhaps the calibration, for documents of one's own.

What is heavy is imported inside the functions, since the command line imports this module before it knows the command.
"""

import json as json_module
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.errors import EvaluationError, UsageError
from qa.fronts.calibrations import absolute_sources, own_path
from qa.fronts.flags import (
    AllowPrivate,
    Documents,
    Index,
    MaxMb,
    NoCache,
    Reader,
    Threads,
    opened,
    settings_of,
    sources_of,
)
from qa.fronts.settings import Settings
from qa.fronts.status import STDIN

if TYPE_CHECKING:
    from qa.evaluate.calibrating import Choice, Figure, Goal
    from qa.fronts.opening import Sources
    from qa.model.own import OwnCalibration
    from qa.pipeline import Corpus

# What a wrong answer costs unless it is said: half of what a right one is worth, as in the threshold that ships.
_WRONG_COSTS = 0.5
HELP = """Choose the threshold for your documents, on questions about them; the next qa ask uses it.

\b
qa eval new -d notes/ -o my-set.jsonl
qa calibrate my-set.jsonl -d notes/ --error-rate 0.1
qa ask "When does the lease end?" -d notes/
qa calibrate --remove -d notes/

One half of the questions chooses, the other half reports. With 200 questions or more the confidence is fitted, too.
"""


def calibrate(
    question_set: Annotated[
        Path | None, typer.Argument(metavar="[SET]", help="Questions about the documents, as qa eval new makes them.")
    ] = None,
    document: Documents = None,
    index: Index = None,
    wrong_costs: Annotated[
        float | None,
        typer.Option(
            "--wrong-costs",
            metavar="X",
            help="Answer where that is worth more than silence, if a wrong answer costs X right ones. [default: 0.5]",
        ),
    ] = None,
    error_rate: Annotated[
        float | None,
        typer.Option("--error-rate", metavar="SHARE", help="Instead: at most this share of the answers may be wrong."),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the calibration of the documents.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the figures, and save nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    allow_private: AllowPrivate = False,
    no_cache: NoCache = False,
    max_mb: MaxMb = None,
    reader: Reader = None,
    threads: Threads = None,
) -> None:
    """Calibrate documents of one's own, or remove their calibration."""
    named = document or []
    if STDIN in named:
        raise UsageError("standard input cannot be found again by a later question; name a file")
    sources = sources_of(named, index, (None, None, None), allow_private=allow_private, no_cache=no_cache)
    path = own_path(named, index)
    if remove:
        if question_set is not None:
            raise UsageError("found a set beside --remove; leave one of the two out")
        _remove(path)
        return
    if question_set is None:
        raise UsageError("no question set was named; make one with: qa eval new -d PATH -o my-set.jsonl")
    goal = _goal(wrong_costs, error_rate)
    corpus = _opened(sources, settings_of(max_mb=max_mb, reader=reader, threads=threads))
    choice = _choice(corpus, question_set, goal)
    own = _own(corpus, choice, goal, question_set, absolute_sources(named))
    if not dry_run:
        _save(own, path)
    if as_json:
        typer.echo(json_module.dumps(_record(choice, goal, path, is_saved=not dry_run), indent=1))
        return
    _show(choice, goal)
    typer.echo("Nothing is saved." if dry_run else f"Saved in {path}; qa ask uses it for these documents from now on.")


def _goal(wrong_costs: float | None, error_rate: float | None) -> "Goal":
    from qa.evaluate.calibrating import Goal

    if wrong_costs is not None and error_rate is not None:
        raise UsageError("both --wrong-costs and --error-rate were given; give one")
    if wrong_costs is not None and not 0 < wrong_costs <= 1_000:
        raise UsageError(f"found --wrong-costs {wrong_costs:g}, expected a number above 0, at most 1,000")
    if error_rate is not None and not 0 < error_rate < 1:
        raise UsageError(f"found --error-rate {error_rate:g}, expected a share between 0 and 1, such as 0.1")
    return Goal(_WRONG_COSTS if wrong_costs is None else wrong_costs, error_rate)


def _opened(sources: "Sources", settings: Settings) -> "Corpus":
    """The documents, decided by what ships."""
    return opened(sources, settings).calibrated(None)


def _choice(corpus: "Corpus", question_set: Path, goal: "Goal") -> "Choice":
    from qa.evaluate.calibrating import ask_all, choose
    from qa.evaluate.datasets import load_set
    from qa.fronts.progress import LateBar
    from qa.render import console

    questions = load_set(question_set).questions
    with LateBar(console(sys.stderr), "asking") as bar:
        asked = ask_all(corpus, questions, progress=bar)
    try:
        return choose(asked, goal, shipped=corpus.threshold)
    except EvaluationError as error:
        raise EvaluationError(f"{question_set}: {error}; nothing is saved") from None


def _own(
    corpus: "Corpus", choice: "Choice", goal: "Goal", question_set: Path, sources: Sequence[str]
) -> "OwnCalibration":
    from qa.load.sources import printable
    from qa.model import FORMAT
    from qa.model.own import Curve, OwnCalibration, reader_digest

    configuration = corpus.configuration
    return OwnCalibration(
        FORMAT,
        reader_digest(configuration.reader, configuration.model),
        choice.threshold,
        choice.curve or Curve(),
        str(goal),
        f"{choice.chosen_on + choice.reported} questions of {printable(question_set.name)}",
        date.today().isoformat(),
        tuple(map(printable, sources)),
    )


def _save(own: "OwnCalibration", path: Path) -> None:
    from qa.model.own import write_own

    try:
        write_own(own, path)
    except OSError as error:
        raise UsageError(f"cannot write {path} ({error.strerror or error}); check its folder's permissions") from None


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(f"these documents have no calibration ({path} does not exist)") from None
    typer.echo(f"Removed {path}; the threshold that ships is used again.")


# What is shown


def _show(choice: "Choice", goal: "Goal") -> None:
    from qa.evaluate.tables import number_table
    from qa.render import console, note, show

    shipped, own = choice.shipped, choice.own
    lines = [
        ("threshold", (f"{shipped.threshold:.2f}", f"{own.threshold:.2f}")),
        ("answered", (_percent(shipped.answered), _percent(own.answered))),
        ("wrong among these", (_percent(shipped.wrong), _percent(own.wrong))),
    ]
    if goal.error_rate is None:
        lines.append(("worth per question", (_shown(shipped.worth), _shown(own.worth))))
    screen = console(sys.stdout)
    head = f"{goal}: chosen on {choice.chosen_on} questions, measured on {choice.reported} others (95 % intervals)"
    show(screen, (note(f"{head[:1].upper()}{head[1:]}"),))
    screen.print(number_table(("ships", "own"), lines, gap=3))
    show(screen, tuple(note(line) for line in _remarks(choice, goal)))


def _remarks(choice: "Choice", goal: "Goal") -> list[str]:
    remarks = []
    if goal.error_rate is None:
        gain = f"The difference in worth is {_shown(choice.gain)}"
        enough = f"; about {choice.enough:,} questions would, if it is so" if choice.enough else ""
        unknown = f", so this set does not show which threshold is better{enough}"
        remarks.append(f"{gain}{'' if choice.is_significant else unknown}.")
    before, after = choice.briers
    if choice.curve is not None:
        threshold = f"the threshold on it is {choice.threshold:.2f}"
        remarks.append(f"The confidence is fitted, too (Brier score {before:.3f}, now {after:.3f}); {threshold}.")
    return remarks


def _percent(figure: "Figure | None") -> str:
    if figure is None:
        return "—"
    return f"{figure.value * 100:.1f} % ({figure.low * 100:.1f}–{figure.high * 100:.1f})"


def _shown(figure: "Figure") -> str:
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"


def _record(choice: "Choice", goal: "Goal", path: Path, *, is_saved: bool) -> dict[str, Any]:
    """The figures as JSON: see `qa help evaluation`."""
    from dataclasses import asdict

    return {
        "goal": str(goal),
        "threshold": choice.threshold,
        "curve": None if choice.curve is None else asdict(choice.curve),
        "chosen_on": choice.chosen_on,
        "reported": choice.reported,
        "shipped": asdict(choice.shipped),
        "own": asdict(choice.own),
        "gain": asdict(choice.gain),
        "saved": str(path) if is_saved else None,
    }
