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
from qa.fronts.annotate import annotate, writing
from qa.fronts.annotate.choosing import AT_A_TIME
from qa.fronts.annotate.piped import follow
from qa.fronts.annotate.prompt import converse
from qa.fronts.annotate.session import Session
from qa.fronts.annotate.sources import read_sources
from qa.fronts.annotate.steps import COMMANDS
from qa.fronts.annotate.telling import opening
from qa.fronts.annotate.writing import SetFile
from qa.pipeline import Configuration
from qa.render import console

TEXT = "Pavel left for Ulm in 1843. Semyon stayed in Moscow with Pavel's dog. It rained for three weeks.\n"
OTHER = "Nika baked bread in Riga. Her oven was “old”. Nobody ate it.\n"
QUESTION = "Where did Semyon stay?"
RAIN = "How long did it rain?"


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


def begun(*sources, output="set.jsonl", **options):
    """A sitting about `sources`, with a set that is gone on with if it exists.

    Words alone rank the sentences, since their order is typed here.
    """
    kept = SetFile(Path(output))
    read = read_sources(sources or ("text.txt",), kept.path)
    corpus = qa.Corpus(read.documents, configuration=Configuration(reader="lexical"), skipped=read.skipped)
    return Session(corpus, read, kept, **options)


def told(session, *lines):
    """What the last of `lines` comes to."""
    replies = [session.execute(line) for line in lines]
    assert replies[-1].error is None, replies[-1].error
    return "\n".join(block.plain for block in replies[-1].blocks)


def error(session, *lines):
    return [session.execute(line) for line in lines][-1].error


def records(path="set.jsonl"):
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


def answers(path="set.jsonl"):
    """The acceptable answers of each question, read as who measures the set reads them."""
    return [
        [gold.document.slice(answer) for gold in one.golds for answer in gold.answers]
        for one in load_set(Path(path)).questions
    ]


# What is kept


def test_a_question_its_sentence_and_its_words_are_kept(folder):
    assert told(begun(), QUESTION, "1", "Moscow") == "kept as q001 (1 question)"
    (question,) = load_set(Path("set.jsonl")).questions
    assert (question.question_id, question.text, question.kind, question.split) == ("q001", QUESTION, "where", "")
    assert question.document.slice(question.golds[0].sentence) == "Semyon stayed in Moscow with Pavel's dog."
    assert answers() == [["Moscow"]] and records()[0]["document"] == "text.txt"


def test_a_split_is_kept_with_each_question(folder):
    told(begun(split="dev"), QUESTION, "1", "", RAIN, "n")
    assert [one["split"] for one in records()] == ["dev", "dev"]


def test_a_question_that_is_not_answered_is_kept_without_gold(folder):
    assert told(begun(), "Who ate the borscht with Semyon?", "n") == "kept as q001, not answered here (1 question)"
    (question,) = load_set(Path("set.jsonl")).questions
    assert not question.answerable and question.kind == "unanswerable"


def test_a_skipped_question_is_not_kept(folder):
    session = begun()
    assert told(session, QUESTION, "") == told(session, QUESTION, "s") == "Skipped, nothing kept."
    assert session.asking and not Path("set.jsonl").exists()


def test_several_sentences_are_worded_one_after_the_other(folder):
    session = begun()
    shown = told(session, QUESTION, "2, 1 2")
    assert shown == "2. It rained for three weeks.\ntext.txt:1"
    assert told(session, "weeks").startswith("1. Semyon")
    assert told(session, "Moscow").startswith("kept as q001")
    assert answers() == [["weeks", "Moscow"]]


def test_the_file_is_whole_after_each_question(folder):
    session = begun()
    for count, question in enumerate(("Who left?", "Who stayed?", "What fell?"), 1):
        told(session, question, "n")
        assert len(load_set(Path("set.jsonl")).questions) == count
        assert sorted(one.name for one in folder.iterdir()) == ["notes", "set.jsonl", "text.txt"]
    session.execute("An open question?")
    assert len(records()) == 3


def test_a_folder_is_asked_as_a_whole_and_each_gold_names_its_file(folder):
    session = begun("notes/", output="set.jsonl")
    told(session, "Where did Nika bake bread?", "1", "Riga", RAIN, "1", "three weeks", "Who slept?", "n")
    assert {one["document"] for one in records()} == {"notes"}
    assert [one["gold"][0]["document"] for one in records()[:2]] == ["notes/b.txt", "notes/a.txt"]
    assert answers() == [["Riga"], ["three weeks"], []]


