"""The things that flow through qa: frozen, slotted, without behaviour beyond slicing.

    Span, Block, Document, Passage, Sentence      a text, and pieces of it
    Token, Word, Mention, Question                a line that a person typed, parsed once
    Hit, Evidence, Candidate, Citation, Answer    what was found
    Difference, Quotation, QuoteCheck             what became of a quote

Every offset counts characters (code points) of `Document.text`, and every span is half-open, so that
`document.text[span.start:span.end]` is always the text meant. Scores wrap things (`Hit`, `Candidate`); stored things
(`Document`, `Passage`, `Sentence`) carry none. A *score* is any real number, a *confidence* a probability in [0, 1].
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

# What identifies a sentence or a passage: `(doc_id, start, end)`.
Key = tuple[str, int, int]


# A text, and pieces of it


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` (included) to `end` (excluded) of a document's text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def __reduce__(self) -> tuple[type["Span"], tuple[int, int]]:
        # A third of the time of what a frozen, slotted dataclass does by itself: other processes send many of them.
        return Span, (self.start, self.end)

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
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    # A label and its value: the author of a page, the subject of a mail.
    METADATA = "metadata"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table row: its characters, and the name of its column, empty if it has none."""

    span: Span
    column: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, table row or the like, as the loader found it.

    `level` is a heading's depth (1 is the highest) and 0 for every other kind. `context` is what names the block but is
    written elsewhere, the widest first: the stem of a list ("The tenant shall not:"), the speaker, the term being
    defined; headings are blocks of their own and not repeated here. `cells` are those of a row.
    """

    span: Span
    kind: BlockKind
    level: int = 0
    context: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in its source a character comes from, beside its line: as much of it as the format has.

    `page`, `slide` and `row` count from 1. `page_label` is the printed label of a page, if it is another than its
    number; `chapter`, `sheet` and `part` are names (a part is an attachment, a notebook cell, the notes of a slide);
    `time` is a time code, `0:01:23`.
    """

    page: int | None = None
    page_label: str | None = None
    chapter: str | None = None
    slide: int | None = None
    sheet: str | None = None
    row: int | None = None
    part: str | None = None
    time: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """Which place each character of a loaded text comes from; see `LineMap`."""

    offsets: tuple[int, ...] = (0,)
    places: tuple[Place, ...] = (Place(),)

    def place(self, offset: int) -> Place:
        """The place of the character at `offset`."""
        return self.places[max(bisect_right(self.offsets, offset) - 1, 0)]


