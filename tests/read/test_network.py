import hashlib
import json
import shutil
import subprocess
import sys
import threading
from itertools import pairwise

import numpy as np
import pytest

from qa import model
from qa.errors import ModelError
from qa.read import network
from qa.read.network import LENGTH, MODEL, OUTPUTS, QUESTION, TOKENIZER, WINDOWS, Network, load, load_ahead

LONG = " ".join(f"On day {day} of the year Pavel paid {day * 7} rubles, René said." for day in range(60))


@pytest.fixture(scope="module")
def shipped():
    return load(threads=1)


def finite(reading):
    return bool(np.isfinite([*reading.start, *reading.end, reading.none, reading.answers]).all())


# Windows


def test_a_long_passage_is_read_in_windows_that_leave_no_character_out(shipped):
    (readings,) = shipped.read("How much did Pavel pay?", [LONG])
    assert len(LONG.split()) > 600 and len(readings) > 1
    covered = {at for one in readings for start, end in one.places for at in range(start, end)}
    assert {LONG[at] for at in set(range(len(LONG))) - covered} == {" "}


def test_every_token_stands_at_its_characters(shipped):
    (readings,) = shipped.read("How much did Pavel pay?", [LONG])
    for one in readings:
        assert one.places.shape == (len(one.start), 2) and one.start.shape == one.end.shape and finite(one)
        assert all(LONG[start:end].strip() == LONG[start:end] != "" for start, end in one.places)
        gaps = zip(one.places[:, 1], one.places[1:, 0], strict=False)
        assert all(LONG[end:start].strip() == "" and end <= start for end, start in gaps)


def test_neighbouring_windows_overlap(shipped):
    (readings,) = shipped.read("How much did Pavel pay?", [LONG])
    for one, following in pairwise(readings):
        shared = int((one.places[:, 0] >= following.places[0, 0]).sum())
        assert 30 < shared < len(one.places)
        assert one.places[-shared:].tolist() == following.places[:shared].tolist()


def test_a_short_passage_is_one_window(shipped):
    (readings,) = shipped.read("Who?", ["Pavel paid."])
    assert [one.places.tolist() for one in readings] == [[[0, 5], [6, 10], [10, 11]]]


def test_of_a_gigantic_passage_only_the_beginning_is_looked_at(shipped, monkeypatch):
    encoded, looked_at = Network._encoded, []

    def recorded(self, text):
        looked_at.append(len(text))
        return encoded(self, text)

    monkeypatch.setattr(Network, "_encoded", recorded)
    (readings,) = shipped.read("Who paid?", ["Pavel paid. " * 500_000])
    assert len(readings) == WINDOWS and sum(looked_at) < 50_000
    assert all(len(one.places) < LENGTH for one in readings)


@pytest.mark.parametrize("question", ["你" * 2_000, "?!" * 1_000, "Why? " * 400, "你 " * 1_000])
def test_a_question_longer_than_a_window_leaves_room_for_the_passage(shipped, question):
    (short,) = shipped.read(question, ["It rained in May."])
    assert [len(one.places) for one in short] == [5] and finite(short[0])
    (long,) = shipped.read(question, [LONG])
    assert all(len(one.places) >= LENGTH - QUESTION - 3 for one in long[:-1])


def test_a_question_longer_than_its_part_reads_the_same_as_that_part(shipped):
    (long,), (cut,) = (shipped.read(f"{'你' * size}", ["It rained."]) for size in (2_000, 1_500))
    assert np.allclose(long[0].start, cut[0].start)


# Readings


def test_no_texts_give_no_readings(shipped):
    assert shipped.read("Who?", []) == []


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\u0301"])
def test_a_passage_without_a_word_has_a_reading_without_a_token(shipped, text):
    ((reading,),) = shipped.read("Who?", [text])
    assert reading.places.shape == (0, 2) and len(reading.start) == len(reading.end) == 0 and finite(reading)


@pytest.mark.parametrize("question", ["", "\u200b", "\x00", "👩🏽\u200d🔬"])
def test_any_question_is_read(shipped, question):
    ((reading,),) = shipped.read(question, ["It rained."])
    assert finite(reading) and len(reading.places) == 3


