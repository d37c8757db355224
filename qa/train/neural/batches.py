"""Examples -> token ids -> batches of about equal length, the same for the same seed.

A batch is as many examples as fit into a number of tokens, padding included.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from qa.train.neural.examples import Example, Group

# Tokens of a question and its passage together: 120 words are about 160 tokens; of a longer one the end is cut off.
LENGTH = 256
# Characters of a question: what is longer would leave no room for the passage.
QUESTION = 400
# Examples that are sorted by length together: many, for little padding, and few enough to stay mixed.
_POOL = 1_500


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids and segments of an example, and the tokens at which an answer starts and ends ([0] without one)."""

    tokens: list[int]
    segments: list[int]
    starts: list[int]
    ends: list[int]
    answers: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors (batch, tokens) of ids, attention, segments, flags of starts and ends; and (batch,) of "it answers"."""

    tokens: Tensor
    attention: Tensor
    segments: Tensor
    starts: Tensor
    ends: Tensor
    answers: Tensor

    def to(self, device: torch.device) -> "Batch":
        """The same on `device`."""
        return Batch(*(getattr(self, name).to(device) for name in self.__dataclass_fields__))


def tokenizer(path: Path) -> Tokenizer:
    """The tokenizer in the file `path`, without padding, cutting long passages."""
    made = Tokenizer.from_file(str(path))
    made.no_padding()
    made.enable_truncation(LENGTH, strategy="only_second")
    return made


def encoded(example: Example, made: Tokenizer) -> Encoded | None:
    """The example in tokens; None if all its answers were cut off."""
    found = made.encode(example.question[:QUESTION], example.passage)
    places = [_tokens(found.offsets, found.type_ids, *answer) for answer in example.answers]
    kept = [place for place in places if place is not None]
    if example.answers and not kept:
        return None
    starts, ends = ([place[0] for place in kept], [place[1] for place in kept]) if kept else ([0], [0])
    return Encoded(found.ids, found.type_ids, starts, ends, bool(kept))


def _tokens(
    offsets: Sequence[tuple[int, int]], segments: Sequence[int], start: int, end: int
) -> tuple[int, int] | None:
    """The first and the last token of the passage's characters `start` to `end`; None if one was cut off."""
    inside = [at for at, (low, high) in enumerate(offsets) if segments[at] and max(low, start) < min(high, end)]
    whole = inside and offsets[inside[0]][0] <= start and offsets[inside[-1]][1] >= end
    return (inside[0], inside[-1]) if whole else None


def mixed(groups: Sequence[Group], shares: dict[str, float], chance: random.Random) -> Iterator[Example]:
    """The examples of one pass: of each group the first one, and one of each kind in `shares` with that chance."""
    for group in chance.sample(groups, len(groups)):
        yield group.examples[0]
        for kind, share in shares.items():
            others = [one for one in group.examples[1:] if one.kind == kind]
            if others and chance.random() < share:
                yield chance.choice(others)


def batches(examples: Iterator[Example], made: Tokenizer, *, tokens: int, chance: random.Random) -> Iterator[Batch]:
    """Batches of at most `tokens` tokens each, in mixed order."""
    pool: list[Encoded] = []
    for example in examples:
        one = encoded(example, made)
        if one is not None:
            pool.append(one)
        if len(pool) == _POOL:
            yield from _cut(pool, tokens, chance)
            pool = []
    yield from _cut(pool, tokens, chance)


def _cut(pool: list[Encoded], tokens: int, chance: random.Random) -> Iterator[Batch]:
    """The pool, shortest first, in batches; these come in mixed order."""
    found: list[list[Encoded]] = [[]]
    for one in sorted(pool, key=lambda one: len(one.tokens)):
        if found[-1] and (len(found[-1]) + 1) * len(one.tokens) > tokens:
            found.append([])
        found[-1].append(one)
    chance.shuffle(found)
    return (together(part) for part in found if part)


def together(part: Sequence[Encoded]) -> Batch:
    """The tensors of some examples."""
    shape = (len(part), max(len(one.tokens) for one in part))
    ids, attention, segments = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    starts, ends = (torch.zeros(shape, dtype=torch.bool) for _ in range(2))
    for row, one in enumerate(part):
        size = len(one.tokens)
        ids[row, :size], attention[row, :size] = torch.tensor(one.tokens), 1
        segments[row, :size] = torch.tensor(one.segments)
        starts[row, one.starts] = True
        ends[row, one.ends] = True
    return Batch(ids, attention, segments, starts, ends, torch.tensor([float(one.answers) for one in part]))