@dataclass(frozen=True, slots=True)
class LineMap:
    """Which line of the original each character of a loaded text came from.

    `offsets` are ascending positions in the text, the first one 0; `lines[i]` is the line, counted from 1, of every
    character from `offsets[i]` up to the next offset. It is 0 where the format has no lines.
    """

    offsets: tuple[int, ...]
    lines: tuple[int, ...]

    def line(self, offset: int) -> int:
        """The line, counted from 1, of the character at `offset`."""
        return self.lines[max(bisect_right(self.offsets, offset) - 1, 0)]


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A loaded text. `text` is final: later stages slice it and never rewrite it.

    `doc_id` is unique in a corpus; `source` is the place as the user knows it (a path, or `<stdin>`); `title` is a
    name for people. `blocks` are in order and do not overlap. `places` are the pages, slides and the like, `metadata`
    what the file says of itself (author, date), `warnings` what could not be read, one line each. `context` is what
    names the whole text: the title that the file states, or, beside other files, the words of its name; "" if nothing
    does. Two documents are the same if they are one object.
    """

    doc_id: str
    text: str = field(repr=False)
    source: str
    title: str
    blocks: Sequence[Block] = field(repr=False)
    line_map: LineMap = field(repr=False)
    places: PlaceMap = field(default=PlaceMap(), repr=False)
    metadata: Mapping[str, str] = field(default_factory=dict, repr=False)
    warnings: tuple[str, ...] = field(default=(), repr=False)
    context: str = field(default="", repr=False)

    def slice(self, span: Span) -> str:
        """The characters of `span`."""
        return self.text[span.start : span.end]

    def line(self, offset: int) -> int | None:
        """The line of the original, counted from 1, of the character at `offset`; None in a format without lines."""
        return self.line_map.line(offset) or None

    def block_at(self, offset: int) -> Block | None:
        """The last block that begins at `offset` or before; None without one."""
        place = bisect_right(self.blocks, offset, key=lambda block: block.span.start) - 1
        return self.blocks[place] if place >= 0 else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A few whole sentences in a row, with the headings above them, the widest first ("Rabbit care", "Feeding").

    `sentence_spans` are the spans of its sentences, ascending. Only `key` is compared.
    """

    document: Document = field(compare=False)
    span: Span = field(compare=False)
    headings: tuple[str, ...] = field(compare=False)
    sentence_spans: tuple[Span, ...] = field(compare=False, repr=False)
    key: Key = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", (self.document.doc_id, self.span.start, self.span.end))

    @property
    def heading(self) -> str | None:
        """The nearest heading; None without one."""
        return self.headings[-1] if self.headings else None

    @property
    def text(self) -> str:
        """The passage, verbatim."""
        return self.document.slice(self.span)

    @property
    def sentences(self) -> "tuple[Sentence, ...]":
        """Its sentences, in order."""
        return tuple(Sentence(self, span) for span in self.sentence_spans)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage. Only `key` is compared."""

    passage: Passage = field(compare=False)
    span: Span = field(compare=False)
    key: Key = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", (self.passage.document.doc_id, self.span.start, self.span.end))

    @property
    def document(self) -> Document:
        """The document that holds it."""
        return self.passage.document

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.document.slice(self.span)


# A question


class Token(NamedTuple):
    """A word or punctuation mark of a text, as grammar sees it: "well-known" and "U.S." are one token, "?" is one.

    `norm` is in lower case, with straight apostrophes and without a possessive 's.
    """

    text: str
    norm: str
    start: int
    end: int
    is_word: bool
    is_capitalised: bool
    is_possessive: bool


class Word(NamedTuple):
    """A word of a text, as search sees it: "well-known" is two words, punctuation is none.

    `norm` is what two spellings of it share, `stem` what its inflections share; see `qa.language.tokens`.
    """

    norm: str
    stem: str
    start: int
    end: int


class AnswerType(Enum):
    """What a question asks for."""

    PERSON = "a person"
    PLACE = "a place"
    DATE = "a date"
    NUMBER = "a number"
    MONEY = "an amount of money"
    PERCENT = "a share"
    AGE = "an age"
    DURATION = "a length of time"
    REASON = "a reason"
    NAME = "a name"
    QUOTE = "somebody's words"
    OTHER = "something else"


class Intent(Enum):
    """What a person wants with a line."""

    QUESTION = "question"
    # What the documents are about.
    OVERVIEW = "overview"
    # About the last answer.
    MORE = "more"
    PLACE = "place"
    SURE = "sure"
    # Nothing that a text could answer.
    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    ABILITIES = "abilities"
    REMARK = "remark"


class Form(Enum):
    """What an answer is: a sentence, those that stand for the documents, all that answer, or an answer per question."""

    SENTENCE = "sentence"
    OVERVIEW = "overview"
    ALL = "all"
    PARTS = "parts"


class Detail(Enum):
    """What a file says of itself, and people ask for: "author: Pia Lindgren"."""

    AUTHOR = "author"
    SENDER = "sender"
    RECIPIENT = "recipient"
    COPIED = "copied"
    DATE = "date"
    SUBJECT = "subject"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of a name or noun; None where nothing is. `male` is False for a woman."""

    person: bool | None = None
    male: bool | None = None
    plural: bool | None = None
    place: bool | None = None
    time: bool = False
    group: bool = False


class Role(Enum):
    """Where in a conversation something was mentioned."""

    SUBJECT = "subject of the question"
    QUESTION = "elsewhere in the question"
    ASKED_FOR = "what was asked for"
    ANSWER = "the answer itself"
    ANSWERING = "among the answering words"
    SENTENCE = "the answering sentence"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or noun phrase of a text: characters `start` to `end`, a possessive 's left out.

    `head` is its head noun in lower case; `proper` is whether it is a name, `owned` whether it belongs to somebody
    ("Pavel's brother"), `possession` what is known of that which belongs to it. `definite` is how it is mentioned
    again ("a man" becomes "the man"); `key` is what two mentions of the same thing share.
    """

    text: str
    head: str
    start: int
    end: int
    traits: Traits
    role: Role
    proper: bool
    definite: str
    key: str
    owned: bool = False
    possession: Traits | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of a question that the documents do not hold, as it was `typed`, and the word it was `corrected` to."""

    typed: str
    corrected: str


