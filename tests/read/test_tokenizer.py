"""Which tokenizer a `tokenizer.json` gets, and how it writes pairs."""

import json
import sys

import pytest

from qa.errors import ModelError
from qa.read.tokenizer import BertTokenizer, load_tokenizer

VOCABULARY = {piece: number for number, piece in enumerate("[PAD] [UNK] [CLS] [SEP] rain ##ed Rain café cafe".split())}
CLS, SEP = ({"SpecialToken": {"id": mark, "type_id": 0}} for mark in ("[CLS]", "[SEP]"))
FIRST, SECOND = ({"Sequence": {"id": name, "type_id": number}} for number, name in enumerate("AB"))
BERT = {
    "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "lowercase": True},
    "pre_tokenizer": {"type": "BertPreTokenizer"},
    "post_processor": {
        "type": "TemplateProcessing",
        "single": [CLS, FIRST, SEP],
        "pair": [CLS, FIRST, SEP, SECOND, SEP],
        "special_tokens": {
            mark: {"id": mark, "ids": [VOCABULARY[mark]], "tokens": [mark]} for mark in ("[CLS]", "[SEP]")
        },
    },
    "model": {
        "type": "WordPiece",
        "unk_token": "[UNK]",
        "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100,
        "vocab": VOCABULARY,
    },
}


@pytest.fixture
def load(tmp_path):
    """`load({...})`: the tokenizer that is described so."""

    def load(description):
        path = tmp_path / "tokenizer.json"
        path.write_text(json.dumps(description))
        return load_tokenizer(path)

    return load


def test_bert_needs_no_library(load, monkeypatch):
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    tokenizer = load(BERT)
    assert isinstance(tokenizer, BertTokenizer)
    assert (tokenizer.template.marks, tokenizer.template.segment) == (([2], [3], [3]), 1)
    assert tokenizer.encode("Rained CAFÉ").ids == [4, 5, 8]


def test_cased_bert_keeps_case_and_accents(load):
    tokenizer = load(BERT | {"normalizer": BERT["normalizer"] | {"lowercase": False}})
    assert tokenizer.encode("Rained café").ids == [6, 5, 7]


def test_processor_of_bert_is_a_template(load):
    tokenizer = load(BERT | {"post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]}})
    assert (tokenizer.template.marks, tokenizer.template.segment) == (([2], [3], [3]), 1)


def test_other_kind_without_library_names_the_extra(load, monkeypatch):
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    model = {"type": "BPE", "vocab": {"a": 0}, "merges": [], "unk_token": None, "continuing_subword_prefix": None}
    with pytest.raises(ModelError, match=r"kind BPE, which needs the library tokenizers; .*pip install 'qa\[onnx\]'"):
        load(BERT | {"model": model})


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"post_processor": BERT["post_processor"] | {"pair": [CLS, FIRST, SEP]}}, "takes no pair"),
        ({"model": BERT["model"] | {"unk_token": "<unk>"}}, "no piece '<unk>'"),
        ({"model": BERT["model"] | {"vocab": {"rain": "one"}}}, r"\$\.model\.vocab"),
        ({"normalizer": 3}, r"\$\.normalizer"),
    ],
)
def test_broken_description_is_refused(load, changed, message):
    with pytest.raises(ValueError, match=message):
        load(BERT | changed)


def test_library_reads_special_token_as_text(load):
    pytest.importorskip("tokenizers", reason="needs tokenizers: pip install '.[onnx]'")
    added = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    tokenizer = load(
        BERT
        | {"version": "1.0", "truncation": None, "padding": None, "decoder": None}
        | {"pre_tokenizer": {"type": "Whitespace"}, "added_tokens": [{"id": 3, "content": "[SEP]"} | added]}
    )
    assert not isinstance(tokenizer, BertTokenizer)
    assert 3 not in tokenizer.encode("rain [SEP]").ids
    assert tokenizer.encode("\ud800rain").ids == [4]
