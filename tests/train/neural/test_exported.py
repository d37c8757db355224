"""Question-answering models that another program exported to ONNX: tiny ones that the tests make."""

import json

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors

import qa
from qa import model
from qa.errors import ModelError
from qa.pipeline import Configuration
from qa.read import network
from qa.train.neural import calibrate
from tests.contracts import implementations, test_readers

WORDS = "Pavel Nika went to Ulm . stayed in Riga Where did go ? stay It rained".split()
# The logits of a start and of an end at a word: a town answers best, and the first token says "no answer".
LOGITS = {"Ulm": 4.0, "Riga": 4.0, "first": 1.0}
BERT = {"first": "[CLS]", "last": "[SEP]", "padding": "[PAD]", "pair": "[CLS] $A [SEP] $B:1 [SEP]:1"}
ROBERTA = {"first": "<s>", "last": "</s>", "padding": "<pad>", "pair": "<s> $A </s> </s> $B </s>"}


def exported(folder, style, *, inputs=("input_ids", "attention_mask"), outputs=("start_logits", "end_logits")):
    """A folder with a model whose logits of a token are those of its word, and a tokenizer of whole words."""
    folder.mkdir()
    vocabulary = [style["padding"], "[UNK]", style["first"], style["last"], *WORDS]
    ids = {word: index for index, word in enumerate(vocabulary)}
    tokenizer = Tokenizer(models.WordLevel(ids, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    marks = [(style[name], ids[style[name]]) for name in ("first", "last")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=style["pair"].split(" $B")[0], pair=style["pair"], special_tokens=marks
    )
    # A tokenizer is exported with its limits, which qa sets aside.
    tokenizer.enable_padding(length=8)
    tokenizer.enable_truncation(4)
    tokenizer.save(str(folder / network.TOKENIZER))
    scores = [LOGITS.get("first" if word == style["first"] else word, 0.0) for word in vocabulary]
    table = numpy_helper.from_array(np.array(scores, dtype=np.float32), "scores")
    shape = ("batch", "sequence")
    graph = helper.make_graph(
        [helper.make_node("Gather", ["scores", "input_ids"], [name]) for name in outputs],
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in inputs],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in outputs],
        [table],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(made, str(folder / model.EXPORTED))
    return folder


@pytest.fixture(params=["bert", "roberta"])
def folder(request, tmp_path):
    """A folder with an exported model, with token types or without."""
    if request.param == "bert":
        return exported(tmp_path / "bert", BERT, inputs=("input_ids", "attention_mask", "token_type_ids"))
    return exported(tmp_path / "roberta", ROBERTA)


def test_pair_is_written_by_the_tokenizers_template(folder):
    cutter = network.WindowCutter(folder / network.TOKENIZER)
    (window,) = cutter.windows(cutter.question_ids("Where ?"), "It rained", context=2)
    described = Tokenizer.from_file(str(folder / network.TOKENIZER))
    tokens = [described.id_to_token(token) for token in window.tokens]
    if folder.name == "bert":
        assert tokens == ["[CLS]", "Where", "?", "[SEP]", "It", "rained", "[SEP]"]
        assert window.segments == [0, 0, 0, 0, 1, 1, 1]
    else:
        assert tokens == ["<s>", "Where", "?", "</s>", "</s>", "It", "rained", "</s>"]
        assert set(window.segments) == {0}
    assert tokens[window.context_start] == "It" and tokens[window.piece_start] == "rained"


def test_logits_are_those_of_the_model(folder):
    short, long = network.load(folder).read("Where did Pavel go ?", ["It rained", "Pavel went to Ulm ."])
    assert short[0].start_logits.tolist() == [0.0, 0.0] and short[0].null_logit == 2.0
    assert long[0].start_logits.tolist() == [0.0, 0.0, 0.0, 4.0, 0.0]
    # The best start and end, 4 + 4, less those of the first token, 1 + 1.
    assert long[0].answerable_logit == 6.0


def test_exported_reader_answers_and_abstains(folder):
    def answer_in(text):
        documents = [qa.load_text(text)]
        return qa.Corpus(documents, configuration=Configuration(model=folder, threads=1)).ask("Where did Pavel go?")

    answer = answer_in("Pavel went to Ulm. It rained.")
    assert answer.answered and answer.best.span_text == "Ulm" and answer.text == "Pavel went to Ulm."
    assert not answer_in("Pavel went. It rained.").answered


def test_command_takes_exported_reader(folder, call):
    path = folder / "text.txt"
    path.write_text("Pavel went to Ulm. It rained.")
    status, out, _ = call("ask", "Where did Pavel go?", "-d", str(path), "--reader", f"onnx:{folder}")
    assert (status, out.splitlines()[0]) == (0, "Pavel went to Ulm.")


def test_contracts_hold_for_exported_reader(folder):
    def build(passages):
        return implementations.NeuralReader(
            network.load(folder), implementations.lexical_reader(passages), model.UNCALIBRATED.weights
        )

    flow = test_readers.flow_of(build, test_readers.TEXT)
    candidates = flow.read("Where did Semyon go?")
    assert candidates == flow.read("Where did Semyon go?")
    scores = [candidate.score for candidate in candidates]
    assert scores == sorted(scores, reverse=True) and len({each.sentence.key for each in candidates}) == len(scores)


def test_calibration_is_written_beside_the_model(folder, squad, tmp_path, capsys):
    data = tmp_path / "questions"
    data.mkdir()
    (data / "mine.json.gz").write_bytes(squad(60))
    calibrate.main([str(data), str(folder), "--questions", "90"])
    fitted = json.loads(capsys.readouterr().out)
    assert model.about(folder) == {"reader": fitted} and fitted["held_out"]["questions"] > 10
    assert model.neural(folder) != model.UNCALIBRATED


def test_uncalibrated_model_has_safe_weights(folder):
    assert model.neural(folder) == model.UNCALIBRATED
    assert set(model.UNCALIBRATED.weights) == set(implementations.model.neural().weights)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({"outputs": ("logits",)}, "outputs logits, expected"),
        ({"inputs": ("input_ids", "pixel_values")}, "inputs input_ids, pixel_values and"),
    ],
)
def test_other_kind_of_model_is_refused(tmp_path, names, words):
    folder = exported(tmp_path / "other", ROBERTA, **names)
    with pytest.raises(ModelError, match=words):
        network.load(folder)


