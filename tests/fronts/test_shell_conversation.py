"""The conversation in the shell. The rewrites of follow-ups are fixed here; tests/dialogue tests them."""

import json
from dataclasses import replace

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document as Line

import qa
from qa.dialogue import Chat, Rewrite, Substitution
from qa.dialogue.turn import ANAPHORA
from qa.fronts.shell import execute
from qa.fronts.shell.completion import ShellCompleter
from qa.types import Correction

FIRST = "Who wrote the first program?"
ANSWER = "Ada Byron wrote the first program in 1843."
FOLLOW_UP = "Where did she live?"
MEANT = "Where did Ada Byron live?"
OTHER = "Where did the engine live?"


def shown_by(reply):
    """What a reply shows, without a terminal."""
    assert reply.error is None, reply.error
    return "\n".join(block.plain for block in reply.blocks)


@pytest.fixture(autouse=True)
def rewrites(monkeypatch):
    """`rewrites[line]` is the rewrite of a line; every other line stays as it is."""
    by_line = {FOLLOW_UP: Rewrite(FOLLOW_UP, MEANT, (Substitution("she", "Ada Byron"),), 0.75, None, ANAPHORA)}

    def rewrite(question, history):
        return by_line.get(question.text, Rewrite(question.text, question.corrected))

    monkeypatch.setattr("qa.dialogue.chat.rewrite", rewrite)
    return by_line


@pytest.fixture
def remembered(monkeypatch):
    """The remembered names, as a list that can be changed."""
    names = ["Ada Byron", "the engine"]
    monkeypatch.setattr(Chat, "remembered", lambda self: tuple(names))
    return names


@pytest.fixture
def asked(session):
    """A conversation in which one question was answered."""
    execute(FIRST, session)
    return session


@pytest.fixture
def two_ways(asked, rewrites):
    """A conversation whose last question has an alternative reading."""
    rewrites[FOLLOW_UP] = replace(rewrites[FOLLOW_UP], alternative_reading=OTHER)
    execute(FOLLOW_UP, asked)
    return asked


def typed(session):
    return [turn.rewrite.typed for turn in session.chat.turns]


# Rewrites


def test_follow_up_shows_its_rewrite_before_the_answer(asked):
    lines = shown_by(execute(FOLLOW_UP, asked)).splitlines()
    assert lines[0] == f"→ {MEANT}" and lines[1] == "She lived in London."


def test_standalone_question_shows_only_its_answer(asked):
    assert shown_by(execute(MEANT, asked)).startswith("She lived in London.")


def test_other_replaces_the_first_reading(asked, rewrites):
    rewrites[FOLLOW_UP] = replace(rewrites[FOLLOW_UP], alternative_reading=OTHER)
    lines = shown_by(execute(FOLLOW_UP, asked)).splitlines()
    assert lines[:2] == [f"→ {MEANT}", f"/other asks instead: {OTHER}"]
    reply = execute("/other", asked)
    assert shown_by(reply).startswith(f"→ {OTHER}\n") and reply.answered is not None
    assert typed(asked) == [FIRST, OTHER]


def test_other_is_available_after_small_talk(two_ways):
    execute("Hm, interesting.", two_ways)
    execute("/other", two_ways)
    assert typed(two_ways) == [FIRST, OTHER]


def test_other_replaces_only_the_last_of_equal_turns(two_ways):
    execute(FOLLOW_UP, two_ways)
    execute("/other", two_ways)
    assert typed(two_ways) == [FIRST, FOLLOW_UP, OTHER]


def test_other_without_an_alternative_is_an_error(asked):
    error = execute("/other", asked).error
    assert error == "the last question has no other reading; type in full what you mean"
    assert typed(asked) == [FIRST]


