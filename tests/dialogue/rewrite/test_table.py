"""The table of rewriters: their order, what each sees of the line, and lines that none of them changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.dialogue.rewrite import REWRITERS, anaphora, continuation, correction, ellipsis, topic
from qa.dialogue.turn import ANAPHORA, ELLIPSIS, PastTurn

from ..builders import WHERE_TOM, WHO_WROTE, history, question, rewrite, rewritten

WORDS = (
    "who what when where why how many is did the his her their it that this those of in to and not no other one Ada "
    "Tom's Ulm brother mayor moved say about , ? . 's 1843 else then there meant I"
).split()
NO_HISTORY_NEEDED = [
    "Who wrote a program in London?",
    "What did Karl Weiss say when he was asked?",
    "In her first year, what did Ada Byron write?",
    "Is it true that Tom Byron moved to Ulm?",
    "How long does it take to move to Ulm?",
    "How many visitors are there in Ulm?",
    "Who said that the estimate was too low?",
    "What happened to those who moved?",
    "Who lost his job?",
    "Which town lost its mayor?",
    "What is this article about?",
    "ulm mayor name",
    "Who announced that work in Ulm was complete?",
    "What became of the entrepreneur's firm in his absence?",
    "What did some of those leaving Ulm say?",
    "With which of his friends did Tom Byron move?",
    "In his letter Tom Byron wrote what?",
    "What happened in the war that began in 1843?",
    "What saves Ada Byron's life?",
    "What attenuates light?",
    "Other visitors to Ulm include whom?",
    "What did Ada Byron say about her brother?",
    "Which mayor says he is tired?",
    "At what age did Karl Weiss leave school to follow his own path?",
    "Who left Ulm other than Tom Byron, and who else stayed?",
    "In which year does this year's estimate of visitors to Ulm end?",
]
# A line, and the first rewriter that recognises it.
RECOGNISED = [
    ("I meant Ada Byron. How old is she?", topic.rewrite_announced),
    ("No, I meant Ada Byron", correction.rewrite),
    ("And his brother?", ellipsis.rewrite),
    ("Karl Weiss, what did he say?", topic.rewrite_fronted),
    ("Why did he move?", anaphora.rewrite),
    ("Who else?", continuation.rewrite),
]


@pytest.mark.parametrize("line", NO_HISTORY_NEEDED)
def test_whole_question_is_unchanged(line):
    result = rewrite(line, WHERE_TOM, WHO_WROTE)
    assert (result.rewritten, result.needs_history, result.substitutions, result.confidence) == (line, False, (), 1.0)
    assert (result.typed, result.alternative_reading) == (line, None)


@pytest.mark.parametrize(
    "line", ["Where did he go?", "Why?", "And his brother?", "What about Tom?", "where 's  he ?", *NO_HISTORY_NEEDED]
)
def test_line_without_history_is_unchanged(line):
    result = rewrite(line)
    assert (result.typed, result.rewritten, result.needs_history) == (line, line, False)


def test_rewriters_are_tried_in_order():
    assert [rewriter for _, rewriter in REWRITERS] == [rewriter for _, rewriter in RECOGNISED]


@pytest.mark.parametrize(("line", "first"), RECOGNISED)
def test_first_rewriter_that_recognises_decides(line, first):
    past = history(WHO_WROTE, WHERE_TOM)
    results = {rewriter: rewriter(question(prepare(line)), past) for prepare, rewriter in REWRITERS}
    recognising = [rewriter for rewriter, result in results.items() if result is not None]
    assert recognising[0] is first
    decided, result = rewrite(line, WHO_WROTE, WHERE_TOM), results[first]
    assert (decided.substitutions, decided.kind) == (result.substitutions, result.kind)


@pytest.mark.parametrize(
    ("line", "first", "later"),
    [
        ("As for Karl Weiss, what did he say?", topic.rewrite_announced, ellipsis.rewrite),
        ("Did he do so too?", anaphora.rewrite, continuation.rewrite),
    ],
)
def test_earlier_rewriter_wins_over_later_one(line, first, later):
    results = [rewriter(question(line), history(WHERE_TOM)) for rewriter in (first, later)]
    assert None not in results and results[0].rewritten != results[1].rewritten
    assert rewrite(line, WHERE_TOM).substitutions == results[0].substitutions


def test_rewriter_that_changes_nothing_decides_too():
    # Nothing can be completed after "What?", and the rewriters behind that of ellipsis are not asked.
    result = ellipsis.rewrite(question("What?"), history(WHERE_TOM))
    assert result.rewritten == "What?" and not result.needs_history
    assert rewrite("What?", WHERE_TOM) == result


@pytest.mark.parametrize(
    ("line", "prepared"),
    [
        ("I see. And where does he live?", ("And where does he live?", "where does he live?")),
        ("Thanks! OK. Where is he?", ("Where is he?", "Where is he?")),
        ("Where is he, then?", ("Where is he?", "Where is he?")),
        ("What's he like?", ("What is he like?", "What is he like?")),
        ("Where’d he go?", ("Where did he go?", "Where did he go?")),
        # "Has", not "is".
        ("Who's moved there?", ("Who's moved there?", "Who's moved there?")),
        ("Well, and why?", ("Well, and why?", "why?")),
        ("And then?", ("And then?", "then?")),
        ("And?", ("And?", "And?")),
        ("Tom left. Where did he go?", ("Tom left. Where did he go?",) * 2),
    ],
)
def test_rewriters_see_line_without_remarks(line, prepared):
    as_typed, _, without_remarks, *_, without_openers = [prepare(line) for prepare, _ in REWRITERS]
    assert (as_typed, (without_remarks, without_openers)) == (line, prepared)


def test_remark_before_question_is_ignored():
    assert rewritten("I see. And where does he live?", WHERE_TOM) == "Where does Tom Byron live?"


def test_contraction_is_written_out():
    assert rewritten("And what'd he say?", WHERE_TOM) == "What did Tom Byron say?"


def test_line_without_substitution_is_kept_whole():
    result = rewrite("I see. And what does it cost?", PastTurn("Where did Tom Byron and Ada Byron live?"))
    assert (result.rewritten, result.kind) == ("I see. And what does it cost?", ANAPHORA)


def test_rewritten_question_opens_with_capital():
    result = rewrite("and his sister?", PastTurn("where did tom byron move?", "Ulm"))
    assert (result.rewritten[:1], result.typed, result.kind) == ("W", "and his sister?", ELLIPSIS)


def test_alternative_reading_opens_with_capital():
    result = rewrite("he did what to the carpenter and his mayor?", PastTurn("Who is older, Karl Weiss or Tom Byron?"))
    assert result.rewritten[0].isupper() and result.alternative_reading[0].isupper()


@pytest.mark.parametrize(
    "line",
    ["", "?", "...", "he", "his", "that", "it’s", "and", "no", "the other one", "👩🏽‍🔬 his?", "I meant", "not x, y"],
)
def test_odd_line_is_rewritten_somehow(line):
    result = rewrite(line, WHERE_TOM, WHO_WROTE)
    assert isinstance(result.rewritten, str) and result.typed == line


@settings(max_examples=200, deadline=None)
@given(
    line=st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join),
    past_question=st.text(max_size=40) | st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join),
    answer=st.sampled_from(["", "Ulm", "Ada Byron", "in 1843", "700", "She was tired"]),
)
def test_any_line_after_any_question_is_rewritten(line, past_question, answer):
    result = rewrite(line, PastTurn(past_question, answer, answer))
    assert result.typed == line and isinstance(result.rewritten, str)
    assert 0 <= result.confidence <= 1
    assert result.needs_history or not result.substitutions
