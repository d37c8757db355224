"""What each tool returns, as its schema shows it: results are made by `qa.render`, and only described here.

Answers, checked quotes and citations are those of `qa.fronts.server.models`.
"""

from qa.fronts.server import models


class Part(models.Span):
    """A part of a document's text with its place, verbatim. `length` is that of the whole text in characters."""

    document: str
    uri: str
    title: str
    length: int
    citation: models.Citation


class Passages(models.Response):
    """Passages, best first."""

    passages: list[Part]


class Listed(models.Response):
    """A document: `source` is its name for people and in citations, `date` the day that it states, if it does."""

    id: str
    uri: str
    source: str
    type: str
    passages: int
    date: str
    warnings: list[str]


class Documents(models.Response):
    """Some of the documents, and how many there are."""

    documents: list[Listed]
    total: int
