"""The table of commands, the replies and the pipe, with a session that knows nothing of questions."""

import io

import pytest

from qa.errors import QAError
from qa.fronts.repl import Command, Reply, execute, follow, table
from qa.render import console, note


class Echo:
    """Answers each line with itself; `expects_words` can be switched."""

    prompt = "echo> "
    keeps_line = True

    def __init__(self, *, expects_words=False):
        self.expects_words = expects_words

    def status(self, *, width):
        return "status"[:width]

    def read(self, line):
        return line.strip()

    def answer(self, text):
        return Reply((note(text),), answered=bool(text))


def fail(error):
    def handler(session, argument):
        raise error

    return handler


COMMANDS = table(
    Command("help", "", "this list", lambda session, argument: Reply((note("help"),))),
    Command("say", "WORDS", "say it", lambda session, argument: Reply((note(f"said {argument}"),))),
    Command("save", "[FILE]", "save it", fail(OSError(28, "No space left on device", "a.md"))),
    Command("save!", "[FILE]", "save it", fail(OSError(28, "No space left on device"))),
    Command("odd", "[FILE]", "a name that no file can have", fail(ValueError("embedded null byte"))),
    Command("home", "[FILE]", "a home that is missing", fail(RuntimeError("no home directory"))),
    Command("wrong", "", "a foreseen error", fail(QAError("that is wrong; do it right"))),
    Command("bug", "[X]", "an unforeseen error", fail(LookupError("lost"))),
    Command("quit", "", "leave", lambda session, argument: Reply((note("bye"),), leave=True)),
)


def reply_to(line, **options):
    reply = execute(line, Echo(**options), COMMANDS)
    return reply.error or [block.plain for block in reply.blocks]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (" Who? ", ["Who?"]),
        ("/say  a b ", ["said a b"]),
        ("/SAY x", ["said x"]),
        ("/", ["help"]),
        ("/he", ["help"]),
        ("/q", ["bye"]),
        ("exit", ["bye"]),
        ("Quit()", ["bye"]),
    ],
)
def test_line_is_a_command_or_text(line, expected):
    assert reply_to(line) == expected


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("/help me", "/help takes nothing after it; type just /help"),
        ("/say", "/say needs WORDS; type it as /say WORDS"),
        ("/sya x", "no such command: /sya; did you mean /say?"),
        ("/xyzzy", "no such command: /xyzzy; /help lists the commands"),
        ("/he o", "/help takes nothing after it; type just /help"),
        ("/s", "/s could be /say or /save; type more of it"),
        ("/wrong", "that is wrong; do it right"),
    ],
)
def test_error_is_a_reply(line, error):
    assert reply_to(line) == error


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("/save a.md", "cannot use the file a.md (No space left on device); check its name and permissions"),
        ("/save! a.md", "cannot use the file (No space left on device); check its name and permissions"),
        ("/odd a\0b", "/odd cannot use 'a\\x00b' (embedded null byte); type it as /odd [FILE]"),
        ("/home ~x", "/home cannot use '~x' (no home directory); type it as /home [FILE]"),
    ],
)
def test_unforeseen_file_error_is_a_reply(line, error):
    assert reply_to(line) == error


@pytest.mark.parametrize("line", ["/bug", "/bug x", "/odd"])
def test_bug_costs_only_a_reply(line, own_home):
    error = reply_to(line)
    assert error.startswith("internal error: ") and error.endswith(f"in {own_home}/qa/last-error.txt")


@pytest.mark.parametrize("line", ["/etc/passwd", "/s", "quit", "exit"])
def test_expected_words_may_look_like_commands(line):
    assert reply_to(line, expects_words=True) == [line]


def test_expected_words_still_leave_commands():
    assert reply_to("/quit", expects_words=True) == ["bye"]


def piped(*lines):
    out, errors = io.StringIO(), io.StringIO()
    outcome = follow(Echo(), COMMANDS, lines, console(out), errors=errors)
    return (outcome.answered, outcome.failed), out.getvalue(), errors.getvalue()


def test_pipe_leaves_at_its_end():
    assert piped("Who?") == ((True, False), "Who?\nbye\n", "")


def test_pipe_stops_at_quit():
    assert piped("/quit", "Who?") == ((False, False), "bye\n", "")


def test_pipe_continues_after_an_error():
    assert piped("/wrong", "Who?") == ((True, True), "Who?\nbye\n", "qa: that is wrong; do it right\n")