def test_interrupted_other_changes_nothing(two_ways, monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(two_ways.corpus, "ask", interrupted)
    before = two_ways.chat.turns
    with pytest.raises(KeyboardInterrupt):
        execute("/other", two_ways)
    assert two_ways.chat.turns == before


def test_correction_is_shown_before_the_answer(session, monkeypatch, tmp_path):
    corrections, parse = (Correction("Byrn", "Byron"),), session.corpus.parse
    monkeypatch.setattr(session.corpus, "parse", lambda line: replace(parse(line), corrections=corrections))
    execute("/set threshold 0", session)
    assert shown_by(execute("Where did Ada Byrn live?", session)).startswith("“Byrn” was read as “Byron”.\n")
    execute(f"/save {tmp_path / 'talk.md'}", session)
    assert "\n\n“Byrn” was read as “Byron”.\n\n>" in (tmp_path / "talk.md").read_text()


# Requests about the last answer


@pytest.mark.parametrize(("line", "command"), [("Tell me more.", "/more"), ("What else?", "/more")])
def test_spoken_request_equals_its_command(session, line, command):
    execute(FIRST, session)
    by_command = shown_by(execute(command, session))
    execute("/clear", session)
    execute(FIRST, session)
    assert shown_by(execute(line, session)) == by_command


def test_request_for_the_source_shows_the_place(session):
    text = "# Lives\n\nAda wrote it in 1843.\nShe lived\nin London.\n\nNobody built it."
    session.corpus = qa.Corpus([qa.load_text(text, source="a.md", markdown=True)])
    execute("/set threshold 0", session)
    execute("Where did she live?", session)
    assert shown_by(execute("Where does it say that?", session)).splitlines() == [
        "a.md, lines 4 to 5, under “Lives”",
        "3  Ada wrote it in 1843.",
        "4  She lived in London.",
        "7  Nobody built it.",
    ]


def test_place_on_one_line_names_no_heading(asked):
    assert shown_by(execute("Source?", asked)).startswith(f"ada.txt, line 1\n1  {ANSWER}\n1  She lived in London.")


def test_place_of_an_abstention_is_the_closest_sentence(session):
    execute("/set threshold 1", session)
    execute(FIRST, session)
    lines = shown_by(execute("Where is that from?", session)).splitlines()
    assert lines[:2] == ["No sentence answers; the closest is in:", "ada.txt, line 1"]


def test_certainty_shows_confidence_and_checks(asked):
    shown = shown_by(execute("Are you sure?", asked))
    assert "by the calibration, about 9" in shown
    assert "words of the question in it  wrote, first, program" in shown
    assert "what answers in it" in shown and "Ada Byron" in shown
    assert "the next best sentence" in shown and "times less likely: " in shown and "(ada.txt:1)" in shown


def test_certainty_names_missing_words(session):
    execute("Who wrote the first poem?", session)
    assert "words that are not in it     poem" in shown_by(execute("Really?", session))


def test_certainty_shows_the_rewrite(asked):
    execute(FOLLOW_UP, asked)
    assert f"understood as                {MEANT} (likely, 0.75)" in shown_by(execute("Are you sure?", asked))


def test_certainty_of_an_abstention_names_the_threshold(session):
    execute("/set threshold 1", session)
    execute(FIRST, session)
    assert "it is given as the answer only from 1.00 on." in shown_by(execute("Are you sure?", session))


@pytest.mark.parametrize("line", ["Are you sure?", "Where does it say that?", "Tell me more."])
def test_vague_question_has_nothing_to_show(session, line):
    execute("What?", session)
    shown = shown_by(execute(line, session))
    assert len(shown.splitlines()) == 1 and shown.startswith(("Nothing was found", "There is no sentence"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Are you sure?", "There is no answer yet to be sure about; ask a question first."),
        ("Where does it say that?", "There is no answer yet whose place could be shown; ask a question first."),
        ("Tell me more", "There is no answer yet to show more of; ask a question first."),
    ],
)
def test_requests_before_the_first_answer_explain_themselves(session, line, said):
    reply = execute(line, session)
    assert shown_by(reply) == said and not reply.answered


def test_small_talk_keeps_the_last_answer(asked):
    execute("Thanks!", asked)
    assert "She lived in London." in shown_by(execute("Tell me more", asked))
    assert "Passages found" in shown_by(execute("/why", asked))


# Small talk


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Hello!", "Hello. Ask something about the text, for example: Who is Ada Byron?"),
        ("Thank you", "You are welcome."),
        ("Bye", "Goodbye.\n/quit leaves."),
        ("OK.", "All right. What would you like to know?"),
    ],
)
def test_small_talk_is_never_looked_up(session, monkeypatch, line, said):
    monkeypatch.setattr(session.corpus, "ask", None)
    monkeypatch.setattr(session.corpus, "suggestions", lambda count: ("Who is Ada Byron?",)[:count])
    reply = execute(line, session)
    assert shown_by(reply) == said and reply.answered is None


