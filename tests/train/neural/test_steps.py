"""Each training step on a toy, in the order in which the steps are run."""

import json
import random
from dataclasses import asdict, replace
from itertools import groupby

import numpy as np
import onnx
import pytest
import torch
from onnx import helper, numpy_helper
from torch.nn import functional

from qa.evaluate.datasets import load_set
from qa.read.windows import WindowCutter
from qa.train.neural import base as converting
from qa.train.neural import batches as batching
from qa.train.neural import curve, export, fit, judge, network, sources
from qa.train.neural import examples as making
from qa.train.neural.batches import batches, collate, draw_examples, encode
from qa.train.neural.examples import Example, Group
from qa.train.neural.fit import Options, train
from qa.train.neural.network import Shape, SpanReader, from_base

QUICK = Options(layers=2, passes=8, tokens=200, rate=3e-3)


@pytest.fixture
def examples(data, tmp_path, monkeypatch, toy_sources):
    """The folder with the examples of the toy's questions."""
    monkeypatch.setattr(sources, "SOURCES", toy_sources)
    monkeypatch.setattr(making, "MADE", 0)
    making.main([str(data), str(tmp_path / "examples")])
    return tmp_path / "examples"


# Base


def test_int8_matrix_is_dequantised_by_scale_and_zero():
    stored = {
        "weight_quantized": np.array([[3, 1]], dtype=np.uint8),
        "weight_scale": np.array(0.5, dtype=np.float32),
        "weight_zero_point": np.array(1, dtype=np.uint8),
    }
    assert converting._dequantise(stored, "weight_quantized").tolist() == [[1.0, 0.0]]


def test_every_weight_is_converted_from_onnx():
    model = onnx.ModelProto()
    model.graph.CopyFrom(_file_of(Shape(layers=2, width=24, inner=48, words=9, positions=8)))
    weights = converting.convert(model)
    reader = from_base(weights, Shape.of(weights, layers=1))
    assert len(reader.layers) == 1 and torch.equal(reader.layers[0].query.weight, weights["layers.0.query.weight"])
    # Stored as (in, out), converted to PyTorch's (out, in).
    assert weights["layers.0.inner.weight"].shape == (48, 24)


def test_teacher_is_converted_to_order_of_bert_tokens():
    width, pieces = 24, 30_527
    stored = {
        "embeddings.word_embeddings.weight": torch.arange(pieces)[:, None].float().expand(-1, width),
        "embeddings.position_embeddings.weight": torch.arange(10)[:, None].float().expand(-1, width),
        "encoder.relative_attention_bias.weight": torch.rand(8, 12),
    }
    matrices = {"pooler.dense": (width, width)}
    for part in converting._TEACHER_PARTS.values():
        rows, columns = {"intermediate.dense": (48, width), "output.dense": (width, 48)}.get(part, (width, width))
        matrices[f"encoder.layer.0.{part}"] = (width,) if "LayerNorm" in part else (rows, columns)
    matrices["embeddings.LayerNorm"] = (width,)
    for name, shape in matrices.items():
        stored |= {f"{name}.weight": torch.rand(shape), f"{name}.bias": torch.zeros(shape[0])}
    weights = converting.convert_teacher(stored)
    # BERT's [PAD], [CLS], [SEP] and its first word piece, by their numbers there.
    assert weights["words.weight"][[0, 101, 102, 1_000], 0].tolist() == [1, 0, 2, 1_004]
    assert len(weights["words.weight"]) == 30_522 and weights["positions.weight"][:, 0].tolist() == list(range(2, 10))
    reader = from_base(weights, Shape.of(weights, layers=1))
    assert torch.equal(reader.layers[0].inner.weight, stored["encoder.layer.0.intermediate.dense.weight"])


def test_near_tokens_have_buckets_of_their_own():
    buckets = network._buckets(torch.arange(-200, 201), 32).tolist()
    before, after = buckets[:200], buckets[200:]
    assert buckets[200 - 7 : 200 + 8] == [7, 6, 5, 4, 3, 2, 1, 0, 17, 18, 19, 20, 21, 22, 23]
    assert before == sorted(before, reverse=True) and after[1:] == sorted(after[1:])
    assert (before[0], after[-1]) == (15, 31) and before[72] == 15


