"""Weights and calibration of the neural reader, fitted on a toy with a toy network."""

import json
import random
import shutil
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import qa
from qa import model
from qa.decide import Decider
from qa.evaluate.datasets import Gold, LabelledQuestion, load_set
from qa.evaluate.runs import holds_answer
from qa.model import Calibration
from qa.pipeline import Configuration
from qa.read.neural import FEATURES
from qa.split import passages
from qa.train.lexical import held_out
from qa.train.neural import calibrate, export, sources, sweep_reading
from qa.train.neural import examples as making
from qa.train.neural.calibrate import Reading, draw_variant, fit_weights, rank, read_questions, read_units
from qa.train.neural.fit import Options, train
from qa.types import Candidate, Evidence, Span

# PyTorch's exporter warns of its own calls.
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning")


@pytest.fixture(scope="module")
def toy(base, squad, tmp_path_factory, toy_sources):
    """A folder with the toy's questions in `data`, and its network in `out`."""
    folder = tmp_path_factory.mktemp("toy")
    (folder / "data").mkdir()
    (folder / "data" / "toy.json.gz").write_bytes(squad(120))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "SOURCES", toy_sources)
        patch.setattr(making, "MADE", 0)
        making.main([str(folder / "data"), str(folder / "examples")])
    train(base, folder / "examples", folder / "run", Options(layers=2, tokens=400, rate=3e-3), every=500)
    export.main([str(base), str(folder / "examples"), str(folder / "run"), str(folder / "out")])
    return folder


@pytest.fixture(autouse=True)
def files(monkeypatch, toy_sources):
    monkeypatch.setattr(sources, "SOURCES", toy_sources)
    monkeypatch.setattr(calibrate, "MADE", 0)


@pytest.fixture
def units(toy):
    """The held-out questions, in units of one document."""
    return calibrate.sample_units(toy / "data", 1_000)


# Questions


def test_only_held_out_questions_are_sampled(toy, units):
    every = load_set(toy / "data" / "toy.json.gz").questions
    sample = {question.question_id for unit in units for question in unit}
    assert sample == {question.question_id for question in every if held_out(question)}
    assert 0 < len(sample) < len(every)


def test_sample_has_wanted_size_and_is_deterministic(toy):
    first, second = (calibrate.sample_units(toy / "data", 10) for _ in range(2))
    assert 10 <= sum(map(len, first)) < 20
    assert [[question.question_id for question in unit] for unit in first] == [
        [question.question_id for question in unit] for unit in second
    ]


@pytest.fixture
def always(monkeypatch):
    """`always("changed")`: every question gets this variant."""
    return lambda variant: monkeypatch.setattr(calibrate, "VARIANTS", {variant: 100})


def test_question_variants_add_up_to_100_percent():
    assert sum(calibrate.VARIANTS.values()) == 100


def test_original_question_is_unchanged(units, always):
    always("original")
    assert draw_variant(units[0][0], ["Why?"], random.Random(0)) == units[0][0]


def test_changed_question_has_other_words_and_no_answer(units, always):
    always("changed")
    question = draw_variant(units[0][0], ["Why?"], random.Random(0))
    assert question.text != units[0][0].text and not question.answerable


def test_question_that_cannot_change_is_unchanged(units, always, monkeypatch):
    always("changed")
    monkeypatch.setattr(calibrate, "change", lambda *given: None)
    assert draw_variant(units[0][0], ["Why?"], random.Random(0)) == units[0][0]


def test_question_from_other_document_has_no_answer(units, always):
    always("other document")
    question = draw_variant(units[0][0], ["Why?"], random.Random(0))
    assert (question.text, question.answerable) == ("Why?", False)


def test_answering_sentence_is_removed_from_text(units, always):
    always("removed")
    for asked in units[0]:
        question = draw_variant(asked, ["Why?"], random.Random(0))
        (gold,) = asked.golds
        removed = gold.document.slice(gold.sentence)
        assert removed not in question.document.text and not question.answerable and question.text == asked.text
        kept = [sentence.text for passage in passages(question.document) for sentence in passage.sentences]
        assert len(kept) == 2 and all(text in asked.document.text for text in kept)


def test_wrong_passage_is_the_only_text(always):
    always("wrong passage")
    text = f"# Ulm\n\nPavel went to Ulm.\n\n# Rain\n\nIt rained on Pavel, who went for {'long ' * 20}walks."
    document = qa.load_text(text, markdown=True)
    place = document.text.index("Ulm.")
    sentence = Span(document.text.index("Pavel went"), place + 4)
    asked = LabelledQuestion(
        "1", "Where did Pavel go?", (document,), (Gold(document, sentence, (Span(place, place + 3),)),), "1"
    )
    question = draw_variant(asked, ["Why?"], random.Random(0))
    assert question.document.text.startswith("It rained on Pavel") and not question.answerable
    assert draw_variant(question, ["Why?"], random.Random(0)).text == asked.text


