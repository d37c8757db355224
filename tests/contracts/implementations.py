"""Every index, retriever and reader that the contracts run through; a new one is one more line."""

from pathlib import Path
from tempfile import TemporaryDirectory

from qa import model
from qa.index import MemoryIndex
from qa.index.store import Contents, changing
from qa.read import NeuralReader, network
from qa.retrieve import TfidfRetriever
from tests.builders import lexical_reader


def neural_reader(passages):
    return NeuralReader(network.load(threads=1), lexical_reader(passages), model.neural().weights)


def stored_index(passages):
    """An index in a folder, of which nothing but its files is left."""
    documents = list(dict.fromkeys(passage.document for passage in passages))
    with TemporaryDirectory() as folder, changing(Path(folder)) as writer:
        return writer.save(MemoryIndex(passages, documents=documents), Contents())


# What makes an index of passages.
INDEXES = {
    "memory": MemoryIndex,
    "stored": stored_index,
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