@dataclass(frozen=True, slots=True)
class Question:
    """A line that a person typed, parsed once; every stage takes it.

    `text` is the line with its white space folded, `corrected` the same with its spelling corrected, `corrections`
    what was corrected. All else is parsed from `corrected`: `proper`, the question without a preamble about the asker;
    `tokens` and `words`; `content_words`, those that are no function words; `answer_type`; and `details`, what it asks
    of the documents themselves ("Who wrote this?"), the likeliest first. `mentions` are the names and noun phrases in
    it, None until a conversation asks for them.
    """

    text: str
    corrected: str
    proper: str
    intent: Intent
    answer_type: AnswerType
    tokens: tuple[Token, ...] = field(repr=False)
    words: tuple[Word, ...] = field(repr=False)
    content_words: tuple[Word, ...] = field(repr=False)
    corrections: tuple[Correction, ...] = ()
    details: tuple[Detail, ...] = ()
    mentions: tuple[Mention, ...] | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return self.text


# What was found


@dataclass(frozen=True, slots=True)
class Proximity:
    """The last answer's sentence, so that the answer to a follow-up may be near it.

    `log_odds` maps a distance from `sentence`, in sentences of the document (0 is the sentence itself, 1 the next
    one), to how much likelier a sentence there is than any other, in nats.
    """

    sentence: Sentence
    log_odds: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that the retriever found: `score` is comparable within one search, `rank` counts from 1."""

    passage: Passage
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """One feature of a candidate: its value, and what it adds to the score (value times weight)."""

    value: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with the `span` of the words that do (None if the reader marks none).

    `evidence` maps the name of a feature to its value and contribution, so that an answer can be explained.
    """

    sentence: Sentence
    span: Span | None
    score: float
    evidence: Mapping[str, Evidence] = field(default_factory=dict, repr=False)

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.sentence.text

    @property
    def span_text(self) -> str | None:
        """The answering words; None if the reader marked none."""
        return None if self.span is None else self.sentence.document.slice(self.span)

    @property
    def citation(self) -> "Citation":
        """Where the sentence is."""
        return cite(self.sentence.passage, self.sentence.span)


@dataclass(frozen=True, slots=True)
class Citation:
    """The place of a sentence: `line` to `end_line` of the source, counted from 1, and its offsets in the text.

    The lines are None in a format without lines. `headings` are those above it, the widest first; `place` is the page,
    slide or the like that it begins on.
    """

    source: str
    line: int | None
    end_line: int | None
    headings: tuple[str, ...]
    span: Span
    place: Place = Place()

    @property
    def heading(self) -> str | None:
        """The nearest heading; None without one."""
        return self.headings[-1] if self.headings else None


def cite(passage: Passage, span: Span) -> Citation:
    """The citation of `span`, a part of `passage`."""
    document = passage.document
    return Citation(
        source=document.source,
        line=document.line(span.start),
        end_line=document.line(max(span.end - 1, span.start)),
        headings=passage.headings,
        span=span,
        place=document.places.place(span.start),
    )


class Reason(Enum):
    """Why nothing answers."""

    NOT_IN_TEXT = "not in the text"
    OFF_TOPIC = "off topic"
    TOO_VAGUE = "too vague"
    NOT_A_QUESTION = "not a question"


