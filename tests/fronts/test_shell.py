import io
import os
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document as Line
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from qa import model
from qa.errors import QAError
from qa.fronts.opening import skipped_lines
from qa.fronts.prompt import converse, saved_history
from qa.fronts.repl import follow
from qa.fronts.shell import commands, execute
from qa.fronts.shell.commands import COMMANDS
from qa.fronts.shell.completion import ShellCompleter
from qa.fronts.shell.messages import opening_blocks
from qa.load import Skipped
from qa.render import console

QUESTION = "Who wrote the first program?"
ANSWER = "Ada Byron wrote the first program in 1843."
OFF = "How do I bake bread with yeast?"


def shown_by(reply):
    """What a reply shows, without a terminal."""
    return "\n".join(block.plain for block in reply.blocks)


@pytest.fixture
def asked(session):
    """A conversation in which one question was answered."""
    execute(QUESTION, session)
    return session


# Questions


def test_line_is_a_question(session):
    reply = execute(f"  {QUESTION} ", session)
    assert reply.answered is True and shown_by(reply).startswith(f"{ANSWER}\nada.txt:1  (")


def test_unanswered_question_is_an_abstention(session):
    reply = execute(OFF, session)
    assert reply.answered is False and shown_by(reply).startswith("The text does not say.")


@pytest.mark.parametrize("line", ["", "   ", "\t"])
def test_empty_line_does_nothing(session, line):
    reply = execute(line, session)
    assert (reply.blocks, reply.error, reply.answered, reply.leave) == ((), None, None, False)
    assert session.chat.turns == ()


def test_long_question_is_an_error_and_forgotten(session):
    assert "characters" in execute("why " * 1000, session).error
    assert session.chat.turns == ()


# Commands


@pytest.mark.parametrize("line", ["/quit", "/q", "/QUIT", "exit", "quit", "Exit"])
def test_many_words_leave(session, line):
    assert execute(line, session).leave


def test_help_lists_every_command_with_its_help(session):
    shown = shown_by(execute("/help", session))
    for command in COMMANDS.values():
        assert command.usage in shown and command.help in shown
    assert shown_by(execute("/", session)) == shown == shown_by(execute("/h", session))


def test_table_has_the_documented_commands():
    promised = (
        "help more all why overview open other undo context docs add drop filter set save load clear quit".split()
    )
    assert [name for name in COMMANDS if name != "save!"] == promised


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("/hepl", "no such command: /hepl; did you mean /help?"),
        ("/xyzzy", "no such command: /xyzzy; /help lists the commands"),
        ("/d", "/d could be /docs or /drop; type more of it"),
        ("/add", "/add needs PATH; type it as /add PATH"),
        ("/drop", "/drop needs NAME; type it as /drop NAME"),
        ("/save", "/save needs FILE; type it as /save FILE"),
        ("/docs all", "/docs takes nothing after it; type just /docs"),
        ("/why", "nothing has been asked yet; type a question first"),
        ("/more", "nothing has been asked yet; type a question first"),
        ("/context", "nothing has been asked yet; type a question first"),
        ("/other", "nothing has been asked yet; type a question first"),
        ("/undo", "there is nothing to undo; type a question first"),
        ("/context bread", "'bread' is neither remembered nor in the documents; Tab offers what is remembered"),
        ("/context -Ada", "'Ada' is not remembered; /context lists what is"),
        ("/context 1", "there is no number 1 in the list, which has 0 names; /context shows it"),
        ("/context -7", "there is no number 7 in the list, which has 0 names; /context shows it"),
        ("/load", "/load needs FILE; type it as /load FILE"),
        (
            "/load /no/such",
            "cannot read /no/such (No such file or directory); name a file that qa saved, such as talk.json",
        ),
        ("/save notes.md", "there is nothing to save yet; type a question first"),
        ("/add /no/such/file", "/no/such/file does not exist; check the name and the folder you are in"),
        ("/add -", "standard input cannot be added to the shell, which reads from it; name a file or a folder"),
        ("/drop bread.txt", "no document is called 'bread.txt'; /docs lists them"),
        ("/drop ada.txt", "ada.txt is the only document; add another one first, with /add PATH"),
        ("/set top 0", "top is 0, but it takes a whole number from 1 to 50; change it, or set it to default"),
        (
            "/set reader x",
            "reader is 'x', but it takes neural, lexical or onnx:FOLDER; change it, or set it to default",
        ),
        ("/set tpo 3", "no setting 'tpo' (/set); did you mean 'top'?"),
    ],
)
def test_error_gives_advice_and_changes_nothing(session, line, error):
    before = (session.corpus, session.settings, session.chat.turns, session.chat.remembered())
    assert execute(line, session).error == error
    assert (session.corpus, session.settings, session.chat.turns, session.chat.remembered()) == before


