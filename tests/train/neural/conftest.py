"""A toy: a narrow network, a tokenizer of the words that it needs, and questions on invented texts."""

import gzip
import json

import pytest

for name in ("torch", "tokenizers", "onnx", "onnxruntime"):
    pytest.importorskip(name, reason=f"needs {name}: pip install '.[train]'")

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from qa.train.neural.base import TOKENIZER, WEIGHTS
from qa.train.neural.network import Shape, SpanReader
from qa.train.neural.sources import Source

# The toy's matrices are too small to be divided among threads.
torch.set_num_threads(1)

NAMES = "Pavel Semyon Nika Ada Boris Olga Vera Ivan Lena Oleg".split()
TOWNS = "Ulm Kazan Perm Omsk Tula Riga Oslo Bonn Graz Lyon".split()
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
WORDS = [*SPECIAL, *NAMES, *TOWNS, *"Where did go stay ? . went to stayed in It rained for days".split()]


def article(number):
    """A SQuAD article with two questions."""
    (name, other), (town, elsewhere) = ([words[(number - back) % 10] for back in (0, 1)] for words in (NAMES, TOWNS))
    context = f"{name} went to {town}. {other} stayed in {elsewhere}. It rained for days."
    asked = [(f"Where did {name} go?", town), (f"Where did {other} stay?", elsewhere)]
    qas = [
        {"id": f"{number}-{at}", "question": text, "answers": [{"text": where, "answer_start": context.index(where)}]}
        for at, (text, where) in enumerate(asked)
    ]
    return {"title": name if number < 10 else f"{name} {number}", "paragraphs": [{"context": context, "qas": qas}]}


@pytest.fixture(scope="session")
def squad():
    """`squad(10)`: a SQuAD file of ten articles, as gzip."""
    return lambda count: gzip.compress(json.dumps({"data": [article(number) for number in range(count)]}).encode())


@pytest.fixture(scope="session")
def toy_sources():
    """The toy's file as the only source, its titles as context in half of the questions."""
    return (Source("toy", titled=0.5),)


@pytest.fixture
def data(squad, tmp_path):
    """A folder with a SQuAD file of ten articles, each with two questions."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "toy.json.gz").write_bytes(squad(10))
    return folder


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    """A folder with random weights of a narrow network of three layers, and its tokenizer."""
    folder = tmp_path_factory.mktemp("base")
    torch.manual_seed(0)
    shape = Shape(layers=3, width=24, inner=48, words=len(WORDS), positions=256)
    weights = SpanReader(shape).state_dict()
    torch.save({name: value for name, value in weights.items() if not name.startswith("span.")}, folder / WEIGHTS)
    tokenizer = Tokenizer(models.WordLevel({word: index for index, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.save(str(folder / TOKENIZER))
    return folder
