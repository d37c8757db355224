"""The files of an index: whole or not at all."""

import json
import os
import signal
import struct
import subprocess
import sys
import time
import zlib
from hashlib import blake2b

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import IndexBusy, IndexDamaged, IndexFailure, IndexMissing, IndexVersionError
from qa.index import MemoryIndex, StoredIndex
from qa.index.arrays import VERSION, ArrayFile, ArrayWriter
from qa.index.keys import key_of, ngram_key, ngram_keys, places_of
from qa.index.records import Record, pack, unpack
from qa.index.sequences import decoded, encoded
from qa.index.store import MANIFEST, Contents, changing, read_manifest
from qa.index.strings import Strings, packed
from qa.index.terms import ngrams_of
from qa.pipeline import Configuration, Corpus
from tests.builders import documents, split

TEXTS = ("Ada lived in London.", "Pavel went to Ulm. He stayed.")


def save(folder, *texts):
    with changing(folder) as writer:
        return writer.save(MemoryIndex(split(*texts)), Contents(sources=("notes",)))


def sign(path, text):
    """Write `text` as a manifest whose digest is right."""
    path.write_text(f"{blake2b(text.encode(), digest_size=16).hexdigest()}\n{text}")


# Numbers and strings


@given(st.lists(st.integers(0, 2**32 - 1)))
def test_decoded_numbers_are_those_encoded(numbers):
    data, lengths = encoded(np.array(numbers, dtype=np.uint32))
    assert decoded(data).tolist() == numbers and int(lengths.sum()) == len(data)


@given(st.lists(st.text()))
def test_unpacked_strings_are_those_packed(texts):
    strings = Strings.of(packed("x", texts), "x")
    assert strings.every() == texts == list(strings) and strings.lengths.tolist() == list(map(len, texts))


@given(st.lists(st.text(max_size=12).filter(lambda word: " " not in word)))
def test_ngram_keys_are_those_of_ngrams(words):
    keys, numbers = ngram_keys(words)
    counted = sorted((number, ngram_key(ngram)) for number, word in enumerate(words) for ngram in ngrams_of([word]))
    assert sorted(zip(numbers.tolist(), keys.tolist(), strict=True)) == counted


def test_long_word_has_no_ngrams():
    keys, _ = ngram_keys(["a" * 41])
    assert len(keys) == 0


def test_missing_key_has_no_place():
    known = np.array(sorted(map(key_of, ["a", "b"])), dtype=np.uint64)
    wanted = np.array([key_of("a"), key_of("z")], dtype=np.uint64)
    first, second = places_of(wanted, known)
    assert known[first] == wanted[0] and second == -1


# Documents


def test_unpacked_document_is_the_one_packed():
    (document,) = documents("# Prices\n\n| Plan | Fee |\n|---|---|\n| Team | €29 |\n\nHe said “no”.", markdown=True)
    passages = split("# Prices\n\n| Plan | Fee |\n|---|---|\n| Team | €29 |\n\nHe said “no”.", markdown=True)
    record = unpack(pack(Record(document, passages)))
    for name in ("doc_id", "text", "source", "title", "line_map", "places", "metadata", "warnings", "context"):
        assert getattr(record.document, name) == getattr(document, name)
    assert tuple(record.document.blocks) == tuple(document.blocks) and list(record.passages) == passages
    assert [passage.headings for passage in record.passages] == [passage.headings for passage in passages]
    assert [passage.sentence_spans for passage in record.passages] == [each.sentence_spans for each in passages]


@pytest.mark.parametrize("data", [b"", b"x", pack(Record(documents("It rained.")[0], ()))[:-3]])
def test_damaged_document_raises(data):
    with pytest.raises(IndexDamaged, match="build the index anew"):
        unpack(data)


# Files


def test_arrays_are_mapped_as_written(tmp_path):
    arrays = {"a": np.arange(5, dtype=np.uint32), "b": np.zeros((0, 3)), "c": np.ones((2, 2), dtype=np.int64)}
    with ArrayWriter(tmp_path / "x") as writer:
        for name, array in arrays.items():
            writer.add(name, array)
        writer.add_parts("parts", np.uint16, [np.array([1]), np.zeros(0), np.array([2, 3])])
    file = ArrayFile(tmp_path / "x")
    assert all(np.array_equal(file[name], array) and file[name].shape == array.shape for name, array in arrays.items())
    assert file["parts"].tolist() == [1, 2, 3] and set(file) == {*arrays, "parts"}


def test_every_flipped_bit_is_noticed(tmp_path):
    with ArrayWriter(tmp_path / "x") as writer:
        writer.add("a", np.arange(3, dtype=np.uint8))
    whole = (tmp_path / "x").read_bytes()
    for place in range(len(whole)):
        flipped = bytearray(whole)
        flipped[place] ^= 1
        (tmp_path / "y").write_bytes(flipped)
        with pytest.raises((IndexDamaged, IndexVersionError)):
            ArrayFile(tmp_path / "y")


