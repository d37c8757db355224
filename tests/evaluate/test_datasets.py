import gzip
import json
import os
from pathlib import Path

import pytest

from qa import files
from qa.errors import EvaluationError
from qa.evaluate.datasets import excerpt, in_scope, load_set, of_split, sample

LINE = {
    "id": "q1",
    "split": "dev",
    "kind": "fact",
    "document": "text.txt",
    "question": "Who left?",
    "gold": [{"start": 0, "end": 11, "text": "Pavel left.", "answers": [{"start": 0, "end": 5, "text": "Pavel"}]}],
}
TURN = {"question": "And when?", "standalone": "When did Pavel leave?", "follow_up": True, "gold": []}


def write(folder, *records, text="Pavel left. He slept."):
    (folder / "text.txt").write_text(text)
    path = folder / "set.jsonl"
    path.write_text("\n".join(record if isinstance(record, str) else json.dumps(record) for record in records))
    return path


def load(path, **options):
    return load_set(path, **options).questions


def test_golds_slice_back(tmp_path):
    (question,) = load(write(tmp_path, LINE))
    (gold,) = question.golds
    assert question.document.slice(gold.sentence) == "Pavel left."
    assert [question.document.slice(answer) for answer in gold.answers] == ["Pavel"]


def test_no_gold_is_unanswerable(tmp_path):
    (question,) = load(write(tmp_path, LINE | {"gold": []}))
    assert not question.answerable


def test_split_and_kind_are_optional(tmp_path):
    (question,) = load(write(tmp_path, {key: LINE[key] for key in ("id", "document", "question", "gold")}))
    assert question.split == question.kind == ""


def test_gold_names_one_of_several_documents(tmp_path):
    (tmp_path / "other.txt").write_text("It rained.")
    gold = [{"document": "other.txt", "start": 0, "end": 10, "text": "It rained.", "answers": []}]
    gold[0]["answers"] = [{key: gold[0][key] for key in ("start", "end", "text")}]
    (question,) = load(write(tmp_path, LINE | {"document": ["text.txt", "other.txt"], "gold": gold}))
    assert [document.title for document in question.documents] == ["text", "other"]
    assert question.golds[0].document is question.documents[1]


def test_document_id_is_its_name_in_set(tmp_path):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "b.txt").write_text("Pavel left.")
    (in_file, in_folder) = load(write(tmp_path, LINE, LINE | {"id": "q2", "document": "./notes/", "gold": []}))
    assert [question.document.source for question in (in_file, in_folder)] == ["text.txt", str(Path("notes", "b.txt"))]
    assert in_file.group == "text.txt"


def test_dialogue_has_standalone_and_typed_wording(tmp_path):
    path = write(tmp_path, {"id": "d", "document": "text.txt", "split": "dev", "turns": [TURN]})
    assert [(question.question_id, question.text, question.kind) for question in load(path)] == [
        ("d/1", "When did Pavel leave?", "follow-up")
    ]
    assert [question.text for question in load(path, way="typed")] == ["And when?"]


def test_turn_has_earlier_lines_and_answers(tmp_path):
    first = {"question": "Who left?", "standalone": "Who left?", "follow_up": False, "gold": LINE["gold"]}
    path = write(tmp_path, {"id": "d", "document": "text.txt", "turns": [first, TURN, {**TURN, "question": "Why?"}]})
    turns = [question.turn for question in load(path)]
    assert [[(past.line, past.answer, past.answer_given) for past in turn.history] for turn in turns] == [
        [],
        [("Who left?", "Pavel", False)],
        [("Who left?", "Pavel", False), ("And when?", "", False)],
    ]


def test_turn_may_lack_standalone_wording(tmp_path):
    bare = {key: TURN[key] for key in ("question", "follow_up", "gold")}
    (question,) = load(write(tmp_path, {"id": "d", "document": "text.txt", "turns": [bare]}))
    assert question.text == "And when?" and question.turn.standalone is None


