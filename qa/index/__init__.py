"""Passages, indexed: what every later stage looks up instead of walking through the text."""

from qa.index.base import Index
from qa.index.entries import Entry
from qa.index.memory import MemoryIndex

__all__ = ["Entry", "Index", "MemoryIndex"]
