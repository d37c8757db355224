"""Requests and responses, as OpenAPI shows them. A test holds the fields of an answer against `qa.render.KEYS`.

Requests are checked by these types; responses are made by `qa.render` and only described here.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from qa.errors import SettingError
from qa.fronts.settings import setting
from qa.question import MAX_QUESTION
from qa.quotes import MAX_QUOTE

# Patterns, types and days of a filter at most, and characters of each.
MOST_WORDS, LONGEST_WORD = 50, 500


# Requests


def _checked(name: str) -> Callable[[Any], Any]:
    """What checks a value of the setting `name`, in the words of the command line; None is its default."""

    def check(value: Any) -> Any:
        named = setting(name, where="the request")
        if named.whole and isinstance(value, float) and value.is_integer():
            # JSON knows one kind of number.
            value = int(value)
        try:
            return None if value is None else named.check(value, where=name)
        except SettingError as error:
            reason, _, _ = str(error).partition("; ")
            raise SettingError(f"{reason}; change it, or leave it out") from None

    return check


def _schema_of(name: str) -> dict[str, Any]:
    named = setting(name, where="the request")
    kind = "integer" if named.whole else "number"
    return {"anyOf": [{"type": kind, "minimum": named.low, "maximum": named.high}, {"type": "null"}]}


Top = Annotated[int | None, BeforeValidator(_checked("top")), WithJsonSchema(_schema_of("top"))]
Threshold = Annotated[float | None, BeforeValidator(_checked("threshold")), WithJsonSchema(_schema_of("threshold"))]
# The flow checks it, with the words that the command line has.
Line = Annotated[
    str, WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_QUESTION, "pattern": r"[A-Za-z0-9]"})
]
Word = Annotated[str, Field(min_length=1, max_length=LONGEST_WORD)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Filters(_Request):
    """Which documents are asked: by patterns of their names, by types, and not older than a day."""

    only: list[Word] = Field(default_factory=list, max_length=MOST_WORDS)
    types: list[Word] = Field(default_factory=list, max_length=MOST_WORDS)
    since: Annotated[str, Field(max_length=LONGEST_WORD)] = Field(default="", json_schema_extra={"format": "date"})


class AskRequest(_Request):
    """A question; with a `conversation` it may refer to what was asked there before."""

    question: Line
    top: Top = None
    threshold: Threshold = None
    filters: Filters | None = None
    conversation: Annotated[str, Field(max_length=LONGEST_WORD)] | None = None
    all: bool = False
    explain: bool = False


class CheckRequest(_Request):
    """A quote, as somebody has it."""

    quote: Annotated[
        str, WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_QUOTE, "pattern": "[A-Za-z0-9]"})
    ]
    filters: Filters | None = None


# Responses


class Response(BaseModel):
    """What a route sends; of another version there may be more in it."""

    model_config = ConfigDict(extra="allow")


class Span(Response):
    """Characters of a document's text, from `start` (included) to `end` (excluded)."""

    text: str
    start: int
    end: int


class Place(Response):
    """What the format has of these."""

    page: int | None = None
    page_label: str | None = None
    chapter: str | None = None
    slide: int | None = None
    sheet: str | None = None
    row: int | None = None
    part: str | None = None
    time: str | None = None


class Citation(Response):
    """Where a sentence is."""

    source: str
    line: int | None
    end_line: int | None
    heading: str | None
    headings: list[str]
    place: Place


class Sentence(Span):
    """A sentence, verbatim, and the words of it that answer."""

    span: Span | None
    score: float


class CitedSentence(Sentence):
    """A sentence with its place."""

    citation: Citation


class Correction(Response):
    """A word that was read as another."""

    typed: str
    corrected: str


class Substitution(Response):
    """What was put into a follow-up."""

    phrase: str
    replacement: str


class Finding(CitedSentence):
    """One of all answers; `differs_from` are the places of earlier ones that say something else."""

    confidence: float
    repeats: list[CitedSentence]
    differs_from: list[int]


class Mismatch(Response):
    """Where the sentence speaks of another case than a yes/no question."""

    kind: str
    asked: str
    said: str


class Answer(Response):
    """The JSON of `qa ask --json`; see `qa help json`."""

    question: str
    answered: bool
    confidence: float
    answer: Sentence | None
    citation: Citation | None
    alternatives: list[CitedSentence]
    form: str
    sentences: list[CitedSentence]
    findings: list[Finding]
    parts: list["Answer"]
    mismatches: list[Mismatch]
    reason: str | None
    closest: CitedSentence | None
    corrections: list[Correction]
    version: str
    explain: Mapping[str, Any] | None = None


class Turn(Answer):
    """The JSON of `qa ask --dialogue`; see `qa help json`."""

    dialogue: int
    turn: int
    intent: str
    rewritten: str
    substitutions: list[Substitution]
    rewrite_confidence: float
    alternative_reading: str | None


class Problem(Response):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class NewConversation(Response):
    """The name of a conversation; whoever knows it may ask in it."""

    id: str


class Turns(Response):
    """A conversation."""

    id: str
    turns: list[Turn]


class Passage(Span):
    """A passage, verbatim, with its rank and its place."""

    rank: int
    score: float
    citation: Citation


class Passages(Response):
    """The passages that a question finds, best first."""

    question: str
    passages: list[Passage]
    corrections: list[Correction]
    version: str


class Difference(Response):
    """What the quote and the document have at one place."""

    kind: Literal["changed", "missing", "added"]
    quote: Span
    document: Span


class Quotation(Response):
    """A place that has the quote, or something like it."""

    text: str
    parts: list[Span]
    citation: Citation
    likeness: float
    differences: list[Difference]


class QuotedSentence(Span):
    """The sentence most like a quote that is absent."""

    citation: Citation


class QuoteCheck(Response):
    """The JSON of `qa check --json`; see `qa help check`."""

    quote: str
    verdict: Literal["exact", "near", "absent"]
    places: list[Quotation]
    more: bool
    closest: QuotedSentence | None
    version: str


class Status(Response):
    """How far the documents are read, what is asked, and how many questions wait and are being answered.

    `revision` grows when other documents are asked: files changed, or a document was added.
    """

    state: Literal["opening", "ready", "failed"]
    share: float
    files: int
    all_files: int
    revision: int
    documents: int
    passages: int
    sentences: int
    waiting: int
    running: int
    uploads: bool


class Version(Response):
    """The version of qa."""

    version: str


class Health(Response):
    """Whether the server runs, and whether it can answer."""

    status: str
    ready: bool


class ListedDocument(Response):
    """A document that is asked."""

    id: str
    source: str
    type: str
    passages: int
    date: str
    warnings: list[str]
    uploaded: bool


class Documents(Response):
    """Some of the documents, and how many there are."""

    documents: list[ListedDocument]
    total: int


class DocumentPart(Response):
    """A part of a document's text, with its blocks as `qa show --json` has them."""

    id: str
    source: str
    title: str
    metadata: Mapping[str, str]
    warnings: list[str]
    length: int
    start: int
    end: int
    text: str
    blocks: list[Mapping[str, Any]]