def test_question_about_abilities_names_examples_and_commands(session):
    shown = shown_by(execute("What can you do?", session))
    assert "word for word" in shown and shown.endswith("/help lists the commands.")


# Undo, clear, edit


def test_undo_removes_the_last_line_and_names_it(asked):
    execute(FOLLOW_UP, asked)
    assert shown_by(execute("/undo", asked)) == f"Undone: {FOLLOW_UP}\nThe last question is now: {FIRST}"
    assert shown_by(execute("/undo", asked)) == f"Undone: {FIRST}"
    assert execute("/undo", asked).error is not None


def test_undo_resets_more(asked):
    first = shown_by(execute("/more", asked))
    execute(FOLLOW_UP, asked)
    execute("/undo", asked)
    assert shown_by(execute("/more", asked)) == first


def test_another_corpus_keeps_the_conversation(asked, tmp_path):
    (tmp_path / "good.txt").write_text("All is well.")
    execute(f"/add {tmp_path / 'good.txt'}", asked)
    execute("/set reader lexical", asked)
    assert typed(asked) == [FIRST] and asked.chat.corpus is asked.corpus
    assert MEANT in shown_by(execute(FOLLOW_UP, asked))


def test_context_shows_question_answer_and_names(asked, remembered):
    execute(FOLLOW_UP, asked)
    lines = shown_by(execute("/context", asked)).splitlines()
    assert lines[0].split() == ["the", "last", "question", *MEANT.split()]
    assert lines[1].startswith("its answer") and "London (ada.txt:1; " in lines[1]
    assert lines[2:] == ["What a follow-up refers to, the likeliest first:", "1. Ada Byron", "2. the engine"]


def test_context_counts_further_names(asked, remembered):
    remembered.extend(f"Ada {number}" for number in range(20))
    assert shown_by(execute("/context", asked)).splitlines()[-1] == "and 10 more"


@pytest.mark.parametrize("name", ["the engine", "THE ENGINE", "engine", "2"])
def test_context_puts_a_remembered_name_first(asked, remembered, monkeypatch, name):
    monkeypatch.setattr(Chat, "pin", lambda self, name: remembered.insert(0, f"pinned {name}"))
    assert "1. pinned the engine\n" in shown_by(execute(f"/context {name}", asked))


@pytest.mark.parametrize("name", ["-the engine", "- Engine", "-2"])
def test_context_drops_a_name(asked, remembered, monkeypatch, name):
    monkeypatch.setattr(Chat, "drop", lambda self, name: remembered.remove(name))
    assert shown_by(execute(f"/context {name}", asked)).endswith("1. Ada Byron")


def test_context_accepts_names_from_the_documents(session):
    assert "1. London" in shown_by(execute("/context london", session))
    assert shown_by(execute("/context -London", session)) == "No name is remembered."


@pytest.mark.parametrize("line", ["/context n", "/context -n", "/context Lond", "/context -", f"/context {'9' * 5000}"])
def test_unknown_name_is_an_error(asked, remembered, line):
    assert "remembered" in execute(line, asked).error and remembered == ["Ada Byron", "the engine"]