def test_folder_without_model_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"found no model\.onnx in it.*name another folder"):
        network.load(tmp_path)


@pytest.mark.parametrize("name", [model.EXPORTED, network.TOKENIZER])
def test_broken_file_is_refused(folder, name):
    (folder / name).write_bytes(b"rubbish")
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        network.load(folder)
    assert "\n" not in str(caught.value) and "--reader neural" in str(caught.value)


def test_sums_of_8_bit_products_do_not_overflow(tmp_path):
    folder = exported(tmp_path / "bytes", BERT)
    made = onnx.load(str(folder / model.EXPORTED))
    size = 64
    tables = {
        "rows": np.full((len(WORDS) + 4, size), 255, dtype=np.uint8),
        "column": np.full((size, 1), 127, dtype=np.int8),
        "last": np.array([-1]),
    }
    steps = [
        helper.make_node("Gather", ["rows", "input_ids"], ["bytes"]),
        helper.make_node("MatMulInteger", ["bytes", "column"], ["sums"]),
        helper.make_node("Squeeze", ["sums", "last"], ["flat"]),
        *(helper.make_node("Cast", ["flat"], [output.name], to=TensorProto.FLOAT) for output in made.graph.output),
    ]
    for field, values in (
        (made.graph.node, steps),
        (made.graph.initializer, [numpy_helper.from_array(value, name) for name, value in tables.items()]),
    ):
        del field[:]
        field.extend(values)
    onnx.save(made, str(folder / model.EXPORTED))
    ((window,),) = network.load(folder).read("Where did Pavel go ?", ["Pavel went to Ulm ."])
    assert set(window.start_logits.tolist()) == {255.0 * 127 * size}
