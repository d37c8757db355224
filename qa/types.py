"""The things that flow through qa: frozen, slotted, without behaviour beyond slicing.

Every offset counts characters (code points) of `Document.text` and every span is half-open, so that
`document.text[span.start:span.end]` is always the text meant. Scores wrap things (`Hit`, `Candidate`); stored things
(`Document`, `Passage`, `Sentence`) carry none. A *score* is any real number, a *confidence* a probability in [0, 1].

Known limitation: places in a source are lines. Formats with pages will extend `Citation`.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` (included) to `end` (excluded) of a document's text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


class BlockKind(Enum):
    """What a block of a document is; the splitter treats each kind in its own way."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, table row or piece of code, as the loader found it.

    `level` is a heading's depth (1 is the highest) and 0 for every other kind.
    """

    span: Span
    kind: BlockKind
    level: int = 0


@dataclass(frozen=True, slots=True)
class LineMap:
    """Which line of the original each character of a loaded text came from.

    `offsets` are ascending positions in the text, the first one 0; `lines[i]` is the line, counted from 1, of every
    character from `offsets[i]` up to the next offset.
    """

    offsets: tuple[int, ...]
    lines: tuple[int, ...]

    def line(self, offset: int) -> int:
        """The line, counted from 1, that the character at `offset` stands on."""
        return self.lines[max(bisect_right(self.offsets, offset) - 1, 0)]


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A loaded text. `text` is final: later stages slice it and never rewrite it.

    `doc_id` is unique in a corpus; `source` is the place as the user knows it (a path, or `<stdin>`); `title` is a
    name for people. `blocks` stand in order and do not overlap. Two documents are the same if they are one object.
    """

    doc_id: str
    text: str = field(repr=False)
    source: str
    title: str
    blocks: tuple[Block, ...] = field(repr=False)
    line_map: LineMap = field(repr=False)

    def slice(self, span: Span) -> str:
        """The characters of `span`."""
        return self.text[span.start : span.end]

    def line(self, offset: int) -> int:
        """The line of the original, counted from 1, that the character at `offset` stands on."""
        return self.line_map.line(offset)


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A few whole sentences that stand together, with the heading they stand under (None without one).

    `sentences` are the spans of its sentences, ascending. Identity is `(doc_id, start, end)`.
    """

    document: Document
    span: Span
    heading: str | None
    sentence_spans: tuple[Span, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """The passage, word for word."""
        return self.document.slice(self.span)

    @property
    def sentences(self) -> "tuple[Sentence, ...]":
        """Its sentences, in order."""
        return tuple(Sentence(self, span) for span in self.sentence_spans)

    @property
    def key(self) -> tuple[str, int, int]:
        """Its identity."""
        return (self.document.doc_id, self.span.start, self.span.end)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Passage) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """One sentence of a passage. Identity is `(doc_id, start, end)`."""

    passage: Passage
    span: Span

    @property
    def document(self) -> Document:
        """The document it stands in."""
        return self.passage.document

    @property
    def text(self) -> str:
        """The sentence, word for word."""
        return self.document.slice(self.span)

    @property
    def key(self) -> tuple[str, int, int]:
        """Its identity."""
        return (self.document.doc_id, self.span.start, self.span.end)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True, slots=True)
class Nearness:
    """What was spoken of last, so that the answer may stand near it.

    `pull` says how much likelier the sentences around `sentence` are than any other: by their distance from it, in
    sentences of the document (0 is the sentence itself, 1 the next one), in nats of log-odds.
    """

    sentence: Sentence
    pull: Mapping[int, float]


# What a sentence or a passage is known by: `(doc_id, start, end)`.
Key = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that the retriever found: `score` is comparable within one search, `rank` counts from 1."""

    passage: Passage
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """One feature of a candidate: its value, and what it added to the score (value times weight)."""

    value: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with the `span` of the words that do (None if the reader cannot tell).

    `evidence` maps a feature's name to what it found and what it counted, so that an answer can be explained.
    """

    sentence: Sentence
    span: Span | None
    score: float
    evidence: Mapping[str, Evidence] = field(default_factory=dict, repr=False)

    @property
    def text(self) -> str:
        """The sentence, word for word."""
        return self.sentence.text

    @property
    def span_text(self) -> str | None:
        """The answering words, if the reader could tell them."""
        return None if self.span is None else self.sentence.document.slice(self.span)

    @property
    def citation(self) -> "Citation":
        """Where the sentence stands."""
        sentence = self.sentence
        return Citation(
            source=sentence.document.source,
            line=sentence.document.line(sentence.span.start),
            end_line=sentence.document.line(sentence.span.end - 1),
            heading=sentence.passage.heading,
            span=sentence.span,
        )


@dataclass(frozen=True, slots=True)
class Citation:
    """The place of a sentence: `line` to `end_line` of the source, counted from 1, and its offsets in the text."""

    source: str
    line: int
    end_line: int
    heading: str | None
    span: Span


class Reason(Enum):
    """Why nothing answers."""

    NOT_IN_TEXT = "not in the text"
    OFF_TOPIC = "off topic"
    TOO_VAGUE = "too vague"
    NOT_A_QUESTION = "not a question"


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of a question that the documents do not hold, as it was `typed`, and the one it was `taken` for."""

    typed: str
    taken: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question came to. `best is None` is an abstention: the text does not say, and `reason` tells why.

    `confidence` is the probability that the best candidate answers; on an abstention, that the closest one does.
    `alternatives` are the next candidates, best first; on an abstention they start with the closest one.
    `hits` are the passages that were found, `unread` the ranks of those that the neural network did not read.
    `corrections` are the words that were taken for others, since the documents spell them otherwise.
    """

    question: str
    best: Candidate | None
    alternatives: tuple[Candidate, ...]
    confidence: float
    hits: tuple[Hit, ...] = field(default=(), repr=False)
    unread: frozenset[int] = field(default=frozenset(), repr=False)
    reason: Reason | None = None
    corrections: tuple[Correction, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether the text answers."""
        return self.best is not None

    @property
    def closest(self) -> Candidate | None:
        """On an abstention the nearest sentence, which is no answer; None if there is an answer, or nothing near."""
        return self.alternatives[0] if self.best is None and self.alternatives else None

    @property
    def text(self) -> str | None:
        """The answering sentence, word for word; None on an abstention."""
        return None if self.best is None else self.best.text

    @property
    def citation(self) -> Citation | None:
        """Where the answering sentence stands; None on an abstention."""
        return None if self.best is None else self.best.citation
