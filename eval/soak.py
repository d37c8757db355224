"""qa under load for a long time: no answer may be wrong or lost, and the memory must stay flat.

python eval/soak.py [--minutes 60] [--seed 0]

Each round asks, converses and disturbs:

    questions       of a folder with a document of every format: alone and by eight threads at once, with the lexical
                    reader, which is fast, and alone with the network
    conversations   about the bundled article, with the network, as a program holds them; and in a shell, with its
                    commands, about notes that change while it is open
    an index        in a folder, changed all the time by another process, which is killed now and then
    files           of the folder change, and it is read anew; the process that reads PDFs is killed
    measurements    lose a worker, now and then

Every answer is compared with the one that came the first time. What changes holds a number that only grows: an answer
must name the newest one, and from the index one that was there between its opening and the answer.

Memory is what the process holds, in megabytes, after each round; it is flat if the last quarter of the rounds holds at
most `GROWTH` more than the second. The exit status is 1 if it is not, or if an answer was wrong or lost.
"""

import argparse
import io
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import qa
from qa import files
from qa.errors import EvaluationError, QAError
from qa.evaluate.datasets import load_set
from qa.evaluate.runs import ask_questions
from qa.fronts.opening import Sources, open_corpus, reread
from qa.fronts.settings import load_settings
from qa.fronts.shell import Session, execute
from qa.fronts.watching import Watcher, renewer, watched_folders
from qa.index import StoredIndex, refreshed
from qa.load import DEFAULT_MAX_BYTES
from qa.load.pdf.client import CLIENT
from qa.pipeline import reader as file_reader
from qa.render import console

# Megabytes.
GROWTH = 40.0
# What is done in one round: questions with the lexical reader alone and by threads, with the network, conversations.
ALONE, AT_ONCE, THREADS, NEURAL, CONVERSATIONS = 150, 60, 8, 15, 2
# Rounds between two kills of a worker of a measurement, which takes longer than the rest.
MEASUREMENT_ROUNDS = 25
# How far the confidence of an answer may be from the one of the first time: the changed file has other n-grams.
CLOSE = 0.005
# Seconds until a shell notices that its notes changed, at most: a busy machine takes its time.
NOTICED = 120.0
# Seconds between two changes of the index by the other process.
PAUSE = 0.5
KEEPERS = ("Aldra", "Borkum", "Capri", "Delos")
LEXICAL = qa.Configuration(reader="lexical")
SPAWN = get_context("spawn")


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What a person sees of an answer."""

    text: str | None
    place: str
    confidence: float

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Shown):
            return NotImplemented
        is_close = abs(self.confidence - other.confidence) <= CLOSE
        return is_close and (self.text, self.place) == (other.text, other.place)

    # It is compared with one other, and looked up nowhere.
    __hash__ = None  # type: ignore[assignment]


class Soak:
    """One run: what is asked, what is known to be right, and what went wrong."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.draw = random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._right: dict[str, object] = {}
        self.scenes: Sequence[Scene] = [Library(self, folder), Talks(self), Notes(self, folder), Changing(self, folder)]

    def round(self, number: int) -> None:
        """One round of every scene. What raises an error is lost, and the next scene follows."""
        for scene in self.scenes:
            try:
                scene.round(number)
            except Exception as error:
                self.wrong.append(f"{type(scene).__name__}: {type(error).__name__}: {error}")

    def close(self) -> None:
        """End what the scenes began."""
        for scene in self.scenes:
            scene.close()

    def check(self, what: str, got: object) -> None:
        """Compare `got` with what came the first time."""
        expected = self._right.setdefault(what, got)
        self.expect(got == expected, f"{what}: {got} instead of {expected}")

    def expect(self, holds: bool, what: str) -> None:
        """`what` went wrong unless it `holds`."""
        if not holds:
            self.wrong.append(what)