def test_more_shows_neighbours_then_all_candidates(asked):
    first = shown_by(execute("/more", asked))
    assert first.startswith(f"{ANSWER} She lived in London. The engine was never built.\nada.txt:1\n2. ")
    assert "3. " in first and first.count(ANSWER) == 1
    assert shown_by(execute("/more", asked)) == "There are no more candidates."


def test_more_shows_neighbours_only_once(session, corpus_of):
    session.corpus = corpus_of(" ".join(f"Ada wrote program {number} in May." for number in range(9)))
    execute("Who wrote program 4?", session)
    assert shown_by(execute("/more", session)).count("Ada wrote program 3 in May. Ada wrote program 4 in May.") == 1
    again = shown_by(execute("/more", session))
    assert again.startswith("5. ") and "7. " in again and "program 3 in May. Ada" not in again


def test_more_continues_where_the_answer_stopped(session):
    execute("/set top 2", session)
    assert "2. " in shown_by(execute(QUESTION, session))
    assert "\nada.txt:1\n3. " in shown_by(execute("/more", session))


def test_more_after_abstention_starts_after_the_closest(session):
    execute("/set threshold 1", session)
    assert ANSWER in shown_by(execute(QUESTION, session))
    more = shown_by(execute("/more", session))
    assert more.count(ANSWER) == 1 and "\nada.txt:1\n2. She lived in London." in more


def test_vague_question_has_no_more(session):
    execute("What?", session)
    assert shown_by(execute("/more", session)) == "Nothing was found, so there is no more to show."


def test_why_shows_passages_and_evidence(asked):
    shown = shown_by(execute("/why", asked))
    assert "Passages found, best first:" in shown and "What counted for the answer:" in shown
    assert re.search(r"span logit +-?\d+\.\d\d +[+-]\d", shown) and "Ahead of the next best by" in shown


def test_set_changes_the_next_answer(session):
    assert shown_by(execute("/set context 1", session)).startswith("context = 1")
    assert "She lived in London." in shown_by(execute(QUESTION, session))
    assert shown_by(execute("/set context=default", session)).startswith("context = 0")


def test_set_shows_the_threshold_in_force(session):
    assert re.match(r"threshold = default \(0\.\d\d\) ", shown_by(execute("/set threshold", session)))
    assert shown_by(execute("/set threshold 0.9", session)).startswith("threshold = 0.9 ")


def test_set_changes_the_reader(session):
    execute(QUESTION, session)
    assert shown_by(execute("/set reader lexical", session)).startswith("reader = lexical ")
    assert session.corpus.configuration.reader == "lexical" and session.settings.reader == "lexical"
    assert shown_by(execute(QUESTION, session)).startswith(ANSWER)
    assert ["span_logit" in turn.answer.best.evidence for turn in session.chat.turns] == [True, False]
    execute("/set reader default", session)
    assert session.corpus.configuration.reader == "neural"


def test_set_reader_changes_the_threshold_in_force(session):
    execute("/set reader lexical", session)
    assert session.threshold == model.lexical().calibration.threshold
    execute("/set threshold 0.9", session)
    execute("/set reader neural", session)
    assert session.threshold == 0.9


def test_set_reader_keeps_documents_and_skipped_files(session, tmp_path):
    (tmp_path / "good.txt").write_text("All is well.")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    execute(f"/add {tmp_path}", session)
    before = shown_by(execute("/docs", session))
    execute("/set reader lexical", session)
    assert shown_by(execute("/docs", session)) == before and session.corpus.skipped


