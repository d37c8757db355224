"""The span reader as a PyTorch module: a BERT encoder (Devlin et al., 2019) with two heads.

It reads a question and a passage together, as "[CLS] question [SEP] passage [SEP]". Each token gets the logits that an
answer starts there and ends there (at [CLS]: that there is none), and the pair the logit that the passage answers.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

# Added to the attention logits of padding: their probability becomes 0, and the value is still finite in 16 bits.
_MASKED = -10_000.0


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of the network; the defaults are those of the MiniLM base weights, with half of its layers."""

    layers: int = 6
    width: int = 384
    heads: int = 12
    inner: int = 1536
    words: int = 30_522
    positions: int = 512
    dropout: float = 0.0

    @classmethod
    def of(cls, weights: Mapping[str, Tensor], *, layers: int, dropout: float = 0.0) -> "Shape":
        """The shape of `weights`, with the given number of `layers`."""
        words, width = weights["words.weight"].shape
        inner = weights["layers.0.inner.weight"].shape[0]
        positions = weights["positions.weight"].shape[0]
        return cls(layers, width, inner=inner, words=words, positions=positions, dropout=dropout)


class Layer(nn.Module):
    """Self-attention and a feed-forward part, each added to its input and normalised."""

    def __init__(self, shape: Shape) -> None:
        """A layer of the given `shape`, with random weights."""
        super().__init__()
        self.heads = shape.heads
        self.query, self.key, self.value = (nn.Linear(shape.width, shape.width) for _ in range(3))
        self.output = nn.Linear(shape.width, shape.width)
        self.attention_norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.inner = nn.Linear(shape.width, shape.inner)
        self.outer = nn.Linear(shape.inner, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.dropout = nn.Dropout(shape.dropout)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """`states` (batch, tokens, width) and an additive `mask` (batch, 1, 1, tokens) -> new states."""
        query, key, value = (self._split(project(states)) for project in (self.query, self.key, self.value))
        weights = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1]) + mask
        mixed = self.dropout(torch.softmax(weights, dim=-1).to(value.dtype)) @ value
        mixed = mixed.transpose(1, 2).flatten(2)
        states = self.attention_norm(states + self.dropout(self.output(mixed)))
        return self.norm(states + self.dropout(self.outer(functional.gelu(self.inner(states)))))

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
        states = self.dropout(self.norm(self.words(tokens) + self.positions(positions) + self.segments(segments)))
        for layer in self.layers:
            states = layer(states, mask)
        answers = self.answers(self.dropout(torch.tanh(self.pool(states[:, 0])))).squeeze(-1)
        start, end = self.span(states).unbind(-1)
        return start, end, answers


def from_base(weights: Mapping[str, Tensor], shape: Shape) -> SpanReader:
    """A reader of `shape` with the first layers of the base `weights`. The span head is random, with small weights.

    Raises `KeyError` if a weight is missing.
    """
    reader = SpanReader(shape)
    own = reader.state_dict()
    fresh = {name: 0.5 * value for name, value in own.items() if name.startswith("span.")}
    reader.load_state_dict(fresh | {name: weights[name] for name in own if name not in fresh})
    return reader
