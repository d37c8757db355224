import json

import pytest

from qa.errors import EvaluationError
from qa.evaluate.datasets import Selection
from qa.evaluate.gate import GATED_METRICS, Gate, load_gates, new_gate, save_gates
from qa.evaluate.results.summary import METRICS, summarise

from .builders import record

pytestmark = pytest.mark.usefixtures("few_draws")

DIGESTS = {"set.jsonl": "a" * 64}


def summary(right, wrong=0):
    """The summary of `right` and `wrong` answers, and an abstention on one unanswerable question."""
    records = [record(f"r{at}", confidence=0.99) for at in range(right)]
    records += [record(f"w{at}", rank=2, confidence=0.99) for at in range(wrong)]
    return summarise([*records, record("u", answerable=False, answered=False, confidence=0.1)])


def gate(result):
    return new_gate("set", Selection(), result, DIGESTS)


def test_new_gate_passes_own_summary():
    result = summary(3, 1)
    assert list(gate(result).violations(result, DIGESTS)) == []


def test_floor_allows_one_question_but_not_two():
    held = gate(summary(50))
    assert not any(line.startswith("hit@1") for line in held.violations(summary(49, 1), DIGESTS))
    assert "hit@1 is 0.9600, its floor is 0.98" in list(held.violations(summary(48, 2), DIGESTS))


def test_less_is_better_gets_ceiling():
    held = gate(summary(50))
    assert held.ceilings.keys() == {name for name in GATED_METRICS if METRICS[name].less_is_better}
    assert any(line.startswith("brier is") for line in held.violations(summary(20, 30), DIGESTS))


def test_changed_file_violates_gate():
    result = summary(3)
    (line,) = gate(result).violations(result, {"set.jsonl": "b" * 64})
    assert line.startswith("set.jsonl is not the file")


def test_missing_figure_violates_floor():
    assert "auroc is missing, its floor is 0.5" in list(
        Gate("set", Selection(), {}, {"auroc": 0.5}, {}).violations(summarise([record()]), {})
    )


def test_follow_ups_have_own_floor():
    def turns(right, wrong):
        asked = [record(f"r{at}", kind="follow-up") for at in range(right)]
        asked += [record(f"w{at}", rank=2, kind="follow-up") for at in range(wrong)]
        return summarise([*asked, *(record(f"s{at}", kind="stand-alone") for at in range(50))])

    held = new_gate("set", Selection(turns="resolved"), turns(10, 0), DIGESTS)
    assert held.floors["hit@1 follow-up"] == 0.9
    assert "hit@1 follow-up is 0.8000, its floor is 0.9" in list(held.violations(turns(8, 2), DIGESTS))


def test_raising_keeps_higher_floors():
    low = gate(summary(40, 10))
    raised = low.raised(summary(50), DIGESTS)
    assert raised.floors["hit@1"] > low.floors["hit@1"]
    assert raised.raised(summary(50), DIGESTS).floors == raised.floors


def test_raising_rejects_fall():
    with pytest.raises(EvaluationError, match=r"hit@1 is 0\.8000, its floor is 0\.98.*--allow-regression"):
        gate(summary(50)).raised(summary(40, 10), DIGESTS)


def test_gates_survive_file(tmp_path):
    path = tmp_path / "floors.json"
    save_gates(path, [gate(summary(3, 1))])
    assert load_gates(path) == [gate(summary(3, 1))]


@pytest.mark.parametrize("content", ["", "{}", '{"gates": [{}]}', "[]"])
def test_faulty_floors_are_rejected(tmp_path, content):
    path = tmp_path / "floors.json"
    path.write_text(content)
    with pytest.raises(EvaluationError, match="cannot be read as floors"):
        load_gates(path)


def test_unknown_floor_is_rejected(tmp_path):
    path = tmp_path / "floors.json"
    save_gates(path, [gate(summary(3, 1))])
    data = json.loads(path.read_text())
    data["gates"][0]["floors"]["speed"] = 1
    path.write_text(json.dumps(data))
    with pytest.raises(EvaluationError, match="found speed, expected figures"):
        load_gates(path)
