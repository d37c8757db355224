import io
import subprocess
import sys

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document as Line

from qa.fronts import help as topics
from qa.fronts.shell import execute
from qa.fronts.shell.completion import ShellCompleter
from qa.render import console, show

ASKING = '# Asking a question\n\nType **one** question:\n\n    qa ask "Who?"\n'


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder with two topics instead of the package's."""
    (tmp_path / "asking.md").write_text(ASKING, encoding="utf-8")
    (tmp_path / "exit-status.md").write_text("\n# The exit status\n\n0, 1 or 2.\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no topic")
    monkeypatch.setattr(topics, "FOLDER", tmp_path)
    return tmp_path


def test_topics_are_listed_with_their_summaries(call):
    status, out, err = call("help")
    assert (status, err) == (0, "")
    assert out.splitlines()[1:] == ["asking       Type **one** question:", "exit-status  0, 1 or 2."]


def test_topic_in_a_pipe_is_its_text(call):
    assert call("help", "asking") == (0, ASKING, "")


@pytest.mark.parametrize("name", ["Exit-Status", "exit status", " exit-status "])
def test_topic_is_recognised_in_other_spellings(call, name):
    assert "0, 1 or 2." in call("help", name)[1]


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("askign", "did you mean 'asking'?"),
        ("exit", "did you mean 'exit-status'?"),
        ("xyzzy", "the topics are asking, exit-status"),
        ("../asking", "did you mean 'asking'?"),
        ("notes", "the topics are asking, exit-status"),
    ],
)
def test_unknown_topic_suggests_the_nearest(call, name, advice):
    assert call("help", name) == (2, "", f"qa: no such topic: {name!r}; {advice}\n")


def test_topic_on_a_terminal_is_rendered(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    screen = Terminal()
    show(console(screen), topics.help_blocks("asking"))
    shown = screen.getvalue()
    assert "\x1b[1mone\x1b[0m" in shown and "**" not in shown and "#" not in shown and 'qa ask "Who?"' in shown


def test_shell_shows_a_topic(session):
    (block,) = execute("/help asking", session).blocks
    assert block.plain == ASKING.rstrip("\n")
    assert execute("/help askign", session).error == "no such topic: 'askign'; did you mean 'asking'?"


def test_shell_help_names_the_topics(session):
    assert execute("/help", session).blocks[-1].plain == "/help TOPIC explains: asking, exit-status"


def test_topics_complete(session):
    event = CompleteEvent(completion_requested=True)
    completions = ShellCompleter(session).get_completions(Line("/help a"), event)
    assert [completion.text for completion in completions] == ["asking"]
    assert topics._complete("ex") == ["exit-status"]


def test_help_imports_no_heavy_library():
    code = (
        "import sys; from qa.fronts.cli import run; run(['help']);"
        "heavy = {'sklearn', 'numpy', 'prompt_toolkit', 'onnxruntime'} & set(sys.modules);"
        "sys.exit(repr(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
