"""Mutated input of every kind, for a while: nothing may crash, hang, grow without end, or be quoted falsely.

python eval/fuzz.py [--seconds 60] [--seed 0] [--only KIND]

A case is made from valid input: documents of `eval/documents`, transcripts, question sets, journals, results, floors,
settings, model files, files of questions, files of an index, questions of the article, and requests to the server (if
the extra `qa[serve]` is installed). It is mutated (bits, cuts, repeats, joins of two, one in the place of another, odd
values in JSON), and read as qa reads it. Then:

    only a `QAError` may be raised, and its message has one line
    every sentence of a document is a slice of it, and reading it again gives the same
    an index with a damaged file is refused and can be built anew in its place, or it answers as before
    a response of the server has a documented status, is what it says, and shows no document as it is
    no case takes more than `SLOWEST` seconds of processor time

The same seed makes the same cases. The exit status is 1 after a failure, which is printed with what repeats it.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import qa
from qa import files, model
from qa.dialogue import transcript
from qa.errors import QAError
from qa.evaluate.datasets import Selection, load_set
from qa.evaluate.gate import load_gates
from qa.evaluate.results import Result, load_result, save_result
from qa.evaluate.runs import describe_run
from qa.evaluate.runs.journal import Journal
from qa.evaluate.runs.measuring import measure
from qa.fronts.lines import file_lines
from qa.fronts.settings import load_settings
from qa.load.formats import read_document
from qa.split.passages import passages

# Seconds of processor time that a case may take.
SLOWEST = 20.0
LEXICAL = qa.Configuration(reader="lexical")
# Bytes of a case at most.
LARGEST = 200_000
# What is put in the place of a value in JSON.
ODD: tuple[str, ...] = (
    *("null", "true", "-1", "1e999", "NaN", "0.5", '""', "[]", "{}", '"x"', "9" * 400, '"\\ud800"', "[" * 5_000),
    *('"\\u202e"', "[[[[1]]]]", '{"a": {"a": {}}}', "18446744073709551616", '"' + "x" * 9_999 + '"'),
)
# What is put between the bytes of a text.
SPLICES: tuple[bytes, ...] = (
    *(b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\x1b[31m", b"\n\n", b"<", b"![", b"[[", b"&#x110000;"),
    *(b"</div>", b"<!A", b"\\begin{", b"{\\rtf", b"%PDF-1.4", b"PK\x03\x04", b"\x1f\x8b", b"From a\n", b"```\n"),
    *(b"| a | b |\n", b"==\n", b"Ha! ", "\u2028\u0085".encode(), "e\u0301".encode(), b"(" * 300, b"> " * 100),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of input: valid examples, each with its name, and what reads one."""

    examples: Sequence[tuple[str, bytes]]
    read: Callable[[str, bytes], object]
    is_json: bool = False


class Failure(Exception):
    """What a case did that it may not."""


# Mutations


def mutated(kind: Kind, draw: random.Random) -> tuple[str, bytes]:
    """The name and the bytes of a case."""
    name, data = draw.choice(kind.examples)
    for _ in range(draw.randint(1, 4)):
        change = draw.choice(JSON_CHANGES if kind.is_json and draw.random() < 0.7 else CHANGES)
        data = change(data, kind, draw)[:LARGEST]
    return name, data


def flip(data: bytes, kind: Kind, draw: random.Random) -> bytes:
    """Some bytes changed."""
    changed = bytearray(data)
    for _ in range(draw.randint(1, 20)):
        if changed:
            changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed)


def cut(data: bytes, kind: Kind, draw: random.Random) -> bytes:
    """A piece left out, or all after a place."""
    start, end = sorted(draw.randint(0, len(data)) for _ in range(2))
    return data[:start] + (data[end:] if draw.random() < 0.7 else b"")


def repeat(data: bytes, kind: Kind, draw: random.Random) -> bytes:
    """A piece repeated many times."""
    start = draw.randint(0, len(data))
    piece = data[start : start + draw.choice((1, 3, 20, 300))]
    return data[:start] + piece * draw.choice((2, 50, 2_000)) + data[start:]


