from math import isclose, log

import pytest

from qa.read.features import ABSENT, FEATURES, HOLDS, PassageView, Rarity, SentenceView, features_of, weighted
from qa.types import AnswerType
from tests.builders import hits, question


def flat(stem):
    return 1.0


def taken_apart(hit, context=""):
    """The passage of a hit, without the contexts of its sentences."""
    view = SentenceView.of(context) if context else None
    return PassageView(hit, view, [SentenceView.of(sentence.text) for sentence in hit.passage.sentences])


def feature_rows(text, asked, *, context=""):
    (hit,) = hits(text)
    return features_of(weighted(question(asked), flat), [taken_apart(hit, context)])


def rows(text, asked, *, context=""):
    """The features of each sentence of a text, every stem weighing 1."""
    return [row.features for row in feature_rows(text, asked, context=context)]


def row_of(text, context, asked):
    """The features of the one sentence `text` whose own context is `context`."""
    (hit,) = hits(text)
    passage = PassageView(hit, None, [SentenceView.of(text, context)])
    (row,) = features_of(weighted(question(asked), flat), [passage])
    return row.features


def test_word_overlap_is_share_of_question_weight():
    # Topic stems: pavel, leave, ulm. The sentence holds pavel and ulm.
    assert isclose(rows("Pavel likes Ulm.", "Did Pavel leave Ulm?")[0]["word_overlap"], 2 / 3)


def test_near_words_are_similar_and_not_held():
    # karchevskaya and karchevskya share 9 of at most 12 letters at their start.
    assert rows("Karchevskaya left.", "What did Karchevskya do?")[0]["near_word_overlap"] == 1.0


def test_name_overlap_counts_names_and_numbers():
    # Names: Ulm and 2022, but not "Pavel", which opens the question, nor "left".
    asked = "Pavel left Ulm in 2022?"
    assert [row["name_overlap"] for row in rows("Ulm is old. It was 2022. Pavel left.", asked)] == [0.5, 0.5, 0.0]


def test_closeness_falls_with_distance():
    # In the first sentence the two stems fill a window of 2; in the second one of 5.
    close, far = rows("Red wine. Red is the best wine.", "red wine")
    assert isclose(close["closeness"], 1.0) and isclose(far["closeness"], 2 / 5)


def test_neighbours_add_only_missing_words():
    first, second = rows("Pavel left. He paid money.", "What money did Pavel pay?")
    # Stems: money, pavel, pay. The first lacks money and pay, which the next has; the second lacks pavel.
    assert isclose(first["next_sentence"], 2 / 3) and first["previous_sentence"] == 0
    assert isclose(second["previous_sentence"], 1 / 3) and isclose(second["pronoun"], 1 / 3)


def test_heading_is_previous_sentence_of_the_first():
    # Stems: dog, eat. The heading has the dog, and so has the third sentence.
    asked, text = "What does the dog eat?", "It eats hay. It drinks. The dog sleeps."
    first, second, third = rows(text, asked, context="The dog.")
    assert (first["previous_sentence"], first["pronoun"]) == (0.5, 0.5)
    assert second["previous_sentence"] == 0.5 == rows(text, asked)[1]["previous_sentence"]
    assert third["previous_sentence"] == 0.0 and rows(text, asked)[0]["previous_sentence"] == 0.0


def test_heading_alone_has_no_row():
    assert [row.sentence.text for row in feature_rows("It eats hay.", "dog", context="The dog.")] == ["It eats hay."]


def test_words_of_a_heading_are_known():
    assert rows("It eats.", "the dog", context="The dog.")[0]["unknown_words"] == 0.0
    assert rows("It eats.", "the dog")[0]["unknown_words"] == 1.0


def test_words_of_a_column_are_the_row_s():
    # Stems: price, team, plan; the context has two of them.
    asked = "price of the team plan"
    features = row_of("Team | €29", "Plan Price", asked)
    assert features["word_overlap"] == 1.0 and isclose(row_of("Team | €29", "", asked)["word_overlap"], 1 / 3)
    # Its own length and wording are those of the row.
    assert features["log_length"] == log(3) and features["bigram_overlap"] == 0.0


def test_closeness_counts_columns_behind_the_row():
    # team, 29, plan, price: "team" and "price" fill a window of 4.
    assert isclose(row_of("Team | €29", "Plan Price", "team price")["closeness"], 2 / 4)


def test_row_without_words_has_features():
    # The window is "plan price", which is outside the row.
    assert row_of("— | —", "Plan Price", "plan price")["closeness"] == 1.0


def test_pronoun_counts_at_the_start_alone():
    _, near, far = rows("Pavel left. He paid. For all the money paid he got none.", "Did Pavel go?")
    assert near["pronoun"] > 0 == far["pronoun"]


def test_bigram_overlap_compares_function_words():
    close, other = rows("He went to the sea. The sea he went by.", "Who went to the sea?")
    assert close["bigram_overlap"] > other["bigram_overlap"]


