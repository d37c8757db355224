"""Comparisons of invented results; a comment works out every number by hand."""

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from qa.errors import EvaluationError
from qa.evaluate.comparison import compare, comparison_blocks
from qa.evaluate.results import GoldSlice, TextSlice
from qa.evaluate.results.files import Result, RunInfo
from qa.evaluate.results.summary import summarise
from qa.evaluate.results.traits import QuestionTraits

from . import builders

TEXT = "Pavel left for Ulm in May. Semyon stayed in Moscow, where it rained for three weeks."
ULM, MOSCOW = TextSlice("d", 15, 18, "Ulm"), TextSlice("d", 44, 50, "Moscow")
LEFT, STAYED = TextSlice("d", 0, 26, TEXT[:26]), TextSlice("d", 27, 84, TEXT[27:])


def record(question_id, rank=1, **changes):
    """A record of "Where did Semyon stay?": the right sentence ("Moscow") if `rank` is 1, else the other sentence."""
    right = rank == 1
    asked = {
        "question": "Where did Semyon stay?",
        "group": question_id,
        "traits": QuestionTraits("where", "name", 1, 1.0),
        "golds": (GoldSlice(STAYED, (MOSCOW,)),),
        "answer": STAYED if right else LEFT,
        "span": MOSCOW if right else ULM,
    }
    return builders.record(question_id, rank=rank, **asked | changes)


def unanswerable(question_id, **changes):
    """A question that the text does not answer."""
    nothing = {"golds": (), "passage_ranks": (), "gold_passages": 0}
    return record(question_id, None, **nothing, traits=QuestionTraits("where"), **changes)


def crash(question_id):
    """A question that makes the system crash."""
    nothing = {"answer": None, "span": None, "answered": False, "confidence": None}
    return record(
        question_id, None, **nothing, error="ValueError: too long", traits=QuestionTraits("where", "name", 1, 0.0)
    )


# A comparison computes its figures from the records, so all results can share one summary.
SUMMARY = summarise([record("q0", confidence=None)])


def result(*records, system="qa", settings=None, **changes):
    """A result of `system`."""
    about = RunInfo("set", "article", "all", "standalone", None, 0, system, {"set.jsonl": "0" * 64}, weights="0" * 64)
    surroundings = {"python": "3.11.0", "libraries": {"numpy": "2.0.0"}, "machine": {"system": "Linux", "cores": 2}}
    return Result(replace(about, **changes), SUMMARY, records, settings or {}, 1, "2026-11-23", surroundings)


def ranked(ranks, **changes):
    """A result with the given rank of the right sentence for each of the questions q0, q1, ..."""
    return result(*(record(f"q{number}", rank) for number, rank in enumerate(ranks)), **changes)


def shown(comparison, *, width=80, show=5, terminal=True):
    """The comparison as the screen shows it, without style."""
    screen = Console(file=io.StringIO(), width=width, force_terminal=terminal, color_system=None, highlight=False)
    for part in comparison_blocks(comparison, show=show):
        screen.print(part)
    return screen.file.getvalue()


# A has q0, q4 and q5; B has q0 to q3 and q4: of 8 questions 3 are won (q1, q2, q3), 1 is lost (q5).
A = ranked([1, 2, 2, 3, 1, 1, None, 4])
B = ranked([1, 1, 1, 1, 1, 2, None, 4])


# Figures


def test_won_and_lost_questions_are_listed():
    comparison = compare(A, B)
    assert [pair.question_id for pair in comparison.won] == ["q1", "q2", "q3"]
    assert [pair.question_id for pair in comparison.lost] == ["q5"]


def test_hit_difference_is_won_minus_lost():
    hits = compare(A, B).changes["hit@1"]
    # A: 3 of 8, B: 5 of 8; (3 - 1) / 8.
    assert (hits.n, hits.first, hits.second, hits.difference) == (8, 0.375, 0.625, 0.25)
    assert (hits.won, hits.lost) == (3, 1)
    assert hits.low <= hits.difference <= hits.high


