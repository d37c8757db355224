"""How a threshold is chosen on questions about some documents."""

import random

import pytest

from qa.errors import EvaluationError
from qa.evaluate.calibrating import (
    ENOUGH_FOR_CURVE,
    FEWEST,
    Asked,
    Goal,
    ask_all,
    choose,
    fit_curve,
    halves,
    logit,
)
from qa.evaluate.datasets import Gold, LabelledQuestion
from qa.fronts.annotate.messages import ENOUGH
from qa.types import Span
from tests.builders import corpus, document

SHIPPED = 0.33


def asked(count, *, is_right=lambda confidence, drawn: drawn < confidence, documents=10, split=""):
    """`count` questions with confidences from 0 to 1; `is_right` says which are right, by that and a random number."""
    rng = random.Random(0)
    made = []
    for number in range(count):
        confidence = (number % 100 + 0.5) / 100
        group = f"document {number % documents}"
        made.append(Asked(f"q{number}", confidence, is_right(confidence, rng.random()), group, split))
    return made


# The threshold


def test_calibrated_confidence_gives_the_threshold_of_the_costs():
    # Where p = c / (1 + c), an answer is worth as much as silence.
    choice = choose(asked(2_000), Goal(wrong_costs=1.0), shipped=SHIPPED)
    assert choice.own.threshold == pytest.approx(0.5, abs=0.05)


def test_dearer_mistakes_raise_the_threshold():
    questions = asked(1_000)
    thresholds = [choose(questions, Goal(costs), shipped=SHIPPED).own.threshold for costs in (0.5, 1.0, 3.0)]
    assert thresholds == sorted(set(thresholds))


def test_error_rate_is_kept_on_other_questions():
    choice = choose(asked(4_000), Goal(error_rate=0.2), shipped=SHIPPED)
    assert choice.own.wrong.value == pytest.approx(0.2, abs=0.04)
    assert choice.own.wrong.low <= choice.own.wrong.value <= choice.own.wrong.high


def test_overconfident_reader_gets_a_curve():
    # Right half as often as the confidence says.
    questions = asked(1_000, is_right=lambda confidence, drawn: drawn < confidence / 2)
    choice = choose(questions, Goal(), shipped=SHIPPED)
    assert choice.curve is not None and choice.briers[1] < choice.briers[0]
    assert choice.threshold == pytest.approx(1 / 3, abs=0.01) and choice.own.threshold > 0.5


def test_small_set_chooses_a_threshold_alone():
    choice = choose(asked(ENOUGH_FOR_CURVE - 1), Goal(), shipped=SHIPPED)
    assert choice.curve is None and choice.threshold == choice.own.threshold


def test_worth_counts_right_and_wrong_answers():
    # Half of the questions report; they are answered from the threshold on.
    choice = choose(asked(400), Goal(2.0), shipped=0.0)
    wrong = choice.shipped.wrong.value
    assert choice.shipped.answered.value == 1
    assert choice.shipped.worth.value == pytest.approx((1 - wrong) - 2.0 * wrong)
    assert choice.gain.value == pytest.approx(choice.own.worth.value - choice.shipped.worth.value)
    assert choice.is_significant and choice.gain.low > 0


def test_equal_thresholds_do_not_differ():
    questions = asked(400)
    chosen = choose(questions, Goal(), shipped=SHIPPED).own.threshold
    again = choose(questions, Goal(), shipped=chosen)
    assert not again.is_significant and again.enough == 0


# Refusals


def test_few_questions_are_refused_with_the_number_needed():
    with pytest.raises(EvaluationError, match=f"found {FEWEST - 1} questions.*at least {FEWEST} questions in all"):
        choose(asked(FEWEST - 1), Goal(), shipped=SHIPPED)


@pytest.mark.parametrize(("always", "expected"), [(True, "gets wrong or nothing answers"), (False, "gets right")])
def test_set_without_both_outcomes_is_refused(always, expected):
    with pytest.raises(EvaluationError, match=f"at least 10 that .*{expected}"):
        choose(asked(100, is_right=lambda confidence, drawn: always), Goal(), shipped=SHIPPED)


def test_low_error_rate_needs_more_questions():
    # log(0.05) / log(1 - 0.01) is 298.07, in each half.
    with pytest.raises(EvaluationError, match="at least 598"):
        choose(asked(400), Goal(error_rate=0.01), shipped=SHIPPED)


def test_error_rate_out_of_reach_is_refused():
    questions = asked(400, is_right=lambda confidence, drawn: drawn < 0.3 + confidence / 4)
    with pytest.raises(EvaluationError, match="found no threshold with at most 10 % of the answers wrong"):
        choose(questions, Goal(error_rate=0.1), shipped=SHIPPED)


def test_confidence_that_says_nothing_is_refused():
    with pytest.raises(EvaluationError, match="no more right answers where qa is surer"):
        fit_curve(asked(400, is_right=lambda confidence, drawn: drawn > confidence))


# The halves


def test_halves_share_no_document():
    choosing, reporting = halves(asked(100))
    assert len(choosing) == len(reporting) == 50
    assert not {each.group for each in choosing} & {each.group for each in reporting}


def test_halves_of_one_document_are_right_alike():
    choosing, reporting = halves(asked(100, documents=1))
    assert abs(sum(each.right for each in choosing) - sum(each.right for each in reporting)) <= 1
    assert (choosing, reporting) == halves(asked(100, documents=1))


def test_splits_of_the_set_are_kept():
    questions = [*asked(30, split="dev"), *asked(20, split="test")]
    assert list(map(len, halves(questions))) == [30, 20]


def test_logit_has_an_end():
    assert logit(1.0) == pytest.approx(-logit(0.0)) and 10 < logit(1.0) < 20


# Asking


def test_questions_are_asked_of_all_documents():
    ada, bread = document("Ada wrote the program in 1843."), document("Bread needs yeast.", source="bread.txt")
    gold = Gold(ada, Span(0, len(ada.text)), (Span(0, 3),))
    questions = [
        LabelledQuestion("1", "Who wrote the program?", (ada,), (gold,), group="ada", kind="", split="dev"),
        LabelledQuestion("2", "Who sold the engine?", (ada,), (), group="ada", kind="", split="dev"),
        LabelledQuestion("3", "Thanks!", (ada,), (), group="ada", kind="", split="dev"),
    ]
    shares = []
    outcomes = ask_all(corpus(ada.text, bread.text), questions, progress=shares.append)
    assert [(each.question_id, each.right, each.split) for each in outcomes] == [
        ("1", True, "dev"),
        ("2", False, "dev"),
    ]
    assert outcomes[0].confidence > outcomes[1].confidence and shares[-1] == 1


def test_document_that_is_not_asked_is_an_error():
    other = document("Bread needs yeast.")
    question = LabelledQuestion("1", "What needs yeast?", (other,), (), group="bread", kind="", split="")
    with pytest.raises(EvaluationError, match="does not hold"):
        ask_all(corpus("Ada wrote the program."), [question])


def test_annotator_names_the_fewest_questions():
    assert ENOUGH == FEWEST
