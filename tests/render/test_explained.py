"""How an answer came about, for people: passages, evidence, and what decided."""

import re
from dataclasses import replace

from qa.render import explain_blocks
from qa.types import Evidence, Form, Hit
from tests.render.builders import THREE, abstained, answered, candidate, shown


def explained(first, *others, **changes):
    answer = replace(answered(first, *others, hits=(Hit(THREE, 0.25, 1), Hit(THREE, 0.125, 2))), **changes)
    return shown(explain_blocks(answer), terminal=False)


def test_explanation_lists_evidence_by_weight():
    evidence = {"words": Evidence(0.5, 1.0), "passage_rank": Evidence(1.0, -2.0), "nothing": Evidence(3.0, 0.001)}
    answer = answered(candidate(THREE, evidence=evidence), hits=(Hit(THREE, 0.25, 1),))
    text = shown(explain_blocks(answer), terminal=False)
    assert "1. notes.md:1–5  (score 0.250)" in text
    assert text.index("passage rank") < text.index("words ") and "nothing" not in text
    assert re.search(r"words +0\.50 +\+1\.00", text) and re.search(r"passage rank +1\.00 +-2\.00", text)


def test_explanation_compares_the_two_best():
    best = candidate(THREE, 0, score=3.0, evidence={"span": Evidence(4.0, 2.5), "pas_sage": Evidence(1.0, 0.5)})
    rival = candidate(THREE, 1, score=0.5, evidence={"span": Evidence(2.0, 1.0), "pas_sage": Evidence(-1.0, -0.5)})
    text = explained(best, rival, candidate(THREE, 2, score=-9.0))
    assert re.search(r"value +counts +next best\n", text)
    assert re.search(r"span +4\.00 +\+2\.50 +\+1\.00\n", text)
    assert re.search(r"pas sage +1\.00 +\+0\.50 +-0\.50\n", text)
    # 2.5 - 1 is more than 0.5 + 0.5.
    assert text.endswith("Ahead of the next best by 2.50; what decided: span (+1.50).\n")


def test_explanation_lists_evidence_for_the_rival_alone():
    best = candidate(THREE, 0, score=2.0, evidence={"span": Evidence(4.0, 2.0), "unread": Evidence(0.0, 0.0)})
    rival = candidate(THREE, 1, score=-3.0, evidence={"span": Evidence(0.0, 0.0), "unread": Evidence(1.0, -3.0)})
    text = explained(best, rival)
    assert re.search(r"unread +0\.00 +\+0\.00 +-3\.00", text) and text.endswith("what decided: unread (+3.00).\n")


def test_tie_has_no_deciding_feature():
    same = {"span": Evidence(4.0, 2.0)}
    text = explained(candidate(THREE, 0, evidence=same), candidate(THREE, 1, evidence=same))
    assert text.endswith("Ahead of the next best by 0.00.\n")


def test_single_candidate_has_no_next_best():
    text = explained(candidate(THREE, 0, evidence={"span": Evidence(4.0, 2.0)}))
    assert "next best" not in text and re.search(r"span +4\.00 +\+2\.00\n", text)


def test_candidates_without_evidence_are_explained():
    assert explained(candidate(THREE, 0), candidate(THREE, 1)).endswith("Ahead of the next best by 0.00.\n")


def test_abstention_explains_the_closest_sentence():
    same = {"span": Evidence(4.0, 2.0)}
    closest = candidate(THREE, 0, score=2.0, evidence=same)
    text = explained(closest, candidate(THREE, 1, score=1.0), answered=False)
    assert "What counted for the closest sentence:" in text and "what decided: span (+2.00)." in text


def test_explanation_marks_unread_passages():
    text = explained(candidate(THREE, 0), unread_ranks=frozenset({2}))
    assert "(score 0.250)\n" in text and "(score 0.125, not read: too unlikely)\n" in text


def test_explanation_without_hits_says_so():
    assert "No passage shares a word" in shown(explain_blocks(abstained()), terminal=False)


def test_loaded_answer_has_no_explanation():
    assert shown(explain_blocks(answered(candidate(THREE))), terminal=False) == (
        "The saved conversation does not hold how this answer came about; ask again to see it.\n"
    )


def test_each_part_is_explained():
    parts = tuple(answered(candidate(THREE, number), hits=(Hit(THREE, 0.25, 1),), line="Who?") for number in (0, 1))
    text = shown(explain_blocks(replace(parts[0], form=Form.PARTS, parts=parts)), terminal=False)
    assert text.count("→ Who?\n") == text.count("Passages found, best first:\n") == 2
