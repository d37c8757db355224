"""Documents -> passages and sentences. Each of them is a slice of its document's text."""

from qa.split.passages import passages
from qa.split.sentences import sentence_spans

__all__ = ["passages", "sentence_spans"]
