"""Every command with a path that it cannot use: one line, status 2, whatever is in the file's place."""

import os

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes, links and home folders of others are those of POSIX")

# What is named instead of `PATH`, which is not what any of them needs.
PATH = "PATH"
COMMANDS = (
    ("ask", "Who?", "-d", PATH),
    ("ask", "Who?", "--index", PATH),
    ("ask", "--batch", PATH),
    ("ask", "--dialogue", PATH),
    ("ask", "Who?", "--reader", PATH),
    ("check", "Ada wrote", "-d", PATH),
    ("check", "Ada wrote", "--index", PATH),
    ("overview", "-d", PATH),
    ("overview", "--index", PATH),
    ("shell", "--index", PATH),
    ("show", PATH),
    ("serve", "--index", PATH),
    ("index", "add", PATH, "-d", "ada.txt"),
    ("index", "remove", PATH, "ada.txt"),
    ("index", "info", PATH),
    ("index", "verify", PATH),
    ("index", "merge", "new", PATH),
    ("index", "build", "-d", PATH, "-o", "new"),
    ("calibrate", PATH),
    ("calibrate", "set", "-d", PATH),
    ("calibrate", "set", "--index", PATH),
    ("calibrate", "--remove", "-d", PATH),
    ("calibrate", "--remove", "--index", PATH),
    ("eval", PATH),
    ("eval", "--limit", "1", "--index", PATH),
    ("eval", "new", "-d", PATH),
    ("eval", "compare", PATH, PATH),
    ("eval", "report", PATH),
    ("eval", "gate", PATH),
    ("eval", "gate", "--floors", PATH),
)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The current folder, with a file, a pipe, and a link that leads to itself."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QA_READER", "lexical")
    # Nobody comes to write to the pipe.
    monkeypatch.setattr("qa.load.sources._WRITER_SECONDS", 0)
    (tmp_path / "ada.txt").write_text("Ada Byron wrote the first program.\n")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    return tmp_path


@pytest.mark.parametrize("path", ["~nosuchuser/x", "pipe", "loop", "x" * 300, "ada.txt/x", "none\u202e"])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(map(str, command[:2])))
def test_unusable_path_is_one_line(call, here, command, path):
    named = f"onnx:{path}" if "--reader" in command else path
    status, out, err = call(*(named if part == PATH else part for part in command))
    assert (status, out) == (2, "") and err.startswith("qa: ")
    assert err.count("\n") == 1 and "internal error" not in err and "\u202e" not in err


@pytest.mark.parametrize("name", ["index.json", "calibration.json", "segment", "catalog"])
@pytest.mark.parametrize("command", [("ask", "Who wrote it?", "--index"), ("index", "info"), ("index", "build", "-o")])
def test_pipe_in_an_index_is_one_line(call, here, command, name):
    assert call("index", "build", "-d", "ada.txt", "-o", "new")[0] == 0
    path = next((path for path in (here / "new").iterdir() if path.name.endswith(name)), here / "new" / name)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    _, _, err = call(*command, "new", *(("-d", "ada.txt") if "build" in command else ()))
    # Whoever builds an index has no use for its calibration.
    assert err.count("\n") == (name != "calibration.json" or "build" not in command)
    assert "internal error" not in err