def splice(data: bytes, kind: Kind, draw: random.Random) -> bytes:
    """Something odd put in, once or often."""
    odd, times = draw.choice(SPLICES), draw.choice((1, 1, 30))
    for _ in range(times):
        place = draw.randint(0, len(data))
        data = data[:place] + odd + data[place:]
    return data


def join(data: bytes, kind: Kind, draw: random.Random) -> bytes:
    """The first part of one example and the last of another."""
    _, other = draw.choice(kind.examples)
    return data[: draw.randint(0, len(data))] + other[draw.randint(0, len(other)) :]


def swap(data: bytes, kind: Kind, draw: random.Random) -> bytes:
    """Another example."""
    return draw.choice(kind.examples)[1]


def odd_value(data: bytes, kind: Kind, draw: random.Random) -> bytes:
    """A value of JSON replaced by an odd one."""
    places = [index for index, byte in enumerate(data) if byte == ord(":")]
    if not places:
        return data
    place = draw.choice(places) + 1
    end = min((index for index in (data.find(sign, place) for sign in (b",", b"}")) if index >= 0), default=len(data))
    return data[:place] + draw.choice(ODD).encode() + data[end:]


def other_key(data: bytes, kind: Kind, draw: random.Random) -> bytes:
    """A key of JSON renamed, so that one is missing and one too much."""
    places = [index for index in range(len(data) - 1) if data[index : index + 2] == b'":']
    if not places:
        return data
    place = draw.choice(places)
    return data[:place] + b"x" + data[place:]


Change = Callable[[bytes, Kind, random.Random], bytes]
CHANGES: tuple[Change, ...] = (flip, cut, repeat, splice, join, swap)
JSON_CHANGES: tuple[Change, ...] = (odd_value, other_key, cut)


# The kinds


def read_file(name: str, data: bytes) -> object:
    """A document: its passages are slices, and the same if it is read again."""
    document = read_document(data, source=name, title="a")
    every = list(passages(document))
    for passage in every:
        for sentence in passage.sentences:
            start, end = sentence.span.start, sentence.span.end
            if not sentence.text or document.text[start:end] != sentence.text:
                raise Failure(f"{sentence!r} is no slice of its document")
    again = read_document(data, source=name, title="a")
    if (again.text, again.blocks) != (document.text, document.blocks):
        raise Failure("reading it again gives another document")
    return every


@cache
def corpus() -> qa.Corpus:
    """The article, read by the lexical reader, which is fast."""
    return qa.Corpus.open(configuration=LEXICAL)


def ask(name: str, data: bytes) -> object:
    """Questions, one after the other in a conversation: every answer is a slice."""
    chat = qa.Chat(corpus())
    answers = []
    for line in data.decode("utf-8", "replace").split("\n")[:8]:
        answer = chat.ask(line[:2_500]).answer if line.strip() else None
        for candidate in answer.candidates if answer else ():
            span = candidate.sentence.span
            if candidate.sentence.document.text[span.start : span.end] != candidate.text:
                raise Failure(f"{candidate!r} is no slice of its document")
        answers.append(answer)
    return answers


def damaged_index(folder: Path) -> Kind:
    """The files of an index, made in `folder`, and as other examples those of an index of other documents."""
    notes, whole, other = folder / "notes", folder / "index", folder / "other"
    notes.mkdir()
    for name, text in NOTES.items():
        (notes / name).write_text(text)
        # The first document alone is the other index.
        qa.Corpus.open(notes, cache=whole if other.exists() else other, configuration=LEXICAL)

    def answers(corpus: qa.Corpus) -> list[object]:
        return [(answer.text, answer.confidence) for answer in map(corpus.ask, ASKED_OF_NOTES)]

    expected = answers(qa.Corpus.open_index(whole, configuration=LEXICAL))

    def read(name: str, data: bytes) -> object:
        with tempfile.TemporaryDirectory() as place:
            copy = Path(shutil.copytree(whole, Path(place) / "index"))
            (copy / name).write_bytes(data)
            try:
                got = answers(qa.Corpus.open_index(copy, configuration=LEXICAL))
            except QAError:
                if answers(qa.Corpus.open(notes, cache=copy, configuration=LEXICAL)) != expected:
                    raise Failure("built anew in its place, it answers differently") from None
                raise
            if got != expected:
                raise Failure(f"it answers {got} instead of {expected}")
            return got

    names = {path.suffix: path.name for path in whole.iterdir() if path.name != "lock"}
    examples = [(name, (whole / name).read_bytes()) for name in sorted(names.values())]
    examples += [(names[path.suffix], path.read_bytes()) for path in sorted(other.iterdir()) if path.suffix in names]
    return Kind(examples, read)


