"""Every index, retriever and reader that the contracts run through; a new one is one more line."""

from qa import model
from qa.index import MemoryIndex
from qa.read import NeuralReader, network
from qa.retrieve import TfidfRetriever
from tests.builders import lexical_reader


def neural_reader(passages):
    return NeuralReader(network.load(threads=1), lexical_reader(passages), model.neural().weights)


# What makes an index of passages.
INDEXES = {
    "memory": MemoryIndex,
}
# What makes a retriever over an index.
RETRIEVERS = {
    "tfidf": TfidfRetriever,
}
# What makes a reader of passages.
READERS = {
    "lexical": lexical_reader,
    "neural": neural_reader,
}