def test_p_value_is_exact_and_two_sided():
    # Four tosses, three or more heads: (4 + 1) / 16; or three or more tails: as much again.
    assert compare(A, B).changes["hit@1"].p == pytest.approx(0.625)


def test_mrr_difference_is_computed_from_ranks():
    changes = compare(A, B).changes
    # A: 1 + 1/2 + 1/2 + 1/3 + 1 + 1 + 0 + 1/4 = 55/12; B: 5 + 1/2 + 1/4 = 69/12; both of 8.
    assert changes["mrr"].first == pytest.approx(55 / 96)
    assert changes["mrr"].difference == pytest.approx(14 / 96)
    assert changes["mrr"].won is changes["mrr"].p is None


def test_compared_values_equal_summary_values(few_draws):
    first = [record("q0"), unanswerable("q1", answered=False), crash("q2"), record("q3", 3)]
    second = [record("q0", 2), unanswerable("q1"), record("q2"), record("q3", answered=False)]
    before, after = summarise(first).figures, summarise(second).figures
    for name, change in compare(result(*first), result(*second)).changes.items():
        assert (change.n, change.first, change.second) == (after[name].n, before[name].value, after[name].value)


def test_crash_is_never_right():
    quiet = unanswerable("q1", answered=False)
    crashed = replace(quiet, error="ValueError: too long", answer=None, span=None)
    comparison = compare(result(record("q0"), crashed), result(crash("q0"), quiet))
    # A has q0 alone; B has the silence on q1 alone.
    assert (comparison.changes["correct"].won, comparison.changes["correct"].lost) == (1, 1)
    assert [pair.question_id for pair in comparison.lost] == ["q0"]


def test_right_abstention_wins_correct_but_not_hit():
    changes = compare(
        result(record("q0"), unanswerable("q1")), result(record("q0"), unanswerable("q1", answered=False))
    ).changes
    assert (changes["correct"].n, changes["correct"].won, changes["correct"].lost) == (2, 1, 0)
    assert (changes["hit@1"].n, changes["hit@1"].won) == (1, 0)


def test_correct_needs_two_deciding_systems():
    undecided = result(*(replace(item, confidence=None) for item in A.records))
    assert "correct" not in compare(undecided, B).changes
    assert "correct" not in compare(B, undecided).changes
    assert "correct" in compare(A, B).changes


def opposites(documents):
    """Two results on documents of two questions each: B wins one of them and loses the other."""
    ids = [(f"q{number}", f"d{number // 2}", number % 2) for number in range(2 * documents)]
    return (
        result(*(record(name, 1 + odd, group=group) for name, group, odd in ids)),
        result(*(record(name, 2 - odd, group=group) for name, group, odd in ids)),
    )


def test_interval_draws_whole_documents():
    # In each document the two differences, 1 and -1, cancel out: so they do whichever documents are drawn.
    hits = compare(*opposites(5)).changes["hit@1"]
    assert hits.by_document and (hits.low, hits.high) == (0.0, 0.0)


def test_few_documents_draw_single_questions():
    hits = compare(*opposites(4)).changes["hit@1"]
    assert not hits.by_document and hits.low < 0 < hits.high


def test_median_time_excludes_crashes():
    slow = [record(f"q{number}", milliseconds=time) for number, time in enumerate((1.0, 5.0, 30.0))]
    comparison = compare(result(*slow), result(replace(slow[0], milliseconds=4.0), slow[1], crash("q2")))
    # The middle of 1, 5, 30; that of 4 and 5.
    assert comparison.p50_ms == (5.0, 4.5)


# Verdict


def test_significant_difference_is_stated_with_figures():
    # All 12 questions won: p is 2 / 2 ** 12 = 0.0005, and every draw is a difference of 1.
    assert compare(ranked([2] * 12), ranked([1] * 12)).verdict == (
        "B finds the right sentence more often: +100.0 points (+100.0 to +100.0), 12 questions won, 0 lost, p < 0.001."
    )
    assert compare(ranked([1] * 12), ranked([2] * 12)).verdict == (
        "B finds the right sentence less often: -100.0 points (-100.0 to -100.0), 0 questions won, 12 lost, p < 0.001."
    )


