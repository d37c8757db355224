import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from qa import model
from qa.errors import ModelError
from qa.read import network
from qa.read.network import MODEL, OUTPUTS, TOKENIZER, load, load_ahead
from qa.read.tokenizer import BertTokenizer
from qa.read.windows import MAX_QUESTION_TOKENS, MAX_TOKENS, MAX_WINDOWS

DAYS = [f"On day {day} of the year Pavel paid {day * 7} rubles, René said." for day in range(60)]
# More than the network reads in one window: LONG in as many as it reads at most, MEDIUM in a few.
LONG, MEDIUM = " ".join(DAYS), " ".join(DAYS[:25])


@pytest.fixture(scope="module")
def shipped():
    return load(threads=1)


@pytest.fixture(scope="module")
def long_windows(shipped):
    """The windows of LONG."""
    (windows,) = shipped.read("How much did Pavel pay?", [LONG])
    return windows


def is_finite(window):
    logits = [*window.start_logits, *window.end_logits, window.null_logit, window.answerable_logit]
    return bool(np.isfinite(logits).all())


# Windows


def test_windows_of_long_passage_leave_nothing_out(long_windows):
    assert len(LONG.split()) > 600 and len(long_windows) > 1
    covered = {place for window in long_windows for start, end in window.token_spans for place in range(start, end)}
    assert {LONG[place] for place in set(range(len(LONG))) - covered} == {" "}


def test_token_spans_slice_back(long_windows):
    for window in long_windows:
        spans = window.token_spans
        assert spans.shape == (len(window.start_logits), 2) and window.start_logits.shape == window.end_logits.shape
        assert is_finite(window)
        assert all(LONG[start:end].strip() == LONG[start:end] != "" for start, end in spans)
        gaps = zip(spans[:, 1], spans[1:, 0], strict=False)
        assert all(LONG[end:start].strip() == "" and end <= start for end, start in gaps)


def test_neighbouring_windows_overlap(long_windows):
    for window, following in pairwise(long_windows):
        shared = int((window.token_spans[:, 0] >= following.token_spans[0, 0]).sum())
        assert 30 < shared < len(window.token_spans)
        assert window.token_spans[-shared:].tolist() == following.token_spans[:shared].tolist()


def test_short_passage_is_one_window(shipped):
    (windows,) = shipped.read("Who?", ["Pavel paid."])
    assert [window.token_spans.tolist() for window in windows] == [[[0, 5], [6, 10], [10, 11]]]


def test_gigantic_passage_is_read_from_its_beginning(shipped, monkeypatch):
    encode, lengths = BertTokenizer.encode, []

    def recorded(self, text):
        lengths.append(len(text))
        return encode(self, text)

    monkeypatch.setattr(BertTokenizer, "encode", recorded)
    (windows,) = shipped.read("Who paid?", ["Pavel paid. " * 500_000])
    assert len(windows) == MAX_WINDOWS and sum(lengths) < 50_000
    assert all(len(window.token_spans) < MAX_TOKENS for window in windows)


@pytest.mark.parametrize("question", ["你" * 2_000, "?!" * 1_000, "Why? " * 400, "你 " * 1_000])
def test_long_question_leaves_room_for_the_passage(shipped, question):
    (short,) = shipped.read(question, ["It rained in May."])
    assert [len(window.token_spans) for window in short] == [5] and is_finite(short[0])
    (medium,) = shipped.read(question, [MEDIUM])
    assert len(medium) > 2
    assert all(len(window.token_spans) >= MAX_TOKENS - MAX_QUESTION_TOKENS - 3 for window in medium[:-1])


def test_long_question_reads_like_its_beginning(shipped):
    (long,), (cut,) = (shipped.read(f"{'你' * size}", ["It rained."]) for size in (2_000, 1_500))
    assert np.allclose(long[0].start_logits, cut[0].start_logits)


# Logits


def test_no_texts_have_no_windows(shipped):
    assert shipped.read("Who?", []) == []


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\u0301"])
def test_passage_without_words_has_an_empty_window(shipped, text):
    ((window,),) = shipped.read("Who?", [text])
    assert window.token_spans.shape == (0, 2)
    assert len(window.start_logits) == len(window.end_logits) == 0 and is_finite(window)