def test_question_s_own_words_are_no_span():
    first, second = rows("Pavel came. Pavel met Semyon.", "Who met Pavel?")
    assert (first["holds_person"], second["holds_person"]) == (0.0, 1.0)


def test_lacking_number_counts_if_asked_for():
    first, second, third = rows("Pavel is a man. Pavel is twenty. Pavel, 21, left.", "How old is Pavel?")
    assert [first["lacks_number"], second["lacks_number"], third["lacks_number"]] == [1.0, 0.0, 0.0]
    assert "lacks_number" not in rows("Pavel is a man.", "Who is the man?")[0]


def test_local_rarity_counts_sentences_of_the_hits():
    # All of the 3 sentences hold pavel, 1 holds ulm: log(4 / 3.5) and log(4 / 1.5).
    first, *_ = rows("Pavel saw Ulm. Pavel ate. Pavel slept.", "Did Pavel like Ulm?")
    # Nobody likes: log(4 / 0.5).
    rarities = [log(4 / 3.5), log(4 / 0.5), log(4 / 1.5)]
    assert isclose(first["local_rarity"], (rarities[0] + rarities[2]) / sum(rarities))


def test_unknown_words_are_in_no_sentence():
    # The topic is pavel, like and ulm; "like" is in no sentence.
    assert all(isclose(row["unknown_words"], 1 / 3) for row in rows("Pavel left. He saw Ulm.", "Did Pavel like Ulm?"))


def test_plain_features_of_a_sentence():
    first, second = rows("Pavel left. “Did he leave?”", "Pavel?")
    assert (first["opens_passage"], second["opens_passage"]) == (1.0, 0.0)
    assert (first["is_question"], second["is_question"]) == (0.0, 1.0)
    assert (first["log_length"], second["log_length"]) == (log(3), log(4))
    assert (first["passage_score"], first["relative_passage_score"]) == (1.0, 1.0)


def test_passage_scores_are_those_of_the_hit():
    asked = weighted(question("Pavel?"), flat)
    first, second = features_of(asked, [taken_apart(hit) for hit in hits("Pavel left.", "Nika left.")])
    assert (first.features["passage_score"], second.features["passage_score"]) == (1.0, 0.5)
    assert second.features["relative_passage_score"] == 0.5


def test_number_that_the_passage_lacks_is_absent():
    # 2022 is held, 2023 is not; a number is never near another one.
    first, second = rows("Ulm paid in 2022. Riga did, too.", "What did Ulm pay in 2022 and 2023?")
    assert first["absent_number"] == second["absent_number"] == 0.5
    (near,) = rows("Ulm bought model 20235.", "What did Ulm pay for model 20236?")
    assert near["absent_number"] == 1.0


def test_name_in_the_context_is_not_absent():
    asked = "What did Ulm say to Riga?"
    (alone,) = rows("It agreed.", asked)
    (named,) = rows("It agreed.", asked, context="Ulm.")
    assert (alone["absent_name"], named["absent_name"]) == (1.0, 0.5)


def test_question_without_names_has_no_absent_ones():
    (row,) = rows("It agreed.", "what was said?")
    assert not {*ABSENT} & row.keys()


def test_row_carries_its_answering_spans():
    first, second = feature_rows("Pavel met Semyon in Ulm. It rained.", "Who met Pavel?")
    assert [first.sentence.text[span.start : span.end] for span in first.answering_spans] == ["Semyon", "Ulm"]
    assert second.answering_spans == [] and second.view.text == "It rained."


def test_every_feature_has_a_known_name():
    names = {name for row in rows("Pavel, 21, left. Why?", "How old is Pavel?") for name in row}
    assert names <= {*FEATURES, *ABSENT}


def test_every_answer_type_has_its_feature():
    assert set(HOLDS) == set(AnswerType) - {AnswerType.OTHER} and set(HOLDS.values()) <= set(FEATURES)


@pytest.mark.parametrize("asked", ["", "is he the", "?"])
def test_question_without_topic_has_features(asked):
    assert rows("Pavel left.", asked)[0]["word_overlap"] == 0.0


def test_no_hits_have_no_rows():
    assert features_of(weighted(question("Who?"), flat), []) == []


def test_rarity_blends_corpus_and_background():
    rarity = Rarity({"rain": 2}.get, 3, {"rain": 0.1, "sun": 0.2}, prior=10)
    with pytest.raises(TypeError):
        rarity("sun")  # A frequency must know every stem.
    rarity = Rarity(lambda stem: {"rain": 2}.get(stem, 0), 3, {"rain": 0.1, "sun": 0.2}, prior=10)
    # (3 + 10 + 1) / (2 + 10 * 0.1 + 0.5), and without any count (14) / (0 + 0 + 0.5).
    assert isclose(rarity("rain"), log(14 / 3.5)) and isclose(rarity("fog"), log(28))
