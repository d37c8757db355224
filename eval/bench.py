"""Benchmarks that `qa eval` does not cover, repeatable by anyone: see README.md in this folder.

python eval/bench.py speed                 one-shot, warm and 10 MB figures on this machine, with both readers
python eval/bench.py articles SQUAD        warm questions on whole articles, with both readers
python eval/bench.py retrieval SQUAD       success@k of the retriever, with the file's own paragraphs as passages
python eval/bench.py resolving [SET]...    the time to rewrite the turns of dialogues, without answering them
python eval/bench.py antecedents CANARD [--split tune|report]
                                           whether qa adds to a follow-up the words that a person adds
"""

import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from antecedents import SPLITS, antecedents

from qa import Configuration, Corpus, files
from qa.evaluate.datasets import RESOLVED, by_document, load_set, word_turns
from qa.evaluate.metrics.reading import hit
from qa.evaluate.systems import Conversation
from qa.index import MemoryIndex
from qa.load import load
from qa.model import NEURAL, READERS
from qa.question import parsed
from qa.read.network import Network
from qa.retrieve import TfidfRetriever
from qa.types import Passage

RUNS = 11
SKLEARN = "from sklearn.feature_extraction.text import TfidfVectorizer"
QUESTION = "How much did the trip cost?"
# The articles that the compared figures of plain TF-IDF were measured on.
ARTICLES = 24


def wall(*command: str) -> float:
    """Seconds that a whole process takes."""
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False)
    return time.perf_counter() - start


def speed() -> None:
    """Measure one-shot runs in turn with the import of scikit-learn; loading; warm questions; memory; a 10 MB file."""
    for reader in READERS:
        one_shot(reader)
    help_times = [wall(sys.executable, "-m", "qa", "--help") for _ in range(RUNS)]
    print(f"qa --help: median {statistics.median(help_times):.2f} s")
    load_times = [milliseconds(lambda: Network(NEURAL)) for _ in range(RUNS)]
    print(
        f"the network: loaded in {statistics.median(load_times):.0f} ms, {min(load_times):.0f} to {max(load_times):.0f}"
    )
    questions = load_set(files.evaluation() / "questions.jsonl").questions
    for reader in READERS:
        corpus = Corpus.open(configuration=Configuration(reader=reader))
        warm(f"the bundled article, {reader}", [(corpus, question.text) for question in questions])
    retriever = TfidfRetriever(MemoryIndex(corpus.passages))

    def rank(text: str) -> None:
        retriever.search(parsed(text), 10)

    ranking_times = [milliseconds(partial(rank, question.text)) for question in questions]
    print(f"  ranking alone: {percentiles(ranking_times)}")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most so far")
    large()


def one_shot(reader: str) -> None:
    """Measure a whole process that answers one question, in turn with one that only imports scikit-learn."""
    asking = [sys.executable, "-m", "qa", "ask", QUESTION, "--reader", reader]
    pairs = [(wall(*asking), wall(sys.executable, "-c", SKLEARN)) for _ in range(RUNS + 1)][1:]
    ratios = sorted(ours / theirs for ours, theirs in pairs)
    print(f"one-shot, {reader}: median {statistics.median(ours for ours, _ in pairs):.2f} s, {RUNS} runs in turn")
    print(f"  ratio to the import: median {statistics.median(ratios):.2f}, {ratios[0]:.2f} to {ratios[-1]:.2f}")


def articles(path: Path) -> None:
    """Measure warm questions on whole articles, some of each."""
    groups = list(by_document(load_set(path).questions).values())[:ARTICLES]
    for reader in READERS:
        configuration = Configuration(reader=reader)
        corpora = [Corpus(group[0].documents, configuration=configuration) for group in groups]
        asked = [
            (corpus, question.text) for corpus, group in zip(corpora, groups, strict=True) for question in group[:20]
        ]
        warm(f"{path.name}, {reader}", asked)


def warm(name: str, asked: Sequence[tuple[Corpus, str]]) -> None:
    """Time each question once, after one to warm up."""
    asked[0][0].ask(QUESTION)
    times = [milliseconds(partial(corpus.ask, text)) for corpus, text in asked]
    print(f"warm, {name}: {percentiles(times)}")