@pytest.mark.parametrize("wide", [12, 96])
def test_training_on_processor_has_gradients_of_plain_layers(monkeypatch, wide):
    def trained(reader):
        reader.train()
        tokens = torch.arange(14).reshape(2, 7) + 4
        attention = torch.tensor([[1] * 7, [1] * 5 + [0] * 2])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            start, end, answers = reader(tokens, attention, torch.zeros_like(tokens))
        ((start + 2 * end) * attention).float().square().sum().add(answers.float().sum()).backward()
        return {name: parameter.grad for name, parameter in reader.named_parameters()}

    torch.manual_seed(0)
    shape = Shape(layers=2, width=24, heads=2, inner=wide, words=32, positions=16)
    reader = SpanReader(shape)
    fast = trained(reader)
    plain = SpanReader(shape)
    plain.load_state_dict(reader.state_dict())
    monkeypatch.setattr(network.Linear, "forward", torch.nn.Linear.forward)
    monkeypatch.setattr(network.Layer, "_attend", staticmethod(functional.scaled_dot_product_attention))
    expected = trained(plain)
    for name in set(fast) - {f"layers.{number}.key.bias" for number in range(2)}:  # These are 0 but for rounding.
        assert (fast[name] - expected[name]).norm() < 0.05 * expected[name].norm() + 1e-6, name


def test_distance_changes_what_teacher_reads():
    torch.manual_seed(0)
    reader = SpanReader(Shape(layers=1, width=24, inner=48, words=9, positions=8, distances=8)).eval()
    tokens = torch.tensor([[1, 2, 3, 4]])
    first, _, _ = reader(tokens, torch.ones_like(tokens), torch.zeros_like(tokens))
    with torch.no_grad():
        reader.distances.weight.zero_()
    second, _, _ = reader(tokens, torch.ones_like(tokens), torch.zeros_like(tokens))
    assert not torch.allclose(first, second)


def _file_of(shape):
    """An ONNX graph with the names of the base file, each matrix in int8."""
    stored, nodes = {}, []

    def matrix(place, rows, columns):
        name = f"onnx::MatMul_{len(nodes)}"
        _quantized(stored, name, rows, columns)
        nodes.append(helper.make_node("MatMulInteger", ["x", f"{name}_quantized"], ["y"], name=f"{place}MatMul_quant"))

    for name, rows in (("word", shape.words), ("position", shape.positions), ("token_type", 2)):
        _quantized(stored, f"bert.embeddings.{name}_embeddings.weight", rows, shape.width)
    norms = ["bert.embeddings.LayerNorm"]
    for layer in range(shape.layers):
        for part in converting._PARTS.values():
            wide = (shape.inner, shape.width) if part == "output.dense" else (shape.width, shape.width)
            wide = (shape.width, shape.inner) if part == "intermediate.dense" else wide
            matrix(f"/bert/encoder/layer.{layer}/{part.replace('.', '/')}/", *wide)
            stored[f"bert.encoder.layer.{layer}.{part}.bias"] = np.zeros(wide[1], dtype=np.float32)
        norms += [f"bert.encoder.layer.{layer}.{norm}" for norm in converting._NORMS.values()]
    for norm in norms:
        for kind in ("weight", "bias"):
            stored[f"{norm}.{kind}"] = np.ones(shape.width, dtype=np.float32)
    for place, name, columns in (
        ("/bert/pooler/", "bert.pooler.dense", shape.width),
        ("/classifier/", "classifier", 1),
    ):
        matrix(place, shape.width, columns)
        stored[f"{name}.bias"] = np.zeros(columns, dtype=np.float32)
    kept = [numpy_helper.from_array(value, name) for name, value in stored.items()]
    return helper.make_graph(nodes, "toy", [], [], kept)


def _quantized(stored, name, rows, columns):
    stored[f"{name}_quantized"] = np.arange(rows * columns, dtype=np.int8).reshape(rows, columns)
    stored[f"{name}_scale"] = np.array(0.01, dtype=np.float32)
    stored[f"{name}_zero_point"] = np.array(0, dtype=np.int8)


# Examples


