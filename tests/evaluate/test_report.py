import re
import sys
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import EvaluationError
from qa.evaluate.report import page, plots
from qa.evaluate.report.columns import group_columns
from qa.evaluate.report.mistakes import excerpts, split_at_marks, worst_records
from qa.evaluate.report.plots import reliability, risk
from qa.evaluate.report.table import MEANINGS, table_rows
from qa.evaluate.results import GoldSlice, TextSlice
from qa.evaluate.results.files import Result, RunInfo
from qa.evaluate.results.summary import METRICS, summarise

from .builders import record

pytestmark = pytest.mark.usefixtures("few_draws")

SCRIPT = "<script>alert(1)</script>"
TEXT = "Pavel left for Ulm. Semyon stayed in Moscow. It rained."


def result(system="qa", records=None, **asked):
    """A result of `system`: one of two answerable questions is right, the third question is rightly not answered."""
    records = records or [
        record("a", confidence=0.9),
        record("b", confidence=0.6, rank=2),
        record("c", confidence=0.2, answerable=False, answered=False),
    ]
    about = RunInfo("set", "article", "all", "standalone", None, 0, system, {"set.jsonl": "d1"}, "w1", "1.0")
    around = {"python": "3.11", "machine": {"cores": 2}}
    return Result(replace(about, **asked), summarise(records), records, {}, 1, "2026-11-23", around)


def baseline(system="bm25", ranks=(2, 2), **asked):
    """A result of a system without a confidence on the same set."""
    records = [record(name, confidence=None, rank=rank) for name, rank in zip("ab", ranks, strict=True)]
    return result(system, [*records, record("c", confidence=None, answerable=False)], **asked)


def place(part, text=TEXT):
    """The slice `part` of `text`."""
    start = text.index(part)
    return TextSlice("notes.md", start, start + len(part), part)


def failed(**changes):
    """A record of "Where did Semyon stay?", answered by the first sentence."""
    moscow = (GoldSlice(place("Semyon stayed in Moscow."), (place("Moscow"),)),)
    fields = {"golds": moscow, "answer": place("Pavel left for Ulm."), "span": place("Ulm"), "rank": 2}
    return record("q", **{**fields, "answer_passage": place(TEXT), "gold_passage": place(TEXT), **changes})


def marked(shown):
    """The pieces of an excerpt, as their text and their marks."""
    return [(" ".join(piece.paragraphs), list(piece.marks)) for piece in shown.pieces]


@pytest.fixture
def undrawn(monkeypatch):
    """`undrawn(results)`: the page without its pictures, which take the longest."""
    monkeypatch.setattr(plots, "pictures", lambda columns: ())
    return page


@cache
def usual():
    """The page of qa and a baseline."""
    return page([result(), baseline()])


