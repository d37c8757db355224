"""Passages that have something in common with a question, best first."""

from qa.retrieve.base import Retriever
from qa.retrieve.tfidf import TfidfRetriever

__all__ = ["Retriever", "TfidfRetriever"]