def from_file(name: str, read: Callable[[Path], object]) -> Callable[[str, bytes], object]:
    """What reads a case from a file called `name` in a folder of its own."""

    def reading(_: str, data: bytes) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(data)
            return read(path)

    return reading


def requests(stack: ExitStack) -> Mapping[str, Kind]:
    """Requests to the server, which runs as long as `stack`; nothing without its libraries."""
    try:
        from fuzz_requests import Requests, Wrong
    except ModuleNotFoundError as error:
        print(f"request: left out, since {error.name}, of the extra qa[serve], is missing; pip install 'qa[serve]'")
        return {}
    server = stack.enter_context(Requests())

    def read(name: str, data: bytes) -> object:
        try:
            return server.read(name, data)
        except Wrong as error:
            raise Failure(str(error)) from error

    return {"request": Kind(server.examples(), read, is_json=True)}


def kinds(folder: Path, stack: ExitStack) -> Mapping[str, Kind]:
    """Every kind of input, its examples made in `folder`; what it needs is open as long as `stack`."""
    evaluation = files.evaluation()
    documents = [(path.name, path.read_bytes()) for path in sorted((evaluation / "documents").iterdir())]
    questions = (evaluation / "questions.jsonl").read_bytes().split(b"\n")[:3]
    sets = {"questions.jsonl": b"\n".join(questions), "dialogues.jsonl": _first_line(evaluation / "dialogues.jsonl")}
    sets["squad.json"] = json.dumps(SQUAD).encode()
    sets["coqa.jsonl"] = json.dumps(COQA).encode()
    for name, data in sets.items():
        (folder / name).write_bytes(data)
    chat = qa.Chat(corpus())
    for line in QUESTIONS[:3]:
        chat.ask(line)
    chat.save(folder / "talk.json")
    result, journal = _measured(folder)
    typed = "\n".join(QUESTIONS).encode()
    return {
        "document": Kind(documents, read_file),
        "question": Kind([("", typed)], ask),
        "set": Kind(list(sets.items()), from_file("set.jsonl", load_set), is_json=True),
        "transcript": Kind(
            [("", (folder / "talk.json").read_bytes())],
            from_file("talk.json", lambda path: transcript.load(path, corpus())),
            is_json=True,
        ),
        "journal": Kind(
            [("", journal.path.read_bytes())],
            from_file(journal.path.name, lambda path: Journal(path.parent, result.about).read()),
            is_json=True,
        ),
        "result": Kind(
            [("", (folder / f"{result.about.name}.jsonl").read_bytes())],
            from_file(f"{result.about.name}.jsonl", lambda path: _load_beside(path, folder)),
            is_json=True,
        ),
        "floors": Kind([("", (evaluation / "floors.json").read_bytes())], from_file("floors.json", load_gates), True),
        "settings": Kind(
            [("", b"top = 3\nthreshold = 0.5\nreader = 'lexical'\nmax-mb = 3\n")],
            from_file("settings.toml", lambda path: load_settings({}, {"QA_SETTINGS": str(path)})),
        ),
        "weights": Kind([("", model.DIALOGUE.read_bytes())], from_file("dialogue.json", model.dialogue), is_json=True),
        "about": Kind(
            [("", (model.NEURAL / model.ABOUT).read_bytes())],
            from_file(model.ABOUT, lambda path: model.neural(path.parent)),
            is_json=True,
        ),
        "index": damaged_index(folder),
        "lines": Kind(
            [("", typed), ("", typed.decode().encode("utf-16"))],
            from_file("questions.txt", lambda path: file_lines(str(path), flag="--batch")),
        ),
        **requests(stack),
    }