def test_insignificant_difference_is_called_none():
    assert compare(A, B).verdict.startswith("No difference that these 8 questions can show: +25.0 points (")
    assert compare(A, B).verdict.endswith("), 3 questions won, 1 lost, p = 0.625.")


def test_few_won_questions_are_not_significant():
    # Three tosses, all alike: p is 2 / 8.
    verdict = compare(ranked([2] * 3), ranked([1] * 3)).verdict
    assert verdict.startswith("No difference that these 3 questions can show: +100.0 points (+100.0 to +100.0)")
    assert verdict.endswith("p = 0.250.")


def test_same_right_questions_are_no_difference():
    assert compare(A, A).verdict == "No difference: B finds the right sentence for exactly the same questions as A."


def test_unanswerable_questions_have_no_right_sentence():
    silent = result(unanswerable("q0", answered=False))
    assert compare(silent, silent).verdict == "None of these questions has an answer that could be found."
    assert compare(silent, silent).breakdowns == {}
    assert "correct" in shown(compare(silent, silent))


# Which questions


def test_most_confident_mistakes_come_first():
    sure = {"q0": 0.2, "q1": 0.9, "q2": 0.9, "q3": None}
    first = result(*(record(name, 2, confidence=value) for name, value in sure.items()))
    second = result(*(record(name) for name in sure))
    assert [pair.question_id for pair in compare(first, second).won] == ["q1", "q2", "q0", "q3"]
    assert [pair.question_id for pair in compare(second, first).lost] == ["q1", "q2", "q0", "q3"]


def test_ties_in_mistakes_use_confidence_of_right_answer():
    first = result(*(record(f"q{number}", 2, confidence=None) for number in range(2)))
    second = result(record("q0", confidence=0.5), record("q1", confidence=0.8))
    assert [pair.question_id for pair in compare(first, second).won] == ["q1", "q0"]


# Breakdowns


def test_breakdown_counts_each_label():
    kinds = ["why", "why", "fact"]
    first = result(*(record(f"q{at}", 2, kind=kind) for at, kind in enumerate(kinds)))
    second = result(*(record(f"q{at}", 1 + at, kind=kind) for at, kind in enumerate(kinds)))
    sorts = compare(first, second).breakdowns["kind in the set"]
    # Of the two "why" B has the first.
    assert list(sorts) == ["why", "fact"]
    assert (sorts["why"].n, sorts["why"].first, sorts["why"].second, sorts["why"].difference) == (2, 0.0, 0.5, 0.5)
    assert (sorts["why"].won, sorts["why"].lost, sorts["fact"].won) == (1, 0, 0)


def test_ordered_breakdown_ignores_counts():
    words = [9, 9, 9, 5, 1, 1]
    records = [record(f"q{at}", traits=QuestionTraits("who", "name", length, 0.0)) for at, length in enumerate(words)]
    sorts = compare(result(*records), result(*records)).breakdowns
    assert list(sorts["answer length"]) == ["1 word", "4–7 words", "8 and more"]
    assert "kind in the set" not in sorts


def test_crash_takes_traits_from_other_result():
    for pair in ((result(crash("q0")), result(record("q0"))), (result(record("q0")), result(crash("q0")))):
        assert list(compare(*pair).breakdowns["words shared with the gold sentence"]) == ["more"]


# What can be compared


def test_no_shared_question_is_rejected():
    with pytest.raises(EvaluationError, match=r"^set.article.qa and set.article.bm25 share no question, .* `qa eval"):
        compare(result(record("q0")), result(record("p0"), system="bm25"))


def test_other_wording_is_rejected():
    other = replace(record("q1"), question="Where was Semyon?")
    with pytest.raises(
        EvaluationError, match=r"^question 'q1' has another wording in B than in A, expected .* `qa eval"
    ):
        compare(ranked([1, 1]), result(record("q0"), other))


