"""Whether qa cuts texts into the word pieces that the library `tokenizers` makes, and which of them takes longer.

python eval/word_pieces.py [--strings 1000000] [--seed 0] [SET ...]

Compared are the ids and the offsets: of every character by itself between two letters; of random strings of letters,
marks, punctuation and white space of all scripts; and of the passages and questions of each SET (SQuAD's format, also
compressed). Needs the extra `qa[onnx]`. The time is that of the processor, in this one process, each text for the first
time (new) and again.

Left out of the random strings are the characters that differ by themselves, which are counted, and the few marks that
Unicode sorts among others though they are no nonspacing marks: the library shifts the offsets of their word.

The exit status is 1 if anything else differs.
"""

import argparse
import json
import random
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from qa import model
from qa.evaluate.datasets import load_set
from qa.read.network import TOKENIZER
from qa.read.word_pieces import WordPieces

# What half of the characters of a random string are drawn from.
LETTERS = "aaabcdeeefghiiijklmnooopqrsssttuvwxyzABCDEÉéüßñıİ0123456789雨한각"
COMMON = f"{LETTERS}{' ' * 8}.,;:'’“”()[]-–—…$€%\t\n\u0301\u00ad\u200b"
# Characters of a random string at most.
LONGEST = 40

Encoded = tuple[list[int], list[tuple[int, int]]]


def library() -> Callable[[str], Encoded]:
    """What the library makes of a text."""
    tokenizer: Any = Tokenizer.from_file(str(model.NEURAL / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = True

    def encode(text: str) -> Encoded:
        encoded = tokenizer.encode(text, add_special_tokens=False)
        return encoded.ids, encoded.offsets

    return encode


def own() -> Callable[[str], Encoded]:
    """What qa makes of it."""
    pieces = WordPieces(json.loads((model.NEURAL / TOKENIZER).read_bytes())["model"]["vocab"])

    def encode(text: str) -> Encoded:
        encoded = pieces.encode(text)
        return encoded.ids, encoded.offsets

    return encode


def characters() -> Iterator[str]:
    """Every character of Unicode but the surrogates."""
    return (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)


def random_strings(alphabet: Sequence[str], count: int, seed: int) -> Iterator[str]:
    """Strings, half of them of common characters."""
    draw = random.Random(seed)
    for _ in range(count):
        size = draw.randint(1, LONGEST)
        rare = draw.choices(alphabet, k=draw.randint(0, size))
        drawn = [*rare, *draw.choices(COMMON, k=size - len(rare))]
        draw.shuffle(drawn)
        yield "".join(drawn)


def texts_of(name: str) -> list[str]:
    """The passages and questions of a set, each once."""
    texts: dict[str, None] = {}
    for question in load_set(Path(name)).questions:
        texts |= dict.fromkeys((question.text, *(document.text for document in question.documents)))
    return list(texts)


def seconds(encode: Callable[[str], Encoded], texts: Iterable[str]) -> float:
    """The processor time for all `texts`."""
    began = time.process_time()
    for text in texts:
        encode(text)
    return time.process_time() - began


def main() -> int:
    """Compare, and print the figures."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--strings", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("sets", nargs="*", metavar="SET")
    options = parser.parse_args()
    expected, got = library(), own()
    other = {character for character in characters() if expected(f"a{character}b") != got(f"a{character}b")}
    print(f"characters that differ by themselves: {len(other)}, by kind {Counter(map(unicodedata.category, other))}")
    sorted_marks = {c for c in characters() if unicodedata.combining(c) and unicodedata.category(c) != "Mn"}
    alphabet = sorted(set(characters()) - other - sorted_marks)
    wrong = 0
    groups = {"random strings": random_strings(alphabet, options.strings, options.seed)}
    for name, texts in (groups | {name: texts_of(name) for name in options.sets}).items():
        equal = Counter(expected(text) == got(text) for text in texts)
        count, different = equal.total(), equal[False]
        print(f"{name}: {count:,} texts, {different} differ")
        wrong += different
        if name in options.sets:
            new = seconds(own(), texts)
            again, theirs = (min(seconds(encode, texts) for _ in range(3)) for encode in (got, expected))
            print(f"  µs per text: {1e6 * new / count:.0f} new, {1e6 * again / count:.0f} again, ", end="")
            print(f"{1e6 * theirs / count:.0f} by the library")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