def test_several_sources_are_named_in_their_order(folder):
    told(begun("notes/b.txt", "text.txt"), "Where did Nika bake bread?", "1", "Riga")
    assert records()[0]["document"] == ["notes/b.txt", "text.txt"] and answers() == [["Riga"]]


def test_a_source_that_another_one_holds_is_named_once(folder):
    told(begun("notes/a.txt", "notes", "./notes"), "Where did Nika bake bread?", "1", "Riga")
    assert records()[0]["document"] == "notes"


def test_paths_lead_from_the_folder_of_the_set(folder):
    (folder / "sets").mkdir()
    told(begun("notes", output="sets/a.jsonl"), "Where did Nika bake bread?", "1", "Riga")
    assert records("sets/a.jsonl")[0]["document"] == "../notes"
    assert records("sets/a.jsonl")[0]["gold"][0]["document"] == "../notes/b.txt"
    assert answers("sets/a.jsonl") == [["Riga"]]


def test_paths_lead_from_where_a_link_to_the_sets_folder_leads(folder):
    (folder / "far" / "away").mkdir(parents=True)
    (folder / "near").symlink_to(folder / "far" / "away")
    told(begun(output="near/a.jsonl"), QUESTION, "1", "Moscow")
    assert records("near/a.jsonl")[0]["document"] == "../../text.txt" and answers("near/a.jsonl") == [["Moscow"]]


# Choosing


def test_a_question_shows_numbered_sentences_with_their_places(folder):
    shown = told(begun(), QUESTION).splitlines()
    assert shown[:2] == ["1. Semyon stayed in Moscow with Pavel's dog.", "text.txt:1"]
    assert shown[2].startswith("2. ")


def test_more_goes_on_until_every_sentence_was_shown(folder):
    Path("text.txt").write_text(" ".join(f"Pavel left city number {number}." for number in range(AT_A_TIME + 2)))
    session = begun()
    assert told(session, "Which city did Pavel leave?").count("Pavel") == AT_A_TIME
    more = told(session, "m")
    assert more.count("Pavel") == 2 and more.startswith(f"{AT_A_TIME + 1}. ")
    assert told(session, "M") == "There are no more. Type words of the sentence that answers, to find it."


def test_a_sentence_that_qa_did_not_find_can_be_chosen_by_its_words(folder):
    Path("text.txt").write_text(f"{TEXT}\n# Weather\n\nXylophones hummed.\n")
    session = begun()
    assert told(session, "zzz qqq?").startswith("qa finds nothing near.")
    assert told(session, "xylophone hum") == "1 sentence holds “xylophone hum”:\n1. Xylophones hummed.\ntext.txt:5"
    told(session, "1", "")
    assert answers() == [["Xylophones hummed."]]


def test_words_find_sentences_of_every_document_with_numbers_that_go_on(folder):
    session = begun("notes")
    first = told(session, QUESTION)
    found = told(session, "rain").splitlines()
    number = next(line for line in first.splitlines() if "rained" in line).split(".")[0]
    assert found[:2] == ["1 sentence holds “rain”:", f"{number}. It rained for three weeks."]
    assert told(session, "NOBODY").splitlines()[1].endswith("Nobody ate it.")


def test_more_goes_on_with_what_was_looked_for(folder):
    Path("text.txt").write_text(" ".join(f"Pavel left city number {number}." for number in range(2 * AT_A_TIME)))
    session = begun()
    assert f"sentences hold “city”, the first {AT_A_TIME}:" in told(session, "Which city did Pavel leave?", "city")
    assert told(session, "m").count("Pavel") == AT_A_TIME
    assert told(session, "m").startswith("There are no more.")


def test_a_number_and_signs_alone_can_be_looked_for(folder):
    session = begun("notes")
    assert "in 1843." in told(session, QUESTION, "/words 1843")
    assert "“old”" in told(session, "“")


def test_going_back_shows_the_sentences_again(folder):
    session = begun()
    shown = told(session, QUESTION)
    assert told(session, "1", "b") == shown == told(session, "1 2", "Moscow", "/back")
    told(session, "1", "")
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
def test_words_must_stand_in_the_sentence_and_are_kept_as_they_stand_there(folder, typed, kept):
    session = begun()
    session.execute(QUESTION)
    session.execute("1")
    problem = error(session, typed)
    if kept is None:
        assert problem and "\n" not in problem and session.prompt.startswith("answer words")
    else:
        assert problem is None and answers() == [kept]


def test_plain_quotation_marks_stand_for_curly_ones(folder):
    told(begun("notes"), "How was her oven?", "oven", "1", '"old"')
    assert answers() == [["“old”"]]