class Scene:
    """A part of a round."""

    def __init__(self, soak: Soak) -> None:
        self.soak = soak

    def round(self, number: int) -> None:
        """Do it."""
        raise NotImplementedError

    def close(self) -> None:
        """End what it began."""


class Library(Scene):
    """Questions of a folder with a document of every format, one of which changes."""

    def __init__(self, soak: Soak, folder: Path) -> None:
        super().__init__(soak)
        self._folder = folder / "documents"
        shutil.copytree(files.evaluation() / "documents", self._folder)
        self._questions = [line["question"] for line in lines_of("documents.jsonl")]
        self._read_anew(0)

    def round(self, number: int) -> None:
        """Ask, and read the folder again after a change."""
        draw = self.soak.draw
        for question in draw.choices(self._questions, k=ALONE):
            self.soak.check(question, shown(self._corpus.ask(question)))
        asked = draw.choices(self._questions, k=AT_ONCE)
        with ThreadPoolExecutor(THREADS) as pool:
            for question, answer in zip(asked, pool.map(self._corpus.ask, asked), strict=True):
                self.soak.check(question, shown(answer))
        for question in draw.choices(self._questions, k=NEURAL):
            self.soak.check(f"{question} (network)", shown(self._neural.ask(question)))
        self.soak.counts["questions, lexical reader"] += ALONE + AT_ONCE
        self.soak.counts["questions, network"] += NEURAL
        self._read_anew(number + 1)
        if number % MEASUREMENT_ROUNDS == MEASUREMENT_ROUNDS // 2:
            self._kill_worker()

    def _read_anew(self, number: int) -> None:
        """Change the file, kill the process that reads PDFs, read the folder again, and ask what changed."""
        if CLIENT.child_pid is not None and self.soak.draw.random() < 0.5:
            with suppress(ProcessLookupError):
                os.kill(CLIENT.child_pid, signal.SIGKILL)
                self.soak.counts["readers of PDF killed"] += 1
        (self._folder / "keeper.txt").write_text(secret("the lighthouse", number))
        self._corpus = qa.Corpus.open(self._folder, configuration=LEXICAL)
        self._neural = qa.Corpus.of(self._corpus.index, skipped=self._corpus.skipped)
        self.soak.counts["folders read"] += 1
        self.soak.check("documents", len(self._corpus.documents))
        answer = self._corpus.ask("What is the code word of the keeper of the lighthouse?")
        self.soak.expect(number_in(answer.text) == number, f"the file says {number}, the answer is {answer.text!r}")

    def _kill_worker(self) -> None:
        """Kill a process that measures; the measurement must say so, and leave no process behind."""
        questions = list(load_set(files.evaluation() / "documents.jsonl").questions)
        others = children()
        batches = ask_questions("qa:reader=lexical", questions, jobs=2)
        try:
            next(batches)
            for number in sorted(children() - others)[:1]:
                os.kill(number, signal.SIGKILL)
            for _ in batches:
                pass
            self.soak.wrong.append("a killed worker was not missed")
        except EvaluationError:
            self.soak.counts["workers of a measurement killed"] += 1
        self.soak.expect(children() <= others, "a process was left behind")


def children() -> set[int]:
    """The numbers of the processes that this one started."""
    return {int(number) for each in Path("/proc/self/task").glob("*/children") for number in each.read_text().split()}


class Talks(Scene):
    """Conversations about the bundled article, with the network."""

    def __init__(self, soak: Soak) -> None:
        super().__init__(soak)
        self._article = qa.Corpus.open()
        self._dialogues = [[turn["question"] for turn in line["turns"]] for line in lines_of("dialogues.jsonl")]

    def round(self, number: int) -> None:
        """Hold some; each line is compared as it was rewritten, with its answer."""
        for _ in range(CONVERSATIONS):
            drawn = self.soak.draw.randrange(len(self._dialogues))
            chat = qa.Chat(self._article)
            turns = [chat.ask(line) for line in self._dialogues[drawn]]
            self.soak.check(f"dialogue {drawn}", [(turn.rewrite.rewritten, shown(turn.answer)) for turn in turns])
            self.soak.counts["conversations"] += 1
            self.soak.counts["turns of conversations"] += len(turns)


