"""Benchmark of the index that Spark builds, repeatable by anyone: see README.md in this folder.

python eval/cluster.py PASSAGES MASTER SQUAD...    about so many passages, indexed by this machine alone and by Spark on
                                                   MASTER; whether the rankings are the same, and what each took

SQUAD are question sets, whose paragraphs are the text, as for eval/indexing.py. Times of the processor are those of all
processes: of Java and of the workers' Python, too, where they are on this machine.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from indexing import NOTE, percentiles, retrieval_times, write_notes
from numpy.typing import NDArray

from qa.evaluate.datasets import load_set
from qa.index import SegmentIndex, StoredIndex
from qa.index.terms import ngrams_of, terms_of
from qa.question import parsed

# Characters per passage, measured on the paragraphs of squad-dev-1.1; and questions that are asked.
PASSAGE, QUESTIONS = 560, 200
# Seconds between two looks at the processes.
LOOK = 0.2
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Use:
    """What a command used: seconds, seconds of the processor, and the most memory of one process of a kind, in MB."""

    seconds: float = 0.0
    processor: dict[int, float] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)

    def look(self, session: int) -> None:
        """Look at the processes of a session."""
        for number in filter(str.isdecimal, os.listdir("/proc")):  # noqa: PTH208
            try:
                columns = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
                if int(columns[3]) == session:
                    self.processor[int(number)] = (int(columns[11]) + int(columns[12])) / TICKS
                    program = Path(Path(f"/proc/{number}/cmdline").read_text().partition("\0")[0]).name
                    resident = int(columns[21]) * os.sysconf("SC_PAGE_SIZE") / 1e6
                    self.memory[program] = max(self.memory.get(program, 0.0), resident)
            except (OSError, ValueError):
                # It has just ended.
                continue

    def __str__(self) -> str:
        memory = ", ".join(f"{name} {size:.0f} MB" for name, size in self.memory.items() if name in ("java", "python"))
        return f"{self.seconds:.0f} s, {sum(self.processor.values()):.0f} s of the processor; at most {memory}"


def used(*command: str) -> Use:
    """Run a command, and say what it used."""
    start, use = time.perf_counter(), Use()
    process = subprocess.Popen(command, start_new_session=True)
    while process.poll() is None:
        use.look(process.pid)
        time.sleep(LOOK)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}")
    use.seconds = time.perf_counter() - start
    return use


def rankings(index: SegmentIndex, questions: Sequence[str]) -> Iterator[Sequence[tuple[int, float]]]:
    """The ten passages that each question finds, with their scores."""
    for question in questions:
        norms = [word.norm for word in parsed(question).words]
        yield index.top_k(terms_of(norms), ngrams_of(norms), 10)


def joined(index: SegmentIndex, name: str) -> NDArray[Any]:
    """An array of all segments."""
    return np.concatenate([segment.arrays[name] for segment in index.segments])


def main() -> None:
    """Measure what the command line names."""
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    count, master, sets = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    questions = [question.text for question in load_set(Path(sets[0])).questions]
    questions = random.Random(4).sample(questions, min(QUESTIONS, len(questions)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = write_notes(folder / "notes", sets, count * PASSAGE // NOTE, NOTE)
        size = sum(path.stat().st_size for path in paths)
        build = [sys.executable, "-m", "qa", "index", "build", "-d", str(folder / "notes")]
        print(f"{len(paths):,} notes, {size / 1e6:.1f} MB", flush=True)
        print(f"  here: {used(*build, '-o', str(folder / 'here'))}", flush=True)
        print(f"  on {master}: {used(*build, '-o', str(folder / 'there'), '--spark', master)}", flush=True)
        here, there = StoredIndex(folder / "here"), StoredIndex(folder / "there")
        print(f"{len(there.passages):,} passages, {len(there.segments)} shards")
        for label, index in (("here", here), ("shards", there)):
            times = percentiles(retrieval_times(index, questions, time.process_time))
            print(f"  {label}: {index.size / size:.2f} of the text; retrieval {times} of the processor")
        vectors = all(
            np.array_equal(joined(here, part), joined(there, part)) for part in ("term_lengths", "ngram_lengths")
        )
        both = zip(rankings(here, questions), rankings(there, questions), strict=True)
        same = sum(list(first) == list(second) for first, second in both)
        print(f"  the same vectors: {vectors}; the same ten passages and scores: {same} of {len(questions)} questions")


if __name__ == "__main__":
    main()