def test_added_documents_use_the_current_reader(session, tmp_path):
    (tmp_path / "good.txt").write_text("All is well.")
    execute("/set reader lexical", session)
    execute(f"/add {tmp_path / 'good.txt'}", session)
    assert session.corpus.configuration.reader == "lexical"
    execute("/drop ada.txt", session)
    assert session.corpus.configuration.reader == "lexical"


@pytest.mark.parametrize("line", ["/set top 3", "/set reader neural", "/set reader", "/set context 2"])
def test_unrelated_setting_does_not_rebuild_the_corpus(session, line):
    before = session.corpus
    assert execute(line, session).error is None and session.corpus is before


def test_unloadable_reader_changes_nothing(session):
    def fail(corpus, settings):
        raise model.broken(model.NEURAL, "cannot be read")

    execute("/set reader lexical", session)
    before, session.reread = (session.corpus, session.settings), fail
    reply = execute("/set reader neural", session)
    assert "--reader lexical" in reply.error and "\n" not in reply.error
    assert (session.corpus, session.settings) == before
    assert shown_by(execute(QUESTION, session)).startswith(ANSWER)


def test_docs_lists_documents_and_skipped_files(session, monkeypatch):
    monkeypatch.setattr(session.corpus, "skipped", (Skipped("x/bad.txt", "is not text", "error"),))
    assert shown_by(execute("/docs", session)) == "ada.txt  1 passage\nleft out: x/bad.txt is not text"


def test_add_and_drop_change_the_documents(session, tmp_path):
    path = tmp_path / "bread and butter.txt"
    path.write_text("Bakers bake bread with yeast. The oven must be hot.")
    added = shown_by(execute(f'/add "{path}"', session))
    assert added.endswith("bread and butter.txt; now 2 documents, 2 passages.")
    assert "bakers bake" in shown_by(execute("Who bakes bread with yeast?", session)).lower()
    assert shown_by(execute("/drop bread and butter.txt", session)).endswith("now 1 document, 1 passage.")
    assert "akers" not in shown_by(execute("Who bakes bread with yeast?", session))


def test_adding_a_file_again_reads_it_anew(session, tmp_path):
    path = tmp_path / "news.txt"
    path.write_text("Nothing has happened.")
    execute(f"/add {path}", session)
    path.write_text("Grace Hopper found a moth.")
    assert "now 2 documents" in shown_by(execute(f"/add {path}", session))
    assert "moth" in shown_by(execute("What did Grace Hopper find?", session))


def test_adding_a_folder_reports_skipped_files(session, tmp_path):
    (tmp_path / "good.txt").write_text("All is well.")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    assert "left out 1 file: 1 binary (photo.png)" in shown_by(execute(f"/add {tmp_path}", session))


def test_adding_a_file_reports_its_warnings(session, tmp_path):
    path = tmp_path / "spoiled.txt"
    path.write_bytes("Zoë lives in Köln".encode() + b" \xff.")
    assert f"{path}: 1 byte is not UTF-8 (in line 1)" in shown_by(execute(f"/add {path}", session))


def test_adding_a_private_address_needs_flag(session, monkeypatch):
    asked = []

    def read(sources, **options):
        asked.append((sources, options["allow_private"]))
        raise QAError("is not read here")

    monkeypatch.setattr(commands, "load_files", read)
    for session.allow_private in (False, True):
        execute("/add http://127.0.0.1/a", session)
    assert asked == [(["http://127.0.0.1/a"], False), (["http://127.0.0.1/a"], True)]


def test_unique_part_of_a_name_drops(session, corpus_of):
    session.corpus = corpus_of("One is here.", "Two is there.")
    assert execute("/drop ada", session).error == "2 documents are called 'ada'; name one as /docs lists it"
    assert shown_by(execute("/drop 2-", session)).startswith("Dropped 2-ada.txt; now 1 document")


def test_clear_forgets(asked):
    assert execute("/clear", asked).clear
    assert execute("/why", asked).error is not None