def test_words_that_stand_there_twice_are_taken_where_they_come_first_and_that_is_said(folder):
    Path("text.txt").write_text("He came with the camels, the boy said, and the dog.")
    shown = told(begun(), "Who came with the camels?", "1", "the")
    assert shown.startswith("“the” stands there 3 times; the first is taken.\nkept as q001")
    assert records()[0]["gold"][0]["answers"][0]["start"] == 13


def test_whole_words_come_before_parts_of_words(folder):
    Path("text.txt").write_text("Often ten men came.")
    told(begun(), "How many men came?", "1", "ten")
    assert records()[0]["gold"][0]["answers"][0]["start"] == 6


def test_enter_takes_the_words_in_brackets(folder):
    session = begun()
    told(session, RAIN, "1")
    assert session.prompt == "answer words [three weeks]> "
    told(session, "")
    assert answers() == [["three weeks"]]


def test_enter_takes_the_whole_sentence_where_qa_marks_nothing(folder):
    session = begun()
    told(session, "zzz qqq?", "rained", "1")
    assert session.prompt == "answer words [whole sentence]> "
    told(session, "")
    assert answers() == [["It rained for three weeks."]]


def test_a_path_can_be_the_answer_although_it_begins_as_a_command_does(folder):
    Path("text.txt").write_text("The passwords stand in /etc/shadow on that machine.")
    told(begun(), "Where do the passwords stand?", "1", "/etc/shadow")
    assert answers() == [["/etc/shadow"]]


# Going on, taking back


def test_a_set_is_gone_on_with_after_the_highest_number(folder):
    told(begun(), QUESTION, "1", "Moscow")
    line = json.dumps({**records()[0], "id": "q041", "question": "And who?", "note": "by hand"})
    with Path("set.jsonl").open("a") as stream:
        stream.write(f"\n{line}\n")
    assert told(begun(), RAIN, "1", "") == "kept as q042 (3 questions)"
    assert line in Path("set.jsonl").read_text().splitlines()


def test_what_another_program_adds_meanwhile_stays(folder):
    session, other = begun(), begun()
    told(session, QUESTION, "1", "Moscow")
    assert told(other, RAIN, "n") == "kept as q002, not answered here (2 questions)"
    assert told(session, "Who left?", "n").startswith("kept as q003")


def test_the_opening_tells_what_is_read_and_what_the_set_holds(folder):
    session = begun()
    told(session, QUESTION, "1", "Moscow")
    corpus = qa.Corpus.open("notes")
    shown = [block.plain for block in opening(corpus, Path("set.jsonl"), 1)]
    assert shown[0] == "Read 6 sentences of notes/a.txt, notes/b.txt. set.jsonl holds 1 question so far."
    assert "The questions go to set.jsonl." in opening(corpus, Path("set.jsonl"), 0)[0].plain
    assert len(shown) == 3 and all(len(line) < 80 for line in shown[1:])


def test_the_last_question_can_be_taken_back(folder):
    session = begun()
    told(session, QUESTION, "1", "Moscow", RAIN, "n")
    assert told(session, "/undo") == f"took back q002 “{RAIN}” (1 question)"
    assert told(session, "/undo") == f"took back q001 “{QUESTION}” (0 questions)"
    assert error(session, "/undo") == "there is no question to take back"
    assert told(begun(), QUESTION, "1", "Moscow").startswith("kept as q001")


def test_one_of_an_earlier_sitting_is_taken_back_only_when_told_twice(folder):
    told(begun(), QUESTION, "1", "Moscow")
    session = begun()
    asked_first = f"The last one is from earlier: q001 “{QUESTION}” /undo again takes it back."
    assert told(session, "/undo") == asked_first == told(session, "/list", "/undo")
    assert told(session, "/undo").startswith("took back q001")


def test_the_same_question_is_asked_again_only_when_typed_twice(folder):
    session = begun()
    told(session, QUESTION, "1", "Moscow")
    again = "q001 asks that already; type it again to ask it all the same."
    assert told(session, "WHERE  did semyon stay?") == again and session.asking
    assert told(session, RAIN, "n", QUESTION) == again
    assert told(session, QUESTION).startswith("1. ")


def test_the_same_question_about_other_documents_is_another_one(folder):
    told(begun(), QUESTION, "1", "Moscow")
    assert told(begun("notes"), QUESTION).startswith("1. ")