def percentiles(times: Sequence[float]) -> str:
    """p50 and p95 of `times` in milliseconds."""
    return f"p50 {np.percentile(times, 50):.2f} ms, p95 {np.percentile(times, 95):.2f} ms, n={len(times)}"


def large() -> None:
    """Measure 10 MB of sentences, made of the article's words and thousands of invented names."""
    generator = random.Random(0)
    vocabulary = files.article().read_text(encoding="utf-8").split()
    letters = "bcdfghklmnprst"
    names = ["".join(generator.choice(letters) + generator.choice("aeiou") for _ in range(4)) for _ in range(40_000)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.txt"
        with path.open("w", encoding="utf-8") as file:
            while file.tell() < 10_000_000:
                words = generator.choices(vocabulary, k=60) + generator.choices(names, k=20)
                generator.shuffle(words)
                file.write(" ".join(words).capitalize() + ".\n\n")
        start = time.perf_counter()
        loaded = load([path])
        load_seconds = time.perf_counter() - start
        corpus = Corpus(loaded.documents)
        total_seconds = time.perf_counter() - start
        print(f"10 MB: read {load_seconds:.1f} s, read, split and indexed {total_seconds:.1f} s")
    questions = [f"Who told {name} about the trip?" for name in names[:50]]  # wording: data
    times = [milliseconds(partial(corpus.ask, text)) for text in questions]
    print(f"10 MB: p50 {np.percentile(times, 50):.1f} ms, p95 {np.percentile(times, 95):.1f} ms, n={len(times)}")


def milliseconds(call: Callable[[], object]) -> float:
    """Milliseconds that `call` takes."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1_000


def retrieval(path: Path) -> None:
    """Measure success@k with one index per article over the paragraphs of the file."""
    ranks = []
    for group in list(by_document(load_set(path).questions).values())[:ARTICLES]:
        document = group[0].document
        paragraphs = [Passage(document, block.span, (), (block.span,)) for block in document.blocks]
        retriever = TfidfRetriever(MemoryIndex(paragraphs))
        for question in group:
            hits = retriever.search(parsed(question.text), 10)
            ranks.append(next((each.rank for each in hits if each.passage.span == question.paragraph), None))
    figures = "  ".join(f"success@{k} {np.mean([hit(rank, k) for rank in ranks]):.3f}" for k in (1, 3, 5, 10))
    print(f"{path.name}, first {ARTICLES} articles: {figures}  n={len(ranks)}")


def resolving(paths: Sequence[Path]) -> None:
    """Time the rewrite of each dialogue turn in its conversation: the first time, and repeatedly.

    The first turn about a text includes what is built once per text.
    """
    first_times, repeat_times = [], []
    for path in paths:
        turns = word_turns(load_set(path).questions, RESOLVED)
        for group in by_document(turns).values():
            conversation = Conversation(Corpus(group[0].documents))
            for turn in group:
                chat = conversation.after(turn.history or ())
                times = [milliseconds(partial(chat.rewrite, turn.text)) for _ in range(RUNS)]
                first_times.append(times[0])
                repeat_times += times[1:]
    print(f"a turn, the first time: {percentiles(first_times)}, max {max(first_times):.2f} ms")
    print(f"a turn, {RUNS - 1} times more: {percentiles(repeat_times)}, max {max(repeat_times):.2f} ms")


def main(arguments: Sequence[str]) -> int | str:
    """Run the benchmark that `arguments` name; the usage if there is none."""
    match arguments:
        case ["speed"]:
            speed()
        case ["articles", path]:
            articles(Path(path))
        case ["retrieval", path]:
            retrieval(Path(path))
        case ["resolving", *paths]:
            resolving([Path(path) for path in paths] or [files.evaluation() / "dialogues.jsonl"])
        case ["antecedents", path]:
            antecedents(Path(path))
        case ["antecedents", path, "--split", split] if split in SPLITS:
            antecedents(Path(path), split)
        case _:
            return str(__doc__)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
