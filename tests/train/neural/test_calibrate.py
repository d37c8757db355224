"""Weights and calibration, fitted on a toy with a toy network."""

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
from qa.train.neural import calibrate, export, sweep
from qa.train.neural import examples as making
from qa.train.neural.calibrate import Seen, fitted_weights, otherwise, see, seen, weighed
from qa.train.neural.fit import Options, train
from qa.types import Candidate, Evidence, Span

# PyTorch's exporter warns of its own calls.
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning")


@pytest.fixture(scope="module")
def toy(base, squad, tmp_path_factory):
    """A folder with a toy's `data`, and with its network in `out`."""
    folder = tmp_path_factory.mktemp("toy")
    (folder / "data").mkdir()
    (folder / "data" / "toy.json.gz").write_text(squad(120))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "FILES", ("toy",))
        making.main([str(folder / "data"), str(folder / "examples")])
    train(base, folder / "examples", folder / "run", Options(layers=2, tokens=400, rate=3e-3), every=500)
    export.main([str(base), str(folder / "run"), str(folder / "out")])
    return folder


@pytest.fixture(autouse=True)
def files(monkeypatch):
    monkeypatch.setattr(calibrate, "FILES", ("toy",))


@pytest.fixture
def units(toy):
    """The questions that were held out, by document."""
    return calibrate.asked(toy / "data", 1_000)


# Questions


def test_only_questions_that_were_held_out_are_asked(toy, units):
    there = load_set(toy / "data" / "toy.json.gz").questions
    asked = {question.question_id for unit in units for question in unit}
    assert asked == {one.question_id for one in there if held_out(one)} and 0 < len(asked) < len(there)


def test_about_as_many_are_asked_as_wanted_and_always_the_same(toy):
    first, second = (calibrate.asked(toy / "data", 10) for _ in range(2))
    assert 10 <= sum(map(len, first)) < 20
    assert [[one.question_id for one in unit] for unit in first] == [
        [one.question_id for one in unit] for unit in second
    ]


@pytest.fixture
def always(monkeypatch):
    """`always("changed")`: every question is asked in that way."""
    return lambda way: monkeypatch.setattr(calibrate, "WAYS", {way: 100})


def test_the_ways_are_shares_of_a_hundred():
    assert sum(calibrate.WAYS.values()) == 100


def test_a_question_can_stay_as_it_is(units, always):
    always("as it is")
    assert otherwise(units[0][0], ["Why?"], random.Random(0)) == units[0][0]


def test_a_changed_question_has_other_words_and_no_answer(units, always):
    always("changed")
    question = otherwise(units[0][0], ["Why?"], random.Random(0))
    assert question.text != units[0][0].text and not question.answerable


def test_a_question_that_cannot_be_changed_stays_as_it_is(units, always, monkeypatch):
    always("changed")
    monkeypatch.setattr(calibrate, "changed", lambda *given: None)
    assert otherwise(units[0][0], ["Why?"], random.Random(0)) == units[0][0]


def test_a_question_from_elsewhere_has_no_answer_here(units, always):
    always("elsewhere")
    question = otherwise(units[0][0], ["Why?"], random.Random(0))
    assert (question.text, question.answerable) == ("Why?", False)


def test_taken_away_the_sentence_that_answers_is_out_of_the_text(units, always):
    always("taken away")
    for asked in units[0]:
        question = otherwise(asked, ["Why?"], random.Random(0))
        (gold,) = asked.golds
        gone = gold.document.slice(gold.sentence)
        assert gone not in question.document.text and not question.answerable and question.text == asked.text
        left = [one.text for passage in passages(question.document) for one in passage.sentences]
        assert len(left) == 2 and all(one in asked.document.text for one in left)


