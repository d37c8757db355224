"""`qa doctor`: what it finds, and that it says what to do about it."""

import locale
import os
from importlib import metadata

import pytest

import qa
from qa import model
from qa.errors import ModelError
from qa.fronts import doctor
from qa.fronts.cache import cache_folder, entries
from qa.fronts.doctor import Finding, State, _encoding, _folders, _indexes, _libraries, _models, _settings, _terminal
from qa.fronts.status import FAILED

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def test_healthy_installation_has_status_0(call):
    status, out, err = call("doctor")
    assert (status, err) == (0, "")
    for part in (
        f"qa {qa.__version__}",
        "Python",
        "onnxruntime 1",
        model.digest()[:12],
        "settings",
        "cache",
        "encoding",
    ):
        assert part in " ".join(out.split())
    assert "wrong" not in out


def test_finding_and_advice_are_lines(call, monkeypatch):
    monkeypatch.setenv("QA_TRESHOLD", "0.5")
    _, out, _ = call("doctor")
    first = next(number for number, line in enumerate(out.splitlines()) if "QA_TRESHOLD" in line)
    assert out.splitlines()[first].startswith("note")
    assert out.splitlines()[first + 1] == "correct its name, or unset it if it is meant for qa"


def test_broken_model_is_wrong(call, monkeypatch):
    def fail(*arguments):
        raise ModelError("about.json: cannot be read; install qa again")

    monkeypatch.setattr(model, "neural", fail)
    status, out, _ = call("doctor")
    assert status == 2 and "about.json: cannot be read\ninstall qa again\n" in out
    assert [finding.state for finding in _models()] == [State.WRONG]


def test_network_of_the_users_own_is_looked_at(tmp_path, monkeypatch):
    monkeypatch.setenv("QA_READER", f"onnx:{model.NEURAL}")
    _, reader = _models()
    assert reader.state is State.OK and reader.text.startswith(f"onnx:{model.NEURAL} is complete, digest ")
    monkeypatch.setenv("QA_READER", f"onnx:{tmp_path}")
    shipped, reader = _models()
    assert shipped.state is State.OK and reader.state is State.WRONG
    assert str(tmp_path) in reader.text and reader.advice


def test_missing_library_is_wrong(monkeypatch):
    real = metadata.version

    def version(name):
        if name == "rapidfuzz":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "version", version)
    wrong = [finding for finding in _libraries() if finding.state is State.WRONG]
    assert [(finding.text, finding.advice) for finding in wrong] == [
        ("rapidfuzz is missing", "install it with: pip install rapidfuzz")
    ]


def test_library_that_fails_is_wrong(monkeypatch):
    monkeypatch.setattr("qa.fronts.doctor._NATIVE", ("no_such_library",))
    (wrong,) = [finding for finding in _libraries() if finding.state is State.WRONG]
    assert wrong.text.startswith("no_such_library cannot be loaded (ModuleNotFoundError: ")


def test_settings_are_named_or_wrong(monkeypatch):
    monkeypatch.setenv("QA_TOP", "3")
    (finding,) = _settings()
    assert finding.text == "top = 3 (no file)"
    monkeypatch.setenv("QA_TOP", "99")
    (finding,) = _settings()
    assert finding.state is State.WRONG and "QA_TOP is 99" in finding.text and "default" in finding.advice


def test_file_in_place_of_a_folder_is_noted(own_home):
    (own_home / "qa").write_text("")
    notes = [finding for finding in _folders() if finding.state is State.NOTE]
    assert [finding.name for finding in notes] == ["state", "cache"] and "is no folder" in notes[0].text


@pytest.mark.skipif(AS_ROOT, reason="root may write everywhere: run as another user")
def test_folder_without_permission_is_noted(own_home):
    own_home.chmod(0o500)
    notes = [finding for finding in _folders() if finding.state is State.NOTE]
    own_home.chmod(0o700)
    assert len(notes) == 2 and "may not be written" in notes[0].text


def test_folder_with_an_impossible_name_is_no_failure(monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", f"/{'x' * 300}")
    assert [finding.text.endswith("(not there yet)") for finding in _folders() if finding.name == "cache"] == [True]


def test_check_that_fails_leaves_the_others(call, monkeypatch):
    def _broken():
        yield Finding("first", "fine")
        raise LookupError("lost")

    monkeypatch.setattr(doctor, "CHECKS", (_broken, lambda: iter([Finding("last", "fine")])))
    status, out, err = call("doctor")
    assert (status, err) == (FAILED, "") and "internal error: LookupError: lost" in " ".join(out.split())
    assert out.index("first") < out.index("broken") < out.index("last")


def test_last_error_is_noted(own_home):
    (own_home / "qa").mkdir()
    (own_home / "qa" / "last-error.txt").write_text("Traceback")
    (note,) = [finding for finding in _folders() if finding.state is State.NOTE]
    assert note.name == "last error" and "report it" in note.advice


def test_dumb_or_narrow_terminal_is_noted(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert [finding.state for finding in _terminal()] == [State.NOTE]
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "20")
    (finding,) = _terminal()
    assert finding.state is State.NOTE and "make the window wider" in finding.advice


def test_encoding_that_lacks_characters_is_noted(monkeypatch):
    monkeypatch.setattr(locale, "getencoding", lambda: "ANSI_X3.4-1968")
    (finding,) = _encoding()
    assert finding.state is State.NOTE and "LC_ALL=C.UTF-8" in finding.advice


@pytest.fixture
def saved(tmp_path):
    """The folder of an index in the cache."""
    (tmp_path / "notes.txt").write_text("Ada lived in London.")
    folder = cache_folder(os.environ) / "notes"
    qa.Corpus.open(tmp_path / "notes.txt", cache=folder, configuration=qa.Configuration(reader="lexical"))
    return folder


def test_saved_index_is_whole(saved):
    (finding,) = _indexes()
    assert (
        finding.state is State.OK and finding.text.startswith("1 saved, ") and finding.text.endswith("1 of them whole")
    )


def test_damaged_index_is_a_note(saved):
    (segment,) = saved.glob("*.segment")
    segment.write_bytes(segment.read_bytes()[:-1])
    damaged, counts = _indexes()
    assert damaged.state is State.NOTE and damaged.text == f"{segment} is cut short"
    assert "qa cache clear" in damaged.advice and counts.text.endswith("0 of them whole")


def test_cache_that_is_no_folder_is_noted(tmp_path, monkeypatch):
    (tmp_path / "taken").touch()
    monkeypatch.setenv("QA_CACHE", str(tmp_path / "taken"))
    note, counts = _indexes()
    assert note.state is State.NOTE and "taken is no folder" in note.text and "QA_CACHE" in note.advice
    assert counts.text == "0 saved, 0 kB; 0 of them whole"


def test_cache_that_is_off_has_no_index(monkeypatch):
    monkeypatch.setenv("QA_CACHE", "off")
    assert [finding.text for finding in _indexes()] == ["0 saved, 0 kB; 0 of them whole"]
    assert entries(cache_folder(os.environ)) == []