class Notes(Scene):
    """A shell that stays open while its notes change; one of its conversations is saved and loaded."""

    def __init__(self, soak: Soak, folder: Path) -> None:
        super().__init__(soak)
        self._folder, self._saved = folder / "notes", folder / "talk.json"
        self._folder.mkdir()
        self._write(0)
        sources = Sources(documents=[str(self._folder)], cache=folder / "cache")
        settings = load_settings({"reader": "lexical"}, {})
        screen = console(io.StringIO())
        self._watcher = Watcher(*watched_folders(sources))
        self._watcher.__enter__()
        corpus = open_corpus(sources, settings, console=screen)
        renew = renewer(sources, self._watcher, opened=corpus, console=screen)
        self._session = Session(corpus, settings, reread, renew=renew, clock=lambda: 0.0)

    def round(self, number: int) -> None:
        """Change the notes, converse about them, and go back to what was said."""
        self._write(number + 1)
        if not self._watcher.changed.wait(NOTICED):
            raise QAError("the shell did not notice a change")
        # What else belongs to this change comes within the next steps.
        time.sleep(0.5)
        for line in ("/clear", "What is the code word of the keeper of Aldra?", "And of Capri?"):
            self._type(line)
            if not line.startswith("/"):
                text = self._session.last.answer.text
                self.soak.expect(number_in(text) == number + 1, f"{line} is {number + 1}, the answer is {text!r}")
        before = [turn.answer.text for turn in self._session.chat.turns]
        for line in ("/more", "/why", "/context", f"/save! {self._saved}", "/undo", "/undo", f"/load {self._saved}"):
            self._type(line)
        self.soak.check("turns after /load", [turn.answer.text for turn in self._session.chat.turns] == before)
        self.soak.counts["conversations in the shell"] += 1

    def close(self) -> None:
        """Stop to watch."""
        self._watcher.__exit__()

    def _type(self, line: str) -> None:
        reply = execute(line, self._session)
        self.soak.expect(reply.error is None, f"{line}: {reply.error}")
        self.soak.counts["lines in the shell"] += 1

    def _write(self, number: int) -> None:
        for keeper in KEEPERS:
            (self._folder / f"{keeper}.txt").write_text(secret(keeper, number))


class Changing(Scene):
    """An index that another process changes."""

    def __init__(self, soak: Soak, folder: Path) -> None:
        super().__init__(soak)
        self._folder = folder
        (folder / "changing").mkdir()
        # For each keeper: the number that was begun to be written, and the one that is in the index.
        self._begun, self._done = (SPAWN.RawArray("q", len(KEEPERS)) for _ in range(2))
        for keeper in KEEPERS:
            (folder / "changing" / f"{keeper}.txt").write_text(secret(keeper, 0))
        refresh_index(folder)
        self._first = qa.Corpus.open_index(folder / "index", configuration=LEXICAL)
        self._writer = self._start()

    def round(self, number: int) -> None:
        """Open the index and ask it; ask the one that was opened first, too; kill the writer."""
        for _ in range(5):
            place = self.soak.draw.randrange(len(KEEPERS))
            question = f"What is the code word of the keeper of {KEEPERS[place]}?"
            least = self._done[place]
            text = qa.Corpus.open_index(self._folder / "index", configuration=LEXICAL).ask(question).text
            most = self._begun[place]
            self.soak.expect(
                least <= (number_in(text) or -1) <= most or least == number_in(text),
                f"the index of {KEEPERS[place]} has {least} to {most}, the answer is {text!r}",
            )
            self.soak.expect(number_in(self._first.ask(question).text) == 0, "the index that was opened first changed")
            self.soak.counts["questions to a changing index"] += 2
        self.soak.counts["changes of the index"] = sum(self._done)
        if self.soak.draw.random() < 0.3:
            self._kill()
            self._writer = self._start()
            self.soak.counts["writers of the index killed"] += 1
        self.soak.expect(self._writer.is_alive(), "the process that changes the index ended")

    def close(self) -> None:
        """End the writer."""
        self._kill()

    def _start(self) -> SpawnProcess:
        process = SPAWN.Process(target=change_index, args=(self._folder, self._begun, self._done), daemon=True)
        process.start()
        return process

    def _kill(self) -> None:
        """Kill the writer, wherever it is; the index must be whole."""
        self._writer.kill()
        self._writer.join()
        StoredIndex(self._folder / "index").check()