def test_group_begins_with_its_only_answerable_example(examples):
    groups = [*making.load(examples / making.TRAIN), *making.load(examples / making.HELD_OUT)]
    assert len(groups) == 20
    assert {bool(group.examples[0].context) for group in groups} == {True, False}
    for group in groups:
        gold, *others = group.examples
        ((start, end),) = gold.answers
        assert start >= gold.context and all(other.context == gold.context for other in others)
        assert gold.passage[start:end] in gold.passage and not any(other.answers for other in others)
        removed = [other for other in others if other.kind == "removed"]
        assert all(gold.passage[start:end] not in other.passage for other in removed) and removed
        assert all(other.question != gold.question for other in others if other.kind == "changed")


def test_held_out_documents_are_not_trained_on(examples):
    articles = [
        {group.question_id.split("-")[0] for group in making.load(examples / name)}
        for name in (making.TRAIN, making.HELD_OUT)
    ]
    assert not articles[0] & articles[1] and all(articles)


def test_hits_are_passages_without_the_answer(data):
    text = " ".join(f"Sentence {number} speaks of Pavel and of many other things at length." for number in range(40))
    context = f"{text}\n\nPavel went to Ulm."
    qas = [
        {"id": "a", "question": "Where did Pavel go?", "answers": [{"text": "Ulm", "answer_start": len(context) - 4}]}
    ]
    path = data / "long.json"
    path.write_text(json.dumps({"data": [{"title": "T", "paragraphs": [{"context": context, "qas": qas}]}]}))
    (group,) = making.groups(load_set(path).questions, "long", random.Random(0))
    hits = [example.passage for example in group.examples if example.kind == "hit"]
    assert hits and all(hit in context and "Ulm" not in hit for hit in hits)


# Batches


@pytest.fixture
def cutter(base):
    """Cuts texts into the toy's tokens."""
    return WindowCutter(base / converting.TOKENIZER)


@pytest.fixture
def tokens_of(base):
    """The tokens of an example from the first to the last one."""
    vocabulary = json.loads((base / converting.TOKENIZER).read_bytes())["model"]["vocab"]
    words = {token: word for word, token in vocabulary.items()}
    return lambda encoded, first, last: [words[token] for token in encoded.window.tokens[first : last + 1]]


def test_answer_is_mapped_to_its_tokens(tokens_of, cutter):
    example = Example("gold", "Where did Pavel go?", "It rained. Pavel went to Ulm.", ((25, 28),))
    encoded = encode(example, cutter)
    (start,), (end,) = encoded.starts, encoded.ends
    assert tokens_of(encoded, start, end) == ["Ulm"] and encoded.answers
    assert collate([encoded]).segments[0, start] == 1


def test_loose_answer_may_begin_and_end_anywhere(tokens_of, cutter):
    encoded = encode(Example("gold", "Where?", "It rained. Pavel went to Ulm.", ((11, 28),), loose=True), cutter)
    first, *_, last = encoded.starts
    assert tokens_of(encoded, first, last) == ["Pavel", "went", "to", "Ulm"]
    assert encoded.starts == encoded.ends == list(range(first, last + 1))


def test_context_is_read_but_never_marked(tokens_of, cutter):
    encoded = encode(Example("hit", "Where?", "Ulm. It rained.", context=4), cutter)
    batch = collate([encoded])
    allowed = batch.allowed[0].nonzero().flatten().tolist()
    first = encoded.window.context_start
    assert tokens_of(encoded, first, first) == ["Ulm"] and batch.segments[0, first] == 1
    assert first not in allowed and allowed[0] == 0
    assert tokens_of(encoded, allowed[1], allowed[-1]) == ["It", "rained", "."]


def test_no_answer_is_at_first_token(cutter):
    encoded = encode(Example("hit", "Where?", "It rained."), cutter)
    assert (encoded.starts, encoded.ends, encoded.answers) == ([0], [0], False)


def test_far_answer_is_read_in_its_own_window(tokens_of, cutter):
    passage = "It rained. " * 200 + "Ulm"
    encoded = encode(Example("gold", "Where?", passage, ((len(passage) - 3, len(passage)),)), cutter)
    assert tokens_of(encoded, encoded.starts[0], encoded.ends[0]) == ["Ulm"]


