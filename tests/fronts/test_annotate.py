import io
import json
import os
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

import qa
from qa.errors import EvaluationError, QAError, SourceNotFound, UsageError
from qa.evaluate.datasets import load_set, own
from qa.fronts.annotate import annotate, set_file
from qa.fronts.annotate.messages import opening_blocks
from qa.fronts.annotate.session import COMMANDS, Session
from qa.fronts.annotate.set_file import SetFile
from qa.fronts.annotate.sources import read_sources
from qa.fronts.annotate.steps import AT_A_TIME
from qa.fronts.prompt import converse
from qa.fronts.repl import execute, follow
from qa.pipeline import Configuration
from qa.render import console

TEXT = "Pavel left for Ulm in 1843. Semyon stayed in Moscow with Pavel's dog. It rained for three weeks.\n"
OTHER = "Nika baked bread in Riga. Her oven was “old”. Nobody ate it.\n"
QUESTION = "Where did Semyon stay?"
RAIN = "How long did it rain?"
NEXT = "With 48 more questions it can choose the threshold for these documents: "


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with one document in it and two in `notes/`."""
    (tmp_path / "text.txt").write_text(TEXT)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text(TEXT)
    (tmp_path / "notes" / "b.txt").write_text(OTHER)
    monkeypatch.chdir(tmp_path)
    # Documents are remembered by their paths, which are those of another test's folder here.
    own._documents.cache_clear()
    own._read.cache_clear()
    return tmp_path


def session_about(*sources, output="set.jsonl", **options):
    """A session about `sources`, which extends the set `output` if it exists.

    Words alone rank the sentences, since their order is typed here.
    """
    kept = SetFile(Path(output))
    read = read_sources(sources or ("text.txt",), kept.path)
    corpus = qa.Corpus(read.documents, configuration=Configuration(reader="lexical"), skipped=read.skipped)
    return Session(corpus, read, kept, **options)


def shown_by(session, *lines):
    """What the reply to the last of `lines` shows."""
    replies = [execute(line, session, COMMANDS) for line in lines]
    assert replies[-1].error is None, replies[-1].error
    return "\n".join(block.plain for block in replies[-1].blocks)


def error(session, *lines):
    return [execute(line, session, COMMANDS) for line in lines][-1].error


def records(path="set.jsonl"):
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


def answers(path="set.jsonl"):
    """The acceptable answers of each question, read as `qa eval` reads them."""
    return [
        [gold.document.slice(answer) for gold in question.golds for answer in gold.answers]
        for question in load_set(Path(path)).questions
    ]


# What is saved


def test_question_sentence_and_words_are_saved(folder):
    assert shown_by(session_about(), QUESTION, "1", "Moscow") == "saved as q001 (1 question)"
    (question,) = load_set(Path("set.jsonl")).questions
    assert (question.question_id, question.text, question.kind, question.split) == ("q001", QUESTION, "where", "")
    assert question.document.slice(question.golds[0].sentence) == "Semyon stayed in Moscow with Pavel's dog."
    assert answers() == [["Moscow"]] and records()[0]["document"] == "text.txt"


def test_split_is_saved_with_each_question(folder):
    shown_by(session_about(split="dev"), QUESTION, "1", "", RAIN, "n")
    assert [record["split"] for record in records()] == ["dev", "dev"]


def test_unanswered_question_is_saved_without_gold(folder):
    assert (
        shown_by(session_about(), "Who ate the borscht with Semyon?", "n")
        == "saved as q001, not answered here (1 question)"
    )
    (question,) = load_set(Path("set.jsonl")).questions
    assert not question.answerable and question.kind == "unanswerable"


def test_skipped_question_is_not_saved(folder):
    session = session_about()
    assert shown_by(session, QUESTION, "") == shown_by(session, QUESTION, "s") == "Skipped; nothing was saved."
    assert session.asking and not Path("set.jsonl").exists()


def test_several_sentences_get_words_in_turn(folder):
    session = session_about()
    shown = shown_by(session, QUESTION, "2, 1 2")
    assert shown == "2. It rained for three weeks.\ntext.txt:1"
    assert shown_by(session, "weeks").startswith("1. Semyon")
    assert shown_by(session, "Moscow").startswith("saved as q001")
    assert answers() == [["weeks", "Moscow"]]


def test_file_is_complete_after_each_question(folder):
    session = session_about()
    for count, question in enumerate(("Who left?", "Who stayed?", "What fell?"), 1):
        shown_by(session, question, "n")
        assert len(load_set(Path("set.jsonl")).questions) == count
        assert sorted(path.name for path in folder.iterdir()) == ["notes", "set.jsonl", "text.txt"]
    execute("An open question?", session, COMMANDS)
    assert len(records()) == 3


def test_gold_in_a_folder_names_its_file(folder):
    session = session_about("notes/", output="set.jsonl")
    shown_by(session, "Where did Nika bake bread?", "1", "Riga", RAIN, "1", "three weeks", "Who slept?", "n")
    assert {record["document"] for record in records()} == {"notes"}
    assert [record["gold"][0]["document"] for record in records()[:2]] == ["notes/b.txt", "notes/a.txt"]
    assert answers() == [["Riga"], ["three weeks"], []]


def test_sources_are_named_in_order(folder):
    shown_by(session_about("notes/b.txt", "text.txt"), "Where did Nika bake bread?", "1", "Riga")
    assert records()[0]["document"] == ["notes/b.txt", "text.txt"] and answers() == [["Riga"]]


def test_contained_source_is_named_once(folder):
    shown_by(session_about("notes/a.txt", "notes", "./notes"), "Where did Nika bake bread?", "1", "Riga")
    assert records()[0]["document"] == "notes"


def test_paths_start_at_the_folder_of_the_set(folder):
    (folder / "sets").mkdir()
    shown_by(session_about("notes", output="sets/a.jsonl"), "Where did Nika bake bread?", "1", "Riga")
    assert records("sets/a.jsonl")[0]["document"] == "../notes"
    assert records("sets/a.jsonl")[0]["gold"][0]["document"] == "../notes/b.txt"
    assert answers("sets/a.jsonl") == [["Riga"]]


def test_paths_start_at_the_target_of_a_link(folder):
    (folder / "far" / "away").mkdir(parents=True)
    (folder / "near").symlink_to(folder / "far" / "away")
    shown_by(session_about(output="near/a.jsonl"), QUESTION, "1", "Moscow")
    assert records("near/a.jsonl")[0]["document"] == "../../text.txt" and answers("near/a.jsonl") == [["Moscow"]]


# Choosing


def test_question_shows_numbered_sentences_with_places(folder):
    shown = shown_by(session_about(), QUESTION).splitlines()
    assert shown[:2] == ["1. Semyon stayed in Moscow with Pavel's dog.", "text.txt:1"]
    assert shown[2].startswith("2. ")


def test_more_shows_every_sentence_once(folder):
    Path("text.txt").write_text(" ".join(f"Pavel left city number {number}." for number in range(AT_A_TIME + 2)))
    session = session_about()
    assert shown_by(session, "Which city did Pavel leave?").count("Pavel") == AT_A_TIME
    more = shown_by(session, "m")
    assert more.count("Pavel") == 2 and more.startswith(f"{AT_A_TIME + 1}. ")
    assert shown_by(session, "M") == "There are no more sentences. Type words of the one that answers to find it."


def test_unfound_sentence_is_chosen_by_its_words(folder):
    Path("text.txt").write_text(f"{TEXT}\n# Weather\n\nXylophones hummed.\n")
    session = session_about()
    assert shown_by(session, "zzz qqq?").startswith("qa finds no sentence.")
    assert (
        shown_by(session, "xylophone hum") == "1 sentence contains “xylophone hum”:\n1. Xylophones hummed.\ntext.txt:5"
    )
    shown_by(session, "1", "")
    assert answers() == [["Xylophones hummed."]]


def test_search_covers_all_documents_and_keeps_numbers(folder):
    session = session_about("notes")
    first = shown_by(session, QUESTION)
    matches = shown_by(session, "rain").splitlines()
    number = next(line for line in first.splitlines() if "rained" in line).split(".")[0]
    assert matches[:2] == ["1 sentence contains “rain”:", f"{number}. It rained for three weeks."]
    assert shown_by(session, "NOBODY").splitlines()[1].endswith("Nobody ate it.")


def test_more_continues_the_search(folder):
    Path("text.txt").write_text(" ".join(f"Pavel left city number {number}." for number in range(2 * AT_A_TIME)))
    session = session_about()
    assert f"sentences contain “city”, the first {AT_A_TIME}:" in shown_by(
        session, "Which city did Pavel leave?", "city"
    )
    assert shown_by(session, "m").count("Pavel") == AT_A_TIME
    assert shown_by(session, "m").startswith("There are no more sentences.")


def test_numbers_and_signs_can_be_searched(folder):
    session = session_about("notes")
    assert "in 1843." in shown_by(session, QUESTION, "/words 1843")
    assert "“old”" in shown_by(session, "“")


def test_back_shows_the_sentences_again(folder):
    session = session_about()
    shown = shown_by(session, QUESTION)
    assert shown_by(session, "1", "b") == shown == shown_by(session, "1 2", "Moscow", "/back")
    shown_by(session, "1", "")
    assert len(answers()) == 1


# Wording


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Moscow", ["Moscow"]),
        ("  moscow ", ["Moscow"]),
        ("in Moscow | MOSCOW | moscow", ["in Moscow", "Moscow"]),
        ("Pavel’s   dog", ["Pavel's dog"]),
        ("dog.", ["dog."]),
        ("tayed", ["tayed"]),
        ("t", None),
        ("sto", None),
        ("1843", None),
        ("|", None),
        ("Ulm", None),
    ],
)
def test_words_must_occur_in_the_sentence(folder, typed, kept):
    session = session_about()
    execute(QUESTION, session, COMMANDS)
    execute("1", session, COMMANDS)
    problem = error(session, typed)
    if kept is None:
        assert problem and "\n" not in problem and session.prompt.startswith("answer words")
    else:
        assert problem is None and answers() == [kept]


def test_plain_quotation_marks_match_curly_ones(folder):
    shown_by(session_about("notes"), "How was her oven?", "oven", "1", '"old"')
    assert answers() == [["“old”"]]


def test_repeated_words_use_the_first_occurrence(folder):
    Path("text.txt").write_text("He came with the camels, the boy said, and the dog.")
    shown = shown_by(session_about(), "Who came with the camels?", "1", "the")
    assert shown.startswith("“the” occurs 3 times; the first is used.\nsaved as q001")
    assert records()[0]["gold"][0]["answers"][0]["start"] == 13


def test_whole_words_precede_parts_of_words(folder):
    Path("text.txt").write_text("Often ten men came.")
    shown_by(session_about(), "How many men came?", "1", "ten")
    assert records()[0]["gold"][0]["answers"][0]["start"] == 6


def test_enter_accepts_the_words_in_brackets(folder):
    session = session_about()
    shown_by(session, RAIN, "1")
    assert session.prompt == "answer words [three weeks]> "
    shown_by(session, "")
    assert answers() == [["three weeks"]]


def test_enter_accepts_the_sentence_without_a_span(folder):
    session = session_about()
    shown_by(session, "zzz qqq?", "rained", "1")
    assert session.prompt == "answer words [whole sentence]> "
    shown_by(session, "")
    assert answers() == [["It rained for three weeks."]]


def test_answer_can_be_a_path(folder):
    Path("text.txt").write_text("The passwords stand in /etc/shadow on that machine.")
    shown_by(session_about(), "Where do the passwords stand?", "1", "/etc/shadow")
    assert answers() == [["/etc/shadow"]]


# Extending a set, undoing


def test_extended_set_continues_after_the_highest_number(folder):
    shown_by(session_about(), QUESTION, "1", "Moscow")
    line = json.dumps({**records()[0], "id": "q041", "question": "And who?", "note": "by hand"})
    with Path("set.jsonl").open("a") as stream:
        stream.write(f"\n{line}\n")
    assert shown_by(session_about(), RAIN, "1", "") == "saved as q042 (3 questions)"
    assert line in Path("set.jsonl").read_text().splitlines()


def test_lines_of_another_program_stay(folder):
    session, other = session_about(), session_about()
    shown_by(session, QUESTION, "1", "Moscow")
    assert shown_by(other, RAIN, "n") == "saved as q002, not answered here (2 questions)"
    assert shown_by(session, "Who left?", "n").startswith("saved as q003")


def test_opening_shows_sources_and_size(folder):
    session = session_about()
    shown_by(session, QUESTION, "1", "Moscow")
    corpus = qa.Corpus.open("notes")
    shown = [block.plain for block in opening_blocks(corpus, Path("set.jsonl"), 1)]
    assert shown[0] == "Read 6 sentences of notes/a.txt, notes/b.txt. set.jsonl holds 1 question so far."
    assert "The questions go to set.jsonl." in opening_blocks(corpus, Path("set.jsonl"), 0)[0].plain
    assert len(shown) == 3 and all(len(line) < 80 for line in shown[1:])


def test_undo_removes_the_last_question(folder):
    session = session_about()
    shown_by(session, QUESTION, "1", "Moscow", RAIN, "n")
    assert shown_by(session, "/undo") == f"removed q002 “{RAIN}” (1 question)"
    assert shown_by(session, "/undo") == f"removed q001 “{QUESTION}” (0 questions)"
    assert error(session, "/undo") == "there is no question to undo"
    assert shown_by(session_about(), QUESTION, "1", "Moscow").startswith("saved as q001")


def test_undo_of_an_earlier_question_needs_confirmation(folder):
    shown_by(session_about(), QUESTION, "1", "Moscow")
    session = session_about()
    asked_first = f"The last one is from earlier: q001 “{QUESTION}” /undo again removes it."
    assert shown_by(session, "/undo") == asked_first == shown_by(session, "/list", "/undo")
    assert shown_by(session, "/undo").startswith("removed q001")


def test_repeated_question_needs_confirmation(folder):
    session = session_about()
    shown_by(session, QUESTION, "1", "Moscow")
    again = "q001 already asks that; type it again to ask it anyway."
    assert shown_by(session, "WHERE  did semyon stay?") == again and session.asking
    assert shown_by(session, RAIN, "n", QUESTION) == again
    assert shown_by(session, QUESTION).startswith("1. ")


def test_same_question_about_other_documents_is_new(folder):
    shown_by(session_about(), QUESTION, "1", "Moscow")
    assert shown_by(session_about("notes"), QUESTION).startswith("1. ")


def test_list_shows_each_question_with_its_answer(folder):
    session = session_about()
    assert shown_by(session, "/list") == "There is no question yet."
    shown_by(session, QUESTION, "1 2", "Moscow", "weeks", RAIN, "n")
    assert shown_by(session, "/list").splitlines() == [
        f"q001  {QUESTION}  → Moscow + weeks",
        f"q002  {RAIN}  → not answered here",
    ]


@pytest.mark.parametrize("line", ["/quit", "/q", "quit", "EXIT"])
def test_leaving_shows_size_and_next_step(folder, line):
    session = session_about(output="my set.jsonl")
    shown_by(session, QUESTION, "1", "Moscow", RAIN, "n")
    reply = execute(line, session, COMMANDS)
    assert reply.leave and [block.plain for block in reply.blocks] == [
        "my set.jsonl holds 2 questions: 1 with an answer, 1 without.",
        "Measure on it: qa eval 'my set.jsonl'",
        f"{NEXT}qa calibrate 'my set.jsonl' -d PATH",
    ]


def test_leaving_reports_an_open_question(folder):
    shown = shown_by(session_about(), QUESTION, "/quit")
    assert shown == "The open question was not saved.\nThere is no question in set.jsonl."


# Failures


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["/foo"], "no such command: /foo; /help lists the commands"),
        (["2"], "“2” is too short for a question; type one in your own words"),
        (["why " * 1000], "the question has 3,999 characters, at most 2,000 are allowed; ask a shorter one"),
        (["/skip"], "there is no question to skip; type one"),
        (["/back"], "/back returns from the words to the sentences; there is nothing to return to here"),
        (["/words Ulm"], "/words finds the sentence that answers a question; type it at the prompt 'right one>'"),
        ([QUESTION, "/words"], "/words needs words to find, such as: /words Ulm"),
        ([QUESTION, "0"], "there is no number 0 above; to find sentences with it, type /words 0"),
        ([QUESTION, "1 99"], "there is no number 99 above; to find sentences with it, type /words 99"),
        ([QUESTION, "borscht"], "no sentence contains all of “borscht”; try fewer words, or part of a word"),
        ([QUESTION, "/undo"], "/undo removes a saved question; finish this one first, or /skip it"),
        ([QUESTION, "1", "Riga"], "“Riga” is not in the sentence; type words of it, or b to go back"),
    ],
)
def test_error_gives_advice_and_keeps_the_step(folder, lines, message):
    session = session_about()
    for line in lines[:-1]:
        execute(line, session, COMMANDS)
    before = session.prompt
    assert error(session, lines[-1]) == message and session.prompt == before


def test_empty_line_is_only_a_hint(folder):
    assert shown_by(session_about(), "  ") == "Type a question about the documents, or /help."


def test_help_lists_every_command_and_prompt(folder):
    session = session_about()
    shown = shown_by(session, "/help")
    for word in ("question>", "right one>", "answer words>", "/list", "/undo", "/quit", "/words", "by its words"):
        assert word in shown
    assert shown == shown_by(session, QUESTION, "/h") and set(COMMANDS) >= {"help", "list", "undo", "quit"}


def test_document_text_cannot_steer_the_terminal(folder):
    Path("text.txt").write_text("Semyon stayed in \x1b[31mMoscow\x1b[0m with a dog.")
    session = session_about()
    assert "\x1b" not in shown_by(session, QUESTION) + shown_by(session, "1") + session.prompt
    shown_by(session, "", "/quit")
    assert len(answers()) == 1


def test_broken_encoding_is_saved_readably(folder):
    assert shown_by(session_about(), "Where did Semy\udcffon stay?", "n").startswith("saved")
    assert load_set(Path("set.jsonl")).questions[0].text == r"Where did Semy\udcffon stay?"


def test_full_disk_is_reported_and_can_be_retried(folder, monkeypatch):
    session = session_about()
    execute(QUESTION, session, COMMANDS)
    execute("1", session, COMMANDS)
    with monkeypatch.context() as patched:
        patched.setattr(set_file, "write_text", full)
        assert error(session, "Moscow") == "cannot write set.jsonl (No space left on device); name another file"
    assert shown_by(session, "Moscow").startswith("saved as q001")


def full(path, text):
    raise EvaluationError(f"cannot write {path} (No space left on device); name another file")


def refused(*sources, output="set.jsonl", kind=EvaluationError):
    """The one-line error of `annotate`, before anything is asked."""
    before = Path(output).read_bytes() if Path(output).is_file() else None
    with pytest.raises(QAError) as caught:
        annotate(sources or ("text.txt",), Path(output))
    assert type(caught.value) is kind and "\n" not in str(caught.value)
    assert before is None or Path(output).read_bytes() == before
    return str(caught.value)


def test_changed_document_is_refused(folder):
    shown_by(session_about(), QUESTION, "1", "Moscow")
    Path("text.txt").write_text(f"Oh. {TEXT}")
    assert "set.jsonl:1: found" in refused()


@pytest.mark.parametrize(
    "content",
    [
        "Not JSON at all.",
        '{"id": "d", "document": "text.txt", "turns": [{"question": "Who?", "standalone": "Who?", "follow_up": false, '
        '"gold": []}]}',
        '{"data": [{"paragraphs": [{"context": "A.", "qas": [{"id": "s", "question": "Who?", "answers": '
        '[{"text": "A", "answer_start": 0}]}]}]}]}',
        '{"id": "q001", "question": "Who?"}',
    ],
    ids=["text", "dialogue", "squad", "without a document"],
)
def test_foreign_file_is_left_alone(folder, content):
    Path("set.jsonl").write_text(content)
    assert refused().endswith("with -o FILE")


def test_empty_file_begins_a_set(folder):
    Path("set.jsonl").touch()
    assert shown_by(session_about(), QUESTION, "n").startswith("saved as q001")


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("no/such/set.jsonl", "no/such/set.jsonl is in a folder that does not exist"),
        ("notes", "notes is a folder"),
        ("/dev/null", "/dev/null is not a regular file"),
        ("/proc/set.jsonl", "cannot write in /proc"),
    ],
)
def test_unwritable_set_is_refused_at_once(folder, output, message):
    if output.startswith(("/dev", "/proc")) and not Path(output).parent.is_dir():
        pytest.skip(f"there is no {Path(output).parent} here")
    assert message in refused(output=output)


@pytest.mark.parametrize(
    ("source", "output"), [(".", "set.jsonl"), ("notes", "notes/deep.jsonl"), ("text.txt", "text.txt")]
)
def test_set_is_never_its_own_document(folder, source, output):
    kind = EvaluationError if source == output else UsageError
    assert "-o FILE" in refused(source, output=output, kind=kind)


def test_hidden_set_may_be_among_its_documents(folder):
    shown_by(session_about("notes", output="notes/.set.jsonl"), "Where did Nika bake bread?", "1", "Riga")
    assert answers("notes/.set.jsonl") == [["Riga"]] and records("notes/.set.jsonl")[0]["document"] == "."
    assert shown_by(session_about("notes", output="notes/.set.jsonl"), "/list").startswith("q001")


def test_standard_input_and_missing_documents_are_refused(folder):
    assert "standard input" in refused("text.txt", "-", kind=UsageError)
    assert "none.txt does not exist" in refused("none.txt", kind=SourceNotFound)
    assert not Path("set.jsonl").exists()


@pytest.mark.skipif(os.name == "nt", reason="file names are bytes on POSIX alone")
def test_document_with_unencodable_name_is_refused(folder):
    name = os.fsdecode(b"\xff.txt")
    Path(name).write_text(TEXT)
    assert "is not UTF-8; rename it" in refused(name)


# On a terminal and in a pipe


def typed(session, keys):
    """What the loop shows when `keys` are typed."""
    screen = io.StringIO()
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        converse(session, COMMANDS, console(screen))
    return screen.getvalue()


def test_terminal_session_saves_what_is_typed(folder):
    shown = typed(session_about(), f"{QUESTION}\r1\rMoscow\r{RAIN}\r1\r\r/nope\r\x04")
    assert answers() == [["Moscow"], ["three weeks"]]
    assert "saved as q002 (2 questions)\nqa: no such command: /nope" in shown
    assert shown.endswith(f"Measure on it: qa eval set.jsonl\n{NEXT}qa calibrate set.jsonl -d PATH\n")


def test_ctrl_c_clears_the_line_within_a_step(folder):
    typed(session_about(), f"rubbish\x03{QUESTION}\r2\x031\rRiga\x03Moscow\r\x04")
    assert answers() == [["Moscow"]] and records()[0]["gold"][0]["text"].startswith("Semyon")


def test_paste_of_several_lines_is_one_question(folder):
    typed(session_about(), "\x1b[200~Where did\r\nSemyon\n stay?\x1b[201~\rn\r\x04")
    assert [record["question"] for record in records()] == [QUESTION]


def test_ctrl_c_interrupts_a_search_quietly(folder, monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(qa.Corpus, "ask", interrupted)
    session = session_about()
    assert typed(session, f"{QUESTION}\r\x04").startswith("qa: interrupted\n") and session.asking


def test_pipe_is_followed_to_its_end(folder, stdin, capsys):
    (folder / "notes" / ".hidden").touch()
    stdin(f"{QUESTION}\n1\nMoscow\n{RAIN}\nn\nAn open question?\n")
    assert annotate(["notes"], Path("set.jsonl"), split="test") == 0
    out, err = capsys.readouterr()
    assert f"without.\nMeasure on it: qa eval set.jsonl\n{NEXT}" in out and "question>" not in out
    assert err == "qa: left out 1 file: 1 hidden\n" and "The open question was not saved." in out
    assert [record["split"] for record in records()] == ["test", "test"] and answers() == [["Moscow"], []]


def test_failed_line_of_a_pipe_sets_the_status(folder, stdin, capsys):
    stdin(f"{QUESTION}\n99\n1\nMoscow\n")
    assert annotate(["text.txt"], Path("set.jsonl")) == 2
    assert capsys.readouterr().err.startswith("qa: there is no number 99") and answers() == [["Moscow"]]


def test_pipe_is_not_read_after_quit(folder):
    lines = iter(["/quit", QUESTION])
    assert not follow(session_about(), COMMANDS, lines, console(io.StringIO()), errors=io.StringIO()).failed
    assert next(lines) == QUESTION
