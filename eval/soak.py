"""qa under load for a long time: no answer may be wrong or lost, and the memory must stay flat.

python eval/soak.py [--minutes 60] [--seed 0]

Questions of qa's own set are asked of a folder with a document of every format, alone, by several threads at once and
in conversations. Meanwhile a file of the folder changes and the folder is read anew; the process that reads PDFs is
killed; a worker of a measurement is killed. Every answer is compared with the one that came the first time, and that of
the changed file with what was written into it.

Memory is what the process holds, in megabytes, after each round; it is flat if the last quarter of the rounds holds at
most `GROWTH` more than the second. The exit status is 1 if it is not, or if an answer was wrong or lost.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import active_children
from pathlib import Path

import qa
from qa import files
from qa.errors import EvaluationError
from qa.evaluate.datasets import load_set
from qa.evaluate.runs import ask_questions
from qa.load.pdf.client import CLIENT

# Megabytes.
GROWTH = 40.0
# What is done in one round: questions alone and by threads, conversations, and turns of each.
ALONE, AT_ONCE, THREADS, CONVERSATIONS = 60, 40, 8, 1
# Rounds between two kills of a worker of a measurement, which takes longer than the rest.
MEASUREMENT_ROUNDS = 10

Shown = tuple[str | None, float, str]


class Soak:
    """One run: the folder, the corpus, and what is known to be right."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._draw = random.Random(seed)
        self._number = 0
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._change_file()
        self._corpus = qa.Corpus.open(folder)
        questions = [json.loads(line) for line in (files.evaluation() / "documents.jsonl").read_text().splitlines()]
        self._questions = self._draw.sample([line["question"] for line in questions], 200)
        dialogues = [json.loads(line) for line in (files.evaluation() / "dialogues.jsonl").read_text().splitlines()]
        self._article = qa.Corpus.open()
        self._dialogues = [[turn["question"] for turn in dialogue["turns"]] for dialogue in dialogues]
        # What was asked before, and what came back the first time.
        self._right: dict[str, object] = {}

    def round(self) -> None:
        """Ask, converse, and disturb."""
        for question in self._draw.choices(self._questions, k=ALONE):
            self._check(question, shown(self._corpus.ask(question)))
        asked = self._draw.choices(self._questions, k=AT_ONCE)
        with ThreadPoolExecutor(THREADS) as pool:
            for question, answer in zip(asked, pool.map(self._corpus.ask, asked), strict=True):
                self._check(question, shown(answer))
        self.counts["questions"] += ALONE + AT_ONCE
        for _ in range(CONVERSATIONS):
            number = self._draw.randrange(len(self._dialogues))
            self._check(f"dialogue {number}", self._held(number))
            self.counts["conversations"] += 1
            self.counts["turns"] += len(self._dialogues[number])
        self._read_anew()

    def kill_worker(self) -> None:
        """Kill a process that measures; the measurement must say so, and leave no process behind."""
        questions = list(load_set(files.evaluation() / "documents.jsonl").questions)
        batches = ask_questions("qa:reader=lexical", questions, jobs=2)
        try:
            next(batches)
            for process in active_children()[:1]:
                os.kill(process.pid or 0, signal.SIGKILL)
            for _ in batches:
                pass
            self.wrong.append("a killed worker was not missed")
        except EvaluationError:
            self.counts["workers killed"] += 1
        if active_children():
            self.wrong.append("a process was left behind")

    def _read_anew(self) -> None:
        """Change the file, kill the process that reads PDFs, read the folder again, and ask what changed."""
        if CLIENT.child_pid is not None and self._draw.random() < 0.5:
            with suppress(ProcessLookupError):
                os.kill(CLIENT.child_pid, signal.SIGKILL)
                self.counts["readers of PDF killed"] += 1
        self._change_file()
        count = len(self._corpus.documents)
        self._corpus = qa.Corpus.open(self._folder)
        self.counts["folders read"] += 1
        if len(self._corpus.documents) != count:
            self.wrong.append(f"{len(self._corpus.documents)} documents, {count} before")
        answer = self._corpus.ask("What is the code word of the lighthouse keeper?")
        if f"Zanzibar{self._number}" not in (answer.text or ""):
            self.wrong.append(f"the changed file says Zanzibar{self._number}, the answer is {answer.text!r}")

    def _change_file(self) -> None:
        self._number += 1
        text = f"The code word of the lighthouse keeper is Zanzibar{self._number}. Nobody else knows it.\n"
        (self._folder / "keeper.txt").write_text(text)

    def _held(self, number: int) -> Sequence[tuple[str, Shown]]:
        """Each line of a conversation as it was rewritten, and its answer."""
        chat = qa.Chat(self._article)
        turns = [chat.ask(line) for line in self._dialogues[number]]
        return [(turn.rewrite.rewritten, shown(turn.answer)) for turn in turns]

    def _check(self, what: str, got: object) -> None:
        expected = self._right.setdefault(what, got)
        if got != expected:
            self.wrong.append(f"{what}: {got} instead of {expected}")


def shown(answer: qa.Answer) -> Shown:
    """What a person sees of an answer."""
    place = "" if answer.citation is None else f"{Path(answer.citation.source).name}:{answer.citation.span}"
    # The changed file is as long as before, within a character, so that nothing else moves but the last digits.
    return answer.text, round(answer.confidence, 3), place


def held_megabytes() -> float:
    """The memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def rounds(minutes: float) -> Iterator[int]:
    """The numbers of the rounds until the time is up."""
    end, number = time.monotonic() + 60 * minutes, 0
    while time.monotonic() < end:
        yield number
        number += 1


def main() -> int:
    """Run, and print the figures."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    began, held = time.monotonic(), []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "documents"
        shutil.copytree(files.evaluation() / "documents", folder)
        soak = Soak(folder, options.seed)
        for number in rounds(options.minutes):
            soak.round()
            if number % MEASUREMENT_ROUNDS == MEASUREMENT_ROUNDS // 2:
                soak.kill_worker()
            held.append(held_megabytes())
    quarter = max(len(held) // 4, 1)
    second, last = (max(part) for part in (held[quarter : 2 * quarter] or held, held[-quarter:]))
    print(f"{(time.monotonic() - began) / 60:.1f} minutes, {len(held)} rounds")
    for what, count in soak.counts.items():
        print(f"{what}: {count:,}")
    print(f"wrong or lost: {len(soak.wrong)}")
    for line in soak.wrong[:10]:
        print(f"  {line[:300]}")
    print(f"memory, MB: {held[0]:.0f} at first, {second:.0f} in the second quarter, {last:.0f} in the last")
    return 1 if soak.wrong or last > second + GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
