"""How time and memory grow with the size of hostile files: a table of the shapes that cost most.

python eval/sizes.py [--all] [--sample N] [FORMAT [SHAPE]]

Each shape of `shapes.SHAPES` is made in doubling sizes. Each size is read, split and indexed, and asked a question with
the lexical reader, in a process of its own, until one takes more than LONGEST seconds of processor time. For each stage
the exponent is the slope of the logarithms: 1 is linear, 2 quadratic. It is fitted to the FITTED largest sizes, where
the time is over CLEAR seconds; below, nothing is measured but noise. The memory is what the process takes more at its
peak than before the first file; its exponent counts from CLEAR_MEMORY on.

A busy machine measures too long a time, never too short a one: each size is measured REPEATS times, and the least time
of each stage counts. A shape that looks too steep is measured again, to a larger size each time: until one takes more
than the next of FURTHER seconds. The least times of all tries count.

The garbage of one run is collected before the next; within a run Python's collector is off. It looks at all objects
again whenever a quarter more are there, which is a growth of its own: see eval/reliability.md.

With `--sample N` only N of the shapes are measured, spread over all formats; CI does that.

A PDF is read in the measured process itself, without the limits of time and memory that the child of qa has.

The exit status is 1 if an exponent is over STEEPEST, or if a shape crashes or takes more than PATIENCE seconds of
processor time.
"""

import gc
import math
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import NamedTuple

from shapes import SHAPES

import qa
from qa.errors import NoDocuments, SourceError
from qa.load.formats import document_of, read_document
from qa.load.pdf.limits import Limits
from qa.load.pdf.reader import Refused, read_pdf
from qa.types import Document

SMALLEST, LARGEST = 1 << 15, 1 << 24
# Seconds.
CLEAR, LONGEST, PATIENCE = 0.1, 0.6, 180
FURTHER = (2.0, 4.0, 8.0)
REPEATS, FITTED = 2, 4
# Seconds by the clock without a result, after which the machine is too busy to measure.
WAITING = 3_600
# Megabytes.
CLEAR_MEMORY = 100.0
STEEPEST = 1.2
STAGES = ("reading", "indexing", "asking")
QUESTION = "What did the committee of Ms. Byron approve on 3 May?"
LEXICAL = qa.Configuration(reader="lexical")
# Shapes that the table shows.
SHOWN = 25
# Steep, and not by qa: what ends them, so that they do not count.
KNOWN = {
    "pdf: words on a page": "pdfium's own; the clock of the child ends it",
    "html: attributes": "turbohtml's tables leave the caches; linear from 34 MB on",
}
FORK = get_context("fork")


class Measured(NamedTuple):
    """One size of a shape: bytes, seconds of each stage, megabytes, and how many passages came out."""

    size: int
    seconds: tuple[float, ...]
    megabytes: float
    passages: int


NOTHING = Measured(0, (0.0,) * len(STAGES), 0, 0)


class Growth(NamedTuple):
    """A shape, its sizes, and the exponents of each stage's time and of memory; None where too little is measured."""

    name: str
    measured: list[Measured]
    of_times: tuple[float | None, ...]
    of_memory: float | None
    failure: str

    @property
    def steepest(self) -> float:
        """The largest exponent; 0 if nothing took long enough."""
        return max(exponent or 0 for exponent in (*self.of_times, self.of_memory))

    @property
    def is_steep(self) -> bool:
        """Whether it grows faster than it may."""
        return bool(self.failure) or (self.steepest > STEEPEST and self.name not in KNOWN)


def measure(suffix: str, shape: str, longest: float, results: Connection) -> None:
    """Send what each size of the shape costs, until one takes over `longest` seconds. This runs in its own process."""
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE + 1))
    make = SHAPES[suffix][shape]
    run(suffix, make(2_000))
    before = peak()
    size = SMALLEST
    while size <= LARGEST:
        data = make(size)
        runs = [run(suffix, data) for _ in range(REPEATS)]
        seconds = tuple(map(min, zip(*(times for times, _ in runs), strict=True)))
        results.send(Measured(size, seconds, peak() - before, runs[0][1]))
        if sum(seconds) > longest:
            break
        size *= 2
    results.close()


def run(suffix: str, data: bytes) -> tuple[tuple[float, ...], int]:
    """The seconds of each stage, and how many passages the file has; 0 if it is refused."""
    # The collector looks at all objects again whenever a quarter more are there: that growth is Python's, and known.
    gc.collect()
    gc.disable()
    times = [time.process_time()]
    document = read(suffix, data)
    times.append(time.process_time())
    count = 0
    if document is not None:
        with suppress(NoDocuments):
            corpus = qa.Corpus([document], configuration=LEXICAL)
            times.append(time.process_time())
            corpus.ask(QUESTION)
            count = len(corpus.passages)
    times += [time.process_time()] * (len(STAGES) + 1 - len(times))
    return tuple(end - start for start, end in pairwise(times)), count