def test_text_of_one_answer_is_unchanged(always):
    always("removed")
    document = qa.load_text("Pavel went to Ulm.")
    span = Span(0, len(document.text))
    asked = LabelledQuestion("1", "Where did he go?", (document,), (Gold(document, span, (Span(14, 17),)),), "1")
    assert draw_variant(asked, ["Why?"], random.Random(0)) is asked


# Readings


def test_every_sentence_is_candidate_with_right_label(toy, units):
    for question in units[0]:
        (reading,) = read_questions([question], toy / "out")
        candidates = reading.candidates
        assert len(candidates) == 3 and reading.right.tolist().count(True) == 1
        assert [holds_answer(candidate.sentence, question) for candidate in candidates] == reading.right.tolist()
        assert {candidate.score for candidate in candidates} == {0.0}
        assert set(FEATURES) <= set(candidates[0].evidence)


@pytest.mark.parametrize("variant", ["changed", "other document"])
def test_unanswerable_question_has_no_right_candidate(toy, units, always, variant):
    always(variant)
    question = draw_variant(units[0][0], ["Where did Pavel stay?"], random.Random(0))
    (reading,) = read_questions([question], toy / "out")
    assert len(reading.candidates) == 3 and not reading.right.any() and not reading.question.answerable


def test_question_without_candidates_is_left_out(toy, units, always):
    always("other document")
    strange = draw_variant(units[0][0], ["Xyzzyx?"], random.Random(0))
    assert read_questions([strange], toy / "out") == []


def test_number_of_passages_read_can_be_limited(toy, units):
    (reading,) = read_questions([units[0][0]], toy / "out", max_passages_read=1, min_passage_probability=1.0)
    assert {candidate.evidence["unread"].value for candidate in reading.candidates} == {0.0}


def rows(readings):
    return sorted(
        (
            reading.question.question_id,
            reading.question.text,
            reading.right.tolist(),
            [candidate.text for candidate in reading.candidates],
        )
        for reading in readings
    )


def test_reading_is_deterministic_in_one_or_two_processes(toy, units):
    read = partial(read_questions, out=toy / "out")
    once = rows(read_units(units[:6], read))
    assert once and once == rows(read_units(units[:6], read)) == rows(read_units(units[:6], read, jobs=2))


# Fitting


def reading_of(right, **values):
    """A reading with a candidate for each flag in `right`, and the given values of features (0 for all others)."""
    (passage,) = passages(qa.load_text(" ".join(f"This is sentence number{index}." for index in range(len(right)))))
    zeros = [0.0] * len(right)
    candidates = [
        Candidate(sentence, None, 0.0, {name: Evidence(values.get(name, zeros)[index], 0.0) for name in FEATURES})
        for index, sentence in enumerate(passage.sentences)
    ]
    return Reading(None, candidates, np.array(right))


def test_discriminating_feature_gets_the_weight():
    readings = [
        reading_of([False, True], span_logit=[1.0, 2.0]),
        reading_of([True, False], span_logit=[3.0, 1.0]),
        reading_of([False, False]),
        reading_of([True, True]),
    ]
    weights = fit_weights(readings)
    assert tuple(weights) == FEATURES and weights["span_logit"] > 0
    assert {weights[name] for name in FEATURES if name != "span_logit"} == {0.0}


def test_weights_can_be_fitted_for_some_features():
    readings = [
        reading_of([False, True], span_logit=[1.0, 2.0], lexical_score=[2.0, 1.0]),
        reading_of([True, False], span_logit=[3.0, 1.0]),
    ]
    assert tuple(fit_weights(readings, ("lexical_score",))) == ("lexical_score",)


def test_candidates_and_labels_are_ranked_by_weights():
    reading = reading_of([False, False, True], span_logit=[1.0, 1.0, 2.0], lexical_score=[5.0, 5.0, 1.0])
    ranked = rank(reading, dict.fromkeys(FEATURES, 0.0) | {"span_logit": 2.0, "lexical_score": -1.0})
    # 2 * 2 - 1 and 2 * 1 - 5; the tie keeps its order.
    assert [candidate.score for candidate in ranked.candidates] == [3.0, -3.0, -3.0]
    assert ranked.right.tolist() == [True, False, False]
    assert [each.text for each in ranked.candidates[1:]] == [each.text for each in reading.candidates[:2]]