class MismatchKind(Enum):
    """In what a sentence speaks of another case than a yes/no question."""

    DATE = "date"
    NUMBER = "number"
    NAME = "name"
    NEGATION = "negation"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Where a sentence speaks of another case than a yes/no question: what was `asked`, and what is `said`.

    Both are words of the question and of the sentence: "2024" and "2023", or "allowed" and "not allowed".
    """

    kind: MismatchKind
    asked: str
    said: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One of all answers: its best sentence, the probability that it answers, and the sentences that say the same.

    `differs_from` are the places, from 0, of earlier findings that say something else of the same thing: another
    number, date or name.
    """

    candidate: Candidate
    confidence: float
    repeats: tuple[Candidate, ...] = ()
    differs_from: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got: ranked `candidates`, and whether the first one answers.

    If `answered` is False, qa abstains: the text does not say, and `reason` is why. `confidence` is the probability
    that the first candidate answers, whether qa abstains or not. `hits` are the passages that the retriever found,
    `unread_ranks` the ranks of those that the neural network did not read.

    If `form` is an overview, the candidates together are the answer, in the order of the documents, and the confidence
    is 1: they say no more than that these sentences are there. If it is all, `findings` are what answers, grouped by
    document in the order of the best. If it is parts, the line asks several questions, `parts` are their answers, and
    everything else is that of the first one that is answered (of a comparison, of the line itself if that is).

    `mismatches` say where the best (or closest) sentence speaks of another case than a yes/no question.
    """

    question: Question
    candidates: tuple[Candidate, ...] = ()
    answered: bool = False
    confidence: float = 0.0
    reason: Reason | None = None
    hits: tuple[Hit, ...] = field(default=(), repr=False)
    unread_ranks: frozenset[int] = field(default=frozenset(), repr=False)
    form: Form = Form.SENTENCE
    findings: tuple[Finding, ...] = ()
    parts: tuple["Answer", ...] = ()
    mismatches: tuple[Mismatch, ...] = ()

    @property
    def best(self) -> Candidate | None:
        """The candidate that answers; None on an abstention."""
        return self.candidates[0] if self.answered else None

    @property
    def closest(self) -> Candidate | None:
        """On an abstention the nearest sentence, which is no answer; None if there is an answer, or nothing near."""
        return self.candidates[0] if self.candidates and not self.answered else None

    @property
    def alternatives(self) -> tuple[Candidate, ...]:
        """The candidates after the best (on an abstention, after the closest), best first."""
        return self.candidates[1:]

    @property
    def text(self) -> str | None:
        """The answering sentence, verbatim; None on an abstention."""
        return None if self.best is None else self.best.text

    @property
    def citation(self) -> Citation | None:
        """Where the answering sentence is; None on an abstention."""
        return None if self.best is None else self.best.citation

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """The words of the question that were corrected to the spelling of the documents."""
        return self.question.corrections


# A quote


class DifferenceKind(Enum):
    """How a quote differs from its document."""

    CHANGED = "changed"
    # Words of the document that the quote leaves out.
    MISSING = "missing"
    # Words of the quote that the document does not have.
    ADDED = "added"


class Difference(NamedTuple):
    """Words that differ: their span in the quote, and in the document's text; one of the two is empty, or neither."""

    kind: DifferenceKind
    quote: Span
    document: Span


class Verdict(Enum):
    """Whether a quote is in the documents."""

    EXACT = "exact"
    NEAR = "near"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Quotation:
    """A place in a `document` that a quote is, or is like: the spans of its parts, in order, and how it differs.

    `headings` are those above it, `likeness` is the share of words in common, 1 for a quote that is exact.
    """

    document: Document
    spans: tuple[Span, ...]
    headings: tuple[str, ...]
    differences: tuple[Difference, ...] = ()
    likeness: float = 1.0

    @property
    def text(self) -> str:
        """What the document says there, verbatim; parts are joined by an ellipsis."""
        return " … ".join(map(self.document.slice, self.spans))

    @property
    def citation(self) -> Citation:
        """Where it is."""
        span = Span(self.spans[0].start, self.spans[-1].end)
        return cite(Passage(self.document, span, self.headings, ()), span)


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """A quote, and the places where the documents have it, or, if it is near, where they have something like it.

    `closest` is the sentence most like a quote that is absent; None if no passage has anything in common with it.
    `more` says whether an exact quote has further places than those that were asked for.
    """

    quote: str
    verdict: Verdict
    places: tuple[Quotation, ...] = ()
    closest: Sentence | None = None
    more: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether the documents have it word for word."""
        return self.verdict is Verdict.EXACT