def peak() -> float:
    """The most memory that this process took so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def read(suffix: str, data: bytes) -> Document | None:
    """The document in the file; None if it is refused."""
    try:
        if suffix != "pdf":
            return read_document(data, source=f"a.{suffix}", title="a")
        parsed = read_pdf(data, progress=lambda page, pages: None, limits=Limits())
    except (SourceError, Refused):
        return None
    return document_of(parsed, source="a.pdf", title="a")


def grown(suffix: str, shape: str) -> Growth:
    """The growth of a shape, measured again and further while it looks too steep."""
    growth = fitted(f"{suffix}: {shape}", *costs(suffix, shape, LONGEST))
    for longest in FURTHER:
        if growth.failure or not growth.is_steep:
            break
        measured, failure = costs(suffix, shape, longest)
        growth = fitted(growth.name, least([*growth.measured, *measured]), failure)
    return growth


def costs(suffix: str, shape: str, longest: float) -> tuple[list[Measured], str]:
    """What each size costs, and what failed; in a process that is forked off, so that nothing is imported anew."""
    receiving, sending = FORK.Pipe(duplex=False)
    process = FORK.Process(target=measure, args=(suffix, shape, longest, sending))
    process.start()
    sending.close()
    measured = []
    try:
        while receiving.poll(WAITING):
            measured.append(receiving.recv())
        process.kill()
        return measured, f"no result in {WAITING} s"
    except EOFError:
        process.join()
        is_slow = process.exitcode == -signal.SIGXCPU
        return measured, f"over {PATIENCE} s" if is_slow else f"exit {process.exitcode}" if process.exitcode else ""


def least(measured: Sequence[Measured]) -> list[Measured]:
    """For each size the least time of each stage and the least memory, of all that was measured."""
    same: dict[int, list[Measured]] = {}
    for each in measured:
        same.setdefault(each.size, []).append(each)
    return [
        Measured(
            size,
            tuple(map(min, zip(*(each.seconds for each in group), strict=True))),
            min(each.megabytes for each in group),
            group[0].passages,
        )
        for size, group in sorted(same.items())
    ]


def fitted(name: str, measured: list[Measured], failure: str) -> Growth:
    """The exponents of what was measured."""
    return Growth(
        name,
        measured,
        tuple(
            exponent([(each.size, each.seconds[stage]) for each in measured], over=CLEAR)
            for stage in range(len(STAGES))
        ),
        exponent([(each.size, each.megabytes) for each in measured], over=CLEAR_MEMORY),
        failure,
    )


def exponent(points: Sequence[tuple[float, float]], *, over: float) -> float | None:
    """The slope of the logarithms of the last points whose value is over `over`; None if fewer than two are.

    By least squares.
    """
    logs = [(math.log(size), math.log(value)) for size, value in points if value > over][-FITTED:]
    if len(logs) < 2:
        return None
    middle_x, middle_y = (sum(column) / len(logs) for column in zip(*logs, strict=True))
    covariance = math.fsum((x - middle_x) * (y - middle_y) for x, y in logs)
    return covariance / math.fsum((x - middle_x) ** 2 for x, _ in logs)


def rows(growths: Sequence[Growth]) -> Iterator[str]:
    """A Markdown table, the steepest first, then the slowest for its size."""
    yield f"| shape | largest, KB | seconds | MB | passages | exponent of {' | of '.join(STAGES)} | of memory | |"
    yield f"|---|---|---|---|---|{'---|' * len(STAGES)}---|---|"
    for growth in growths:
        last = growth.measured[-1] if growth.measured else NOTHING
        exponents = " | ".join("" if each is None else f"{each:.2f}" for each in (*growth.of_times, growth.of_memory))
        mark = growth.failure or ("too steep" if growth.is_steep else KNOWN.get(growth.name, ""))
        figures = f"{last.size >> 10:,} | {sum(last.seconds):.2f} | {last.megabytes:.0f} | {last.passages:,}"
        yield f"| {growth.name.replace('|', chr(92) + '|')} | {figures} | {exponents} | {mark} |"


def cost(growth: Growth) -> tuple[bool, float]:
    """What the table is sorted by: whether it is too steep, and the seconds a megabyte at the largest size."""
    last = growth.measured[-1] if growth.measured else NOTHING
    return growth.is_steep, sum(last.seconds) / max(last.size, 1)


def main(arguments: Sequence[str]) -> int | str:
    """Measure the shapes that `arguments` name, or all."""
    arguments = list(arguments)
    count = None
    if "--sample" in arguments:
        place = arguments.index("--sample")
        count = int(arguments[place + 1])
        del arguments[place : place + 2]
    match [each for each in arguments if each != "--all"]:
        case []:
            chosen = [(suffix, shape) for suffix, shapes in SHAPES.items() for shape in shapes]
        case [suffix] if suffix in SHAPES:
            chosen = [(suffix, shape) for shape in SHAPES[suffix]]
        case [suffix, shape] if shape in SHAPES.get(suffix, {}):
            chosen = [(suffix, shape)]
        case _:
            return str(__doc__)
    if count is not None:
        chosen = chosen[:: max(len(chosen) // count, 1)][:count]
    growths = []
    for number, (suffix, shape) in enumerate(chosen, 1):
        print(f"\r{number} of {len(chosen)}: {suffix}, {shape}\033[K", end="", file=sys.stderr, flush=True)
        growths.append(grown(suffix, shape))
    print("\r\033[K", end="", file=sys.stderr)
    growths.sort(key=cost, reverse=True)
    steep = sum(growth.is_steep for growth in growths)
    shown = growths if "--all" in arguments else growths[: max(SHOWN, steep)]
    print("\n".join(rows(shown)))
    print(f"\n{len(growths)} shapes, {steep} of them too steep")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
