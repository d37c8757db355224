from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.schema import checked, json_value


@dataclass(frozen=True, slots=True)
class Turn:
    typed: str
    weights: Mapping[str, float]
    confidence: float = 0.0

    def __post_init__(self):
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"found {self.confidence}, expected a probability")


@dataclass(frozen=True, slots=True)
class Talk:
    turns: tuple[Turn, ...]


def test_value_fits_its_type():
    made = json_value(b'{"turns": [{"typed": "a", "weights": {"b": 1}, "more": 2}]}', Talk)
    assert made == Talk((Turn("a", {"b": 1.0}),))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ('{"turns": [{"typed": 1, "weights": {}}]}', r"\$\.turns\[0\]\.typed: expected 'str', got 'int'"),
        ('{"turns": [{"typed": "a"}]}', r"\$\.turns\[0\]: object missing required field 'weights'"),
        ('{"turns": [{"typed": "a", "weights": {"b": "1"}}]}', r"\$\.turns\[0\]\.weights\[.*expected 'float'"),
        ('{"turns": [{"typed": "a", "weights": {"b": 1e999}}]}', "number out of range"),
        ('{"turns": [{"typed": "a", "weights": {"b": ' + "9" * 400 + "}}]}", "number out of range"),
        ('{"turns": [{"typed": "a", "weights": {}, "confidence": 2}]}', r"\$\.turns\[0\]: found 2.*probability"),
        ('{"turns": NaN}', "JSON is malformed"),
        ('{"turns": "\\ud800"}', "truncated|surrogate|malformed|UTF-8"),
        ('{"turns": "\ud800"}', "surrogates not allowed"),
        ('{"more": ' + "[" * 100_000, "nested too deep"),
        ("", "truncated"),
    ],
    ids=lambda value: value[:40].encode("unicode_escape").decode(),
)
def test_fault_is_one_line_with_its_place(data, error):
    with pytest.raises(ValueError, match=error) as caught:
        json_value(data, Talk)
    assert "\n" not in str(caught.value)


@given(st.binary())
def test_any_bytes_are_a_value_or_a_fault(data):
    with suppress(ValueError):
        json_value(data, Any)


def test_made_value_is_checked_as_well():
    assert checked({"turns": []}, Talk) == Talk(())
    with pytest.raises(ValueError, match=r"\$\.turns: expected 'array', got 'int'"):
        checked({"turns": 3}, Talk)
