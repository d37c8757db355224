"""`qa calibrate`, as a person meets it: chosen, used, shown, removed."""

import json
import os
import pickle

import pytest

from qa.errors import ModelError
from qa.evaluate.calibrating import Asked
from qa.fronts.calibrations import own_path
from qa.fronts.status import ABSTAINED, ANSWERED, FAILED
from qa.model import FORMAT
from qa.model.own import Curve, OwnCalibration, read_own, reader_digest, write_own
from tests.builders import corpus

TEXT = "Ada Byron wrote the first program in 1843. She lived in London. The engine was never built.\n"
QUESTION = "Who wrote the first program?"


@pytest.fixture
def notes(tmp_path, monkeypatch):
    """A folder with a note, and beside it a set of 60 questions on it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "ada.txt").write_text(TEXT)
    records = [{"id": f"q{n}", "document": "notes/ada.txt", "question": QUESTION, "gold": []} for n in range(60)]
    (tmp_path / "set.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return tmp_path


@pytest.fixture
def asked(monkeypatch):
    """What asking the set gives: right from a confidence of 0.6 on, and so are a few below."""
    outcomes = [Asked(f"q{n}", n / 60, n > 36 or n % 7 == 0, "ada") for n in range(60)]
    monkeypatch.setattr("qa.evaluate.calibrating.ask_all", lambda corpus, questions, **options: outcomes)
    return outcomes


@pytest.fixture
def own():
    """A calibration of the neural reader that answers nothing."""
    return OwnCalibration(FORMAT, reader_digest("neural"), 1.0, Curve(), "some goal", "60 questions", "2026-01-31")


def calibrated(call, *options):
    return call("calibrate", "set.jsonl", "-d", "notes", *options)


# Chosen, saved, used


@pytest.mark.usefixtures("asked", "few_draws")
def test_chosen_threshold_is_saved_and_used(call, notes):
    status, out, err = calibrated(call, "--wrong-costs", "3")
    assert (status, err) == (ANSWERED, "") and "A wrong answer costs 3 right ones: chosen on 30 questions" in out
    own = read_own(own_path(["notes"], None))
    assert 0.5 < own.threshold < 0.9 and own.made_of == "60 questions of set.jsonl"
    assert str(own_path(["notes"], None)) in out


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a name is text")
@pytest.mark.usefixtures("asked", "few_draws")
def test_documents_whose_name_is_no_text_are_calibrated(call, notes):
    name = os.fsdecode(b"\xff")
    (notes / name).symlink_to("notes")
    status, _, err = call("calibrate", "set.jsonl", "-d", name)
    assert (status, err) == (ANSWERED, "")
    assert read_own(own_path([name], None)).sources == (str(notes / "\\udcff"),)


@pytest.mark.usefixtures("asked", "few_draws")
def test_figures_are_printed_as_json(call, notes):
    status, out, _ = calibrated(call, "--json", "--dry-run")
    record = json.loads(out)
    assert status == ANSWERED and record["saved"] is None and not own_path(["notes"], None).exists()
    assert set(record) == {
        *("goal", "threshold", "curve", "chosen_on", "reported", "shipped", "own", "gain", "saved"),
    }


def test_own_threshold_decides_the_next_question(call, notes, own):
    assert call("ask", QUESTION, "-d", "notes")[0] == ANSWERED
    write_own(own, own_path(["notes"], None))
    assert call("ask", QUESTION, "-d", "notes")[0] == ABSTAINED
    assert call("ask", QUESTION, "-d", notes / "notes", "--no-cache")[0] == ABSTAINED
    assert call("ask", QUESTION, "-d", "notes", "--threshold", "0.3")[0] == ANSWERED
    assert call("ask", QUESTION, "-d", "notes/ada.txt")[0] == ANSWERED


def test_calibration_of_an_index_is_kept_in_it(call, notes, own):
    call("index", "build", "-d", "notes", "-o", "notes.index")
    write_own(own, own_path([], "notes.index"))
    assert call("ask", QUESTION, "--index", "notes.index")[0] == ABSTAINED
    assert "calibration: threshold 1.00, some goal, chosen on 60 questions" in call("index", "info", "notes.index")[1]
    call("index", "add", "notes.index", "-d", "set.jsonl")
    assert call("ask", QUESTION, "--index", "notes.index")[0] == ABSTAINED


def test_calibration_of_another_reader_is_not_used(call, notes, own):
    write_own(own, own_path(["notes"], None))
    status, _, err = call("ask", QUESTION, "-d", "notes", "--reader", "lexical", "--threshold", "0")
    assert status == ANSWERED and "calibrated with another reader" in err


def test_doctor_lists_calibrations(call, notes, own):
    write_own(own, own_path(["notes"], None))
    own_path(["other"], None).write_text("{}")
    _, out, _ = call("doctor")
    assert "threshold 1.00, some goal, chosen on 60 questions" in out and "cannot be read" in out


def test_removed_calibration_is_no_longer_used(call, notes, own):
    write_own(own, own_path(["notes"], None))
    assert call("calibrate", "--remove", "-d", "notes")[0] == ANSWERED
    assert call("ask", QUESTION, "-d", "notes")[0] == ANSWERED
    status, _, err = call("calibrate", "--remove", "-d", "notes")
    assert status == FAILED and "have no calibration" in err


# Errors


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--wrong-costs", "1", "--error-rate", "0.1"], "give one"),
        (["--wrong-costs", "0"], "above 0"),
        (["--error-rate", "1"], "between 0 and 1"),
        (["--remove"], "beside --remove"),
        (["-d", "-"], "standard input"),
    ],
)
def test_contradictory_options_are_refused(call, notes, options, expected):
    status, _, err = calibrated(call, *options)
    assert status == FAILED and expected in err and err.count("\n") == 1


def test_missing_set_names_how_to_make_one(call):
    status, _, err = call("calibrate")
    assert status == FAILED and "qa eval new" in err


def test_small_set_saves_nothing(call, notes):
    status, _, err = calibrated(call, "--reader", "lexical")
    assert status == FAILED and "too few questions" in err and "nothing is saved" in err
    assert not own_path(["notes"], None).exists()


@pytest.mark.parametrize("content", ["", "{", '{"format": 1}', "[]"])
def test_broken_calibration_is_reported_and_left_out(call, notes, content):
    path = own_path(["notes"], None)
    path.parent.mkdir(parents=True)
    path.write_text(content)
    status, _, err = call("ask", QUESTION, "-d", "notes")
    assert status == ANSWERED and "is no calibration" in err


# The file


def test_saved_calibration_is_read_as_it_was(tmp_path, own):
    write_own(own, tmp_path / "own.json")
    assert read_own(tmp_path / "own.json") == own and read_own(tmp_path / "none.json") is None


def test_other_format_is_refused(tmp_path, own):
    write_own(own, tmp_path / "own.json")
    text = (tmp_path / "own.json").read_text().replace(f'"format": {FORMAT}', '"format": 99')
    (tmp_path / "own.json").write_text(text)
    with pytest.raises(ModelError, match="format 99"):
        read_own(tmp_path / "own.json")


def test_documents_are_the_same_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    here = own_path(["b.txt", "a.txt"], None)
    assert here == own_path([str(tmp_path / "a.txt"), "b.txt"], None) != own_path(["a.txt"], None)


def test_curve_keeps_the_order_of_candidates(ada_corpus, own):
    curved = ada_corpus.calibrated(OwnCalibration(FORMAT, own.reader, 0.4, Curve(-1.0, 0.5), "", "", ""))
    plain, other = (each.ask(QUESTION, threshold=0) for each in (ada_corpus, curved))
    assert [each.sentence.key for each in plain.candidates] == [each.sentence.key for each in other.candidates]
    # The logit of the confidence, halved, and 1 less.
    odds = plain.confidence / (1 - plain.confidence)
    expected = odds**0.5 / 2.718281828
    assert other.confidence == pytest.approx(expected / (1 + expected), abs=1e-4)
    assert (curved.threshold, curved.calibrated(None).threshold) == (0.4, ada_corpus.threshold)


def test_calibration_stays_with_changed_and_pickled_documents(own):
    made = corpus(TEXT).calibrated(own)
    assert made.changed(removed={"none"}).threshold == 1.0
    assert pickle.loads(pickle.dumps(made)).threshold == 1.0
