import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import qa
from qa.dialogue import Chat, Resolved, Turn, Understood
from qa.dialogue.transcript import load, save, write
from qa.errors import QAError, TranscriptError
from qa.pipeline import Configuration
from qa.question.intent import Wish
from qa.types import Answer, Candidate, Correction, Reason, Span

TEXT = "Ada Byron wrote the first program in 1843. She lived in London. The engine was never built."
QUESTION = "Who wrote the first program?"


def corpus_of(*documents):
    """A corpus of `(source, text)`, read by words alone."""
    loaded = [qa.load_text(text, source=source) for source, text in documents]
    return qa.Corpus(loaded, configuration=Configuration(reader="lexical"))


CORPUS = corpus_of(("ada.txt", TEXT), ("notes/bread.txt", "Bakers bake bread. It is “hot” — and 😀."))
SENTENCES = [sentence for passage in CORPUS.passages for sentence in passage.sentences]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "talk.json"


@pytest.fixture
def saved(path):
    """A conversation of a question, a wish about the answer, and small talk, in the file `path`."""
    chat = Chat(CORPUS)
    for line in (QUESTION, "Are you sure?", "Thanks!"):
        chat.ask(line)
    chat.save(path)
    return chat


# There and back


def as_kept(turn):
    """`turn` without what a file does not keep."""
    answer = turn.answer
    kept = Answer(
        answer.question,
        answer.best and _bare(answer.best),
        tuple(map(_bare, answer.alternatives)),
        answer.confidence,
        reason=answer.reason,
        corrections=answer.corrections,
    )
    return Turn(turn.understood, turn.wish, kept)


def _bare(candidate):
    return Candidate(candidate.sentence, candidate.span, candidate.score)


@st.composite
def candidates(draw):
    sentence = draw(st.sampled_from(SENTENCES))
    start = draw(st.integers(sentence.span.start, sentence.span.end - 1))
    span = Span(start, draw(st.integers(start + 1, sentence.span.end)))
    return Candidate(sentence, draw(st.none() | st.just(span)), draw(st.floats(allow_nan=False)))


TEXTS = st.text(st.characters())
PROBABILITIES = st.floats(0, 1)
UNDERSTOOD = st.builds(
    Understood,
    TEXTS,
    TEXTS,
    st.lists(st.builds(Resolved, TEXTS, TEXTS)).map(tuple),
    PROBABILITIES,
    st.none() | TEXTS,
    TEXTS,
)
ANSWERS = st.builds(
    Answer,
    TEXTS,
    st.none() | candidates(),
    st.lists(candidates(), max_size=4).map(tuple),
    PROBABILITIES,
    reason=st.none() | st.sampled_from(Reason),
    corrections=st.lists(st.builds(Correction, TEXTS, TEXTS), max_size=2).map(tuple),
)


@given(st.lists(st.builds(Turn, UNDERSTOOD, st.sampled_from(Wish), ANSWERS), max_size=3).map(tuple))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_saved_comes_back(tmp_path, turns):
    path = tmp_path / "talk.json"
    save(turns, path, replace=True)
    assert load(path, CORPUS) == turns


def test_a_conversation_goes_on_where_it_was_saved(saved, path):
    chat = Chat.load(path, CORPUS)
    assert chat.turns == tuple(map(as_kept, saved.turns)) and chat.last.answer.text == saved.last.answer.text
    assert chat.last.answer.best.sentence.document is CORPUS.documents[0]
    assert chat.ask("Where did Ada Byron live?", threshold=0.0).answer.answered


def test_a_path_can_be_a_string(path):
    chat = Chat(CORPUS)
    chat.ask(QUESTION)
    chat.save(str(path))
    assert Chat.load(str(path), CORPUS).last.answer.question == QUESTION


def test_a_conversation_without_turns_can_be_saved_too(path):
    Chat(CORPUS).save(path)
    assert load(path, CORPUS) == ()


def test_sentences_that_stand_in_documents_of_one_source_are_told_apart_by_their_words(path):
    corpus = corpus_of(("ada.txt", "Ada was born in 1815."), ("ada.txt", "Ida was born in 1915."))
    chat = Chat(corpus)
    chat.ask("When was Ida born?", threshold=0.0)
    chat.save(path)
    (turn,) = load(path, corpus)
    assert turn.answer.text == "Ida was born in 1915." and turn.answer.best.sentence.document is corpus.documents[1]


def test_a_file_names_documents_as_the_user_does(tmp_path, path):
    (tmp_path / "ada.txt").write_text(TEXT)
    corpus = qa.Corpus.open()
    chat = Chat(corpus)
    chat.ask("Who is Pavel?")
    chat.save(path)
    text = path.read_text()
    assert '"source": "russians-return-after-mobilization.txt"' in text
    assert str(Path(qa.__file__).parent.parent) not in text


def test_a_file_is_ascii_so_that_no_editor_or_terminal_can_mistake_it(path):
    line = "Who \x1b[31mwrote\u202e “it”, \ud800?"
    save([Turn(Understood(line, line), Wish.QUESTION, Answer(line, None, (), 0.0))], path, replace=False)
    assert path.read_bytes().isascii() and b"\x1b" not in path.read_bytes()
    assert load(path, CORPUS)[0].understood.typed == line


# Writing


def test_a_file_that_exists_is_left_alone_unless_it_is_to_be_replaced(saved, path):
    path.write_text("mine")
    with pytest.raises(TranscriptError, match="exists; name another file, or say that it is to be replaced"):
        saved.save(path)
    assert path.read_text() == "mine"
    saved.save(path, replace=True)
    assert len(load(path, CORPUS)) == 3


