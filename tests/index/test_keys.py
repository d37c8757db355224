"""Keys of strings: where they are in an ascending table, and unions of tables."""

import numpy as np
import pytest

from qa.index.keys import keys_of, places_of, union


@pytest.mark.parametrize("count", [3, 2_000])
def test_places_keep_order_of_wanted(count):
    wanted = keys_of(map(str, range(count)))
    known = np.sort(wanted[::2])
    places = places_of(wanted, known)
    assert (known[places[::2]] == wanted[::2]).all()
    assert (places[1::2] == -1).all()


def test_nothing_is_in_empty_table():
    assert places_of(keys_of(["a", "b"]), np.zeros(0, dtype=np.uint64)).tolist() == [-1, -1]


def test_union_is_ascending_without_repeats():
    first, second = (np.array(keys, dtype=np.uint64) for keys in ([2, 5], [7, 2, 7, 1]))
    assert union(first, second).tolist() == [1, 2, 5, 7]
    assert union(first[:0], second[:0]).tolist() == []