@pytest.mark.parametrize(
    "golds",
    [
        (),
        (GoldSlice(LEFT, (ULM,)),),
        # The same words at another place, as in another scope.
        (GoldSlice(STAYED, (replace(MOSCOW, start=17, end=23),)),),
    ],
)
def test_other_gold_answers_are_rejected(golds):
    with pytest.raises(EvaluationError, match="question 'q0' has other gold answers in B than in A"):
        compare(ranked([1]), result(replace(record("q0"), golds=golds)))


def test_moved_set_is_accepted():
    moved = replace(record("q0"), golds=(GoldSlice(STAYED, (replace(MOSCOW, document="/elsewhere/d"),)),))
    assert compare(ranked([1]), result(moved)).pairs


def test_two_ways_are_compared_by_id():
    first = result(record("q0", question="And Semyon?"), turns="typed")
    comparison = compare(first, ranked([2], turns="standalone"))
    assert comparison.differing["turns"] == ("typed", "standalone") and len(comparison.lost) == 1
    out = shown(comparison)
    assert "1.  And Semyon?  q0" in out and "B was asked: Where did Semyon stay?" in out


def test_rewritten_question_is_shown_if_different():
    stages = {"rewrite": {"rewritten": "Where was Semyon?"}}
    out = shown(compare(ranked([2], turns="typed"), result(record("q0", stages=stages), turns="resolved")))
    assert out.count("rewritten: Where was Semyon?") == 1
    same = {"rewrite": {"rewritten": "Where did Semyon stay?"}}
    assert "rewritten" not in shown(compare(ranked([2]), result(record("q0", stages=same))))


def test_follow_ups_have_own_paired_test():
    def turns(*ranks):
        kinds = ["stand-alone"] + ["follow-up"] * (len(ranks) - 1)
        made = zip(ranks, kinds, strict=True)
        return result(*(record(f"q{at}", rank, kind=kind) for at, (rank, kind) in enumerate(made)))

    # Of seven follow-ups six are won and none is lost: 2 * (1/2)^6.
    changes = compare(turns(1, 1, 2, 2, 2, 2, 2, 2), turns(1, 1, 1, 1, 1, 1, 1, 1)).changes
    change = changes["hit@1 follow-up"]
    assert (change.n, change.won, change.lost) == (7, 6, 0) and change.p == pytest.approx(2 / 64)
    assert changes["hit@1 stand-alone"].difference == 0 and changes["hit@1"].n == 8
    assert list(changes)[:4] == ["hit@1", "hit@1 follow-up", "hit@1 stand-alone", "hit@3"]


def test_changed_answers_are_counted():
    # q0 has the same answer, q1 another sentence, q2 the same sentence but an abstention.
    comparison = compare(ranked([1, 1, 1]), result(record("q0"), record("q1", 2), record("q2", answered=False)))
    assert comparison.changed == 2 and comparison.as_dict()["changed"] == 2
    assert "Another best sentence or another decision: 2 of 3 questions." in shown(comparison)


def test_history_before_questions_is_no_other_question():
    assert compare(ranked([1]), ranked([1], after=2)).differing == {
        "asked": ("set, in the article", "set, in the article, each question after 2 others")
    }


def test_questions_of_one_result_are_left_out():
    comparison = compare(ranked([1, 1, 2]), result(record("q2"), record("p0", 2)))
    assert comparison.left_out == (2, 1)
    assert comparison.changes["hit@1"].n == 1
    assert "Left out: 2 questions that only A was asked, 1 that only B was." in shown(comparison)


def test_different_settings_and_versions_are_listed():
    first = ranked([1], settings={"top_k": 3, "passage_words": 120}, qa_version="1.0")
    second = ranked([1], settings={"top_k": 10, "passage_words": 120}, qa_version="1.1")
    comparison = compare(first, second)
    assert comparison.differing == {"top_k": ("3", "10"), "qa": ("1.0", "1.1")}
    assert "Not the same (A / B): top_k 3 / 10; qa 1.0 / 1.1." in shown(comparison)


# Looks


LONG = "and so it went on, as such sentences do, " * 4