@pytest.mark.parametrize(
    ("name", "error"),
    [
        (".", "is a folder; name a file in it, such as"),
        ("no/talk.json", "cannot write .*No such file or directory.*; name another file"),
        ("x" * 300, "cannot write .*; name another file"),
        ("nul\0", "cannot write .*; name another file"),
    ],
)
def test_what_cannot_be_written_is_told_and_leaves_nothing_behind(tmp_path, name, error):
    with pytest.raises(TranscriptError, match=error):
        write("text", tmp_path / name, replace=True)
    assert list(tmp_path.iterdir()) == []


# Reading what is not right: always one line


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"\xff\xfe\x00", "cannot read .*; name a file that qa saved"),
        (b"", "is not valid JSON"),
        (b"# Questions and answers\n", "is not valid JSON"),
        (b"[" * 100_000, "is not valid JSON"),
        (b"[]", "is not a transcript of qa; name a file that qa saved"),
        (b'{"format": "other", "version": 1, "turns": []}', "is not a transcript of qa"),
        (b'{"format": "qa transcript", "version": 1}', "is not a transcript of qa"),
        (
            b'{"format": "qa transcript", "version": 2, "turns": []}',
            "is a transcript of version 2, but this qa reads version 1",
        ),
        (b'{"format": "qa transcript", "turns": []}', "is a transcript of version None"),
    ],
)
def test_another_file_is_told_from_a_transcript(path, data, error):
    path.write_bytes(data)
    with pytest.raises(TranscriptError, match=error) as raised:
        load(path, CORPUS)
    assert "\n" not in str(raised.value) and "talk.json" in str(raised.value)


def test_a_file_that_is_not_there_is_told(path):
    with pytest.raises(QAError, match="No such file or directory"):
        Chat.load(path, CORPUS)


def changed(path, change):
    """The file again, with its first turn changed by `change`."""
    made = json.loads(path.read_text())
    change(made["turns"][0])
    path.write_text(json.dumps(made))


@pytest.mark.parametrize(
    "change",
    [
        lambda turn: turn.clear(),
        lambda turn: turn.update(typed=7),
        lambda turn: turn.update(wish="coffee"),
        lambda turn: turn.update(wish=[]),
        lambda turn: turn.update(resolved="he"),
        lambda turn: turn.update(resolved=[{"phrase": "he"}]),
        lambda turn: turn.update(understood_confidence=2),
        lambda turn: turn.update(understood_confidence=float("nan")),
        lambda turn: turn.update(other=["x"] * 1000),
        lambda turn: turn.update(sort=None),
        lambda turn: turn.update(answer=[]),
        lambda turn: turn["answer"].update(confidence=True),
        lambda turn: turn["answer"].update(reason="bored"),
        lambda turn: turn["answer"].update(corrections=[["a", "b"]]),
        lambda turn: turn["answer"].update(alternatives=["a"]),
        lambda turn: turn["answer"].update(alternatives={"a": 1}),
        lambda turn: turn["answer"]["best"].update(start="0"),
        lambda turn: turn["answer"]["best"].update(start=False),
        lambda turn: turn["answer"]["best"].update(score="high"),
        lambda turn: turn["answer"]["best"].update(span=[0, 9999]),
        lambda turn: turn["answer"]["best"].update(span=[5, 5]),
        lambda turn: turn["answer"]["best"].update(span=[1]),
        lambda turn: turn["answer"]["best"].update(span=7),
    ],
)
def test_a_turn_that_qa_did_not_write_is_named(saved, path, change):
    changed(path, change)
    with pytest.raises(
        TranscriptError, match=r"turn 1 of .*talk.json is not as qa saves it \(.*; save it anew"
    ) as raised:
        load(path, CORPUS)
    assert "\n" not in str(raised.value) and len(str(raised.value)) < 500


def test_a_turn_that_is_no_object_is_named(saved, path):
    made = json.loads(path.read_text())
    path.write_text(json.dumps(made | {"turns": [None]}))
    with pytest.raises(TranscriptError, match="turn 1 of "):
        load(path, CORPUS)


def test_a_quoted_document_that_is_not_asked_is_named(saved, path):
    with pytest.raises(TranscriptError, match=r"ada\.txt is quoted, but is not among the documents; add it"):
        load(path, corpus_of(("bread.txt", "Bakers bake bread.")))


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lovelace wrote the first poem in 1843. She lived in London. The engine was never built.",
        "Then Ada Byron wrote the first program in 1843. She lived in London. The engine was never built.",
        "Ada.",
    ],
)
def test_a_document_that_no_longer_holds_what_is_quoted_is_named(saved, path, text):
    error = r"ada\.txt does not hold “Ada Byron wrote the first program in 1843\.” where it is quoted; go on with"
    with pytest.raises(TranscriptError, match=error):
        load(path, corpus_of(("ada.txt", text)))


def test_words_that_never_stood_there_are_not_quoted(saved, path):
    changed(path, lambda turn: turn["answer"]["best"].update(text="Ada Byron wrote the last program in 1843."))
    with pytest.raises(TranscriptError, match="does not hold “Ada Byron wrote the last program"):
        load(path, CORPUS)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
        lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_the_file_is_no_traceback(tmp_path, value):
    path = tmp_path / "talk.json"
    path.write_text(json.dumps({"format": "qa transcript", "version": 1, "turns": [value]}))
    with pytest.raises(TranscriptError):
        load(path, CORPUS)
