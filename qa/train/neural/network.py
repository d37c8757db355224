"""The span reader as a PyTorch module: a BERT encoder (Devlin et al., 2019) with two heads.

It reads a question and a passage together, as "[CLS] question [SEP] passage [SEP]". Each token gets the logits that an
answer starts there and ends there (at [CLS]: that there is none), and the pair the logit that the passage answers.

A teacher is the same with more and wider layers. Its base, MPNet, adds to the attention a weight for the distance of
two tokens, one per bucket of distances and head (Raffel et al., 2020).
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

# The files of a run, which `fit` writes.
OPTIONS, CHECKPOINT = "options.json", "checkpoint.pt"
# Added to the attention logits of padding: their probability becomes 0, and the value is still finite in 16 bits.
_MASKED = -10_000.0
# Tokens farther apart than this share a bucket of distances.
_FARTHEST = 128


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of the network; the defaults are those of the MiniLM base weights, with half of its layers."""

    layers: int = 6
    width: int = 384
    heads: int = 12
    inner: int = 1536
    words: int = 30_522
    positions: int = 512
    # Buckets of distances, 0 for none.
    distances: int = 0
    dropout: float = 0.0

    @classmethod
    def of(cls, weights: Mapping[str, Tensor], *, layers: int, dropout: float = 0.0) -> "Shape":
        """The shape of `weights`, with the given number of `layers`."""
        words, width = weights["words.weight"].shape
        inner = weights["layers.0.inner.weight"].shape[0]
        positions = weights["positions.weight"].shape[0]
        distances = len(weights["distances.weight"]) if "distances.weight" in weights else 0
        return cls(layers, width, inner=inner, words=words, positions=positions, distances=distances, dropout=dropout)