def test_the_list_has_each_question_with_its_answer(folder):
    session = begun()
    assert told(session, "/list") == "There is no question yet."
    told(session, QUESTION, "1 2", "Moscow", "weeks", RAIN, "n")
    assert told(session, "/list").splitlines() == [
        f"q001  {QUESTION}  → Moscow + weeks",
        f"q002  {RAIN}  → not answered here",
    ]


@pytest.mark.parametrize("line", ["/quit", "/q", "quit", "EXIT"])
def test_leaving_tells_what_there_is_and_how_to_measure_it(folder, line):
    session = begun(output="my set.jsonl")
    told(session, QUESTION, "1", "Moscow", RAIN, "n")
    reply = session.execute(line)
    assert reply.leave and [block.plain for block in reply.blocks] == [
        "my set.jsonl holds 2 questions: 1 with an answer, 1 without.",
        "Measure on it: qa eval 'my set.jsonl'",
    ]


def test_leaving_an_open_question_says_that_it_is_lost(folder):
    shown = told(begun(), QUESTION, "/quit")
    assert shown == "The open question was not kept.\nThere is no question in set.jsonl."


# What goes wrong


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["/foo"], "no such command: /foo; /help lists what there is"),
        (["2"], "“2” is no question; type one in your own words"),
        (["why " * 1000], "the question has 3,999 characters, at most 2,000 are allowed; ask a shorter one"),
        (["/skip"], "there is no question to skip; type one"),
        (["/back"], "/back leads from the words to the sentences; there is nothing to go back to here"),
        (["/words Ulm"], "/words finds the sentence that answers a question; it goes at the prompt 'right one>'"),
        ([QUESTION, "/words"], "/words needs words to find, such as: /words Ulm"),
        ([QUESTION, "0"], "there is no number 0 above; to find sentences that hold it: /words 0"),
        ([QUESTION, "1 99"], "there is no number 99 above; to find sentences that hold it: /words 99"),
        ([QUESTION, "borscht"], "no sentence holds all of “borscht”; try fewer words, or a part of one"),
        ([QUESTION, "/undo"], "/undo takes back what was kept; finish this question first, or /skip it"),
        ([QUESTION, "1", "Riga"], "“Riga” does not stand in the sentence; type words of it, or b to go back"),
    ],
)
def test_an_error_says_what_to_do_and_leaves_the_step_as_it_was(folder, lines, message):
    session = begun()
    for line in lines[:-1]:
        session.execute(line)
    before = session.prompt
    assert error(session, lines[-1]) == message and session.prompt == before


def test_an_empty_line_is_only_a_hint(folder):
    assert told(begun(), "  ") == "Type a question about the documents, or /help."


def test_help_tells_of_every_command_and_prompt(folder):
    session = begun()
    shown = told(session, "/help")
    for said in ("question>", "right one>", "answer words>", "/list", "/undo", "/quit", "/words", "by its words"):
        assert said in shown
    assert shown == told(session, QUESTION, "/h") and set(COMMANDS) >= {"help", "list", "undo", "quit"}


def test_what_is_shown_of_a_document_cannot_steer_the_terminal(folder):
    Path("text.txt").write_text("Semyon stayed in \x1b[31mMoscow\x1b[0m with a dog.")
    session = begun()
    assert "\x1b" not in told(session, QUESTION) + told(session, "1") + session.prompt
    told(session, "", "/quit")
    assert len(answers()) == 1


def test_a_line_in_broken_encoding_is_kept_readable(folder):
    assert told(begun(), "Where did Semy\udcffon stay?", "n").startswith("kept")
    assert load_set(Path("set.jsonl")).questions[0].text == r"Where did Semy\udcffon stay?"


def test_a_disk_that_is_full_is_told_and_the_same_line_can_be_typed_again(folder, monkeypatch):
    session = begun()
    session.execute(QUESTION)
    session.execute("1")
    with monkeypatch.context() as patched:
        patched.setattr(writing, "write_text", full)
        assert error(session, "Moscow") == "cannot write set.jsonl (No space left on device); name another file"
    assert told(session, "Moscow").startswith("kept as q001")


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


def test_a_document_that_changed_since_is_refused(folder):
    told(begun(), QUESTION, "1", "Moscow")
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
def test_a_file_that_is_no_set_of_questions_is_left_alone(folder, content):
    Path("set.jsonl").write_text(content)
    assert refused().endswith("with -o FILE")