def test_saved_index_is_found_again(tmp_path):
    save(tmp_path / "index", *TEXTS)
    index = StoredIndex(tmp_path / "index")
    assert [document.text for document in index.documents] == list(TEXTS) and index.sentence_count == 3
    index.check()


def test_file_in_place_of_another_is_noticed(tmp_path):
    save(tmp_path / "index", *TEXTS)
    manifest = read_manifest(tmp_path / "index")
    (tmp_path / "index" / manifest["segments"][0]).write_bytes((tmp_path / "index" / manifest["catalog"]).read_bytes())
    with pytest.raises(IndexDamaged, match="is another file than was saved; build the index anew"):
        StoredIndex(tmp_path / "index")


def test_file_of_another_index_is_noticed(tmp_path):
    save(tmp_path / "notes", *TEXTS)
    save(tmp_path / "other", "Nika stayed in Riga.", "Pavel went to Bonn. He left.")
    (path,), (other,) = ([*(tmp_path / name).glob("*.segment")] for name in ("notes", "other"))
    path.write_bytes(other.read_bytes())
    with pytest.raises(IndexDamaged, match="is another file than was saved; build the index anew"):
        StoredIndex(tmp_path / "notes")


def test_missing_index_names_the_command(tmp_path):
    with pytest.raises(IndexMissing, match="qa index build"):
        StoredIndex(tmp_path)


