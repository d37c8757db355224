"""Every system through the same tests."""

import pytest

from qa import load_text
from qa.errors import EvaluationError
from qa.evaluate.systems import ALL, names, settings, system

DOCUMENTS = (
    load_text("Pavel left for Ulm. Semyon stayed in Moscow.", source="a.txt"),
    load_text("It rained for three weeks. The trip cost 100,000 rubles.", source="b.txt"),
)
ASKED = ["Where did Semyon stay?", "How much did the trip cost?", "?", "Ничего", "x" * 500]


@pytest.fixture(params=[*ALL, "qa:depth=1", "qa:words=20:threshold=0.9"])
def name(request):
    return request.param


@pytest.mark.parametrize("asked", ASKED)
def test_it_ranks_sentences_and_passages_of_the_documents_each_once(name, asked):
    ready = system(name)(DOCUMENTS)
    prediction = ready.ask(asked)
    for found in ([one.sentence for one in prediction.candidates], [hit.passage for hit in prediction.hits]):
        assert len({one.key for one in found}) == len(found)
        assert all(one.document in DOCUMENTS and one.text in one.document.text for one in found)
    assert prediction.candidates and {hit.passage for hit in prediction.hits} <= set(ready.passages)
    assert [hit.rank for hit in prediction.hits] == list(range(1, len(prediction.hits) + 1))


def test_it_says_the_same_each_time(name):
    first, second = (system(name)(DOCUMENTS).ask(ASKED[0]) for _ in range(2))
    assert [one.sentence.key for one in first.candidates] == [one.sentence.key for one in second.candidates]


@pytest.mark.parametrize("name", ["qa", "bm25", "tfidf", "idf-overlap", "word-overlap"])
def test_shared_words_win(name):
    best = system(name)(DOCUMENTS).ask(ASKED[1]).candidates[0]
    assert best.sentence.text == "The trip cost 100,000 rubles."


def test_a_rare_word_counts_more_than_two_common_ones_by_rarity_alone():
    documents = (load_text("The man ran home. The man sat home. Only Semyon ate. The man lay home."),)
    asked = "Did the man go home with Semyon?"
    assert "Semyon" in system("idf-overlap")(documents).ask("Semyon, man").candidates[0].text
    assert "Semyon" not in system("word-overlap")(documents).ask(asked).candidates[0].text


def test_only_qa_decides():
    assert [one for one in ALL if system(one)(DOCUMENTS).ask(ASKED[0]).confidence is not None] == ["qa"]


def test_a_configuration_changes_what_it_names():
    assert settings("qa:depth=3:threshold=0.5") == settings("qa") | {"depth": 3, "threshold": 0.5}
    assert len(system("qa:words=10")(DOCUMENTS).passages) >= len(system("qa")(DOCUMENTS).passages)
    assert len(system("qa:depth=1")(DOCUMENTS).ask(ASKED[0]).hits) == 1
    assert settings("bm25") == {}


def test_a_list_of_names_is_taken_apart():
    assert names("qa, bm25,qa") == ("qa", "bm25")


@pytest.mark.parametrize("name", ["", "gpt", "qa:dept=3", "qa:depth=x", "qa:depth=0", "qa:threshold=2", "bm25:depth=3"])
def test_a_system_that_there_is_not_is_refused(name):
    with pytest.raises(EvaluationError, match="expected"):
        names(name)
