"""What is true of every index."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.index.terms import ngrams_of, terms_of
from qa.language.lexicon import STOP_WORDS
from qa.language.tokens import norms, without_word_possessive, words
from tests.builders import sentences, split
from tests.contracts.implementations import INDEXES

TEXT = "# A\n\nPavel went to Ulm.\n\n# B\n\nSemyon stayed in Moscow. It rained. It ran.\n\n# C\n\nPavel went to Ulm."
PASSAGES = split(TEXT, "Nika met Pavel. Pavel’s brother left.", markdown=True)

WRITTEN = st.sampled_from(["Ulm", "ULM", "ulm's", "Ulm’s", "10,000", "Ünï", "well-known", "\u0301a"]) | st.text(
    max_size=6
)

every_index = pytest.mark.parametrize("build", INDEXES.values(), ids=INDEXES)


@pytest.fixture(params=INDEXES.values(), ids=INDEXES)
def index(request):
    return request.param(PASSAGES)


def asked(text):
    """The terms and the n-grams of a question."""
    asked_norms = list(norms(text))
    return terms_of(asked_norms), ngrams_of(asked_norms)


def places(scored):
    return [place for place, _ in scored]


# Empty


@every_index
def test_empty_index_holds_nothing(build):
    empty = build([])
    assert list(empty.passages) == [] and empty.spelling("pavel") is None and list(empty.norms_of_length(5)) == []
    assert empty.document_frequency("pavel") == 0
    assert list(empty.top_k(*asked("Who is Pavel?"), 5)) == []
    assert dict(empty.neighbours(PASSAGES[0].sentences[0], (0, 1))) == {}


@every_index
def test_passages_without_words_are_kept(build):
    blank = build(split("?! … —"))
    assert len(blank.passages) == 1 and list(blank.norms_of_length(1)) == []
    assert list(blank.top_k(*asked("Who?"), 5)) == []


# Passages and words


def test_passages_keep_document_order(index):
    assert list(index.passages) == PASSAGES


@pytest.mark.parametrize(
    ("stem", "expected"), [("pavel", 3), ("ulm", 2), ("rain", 1), ("brother", 1), ("a", 0), ("to", 0), ("berlin", 0)]
)
def test_document_frequency_counts_passages_once(index, stem, expected):
    assert index.document_frequency(stem) == expected


def test_spelling_is_the_most_frequent_form(index):
    # The possessive of "Pavel’s" is left out; "A", "B" and "C" are headings, "It" is at the start of a sentence.
    assert index.spelling("pavel") == "Pavel" and index.spelling("it") == "It" and index.spelling("a") == "A"
    assert index.spelling("berlin") is None


def test_norms_of_length_are_ranked(index):
    # "It" and "to" occur twice; "to" comes first.
    assert list(index.norms_of_length(2)) == ["to", "it", "in"] and list(index.norms_of_length(99)) == []
    assert index.rank("pavel") < index.rank("went") < index.rank("to") < index.rank("rained")


def test_norms_of_stem_are_inflections(index):
    assert set(index.norms_of_stem("rain")) == {"rained"} and not list(index.norms_of_stem("berlin"))


@every_index
@settings(max_examples=30)
@given(texts=st.lists(st.lists(WRITTEN, max_size=8).map(" ".join), max_size=2))
def test_words_equal_word_by_word_count(build, texts):
    passages = [passage for text in texts if text.strip() for passage in split(text)]
    counted = {}
    for passage in passages:
        for word in words(passage.text):
            counts = counted.setdefault(word.norm, Counter())
            counts[without_word_possessive(passage.text[word.start : word.end])] += 1
    built = build(passages)
    assert all(counts[built.spelling(norm)] == max(counts.values()) for norm, counts in counted.items())
    # Equally frequent words rank in the order they occur.
    ranked = sorted(counted, key=lambda norm: -counted[norm].total())
    assert sorted(counted, key=built.rank) == ranked
    lengths = {len(norm) for norm in counted}
    assert [list(built.norms_of_length(length)) for length in sorted(lengths)] == [
        [norm for norm in ranked if len(norm) == length] for length in sorted(lengths)
    ]


# The context

CONTEXTS = split(
    "# Rabbits\n\n## Feeding\n\nHay is best.\n\n"
    "# Prices\n\n| Plan | Fee |\n|---|---|\n| Team | €29 |\n| Solo | €9 |\n\n"
    "# Lease\n\nThe tenant shall not:\n\n"
    "- sleep in the garden if it rains a lot\n- shout in the house when others sleep",
    "It rained.",
    markdown=True,
    words=10,
)


@every_index
@pytest.mark.parametrize(
    ("word", "texts"),
    [
        ("rabbits", ["Hay"]),
        ("feeding", ["Hay"]),
        ("fee", ["Team"]),
        ("plan", ["Team"]),
        ("tenant", ["The tenant", "sleep", "shout"]),
    ],
    ids=["wider heading", "nearest heading", "column", "other column", "stem"],
)
def test_context_is_indexed(build, word, texts):
    built = build(CONTEXTS)
    expected = {place for place, passage in enumerate(CONTEXTS) if passage.text.startswith(tuple(texts))}
    terms = terms_of([word])
    assert expected and {place for place, _ in built.top_k(terms, [], 9)} == expected
    assert built.document_frequency(terms[0]) == len(expected)


@every_index
def test_context_is_indexed_once_per_passage(build):
    built = build(CONTEXTS[1:2])
    # Once each: "plan", the column of both rows, does not come before "prices", the heading above them.
    assert built.rank("prices") < built.rank("plan")


# Neighbours


def text_by_distance(neighbours):
    return {distance: sentence.text for distance, sentence in neighbours.items()}


def test_neighbours_cross_passages_of_a_document(index):
    sentence = PASSAGES[1].sentences[0]
    assert text_by_distance(index.neighbours(sentence, (-1, 0, 1, 3))) == {
        -1: "Pavel went to Ulm.",
        0: "Semyon stayed in Moscow.",
        1: "It rained.",
        3: "Pavel went to Ulm.",
    }


def test_neighbours_end_with_the_document(index):
    first, last = PASSAGES[0].sentences[0], PASSAGES[2].sentences[0]
    assert text_by_distance(index.neighbours(first, (-2, -1, 0))) == {0: "Pavel went to Ulm."}
    assert text_by_distance(index.neighbours(last, (0, 1, 2, 99))) == {0: "Pavel went to Ulm."}
    other = PASSAGES[3].sentences[0]
    assert text_by_distance(index.neighbours(other, (-1, 0, 1))) == {0: "Nika met Pavel.", 1: "Pavel’s brother left."}


def test_unknown_sentence_has_no_neighbours(index):
    assert dict(index.neighbours(sentences("Somebody else stayed.")[0], (0, 1))) == {}


def test_no_distances_give_no_neighbours(index):
    assert dict(index.neighbours(PASSAGES[0].sentences[0], ())) == {}


# Top k


def test_top_k_is_best_first_and_positive(index):
    scored = index.top_k(*asked("Who stayed in Moscow with Pavel?"), 9)
    scores = [score for _, score in scored]
    assert places(scored)[0] == 1 and scores == sorted(scores, reverse=True) and min(scores) > 0


@every_index
def test_ties_keep_document_order(build):
    scored = build(split("Rain fell.", "Snow fell.", "Rain fell!")).top_k(*asked("rain"), 9)
    assert places(scored) == [0, 2] and scored[0][1] == scored[1][1]


@every_index
def test_repeated_passage_is_found_once(build):
    index = build(split("Rain fell.", "Snow fell.", "Rain fell."))
    assert places(index.top_k(*asked("rain"), 9)) == [0]
    assert places(index.top_k(*asked("rain"), 9, also=[index.passages[2]])) == [0, 2]
    assert index.document_frequency("rain") == 2


@every_index
def test_same_words_under_other_headings_are_found(build):
    index = build(split("# A\n\nRain fell.\n\n# B\n\nRain fell.", markdown=True))
    assert places(index.top_k(*asked("rain"), 9)) == [0, 1]


def test_k_above_size_gives_every_match(index):
    assert sorted(places(index.top_k(*asked("Pavel Semyon"), 99))) == [0, 1, 2, 3]


@pytest.mark.parametrize("k", [0, -1])
def test_k_below_one_gives_none(index, k):
    assert list(index.top_k(*asked("Pavel"), k)) == []


@pytest.mark.parametrize("text", ["", "?", "xyzzyx", "😀"])
def test_nothing_in_common_gives_none(index, text):
    assert list(index.top_k(*asked(text), 9)) == []


def test_also_comes_last_whatever_its_score(index):
    scored = index.top_k(*asked("Semyon Ulm"), 1, also=PASSAGES)
    assert places(scored)[0] == 1 and sorted(places(scored)) == [0, 1, 2, 3]
    rest = [score for _, score in scored[1:]]
    assert rest == sorted(rest, reverse=True) and places(scored)[1:3] == [0, 2]


def test_also_without_a_match_scores_zero(index):
    assert list(index.top_k(*asked("xyzzyx"), 9, also=[PASSAGES[2], PASSAGES[0]])) == [(0, 0.0), (2, 0.0)]


@every_index
def test_two_indexes_answer_the_same(build):
    first, second = build(PASSAGES), build(PASSAGES)
    assert list(first.norms_of_length(5)) == list(second.norms_of_length(5))

    @settings(max_examples=30)
    @given(text=st.text(max_size=60) | st.sampled_from(["Pavel", "Semyon in Moscow", "brother"]))
    def rank_the_same(text):
        assert list(first.top_k(*asked(text), 3)) == list(second.top_k(*asked(text), 3))

    rank_the_same()


def test_document_frequency_of_function_words_is_zero(index):
    assert not any(index.document_frequency(word) for word in STOP_WORDS)