def change_index(folder: Path, begun: Any, done: Any) -> None:
    """Change one document after the other, and the index with it. This runs in a process of its own."""
    while True:
        for place, keeper in enumerate(KEEPERS):
            begun[place] = number = max(begun[place], done[place]) + 1
            (folder / "changing" / f"{keeper}.txt").write_text(secret(keeper, number))
            refresh_index(folder)
            done[place] = number
            time.sleep(PAUSE)


def refresh_index(folder: Path) -> None:
    """Bring the index up to date."""
    how = file_reader(LEXICAL, max_bytes=DEFAULT_MAX_BYTES)
    refreshed(folder / "index", [folder / "changing"], how, wait=60, must_save=True)


def secret(keeper: str, number: int) -> str:
    """The text of a file, which is as long for every number."""
    return f"The code word of the keeper of {keeper} is Zanzibar{number:06}. Nobody else knows it.\n"


def number_in(text: str | None) -> int | None:
    """The number that an answer names."""
    match = re.search(r"Zanzibar(\d{6})", text or "")
    return int(match[1]) if match else None


def shown(answer: qa.Answer) -> Shown:
    """`answer` as it is compared."""
    place = "" if answer.citation is None else f"{Path(answer.citation.source).name}:{answer.citation.span}"
    return Shown(answer.text, place, answer.confidence)


def lines_of(name: str) -> list[Any]:
    """The lines of one of qa's own sets."""
    return [json.loads(line) for line in (files.evaluation() / name).read_text(encoding="utf-8").splitlines()]


def held_megabytes() -> float:
    """The memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def rounds(minutes: float) -> Iterator[int]:
    """The numbers of the rounds until the time is up."""
    end, number = time.monotonic() + 60 * minutes, 0
    while time.monotonic() < end:
        yield number
        number += 1


def report(soak: Soak, held: Sequence[float], minutes: float) -> bool:
    """Print the figures; whether all is well."""
    quarter = max(len(held) // 4, 1)
    second, last = (max(part) for part in (held[quarter : 2 * quarter] or held, held[-quarter:]))
    print(f"{minutes:.1f} minutes, {len(held)} rounds")
    for what, count in soak.counts.items():
        print(f"{what}: {count:,}")
    print(f"wrong or lost: {len(soak.wrong)}")
    for line in soak.wrong[:10]:
        print(f"  {line[:300]}")
    print(f"memory, MB: {held[0]:.0f} at first, {second:.0f} in the second quarter, {last:.0f} in the last", flush=True)
    return not soak.wrong and last <= second + GROWTH


def main() -> int:
    """Run, and print the figures, also now and then meanwhile."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    began, held = time.monotonic(), []
    with tempfile.TemporaryDirectory() as name:
        soak = Soak(Path(name), options.seed)
        try:
            for number in rounds(options.minutes):
                soak.round(number)
                held.append(held_megabytes())
                if number % MEASUREMENT_ROUNDS == MEASUREMENT_ROUNDS - 1:
                    report(soak, held, (time.monotonic() - began) / 60)
        finally:
            soak.close()
    return 0 if report(soak, held, (time.monotonic() - began) / 60) else 1


if __name__ == "__main__":
    sys.exit(main())
