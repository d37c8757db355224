"""What each tool takes. Limits of numbers and lengths are here; words and questions are checked by the flow."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from qa.fronts.server.models import LONGEST_WORD, MOST_WORDS, Word
from qa.question import MAX_QUESTION
from qa.quotes import MAX_QUOTE

# Sentences of an answer, passages of a search, and documents of a list, at most.
_MOST_SENTENCES, _MOST_PASSAGES, _MOST_DOCUMENTS = 20, 20, 500
# Characters around a place, at most.
_MOST_AROUND = 20_000
# Far beyond the longest text; a larger number is a mistake.
_FAR = 1 << 40

_Offset = Annotated[int, Field(ge=0, le=_FAR)]


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Filtered(_Arguments):
    """Which documents are asked."""

    only: list[Word] = Field(
        default_factory=list,
        max_length=MOST_WORDS,
        description="Ask documents of such names alone: patterns such as 'reports/*.pdf'.",
    )
    types: list[Word] = Field(
        default_factory=list, max_length=MOST_WORDS, description="Ask documents of these types alone: pdf, docx."
    )
    since: str = Field(
        default="", max_length=LONGEST_WORD, description="Ask documents of this day (2026-01-31) or later alone."
    )


class Ask(Filtered):
    """A question."""

    question: str = Field(
        max_length=MAX_QUESTION,
        description="One question in English that can be understood by itself: no 'he' or 'it' from before.",
    )
    top: int | None = Field(
        default=None, ge=1, le=_MOST_SENTENCES, description="How many sentences to return, the best one included."
    )
    threshold: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Answer only with a confidence of at least this; leave it out for the calibrated one.",
    )
    all: bool = Field(default=False, description="Return every sentence that answers, as `findings`.")


class Search(Filtered):
    """Words to look for."""

    query: str = Field(max_length=MAX_QUESTION, description="A question, or words that the passages should hold.")
    top: int = Field(default=5, ge=1, le=_MOST_PASSAGES, description="How many passages to return at most.")


class Read(_Arguments):
    """A place in a document: at characters, a line, or a page; without any, the beginning."""

    document: str = Field(
        min_length=1,
        max_length=4_096,
        description="The document: its id or uri (from `documents`), or its source exactly as a citation names it.",
    )
    start: _Offset | None = Field(default=None, description="The first character of the place, as results give it.")
    end: _Offset | None = Field(default=None, description="The end of the place; `start` if it is left out.")
    line: int | None = Field(default=None, ge=1, le=_FAR, description="A line of the source instead, from 1.")
    page: int | None = Field(default=None, ge=1, le=_FAR, description="A page of the source instead, from 1.")
    around: int = Field(
        default=1_000, ge=0, le=_MOST_AROUND, description="Characters to return before and after the place."
    )


class Documents(Filtered):
    """A part of the list of documents."""

    offset: _Offset = Field(default=0, description="How many documents to leave out at the beginning.")
    limit: int = Field(default=100, ge=1, le=_MOST_DOCUMENTS, description="How many documents to list at most.")


class CheckQuote(Filtered):
    """A quote."""

    quote: str = Field(
        max_length=MAX_QUOTE,
        description="The quote as you mean to show it. An ellipsis (…) joins parts that follow each other.",
    )
