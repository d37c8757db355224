import json

import pytest

from qa.evaluate.results.summary import METRICS, Summary, summarise
from qa.schema import json_value

from .builders import record

pytestmark = pytest.mark.usefixtures("few_draws")


def value(records, name):
    return summarise(records).figures[name].value


def test_figures_match_worked_example():
    # Two of three answerable questions are right, the third at rank 3; one of two unanswerable ones is not answered.
    records = [
        record("a", confidence=0.9),
        record("b", confidence=0.8),
        record("c", rank=3, confidence=0.4, answered=False),
        record("d", answerable=False, confidence=0.1, answered=False),
        record("e", answerable=False, confidence=0.6),
    ]
    summary = summarise(records)
    figures = {name: figure.value for name, figure in summary.figures.items()}
    assert (summary.questions, summary.answerable) == (5, 3)
    assert figures["hit@1"] == pytest.approx(2 / 3) and figures["hit@3"] == 1.0
    assert figures["mrr"] == pytest.approx((1 + 1 + 1 / 3) / 3)
    assert figures["answered"] == pytest.approx(2 / 3) and figures["abstained"] == 0.5
    # a, b and d ended well.
    assert figures["correct"] == pytest.approx(3 / 5)
    # Only one of the pairs (answerable, not) is in the wrong order: (c, e).
    assert figures["auroc"] == pytest.approx(5 / 6)
    # The marked words are right in all: EM at the threshold is 2 of 3 with an answer, 1 of 2 without.
    assert figures["exact_match"] == figures["f1"] == 1.0
    assert figures["has_answer_em"] == pytest.approx(2 / 3) and figures["no_answer_em"] == 0.5
    assert figures["squad_em"] == pytest.approx(3 / 5)
    # Answering all with .8 or more, or all with .4 or more: 4 of 5 and 4 of 5; the higher threshold comes first.
    assert summary.best["em"] == pytest.approx(4 / 5) and summary.best["em_threshold"] == 0.8
    assert summary.figures["hit@1"].n == 3 and summary.figures["abstained"].n == 2


def test_every_metric_has_interval_around_value():
    kinds = ("follow-up", "stand-alone")
    records = [
        record(str(at), confidence=at / 10, answerable=bool(at % 3), rank=1 + at % 2, kind=kinds[at % 2])
        for at in range(9)
    ]
    figures = summarise(records).figures
    assert set(figures) == set(METRICS)
    assert all(
        figure.low <= figure.value <= figure.high for name, figure in figures.items() if name not in ("auroc", "ece")
    )


def test_crash_scores_zero_everywhere():
    crash = {"rank": None, "confidence": None, "answered": False, "answer": None, "span": None, "error": "E: x"}
    records = [record("a"), record("b", **crash), record("c", answerable=False, **crash)]
    summary = summarise(records)
    assert summary.crashed == ("b: E: x", "c: E: x")
    # It is silent on "c", but not because it knew.
    assert summary.figures["abstained"].value == 0 and summary.figures["no_answer_em"].value == 0
    assert summary.figures["hit@1"].value == summary.figures["answered"].value == 0.5
    # In the only pair with an own confidence, "a" counts below the crash on "c".
    assert summary.figures["auroc"].value == 0


def test_system_without_confidence_has_no_decision_figures():
    figures = summarise([record("a", confidence=None), record("b", answerable=False, confidence=None)]).figures
    assert "hit@1" in figures and not {"auroc", "abstained", "squad_em", "ece"} & set(figures)


def test_set_without_answers_has_no_ranking_figures():
    figures = summarise([record("a", answerable=False, answered=False)]).figures
    assert "hit@1" not in figures and figures["abstained"].value == 1.0


def test_breakdowns_count_answerable_questions():
    summary = summarise([record("a", kind="fact"), record("b", rank=2, kind="fact"), record("c", answerable=False)])
    assert summary.breakdowns["question type"] == {"who": (0.5, 2)}
    assert summary.breakdowns["kind in the set"] == {"fact": (0.5, 2)}


def test_each_turn_kind_has_own_hit_rate():
    records = [record("a", kind="stand-alone")]
    # Two of three follow-ups with an answer are right; the one without counts nowhere.
    records += [record(f"f{at}", rank=rank, kind="follow-up") for at, rank in enumerate((1, 1, 2))]
    records += [record("u", answerable=False, kind="follow-up")]
    figures = summarise(records).figures
    assert figures["hit@1 follow-up"].value == pytest.approx(2 / 3) and figures["hit@1 follow-up"].n == 3
    assert figures["hit@1 stand-alone"].value == 1.0 and figures["hit@1 stand-alone"].n == 1
    assert "hit@1 follow-up" not in summarise([record("q", kind="fact")]).figures


def test_speed_excludes_crashes():
    speed = summarise([record("a", milliseconds=4.0), record("b", milliseconds=0.0, error="E: x")]).speed
    assert speed.p50_ms == speed.p99_ms == 4.0 and speed.per_second == 250


def test_summary_survives_json():
    summary = summarise([record("a"), record("b", answerable=False)], build_seconds=1.5, megabytes=20.0)
    text = json.dumps(summary.as_dict())
    assert json.dumps(json_value(text, Summary).as_dict()) == text