def test_halves_of_characters_are_read_and_keep_the_places(shipped):
    ((reading,),) = shipped.read("Who wrote \udcff\udcfe?", ["A \ud800 rained."])
    assert reading.places[0].tolist() == [0, 1] and reading.places[-2:].tolist() == [[4, 10], [10, 11]]


def test_each_text_has_its_own_readings_in_order(shipped):
    texts = ["Pavel paid.", "", LONG, "It rained in Ulm."]
    readings = shipped.read("Who paid?", texts)
    assert [sum(len(one.places) for one in own) > 0 for own in readings] == [True, False, True, True]
    assert [own[-1].places.max(initial=0) for own in readings] == [len(one) for one in texts]


def test_a_passage_reads_about_the_same_in_company(shipped):
    question, text = "Where did it rain?", "Pavel paid in May. It rained in Ulm for three weeks."
    ((alone,),) = shipped.read(question, [text])
    (together,) = shipped.read(question, ["No.", LONG, text])[2]
    assert alone.places.tolist() == together.places.tolist()
    for one, other in ((alone.start, together.start), (alone.end, together.end)):
        assert np.abs(one - other).max() < 0.5 * one.std() and np.corrcoef(one, other)[0, 1] > 0.95
    assert alone.none == pytest.approx(together.none, abs=1.5)
    assert alone.answers == pytest.approx(together.answers, abs=1.5)


def test_the_same_is_read_the_same_again_and_by_several_threads_at_once(shipped):
    asked = [("Who paid?", [LONG]), ("Where did it rain?", ["It rained in Ulm."])] * 3
    alone = [shipped.read(*one) for one in asked]
    found = {}
    threads = [
        threading.Thread(target=lambda at=at, one=one: found.update({at: shipped.read(*one)}))
        for at, one in enumerate(asked)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    for at, readings in enumerate(alone):
        for one, other in zip(readings[0], found[at][0], strict=True):
            assert np.array_equal(one.start, other.start) and (one.none, one.answers) == (other.none, other.answers)


# Files


@pytest.fixture
def folder(tmp_path):
    """A folder with the shipped files."""
    for name in (MODEL, TOKENIZER):
        (tmp_path / name).symlink_to(model.NEURAL / name)
    shutil.copy(model.NEURAL / model.ABOUT, tmp_path)
    return tmp_path


def refused(folder):
    """The message of the error, which is one line that names a way around it."""
    with pytest.raises(ModelError) as caught:
        load(folder, threads=1)
    assert "\n" not in str(caught.value) and "--reader lexical" in str(caught.value)
    return str(caught.value)


def rewrite(folder, name, data):
    (folder / name).unlink()
    (folder / name).write_bytes(data)


def sign(folder, **changes):
    """Write the digests of the files, as they are, into the folder's `about.json`."""
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (MODEL, TOKENIZER)}
    (folder / model.ABOUT).write_text(json.dumps(model.about(folder) | {"digests": digests | changes}))


def test_a_copy_of_the_folder_is_read_as_the_shipped_one(folder, shipped):
    asked = ("Where did it rain?", ["It rained in May."])
    assert load(folder, threads=1).read(*asked)[0][0].start.tolist() == shipped.read(*asked)[0][0].start.tolist()


def test_a_folder_that_is_not_there_is_named(tmp_path):
    assert str(tmp_path / "none") in refused(tmp_path / "none")


@pytest.mark.parametrize("name", [MODEL, TOKENIZER, model.ABOUT])
def test_a_file_that_is_not_there_is_named(folder, name):
    (folder / name).unlink()
    assert str(folder / name) in refused(folder)


@pytest.mark.parametrize("name", [MODEL, TOKENIZER])
def test_a_file_with_a_changed_byte_is_named(folder, name):
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    rewrite(folder, name, bytes(data))
    assert f"{folder / name}: not the file that about.json tells of" in refused(folder)