def test_example_with_truncated_answer_is_left_out(cutter):
    passage = "It rained. " * 2_000 + "Ulm"
    assert encode(Example("gold", "Where?", passage, ((len(passage) - 3, len(passage)),)), cutter) is None


def test_batches_hold_all_examples_within_token_limit(base, examples):
    groups = making.load(examples / making.TRAIN)
    gold = [group.examples[0] for group in groups]
    made = list(batches(gold, base / converting.TOKENIZER, tokens=120, seed=0))
    assert sum(len(batch.answers) for batch in made) == len(groups)
    assert all(batch.tokens.numel() <= 120 for batch in made) and len(made) > 1


def test_batches_are_the_same_from_several_processes(base, examples, monkeypatch):
    monkeypatch.setattr(batching, "_POOL", 3)
    every = [example for group in making.load(examples / making.TRAIN) for example in group.examples]
    alone, shared = (
        list(batches(every, base / converting.TOKENIZER, tokens=120, seed=0, workers=workers)) for workers in (0, 2)
    )
    assert len(alone) == len(shared) > 3
    for expected, actual in zip(alone, shared, strict=True):
        assert torch.equal(expected.tokens, actual.tokens) and torch.equal(expected.starts, actual.starts)


def test_pass_samples_each_kind_by_share():
    group = Group("q", "s", (Example("gold", "a", "b"), Example("hit", "a", "c"), Example("hit", "a", "d")))
    for share, kinds in ((1.0, ["gold", "hit"]), (0.0, ["gold"])):
        assert [example.kind for example in draw_examples([group], {"hit": share}, random.Random(0))] == kinds


# Training


def test_loss_sums_probability_of_right_tokens():
    # Three tokens of equal logits, two of them right: -log(2/3). "It answers" at 0: -log(1/2).
    batch = fit.Batch(
        tokens=torch.ones(1, 4, dtype=torch.long),
        attention=torch.ones(1, 4, dtype=torch.long),
        segments=torch.tensor([[0, 0, 1, 1]]),
        allowed=torch.tensor([[True, False, True, True]]),
        starts=torch.tensor([[False, False, True, True]]),
        ends=torch.tensor([[False, False, True, True]]),
        answers=torch.tensor([1.0]),
        questions=torch.tensor([0]),
    )
    logits = (torch.zeros(1, 4), torch.zeros(1, 4), torch.zeros(1))
    span, answers = fit.losses(logits, batch)
    assert float(span) == pytest.approx(np.log(3 / 2), abs=1e-5) and float(answers) == pytest.approx(np.log(2))
    # The distributions of the span are the same; those of "it answers" keep their own entropy.
    same = fit._TEMPERATURE**2 * np.log(2)
    assert float(fit.imitation_loss(logits, logits, batch)) == pytest.approx(same, abs=1e-5)
    other = (torch.tensor([[0.0, 0.0, 3.0, 0.0]]), torch.zeros(1, 4), torch.zeros(1))
    assert float(fit.imitation_loss(other, logits, batch)) > same


def test_joint_loss_shares_one_distribution():
    # Three passages of three tokens, all logits equal. The first two are one question's, and the first answers with one
    # token; nothing answers the other question.
    answered = torch.tensor([[0, 1, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]]).bool()
    batch = fit.Batch(
        tokens=torch.ones(3, 4, dtype=torch.long),
        attention=torch.ones(3, 4, dtype=torch.long),
        segments=torch.ones(3, 4, dtype=torch.long),
        allowed=torch.ones(3, 4, dtype=torch.bool),
        starts=answered,
        ends=answered,
        answers=torch.tensor([1.0, 0.0, 0.0]),
        questions=torch.tensor([0, 0, 1]),
    )
    logits = (torch.zeros(3, 4), torch.zeros(3, 4), torch.zeros(3))
    span, answers = fit.joint_losses(logits, batch)
    # One of six tokens and "none"; "none" of three tokens and itself.
    assert float(span) == pytest.approx((np.log(7) + np.log(4)) / 2, abs=1e-5)
    # One of two passages; the question that nothing answers does not count.
    assert float(answers) == pytest.approx(np.log(2), abs=1e-5)
    # A passage whose logits are all as much higher, that of no answer too, is no likelier.
    raised = torch.tensor([[0.0], [5.0], [0.0]])
    same, _ = fit.joint_losses((logits[0] + raised, logits[1] + raised, logits[2]), batch)
    assert float(same) == pytest.approx(float(span), abs=1e-5)