def test_completion_offers_remembered_names(asked, remembered):
    def offered(text):
        event = CompleteEvent(completion_requested=True)
        return [completion.text for completion in ShellCompleter(asked).get_completions(Line(text), event)]

    assert offered("/context ") == ["Ada Byron", "the engine"]
    assert offered("/context the") == ["the engine"]
    assert offered("/context -a") == ["-Ada Byron"]


# Saving and loading


def test_saved_markdown_has_rewrites_without_small_talk(asked, tmp_path):
    for line in (FOLLOW_UP, "Are you sure?", "Thanks!"):
        execute(line, asked)
    assert shown_by(execute(f"/save {tmp_path / 'talk.md'}", asked)) == f"Saved 2 questions to {tmp_path / 'talk.md'}."
    first, second = (tmp_path / "talk.md").read_text().split("\n## ")[1:]
    assert "Understood as" not in first
    assert second.startswith(f"{FOLLOW_UP}\n\nUnderstood as: {MEANT}\n\n> She lived in **London**.\n\nada.txt:1 (")
    assert "Thanks" not in second and "sure?" not in second


def test_small_talk_alone_cannot_be_saved(session, tmp_path):
    execute("Hello!", session)
    assert execute(f"/save {tmp_path / 'talk.md'}", session).error.startswith("there is nothing to save yet")


def test_conversation_resumes_from_json(asked, tmp_path):
    path = tmp_path / "talk.JSON"
    execute(FOLLOW_UP, asked)
    execute("Thanks!", asked)
    assert shown_by(execute(f"/save {path}", asked)) == f"Saved 2 questions to {path}."
    execute("/clear", asked)
    assert shown_by(execute(f"/load '{path}'", asked)) == f"Loaded 2 questions from {path}.\nThe last one: {MEANT}"
    assert typed(asked) == [FIRST, FOLLOW_UP, "Thanks!"]
    assert shown_by(execute("/more", asked)).startswith(f"{ANSWER} She lived in London.")
    assert shown_by(execute("/why", asked)).startswith(
        "The saved conversation does not hold how this answer came about"
    )
    assert f"understood as                {MEANT}" in shown_by(execute("Are you sure?", asked))


def test_json_file_is_never_replaced_unasked(asked, tmp_path):
    path = tmp_path / "talk.json"
    path.write_text("mine")
    error = f"{path} exists; name another file, or replace it with: /save! {path}"
    assert execute(f"/save {path}", asked).error == error and path.read_text() == "mine"
    execute(f"/save! {path}", asked)
    assert json.loads(path.read_text())["turns"]


@pytest.mark.parametrize("text", ["", "{}", "[1", '{"format": "qa transcript", "version": 9, "turns": []}'])
def test_invalid_transcript_keeps_the_conversation(asked, tmp_path, text):
    (tmp_path / "talk.json").write_text(text)
    error = execute(f"/load {tmp_path / 'talk.json'}", asked).error
    assert "talk.json" in error and "\n" not in error and typed(asked) == [FIRST]


def test_transcript_cannot_steer_the_terminal(asked, tmp_path):
    path = tmp_path / "talk.json"
    execute(f"/save {path}", asked)
    made = json.loads(path.read_text())
    evil = "Who \x1b[31m*wrote* \u202eit?"
    made["turns"][0] |= {
        "typed": evil,
        "rewritten": evil,
        "alternative_reading": evil,
        "substitutions": [{"phrase": evil, "replacement": evil}],
    }
    path.write_text(json.dumps(made))
    shown = [shown_by(execute(line, asked)) for line in (f"/load {path}", "/context", "Are you sure?", "/undo")]
    assert not any("\x1b" in text or "\u202e" in text for text in shown) and "␛[31m" in shown[0]
    execute(f"/load {path}", asked)
    execute(f"/save {tmp_path / 'talk.md'}", asked)
    assert r"␛\[31m\*wrote\*" in (tmp_path / "talk.md").read_text()
