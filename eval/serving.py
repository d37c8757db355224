"""`qa serve` against the same questions asked in this process, repeatable by anyone: see README.md in this folder.

python eval/serving.py [--requests 300] [--clients 1 8 32] [--reader lexical] [-d PATH... | --index DIR] [SQUAD]
python eval/serving.py --soak 20000 [--reader lexical]      the memory of the server, after each twentieth of as many

The server is a process of its own; each client is a thread with one connection, which asks one question after the
other. Answers are compared with those of this process, to the letter. What HTTP adds is the median of differences: each
question is asked here and there in turn. Without SQUAD, a question set, qa's own questions about the article are asked.
The exit status is 1 if an answer was wrong or lost, or if memory grew by more than `GROWTH`.
"""

import argparse
import itertools
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import qa
from qa import files
from qa.evaluate.datasets import load_set
from qa.render import to_json

# Megabytes by which the second half of a soak may hold more than its second quarter.
GROWTH = 20.0
ROUNDS = 20
# Candidates that JSON is made of.
TOP = 3
HEADERS = {"Content-Type": "application/json"}


@dataclass
class Tally:
    """What clients saw: seconds of each answer, how many each client got, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    errors: int = 0
    wrong: int = 0


class Client:
    """One connection to the server."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=600)

    def ask(self, question: str) -> tuple[int, str]:
        """The status and the body for a question."""
        self._connection.request("POST", "/api/v1/ask", json.dumps({"question": question}), HEADERS)
        response = self._connection.getresponse()
        return response.status, response.read().decode()