def test_examples_of_a_question_stay_together(base, examples):
    groups = making.load(examples / making.TRAIN)
    drawn = list(draw_examples(groups, {"removed": 1.0}, random.Random(0)))
    made = list(batches(drawn, base / converting.TOKENIZER, tokens=256, seed=0, together=True))
    assert sum(len(batch.answers) for batch in made) == len(drawn)
    sizes = [count for batch in made for count in batch.questions.bincount().tolist()]
    asked = [len(list(same)) for _, same in groupby(drawn, key=lambda example: example.question)]
    assert sorted(sizes) == sorted(asked) and max(sizes) > 1
    apart = next(batches(drawn, base / converting.TOKENIZER, tokens=256, seed=0))
    assert apart.questions.tolist() == list(range(len(apart.questions)))


def test_joint_run_learns(base, examples, tmp_path):
    run = train(base, examples, tmp_path / "joint", replace(QUICK, joint=1.0, removed=1.0), every=100)
    assert run.seen > 0


def test_stopped_run_resumes_to_same_weights(base, examples, tmp_path, monkeypatch):
    monkeypatch.setattr(fit, "_WARM", 2)
    whole = train(base, examples, tmp_path / "whole", QUICK, every=5)
    log = [json.loads(line) for line in (tmp_path / "whole" / fit.LOG).read_text().splitlines()]
    assert log[-1]["examples"] == log[-1]["of"] and log[-1]["span"] < 0.8 * log[0]["span"]
    train(base, examples, tmp_path / "parts", QUICK, every=5, minutes=1e-9)
    stopped = json.loads((tmp_path / "parts" / fit.LOG).read_text().splitlines()[-1])
    assert stopped["step"] == 5
    resumed = train(base, examples, tmp_path / "parts", QUICK, every=5)
    assert (resumed.step, resumed.seen) == (whole.step, whole.seen)
    for expected, actual in zip(whole.reader.parameters(), resumed.reader.parameters(), strict=True):
        assert torch.allclose(expected, actual, atol=1e-5)


def test_files_are_thinned_but_made_documents_kept():
    groups = [Group(str(number), source, ()) for source in ("wiki", "tales", "made") for number in range(200)]
    chosen = list(fit._chosen(groups, Options(without="tales", thin=0.5)))
    counts = {source: sum(group.source == source for group in chosen) for source in ("wiki", "tales", "made")}
    assert counts["made"] == 200 and counts["tales"] == 0 and 70 < counts["wiki"] < 130
    assert list(fit._chosen(groups, Options())) == groups


def test_run_does_not_resume_with_other_options(base, examples, tmp_path):
    train(base, examples, tmp_path / "run", QUICK, every=50)
    with pytest.raises(ValueError, match="has other options"):
        train(base, examples, tmp_path / "run", Options(layers=3), every=50)


def test_student_learns_from_teacher(base, examples, tmp_path):
    train(base, examples, tmp_path / "teacher", Options(layers=3, passes=1, tokens=200), every=50)
    taught = Options(layers=2, passes=1, tokens=200, teacher=str(tmp_path / "teacher"))
    assert train(base, examples, tmp_path / "student", taught, every=50).step > 0


def test_log_shows_losses_on_held_out_examples(base, examples, tmp_path):
    train(base, examples, tmp_path / "run", Options(layers=2, tokens=200), every=2, watched=3)
    log = [json.loads(line) for line in (tmp_path / "run" / fit.LOG).read_text().splitlines()]
    assert len(log) > 1 and all(set(entry["held_out"]) == {"span", "answers", "auroc"} for entry in log)
    assert log[0]["held_out"]["span"] > 0


def test_curves_are_drawn_with_their_numbers(base, examples, tmp_path):
    train(base, examples, tmp_path / "first", Options(layers=2, tokens=200), every=2, watched=3)
    curve.main([str(tmp_path / "curve.svg"), str(tmp_path / "first")])
    numbers = json.loads((tmp_path / "curve.json").read_text())
    assert numbers == curve.read_logs([tmp_path / "first"])
    drawn = (tmp_path / "curve.svg").read_text()
    assert "<svg" in drawn and str(tmp_path) not in drawn