class Elements(HTMLParser):
    """The tags of a page, those left open, and all attributes."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.attributes = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in ("meta", "img", "br", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


# The page as a whole


def test_page_loads_nothing():
    text = usual()
    elements = Elements(text)
    addresses = [value for _, name, value in elements.attributes if name in ("src", "href", "srcset", "action")]
    assert addresses and all(address.startswith(("data:", "#")) for address in addresses)
    assert not {"script", "link", "iframe", "object", "form"} & set(elements.tags)
    assert "url(" not in text and "@import" not in text
    assert not any(name.startswith("on") for _, name, _ in elements.attributes)
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in text


def test_elements_are_closed_and_headings_skip_no_level():
    elements = Elements(page([result(), baseline(), result(set_name="other")]))
    assert elements.open == []
    levels = [int(tag[1]) for tag in elements.tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))


def test_page_states_language_encoding_and_viewport():
    text = usual()
    assert text.startswith("<!DOCTYPE html>") and '<html lang="en">' in text and "<title>" in text
    assert '<meta charset="utf-8">' in text and 'name="viewport"' in text


def test_pictures_have_alt_text_with_numbers():
    elements = Elements(usual())
    alts = [value for tag, name, value in elements.attributes if (tag, name) == ("img", "alt")]
    assert len(alts) == elements.tags.count("img") == 5 and all("qa: " in alt for alt in alts)


def test_same_results_give_same_page():
    assert page([result(), baseline()]) == usual()


def test_page_keeps_matplotlib_settings():
    import matplotlib

    before = dict(matplotlib.rcParams)
    page([result()])
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("library", ["matplotlib", "jinja2"])
def test_missing_library_is_named(monkeypatch, library):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(EvaluationError, match=r"needs matplotlib and Jinja2.*pip install matplotlib jinja2$"):
        page([result()])


# Untrusted text


def test_markup_in_text_is_escaped():
    sly = f"{SCRIPT}\x1b[31m\u202e\" onload='x'"
    bad = TextSlice(sly, 0, len(sly), sly)
    gold = (GoldSlice(bad, (bad,)),)
    wrong = record(sly, question=sly, rank=2, kind=sly, answer=bad, span=bad, golds=gold, answer_passage=bad)
    crash = record(f"{sly} 2", rank=None, confidence=None, answered=False, answer=None, span=None, error=sly)
    untrusted = result(sly, [wrong, crash], set_name=sly, qa_version=sly, data={sly: sly})
    text = page([replace(untrusted, settings={sly: 1.0}, date=sly, surroundings={sly: {sly: [sly]}})])
    elements = Elements(text)
    assert "script" not in elements.tags and "&lt;script&gt;" in text
    assert not any(name == "onload" for _, name, _ in elements.attributes)
    assert "\x1b" not in text and "\u202e" not in text


def test_name_without_glyphs_draws_without_warning():
    assert "_猫$x_y$" in page([result("_猫$x_y$"), baseline("qa:" + "long" * 30)])


def test_long_text_is_shortened(undrawn):
    long = "x" * 100_000
    sentence = TextSlice("d", 0, len(long), long)
    wrong = record("q", question=long, rank=2, answer=sentence, span=None, answer_passage=sentence)
    assert len(undrawn([result(records=[wrong])])) - len(undrawn([result(records=[record("q", rank=2)])])) < 10_000


# The pictures


def test_confidence_pictures_match_worked_figures():
    # Sure of .9 and right, of .6 and wrong, of .2 where nothing would be right: 0 of 1, 1 of 2 and 2 of 3 are wrong.
    (columns,) = group_columns([result()])
    assert reliability(columns).alt.endswith("qa: 0.2 to 0.3: 0.00 of 1, 0.6 to 0.7: 0.00 of 1, 0.9 to 1.0: 1.00 of 1.")
    assert risk(columns).alt.endswith("qa: 0.00, 0.00, 0.67.")


def test_crash_has_worst_confidence_in_curve():
    crash = record("b", answerable=False, confidence=None, answered=False, answer=None, error="E: x")
    (columns,) = group_columns([result(records=[record("a", confidence=0.9), crash])])
    # The crash is the surest, since nothing should have been: 1 of 1 and 1 of 2 are wrong.
    assert risk(columns).alt.endswith("qa: 1.00, 1.00, 0.50.")


def test_later_passages_count_for_larger_k():
    records = [record("a", passage_ranks=(1, 2)), record("b", passage_ranks=(4,)), record("c", passage_ranks=())]
    (columns,) = group_columns([result(records=records)])
    assert plots.success(columns).alt.endswith("qa: 0.33, 0.33, 0.67, 0.67.")


@pytest.mark.parametrize("times", [(0.0, 0.0), (0.0, 9_000.0), (1.0, 90.0), (2.0, 3.0)])
def test_equal_and_distant_times_are_drawn(times):
    records = [record(str(at), milliseconds=time) for at, time in enumerate(times)]
    assert plots.latency(group_columns([result(records=records)])[0]).source.startswith("data:image/svg+xml;base64,")


def test_many_systems_show_first_and_best_baseline():
    others = [baseline("tfidf", (1, 2)), baseline(), baseline("random"), result("qa:top_k=3")]
    (columns,) = group_columns([result(), *others])
    assert plots.pictures(columns)[-1].alt == "hit@1. qa: who 0.50. tfidf: who 0.50."


# Groups of results


def test_results_are_grouped_by_what_was_asked(undrawn):
    results = [result(), result(scope="paragraph"), baseline(), baseline(limit=5), baseline("random", data={"x": "d2"})]
    groups = [[column.label for column in columns] for columns in group_columns(results)]
    assert groups == [["qa", "bm25"], ["qa"], ["bm25"], ["random"]]
    assert undrawn(results).count("<h2") == 4 + 1


def test_qa_comes_first_and_repetition_is_numbered():
    names = ("random", "qa:top_k=3", "tfidf", "qa", "bm25", "qa", "of another version")
    (columns,) = group_columns([result(name) for name in names])
    assert [column.label for column in columns] == [
        "qa", "qa (2)", "qa:top_k=3", "bm25", "tfidf", "random", "of another version",
    ]  # fmt: skip


def test_section_states_questions_documents_and_draws(undrawn):
    text = undrawn([result()])
    assert "3 questions on 1 document, 2 of them answerable." in text
    assert "draws of single questions: with fewer than 5 documents" in text
    many = [record(str(at), group=str(at)) for at in range(6)]
    assert "draws of whole documents" in undrawn([result(records=many)])
    assert "dialogue turns asked in the way typed" in undrawn([result(turns="typed")])


# The table


def test_each_system_has_column_with_best_bold(undrawn):
    text = undrawn([baseline(), result()])
    assert re.findall(r'<span class="name">(.*?)</span>', text) == ["qa", "bm25"]
    (row,) = re.findall(r"<tr><th scope=\"row\"><span title=\"[^\"]*\">hit@1</span>.*?</tr>", text, re.DOTALL)
    assert re.findall(r'<b class="best">(.*?)</b>', row) == ["0.500"] and ">0.000<" in row


def test_less_is_better_and_equals_are_not_bold():
    sure = [record("a", confidence=0.9), record("b", confidence=0.1, rank=2)]
    unsure = [record("a", confidence=0.6), record("b", confidence=0.4, rank=2)]
    rows = {
        row.label: row
        for row in table_rows(group_columns([result(records=sure), result("qa:top_k=3", unsure)])[0])["decision"]
    }
    # Brier: (.1² + .1²) / 2 = .01, and (.4² + .4²) / 2 = .16.
    assert [(cell.text, cell.best) for cell in rows["Brier"].cells] == [("0.010", True), ("0.160", False)]
    assert [cell.best for cell in rows["AURC"].cells] == [False, False]


def test_interval_is_below_value_and_missing_is_dash():
    rows = {row.label: row for row in table_rows(group_columns([result(), baseline()])[0])["decision"]}
    assert re.fullmatch(r"0\.\d\d–1\.00", rows["correct"].cells[0].small) and rows["correct"].n == "3"
    assert (rows["correct"].cells[1].text, rows["correct"].cells[1].small) == ("—", "")


def test_best_threshold_is_marked_as_bound(undrawn):
    text = undrawn([result(), baseline()])
    assert (
        text.count('<tr class="bound">') == 2
        and 'id="bound-1"' in text
        and "what a threshold could\nreach, and no result" in text
    )
    answerable = undrawn([result(records=[record("a")])])
    assert "best EM" not in answerable and "HasAns" not in answerable and 'id="bound-1"' not in answerable


def test_speed_marks_best_except_memory():
    usual_result = result()
    fast = replace(
        usual_result,
        summary=replace(usual_result.summary, speed=replace(usual_result.summary.speed, p50_ms=0.25, megabytes=9.0)),
    )
    slow = replace(
        usual_result,
        summary=replace(usual_result.summary, speed=replace(usual_result.summary.speed, p50_ms=12.0, megabytes=10.0)),
    )
    rows = {row.label: row for row in table_rows(group_columns([fast, slow])[0])["speed"]}
    assert [(cell.text, cell.best) for cell in rows["p50 ms"].cells] == [("0.25", True), ("12.0", False)]
    assert [(cell.text, cell.best) for cell in rows["peak MB"].cells] == [("9", False), ("10", False)]


def test_every_figure_is_explained_twice(undrawn):
    assert set(METRICS) < set(MEANINGS)
    text = undrawn([result()])
    assert text.count(MEANINGS["brier"]) == 2


def test_crashes_are_named(undrawn):
    crash = record("b", rank=None, confidence=None, answered=False, answer=None, span=None, error="ValueError: lost")
    text = undrawn([result(records=[record("a"), crash])])
    assert "qa crashed, which counts as a miss: 1 of 2" in text and "<li>b: ValueError: lost</li>" in text
    assert undrawn([result(records=[crash])])


def test_set_without_answers_has_page():
    text = page([result(records=[record("a", answerable=False)])])
    assert "Passages found" not in text and "Reliability" in text


# The mistakes


def test_worst_mistake_comes_first_with_gold_marked(undrawn):
    text = undrawn([result(records=[failed(confidence=0.6), replace(failed(confidence=0.8), question_id="surest")])])
    assert text.index("<bdi>surest</bdi>") < text.index("<bdi>q</bdi>")
    assert '<mark class="gold accepted">Moscow</mark>' in text and '<mark class="given words">Ulm</mark>' in text


def test_given_mistakes_come_before_withheld_and_unanswerable():
    records = [
        record("right", confidence=1.0),
        record("kept", rank=2, confidence=0.99, answered=False),
        record("given", rank=2, confidence=0.4),
        record("bold", answerable=False, confidence=0.9),
        record("silent", answerable=False, answered=False, confidence=0.8),
        record("crash", rank=None, confidence=None, answered=False, answer=None, error="E: x"),
    ]
    assert [mistake.question_id for mistake in worst_records(records, limit=9)] == ["given", "kept", "bold"]


@pytest.mark.parametrize(
    ("wrong", "bold", "limit", "shown"),
    [(9, 9, 4, "wwbb"), (9, 9, 5, "wwwbb"), (1, 9, 4, "wbbb"), (9, 1, 4, "wwwb"), (1, 1, 9, "wb"), (9, 0, 2, "ww")],
)
def test_half_of_mistakes_are_of_each_kind(wrong, bold, limit, shown):
    records = [*[record("w", rank=2)] * wrong, *[record("b", answerable=False)] * bold]
    assert "".join(mistake.question_id for mistake in worst_records(records, limit=limit)) == shown


def test_mistakes_are_of_deciding_systems_or_first(undrawn):
    text = undrawn([baseline(), result(), result("qa:top_k=3")])
    assert re.findall(r"<summary><h4>(.*?)</h4>", text) == ["qa", "qa:top_k=3"]
    assert re.findall(r"<summary><h4>(.*?)</h4>", undrawn([baseline("random"), baseline()])) == ["bm25"]
    assert "The worst mistakes" not in undrawn([result()], mistakes=0)


def test_mistake_states_reason_and_better_systems(undrawn):
    text = undrawn([result(), baseline(ranks=(2, 1))])
    assert "The best passage found holds the answer: the wrong sentence was chosen." in text
    assert "The right sentence came at rank 2" in text and "Right here: bm25." in text
    unfound = undrawn([result(records=[record("a", rank=None, passage_ranks=())])])
    assert "No passage that holds the answer was among those found. The right sentence was not considered" in unfound
    assert "found at rank 3." in undrawn([result(records=[record("a", rank=9, passage_ranks=(3, 4))])])


def test_one_passage_is_shown_once_with_both_marks():
    (shown,) = excerpts(failed())
    assert marked(shown) == [
        ("Pavel left for ", ["given"]),
        ("Ulm", ["given", "words"]),
        (".", ["given"]),
        (" ", []),
        ("Semyon stayed in ", ["gold"]),
        ("Moscow", ["gold", "accepted"]),
        (".", ["gold"]),
        (" It rained.", []),
    ]
    assert [name for piece in shown.pieces for name in piece.opens] == ["given", "gold"]


def test_two_passages_are_shown_with_file_names():
    given = replace(place("Pavel left for Ulm."), document="/home/someone/notes.md")
    first, second = excerpts(failed(answer=given, span=None, answer_passage=given))
    assert marked(first) == [("Pavel left for Ulm.", ["given"])] and first.document == "notes.md"
    assert ("Moscow", ["gold", "accepted"]) in marked(second) and not any(
        "given" in marks for _, marks in marked(second)
    )


def test_answer_to_unanswerable_is_shown():
    (shown,) = excerpts(record(answerable=False))
    assert marked(shown) == [("Pavel", ["given", "words"]), (" left.", ["given"])]


def test_text_is_split_only_at_mark_changes():
    # Two accepted answers, the second inside the first.
    whole, answers = place(TEXT), [("accepted", place("in Moscow")), ("accepted", place("Moscow"))]
    assert [piece.marks for piece in split_at_marks(whole, answers)] == [[], ["accepted"], []]
    assert "".join(piece.paragraphs[0] for piece in split_at_marks(whole, answers)) == TEXT


PLACES = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)


@given(st.lists(st.tuples(st.sampled_from(["given", "words", "gold", "accepted"]), PLACES)))
def test_pieces_join_to_text_with_their_marks(marks):
    placed = [(name, TextSlice("notes.md", start, end, TEXT[start:end])) for name, (start, end) in marks]
    split = list(split_at_marks(place(TEXT), placed))
    assert "".join(piece.paragraphs[0] for piece in split) == TEXT
    at = 0
    for piece in split:
        for over in range(at, at + len(piece.paragraphs[0])):
            assert set(piece.marks) == {name for name, mark in placed if mark.start <= over < mark.end}
        at += len(piece.paragraphs[0])


def test_paragraphs_are_separate():
    text = "One.\n\nTwo\nlines."
    (piece,) = split_at_marks(TextSlice("d", 0, len(text), text), [])
    assert piece.paragraphs == ["One.", "Two\nlines."]


# How it was measured


def test_shared_facts_are_listed_once(undrawn):
    text = undrawn([replace(result(), settings={"top_k": 10}), baseline(weights="w2")])
    assert "<dd>qa: top_k 10</dd>" in text and "<dd>bm25: none</dd>" in text
    assert "<dd>qa: w1</dd>" in text and "<dd>bm25: w2</dd>" in text
    assert text.count("<dd>2026-11-23</dd>") == 1 and "<dd>cores 2</dd>" in text
