"""Benchmarks of the index, repeatable by anyone: see README.md in this folder.

python eval/indexing.py cold SQUAD...          whole processes, in turn with the import of scikit-learn: the article,
                                               2,000 notes, and one changed file of 20,000
python eval/indexing.py size MB SQUAD...       so much text: read, split and indexed; memory; questions. 600 MB are some
                                               1,000,000 passages
python eval/indexing.py quality SQUAD [MORE...] [--questions N]
                                               success@k with all articles in one index, the likeliest passages ranked
                                               and every passage ranked; MORE are read as distractors
python eval/indexing.py killed [TIMES]         kill writers of an index at random moments, and ask it

SQUAD are question sets, whose paragraphs are the text. Where they are too short, their sentences are shuffled, and
every hundredth word is made up, as new names come with new text.
"""

import os
import random
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from qa.errors import IndexMissing
from qa.evaluate.datasets import load_set
from qa.index import FileReader, SegmentIndex, StoredIndex, lookup, maintenance, refreshed
from qa.index.updating import Fresh, updated
from qa.model import LEXICAL_READER, NEURAL_READER
from qa.pipeline import Configuration, Corpus
from qa.question import parsed
from qa.retrieve import TfidfRetriever
from qa.types import Document

SKLEARN = "from sklearn.feature_extraction.text import TfidfVectorizer"
READER = FileReader(max_bytes=1_000_000_000, words=120, version="benchmark")
RUNS = 11
# Characters of a file, about two pages, and of one that is read by itself.
NOTE, BOOK = 4_000, 400_000
MADE_UP = 100
# How often writers are killed.
TIMES = 50


def paragraphs(sets: Sequence[str]) -> list[str]:
    """The text of the documents of question sets, each document once."""
    documents = dict.fromkeys(question.document for name in sets for question in load_set(Path(name)).questions)
    return [part for document in documents for part in document.text.split("\n\n")]


def texts(sets: Sequence[str], length: int) -> Iterator[str]:
    """Texts of about `length` characters without end: first as they are, then with their sentences shuffled."""
    draw = random.Random(1)
    parts, sentences = paragraphs(sets), list[str]()
    while True:
        text, size = [], 0
        while size < length:
            if parts:
                text.append(parts.pop(0))
                sentences += text[-1].split(". ")
            else:
                text.append(". ".join(shuffled(draw, sentences)))
            size += len(text[-1])
        yield "\n\n".join(text)


