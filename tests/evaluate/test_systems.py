"""The same tests for every system."""

import json

import pytest

from qa import load_text, model
from qa.errors import EvaluationError, ModelError
from qa.evaluate.systems import SYSTEMS, find_system, on_one_thread, parse_systems, system_settings
from qa.index import MemoryIndex
from qa.index.store import Contents, changing
from qa.split import passages
from tests.builders import documents

DOCUMENTS = (
    load_text("Pavel left for Ulm. Semyon stayed in Moscow.", source="a.txt"),
    load_text("It rained for three weeks. The trip cost 100,000 rubles.", source="b.txt"),
)
ASKED = ["Where did Semyon stay?", "How much did the trip cost?", "?", "Ничего", "x" * 500]


@pytest.fixture(params=[*SYSTEMS, "qa:top_k=1", "qa:passage_words=20:threshold=0.9", "qa:reader=lexical"])
def name(request):
    return request.param


@pytest.mark.parametrize("asked", ASKED)
def test_system_ranks_sentences_and_passages_once(name, asked):
    ready = find_system(name)(DOCUMENTS)
    prediction = ready.ask(asked)
    for parts in (
        [candidate.sentence for candidate in prediction.candidates],
        [hit.passage for hit in prediction.hits],
    ):
        assert len({part.key for part in parts}) == len(parts)
        assert all(part.document in DOCUMENTS and part.text in part.document.text for part in parts)
    assert prediction.candidates and {hit.passage for hit in prediction.hits} <= set(ready.passages)
    assert [hit.rank for hit in prediction.hits] == list(range(1, len(prediction.hits) + 1))


def test_system_is_deterministic(name):
    first, second = (find_system(name)(DOCUMENTS).ask(ASKED[0]) for _ in range(2))
    assert [candidate.sentence.key for candidate in first.candidates] == [
        candidate.sentence.key for candidate in second.candidates
    ]


@pytest.mark.parametrize("name", ["qa", "bm25", "tfidf", "idf-overlap", "word-overlap"])
def test_shared_words_win(name):
    best = find_system(name)(DOCUMENTS).ask(ASKED[1]).candidates[0]
    assert best.sentence.text == "The trip cost 100,000 rubles."


def test_rarity_prefers_rare_word():
    documents = (load_text("The man ran home. The man sat home. Only Semyon ate. The man lay home."),)
    asked = "Did the man go home with Semyon?"
    assert "Semyon" in find_system("idf-overlap")(documents).ask("Semyon, man").candidates[0].text
    assert "Semyon" not in find_system("word-overlap")(documents).ask(asked).candidates[0].text


def test_only_qa_decides():
    assert [name for name in SYSTEMS if find_system(name)(DOCUMENTS).ask(ASKED[0]).confidence is not None] == ["qa"]


def test_option_changes_its_setting():
    assert system_settings("qa:top_k=3:threshold=0.5") == system_settings("qa") | {"top_k": 3, "threshold": 0.5}
    assert len(find_system("qa:passage_words=10")(DOCUMENTS).passages) >= len(find_system("qa")(DOCUMENTS).passages)
    assert len(find_system("qa:top_k=1")(DOCUMENTS).ask(ASKED[0]).hits) == 1
    assert system_settings("bm25") == {}


def test_list_of_systems_is_parsed():
    assert parse_systems("qa, bm25,qa") == ("qa", "bm25")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "gpt",
        "qa:top=3",
        "qa:top_k=x",
        "qa:top_k=0",
        "qa:threshold=2",
        "bm25:top_k=3",
        "qa:reader=x",
        "qa:reader=",
        "qa:reader",
        "qa:threads=-1",
        "qa:threads=x",
        "qa:max_passages_read=0",
        "qa:max_passages_read=1.5",
        "qa:min_passage_probability=2",
        "qa:min_passage_probability=nan",
        "qa:index=\udcff",
    ],
)
def test_unknown_system_or_option_is_rejected(name):
    with pytest.raises(EvaluationError, match="expected"):
        parse_systems(name)


# qa's readers


@pytest.fixture
def folder(tmp_path):
    """A folder with the shipped network."""
    for file in model.NEURAL.iterdir():
        (tmp_path / file.name).symlink_to(file)
    return tmp_path


def test_each_reader_is_another_system():
    def evidence(name):
        return find_system(name)(DOCUMENTS).ask(ASKED[0]).candidates[0].evidence

    assert "span_logit" in evidence("qa") and "span_logit" in evidence("qa:reader=neural")
    assert "span_logit" not in evidence("qa:reader=lexical")


def test_reader_has_own_threshold_unless_named():
    assert system_settings("qa")["threshold"] == model.neural().calibration.threshold
    assert system_settings("qa:reader=lexical")["threshold"] == model.lexical().calibration.threshold
    assert system_settings("qa:reader=lexical:threshold=0.9")["threshold"] == 0.9


def test_network_is_chosen_by_folder(folder):
    name = f"qa:model={folder}:threads=1"
    chosen, shipped = (find_system(system)(DOCUMENTS).ask(ASKED[0]) for system in (name, "qa:threads=1"))
    assert [candidate.score for candidate in chosen.candidates] == [candidate.score for candidate in shipped.candidates]


def test_settings_hold_digest_instead_of_folder(folder):
    values = system_settings(f"qa:model={folder}")
    assert values == system_settings("qa") and str(folder) not in json.dumps(values)
    assert values["model"] == model.digest() and values["reader"] == "neural"
    (folder / model.ABOUT).unlink()
    (folder / model.ABOUT).write_text(json.dumps(model.about() | {"note": "another"}))
    assert system_settings(f"qa:model={folder}")["model"] != values["model"]


def test_folder_without_network_suggests_lexical_reader(tmp_path):
    with pytest.raises(ModelError, match="--reader lexical"):
        parse_systems(f"qa:model={tmp_path}")
    assert parse_systems(f"qa:reader=lexical:model={tmp_path}")


def test_neural_options_change_settings():
    values = system_settings("qa:threads=2:max_passages_read=3:min_passage_probability=0.5")
    assert [values[name] for name in ("threads", "max_passages_read", "min_passage_probability")] == [2, 3, 0.5]


def test_unknown_reader_is_reported_with_system():
    with pytest.raises(
        EvaluationError, match=r"found the reader 'x', expected neural or lexical.*'qa:reader=x'"
    ) as caught:
        parse_systems("qa:reader=x")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "alone"),
    [
        ("qa", "qa:threads=1"),
        ("qa:top_k=3", "qa:top_k=3:threads=1"),
        ("qa:threads=4", "qa:threads=4"),
        ("qa:threads=4:top_k=3", "qa:threads=4:top_k=3"),
        ("bm25", "bm25"),
    ],
)
def test_parallel_system_is_limited_to_one_thread(name, alone):
    assert on_one_thread(name) == alone
    find_system(alone)


def test_index_is_asked_in_place_of_documents(tmp_path):
    own, other = documents("Ada Byron wrote a program. She lived in London.", "Pavel went to Ulm.")
    with changing(tmp_path) as writer:
        writer.save(MemoryIndex([*passages(other), *passages(own)], documents=[other, own]), Contents())
    system = find_system(f"qa:reader=lexical:index={tmp_path}")([own])
    assert [passage.text for passage in system.passages] == [own.text]
    assert system.ask("Where did Ada live?").candidates[0].text == "She lived in London."
    with pytest.raises(EvaluationError, match="does not hold"):
        find_system(f"qa:reader=lexical:index={tmp_path}")(documents("It rained."))
