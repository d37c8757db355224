"""Examples -> token ids -> batches of examples of about equal length, the same for the same seed.

A batch has as many examples as fit into a given number of tokens, padding included.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from qa.train.neural.examples import Example, Group

# Tokens of a question and its passage together at most: 120 words are about 160 tokens. The end of a longer passage is
# truncated.
LENGTH = 256
# Characters of a question at most: a longer one would leave no room for the passage.
QUESTION = 400
# Examples that are sorted by length together: enough for little padding, and few enough to stay mixed.
_POOL = 1_500


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids and segments of an example, and the tokens at which its answers start and end ([0] if it has none)."""

    tokens: list[int]
    segments: list[int]
    starts: list[int]
    ends: list[int]
    answers: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of shape (batch, tokens), with flags of starts and of ends; `answers` is (batch,), 1 for "it answers"."""

    tokens: Tensor
    attention: Tensor
    segments: Tensor
    starts: Tensor
    ends: Tensor
    answers: Tensor

    def to(self, device: torch.device) -> "Batch":
        """The batch on `device`."""
        return Batch(*(getattr(self, name).to(device) for name in self.__dataclass_fields__))


def tokenizer(path: Path) -> Tokenizer:
    """The tokenizer in the file `path`, without padding; it truncates long passages."""
    loaded = Tokenizer.from_file(str(path))
    loaded.no_padding()
    loaded.enable_truncation(LENGTH, strategy="only_second")
    return loaded


def encode(example: Example, encoder: Tokenizer) -> Encoded | None:
    """The example in tokens; None if all its answers are truncated."""
    encoding = encoder.encode(example.question[:QUESTION], example.passage)
    token_spans = [_token_span(encoding.offsets, encoding.type_ids, *answer) for answer in example.answers]
    kept = [token_span for token_span in token_spans if token_span is not None]
    if example.answers and not kept:
        return None
    starts, ends = ([first for first, _ in kept], [last for _, last in kept]) if kept else ([0], [0])
    return Encoded(encoding.ids, encoding.type_ids, starts, ends, bool(kept))


def _token_span(
    offsets: Sequence[tuple[int, int]], segments: Sequence[int], start: int, end: int
) -> tuple[int, int] | None:
    """The first and the last token of the passage's characters `start` to `end`; None if a token is truncated."""
    inside = [
        token for token, (low, high) in enumerate(offsets) if segments[token] and max(low, start) < min(high, end)
    ]
    is_whole = inside and offsets[inside[0]][0] <= start and offsets[inside[-1]][1] >= end
    return (inside[0], inside[-1]) if is_whole else None


def draw_examples(groups: Sequence[Group], shares: dict[str, float], rng: random.Random) -> Iterator[Example]:
    """The examples of one pass: the gold one of each group, and one of each kind in `shares`, with that probability."""
    for group in rng.sample(groups, len(groups)):
        yield group.examples[0]
        for kind, share in shares.items():
            others = [example for example in group.examples[1:] if example.kind == kind]
            if others and rng.random() < share:
                yield rng.choice(others)


def batches(examples: Iterator[Example], encoder: Tokenizer, *, tokens: int, rng: random.Random) -> Iterator[Batch]:
    """Batches of at most `tokens` tokens each, in random order."""
    pool: list[Encoded] = []
    for example in examples:
        encoded = encode(example, encoder)
        if encoded is not None:
            pool.append(encoded)
        if len(pool) == _POOL:
            yield from _split_pool(pool, tokens, rng)
            pool = []
    yield from _split_pool(pool, tokens, rng)


def _split_pool(pool: list[Encoded], tokens: int, rng: random.Random) -> Iterator[Batch]:
    """Batches of examples of about equal length, in random order."""
    parts: list[list[Encoded]] = [[]]
    for encoded in sorted(pool, key=lambda example: len(example.tokens)):
        if parts[-1] and (len(parts[-1]) + 1) * len(encoded.tokens) > tokens:
            parts.append([])
        parts[-1].append(encoded)
    rng.shuffle(parts)
    return (collate(part) for part in parts if part)


def collate(part: Sequence[Encoded]) -> Batch:
    """The batch of the examples in `part`, padded to the longest one."""
    shape = (len(part), max(len(encoded.tokens) for encoded in part))
    ids, attention, segments = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    starts, ends = (torch.zeros(shape, dtype=torch.bool) for _ in range(2))
    for row, encoded in enumerate(part):
        size = len(encoded.tokens)
        ids[row, :size], attention[row, :size] = torch.tensor(encoded.tokens), 1
        segments[row, :size] = torch.tensor(encoded.segments)
        starts[row, encoded.starts] = True
        ends[row, encoded.ends] = True
    answers = torch.tensor([float(encoded.answers) for encoded in part])
    return Batch(ids, attention, segments, starts, ends, answers)