def shuffled(draw: random.Random, sentences: Sequence[str]) -> Iterator[str]:
    """Five of the sentences, with words that are made up among theirs."""
    for sentence in draw.choices(sentences, k=5):
        words = sentence.split(" ")
        for _ in range(max(len(words) // MADE_UP, draw.random() < len(words) / MADE_UP)):
            words[draw.randrange(len(words))] = "".join(draw.choices("abcdefghiklmnoprstuvw", k=7)).capitalize()
        yield " ".join(words)


def write_notes(folder: Path, sets: Sequence[str], count: int, length: int) -> list[Path]:
    """`count` files of about `length` characters, older than any doubt about their times."""
    paths = []
    for number, text in zip(range(count), texts(sets, length), strict=False):
        paths.append(folder / f"{number // 500:03}" / f"note {number:06}.txt")
        paths[-1].parent.mkdir(exist_ok=True, parents=True)
        paths[-1].write_text(text)
        os.utime(paths[-1], (1e9, 1e9))
    return paths


# Cold


def seconds(*command: str) -> tuple[float, float]:
    """The seconds of a whole process: by the clock, and of the processor."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, used


def in_turn(label: str, *arguments: str, before: object = None) -> None:
    """Measure `qa` with `arguments` in turn with the import of scikit-learn; `before` is called before each run."""
    ours, theirs = [], []
    for _ in range(RUNS):
        if callable(before):
            before()
        ours.append(seconds(sys.executable, "-m", "qa", *arguments))
        theirs.append(seconds(sys.executable, "-c", SKLEARN))
    for name, which in (("by the clock", 0), ("of the processor", 1)):
        ratios = sorted(our[which] / their[which] for our, their in zip(ours, theirs, strict=True))
        median = statistics.median(our[which] for our in ours)
        print(
            f"{label}: median {median:.2f} s {name}, {statistics.median(ratios):.2f} times the import of scikit-learn"
            f" ({ratios[0]:.2f} to {ratios[-1]:.2f}; {RUNS} runs)"
        )


def cold(sets: Sequence[str]) -> None:
    """Measure cold questions."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["QA_CACHE"] = f"{name}/cache"
        in_turn("the bundled article", "ask", "How much did the trip cost?")
        write_notes(Path(name) / "notes", sets, 2_000, NOTE)
        asking = ["ask", "When was the treaty signed?", "-d", f"{name}/notes"]
        print("2,000 notes, first question: {:.1f} s by the clock, {:.1f} of the processor".format(*first(asking)))
        in_turn("2,000 notes", *asking)
        (changed, *_) = write_notes(Path(name) / "many", sets, 20_000, NOTE)
        asking = ["ask", "Where does Zebulon Quist live?", "-d", f"{name}/many"]
        print("20,000 notes, first question: {:.1f} s by the clock, {:.1f} of the processor".format(*first(asking)))
        in_turn("20,000 notes", *asking)
        in_turn(
            "20,000 notes, one changed",
            *asking,
            before=lambda: changed.write_text(f"Zebulon Quist lives in Quito since {random.randrange(9999)}."),
        )


def first(arguments: Sequence[str]) -> tuple[float, float]:
    """The seconds of a question that finds nothing saved."""
    return seconds(sys.executable, "-m", "qa", *arguments)


# Sizes


def size(megabytes: float, sets: Sequence[str]) -> None:
    """Read, split and index so much text in another process; then ask the saved index in a third one."""
    with tempfile.TemporaryDirectory() as name:
        count = max(round(megabytes * 1e6 / BOOK), 1)
        write_notes(Path(name) / "text", sets, count, BOOK)
        for step in ("build", "ask"):
            subprocess.run([sys.executable, __file__, f"_{step}", name, *sets], check=True)


def build(name: str) -> None:
    """Build the index of the texts in a folder, and say what it took."""
    start, used = time.perf_counter(), time.process_time()
    index = refreshed(Path(name) / "index", [f"{name}/text"], READER, must_save=True).index
    assert isinstance(index, StoredIndex)
    clock, used = time.perf_counter() - start, time.process_time() - used
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    text = sum(path.stat().st_size for path in Path(name, "text").rglob("*.txt"))
    on_disk = f"{index.size / 1e6:.1f} MB on disk, {index.size / text:.2f} times the text"
    print(f"{text / 1e6:.1f} MB, {len(index.passages):,} passages: {clock:.1f} s by the clock")
    print(
        f"  {used:.1f} s of the processor in this process, {workers.ru_utime + workers.ru_stime:.1f} in those that read"
    )
    print(f"  {peak():.0f} MB of memory at most, {workers.ru_maxrss / 1024:.0f} in each that reads; {on_disk}")
    for array in sorted(index.segments[0].arrays, key=lambda each: -index.segments[0].arrays[each].nbytes)[:8]:
        print(f"  {array}: {index.segments[0].arrays[array].nbytes / 1e6:.1f} MB")


def peak() -> float:
    """The most memory that this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ask(name: str, sets: Sequence[str]) -> None:
    """Ask the index in a folder questions of the sets, and say how long retrieval takes."""
    start = time.perf_counter()
    index = StoredIndex(Path(name) / "index")
    opened = time.perf_counter() - start
    questions = [question.text for question in load_set(Path(sets[0])).questions]
    print(f"  opened in {1000 * opened:.0f} ms")
    for label, clock in (("by the clock", time.perf_counter), ("of the processor", time.process_time)):
        times = retrieval_times(index, random.Random(2).sample(questions, min(300, len(questions))), clock)
        print(f"  retrieval {percentiles(times)} {label}")
    print(f"  resident at most {peak():.0f} MB")
    asked = random.Random(4).sample(questions, min(60, len(questions)))
    for reader in (LEXICAL_READER, NEURAL_READER):
        corpus = Corpus.of(index, configuration=Configuration(reader=reader))
        for label, clock in (("by the clock", time.perf_counter), ("of the processor", time.process_time)):
            print(f"  a whole question, {reader} reader: {percentiles(question_times(corpus, asked, clock))} {label}")
    print(f"  resident at most {peak():.0f} MB with the network")


def retrieval_times(index: SegmentIndex, questions: Sequence[str], clock: Callable[[], float]) -> list[float]:
    """The milliseconds of each search, passages made; the first twenty warm up."""
    retriever, times = TfidfRetriever(index), []
    for text in questions:
        question = parsed(text)
        start = clock()
        retriever.search(question, 10)
        times.append(1000 * (clock() - start))
    return times[20:] or times


def question_times(corpus: Corpus, questions: Sequence[str], clock: Callable[[], float]) -> list[float]:
    """The milliseconds of each answer; the first ten warm up."""
    times = []
    for text in questions:
        start = clock()
        corpus.ask(text)
        times.append(1000 * (clock() - start))
    return times[10:] or times


def percentiles(times: Sequence[float]) -> str:
    """The median and the 95th percentile."""
    ordered = sorted(times)
    return f"p50 {statistics.median(ordered):.1f} ms, p95 {ordered[int(len(ordered) * 0.95)]:.1f} ms"


# Quality


def quality(sets: Sequence[str], count: int) -> None:
    """Compare the ranking of the likeliest passages with that of all."""
    asked = load_set(Path(sets[0])).questions
    documents: list[Document] = list(dict.fromkeys(question.document for question in asked))
    more = [question.document for name in sets[1:] for question in load_set(Path(name)).questions]
    index = updated(None, [Fresh(document) for document in dict.fromkeys([*documents, *more])], words=READER.words)
    sample = random.Random(3).sample([question for question in asked if question.golds], min(count, len(asked)))
    print(f"{len(index.documents):,} documents, {len(index.passages):,} passages, {len(sample):,} questions")
    for label, candidates in (("the likeliest", lookup.CANDIDATES), ("every passage", len(index.passages))):
        lookup.CANDIDATES = candidates
        ranks = [rank_of(index, question) for question in sample]
        shares = [sum(rank <= k for rank in ranks) / len(ranks) for k in (1, 5, 10)]
        print(f"  {label} ranked: success@1 {shares[0]:.4f}, @5 {shares[1]:.4f}, @10 {shares[2]:.4f}")


def rank_of(index: SegmentIndex, question: object) -> int:
    """The rank of the first passage that holds an answer; 99 if none of the first ten does."""
    hits = TfidfRetriever(index).search(parsed(question.text), 10)  # type: ignore[attr-defined]
    spans = [(gold.document.text, answer) for gold in question.golds for answer in gold.answers]  # type: ignore[attr-defined]
    return next(
        (
            hit.rank
            for hit in hits
            if any(hit.passage.document.text == text and hit.passage.span.overlaps(span) for text, span in spans)
        ),
        99,
    )


# Killed


def killed(times: int) -> None:
    """Kill processes that build, refresh, add and merge; the index must be the one before or the one after."""
    draw = random.Random()
    outcomes: dict[str, Counter[str]] = {step: Counter() for step in _steps(Path())}
    for number in range(times):
        step = list(outcomes)[number % len(outcomes)]
        with tempfile.TemporaryDirectory() as name:
            outcomes[step][kill_once(Path(name), step, draw)] += 1
    for step, counts in outcomes.items():
        print(f"{step}: {counts.total()} killed, {counts['before']} left the index before, the others the one after")


def _steps(folder: Path) -> dict[str, Callable[[], object]]:
    """What is killed, by its name."""
    notes, index = [str(folder / "notes")], folder / "index"
    return {
        "build": lambda: refreshed(folder / "new", notes, READER, must_save=True),
        "refresh": lambda: refreshed(index, notes, READER, must_save=True),
        "add": lambda: maintenance.add(index, [folder / "more.txt"], READER),
        "merge": lambda: maintenance.unite(index, [folder / "other"]),
    }


def kill_once(folder: Path, step: str, draw: random.Random) -> str:
    """Kill one writer at a random moment of its work; returns which index is there."""
    towns = ("Ulm", "Kazan", "Oslo", "Quito", "Bonn")
    for number in range(40):
        path = folder / "notes" / f"{number}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Person {number} lives in {towns[number % 5]}. " * 40)
    (folder / "more.txt").write_text("Zebulon Quist lives in Lima.")
    refreshed(folder / "index", [str(folder / "notes")], READER, must_save=True)
    refreshed(folder / "other", [str(folder / "more.txt")], READER, must_save=True)
    (folder / "notes" / "0.txt").write_text("Zebulon Quist lives in Lima.")
    shutil.copytree(folder, folder.with_name(f"{folder.name}-whole"))
    whole = duration(folder.with_name(f"{folder.name}-whole"), step)
    process = os.fork()
    if not process:
        _steps(folder)[step]()
        os._exit(0)
    time.sleep(draw.uniform(0, 1.1 * whole))
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return found_after(folder / ("new" if step == "build" else "index"), step, folder)


def duration(folder: Path, step: str) -> float:
    """The seconds of a step that is not killed."""
    start = time.perf_counter()
    try:
        _steps(folder)[step]()
        return time.perf_counter() - start
    finally:
        shutil.rmtree(folder)


def found_after(index: Path, step: str, folder: Path) -> str:
    """Check the index that a killed writer left, and that the work can be done again; returns which index it is."""
    try:
        left = StoredIndex(index)
    except IndexMissing:
        assert step == "build"
        state = "before"
    else:
        left.check()
        holds = any("Lima" in document.text for document in left.documents)
        assert len(left.documents) in (40, 41) and left.document_frequency("zebulon") == holds
        state = "after" if holds else "before"
    _steps(folder)[step]()
    again = StoredIndex(index)
    again.check()
    assert sum("Lima" in passage.text for passage in again.passages) == 1
    return state


def main() -> None:
    """Run what the command line names."""
    command, *arguments = sys.argv[1:] or ["help"]
    if command == "cold":
        cold(arguments)
    elif command == "size":
        size(float(arguments[0]), arguments[1:])
    elif command == "_build":
        build(arguments[0])
    elif command == "_ask":
        ask(arguments[0], arguments[1:])
    elif command == "quality":
        count = 2_000
        if "--questions" in arguments:
            place = arguments.index("--questions")
            count = int(arguments[place + 1])
            del arguments[place : place + 2]
        quality(arguments, count)
    elif command == "killed":
        killed(int(arguments[0]) if arguments else TIMES)
    else:
        print(__doc__)


if __name__ == "__main__":
    main()