def test_set_may_mix_questions_and_dialogues(tmp_path):
    path = write(tmp_path, LINE, {"id": "d", "document": "text.txt", "turns": [TURN]})
    plain, turn = load(path, way="resolved")
    assert plain.turn is None and plain.history is None and turn.history == ()


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        (["{"], ":1: not JSON"),
        (
            [{"id": "d", "document": "text.txt", "turns": [{**TURN, "standalone": " "}]}],
            ":1: the standalone wording is empty",
        ),
        ([{"id": "d", "document": "text.txt", "turns": [{**TURN, "question": ""}]}], ":1: the question is empty"),
        (["[1]"], ":1: found list, expected an object"),
        ([LINE, LINE], "'q1' occurs twice"),
        ([LINE | {"question": " "}], ":1: the question is empty"),
        ([{"id": "x"}], ":1: faulty or missing field (object missing required field 'document')"),
        ([LINE, LINE | {"id": "q2", "gold": [{"start": 1, "end": 3, "text": "Pa", "answers": []}]}], ":2: found 'av'"),
        ([LINE | {"gold": [{"start": 0, "end": 11, "text": "Pavel left.", "answers": []}]}], ":1: no gold"),
        (
            [LINE | {"gold": [LINE["gold"][0] | {"answers": [{"start": 12, "end": 14, "text": "He"}]}]}],
            "outside its sentence",
        ),
        ([LINE | {"gold": [LINE["gold"][0] | {"document": "b.txt"}]}], "not among the question's documents"),
        ([LINE | {"document": "none.txt"}], "none.txt"),
        ([LINE | {"gold": None}], ":1: faulty or missing field"),
        ([], "found no question"),
    ],
)
def test_faulty_set_is_rejected_with_line_and_reason(tmp_path, records, reason):
    with pytest.raises(EvaluationError) as caught:
        load(write(tmp_path, *records))
    assert reason in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xfe\x00", ":1: not JSON"),
        (b"[" * 100_000, ":1: not JSON (it is nested too deep)"),
        (b'{"id": ' + b"9" * 400 + b"}", ":1: faulty or missing field"),
        (b'{"id": NaN}', ":1: not JSON"),
        (b'{"id": "\\ud800"}', ":1: not JSON"),
        (b"\x1f\x8bnothing packed", "cannot be read"),
        (gzip.compress(b"{}", mtime=0)[:-9], "cannot be read (the gzip file ends too early)"),
        (gzip.compress(b" " * 300_000_000, 1, mtime=0), "cannot be read (it holds more than 256 MB)"),
    ],
    ids=lambda value: str(value[:20]),
)
def test_undecodable_bytes_are_rejected(tmp_path, data, reason):
    path = tmp_path / "set.json.gz"
    path.write_bytes(data)
    with pytest.raises(EvaluationError) as caught:
        load(path)
    assert reason in str(caught.value) and "\n" not in str(caught.value)


def test_set_that_is_a_pipe_is_rejected(tmp_path):
    os.mkfifo(tmp_path / "set.jsonl")
    with pytest.raises(EvaluationError, match="it is not a regular file"):
        load(tmp_path / "set.jsonl")


def test_set_of_several_gzip_members_is_read(tmp_path):
    lines = [json.dumps(LINE | {"id": name}).encode() + b"\n" for name in "ab"]
    path = write(tmp_path)
    path.write_bytes(b"".join(map(gzip.compress, lines)) + b"\0" * 20)
    assert len(load(path)) == 2


def test_missing_set_is_named(tmp_path):
    with pytest.raises(EvaluationError, match=r"no such file: .*none\.jsonl"):
        load(tmp_path / "none.jsonl")


def squad(folder, *questions, name="squad.json.gz"):
    paragraphs = [{"context": "It rained.", "qas": []}, {"context": "So Pavel left.", "qas": list(questions)}]
    raw = json.dumps({"data": [{"title": "T", "paragraphs": paragraphs}]}).encode()
    path = folder / name
    path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return path


def asked(question_id="s1", *, start=3, **more):
    return {"id": question_id, "question": "Who left?", "answers": [{"text": "Pavel", "answer_start": start}], **more}


UNANSWERABLE = {"id": "s2", "question": "Who stayed?", "is_impossible": True, "answers": []}


@pytest.mark.parametrize("name", ["squad.json", "squad.json.gz", "packed-without-suffix"])
def test_squad_article_is_document_with_paragraph_blocks(tmp_path, name):
    (question,) = load(squad(tmp_path, asked(), name=name))
    document = question.document
    assert [document.slice(block.span) for block in document.blocks] == ["It rained.", "So Pavel left."]
    assert document.slice(question.golds[0].sentence) == "Pavel"
    assert document.slice(question.paragraph) == "So Pavel left."
    assert document.line(question.paragraph.start) == 3


def test_repeated_squad_answer_is_one_gold(tmp_path):
    twice = asked()
    twice["answers"] *= 2
    (question,) = load(squad(tmp_path, twice))
    assert len(question.golds) == 1


