"""A toy: a narrow network, a tokenizer of the words it needs, and questions on invented texts."""

import json

import pytest

for name in ("torch", "tokenizers", "onnx", "onnxruntime"):
    pytest.importorskip(name, reason=f"needs {name}: pip install '.[train]'")

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from qa.train.neural.base import TOKENIZER, WEIGHTS
from qa.train.neural.network import Shape, SpanReader

NAMES = "Pavel Semyon Nika Ada Boris Olga Vera Ivan Lena Oleg".split()
TOWNS = "Ulm Kazan Perm Omsk Tula Riga Oslo Bonn Graz Lyon".split()
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
WORDS = [*SPECIAL, *NAMES, *TOWNS, *"Where did go stay ? . went to stayed in It rained for days".split()]


@pytest.fixture
def data(tmp_path):
    """A folder with a SQuAD file of ten articles, each with two questions."""
    articles = []
    for number, (name, town) in enumerate(zip(NAMES, TOWNS, strict=True)):
        other, elsewhere = NAMES[number - 1], TOWNS[number - 1]
        context = f"{name} went to {town}. {other} stayed in {elsewhere}. It rained for days."
        asked = [(f"Where did {name} go?", town), (f"Where did {other} stay?", elsewhere)]
        qas = [
            {
                "id": f"{number}-{at}",
                "question": text,
                "answers": [{"text": where, "answer_start": context.index(where)}],
            }
            for at, (text, where) in enumerate(asked)
        ]
        articles.append({"title": name, "paragraphs": [{"context": context, "qas": qas}]})
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "toy.json.gz").write_text(json.dumps({"data": articles}))
    return folder


@pytest.fixture
def base(tmp_path):
    """A folder with random weights of a narrow network of three layers, and its tokenizer."""
    folder = tmp_path / "base"
    folder.mkdir()
    torch.manual_seed(0)
    shape = Shape(layers=3, width=24, inner=48, words=len(WORDS), positions=64)
    weights = SpanReader(shape).state_dict()
    torch.save({name: one for name, one in weights.items() if not name.startswith("span.")}, folder / WEIGHTS)
    made = Tokenizer(models.WordLevel({word: at for at, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    made.save(str(folder / TOKENIZER))
    return folder
