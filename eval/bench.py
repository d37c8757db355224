"""What `qa eval` does not measure, for anyone to repeat: see README.md beside this file.

python eval/bench.py speed                 one-shot, warm and 10 MB figures on this machine, by both readers
python eval/bench.py articles SQUAD        warm questions on whole articles, by both readers
python eval/bench.py retrieval SQUAD       success@k of the retriever, the file's own paragraphs as passages
python eval/bench.py resolving [SET]...    how long qa takes to understand the turns of dialogues, not to answer them
python eval/bench.py antecedents CANARD [--split tune|report]
                                           whether qa brings into a follow-up what a person brought in
"""

import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from antecedents import SPLITS, antecedents

from qa import Configuration, Corpus, files
from qa.evaluate.datasets import RESOLVED, by_document, in_turns, load_set
from qa.evaluate.metrics.reading import hit
from qa.evaluate.systems import Conversation
from qa.load import load
from qa.model import NEURAL, READERS
from qa.read.network import Network
from qa.retrieve import TfidfRetriever
from qa.types import Passage

RUNS = 11
SKLEARN = "from sklearn.feature_extraction.text import TfidfVectorizer"
QUESTION = "How much did the trip cost?"
# Articles that the figures of plain TF-IDF to compare with were measured on.
ARTICLES = 24


def wall(*command: str) -> float:
    """Seconds that a whole process takes."""
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False)
    return time.perf_counter() - start


def speed() -> None:
    """One-shot against the import of scikit-learn, in turn; loading; warm questions; memory; a 10 MB file."""
    for reader in READERS:
        one_shot(reader)
    helped = [wall(sys.executable, "-m", "qa", "--help") for _ in range(RUNS)]
    print(f"qa --help: median {statistics.median(helped):.2f} s")
    loaded = [timed(lambda: Network(NEURAL)) for _ in range(RUNS)]
    print(f"the network: loaded in {statistics.median(loaded):.0f} ms, {min(loaded):.0f} to {max(loaded):.0f}")
    questions = load_set(files.evaluation() / "questions.jsonl").questions
    for reader in READERS:
        corpus = Corpus.open(configuration=Configuration(reader=reader))
        warm(f"the bundled article, {reader}", [(corpus, one.text) for one in questions])
    retriever = TfidfRetriever(corpus.passages)
    ranked = [timed(lambda text=one.text: retriever.search(text, 10)) for one in questions]
    print(f"  ranking alone: {percentiles(ranked)}")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most so far")
    large()


def one_shot(reader: str) -> None:
    """A whole process that answers one question, in turn with one that only imports scikit-learn's text module."""
    asking = [sys.executable, "-m", "qa", "ask", QUESTION, "--reader", reader]
    pairs = [(wall(*asking), wall(sys.executable, "-c", SKLEARN)) for _ in range(RUNS + 1)][1:]
    ratios = sorted(one / other for one, other in pairs)
    print(f"one-shot, {reader}: median {statistics.median(one for one, _ in pairs):.2f} s, {RUNS} runs in turn")
    print(f"  ratio to the import: median {statistics.median(ratios):.2f}, {ratios[0]:.2f} to {ratios[-1]:.2f}")


def articles(path: Path) -> None:
    """Questions on whole articles, some of each."""
    groups = list(by_document(load_set(path).questions).values())[:ARTICLES]
    for reader in READERS:
        corpora = [Corpus(one[0].documents, configuration=Configuration(reader=reader)) for one in groups]
        warm(
            f"{path.name}, {reader}", [(at, q.text) for at, one in zip(corpora, groups, strict=True) for q in one[:20]]
        )


def warm(name: str, asked: list[tuple[Corpus, str]]) -> None:
    """Each question once, after one to warm up."""
    asked[0][0].ask(QUESTION)
    print(f"warm, {name}: {percentiles([timed(lambda at=at, text=text: at.ask(text)) for at, text in asked])}")


def percentiles(took: list[float]) -> str:
    """Of milliseconds."""
    return f"p50 {np.percentile(took, 50):.2f} ms, p95 {np.percentile(took, 95):.2f} ms, n={len(took)}"


def large() -> None:
    """10 MB of sentences made of the words of a few thousand invented names and the article's own."""
    chance = random.Random(0)
    vocabulary = files.article().read_text(encoding="utf-8").split()
    letters = "bcdfghklmnprst"
    invented = ["".join(chance.choice(letters) + chance.choice("aeiou") for _ in range(4)) for _ in range(40_000)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.txt"
        with path.open("w", encoding="utf-8") as file:
            while file.tell() < 10_000_000:
                drawn = chance.choices(vocabulary, k=60) + chance.choices(invented, k=20)
                chance.shuffle(drawn)
                file.write(" ".join(drawn).capitalize() + ".\n\n")
        start = time.perf_counter()
        loaded = load([path])
        read = time.perf_counter() - start
        corpus = Corpus(loaded.documents)
        print(f"10 MB: read {read:.1f} s, read, split and indexed {time.perf_counter() - start:.1f} s")
    asked = [f"Who told {name} about the trip?" for name in invented[:50]]
    took = [timed(lambda text=text: corpus.ask(text)) for text in asked]
    print(f"10 MB: p50 {np.percentile(took, 50):.1f} ms, p95 {np.percentile(took, 95):.1f} ms, n={len(took)}")


def timed(call) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1_000


def retrieval(path: Path) -> None:
    """success@k with one index an article over the paragraphs as they are."""
    ranks = []
    for asked in list(by_document(load_set(path).questions).values())[:ARTICLES]:
        document = asked[0].document
        retriever = TfidfRetriever([Passage(document, one.span, None, (one.span,)) for one in document.blocks])
        for question in asked:
            hits = retriever.search(question.text, 10)
            ranks.append(next((one.rank for one in hits if one.passage.span == question.paragraph), None))
    told = "  ".join(f"success@{k} {np.mean([hit(rank, k) for rank in ranks]):.3f}" for k in (1, 3, 5, 10))
    print(f"{path.name}, first {ARTICLES} articles: {told}  n={len(ranks)}")


def resolving(paths: list[Path]) -> None:
    """Turns of dialogues understood in their conversation: each the first time, and over again.

    The first turn about a text pays for what is made once for it.
    """
    once, again = [], []
    for path in paths:
        turns = in_turns(load_set(path).questions, RESOLVED)
        for asked in by_document(turns).values():
            conversation = Conversation(Corpus(asked[0].documents))
            for turn in asked:
                chat = conversation.after(turn.history or ())
                first, *others = [timed(lambda chat=chat, turn=turn: chat.understand(turn.text)) for _ in range(RUNS)]
                once.append(first)
                again += others
    print(f"a turn, the first time: {percentiles(once)}, max {max(once):.2f} ms")
    print(f"a turn, {RUNS - 1} times more: {percentiles(again)}, max {max(again):.2f} ms")


if __name__ == "__main__":
    match sys.argv[1:]:
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
            sys.exit(__doc__)
