"""The lexical reader's training, on toys."""

import gzip
import json
import random
import re

import numpy as np
import pytest

from qa import load_text, model
from qa.train import lexical, sweep_retrieval, unanswerable

NAMES = ("Anna", "Boris", "Clara", "David", "Elena", "Farid", "Greta", "Hugo")


def article(number: int) -> dict:
    name, town, year = NAMES[number % 8], f"Town{number}", 1900 + number
    context = f"{name} was born in {town}. The river floods often. {name} built a mill in {year}. Rain is common there."

    def qas(key, question, answer):
        return {
            "id": f"{number}-{key}",
            "question": question,
            "answers": [{"text": answer, "answer_start": context.index(answer)}],
        }

    asked = [qas("where", f"Where was {name} born?", town), qas("when", f"When did {name} build a mill?", str(year))]
    return {
        "title": town,
        "paragraphs": [{"context": context, "qas": asked}, {"context": f"{town} has a school.", "qas": []}],
    }


@pytest.fixture
def data(tmp_path):
    for name in lexical.FILES:
        path = tmp_path / name
        path.write_bytes(
            gzip.compress(json.dumps({"data": [article(number) for number in range(20)]}).encode(), mtime=0)
        )
    return tmp_path


def test_toy_run_writes_reproducible_model(data, tmp_path, capsys):
    first, second = tmp_path / "one.json", tmp_path / "two.json"
    lexical.main(data, first)
    lexical.main(data, second)
    assert first.read_bytes() == second.read_bytes()
    fitted = model.lexical(first)
    assert fitted.weights["word_overlap"] > 0 and "born" in fitted.background
    assert json.loads(capsys.readouterr().out.split("}\n{")[0] + "}")["made_by"].endswith("qa.train.lexical")


def test_held_out_documents_are_not_fitted_on(data):
    questions = lexical.load_set(data / "nq-gold.json.gz").questions
    by_held = {
        flag: {question.document.doc_id for question in questions if lexical.held_out(question) is flag}
        for flag in (True, False)
    }
    assert by_held[True] and by_held[False] and not by_held[True] & by_held[False]


def test_equally_common_stems_keep_text_order():
    document = load_text("Clouds gathered, thunder rolled, rivers rose and clouds burst.")
    stems = ["cloud", "gather", "thunder", "roll", "river", "rose", "burst"]
    assert lexical.background_of([document]) == dict.fromkeys(stems, 1.0)
    assert list(lexical.background_of([document])) == stems


def test_sweep_reports_shares(data):
    figures = sweep_retrieval.measure(sweep_retrieval.sample_groups(data), passage_words=120, top_k=3, prior=50.0)
    assert figures["success@1"] <= figures["success@5"] <= 1.0 and figures["hit@1"] > 0.5


def test_conditional_logit_matches_worked_example():
    # One feature, two rows per group (1 and 0). The row with 1 is right in 3 of 4 groups. The log likelihood
    # 3 log s(w) + log(1 - s(w)) is greatest at s(w) = 3/4, so w = log 3.
    rows = np.array([[1.0], [0.0]])
    groups = [(rows, np.array([True, False]))] * 3 + [(rows, np.array([False, True]))]
    assert lexical.conditional_logit(groups, ridge=0.0)[0] == pytest.approx(np.log(3), abs=1e-3)


def test_name_is_swapped_for_another_of_document():
    document = load_text("Anna met Boris. They left.")
    assert unanswerable.swap_name("Where did Anna go?", document, random.Random(0)) == "Where did Boris go?"
    assert unanswerable.swap_name("Where did they go?", document, random.Random(0)) == "Where did they go?"


def test_identifier_is_changed_in_its_last_digit():
    document = load_text("RULE-B002 finds empty files.")
    changed = {
        unanswerable.change("What does RULE-B002 find?", document, random.Random(seed)) or "" for seed in range(40)
    }
    swapped = {text for text in changed if "RULE-B002" not in text}
    assert swapped and all(re.fullmatch(r"What does RULE-B00[013-9] find\?", text) for text in swapped)


def observed(count):
    """Signals of which "b" says the opposite of what it should, and whether the best candidate is right."""
    rng = random.Random(0)
    drawn = [(rng.random(), rng.random()) for _ in range(count)]
    return [({"a": a, "b": b}, rng.random() < 0.2 + 0.4 * a + 0.3 * b) for a, b in drawn]


def test_weight_has_only_its_sign():
    free = lexical.calibrate(observed(2_000))["weights"]
    bounded = lexical.calibrate(observed(2_000), {"b": -1})["weights"]
    assert free["b"] > 0.5 and bounded["b"] == 0.0
    assert bounded["a"] == pytest.approx(free["a"], abs=0.2)


def test_signs_that_hold_change_nothing():
    free = lexical.calibrate(observed(500))
    bounded = lexical.calibrate(observed(500), {"a": 1, "b": 1})
    assert bounded["weights"] == pytest.approx(free["weights"], abs=0.01)
    assert bounded["intercept"] == pytest.approx(free["intercept"], abs=0.01)