def test_the_wrong_passage_is_asked_alone(always):
    always("wrong passage")
    text = f"# Ulm\n\nPavel went to Ulm.\n\n# Rain\n\nIt rained on Pavel, who went for {'long ' * 20}walks."
    document = qa.load_text(text, markdown=True)
    place = document.text.index("Ulm.")
    sentence = Span(document.text.index("Pavel went"), place + 4)
    asked = LabelledQuestion(
        "1", "Where did Pavel go?", (document,), (Gold(document, sentence, (Span(place, place + 3),)),), "1"
    )
    question = otherwise(asked, ["Why?"], random.Random(0))
    assert question.document.text.startswith("It rained on Pavel") and not question.answerable
    assert otherwise(question, ["Why?"], random.Random(0)).text == asked.text


def test_of_a_text_that_is_one_answer_nothing_is_taken_away(always):
    always("taken away")
    document = qa.load_text("Pavel went to Ulm.")
    span = Span(0, len(document.text))
    asked = LabelledQuestion("1", "Where did he go?", (document,), (Gold(document, span, (Span(14, 17),)),), "1")
    assert otherwise(asked, ["Why?"], random.Random(0)) is asked


# What the reader makes of them


def test_every_sentence_is_seen_and_those_that_answer_are_right(toy, units):
    for question in units[0]:
        (each,) = seen([question], toy / "out")
        assert len(each.candidates) == 3 and each.right.tolist().count(True) == 1
        assert [holds_answer(one.sentence, question) for one in each.candidates] == each.right.tolist()
        assert {one.score for one in each.candidates} == {0.0} and set(FEATURES) <= set(each.candidates[0].evidence)


@pytest.mark.parametrize("way", ["changed", "elsewhere"])
def test_of_a_question_made_unanswerable_no_sentence_is_right(toy, units, always, way):
    always(way)
    question = otherwise(units[0][0], ["Where did Pavel stay?"], random.Random(0))
    (each,) = seen([question], toy / "out")
    assert len(each.candidates) == 3 and not each.right.any() and not each.question.answerable


def test_what_nothing_is_found_for_is_not_seen(toy, units, always):
    always("elsewhere")
    strange = otherwise(units[0][0], ["Xyzzyx?"], random.Random(0))
    assert seen([strange], toy / "out") == []


def test_how_much_the_network_reads_can_be_said(toy, units):
    (each,) = seen([units[0][0]], toy / "out", most=1, least=1.0)
    assert {one.evidence["unread"].value for one in each.candidates} == {0.0}


def told(parts):
    return sorted(
        (each.question.question_id, each.question.text, each.right.tolist(), [one.text for one in each.candidates])
        for part in parts
        for each in part
    )


def test_all_is_seen_the_same_again_and_in_two_processes(toy, units):
    look = partial(seen, out=toy / "out")
    once = told(see(units[:6], look))
    assert once and once == told(see(units[:6], look)) == told(see(units[:6], look, jobs=2))


# Fitting


def made(right, **values):
    """A question seen, with a candidate for each of `right` and for each value of a feature."""
    (passage,) = passages(qa.load_text(" ".join(f"This is sentence number{at}." for at in range(len(right)))))
    rows = [{name: (values.get(name) or [0.0] * len(right))[at] for name in FEATURES} for at in range(len(right))]
    found = [
        Candidate(one, None, 0.0, {name: Evidence(value, 0.0) for name, value in row.items()})
        for one, row in zip(passage.sentences, rows, strict=True)
    ]
    return Seen(None, found, np.array(right))


def test_what_tells_the_right_sentence_gets_the_weight():
    found = [made([False, True], span=[1.0, 2.0]), made([True, False], span=[3.0, 1.0]), made([False, False])]
    weights = fitted_weights([*found, made([True, True])])
    assert tuple(weights) == FEATURES and weights["span"] > 0
    assert {weights[name] for name in FEATURES if name != "span"} == {0.0}


def test_weights_can_be_fitted_for_some_of_the_evidence_alone():
    found = [made([False, True], span=[1.0, 2.0], lexical=[2.0, 1.0]), made([True, False], span=[3.0, 1.0])]
    assert tuple(fitted_weights(found, ("lexical",))) == ("lexical",)