# Saving


def test_save_writes_markdown(asked, tmp_path):
    execute(OFF, asked)
    execute(f"/save {tmp_path / 'talk.md'}", asked)
    text = (tmp_path / "talk.md").read_text(encoding="utf-8")
    assert text.startswith(
        f"# Questions and answers\n\n## {QUESTION}\n\n> **Ada Byron** wrote the first program in 1843."
    )
    assert f"## {OFF}\n\nThe text does not say." in text and "ada.txt:1 (" in text
    assert [path.name for path in tmp_path.iterdir()] == ["talk.md"]


def test_saved_markdown_says_why_nothing_answers(session, tmp_path):
    execute("What?", session)
    execute("How do I bake bread with yeast?", session)
    execute(f"/save {tmp_path / 'talk.md'}", session)
    vague, off_topic = (tmp_path / "talk.md").read_text().split("\n## ")[-2:]
    assert vague == "What?\n\nThe text does not say. The question names nothing to look for; say what it is about.\n"
    assert (
        "The text does not say. None of the words you ask about is in the text. The closest sentence is:" in off_topic
    )


def test_save_never_replaces_a_file_unasked(asked, tmp_path):
    path = tmp_path / "talk.md"
    path.write_text("mine")
    assert (
        execute(f"/save {path}", asked).error == f"{path} exists; name another file, or replace it with: /save! {path}"
    )
    assert path.read_text() == "mine"
    assert shown_by(execute(f"/save! {path}", asked)) == f"Saved 1 question to {path}."
    assert ANSWER[9:] in path.read_text()


def test_failed_save_leaves_nothing_behind(asked, tmp_path):
    assert "cannot write" in execute(f"/save {tmp_path / 'no' / 'talk.md'}", asked).error
    assert "is a folder; name a file in it" in execute(f"/save {tmp_path}", asked).error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".md", ".json"])
@pytest.mark.parametrize("command", ["/save", "/save!", "/load", "/add"])
@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("x" * 300, "File name too long"),
        ("a\0b", "found a NUL character in the file name"),
        ("~nosuchuser/x", "names a home folder that does not exist"),
        ("ada.txt/x", "Not a directory"),
    ],
)
def test_impossible_name_is_one_line(asked, ada, tmp_path, monkeypatch, command, name, part, suffix):
    monkeypatch.chdir(tmp_path)
    before = (asked.corpus, asked.chat.turns, list(tmp_path.iterdir()))
    error = execute(f"{command} {name}{suffix}", asked).error
    expected = "does not exist; check the name" if command == "/add" and part == "Not a directory" else part
    assert expected in error and "\n" not in error and "cannot use" not in error
    assert (asked.corpus, asked.chat.turns, list(tmp_path.iterdir())) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may search every folder")
@pytest.mark.parametrize("command", ["/save", "/save!", "/load", "/add"])
def test_unsearchable_folder_is_one_line(asked, tmp_path, command):
    folder = tmp_path / "closed"
    folder.mkdir(mode=0)
    error = execute(f"{command} {folder}/talk.md", asked).error
    folder.chmod(0o700)
    assert "ermission denied" in error and "\n" not in error


def test_saved_markdown_is_escaped(session, corpus_of, tmp_path):
    session.corpus = corpus_of("Ada [wrote](http://x) *it* \x1b[31m <b>first</b>.")
    execute("Who *wrote* it first?", session)
    execute(f"/save {tmp_path / 'talk.md'}", session)
    text = (tmp_path / "talk.md").read_text(encoding="utf-8")
    assert r"\[wrote\](http://x) \*it\*" in text and r"\<b\>" in text and "\x1b" not in text


# Opening, status, skipped files


def test_opening_shows_what_was_read(session):
    shown = "\n".join(block.plain for block in opening_blocks(session.corpus, version="1.2"))
    assert shown.startswith("qa 1.2 has read 1 document, 1 passage, 3 sentences.\nada.txt\nYou can ask:\n")
    assert "/help lists the commands, Ctrl-D leaves." in shown


