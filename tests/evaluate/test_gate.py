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
    """Of `right` and `wrong` answers, and one unanswerable question left alone."""
    records = [record(f"r{at}", confidence=0.99) for at in range(right)]
    records += [record(f"w{at}", rank=2, confidence=0.99) for at in range(wrong)]
    return summarise([*records, record("u", answerable=False, answered=False, confidence=0.1)])


def gate(found):
    return new_gate("set", Selection(), found, DIGESTS)


def test_what_was_measured_passes_its_own_gate():
    found = summary(3, 1)
    assert list(gate(found).violations(found, DIGESTS)) == []


def test_there_is_room_for_one_question_and_not_for_two():
    held = gate(summary(50))
    assert not any(line.startswith("hit@1") for line in held.violations(summary(49, 1), DIGESTS))
    assert "hit@1 is 0.9600, its floor is 0.98" in list(held.violations(summary(48, 2), DIGESTS))


def test_of_what_is_better_low_a_ceiling_is_held():
    held = gate(summary(50))
    assert held.ceilings.keys() == {name for name in GATED_METRICS if METRICS[name].less_is_better}
    assert any(line.startswith("brier is") for line in held.violations(summary(20, 30), DIGESTS))


def test_another_file_breaks_the_gate():
    found = summary(3)
    (line,) = gate(found).violations(found, {"set.jsonl": "b" * 64})
    assert line.startswith("set.jsonl is not the file")


def test_a_figure_that_is_missing_breaks_its_floor():
    assert "auroc is missing, its floor is 0.5" in list(
        Gate("set", Selection(), {}, {"auroc": 0.5}, {}).violations(summarise([record()]), {})
    )


def test_of_dialogues_the_follow_ups_are_held_apart():
    def turns(right, wrong):
        asked = [record(f"r{at}", kind="follow-up") for at in range(right)]
        asked += [record(f"w{at}", rank=2, kind="follow-up") for at in range(wrong)]
        return summarise([*asked, *(record(f"s{at}", kind="stand-alone") for at in range(50))])

    held = new_gate("set", Selection(turns="resolved"), turns(10, 0), DIGESTS)
    assert held.floors["hit@1 follow-up"] == 0.9
    assert "hit@1 follow-up is 0.8000, its floor is 0.9" in list(held.violations(turns(8, 2), DIGESTS))


def test_raising_raises_what_is_better_and_keeps_the_rest():
    low = gate(summary(40, 10))
    raised = low.raised(summary(50), DIGESTS)
    assert raised.floors["hit@1"] > low.floors["hit@1"]
    assert raised.raised(summary(50), DIGESTS).floors == raised.floors


def test_raising_refuses_a_fall():
    with pytest.raises(EvaluationError, match=r"hit@1 is 0\.8000, its floor is 0\.98.*--allow-regression"):
        gate(summary(50)).raised(summary(40, 10), DIGESTS)


def test_gates_are_kept_in_a_file(tmp_path):
    path = tmp_path / "floors.json"
    save_gates(path, [gate(summary(3, 1))])
    assert load_gates(path) == [gate(summary(3, 1))]


@pytest.mark.parametrize("content", ["", "{}", '{"gates": [{}]}', "[]"])
def test_faulty_floors_are_refused(tmp_path, content):
    path = tmp_path / "floors.json"
    path.write_text(content)
    with pytest.raises(EvaluationError, match="cannot be read as floors"):
        load_gates(path)


def test_a_floor_of_something_that_is_not_measured_is_refused(tmp_path):
    path = tmp_path / "floors.json"
    save_gates(path, [gate(summary(3, 1))])
    data = json.loads(path.read_text())
    data["gates"][0]["floors"]["speed"] = 1
    path.write_text(json.dumps(data))
    with pytest.raises(EvaluationError, match="found speed, expected figures"):
        load_gates(path)