@pytest.mark.parametrize("question", ["", "\u200b", "\x00", "👩🏽\u200d🔬"])
def test_any_question_is_read(shipped, question):
    ((window,),) = shipped.read(question, ["It rained."])
    assert is_finite(window) and len(window.token_spans) == 3


def test_lone_surrogates_keep_their_places(shipped):
    ((window,),) = shipped.read("Who wrote \udcff\udcfe?", ["A \ud800 rained."])
    assert window.token_spans[0].tolist() == [0, 1] and window.token_spans[-2:].tolist() == [[4, 10], [10, 11]]


def test_each_text_has_its_windows_in_order(shipped):
    texts = ["Pavel paid.", "", MEDIUM, "It rained in Ulm."]
    windows_of = shipped.read("Who paid?", texts)
    assert [sum(len(window.token_spans) for window in windows) > 0 for windows in windows_of] == [
        True,
        False,
        True,
        True,
    ]
    assert [windows[-1].token_spans.max(initial=0) for windows in windows_of] == [len(text) for text in texts]
    assert len(windows_of[2]) > 1


def test_windows_of_all_texts_together_are_limited(shipped):
    longer = f"{LONG} {LONG}"
    alone, together = (shipped.read("Who paid?", texts) for texts in ([longer], ["It rained.", longer, longer]))
    assert len(alone[0]) == MAX_WINDOWS
    # The first window of each, and what is left for the first text that has more.
    assert [len(windows) for windows in together] == [1, MAX_WINDOWS - 2, 1]


def test_passage_has_the_same_logits_in_any_company(shipped):
    question, text = "Where did it rain?", "Pavel paid in May. It rained in Ulm for three weeks."
    ((alone,),) = shipped.read(question, [text])
    (together,) = shipped.read(question, ["No.", LONG, text])[2]
    assert alone.start_logits.tolist() == together.start_logits.tolist()
    assert alone.end_logits.tolist() == together.end_logits.tolist()
    assert (alone.null_logit, alone.answerable_logit) == (together.null_logit, together.answerable_logit)


def test_threads_at_once_read_the_same(shipped):
    calls = [("Who paid?", [MEDIUM]), ("Where did it rain?", ["It rained in Ulm."])] * 3
    alone = [shipped.read(*call) for call in calls]
    at_once = {}
    threads = [
        threading.Thread(target=lambda place=place, call=call: at_once.update({place: shipped.read(*call)}))
        for place, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for place, (windows,) in enumerate(alone):
        for window, other in zip(windows, at_once[place][0], strict=True):
            assert np.array_equal(window.start_logits, other.start_logits)
            assert (window.null_logit, window.answerable_logit) == (other.null_logit, other.answerable_logit)


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


def replace_file(folder, name, data):
    (folder / name).unlink()
    (folder / name).write_bytes(data)


def sign(folder, **changes):
    """Write the digests of the files, as they are, into the folder's `about.json`."""
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (MODEL, TOKENIZER)}
    (folder / model.ABOUT).write_text(json.dumps(model.about(folder) | {"digests": digests | changes}))


def test_copied_folder_reads_like_the_shipped(folder, shipped):
    question, texts = "Where did it rain?", ["It rained in May."]
    ((copied,),), ((original,),) = (network.read(question, texts) for network in (load(folder, threads=1), shipped))
    assert copied.start_logits.tolist() == original.start_logits.tolist()


def test_missing_folder_is_named(tmp_path):
    assert str(tmp_path / "none") in refused(tmp_path / "none")


@pytest.mark.parametrize("name", [MODEL, TOKENIZER, model.ABOUT])
def test_missing_file_is_named(folder, name):
    (folder / name).unlink()
    assert str(folder / name) in refused(folder)


@pytest.mark.parametrize("name", [MODEL, TOKENIZER])
def test_changed_file_is_named(folder, name):
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    replace_file(folder, name, bytes(data))
    assert f"{folder / name}: not the file that about.json names" in refused(folder)


@pytest.mark.parametrize("name", [MODEL, TOKENIZER])
def test_folder_in_place_of_a_file_is_named(folder, name):
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
def test_broken_about_file_is_named(folder, content):
    (folder / model.ABOUT).write_text(content)
    assert str(folder) in refused(folder)