def test_status_shows_the_last_answer(asked):
    assert re.fullmatch(
        r"1 document · 1 passage · threshold 0\.\d\d · [a-z ]+, [a-z ]*\d\.\d\d · 0 ms", asked.status(width=99)
    )


def test_narrow_window_keeps_the_end_of_status(asked):
    assert len(asked.status(width=30)) <= 30 and asked.status(width=30).endswith("0 ms")


def test_skipped_files_are_counted_and_failures_listed():
    skipped = [
        Skipped(".git", "is hidden", "hidden"),
        *(Skipped(f"x/{n}.png", "is a picture", "binary") for n in range(5)),
        Skipped("x/big.txt", "is too large", "error"),
    ]
    assert skipped_lines(skipped) == (
        "left out 6 files: 1 hidden, 5 binary (0.png, 1.png, 2.png and 2 more)",
        "left out: x/big.txt is too large",
    )
    assert skipped_lines([]) == ()


# Completion


def completions(session, text, *, tab=True):
    event = CompleteEvent(completion_requested=tab, text_inserted=not tab)
    return [completion.text for completion in ShellCompleter(session).get_completions(Line(text), event)]


def test_commands_complete(session):
    assert completions(session, "/d") == ["/docs", "/drop "]
    assert completions(session, "/", tab=False)[0] == "/help "


def test_arguments_complete(session, tmp_path):
    (tmp_path / "notes.txt").touch()
    assert completions(session, "/set t") == ["threshold", "top", "threads"]
    assert completions(session, "/set top ") == ["top default"]
    assert completions(session, "/set reader ") == ["reader neural", "reader lexical", "reader default"]
    assert completions(session, "/set reader L") == ["reader lexical"]
    assert completions(session, "/drop a") == ["ada.txt"]
    assert completions(session, f"/add {tmp_path}/no") == ["tes.txt"]
    assert completions(session, "/nope a") == []


def test_names_complete_in_a_question(session):
    assert "Ada Byron" in completions(session, "Who is Ad", tab=False)
    assert completions(session, "Who is a", tab=False) == []
    assert "Ada Byron" in completions(session, "Who is a")


def test_completion_follows_new_documents(session, corpus_of):
    completer = ShellCompleter(session)
    session.corpus = corpus_of("Grace Hopper found a moth.")
    event = CompleteEvent(completion_requested=True)
    assert "Grace Hopper" in [completion.text for completion in completer.get_completions(Line("Who is Gra"), event)]


# The loop


def typed(session, keys, history=None):
    """What the loop shows when `keys` are typed."""
    screen = io.StringIO()
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        converse(
            session,
            COMMANDS,
            console(screen),
            history=history or InMemoryHistory(),
            completer=ShellCompleter(session),
        )
    return screen.getvalue()


def test_loop_answers_until_ctrl_d(session):
    assert typed(session, f"{QUESTION}\r\x04").startswith(ANSWER)


def test_quit_leaves_the_loop(session):
    assert typed(session, "/quit\rWho is lost?\r") == "" and session.chat.turns == ()


def test_ctrl_c_clears_the_line(session):
    typed(session, f"rubbish\x03{QUESTION}\r\x04")
    assert [turn.rewrite.typed for turn in session.chat.turns] == [QUESTION]


def test_paste_of_several_lines_is_one_question(session):
    typed(session, "\x1b[200~Who wrote\r\nthe first\n  program?\x1b[201~\r\x04")
    assert [turn.rewrite.typed for turn in session.chat.turns] == [QUESTION]