QUESTIONS = (
    *("How old is Nika Karchevskaya?", "Where did she move?", "And her husband?", "How much did the trip cost?"),
    *("Why?", "Are you sure?", "No, the other one", "What did Pavel say about “mobilization” in 2022?"),
)
NOTES = {
    "lease.txt": "The lease of the mill ends on 30 June 2027. The rent is 900 euros.",
    "boats.md": "# Boats\n\nThe ferry to Aldra sails at noon. Ms. Byron owns the ferry.",
}
ASKED_OF_NOTES = ("When does the lease end?", "Who owns the ferry?", "How high is the mill?")
SQUAD = {
    "data": [
        {
            "title": "T",
            "paragraphs": [
                {
                    "context": "So Pavel left.",
                    "qas": [{"id": "s1", "question": "Who?", "answers": [{"text": "Pavel", "answer_start": 3}]}],
                }
            ],
        }
    ]
}
COQA = {
    **{"id": "c", "source": "news", "text": "Pavel left Ulm. He went to Bonn.", "question": "Where to?"},
    **{"history": [{"question": "Who left?", "answer": "Pavel", "rationale": "Pavel left Ulm."}], "span": [16, 32]},
}


def _first_line(path: Path) -> bytes:
    return path.read_bytes().split(b"\n")[0]


def _measured(folder: Path) -> tuple[Result, Journal]:
    """A small result in `folder`, and its journal, which is kept."""
    question_set = load_set(folder / "squad.json")
    about = describe_run(question_set, Selection(), "qa:reader=lexical")
    journal = Journal(folder, about)
    result = measure(about, question_set.questions, date="2026-11-26", journal=journal)
    save_result(result, folder)
    return result, journal


def _load_beside(path: Path, folder: Path) -> object:
    """The result whose records are in the file `path`, with its figures from `folder`."""
    path.with_suffix(".json").write_bytes((folder / path.name).with_suffix(".json").read_bytes())
    return load_result(path)


# The run


def run_case(kind: Kind, name: str, data: bytes) -> bool:
    """Read one case; whether it was accepted. Raises whatever it may not do."""
    began = time.process_time()
    try:
        kind.read(name, data)
        accepted = True
    except QAError as error:
        if "\n" in str(error) or not str(error):
            raise Failure(f"the message is not one line: {error!r}") from error
        accepted = False
    seconds = time.process_time() - began
    if seconds > SLOWEST:
        raise Failure(f"it took {seconds:.0f} s")
    return accepted


def cases(chosen: Mapping[str, Kind], seed: int) -> Iterator[tuple[str, str, bytes, str]]:
    """Cases without end: the kind, a name, the bytes, and what repeats it."""
    number = 0
    while True:
        for label, kind in chosen.items():
            identity = f"{seed}:{label}:{number}"
            name, data = mutated(kind, random.Random(identity))
            yield label, name, data, identity
        number += 1


def main() -> int:
    """Run cases until the time is up."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", help="one kind of input")
    parser.add_argument("--case", help="repeat one case: what a failure prints")
    options = parser.parse_args()
    counts: dict[str, list[int]] = {}
    failures = 0
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        every = kinds(Path(folder), stack)
        if options.only and options.only not in every:
            parser.error(f"found --only {options.only}, expected one of {', '.join(every)}")
        chosen = {options.only: every[options.only]} if options.only else every
        if options.case:
            kind = every[options.case.split(":")[1]]
            print(run_case(kind, *mutated(kind, random.Random(options.case))))
            return 0
        end = time.monotonic() + options.seconds
        for label, name, data, identity in cases(chosen, options.seed):
            if time.monotonic() > end:
                break
            tally = counts.setdefault(label, [0, 0])
            tally[0] += 1
            try:
                tally[1] += run_case(chosen[label], name, data)
            except Exception as error:
                failures += 1
                what: Any = error if isinstance(error, Failure) else f"{type(error).__name__}: {error}"
                print(f"{label} {name}: {str(what)[:300]}\n  repeat it: python eval/fuzz.py --case {identity}")
    for label, (asked, accepted) in counts.items():
        print(f"{label}: {asked:,} cases, {accepted:,} read, {asked - accepted:,} refused")
    print(f"{sum(asked for asked, _ in counts.values()):,} cases, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
