"""Numbers that are collected, in memory and in files."""

import numpy as np
import pytest

from qa.index import MemoryIndex, counting, updating
from qa.index.spill import Spill
from tests.builders import split
from tests.index.builders import fresh, same_arrays


@pytest.mark.parametrize("kept", [0, 8, 1000], ids=["in a file", "too many for memory", "in memory"])
def test_spilled_numbers_are_read_again(tmp_path, kept):
    spill = Spill(np.uint32, tmp_path, kept=kept)
    spill.append(np.arange(5))
    assert spill.read(1, 3).tolist() == [1, 2]
    spill.append(np.arange(5, 9))
    assert spill.every().tolist() == list(range(9)) and len(spill) == 9
    assert np.concatenate(list(spill.parts())).tolist() == list(range(9))
    spill.close()
    assert not list(tmp_path.iterdir())


def test_many_buckets_give_the_same_index(tmp_path, monkeypatch):
    notes = tmp_path / "notes"
    notes.mkdir()
    for number in range(30):
        (notes / f"{number}.txt").write_text(f"Person {number} lives in Ulm. The king met person {number % 7}.")
    whole = fresh(tmp_path / "whole", notes).index
    monkeypatch.setattr(counting, "_BUCKET", 20)
    monkeypatch.setattr(counting, "_BUCKET_KEPT", 0)
    monkeypatch.setattr(counting, "_BLOCK", 4)
    monkeypatch.setattr(counting, "_SMALL_BLOCK", 2)
    assert same_arrays(whole, fresh(tmp_path / "parts", notes).index)


def test_lengths_weighed_again_are_the_same():
    (segment,) = MemoryIndex(split("The king met the king.", "A king went to Ulm.", "It rained.")).segments
    merged = updating.merge([segment], [updating.Kept(0, number) for number in range(3)])
    assert np.array_equal(merged.term_lengths, segment.term_lengths)