def test_binary_about_file_is_named(folder):
    replace_file(folder, model.ABOUT, b"\xff\xfe\x00")
    assert model.ABOUT in refused(folder)


@pytest.mark.parametrize("name", [MODEL, TOKENIZER])
@pytest.mark.parametrize("data", [b"", b"rubbish\nof two lines", b"{}"])
def test_rubbish_with_a_right_digest_cannot_be_loaded(folder, name, data):
    replace_file(folder, name, data)
    sign(folder)
    assert "cannot be loaded" in refused(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes among files here")
@pytest.mark.parametrize("name", [model.EXPORTED, model.ABOUT, MODEL, TOKENIZER])
def test_pipe_in_place_of_a_file_is_refused(folder, name):
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    with pytest.raises(ModelError, match=f"{name}: cannot be read .it is not a regular file.; "):
        load(folder, threads=1)


def test_name_that_is_too_long_is_refused():
    assert "File name too long" in refused(Path("x" * 300))


def test_nothing_is_kept_to_be_reported(tmp_path):
    """From 1.32 on, onnxruntime writes an id and a data base of its use, to send them, unless that is switched off."""
    code = "from qa.read.network import load; load(threads=1)"
    homes = {name: str(tmp_path) for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "TMPDIR")}
    subprocess.run([sys.executable, "-c", code], env=os.environ | homes, check=True)
    assert [*tmp_path.iterdir()] == []


def test_missing_onnxruntime_is_named(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert "onnxruntime" in refused(folder)


# Loading


@pytest.fixture
def counted(monkeypatch):
    """`counted(begin)`: a class in place of `Network` that counts how often it is `made`, calling `begin`."""

    def put(begin=lambda: None):
        class CountedNetwork:
            made = 0

            def __init__(self, folder, *, threads):
                type(self).made += 1
                begin()

        monkeypatch.setattr(network, "Network", CountedNetwork)
        return CountedNetwork

    return put


def test_network_is_loaded_once_per_folder_and_threads(tmp_path, counted):
    networks = counted()
    first = load(tmp_path, threads=1)
    assert load(tmp_path, threads=1) is first and networks.made == 1
    assert load(tmp_path, threads=2) is not first and load(tmp_path / "other", threads=1) is not first


def test_two_threads_load_one_network(tmp_path, counted):
    begun, resumed = threading.Event(), threading.Event()
    networks = counted(lambda: (begun.set(), resumed.wait()))
    loaded = []
    threads = [threading.Thread(target=lambda: loaded.append(load(tmp_path))) for _ in range(2)]
    for thread in threads:
        thread.start()
    begun.wait()
    resumed.set()
    for thread in threads:
        thread.join()
    assert networks.made == 1 and loaded[0] is loaded[1]


def test_failed_load_is_tried_again(tmp_path, counted):
    failures = [model.broken(tmp_path, "cannot be read")]

    def fail_once():
        if failures:
            raise failures.pop()

    networks = counted(fail_once)
    refused(tmp_path)
    assert isinstance(load(tmp_path, threads=1), networks)


def wait_for_load_ahead(folder):
    """Load ahead, and wait until that has ended."""
    others = set(threading.enumerate())
    load_ahead(folder, threads=1)
    for thread in set(threading.enumerate()) - others:
        thread.join()


def test_network_loaded_ahead_is_not_loaded_again(tmp_path, counted):
    networks = counted()
    wait_for_load_ahead(tmp_path)
    assert isinstance(load(tmp_path, threads=1), networks) and networks.made == 1


@pytest.mark.parametrize("name", ["none", "x" * 300])
def test_error_of_loading_ahead_is_raised_by_load(tmp_path, name):
    wait_for_load_ahead(tmp_path / name)
    refused(tmp_path / name)


def test_process_waits_for_the_network():
    """A library that is stopped in its own code ends the process with a crash."""
    code = (
        "from threading import main_thread; from qa.read import network;"
        "network.load = lambda *folder, **threads: (main_thread().join(), print('loaded'));"
        "network.load_ahead()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "loaded\n", "")


def test_outputs_are_those_of_the_shipped_file(shipped):
    assert tuple(output.name for output in shipped._session.get_outputs()) == OUTPUTS