def test_candidates_are_ranked_by_the_weights_and_what_is_right_goes_with_them():
    each = made([False, False, True], span=[1.0, 1.0, 2.0], lexical=[5.0, 5.0, 1.0])
    ranked = weighed(each, dict.fromkeys(FEATURES, 0.0) | {"span": 2.0, "lexical": -1.0})
    # 2 * 2 - 1 and 2 * 1 - 5, the tie in the order in which they stood.
    assert [one.score for one in ranked.candidates] == [3.0, -3.0, -3.0] and ranked.right.tolist() == [
        True,
        False,
        False,
    ]
    assert [one.text for one in ranked.candidates[1:]] == [one.text for one in each.candidates[:2]]


def test_figures_count_right_answers_among_the_answerable(toy, units):
    (first,) = seen([units[0][0]], toy / "out")
    (second,) = seen([replace(units[0][0], golds=())], toy / "out")
    order = np.argsort(~first.right, kind="stable")
    right = Seen(first.question, [first.candidates[at] for at in order], first.right[order])
    certain = Calibration(100.0, {}, 0.5)
    assert calibrate.figures([right, second], certain) == {"questions": 2, "hit@1": 1.0, "ece": 0.5}


def test_a_fit_has_weights_a_calibration_and_figures(toy, units):
    found = [one for part in see(units, partial(seen, out=toy / "out")) for one in part]
    fitted = calibrate.fit(found)
    assert tuple(fitted["weights"]) == FEATURES
    calibration = Calibration(**fitted["calibration"])
    assert 0 < calibration.threshold < 1 and {"share", "span", "lexical"} <= set(calibration.weights)
    assert 0 <= Decider(calibration).confidence(found[0].candidates) <= 1
    assert len(found) / 3 == pytest.approx(fitted["held_out"]["questions"], abs=1)


# The command


def test_what_the_command_writes_answers_questions(toy, tmp_path, capsys):
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


def test_the_command_says_the_same_again(toy, tmp_path, capsys):
    said = []
    for name in ("one", "two"):
        shutil.copytree(toy / "out", tmp_path / name)
        calibrate.main([str(toy / "data"), str(tmp_path / name)])
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]


# The sweep


def test_what_would_not_have_been_read_says_nothing_of_its_span(toy, units):
    each = next(one for one in seen(units[0], toy / "out", most=10, least=0.0) if len(one.candidates) > 1)
    told, read = sweep.as_if(each, most=1, least=0.0)
    assert read == 1
    assert all(one.evidence["unread"].value == 0.0 for one in told.candidates)  # A toy's text is one passage.
    left = sweep._unread(each.candidates[0])
    assert (left.evidence["unread"].value, left.evidence["span"].value) == (1.0, 0.0)


def test_what_tells_most_alone_has_the_better_hit_at_1():
    asked = LabelledQuestion("1", "Who?", (), (object(),), "")
    found = [
        replace(made([at % 2 == 0, at % 2 == 1], span=[1.0 - at % 2, at % 2], lexical=[1.0, 0.0]), question=asked)
        for at in (0, 1, 1, 1, 0, 1, 1, 0)
    ]
    assert len(sweep.tested(found)) == 4
    assert sweep.hit_at_1(found, ("span",)) == 1.0
    assert sweep.hit_at_1(found, ("lexical",)) < 1.0


def test_the_sweep_prints_a_table_of_depth_and_one_of_evidence(toy, capsys, monkeypatch):
    # The texts of the toy have one passage each, so that all would be left out.
    monkeypatch.setattr(sweep, "_choices", lambda found: found)
    sweep.main([str(toy / "data"), str(toy / "out"), "--questions", "60"])
    printed = capsys.readouterr().out
    assert printed.count("\n| ") == 2 + len(sweep.MOSTS) * len(sweep.LEASTS) + len(sweep.KINDS)
    assert "| all |" in printed