def test_ctrl_c_interrupts_an_answer_quietly(session, monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(session.corpus, "ask", interrupted)
    assert typed(session, f"{QUESTION}\r\x04") == "qa: interrupted\n"


def test_error_in_the_loop_is_one_line(session):
    assert typed(session, "/add /no/such\r\x04").startswith("qa: /no/such does not exist")


def test_history_is_saved_in_the_users_folder(session, own_home):
    typed(session, f"{QUESTION}\r\x04", history=saved_history())
    kept = own_home / "qa" / "history"
    assert QUESTION in kept.read_text() and kept.stat().st_mode & 0o077 == 0
    assert list(FileHistory(str(kept)).load_history_strings()) == [QUESTION]


def test_history_stays_in_memory_without_a_file(own_home):
    (own_home / "qa").write_text("a file where the folder should be")
    assert isinstance(saved_history(), InMemoryHistory)


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_history_that_is_no_file_stays_in_memory(own_home, make):
    (own_home / "qa").mkdir()
    make(own_home / "qa" / "history")
    assert isinstance(saved_history(), InMemoryHistory)


def test_history_that_becomes_a_pipe_is_empty(own_home):
    history = saved_history()
    (own_home / "qa" / "history").unlink()
    os.mkfifo(own_home / "qa" / "history")
    assert [*history.load_history_strings()] == []


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: "\r" not in text), max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_saved_lines_come_back_newest_first(own_home, typed_lines):
    (own_home / "qa" / "history").unlink(missing_ok=True)
    history = saved_history()
    for line in typed_lines:
        history.store_string(line)
    assert [*history.load_history_strings()] == typed_lines[::-1]


def test_only_the_end_of_long_history_is_read(own_home):
    history = saved_history()
    entry = "\n# 2026-11-26 10:00:00\n+Who wrote it?\n"
    (own_home / "qa" / "history").write_text(entry * 50_000)
    read = [*history.load_history_strings()]
    assert 0 < len(read) < 50_000 and set(read) == {"Who wrote it?"}


def test_unsafe_file_name_is_not_offered(session, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("talk.json", "talk\u202egnp.json", "talk\x1b[31m.json"):
        (tmp_path / name).touch()
    offered = ShellCompleter(session).get_completions(Line("/load ta"), CompleteEvent(completion_requested=True))
    assert [completion.text for completion in offered] == ["lk.json"]


def test_unwritable_history_stops_nobody(session, own_home):
    history = saved_history()
    (own_home / "qa" / "history").unlink()
    (own_home / "qa" / "history").mkdir()
    assert typed(session, f"{QUESTION}\r\x04", history=InMemoryHistory()).startswith(ANSWER)
    history.store_string("lost")


# All answers, and several questions


def test_all_shows_every_answer_to_the_last_question(asked):
    shown = shown_by(execute("/all", asked))
    assert shown.startswith(f"→ {QUESTION}\n1 answer in 1 document:\n") and f"1. {ANSWER}" in shown


def test_all_takes_a_question(session):
    reply = execute(f"/all {QUESTION}", session)
    assert reply.answered is True and shown_by(reply).startswith(f"1 answer in 1 document:\n1. {ANSWER}\nada.txt:1  (")
    assert session.last.answer.findings


def test_all_needs_a_question(session):
    assert execute("/all", session).error == "nothing has been asked yet; type a question first"
    assert execute("/all thanks", session).error == "'thanks' asks nothing of the text; type /all and a question"


def test_questions_of_a_line_are_answered(session):
    lines = shown_by(execute("Who wrote the first program and where did she live?", session)).splitlines()
    assert lines[:2] == ["→ Who wrote the first program?", ANSWER]
    assert lines[3:5] == ["→ Where did Ada Byron live?", "She lived in London."]


# Without a terminal


def piped(session, text):
    out, errors = io.StringIO(), io.StringIO()
    outcome = follow(session, COMMANDS, io.StringIO(text), console(out), errors=errors)
    return outcome.answered, out.getvalue(), errors.getvalue()


def test_pipe_is_answered_without_prompts(session):
    answered, out, errors = piped(session, f"{QUESTION}\n\n{OFF}\n")
    assert answered and errors == ""
    assert out.splitlines()[0] == ANSWER and "The text does not say." in out


def test_pipe_without_an_answer_is_not_answered(session):
    assert piped(session, f"{OFF}\n")[0] is False


def test_error_in_a_pipe_is_followed_by_answers(session):
    answered, out, errors = piped(session, f"/nope\n{QUESTION}\n/quit\n{OFF}\n")
    assert answered and errors.startswith("qa: no such command: /nope") and "does not say" not in out