def test_an_empty_file_is_the_beginning_of_a_set(folder):
    Path("set.jsonl").touch()
    assert told(begun(), QUESTION, "n").startswith("kept as q001")


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("no/such/set.jsonl", "no/such/set.jsonl is in a folder that does not exist"),
        ("notes", "notes is a folder"),
        ("/dev/null", "/dev/null is not a regular file"),
        ("/proc/set.jsonl", "cannot write in /proc"),
    ],
)
def test_a_set_that_cannot_be_kept_is_refused_before_anything_is_asked(folder, output, message):
    if output.startswith(("/dev", "/proc")) and not Path(output).parent.is_dir():
        pytest.skip(f"there is no {Path(output).parent} here")
    assert message in refused(output=output)


@pytest.mark.parametrize(
    ("source", "output"), [(".", "set.jsonl"), ("notes", "notes/deep.jsonl"), ("text.txt", "text.txt")]
)
def test_a_set_is_never_one_of_its_own_documents(folder, source, output):
    kind = EvaluationError if source == output else UsageError
    assert "-o FILE" in refused(source, output=output, kind=kind)


def test_a_hidden_set_may_stand_among_its_documents(folder):
    told(begun("notes", output="notes/.set.jsonl"), "Where did Nika bake bread?", "1", "Riga")
    assert answers("notes/.set.jsonl") == [["Riga"]] and records("notes/.set.jsonl")[0]["document"] == "."
    assert told(begun("notes", output="notes/.set.jsonl"), "/list").startswith("q001")


def test_standard_input_and_missing_documents_are_refused(folder):
    assert "standard input" in refused("text.txt", "-", kind=UsageError)
    assert "none.txt does not exist" in refused("none.txt", kind=SourceNotFound)
    assert not Path("set.jsonl").exists()


@pytest.mark.skipif(os.name == "nt", reason="file names are bytes on POSIX alone")
def test_a_document_whose_name_no_set_can_hold_is_refused(folder):
    name = os.fsdecode(b"\xff.txt")
    Path(name).write_text(TEXT)
    assert "is not UTF-8; rename it" in refused(name)


# On a terminal and in a pipe


def typed(session, keys):
    """What the loop shows when `keys` are typed."""
    screen = io.StringIO()
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        converse(session, console(screen))
    return screen.getvalue()


def test_a_sitting_on_a_terminal_keeps_what_is_typed(folder):
    shown = typed(begun(), f"{QUESTION}\r1\rMoscow\r{RAIN}\r1\r\r/nope\r\x04")
    assert answers() == [["Moscow"], ["three weeks"]]
    assert "kept as q002 (2 questions)\nqa: no such command: /nope" in shown
    assert shown.endswith("Measure on it: qa eval set.jsonl\n")


def test_ctrl_c_clears_the_line_and_the_step_stays(folder):
    typed(begun(), f"rubbish\x03{QUESTION}\r2\x031\rRiga\x03Moscow\r\x04")
    assert answers() == [["Moscow"]] and records()[0]["gold"][0]["text"].startswith("Semyon")


def test_a_paste_of_several_lines_is_one_question(folder):
    typed(begun(), "\x1b[200~Where did\r\nSemyon\n stay?\x1b[201~\rn\r\x04")
    assert [one["question"] for one in records()] == [QUESTION]


def test_ctrl_c_interrupts_a_search_quietly(folder, monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(qa.Corpus, "ask", interrupted)
    session = begun()
    assert typed(session, f"{QUESTION}\r\x04").startswith("qa: interrupted\n") and session.asking


def test_a_pipe_is_followed_line_by_line_to_its_end(folder, stdin, capsys):
    (folder / "notes" / ".hidden").touch()
    stdin(f"{QUESTION}\n1\nMoscow\n{RAIN}\nn\nAn open question?\n")
    assert annotate(["notes"], Path("set.jsonl"), split="test") == 0
    out, err = capsys.readouterr()
    assert out.endswith("without.\nMeasure on it: qa eval set.jsonl\n") and "question>" not in out
    assert err == "qa: left out 1 file: 1 hidden\n" and "The open question was not kept." in out
    assert [one["split"] for one in records()] == ["test", "test"] and answers() == [["Moscow"], []]


def test_a_line_of_a_pipe_that_cannot_be_done_is_told_apart_and_in_the_status(folder, stdin, capsys):
    stdin(f"{QUESTION}\n99\n1\nMoscow\n")
    assert annotate(["text.txt"], Path("set.jsonl")) == 1
    assert capsys.readouterr().err.startswith("qa: there is no number 99") and answers() == [["Moscow"]]


def test_a_pipe_is_not_waited_for_after_quit(folder):
    lines = iter(["/quit", QUESTION])
    assert follow(begun(), lines, console(io.StringIO()), errors=io.StringIO())
    assert next(lines) == QUESTION