def test_hit_at_1_counts_answerable_questions_only(toy, units):
    (first,) = read_questions([units[0][0]], toy / "out")
    (second,) = read_questions([replace(units[0][0], golds=())], toy / "out")
    order = np.argsort(~first.right, kind="stable")
    right = Reading(first.question, [first.candidates[index] for index in order], first.right[order])
    certain = Calibration(100.0, {}, 0.5)
    assert calibrate.figures([right, second], certain) == {
        "questions": 2,
        "hit@1": 1.0,
        "ece": 0.5,
        "auroc": 0.5,
        "hit@1 by file": {"toy": [1.0, 1]},
    }


def test_fit_has_weights_calibration_and_figures(toy, units):
    readings = list(read_units(units, partial(read_questions, out=toy / "out")))
    fitted = calibrate.fit(readings)
    assert tuple(fitted["weights"]) == FEATURES
    calibration = Calibration(**fitted["calibration"])
    assert 0 < calibration.threshold < 1
    assert {"softmax_share", "span_logit", "lexical_score"} <= set(calibration.weights)
    assert 0 <= Decider(calibration).confidence(readings[0].candidates) <= 1
    assert len(readings) / 4 == pytest.approx(fitted["held_out"]["questions"], abs=1)


# The command


def test_written_calibration_answers_questions(toy, tmp_path, capsys):
    out = tmp_path / "out"
    shutil.copytree(toy / "out", out)
    before = model.about(out)
    calibrate.main([str(toy / "data"), str(out), "--questions", "200"])
    after = model.about(out)
    assert {name: after[name] for name in before} == before
    assert json.loads(capsys.readouterr().out) == after["reader"]
    fitted = model.neural(out)
    assert tuple(fitted.weights) == FEATURES
    text = "Pavel went to Ulm. Nika stayed in Riga. It rained for days."
    corpus = qa.Corpus([qa.load_text(text)], configuration=Configuration(model=out, threads=1))
    answer = corpus.ask("Where did Nika stay?", threshold=0.0)
    assert (
        answer.text in text
        and answer.best.span_text in answer.text
        and corpus.threshold == fitted.calibration.threshold
    )
    assert 0 <= answer.confidence <= 1


def test_command_is_deterministic(toy, tmp_path, capsys):
    outputs = []
    for name in ("first", "second"):
        shutil.copytree(toy / "out", tmp_path / name)
        calibrate.main([str(toy / "data"), str(tmp_path / name)])
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]


# The sweep


def test_unread_passage_has_no_span_evidence(toy, units):
    readings = read_questions(units[0], toy / "out", max_passages_read=10, min_passage_probability=0.0)
    reading = next(reading for reading in readings if len(reading.candidates) > 1)
    limited, passages_read = sweep_reading.limit_reading(reading, max_passages=1, min_probability=0.0)
    assert passages_read == 1
    # A toy's text is one passage, so that all of it is read.
    assert all(candidate.evidence["unread"].value == 0.0 for candidate in limited.candidates)
    unread = sweep_reading._as_unread(reading.candidates[0])
    assert (unread.evidence["unread"].value, unread.evidence["span_logit"].value) == (1.0, 0.0)


def test_better_evidence_has_higher_hit_at_1():
    asked = LabelledQuestion("1", "Who?", (), (object(),), "")
    readings = [
        replace(
            reading_of([right == 0, right == 1], span_logit=[1.0 - right, right], lexical_score=[1.0, 0.0]),
            question=asked,
        )
        for right in (0, 1, 1, 1, 0, 1, 1, 0)
    ]
    assert len(sweep_reading.tested(readings)) == 4
    assert sweep_reading.hit_at_1(readings, ("span_logit",)) == 1.0
    assert sweep_reading.hit_at_1(readings, ("lexical_score",)) < 1.0


def test_sweep_prints_both_tables(toy, capsys, monkeypatch):
    # The texts of the toy have one passage each, so that all readings would be left out.
    monkeypatch.setattr(sweep_reading, "_with_several_passages", lambda readings: readings)
    sweep_reading.main([str(toy / "data"), str(toy / "out"), "--questions", "60"])
    printed = capsys.readouterr().out
    limits = len(sweep_reading.MAX_PASSAGES) * len(sweep_reading.MIN_PROBABILITIES)
    assert printed.count("\n| ") == 2 + limits + len(sweep_reading.KINDS)
    assert "| all |" in printed