def long_winded():
    """A lost question with only texts longer than a line."""
    longer = replace(STAYED, text=STAYED.text + LONG)
    kind = "a kind that somebody gave a name longer than any table has room for"
    first = record("q0", question=f"Where, {LONG}, did he stay?", answer=longer, kind=kind)
    return compare(result(first), result(replace(first, rank=None, answer=LEFT, span=None, answered=False)))


@pytest.mark.parametrize("width", [80, 119, 120, 200])
def test_no_line_is_wider_than_screen(width):
    assert max(len(line.rstrip()) for line in shown(long_winded(), width=width).splitlines()) <= width


def test_narrow_screen_shows_answers_one_below_other():
    lines = [line.rstrip() for line in shown(compare(A, B), show=1).splitlines()]
    start = lines.index("Won: only B finds the right sentence (1 of 3)") + 2
    assert lines[start : start + 6] == [
        "1.  Where did Semyon stay?  q1",
        "    Gold: Moscow",
        " A  Pavel left for Ulm in May.",
        "    wrong · more likely than not, 0.50 · right sentence at rank 2",
        " B  Semyon stayed in Moscow, where it rained for three weeks.",
        "    right · more likely than not, 0.50",
    ]


def test_wide_screen_shows_answers_side_by_side():
    assert "Pavel left for Ulm in May." in next(
        line for line in shown(compare(A, B), width=140).splitlines() if "Semyon stayed in Moscow" in line
    )


def test_pipe_shows_answers_one_below_other():
    assert not any(
        "Pavel left" in line and "Semyon stayed" in line
        for line in shown(compare(A, B), width=400, terminal=False).splitlines()
    )


def test_crash_and_abstention_are_shown():
    out = shown(compare(ranked([1, 1]), result(crash("q0"), record("q1", None, answered=False))))
    assert "crashed: ValueError: too long" in out and out.count("abstained") == 1
    assert "wrong · more likely than not, 0.50 · abstained · no right sentence found" in out


def test_show_limits_questions():
    assert "Won" not in shown(compare(A, B), show=0)
    assert shown(compare(A, B), show=2).count("Gold: Moscow") == 2 + 1


def test_untrusted_text_is_cleaned_and_not_markup():
    evil = "[bold]\x1b[2J:smile:[/bold]"
    place = replace(STAYED, text=evil + STAYED.text)
    odd = record(evil, question=evil, kind=evil, answer=place, span=None, golds=(GoldSlice(place, (place,)),))
    wrong = replace(odd, rank=None, error=evil, answer=None)
    out = shown(compare(result(odd, system=evil), result(wrong, settings={evil: 1}, qa_version=evil)), width=140)
    assert "\x1b[2J" not in out
    # The id, the question, the kind, the gold answer, the sentence, the crash, the system and the version.
    assert out.count("[bold]␛[2J:smile:[/bold]") >= 8


# JSON


def test_json_holds_whole_comparison():
    data = json.loads(json.dumps(compare(A, B).as_dict()))
    assert data["a"]["about"]["system"] == "qa"
    assert (data["questions"], data["documents"], data["left_out"]) == (8, 8, {"a": 0, "b": 0})
    assert data["verdict"] == compare(A, B).verdict
    hits = data["figures"]["hit@1"]
    assert (hits["a"], hits["b"], hits["difference"], hits["won"], hits["lost"]) == (0.375, 0.625, 0.25, 3, 1)
    assert hits["p"] == pytest.approx(0.625)
    assert data["breakdowns"]["question type"]["where"]["n"] == 8
    assert data["p50_ms"] == {"a": 2.0, "b": 2.0}
    assert [pair["id"] for pair in data["won"]] == ["q1", "q2", "q3"]
    assert data["lost"][0] == {
        "id": "q5",
        "question": "Where did Semyon stay?",
        "gold_answers": ["Moscow"],
        "a": {
            "text": STAYED.text,
            "span": "Moscow",
            "confidence": 0.5,
            "answered": True,
            "rank": 1,
            "error": None,
        },
        "b": {"text": LEFT.text, "span": "Ulm", "confidence": 0.5, "answered": True, "rank": 2, "error": None},
    }
