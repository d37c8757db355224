from math import isclose, log

import pytest

from qa.load import load_text
from qa.read.features import FEATURES, Rarity, View, asked, features_of
from qa.split import passages
from qa.types import Hit


def flat(stem: str) -> float:
    return 1.0


def rows(text: str, question: str):
    (passage,) = passages(load_text(text))
    found = features_of(asked(question, flat), [Hit(passage, 0.5, 1)], lambda sentence: View.of(sentence.text))
    return [features for _, features in found]


def test_words_is_the_share_of_the_question_s_weight_that_the_sentence_holds():
    # Topic stems: pavel, leave, ulm. The sentence holds pavel and ulm.
    assert isclose(rows("Pavel likes Ulm.", "Did Pavel leave Ulm?")[0]["words"], 2 / 3)


def test_near_words_are_those_spelled_alike_and_not_held():
    # karchevskaya and karchevskya share 9 of at most 12 letters at their start.
    assert rows("Karchevskaya left.", "What did Karchevskya do?")[0]["near words"] == 1.0


def test_closeness_is_one_when_the_question_stands_in_one_piece_and_falls_with_distance():
    # In the first sentence the two stems fill a window of 2; in the second one of 5.
    close, far = rows("Red wine. Red is the best wine.", "red wine")
    assert isclose(close["closeness"], 1.0) and isclose(far["closeness"], 2 / 5)


def test_neighbours_count_only_what_the_sentence_lacks():
    first, second = rows("Pavel left. He paid money.", "What money did Pavel pay?")
    # Stems: money, pavel, pay. The first lacks money and pay, which the next has; the second lacks pavel.
    assert isclose(first["next sentence"], 2 / 3) and first["previous sentence"] == 0
    assert isclose(second["previous sentence"], 1 / 3) and isclose(second["pronoun for it"], 1 / 3)


def test_phrase_compares_wording_with_function_words():
    close, other = rows("He went to the sea. The sea he went by.", "Who went to the sea?")
    assert close["phrase"] > other["phrase"]


def test_a_kind_counts_only_beyond_the_question_s_own_words():
    first, second = rows("Pavel came. Pavel met Semyon.", "Who met Pavel?")
    assert (first["holds a person"], second["holds a person"]) == (0.0, 1.0)


def test_a_sentence_without_any_number_is_told_apart_when_one_is_asked_for():
    first, second, third = rows("Pavel is a man. Pavel is twenty. Pavel, 21, left.", "How old is Pavel?")
    assert [first["no number"], second["no number"], third["no number"]] == [1.0, 0.0, 0.0]
    assert "no number" not in rows("Pavel is a man.", "Who is the man?")[0]


def test_every_feature_has_a_name_that_the_weights_know():
    seen = {name for row in rows("Pavel, 21, left. Why?", "How old is Pavel?") for name in row}
    assert seen <= set(FEATURES)


@pytest.mark.parametrize("question", ["", "is he the", "?"])
def test_a_question_without_a_topic_has_features_all_the_same(question):
    assert rows("Pavel left.", question)[0]["words"] == 0.0


def test_rarity_blends_the_corpus_with_the_background():
    rarity = Rarity({"rain": 2}.get, 3, {"rain": 0.1, "sun": 0.2}, prior=10)
    with pytest.raises(TypeError):
        rarity("sun")  # A frequency must know every stem.
    rarity = Rarity(lambda stem: {"rain": 2}.get(stem, 0), 3, {"rain": 0.1, "sun": 0.2}, prior=10)
    # (3 + 10 + 1) / (2 + 10 * 0.1 + 0.5), and without any count (14) / (0 + 0 + 0.5).
    assert isclose(rarity("rain"), log(14 / 3.5)) and isclose(rarity("fog"), log(28))
