"""Zip archives with limits; every limit meets a file that breaks it."""

import struct
import zipfile

import pytest

from qa.errors import BinarySource
from qa.load.office.archive import MAX_ENTRIES, MAX_MEMBER, Archive, DamagedPart
from tests.load.office.builders import archive


def test_member_is_read_by_any_spelling():
    opened = Archive(archive({"Word\\Document.xml": "text"}))
    assert "word/document.xml" in opened
    assert opened.read("/word/document.xml") == b"text"


def test_missing_member_is_named():
    with pytest.raises(DamagedPart, match=r"has a part that cannot be read \(a.xml is missing\)"):
        Archive(archive({})).read("a.xml")


def test_too_many_members_are_refused():
    with pytest.raises(BinarySource, match="over 10,000 files"):
        Archive(archive({str(number): "" for number in range(MAX_ENTRIES + 1)}, method=zipfile.ZIP_STORED))


def test_bomb_is_refused():
    bomb = archive({"a.xml": bytes(MAX_MEMBER + 1)})
    assert len(bomb) < 200_000
    with pytest.raises(DamagedPart, match="over 100 MB"):
        Archive(bomb).read("a.xml")


def test_sum_of_members_is_limited(monkeypatch):
    monkeypatch.setattr("qa.load.office.archive.MAX_TOTAL", 3_000_000)
    opened = Archive(archive({name: bytes(1_000_000) for name in "abcd"}))
    for name in "abc":
        assert len(opened.read(name)) == 1_000_000
    with pytest.raises(BinarySource, match="over 3 MB; divide it"):
        opened.read("d")


def test_size_in_header_is_not_trusted():
    honest = archive({"a.xml": bytes(1_000_000)})
    lying = honest.replace(struct.pack("<I", 1_000_000), struct.pack("<I", 10))
    assert lying != honest
    # The ten bytes that the header promises do not have the checksum of the whole.
    with pytest.raises(DamagedPart):
        Archive(lying).read("a.xml")
    boasting = honest.replace(struct.pack("<I", 1_000_000), struct.pack("<I", 4_000_000_000))
    assert len(Archive(boasting).read("a.xml")) == 1_000_000


def test_other_compression_is_refused():
    with pytest.raises(DamagedPart, match="compressed in an unusual way"):
        Archive(archive({"a.xml": "text"}, method=zipfile.ZIP_LZMA)).read("a.xml")


def test_encrypted_member_is_refused():
    data = bytearray(archive({"a.xml": "text"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(BinarySource, match="protected by a password"):
        Archive(bytes(data)).read("a.xml")


def test_wrong_checksum_is_damage():
    data = archive({"a.xml": "some text"}, method=zipfile.ZIP_STORED).replace(b"some text", b"same text")
    with pytest.raises(DamagedPart, match="is damaged"):
        Archive(data).read("a.xml")


@pytest.mark.parametrize("size", range(4, 120, 9))
def test_cut_archive_is_refused(size):
    data = archive({"word/document.xml": "text"})
    with pytest.raises(BinarySource, match="damaged zip archive"):
        Archive(data[:size])
