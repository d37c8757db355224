"""What each tool returns, as its schema shows it: results are made by `qa.render`, and only described here.

An answer, a sentence and a citation are those of `qa.fronts.server.models`.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from qa.fronts.server import models


class _Result(BaseModel):
    model_config = ConfigDict(extra="allow")


class Part(models.Span):
    """A part of a document's text with its place, verbatim. `length` is that of the whole text in characters."""

    document: str
    uri: str
    title: str
    length: int
    citation: models.Citation


class Passages(_Result):
    """Passages, best first."""

    passages: list[Part]


class Listed(_Result):
    """A document: `source` is its name for people and in citations, `date` the day that it states, if it does."""

    id: str
    uri: str
    source: str
    type: str
    passages: int
    date: str
    warnings: list[str]


class Documents(_Result):
    """Some of the documents, and how many there are."""

    documents: list[Listed]
    total: int


class Difference(_Result):
    """Words in which a quote differs: `missing` from it, `added` by it, or `changed`."""

    kind: Literal["changed", "missing", "added"]
    quote: models.Span
    document: models.Span


class Quotation(_Result):
    """A place that a quote is at, or is like, with its text verbatim; `parts` are those between ellipses."""

    text: str
    parts: list[models.Span]
    citation: models.Citation
    likeness: float
    differences: list[Difference]


class Sentence(models.Span):
    """A sentence with its place."""

    citation: models.Citation


class Checked(_Result):
    """What became of a quote. `closest` is the sentence most like a quote that is absent; it is not the quote."""

    quote: str
    verdict: Literal["exact", "near", "absent"]
    places: list[Quotation]
    closest: Sentence | None
    version: str