@contextmanager
def server(arguments: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The port and the process number of `qa serve` with `arguments`, which has read its documents."""
    command = [sys.executable, "-m", "qa", "serve", "--port", "0", "--rate", "0", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        match = re.search(r":(\d+)/", process.stdout.readline())
        assert match is not None, "the server printed no address"
        port = int(match[1])
        while True:
            connection = HTTPConnection("127.0.0.1", port)
            connection.request("GET", "/api/v1/health")
            if json.loads(connection.getresponse().read())["ready"]:
                break
            time.sleep(0.2)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def at_once(port: int, clients: int, asked: Sequence[str], right: dict[str, str]) -> tuple[Tally, float]:
    """Ask all questions by so many clients; returns what they saw, and the seconds that it took."""
    tally, waiting, lock = Tally(), iter(asked), threading.Lock()

    def ask_some() -> None:
        client, count = Client(port), 0
        while True:
            with lock:
                question = next(waiting, None)
            if question is None:
                break
            began = time.perf_counter()
            status, body = client.ask(question)
            seconds = time.perf_counter() - began
            count += 1
            with lock:
                tally.seconds.append(seconds)
                tally.errors += status != 200
                tally.wrong += status == 200 and body != right[question]
        with lock:
            tally.answers.append(count)

    threads = [threading.Thread(target=ask_some) for _ in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally, time.perf_counter() - began


def in_turn(port: int, process: int, corpus: qa.Corpus, asked: Sequence[str]) -> None:
    """Ask each question in this process, and by HTTP, in turn; print what HTTP adds."""
    client, here, there = Client(port), list[float](), list[float]()
    used_here, used_there = 0.0, -processor(process)
    for question in asked:
        began, used = time.perf_counter(), time.process_time()
        answer_json(corpus, question)
        used_here += time.process_time() - used
        between = time.perf_counter()
        client.ask(question)
        here.append(between - began)
        there.append(time.perf_counter() - between)
    used_there += processor(process)
    added = statistics.median(there_ - here_ for here_, there_ in zip(here, there, strict=True))
    print(f"in process: {percentiles(here)}")
    print(f"by HTTP, in turn with it: {percentiles(there)}; HTTP adds {added * 1000:.2f} ms (median of differences)")
    here_ms, there_ms = (used * 1000 / len(asked) for used in (used_here, used_there))
    print(f"of the processor: {here_ms:.2f} ms in process, {there_ms:.2f} ms in the server")


def processor(process: int) -> float:
    """Seconds of the processor that another process has used."""
    parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def answer_json(corpus: qa.Corpus, question: str) -> str:
    """What the server should send."""
    return to_json(corpus.ask(question, top=TOP), version=qa.__version__)


def percentiles(seconds: Sequence[float]) -> str:
    """The median and the 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    return f"p50 {statistics.median(ordered) * 1000:.1f} ms, p95 {ordered[int(len(ordered) * 0.95)] * 1000:.1f} ms"


def memory(process: int) -> float:
    """What a process holds, in megabytes."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000


def measure(
    port: int, process: int, corpus: qa.Corpus, asked: Sequence[str], clients: Sequence[int], requests: int
) -> bool:
    """Print the figures; returns whether every answer was right."""
    right = {question: answer_json(corpus, question) for question in asked}
    Client(port).ask(asked[0])
    turns = list(itertools.islice(itertools.cycle(asked), requests))
    in_turn(port, process, corpus, turns)
    is_right = True
    for count in clients:
        tally, seconds = at_once(port, count, turns, right)
        print(
            f"{count} clients: {len(turns) / seconds:.0f} requests/s, {percentiles(tally.seconds)};"
            f" {tally.errors} errors, {tally.wrong} wrong;"
            f" answers per client {min(tally.answers)} to {max(tally.answers)}"
        )
        is_right = is_right and not tally.errors and not tally.wrong
    return is_right


def soak(port: int, process: int, corpus: qa.Corpus, asked: Sequence[str], requests: int, clients: int) -> bool:
    """Print the server's memory after each of `ROUNDS`; returns whether it is flat and every answer was right."""
    right = {question: answer_json(corpus, question) for question in asked}
    turns, held, wrong, began = itertools.cycle(asked), list[float](), 0, time.perf_counter()
    for number in range(1, ROUNDS + 1):
        tally, _ = at_once(port, clients, list(itertools.islice(turns, requests // ROUNDS)), right)
        wrong += tally.errors + tally.wrong
        held.append(memory(process))
        print(f"{number * requests // ROUNDS:>8,} requests: {held[-1]:.1f} MB", flush=True)
    before, after = (statistics.mean(part) for part in (held[ROUNDS // 4 : ROUNDS // 2], held[ROUNDS // 2 :]))
    seconds = time.perf_counter() - began
    print(f"memory grew by {after - before:.1f} MB; {wrong} errors; {requests / seconds:.0f} requests/s")
    return not wrong and after - before <= GROWTH


def main() -> int:
    """Measure, or soak."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="?", help="a question set; without it, qa's own about the article")
    parser.add_argument("-d", dest="documents", action="append", default=[])
    parser.add_argument("--index")
    parser.add_argument("--reader", choices=["neural", "lexical"], default="neural")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--distinct", type=int, default=100, help="different questions at most")
    parser.add_argument("--soak", type=int, default=0, metavar="REQUESTS")
    chosen = parser.parse_args()
    configuration = qa.Configuration(reader=chosen.reader)
    if chosen.index:
        corpus = qa.Corpus.open_index(chosen.index, configuration=configuration)
    else:
        corpus = qa.Corpus.open(*chosen.documents, configuration=configuration)
    asked = questions(chosen.questions)[: chosen.distinct]
    print(f"{len(corpus.passages):,} passages, the {chosen.reader} reader, {len(asked)} different questions")
    arguments = ["--reader", chosen.reader, *(["--index", chosen.index] if chosen.index else [])]
    arguments += [part for document in chosen.documents for part in ("-d", document)]
    with server(arguments) as (port, process):
        if chosen.soak:
            is_good = soak(port, process, corpus, asked, chosen.soak, max(chosen.clients))
        else:
            is_good = measure(port, process, corpus, asked, chosen.clients, chosen.requests)
    return 0 if is_good else 1


def questions(name: str | None) -> list[str]:
    """Different questions of the set in the file `name`, or of qa's own set."""
    path = Path(name) if name else files.evaluation() / "questions.jsonl"
    return list(dict.fromkeys(question.text for question in load_set(path).questions))


if __name__ == "__main__":
    sys.exit(main())
