"""Examples -> token ids -> batches of examples of about equal length, the same for the same seed.

A batch has as many examples as fit into a given number of tokens, padding included. The examples of one question may
be kept together, so that a loss can compare its passages.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby, islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from qa.processes import Workers
from qa.read.windows import Window, WindowCutter
from qa.train.neural.examples import Example, Group

# Examples that are sorted by length together: enough for little padding, and few enough to stay mixed.
_POOL = 1_500
# The number of tokens of a batch is a multiple of this, as a GPU likes it.
_MULTIPLE = 8


@dataclass(frozen=True, slots=True)
class Encoded:
    """An example in tokens, and the tokens at which its answers start and end ([0] if it has none)."""

    window: Window
    starts: list[int]
    ends: list[int]
    answers: bool

    @property
    def size(self) -> int:
        """The number of its tokens."""
        return len(self.window.tokens)

    @property
    def allowed(self) -> range:
        """The tokens that may be marked: the passage's."""
        return range(self.window.piece_start, self.window.piece_start + len(self.window.offsets))


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of shape (batch, tokens); `answers` is (batch,), 1 for "it answers", and so is `questions`.

    `allowed` flags the tokens at which an answer may start and end: the passage's, and [CLS] for none. Examples of one
    question have the same number in `questions`, from 0 on.
    """

    tokens: Tensor
    attention: Tensor
    segments: Tensor
    allowed: Tensor
    starts: Tensor
    ends: Tensor
    answers: Tensor
    questions: Tensor

    def to(self, device: torch.device) -> "Batch":
        """The batch on `device`."""
        return Batch(*(getattr(self, name).to(device) for name in self.__dataclass_fields__))


def encode(example: Example, cutter: WindowCutter) -> Encoded | None:
    """The example in tokens, in the first window that holds an answer; None if no window holds a whole one."""
    question = cutter.question_ids(example.question)
    for window in cutter.windows(question, example.passage, context=example.context):
        spans = [_token_span(window, *answer) for answer in example.answers]
        kept = [span for span in spans if span is not None]
        if kept or not example.answers:
            return Encoded(window, *_targets(kept, loose=example.loose), bool(kept))
    return None


def _token_span(window: Window, start: int, end: int) -> tuple[int, int] | None:
    """The first and the last token of the passage's characters `start` to `end`; None if a token is cut off."""
    offsets = window.offsets
    inside = [token for token, (low, high) in enumerate(offsets) if max(low, start) < min(high, end)]
    if not inside or offsets[inside[0]][0] > start or offsets[inside[-1]][1] < end:
        return None
    return window.piece_start + inside[0], window.piece_start + inside[-1]


def _targets(spans: Sequence[tuple[int, int]], *, loose: bool) -> tuple[list[int], list[int]]:
    """The tokens at which an answer may start and end; any one inside a loose answer, [CLS] for no answer."""
    if loose and spans:
        every = [token for first, last in spans for token in range(first, last + 1)]
        return every, every
    return ([first for first, _ in spans], [last for _, last in spans]) if spans else ([0], [0])


def draw_examples(groups: Sequence[Group], shares: dict[str, float], rng: random.Random) -> Iterator[Example]:
    """The examples of one pass: the gold one of each group, and some of each kind in `shares`.

    A share is their mean number: 0.6 gives one with that probability, 1.5 one or two, as far as there are so many.
    Examples with the same question follow each other.
    """
    for group in rng.sample(groups, len(groups)):
        yield group.examples[0]
        for kind, share in shares.items():
            if others := [example for example in group.examples[1:] if example.kind == kind]:
                wanted = int(share) + (rng.random() < share % 1)
                yield from rng.sample(others, min(wanted, len(others)))


def batches(
    examples: Iterable[Example], tokenizer: Path, *, tokens: int, seed: int, workers: int = 0, together: bool = False
) -> Iterator[Batch]:
    """Batches of at most `tokens` tokens each, in random order, made in `workers` processes (0: in this one).

    They are the same for any number of processes. With `together`, the examples of a question are in one batch.
    """
    pools = enumerate(_pools(iter(examples)))
    make = partial(_pool_batches, tokenizer=tokenizer, tokens=tokens, seed=seed, together=together)
    if not workers:
        for pool in pools:
            yield from (_tensors(arrays) for arrays in make(pool))
        return
    with Workers(make, workers) as processes:
        for made in processes.map(pools):
            yield from map(_tensors, made)


def _pools(examples: Iterator[Example]) -> Iterator[list[Example]]:
    while pool := list(islice(examples, _POOL)):
        yield pool


def _pool_batches(
    pool: tuple[int, list[Example]], *, tokenizer: Path, tokens: int, seed: int, together: bool
) -> list[Mapping[str, NDArray[np.generic]]]:
    """The arrays of the batches of one pool, by its number: examples of about equal length, in random order."""
    number, examples = pool
    cutter = _cutter(tokenizer)
    numbered = (
        groupby(examples, key=lambda example: example.question) if together else ((None, [each]) for each in examples)
    )
    units = [
        [each for each in (encode(example, cutter) for example in unit) if each is not None] for _, unit in numbered
    ]
    parts: list[list[list[Encoded]]] = [[]]
    count = 0
    for unit in sorted(filter(None, units), key=_longest):
        count += len(unit)
        if parts[-1] and count * _padded(_longest(unit)) > tokens:
            parts.append([])
            count = len(unit)
        parts[-1].append(unit)
    random.Random(seed + number).shuffle(parts)
    return [_arrays(part) for part in parts if part]


def _longest(unit: Sequence[Encoded]) -> int:
    """The number of tokens of the longest example."""
    return max(each.size for each in unit)


@cache
def _cutter(tokenizer: Path) -> WindowCutter:
    return WindowCutter(tokenizer)


def collate(part: Sequence[Encoded]) -> Batch:
    """The batch of the examples in `part`, each with a question of its own, padded to the longest one."""
    return _tensors(_arrays([[each] for each in part]))


def _tensors(arrays: Mapping[str, NDArray[np.generic]]) -> Batch:
    return Batch(**{name: torch.from_numpy(array) for name, array in arrays.items()})


def _arrays(units: Sequence[Sequence[Encoded]]) -> Mapping[str, NDArray[np.generic]]:
    """The fields of the batch of the questions in `units`, as small as they travel from one process to another."""
    part = [encoded for unit in units for encoded in unit]
    shape = (len(part), _padded(_longest(part)))
    ids, segments = (np.zeros(shape, dtype=np.int32) for _ in range(2))
    attention, allowed, starts, ends = (np.zeros(shape, dtype=bool) for _ in range(4))
    for row, encoded in enumerate(part):
        ids[row, : encoded.size] = encoded.window.tokens
        attention[row, : encoded.size] = True
        segments[row, encoded.window.context_start : encoded.size] = 1
        allowed[row, [0, *encoded.allowed]] = True
        starts[row, encoded.starts] = True
        ends[row, encoded.ends] = True
    answers = np.array([encoded.answers for encoded in part], dtype=np.float32)
    return {
        "tokens": ids,
        "attention": attention,
        "segments": segments,
        "allowed": allowed,
        "starts": starts,
        "ends": ends,
        "answers": answers,
        "questions": np.repeat(np.arange(len(units), dtype=np.int64), [len(unit) for unit in units]),
    }


def _padded(size: int) -> int:
    """The next multiple of `_MULTIPLE`."""
    return -(-size // _MULTIPLE) * _MULTIPLE