def test_rest_of_steps_is_logged_and_kept(base, examples, tmp_path):
    run = train(base, examples, tmp_path / "run", Options(layers=2, tokens=200), every=1_000)
    (entry,) = [json.loads(line) for line in (tmp_path / "run" / fit.LOG).read_text().splitlines()]
    assert entry["step"] == run.step > 1 and entry["examples"] == entry["of"]
    assert torch.load(tmp_path / "run" / fit.CHECKPOINT)["step"] == run.step


@pytest.mark.parametrize("passes", [1, 2])
def test_pass_has_at_most_so_many_examples(examples, passes):
    groups = making.load(examples / making.TRAIN)
    assert len(list(fit.training_examples(groups, Options(passes=passes, most=5)))) == 5 * passes
    assert len(list(fit.training_examples(groups, Options()))) > 5


@pytest.fixture
def rates(monkeypatch):
    """The learning rate of each step, and the examples that were seen before it."""
    learn, recorded = fit.Run.learn, []

    def learn_and_record(self, *given, **named):
        seen = self.seen
        losses = learn(self, *given, **named)
        (rate,) = {group["lr"] for group in self.optimiser.param_groups}
        recorded.append((rate, seen))
        return losses

    monkeypatch.setattr(fit.Run, "learn", learn_and_record)
    return recorded


def test_learning_rate_rises_stays_and_falls(base, examples, tmp_path, monkeypatch, rates):
    monkeypatch.setattr(fit, "_WARM", 4)
    run = train(base, examples, tmp_path / "run", replace(QUICK, fall=0.25), every=50)
    shares = [rate / QUICK.rate for rate, _ in rates]
    seen = [before / run.seen for _, before in rates]
    falling = [step for step, share in enumerate(seen) if 1 - share < 0.25]
    assert len(shares) == run.step > 12 and shares[:4] == pytest.approx([0.25, 0.5, 0.75, 1.0])
    assert set(shares[4 : falling[0]]) == {1.0}
    # After the share s of the examples it is (1 - s) / 0.25.
    assert [shares[step] for step in falling] == pytest.approx([4 * (1 - seen[step]) for step in falling])


def test_learning_rate_stays_without_fall(base, examples, tmp_path, monkeypatch, rates):
    monkeypatch.setattr(fit, "_WARM", 1)
    train(base, examples, tmp_path / "run", replace(QUICK, fall=0.0), every=50)
    assert {rate for rate, _ in rates} == {QUICK.rate}


@pytest.mark.parametrize("options", [Options(layers=2, most=4), Options(layers=2, most=4, dropout=0.3)])
def test_dropout_follows_options_and_defaults_to_zero(base, examples, tmp_path, options):
    reader = train(base, examples, tmp_path / "run", options, every=50).reader
    assert {module.p for module in reader.modules() if isinstance(module, torch.nn.Dropout)} == {options.dropout}
    assert Options().dropout == 0.0


def test_command_takes_every_option_and_resumes(base, examples, tmp_path, capsys):
    run = tmp_path / "run"
    options = Options(
        layers=2, passes=2, tokens=200, rate=0.002, fall=0.5, thin=0.9, dropout=0.1, hit=0.5, most=6, seed=3
    )
    flags = [f"--{name}={value}" for name, value in asdict(options).items()]
    command = [str(base), str(examples), str(run), *flags, "--every=1", "--threads=1"]
    fit.main([*command, "--minutes=1e-9"])
    assert Options(**json.loads((run / fit.OPTIONS).read_text())) == options
    fit.main(command)
    log = [json.loads(line) for line in (run / fit.LOG).read_text().splitlines()]
    assert [entry["step"] for entry in log] == list(range(1, len(log) + 1)) and log[-1]["examples"] == 12
    assert len(capsys.readouterr().out.splitlines()) == len(log)
    assert len(fit.load_run(run, device=torch.device("cpu")).layers) == 2


