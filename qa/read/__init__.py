"""Sentences that may answer a question, best first, with the words in them that do."""

from qa.read.base import Reader
from qa.read.features import Rarity
from qa.read.lexical import LexicalReader
from qa.read.neural import NeuralReader

__all__ = ["LexicalReader", "NeuralReader", "Rarity", "Reader"]