def test_newer_version_asks_for_an_update(tmp_path):
    save(tmp_path, *TEXTS)
    path = tmp_path / MANIFEST
    manifest = json.loads(path.read_text().partition("\n")[2]) | {"version": 99}
    sign(path, json.dumps(manifest))
    with pytest.raises(IndexVersionError, match="update qa"):
        StoredIndex(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among its files")
@pytest.mark.parametrize("pattern", [MANIFEST, "*.segment", "*.catalog"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "circle"])
def test_what_is_no_file_is_refused_at_once(tmp_path, pattern, kind):
    save(tmp_path, *TEXTS)
    (path,) = tmp_path.glob(pattern)
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero" if kind == "device" else path)
    with pytest.raises(IndexFailure, match=r"^cannot use .* \(.*\); check its name and its permissions$"):
        Corpus.open_index(tmp_path, configuration=Configuration(reader="lexical"))


@pytest.mark.parametrize(
    "change",
    [
        *(
            {"segments": None},
            {"segments": "x"},
            {"segments": [3]},
            {"catalog": 7},
            {"unread": "many"},
            {"digests": []},
        ),
        *({"sources": {}}, {"settings": 1}, {"read_ns": 1.5}, {"read_ns": 1e999}),
    ],
    ids=str,
)
def test_manifest_of_wrong_types_is_damaged(tmp_path, change):
    save(tmp_path, *TEXTS)
    sign(tmp_path / MANIFEST, json.dumps(read_manifest(tmp_path) | change))
    with pytest.raises(IndexDamaged, match=r"index\.json is damaged.*; build the index anew$"):
        StoredIndex(tmp_path)


@pytest.mark.parametrize("text", ["[" * 100_000, "{}", "[]", "null", '{"version": ' + "9" * 5_000 + "}"], ids=len)
def test_odd_manifest_is_refused(tmp_path, text):
    save(tmp_path, *TEXTS)
    sign(tmp_path / MANIFEST, text)
    with pytest.raises((IndexDamaged, IndexVersionError), match=r"; (build the index anew|update qa)$"):
        StoredIndex(tmp_path)


@pytest.mark.parametrize(
    "entry", [["|O", [1], 16, ""], ["<u4", [10**9], 16, ""], ["<u4", [3], 10**9, ""], ["?!", [1], 16, ""], [], 3, None]
)
def test_odd_table_of_arrays_is_damaged(tmp_path, entry):
    table = json.dumps({"a": entry}).encode()
    start, digest = struct.pack("<8sQ", b"qa-index", VERSION), blake2b(table, digest_size=16).digest()
    end = struct.pack("<QQ16s8s", len(start), len(table), digest, b"qa-index")
    (tmp_path / "x").write_bytes(start + table + end)
    with pytest.raises(IndexDamaged, match=r"is damaged.*; build the index anew$"):
        ArrayFile(tmp_path / "x")


def test_second_writer_is_refused(tmp_path):
    with changing(tmp_path), pytest.raises(IndexBusy, match="another process"), changing(tmp_path):
        pass


def test_read_only_folder_can_be_asked(tmp_path):
    save(tmp_path / "index", *TEXTS)
    for path in (tmp_path / "index").iterdir():
        path.chmod(0o400)
    (tmp_path / "index").chmod(0o500)
    try:
        assert StoredIndex(tmp_path / "index").document_frequency("ulm") == 1
    finally:
        (tmp_path / "index").chmod(0o700)


def test_failed_writer_leaves_the_index_as_it_was(tmp_path):
    save(tmp_path, *TEXTS)
    with pytest.raises(RuntimeError), changing(tmp_path) as writer:
        writer.spool(MemoryIndex(split("It rained.")).segments[0])
        raise RuntimeError
    assert StoredIndex(tmp_path).sentence_count == 3
    with changing(tmp_path):
        # What the failed one left is removed.
        assert len(list(tmp_path.glob("*.segment"))) == 1


# Killed


KILLED = """
import sys
from pathlib import Path
from qa.index.store import changing, Contents
from qa.index import MemoryIndex
from tests.builders import split
folder = Path(sys.argv[1])
print("ready", flush=True)
number = 0
while True:
    number += 1
    with changing(folder, wait=9) as writer:
        writer.save(MemoryIndex(split(*[f"Person {number} lives in Ulm."] * number)), Contents())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("milliseconds", [7, 23, 41, 64])
def test_killed_writer_leaves_a_whole_index(tmp_path, milliseconds):
    save(tmp_path, "Person 0 lives in Ulm.")
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": "."}
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        time.sleep(milliseconds / 1000)
        process.kill()
    index = StoredIndex(tmp_path)
    index.check()
    texts = {passage.text for passage in index.passages}
    assert len(texts) == 1 and len(index.passages) in (1, int(texts.pop().split()[1]))
    # The lock of a killed process is free.
    save(tmp_path, *TEXTS)
    assert StoredIndex(tmp_path).sentence_count == 3


# In place of a file, and what a file must not hold


def test_pipe_in_place_of_a_file_is_replaced(tmp_path):
    save(tmp_path, *TEXTS)
    (tmp_path / MANIFEST).unlink()
    os.mkfifo(tmp_path / MANIFEST)
    save(tmp_path, *TEXTS)
    assert StoredIndex(tmp_path).sentence_count == 3


@pytest.mark.parametrize("text", ['{"version": 99}', "{}", "["])
def test_writer_keeps_files_of_an_unreadable_manifest(tmp_path, text):
    save(tmp_path, *TEXTS)
    sign(tmp_path / MANIFEST, text)
    before = {path.name for path in tmp_path.iterdir()}
    with changing(tmp_path):
        assert {path.name for path in tmp_path.iterdir()} == before


def test_endless_manifest_is_refused(tmp_path):
    save(tmp_path, *TEXTS)
    os.truncate(tmp_path / MANIFEST, 64_000_001)
    with pytest.raises(IndexFailure, match="holds more than 64 MB"):
        Corpus.open_index(tmp_path, configuration=Configuration(reader="lexical"))


ODD = [None, True, -1, 10**30, 0.5, "x", [], {}, [[1]], ["../x"], ["a\0b"], ["\udcff"], float("nan"), {"a": "b"}]


@pytest.mark.parametrize(
    "key", ["version", "sources", "settings", "read_ns", "unread", "segments", "catalog", "digests"]
)
@pytest.mark.parametrize("value", ODD, ids=repr)
def test_odd_manifest_is_refused_or_harmless(tmp_path, key, value):
    save(tmp_path, *TEXTS)
    sign(tmp_path / MANIFEST, json.dumps(read_manifest(tmp_path) | {key: value}))
    try:
        index = StoredIndex(tmp_path)
    except IndexFailure as error:
        assert str(tmp_path) in str(error) and "\n" not in str(error)
    else:
        assert key in ("sources", "settings", "read_ns", "unread", "digests")
        assert index.contents.unread == index.unread and index.sentence_count == 3


def test_manifest_keeps_a_name_that_is_no_text(tmp_path):
    with changing(tmp_path) as writer:
        writer.save(MemoryIndex(split(*TEXTS)), Contents(sources=("\udcff",)))
    assert StoredIndex(tmp_path).contents.sources == ("\udcff",)


def test_catalog_that_names_no_document_is_refused(tmp_path):
    index = save(tmp_path, *TEXTS)
    index.kept = (*index.kept, index.kept[0]._replace(document=7))
    with changing(tmp_path) as writer, pytest.raises(IndexDamaged, match="does not fit the other files"):
        writer.save(index, Contents())


@pytest.mark.parametrize(
    "key", ["text", "source", "blocks", "lines", "places", "passages", "contexts", "paths", "warnings"]
)
@pytest.mark.parametrize("value", [None, 5, "x", [[]], [[5]], {"a": 1}], ids=repr)
def test_odd_document_is_refused_or_harmless(key, value):
    (passage, *_) = split(TEXTS[0])
    record = json.loads(zlib.decompress(pack(Record(passage.document, [passage])))) | {key: value}
    try:
        unpack(zlib.compress(json.dumps(record).encode()))
    except IndexDamaged as error:
        assert "a document of the index is damaged" in str(error)
    del record[key]
    with pytest.raises(IndexDamaged, match=f"it lacks '{key}'"):
        unpack(zlib.compress(json.dumps(record).encode()))
