"""A conversation as a file: what is saved comes back, and a damaged file gives one line."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import qa
from qa.dialogue import Chat, Rewrite, Substitution, Turn
from qa.dialogue.transcript import FORMAT, load, save, write
from qa.dialogue.turn import ANAPHORA, ELLIPSIS
from qa.errors import QAError, TranscriptError
from qa.pipeline import Configuration
from qa.question import parsed
from qa.question.spelling import apply_corrections
from qa.types import Answer, Candidate, Correction, Intent, Reason, Span

TEXT = "Ada Byron wrote the first program in 1843. She lived in London. The engine was never built."
QUESTION = "Who wrote the first program?"
# Saved by the last version that wrote version 1: a corrected question, a follow-up with two readings, a correction, an
# abstention, a line about the last answer, and thanks; of a document with `TEXT_OF_1`.
VERSION_1 = Path(__file__).with_name("transcript-version-1.json")
TEXT_OF_1 = (
    "Ada Byron wrote the first program in 1843. Her brother Tom sold clocks in Ulm. “The engine” was never built."
)


def corpus_of(*documents):
    """A corpus of `(source, text)`, read by words alone."""
    loaded = [qa.load_text(text, source=source) for source, text in documents]
    return qa.Corpus(loaded, configuration=Configuration(reader="lexical"))


CORPUS = corpus_of(("ada.txt", TEXT), ("notes/bread.txt", "Bakers bake bread. It is “hot” — and 😀."))
CORPUS_OF_1 = corpus_of(("ada.txt", TEXT_OF_1))
SENTENCES = [sentence for passage in CORPUS.passages for sentence in passage.sentences]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "talk.json"


@pytest.fixture
def saved(path):
    """A conversation of a question, a line about the answer, and small talk, in the file `path`."""
    chat = Chat(CORPUS)
    for line in (QUESTION, "Are you sure?", "Thanks!"):
        chat.ask(line)
    chat.save(path)
    return chat


def question(text, *corrections):
    """The question `text` as it is loaded: its words corrected as they were."""
    return parsed(text, apply_corrections(text, corrections)[0], corrections)


# There and back


def as_kept(turn):
    """`turn` without what a file does not keep."""
    return Turn(turn.rewrite, turn.intent, _kept(turn.answer))


def _kept(answer):
    return replace(
        answer,
        candidates=tuple(map(_bare, answer.candidates)),
        hits=(),
        unread_ranks=frozenset(),
        parts=tuple(map(_kept, answer.parts)),
        findings=tuple(
            replace(finding, candidate=_bare(finding.candidate), repeats=tuple(map(_bare, finding.repeats)))
            for finding in answer.findings
        ),
    )


def _bare(candidate):
    return Candidate(candidate.sentence, candidate.span, candidate.score)


@st.composite
def candidates(draw):
    sentence = draw(st.sampled_from(SENTENCES))
    start = draw(st.integers(sentence.span.start, sentence.span.end - 1))
    span = Span(start, draw(st.integers(start + 1, sentence.span.end)))
    return Candidate(sentence, draw(st.none() | st.just(span)), draw(st.floats(allow_nan=False, allow_infinity=False)))


@st.composite
def answers(draw):
    corrections = draw(st.lists(st.builds(Correction, TEXTS, TEXTS), max_size=2))
    ranked = tuple(draw(st.lists(candidates(), max_size=5)))
    answered = bool(ranked) and draw(st.booleans())
    reason = draw(st.none() | st.sampled_from(Reason))
    return Answer(question(draw(TEXTS), *corrections), ranked, answered, draw(PROBABILITIES), reason)


TEXTS = st.text()
PROBABILITIES = st.floats(0, 1)
REWRITES = st.builds(
    Rewrite,
    TEXTS,
    TEXTS,
    st.lists(st.builds(Substitution, TEXTS, TEXTS)).map(tuple),
    PROBABILITIES,
    st.none() | TEXTS,
    TEXTS,
)


@given(st.lists(st.builds(Turn, REWRITES, st.sampled_from(Intent), answers()), max_size=3).map(tuple))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_saved_turns_come_back(tmp_path, turns):
    path = tmp_path / "talk.json"
    save(turns, path, replace=True)
    assert load(path, CORPUS) == turns


def test_saved_conversation_resumes(saved, path):
    chat = Chat.load(path, CORPUS)
    assert chat.turns == tuple(map(as_kept, saved.turns)) and chat.last.answer.text == saved.last.answer.text
    assert chat.last.answer.best.sentence.document is CORPUS.documents[0]
    assert chat.ask("Where did Ada Byron live?", threshold=0.0).answer.answered


def test_follow_ups_and_corrections_come_back(path):
    chat = Chat(CORPUS)
    for line in ("Who wrote the first progam?", "Where did she live?", "And the progam?", "Who ate her progam?"):
        chat.ask(line, threshold=0.5)
    chat.save(path)
    assert load(path, CORPUS) == tuple(map(as_kept, chat.turns))
    assert all(turn.answer.corrections for turn in chat.turns[:1] + chat.turns[2:])


def test_abstention_keeps_its_closest_sentence(path):
    chat = Chat(CORPUS)
    chat.ask(QUESTION, threshold=1.0, top=3)
    chat.save(path)
    answer = load(path, CORPUS)[0].answer
    assert (answer.answered, answer.best, answer.closest.text) == (False, None, SENTENCES[0].text)
    assert len(answer.candidates) == 3 and answer.alternatives == answer.candidates[1:]


def test_all_answers_parts_and_differences_come_back(path):
    chat = Chat(CORPUS)
    chat.ask("Who wrote the first program?")
    chat.ask_all(threshold=0.0)
    chat.ask("Who wrote the first program and what do bakers bake?")
    chat.ask("Did Ada Byron write it in 1844?", threshold=0.0)
    chat.save(path)
    loaded = load(path, CORPUS)
    assert loaded == tuple(map(as_kept, chat.turns))
    assert loaded[0].answer.findings and len(loaded[1].answer.parts) == 2 and loaded[2].answer.mismatches


def test_path_may_be_a_string(path):
    chat = Chat(CORPUS)
    chat.ask(QUESTION)
    chat.save(str(path))
    assert Chat.load(str(path), CORPUS).last.answer.question.text == QUESTION


def test_conversation_without_turns_is_saved(path):
    Chat(CORPUS).save(path)
    assert load(path, CORPUS) == ()


def test_words_distinguish_documents_of_one_source(path):
    corpus = corpus_of(("ada.txt", "Ada was born in 1815."), ("ada.txt", "Ida was born in 1915."))
    chat = Chat(corpus)
    chat.ask("When was Ida born?", threshold=0.0)
    chat.save(path)
    (turn,) = load(path, corpus)
    assert turn.answer.text == "Ida was born in 1915." and turn.answer.best.sentence.document is corpus.documents[1]


def test_file_names_documents_as_user_does(tmp_path, path):
    (tmp_path / "ada.txt").write_text(TEXT)
    corpus = qa.Corpus.open()
    chat = Chat(corpus)
    chat.ask("Who is Pavel?")
    chat.save(path)
    text = path.read_text()
    assert '"source": "russians-return-after-mobilization.txt"' in text
    assert str(Path(qa.__file__).parent.parent) not in text


def test_file_is_plain_ascii(path):
    line = "Who \x1b[31mwrote\u202e “it”, \ud800?"
    save([Turn(Rewrite(line, line), Intent.QUESTION, Answer(question(line)))], path, replace=False)
    assert path.read_bytes().isascii() and b"\x1b" not in path.read_bytes()
    assert load(path, CORPUS)[0].rewrite.typed == line.replace("\ud800", "\ufffd")


def test_file_has_version_and_documented_keys(saved, path):
    data = json.loads(path.read_text())
    turn = data["turns"][0]
    assert (data["format"], data["version"]) == ("qa transcript", 2)
    assert list(turn) == [
        "typed",
        "intent",
        "rewritten",
        "substitutions",
        "rewrite_confidence",
        "alternative_reading",
        "kind",
        "answer",
    ]
    assert list(turn["answer"]) == [
        "question",
        "answered",
        "confidence",
        "reason",
        "form",
        "corrections",
        "candidates",
        "findings",
        "parts",
        "mismatches",
    ]


# Version 1


def candidate_of_1(place, score, words=None):
    """The sentence at `place` in `TEXT_OF_1`, with its answering words."""
    sentence = CORPUS_OF_1.passages[0].sentences[place]
    start = TEXT_OF_1.index(words) if words else 0
    return Candidate(sentence, Span(start, start + len(words)) if words else None, score)


def turns_of_1():
    """The turns of `VERSION_1`, as the version that saved them loaded them, by the names of this version."""
    progam = Correction("progam", "program")
    dog = Answer(
        question("Whose dog ate Ada Byron's program?", progam),
        (candidate_of_1(0, 10.089623986544815), candidate_of_1(1, 10.024510165405646, "Tom")),
        False,
        0.2983482726498397,
        Reason.NOT_IN_TEXT,
    )
    return (
        Turn(
            Rewrite("Who wrote the first progam?", "Who wrote the first progam?"),
            Intent.QUESTION,
            Answer(
                question("Who wrote the first progam?", progam),
                (candidate_of_1(0, 13.03312757922691, "Ada Byron"), candidate_of_1(1, 9.673784474857626, "Tom")),
                True,
                0.8000065446335529,
            ),
        ),
        Turn(
            Rewrite("Did Tom see Karl?", "Did Tom see Karl?"),
            Intent.QUESTION,
            Answer(
                question("Did Tom see Karl?"),
                (candidate_of_1(1, 6.158436443363214), candidate_of_1(0, 4.919496339963118)),
                True,
                0.3639698455794586,
            ),
        ),
        Turn(
            Rewrite(
                "How old was he?",
                "How old was Tom?",
                (Substitution("he", "Tom"),),
                0.6050256939491558,
                "How old was Karl?",
                ANAPHORA,
            ),
            Intent.QUESTION,
            Answer(
                question("How old was Tom?"),
                (candidate_of_1(1, 8.038919997550567), candidate_of_1(2, 5.780322547067739)),
                True,
                0.6969940645934699,
            ),
        ),
        Turn(
            Rewrite(
                "No, I meant Ada Byron.",
                "How old was Ada Byron?",
                (Substitution("", "How old was Tom"),),
                0.9,
                kind=ELLIPSIS,
            ),
            Intent.QUESTION,
            Answer(
                question("How old was Ada Byron?"),
                (candidate_of_1(0, 9.080117228195002), candidate_of_1(1, 8.802979851345558)),
                True,
                0.6310303332289303,
            ),
        ),
        Turn(
            Rewrite(
                "Whose dog ate her progam?",
                "Whose dog ate Ada Byron's program?",
                (Substitution("her", "Ada Byron"),),
                0.9704306043703206,
                kind=ANAPHORA,
            ),
            Intent.QUESTION,
            dog,
        ),
        Turn(Rewrite("Are you sure?", "Are you sure?"), Intent.SURE, dog),
        Turn(
            Rewrite("Thanks!", "Thanks!"),
            Intent.THANKS,
            Answer(question("Thanks!"), reason=Reason.NOT_A_QUESTION),
        ),
    )


def test_version_1_loads_the_same_turns():
    assert load(VERSION_1, CORPUS_OF_1) == turns_of_1()


def test_version_1_is_saved_as_version_2(path):
    chat = Chat.load(VERSION_1, CORPUS_OF_1)
    chat.save(path)
    assert json.loads(path.read_text())["version"] == 2
    assert load(path, CORPUS_OF_1) == chat.turns


def test_version_1_resumes():
    chat = Chat.load(VERSION_1, CORPUS_OF_1)
    assert chat.rewrite("Where did she live?").rewritten == "Where did Ada Byron live?"
    assert chat.last.answer.closest.text == "Ada Byron wrote the first program in 1843."


# Writing


def test_existing_file_is_kept_unless_replaced(saved, path):
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
def test_failed_write_is_reported_and_leaves_nothing(tmp_path, name, error):
    with pytest.raises(TranscriptError, match=error):
        write("text", tmp_path / name, replace=True)
    assert list(tmp_path.iterdir()) == []


# Damaged files: always one line


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"\xff\xfe\x00", "is not valid JSON"),
        (b"", "is not valid JSON"),
        (b"# Questions and answers\n", "is not valid JSON"),
        (b"[" * 100_000, "is not valid JSON"),
        (b'{"format": "qa transcript", "version": 2, "turns": [NaN]}', "is not valid JSON"),
        (b'{"format": "qa transcript", "version": 2, "turns": ["\\ud800"]}', "is not valid JSON"),
        (b"9" * 400, "is not a transcript"),
        (b"[]", "is not a transcript of qa; name a file that qa saved"),
        (b'{"format": "other", "version": 1, "turns": []}', "is not a transcript of qa"),
        (b'{"format": "qa transcript", "version": 1}', "is not a transcript of qa"),
        (b'{"format": "qa transcript", "version": 2, "turns": {}}', "is not a transcript of qa"),
        (
            b'{"format": "qa transcript", "version": 3, "turns": []}',
            "is a transcript of version 3, but this qa reads up to version 2; load it with the qa that saved it",
        ),
        (b'{"format": "qa transcript", "turns": []}', "is a transcript of version None"),
        (b'{"format": "qa transcript", "version": [1], "turns": []}', r"is a transcript of version \[1\]"),
    ],
)
def test_other_file_is_no_transcript(path, data, error):
    path.write_bytes(data)
    with pytest.raises(TranscriptError, match=error) as raised:
        load(path, CORPUS)
    assert "\n" not in str(raised.value) and "talk.json" in str(raised.value)


def test_missing_file_is_reported(path):
    with pytest.raises(QAError, match="No such file or directory"):
        Chat.load(path, CORPUS)


def damage(path, change):
    """The file again, with its first turn changed by `change`."""
    data = json.loads(path.read_text())
    change(data["turns"][0])
    path.write_text(json.dumps(data))


def check_turn_is_named(path, corpus):
    with pytest.raises(
        TranscriptError, match=r"turn 1 of .*talk.json is not as qa saves it \(.*; save it anew"
    ) as raised:
        load(path, corpus)
    assert "\n" not in str(raised.value) and len(str(raised.value)) < 500


# What damages a turn of either version.
DAMAGE = [
    lambda turn: turn.clear(),
    lambda turn: turn.update(typed=7),
    lambda turn: turn.pop("answer"),
    lambda turn: turn.update(answer=[]),
    lambda turn: turn["answer"].update(confidence=True),
    lambda turn: turn["answer"].update(confidence=1.5),
    lambda turn: turn["answer"].update(reason="bored"),
    lambda turn: turn["answer"].update(corrections=[["a", "b"]]),
    lambda turn: turn["answer"].update(question=None),
]
# Values of a damaged candidate, in either version.
CANDIDATE_DAMAGE = [
    {"start": "0"},
    {"start": False},
    {"score": "high"},
    {"span": [0, 9999]},
    {"span": [5, 5]},
    {"span": [1]},
    {"span": 7},
    {"text": None},
]


@pytest.mark.parametrize(
    "change",
    [
        *DAMAGE,
        lambda turn: turn.update(intent="coffee"),
        lambda turn: turn.update(intent=[]),
        lambda turn: turn.update(rewritten=None),
        lambda turn: turn.update(substitutions="he"),
        lambda turn: turn.update(substitutions=[{"phrase": "he"}]),
        lambda turn: turn.update(rewrite_confidence=2),
        lambda turn: turn.update(alternative_reading=["x"] * 1000),
        lambda turn: turn.update(kind=None),
        lambda turn: turn.update(kind=["anaphora"]),
        lambda turn: turn["answer"].pop("answered"),
        lambda turn: turn["answer"].update(answered="yes"),
        lambda turn: turn["answer"].update(candidates=["a"]),
        lambda turn: turn["answer"].update(candidates={"a": 1}),
        lambda turn: turn["answer"].update(candidates=None),
        # An answer without a sentence.
        lambda turn: turn["answer"].update(candidates=[]),
        lambda turn: turn["answer"].update(corrections=[{"typed": "a", "corrected": 1}]),
    ],
)
def test_damaged_turn_is_named(saved, path, change):
    damage(path, change)
    check_turn_is_named(path, CORPUS)


@pytest.mark.parametrize("values", CANDIDATE_DAMAGE)
def test_damaged_candidate_is_named(saved, path, values):
    damage(path, lambda turn: turn["answer"]["candidates"][0].update(values))
    check_turn_is_named(path, CORPUS)


@pytest.mark.parametrize(
    "change",
    [
        *DAMAGE,
        lambda turn: turn.update(wish="coffee"),
        lambda turn: turn.update(wish=[]),
        lambda turn: turn.update(standalone=None),
        lambda turn: turn.update(resolved="he"),
        lambda turn: turn.update(resolved=[{"phrase": "he"}]),
        lambda turn: turn.update(understood_confidence=2),
        lambda turn: turn.update(other=["x"] * 1000),
        lambda turn: turn.update(sort=None),
        lambda turn: turn.update(sort=["reference"]),
        lambda turn: turn["answer"].pop("best"),
        lambda turn: turn["answer"].pop("alternatives"),
        lambda turn: turn["answer"].update(best=[]),
        lambda turn: turn["answer"].update(alternatives=["a"]),
        lambda turn: turn["answer"].update(alternatives={"a": 1}),
        lambda turn: turn["answer"].update(alternatives=None),
        lambda turn: turn["answer"].update(corrections=[{"typed": "a", "taken": 1}]),
    ],
)
def test_damaged_turn_of_version_1_is_named(path, change):
    shutil.copy(VERSION_1, path)
    damage(path, change)
    check_turn_is_named(path, CORPUS_OF_1)


@pytest.mark.parametrize("values", CANDIDATE_DAMAGE)
@pytest.mark.parametrize("place", [lambda answer: answer["best"], lambda answer: answer["alternatives"][0]])
def test_damaged_candidate_of_version_1_is_named(path, values, place):
    shutil.copy(VERSION_1, path)
    damage(path, lambda turn: place(turn["answer"]).update(values))
    check_turn_is_named(path, CORPUS_OF_1)


def test_turn_that_is_no_object_is_named(saved, path):
    data = json.loads(path.read_text())
    path.write_text(json.dumps(data | {"turns": [None]}))
    with pytest.raises(TranscriptError, match="turn 1 of "):
        load(path, CORPUS)


def test_quoted_document_that_is_missing_is_named(saved, path):
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
def test_changed_document_is_named(saved, path, text):
    changed = corpus_of(("ada.txt", text))
    error = (
        r"ada\.txt does not hold “Ada Byron wrote the first program in 1843\.” where it is quoted; "
        "load it with the document as it was, or ask anew"
    )
    for saved_file in (path, VERSION_1):
        with pytest.raises(TranscriptError, match=error):
            load(saved_file, changed)


def test_invented_sentence_is_not_quoted(saved, path):
    invented = "Ada Byron wrote the last program in 1843."
    damage(path, lambda turn: turn["answer"]["candidates"][0].update(text=invented))
    with pytest.raises(TranscriptError, match="does not hold “Ada Byron wrote the last program"):
        load(path, CORPUS)


@given(
    version=st.sampled_from([1, 2]),
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
        lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    ),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_other_turn_is_reported(tmp_path, version, value):
    path = tmp_path / "talk.json"
    path.write_text(json.dumps({"format": FORMAT, "version": version, "turns": [value]}))
    with pytest.raises(TranscriptError):
        load(path, CORPUS)


def test_deeply_nested_turn_is_reported(path):
    turn = '{"a": ' * 900 + "1" + "}" * 900
    path.write_text(f'{{"format": "{FORMAT}", "version": 1, "turns": [{turn}]}}')
    with pytest.raises(TranscriptError, match="turn 1 of "):
        load(path, CORPUS)
