"""How time and memory grow with the size of hostile files: a table of the shapes that cost most.

python eval/sizes.py [--all] [--sample N] [FORMAT [SHAPE]]

Each shape of `shapes.SHAPES` is made in doubling sizes, and read and split in a process of its own, until one size
takes more than LONGEST seconds of processor time. The exponent is the slope of the logarithms: 1 is linear, 2
quadratic. It is fitted where the time is over CLEAR seconds; below, nothing is measured but noise. The memory is what
the process takes more at its peak than before the first file; its exponent counts from CLEAR_MEMORY on.

With `--sample N` only N of the shapes are measured, spread over all formats; CI does that.

A PDF is read in the measured process itself, without the limits of time and memory that the child of qa has.

The exit status is 1 if an exponent is over STEEPEST, or if a shape crashes or takes more than PATIENCE seconds of
processor time.
"""

import math
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import NamedTuple

from shapes import SHAPES

from qa.errors import SourceError
from qa.load.formats import document_of, read_document
from qa.load.pdf.limits import Limits
from qa.load.pdf.reader import Refused, read_pdf
from qa.split.passages import passages

SMALLEST, LARGEST = 1 << 15, 1 << 22
# Seconds.
CLEAR, LONGEST, PATIENCE = 0.2, 1.0, 180
# Seconds by the clock without a result, after which the machine is too busy to measure.
WAITING = 3_600
# Megabytes.
CLEAR_MEMORY = 100.0
STEEPEST = 1.3
# Shapes that the table shows.
SHOWN = 25
# Steep, and not by qa: what ends them, so that they do not count.
KNOWN = {"pdf: words on a page": "pdfium's own; the clock of the child ends it"}
FORK = get_context("fork")


class Measured(NamedTuple):
    """One size of a shape: bytes, seconds, megabytes, and how many passages came out."""

    size: int
    seconds: float
    megabytes: float
    passages: int


class Growth(NamedTuple):
    """A shape, its sizes, and the exponents of time and memory; None where too little is measured."""

    name: str
    measured: list[Measured]
    of_time: float | None
    of_memory: float | None
    failure: str

    @property
    def is_steep(self) -> bool:
        """Whether it grows faster than it may."""
        is_steep = max(self.of_time or 0, self.of_memory or 0) > STEEPEST and self.name not in KNOWN
        return bool(self.failure) or is_steep


def measure(suffix: str, shape: str, results: Connection) -> None:
    """Send what each size of the shape costs. This runs in a process of its own."""
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE + 1))
    make = SHAPES[suffix][shape]
    read_and_split(suffix, make(2_000))
    before = peak()
    size = SMALLEST
    while size <= LARGEST:
        data = make(size)
        start = time.process_time()
        passages = read_and_split(suffix, data)
        seconds = time.process_time() - start
        results.send(Measured(size, seconds, peak() - before, passages))
        if seconds > LONGEST:
            break
        size *= 2
    results.close()


def peak() -> float:
    """The most memory that this process took so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def read_and_split(suffix: str, data: bytes) -> int:
    """How many passages the file has; 0 if it is refused."""
    try:
        if suffix == "pdf":
            parsed = read_pdf(data, progress=lambda page, pages: None, limits=Limits())
            document = document_of(parsed, source="a.pdf", title="a")
        else:
            document = read_document(data, source=f"a.{suffix}", title="a")
    except (SourceError, Refused):
        return 0
    return sum(1 for _ in passages(document))


def grown(suffix: str, shape: str) -> Growth:
    """The growth of a shape, measured in a process that is forked off, so that nothing is imported anew."""
    receiving, sending = FORK.Pipe(duplex=False)
    process = FORK.Process(target=measure, args=(suffix, shape, sending))
    process.start()
    sending.close()
    measured, failure = [], ""
    try:
        while receiving.poll(WAITING):
            measured.append(receiving.recv())
        failure = f"no result in {WAITING} s"
        process.kill()
    except EOFError:
        process.join()
        is_slow = process.exitcode == -signal.SIGXCPU
        failure = f"over {PATIENCE} s" if is_slow else f"exit {process.exitcode}" if process.exitcode else ""
    return Growth(
        f"{suffix}: {shape}",
        measured,
        exponent([(each.size, each.seconds) for each in measured], over=CLEAR),
        exponent([(each.size, each.megabytes) for each in measured], over=CLEAR_MEMORY),
        failure,
    )


def exponent(points: Sequence[tuple[float, float]], *, over: float) -> float | None:
    """The slope of the logarithms of the points whose value is over `over`, by least squares; None if there is one."""
    logs = [(math.log(size), math.log(value)) for size, value in points if value > over]
    if len(logs) < 2:
        return None
    middle_x, middle_y = (sum(column) / len(logs) for column in zip(*logs, strict=True))
    return sum((x - middle_x) * (y - middle_y) for x, y in logs) / sum((x - middle_x) ** 2 for x, _ in logs)


def rows(growths: Sequence[Growth]) -> Iterator[str]:
    """A Markdown table, the steepest first, then the slowest for its size."""
    yield "| shape | largest, KB | seconds | MB | passages | exponent of time | of memory | |"
    yield "|---|---|---|---|---|---|---|---|"
    for growth in growths:
        last = growth.measured[-1] if growth.measured else Measured(0, 0, 0, 0)
        exponents = " | ".join("" if each is None else f"{each:.2f}" for each in (growth.of_time, growth.of_memory))
        mark = growth.failure or ("too steep" if growth.is_steep else KNOWN.get(growth.name, ""))
        figures = f"{last.size >> 10:,} | {last.seconds:.2f} | {last.megabytes:.0f} | {last.passages:,}"
        yield f"| {growth.name.replace('|', chr(92) + '|')} | {figures} | {exponents} | {mark} |"


def cost(growth: Growth) -> tuple[bool, float]:
    """What the table is sorted by: whether it is too steep, and the seconds a megabyte at the largest size."""
    last = growth.measured[-1] if growth.measured else Measured(1, 0, 0, 0)
    return growth.is_steep, last.seconds / last.size


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
        growth = grown(suffix, shape)
        # A machine that is busy elsewhere measures badly now and then, but not twice.
        growths.append(min(growth, grown(suffix, shape), key=lambda each: each.is_steep) if growth.is_steep else growth)
    print("\r\033[K", end="", file=sys.stderr)
    growths.sort(key=cost, reverse=True)
    steep = sum(growth.is_steep for growth in growths)
    shown = growths if "--all" in arguments else growths[: max(SHOWN, steep)]
    print("\n".join(rows(shown)))
    print(f"\n{len(growths)} shapes, {steep} of them too steep")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