@pytest.mark.parametrize(
    ("questions", "reason"),
    [
        ([asked(start=1)], "question s1: found 'o Pav'"),
        # It slices back from the article, but not from its own paragraph.
        ([asked(start=-5)], "question s1: found"),
        ([{"id": "s3", "question": "Who?", "answers": []}], "question s3: no gold"),
        ([asked(), asked()], "'s1' occurs twice"),
        ([asked() | {"question": ""}], "'s1' is empty"),
        ([{"id": "s4"}], "faulty or missing field"),
    ],
)
def test_faulty_squad_is_rejected_with_id_and_reason(tmp_path, questions, reason):
    with pytest.raises(EvaluationError) as caught:
        load(squad(tmp_path, *questions))
    assert reason in str(caught.value) and "squad.json.gz" in str(caught.value)


def test_paragraph_scope_asks_paragraph_alone(tmp_path):
    questions = load(squad(tmp_path, asked(), UNANSWERABLE))
    parts = in_scope(questions, "paragraph")
    assert [question.document.text for question in parts] == ["So Pavel left."] * 2
    assert parts[0].document.slice(parts[0].golds[0].sentence) == "Pavel"
    assert {question.group for question in parts} == {questions[0].group}


def test_article_scope_excludes_questions_unanswerable_in_paragraph(tmp_path):
    questions = load(squad(tmp_path, asked(), UNANSWERABLE))
    assert [question.question_id for question in in_scope(questions, "article")] == ["s1"]


def test_paragraph_scope_excludes_questions_without_paragraph(tmp_path):
    questions = load(write(tmp_path, LINE, LINE | {"id": "q2", "gold": []}))
    assert [question.question_id for question in in_scope(questions, "paragraph")] == ["q1"]
    assert len(in_scope(questions, "article")) == 2


def test_excerpt_keeps_golds_inside(tmp_path):
    (question,) = load(squad(tmp_path, asked()))
    assert excerpt([question], question.document.blocks[:1]) == []
    (moved,) = excerpt([question], question.document.blocks[1:])
    assert moved.document.slice(moved.golds[0].answers[0]) == "Pavel"


def test_default_split_is_test_if_any(tmp_path):
    both = load(write(tmp_path, LINE, LINE | {"id": "q2", "split": "test"}))
    assert [question.question_id for question in of_split(both, None)] == ["q2"]
    assert [question.question_id for question in of_split(both, "all")] == ["q1", "q2"]
    assert len(of_split(both[:1], None)) == 1


def test_unknown_split_lists_known_splits(tmp_path):
    with pytest.raises(EvaluationError, match=r"found --split train, expected one that the set has \(dev\) or all"):
        of_split(load(write(tmp_path, LINE)), "train")


def test_sample_depends_on_seed_and_keeps_order():
    everything = load_set(files.evaluation() / "questions.jsonl").questions
    once, again, other = (sample(everything, 20, seed=seed) for seed in (1, 1, 2))
    places = [everything.index(question) for question in once]
    assert once == again != other and len(once) == 20 and places == sorted(places)
    assert sample(everything, 10_000, seed=0) == list(everything) == sample(everything, None, seed=0)


def test_bundled_questions_are_complete():
    questions = load(files.evaluation() / "questions.jsonl")
    assert sum(question.answerable for question in questions) >= 120
    assert sum(question.kind == "unanswerable" for question in questions) >= 40
    assert sum(question.kind == "far-off" for question in questions) >= 10
    assert {question.split for question in questions} == {"dev", "test"}
    assert all(bool(question.golds) == (question.kind not in ("unanswerable", "far-off")) for question in questions)


def test_bundled_dialogues_are_complete():
    turns = load(files.evaluation() / "dialogues.jsonl", way="typed")
    dialogues = {turn.question_id.split("/")[0] for turn in turns}
    assert len(dialogues) >= 12 and {turn.kind for turn in turns} == {"follow-up", "stand-alone"}
    assert all(turn.kind == "stand-alone" for turn in turns if turn.question_id.endswith("/1"))


def test_digests_cover_set_and_documents(tmp_path):
    path = write(tmp_path, LINE)
    before = load_set(path).digests()
    assert list(before) == ["set.jsonl", "text.txt"]
    path.write_text(path.read_text() + "\n")
    after = load_set(path).digests()
    assert before["set.jsonl"] != after["set.jsonl"] and before["text.txt"] == after["text.txt"]