def test_command_without_options_uses_defaults(base, examples, tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(fit, "train", lambda *folders, **named: calls.append((folders, named)))
    fit.main(["BASE", "EXAMPLES", "RUN"])
    (((*folders, options), named),) = calls
    assert [str(folder) for folder in folders] == ["BASE", "EXAMPLES", "RUN"] and options == Options()
    assert named == {"every": 100, "minutes": 0, "workers": 0, "watched": 200}


# Judging and exporting


def test_best_span_is_ordered_and_bounded():
    start, end = np.array([0.0, 3.0, 0.0], np.float32), np.array([5.0, 0.0, 1.0], np.float32)
    assert judge.best_span(start, end) == (0, 0, 5.0)
    far = np.zeros(judge.LONGEST + 1, np.float32)
    first, last = far.copy(), far.copy()
    first[0] = last[-1] = 9.0
    low, high, _ = judge.best_span(first, last)
    assert high - low < judge.LONGEST


def test_average_has_mean_of_weights():
    weights = [random_weights(seed) for seed in (0, 1)]
    averaged = export.mean(weights)
    assert averaged.keys() == weights[0].keys()
    assert torch.allclose(averaged["span.weight"], sum(each["span.weight"] for each in weights) / 2)


def random_weights(seed):
    """Random weights of a tiny network."""
    torch.manual_seed(seed)
    return SpanReader(Shape(layers=1, width=12, inner=12, words=9, positions=8)).state_dict()


def test_smoothing_keeps_the_outputs():
    torch.manual_seed(0)
    reader = SpanReader(Shape(layers=2, width=24, inner=48, words=9, positions=8)).eval()
    with torch.no_grad():
        # One input of the first layer's matrices is far larger than the others.
        reader.norm.weight[0] = 50.0
    ones = torch.ones(1, 6, dtype=torch.long)
    batch = fit.Batch(torch.arange(6)[None], *([ones] * 5), torch.ones(1), torch.zeros(1))
    with torch.no_grad():
        before = reader(batch.tokens, batch.attention, batch.segments)
    seen = []
    export.smooth(reader, [batch])
    reader.layers[0].query.register_forward_hook(lambda linear, inputs, _: seen.append((inputs[0], linear.shrink)))
    with torch.no_grad():
        after = reader(batch.tokens, batch.attention, batch.segments)
    assert all(torch.allclose(*pair, atol=1e-4) for pair in zip(before, after, strict=True))
    ((inputs, shrink),) = seen
    sizes, smoothed = inputs.abs().amax((0, 1)), (inputs * shrink).abs().amax((0, 1))
    assert smoothed.max() / smoothed.median() < sizes.max() / sizes.median() / 5


# PyTorch's exporter warns of its own calls.
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning")
def test_exported_run_agrees_with_network(base, examples, tmp_path, capsys):
    train(base, examples, tmp_path / "run", QUICK, every=50)
    capsys.readouterr()
    judge.main([str(base), str(examples), str(tmp_path / "run")])
    figures = json.loads(capsys.readouterr().out)
    assert figures["n"] > 0 and 0 <= figures["f1"] <= 1 and "auroc span, removed" in figures
    export.main([str(base), str(examples), str(tmp_path / "run"), str(tmp_path / "out")])
    about = json.loads((tmp_path / "out" / export.ABOUT).read_text())
    assert set(about["digests"]) == {"reader.onnx", "tokenizer.json"}
    assert min(about["agreement"].values()) > 0.9
    model = onnx.load(str(tmp_path / "out" / "reader.onnx"))
    assert not any(node.metadata_props or node.doc_string for node in model.graph.node)
    exported = fit.load_run(tmp_path / "run", device=torch.device("cpu")).state_dict()
    restored = converting.read_back(model)
    assert set(restored) == set(exported)
    # A weight is at most half a step of 1/64 of the largest one of its column away, as the column was smoothed.
    assert all((restored[name] - exported[name]).abs().max() <= exported[name].abs().max() / 20 for name in exported)
    # Exported files are exported again as they are.
    export.main([str(base), str(examples), str(tmp_path / "out"), str(tmp_path / "again")])
    again = json.loads((tmp_path / "again" / export.ABOUT).read_text())
    assert {**again, "digests": {}, "agreement": {}} == {**about, "digests": {}, "agreement": {}}
    resumed = train(base, examples, tmp_path / "next", replace(QUICK, start=str(tmp_path / "out"), most=4), every=50)
    assert resumed.seen == 4 * QUICK.passes