@pytest.mark.parametrize("name", [MODEL, TOKENIZER])
def test_a_file_that_is_a_folder_is_named(folder, name):
    (folder / name).unlink()
    (folder / name).mkdir()
    assert str(folder / name) in refused(folder)


@pytest.mark.parametrize(
    "content",
    [
        *("", "{", "[]", "[1]", "3", "null", '"text"', "{}", '{"digests": null}', '{"digests": {}}', '{"digests": 3}'),
        *(
            '{"digests": []}',
            '{"digests": [1, 2]}',
            '{"digests": "text"}',
            '{"digests": {"reader.onnx": 3}}',
            "\ufeff{}",
        ),
    ],
)
def test_a_broken_about_file_is_named(folder, content):
    (folder / model.ABOUT).write_text(content)
    assert str(folder) in refused(folder)


def test_an_about_file_that_is_no_text_is_named(folder):
    rewrite(folder, model.ABOUT, b"\xff\xfe\x00")
    assert model.ABOUT in refused(folder)


@pytest.mark.parametrize("name", [MODEL, TOKENIZER])
@pytest.mark.parametrize("data", [b"", b"rubbish\nof two lines", b"{}"])
def test_a_signed_file_that_is_rubbish_cannot_be_loaded(folder, name, data):
    rewrite(folder, name, data)
    sign(folder)
    assert "cannot be loaded" in refused(folder)


def test_without_onnxruntime_the_error_names_the_way_around_it(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert "onnxruntime" in refused(folder)


# Loading


class Counted:
    """A network that is none; it tells how often it was made."""

    made = 0

    def __init__(self, folder, *, threads):
        type(self).made += 1


@pytest.fixture
def counted(monkeypatch):
    """`counted(begin)`: networks are none, and `begin` is called when one is made."""

    def put(begin=lambda: None):
        class Own(Counted):
            def __init__(self, folder, *, threads):
                super().__init__(folder, threads=threads)
                begin()

        monkeypatch.setattr(network, "Network", Own)
        return Own

    return put


def test_a_network_is_loaded_once_for_each_folder_and_number_of_threads(tmp_path, counted):
    kind = counted()
    first = load(tmp_path, threads=1)
    assert load(tmp_path, threads=1) is first and kind.made == 1
    assert load(tmp_path, threads=2) is not first and load(tmp_path / "other", threads=1) is not first


def test_two_threads_at_once_load_it_once(tmp_path, counted):
    begun, go_on = threading.Event(), threading.Event()
    kind = counted(lambda: (begun.set(), go_on.wait()))
    found = []
    threads = [threading.Thread(target=lambda: found.append(load(tmp_path))) for _ in range(2)]
    for one in threads:
        one.start()
    begun.wait()
    go_on.set()
    for one in threads:
        one.join()
    assert kind.made == 1 and found[0] is found[1]


def test_a_load_that_failed_is_tried_again(tmp_path, counted):
    failures = [model.broken(tmp_path, "cannot be read")]

    def fail_once():
        if failures:
            raise failures.pop()

    kind = counted(fail_once)
    refused(tmp_path)
    assert isinstance(load(tmp_path, threads=1), kind)


def ahead(folder):
    """Load ahead, and wait for it."""
    others = set(threading.enumerate())
    load_ahead(folder, threads=1)
    for one in set(threading.enumerate()) - others:
        one.join()


def test_what_was_loaded_ahead_is_not_loaded_again(tmp_path, counted):
    kind = counted()
    ahead(tmp_path)
    assert isinstance(load(tmp_path, threads=1), kind) and kind.made == 1


def test_an_error_ahead_is_told_by_load(tmp_path):
    ahead(tmp_path / "none")
    refused(tmp_path / "none")


def test_a_process_does_not_end_amid_loading():
    """A library that is stopped in its own code ends the process with a crash."""
    code = (
        "from threading import main_thread; from qa.read import network;"
        "network.load = lambda *given, **named: (main_thread().join(), print('loaded'));"
        "network.load_ahead()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "loaded\n", "")


def test_the_outputs_are_those_of_the_shipped_file(shipped):
    assert tuple(one.name for one in shipped._session.get_outputs()) == OUTPUTS