class _Product(torch.autograd.Function):
    """`states` (rows, in) times `weight` (out, in), plus `bias`, with a gradient that a processor computes fast.

    Of the two factors of the weight's gradient the narrower one is transposed in memory: PyTorch's own, of a transposed
    view, takes four times as long for the wide matrices in bfloat16.
    """

    @staticmethod
    def forward(context: Any, states: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        context.save_for_backward(states, weight)
        return torch.addmm(bias, states, weight.t())

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        states, weight = context.saved_tensors
        if states.shape[1] < gradient.shape[1]:
            of_weight = (states.t().contiguous() @ gradient).t()
        else:
            of_weight = gradient.t().contiguous() @ states
        return gradient @ weight, of_weight, gradient.sum(0)


class Linear(nn.Linear):
    """A linear layer whose training on a processor is fast.

    `shrink`, if it is set, is what each input is multiplied by, shaped (in,): see `export.smooth`.
    """

    shrink: Tensor | None

    def __init__(self, inputs: int, outputs: int) -> None:
        """A layer with random weights."""
        super().__init__(inputs, outputs)
        self.register_buffer("shrink", None)

    def forward(self, states: Tensor) -> Tensor:
        """`states` (batch, tokens, in) -> (batch, tokens, out)."""
        if self.shrink is not None:
            states = states * self.shrink
        if not (self.training and states.device.type == "cpu" and torch.is_autocast_enabled("cpu")):
            return super().forward(states)
        kind = torch.get_autocast_dtype("cpu")
        rows, weight, bias = (each.to(kind) for each in (states.flatten(0, 1), self.weight, self.bias))
        product: Tensor = _Product.apply(rows, weight, bias)
        return product.unflatten(0, states.shape[:2])


class Layer(nn.Module):
    """Self-attention and a feed-forward part, each added to its input and normalised."""

    def __init__(self, shape: Shape) -> None:
        """A layer of the given `shape`, with random weights."""
        super().__init__()
        self.heads = shape.heads
        self.query, self.key, self.value = (Linear(shape.width, shape.width) for _ in range(3))
        self.output = Linear(shape.width, shape.width)
        self.attention_norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.inner = Linear(shape.width, shape.inner)
        self.outer = Linear(shape.inner, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.dropout = nn.Dropout(shape.dropout)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """`states` (batch, tokens, width) and `mask`, which is added to the attention logits -> new states.

        `mask` is (batch, 1 or heads, 1 or tokens, tokens).
        """
        query, key, value = (self._split(project(states)) for project in (self.query, self.key, self.value))
        mixed = self._attend(query, key, value, mask.to(query.dtype)).transpose(1, 2).flatten(2)
        states = self.attention_norm(states + self.dropout(self.output(mixed)))
        return self.norm(states + self.dropout(self.outer(functional.gelu(self.inner(states)))))

    def _attend(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
        """The means of the values by attention, (batch, heads, tokens, width / heads)."""
        if not (self.training and query.device.type == "cpu"):
            dropout = self.dropout.p if self.training else 0.0
            return functional.scaled_dot_product_attention(query, key, value, mask, dropout)
        # The same step by step: the gradient of PyTorch's own takes most of a training step on a processor.
        with torch.autocast("cpu", enabled=False):
            scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1]) + mask
            mixed: Tensor = self.dropout(torch.softmax(scores, -1)) @ value
        return mixed

    def _split(self, states: Tensor) -> Tensor:
        """(batch, tokens, width) -> (batch, heads, tokens, width / heads)."""
        return states.unflatten(-1, (self.heads, -1)).transpose(1, 2)


class SpanReader(nn.Module):
    """The span reader that the module's docstring describes."""

    def __init__(self, shape: Shape) -> None:
        """A reader of the given `shape`, with random weights."""
        super().__init__()
        self.words = nn.Embedding(shape.words, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.segments = nn.Embedding(2, shape.width)
        self.distances = nn.Embedding(shape.distances, shape.heads) if shape.distances else None
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.dropout = nn.Dropout(shape.dropout)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.pool = nn.Linear(shape.width, shape.width)
        self.answers = nn.Linear(shape.width, 1)
        self.span = nn.Linear(shape.width, 2)

    def forward(self, tokens: Tensor, attention: Tensor, segments: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The logits of the start and of the end, each (batch, tokens), and of "it answers", (batch,).

        `tokens` are token ids, `attention` is 0 for padding and else 1, `segments` is 1 for the tokens of the passage
        and else 0; each is (batch, tokens).
        """
        mask = (1.0 - attention[:, None, None, :].to(self.words.weight.dtype)) * _MASKED
        positions = torch.arange(tokens.shape[1], device=tokens.device)[None]
        if self.distances is not None:
            buckets = _buckets(positions - positions.T, self.distances.num_embeddings)
            mask = mask + self.distances(buckets).permute(2, 0, 1)[None]
        states = self.dropout(self.norm(self.words(tokens) + self.positions(positions) + self.segments(segments)))
        for layer in self.layers:
            states = layer(states, mask)
        answers = self.answers(self.dropout(torch.tanh(self.pool(states[:, 0])))).squeeze(-1)
        start, end = self.span(states).unbind(-1)
        return start, end, answers


def _buckets(distances: Tensor, count: int) -> Tensor:
    """The bucket, of `count`, of each distance to another token: half of them for those before, half for those after.

    Half of each half has one distance each; the rest grow with the distance, up to `_FARTHEST`.
    """
    half = count // 2
    exact = half // 2
    far = distances.abs()
    share = torch.log(far.clamp(min=1).float() / exact) / math.log(_FARTHEST / exact)
    grown = (exact + (share * (half - exact)).long()).clamp(max=half - 1)
    return torch.where(distances > 0, half, 0) + torch.where(far < exact, far, grown)


def from_base(weights: Mapping[str, Tensor], shape: Shape) -> SpanReader:
    """A reader of `shape` with the first layers of the base `weights`. The span head is random, with small weights.

    Raises `KeyError` if a weight is missing.
    """
    reader = SpanReader(shape)
    own = reader.state_dict()
    fresh = {name: 0.5 * value for name, value in own.items() if name.startswith("span.")}
    reader.load_state_dict(fresh | {name: weights[name] for name in own if name not in fresh})
    return reader


def load_run(folder: Path, *, device: torch.device) -> SpanReader:
    """The trained reader of the run in `folder`, on `device`."""
    layers = json.loads((folder / OPTIONS).read_text(encoding="utf-8"))["layers"]
    weights = torch.load(folder / CHECKPOINT, map_location=device)["reader"]
    reader: SpanReader = SpanReader(Shape.of(weights, layers=layers)).to(device)
    reader.load_state_dict(weights)
    reader.eval()
    return reader
