"""The benchmarks of loading in `eval/`: what they measure, worked by hand, and that every hostile shape is read."""

import sys
from pathlib import Path

import pytest

from qa.errors import SourceError
from qa.load.formats import READABLE, TextFormat, read_document

FOLDER = Path(__file__).parents[2] / "eval"
NAMES = ("loading", "sizes", "shapes")


@pytest.fixture(scope="module")
def scripts():
    """The scripts as modules; they belong to no package."""
    pytest.importorskip("resource", reason="needs the module resource")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        import loading
        import shapes
        import sizes

        yield {"loading": loading, "shapes": shapes, "sizes": sizes}
    for name in [name for name in sys.modules if name.partition(".")[0] in NAMES]:
        del sys.modules[name]


def test_sentence_is_found_across_cut_words_and_spaces(scripts):
    loading = scripts["loading"]
    truth = "The high-\nspeed mill burned. It rained.\n\nNobody saw the fire."
    # "It rained." has two words.
    assert loading.sentences(truth) == ["The highspeed mill burned.", "Nobody saw the fire."]
    text = "The high-speed mill\nburned. No body saw the fire."
    assert loading.count_found(loading.sentences(truth), text, loading.words) == 1
    assert loading.count_found(loading.sentences(truth), text, loading.letters) == 2
    assert loading.share([(1, 2), (2, 2)]) == "0.750"


def test_exponent_is_slope_of_what_is_clear(scripts):
    points = [(1, 0.01), (2, 1.0), (4, 4.0), (8, 16.0)]
    assert scripts["sizes"].exponent(points, over=0.2) == pytest.approx(2.0)
    assert scripts["sizes"].exponent(points, over=5.0) is None
    # What is steep at first, and flat from the second on.
    points = [(1, 1.0), (2, 8.0), (4, 16.0), (8, 32.0), (16, 64.0)]
    assert scripts["sizes"].exponent(points, over=0.2) == pytest.approx(1.0)


def test_least_time_of_each_stage_counts(scripts):
    sizes = scripts["sizes"]
    tries = [(4, (2.0, 0.5, 0.1), 7.0), (2, (1.0, 0.5, 0.1), 5.0), (4, (1.0, 0.75, 0.2), 6.0)]
    least = sizes.least([sizes.Measured(*each, passages=3) for each in tries])
    assert least == [sizes.Measured(2, (1.0, 0.5, 0.1), 5.0, 3), sizes.Measured(4, (1.0, 0.5, 0.1), 6.0, 3)]


@pytest.mark.parametrize(
    ("power", "tries", "exponents"),
    [
        pytest.param(lambda size, number: size, 1, (1.0, 1.0, 1.0), id="linear"),
        pytest.param(lambda size, number: size**2, 4, (2.0, 2.0, 2.0), id="quadratic"),
        # The largest size of the first try is disturbed.
        pytest.param(lambda size, number: size * (1 + 2 * (number == 1 and size == 8)), 2, (1.0, 1.0, 1.0), id="busy"),
    ],
)
def test_steep_shape_is_measured_again(scripts, monkeypatch, power, tries, exponents):
    sizes = scripts["sizes"]
    calls = []

    def costs(suffix, shape, longest):
        calls.append(longest)
        return [sizes.Measured(size, (power(size, len(calls)),) * 3, 1.0, 0) for size in (1, 2, 4, 8)], ""

    monkeypatch.setattr(sizes, "costs", costs)
    growth = sizes.grown("txt", "lines")
    assert growth.of_times == pytest.approx(exponents)
    assert calls == [sizes.LONGEST, *sizes.FURTHER][:tries]


def test_crash_is_final(scripts, monkeypatch):
    sizes = scripts["sizes"]
    failures = iter(["exit 1", ""])
    monkeypatch.setattr(sizes, "costs", lambda *_: ([], next(failures)))
    assert sizes.grown("txt", "lines").failure == "exit 1"


def test_steep_shape_is_named_first(scripts):
    sizes = scripts["sizes"]
    flat, steep = (
        sizes.Growth(name, [sizes.Measured(1 << 20, (0.5, 0.25, 0.25), 9.0, 3)], (exponent, None, None), None, "")
        for name, exponent in (("txt: a|b", 1.0), ("md: c", 1.4))
    )
    assert [growth.is_steep for growth in (flat, steep)] == [False, True]
    assert sorted([flat, steep], key=sizes.cost, reverse=True) == [steep, flat]
    assert list(sizes.rows([flat]))[-1] == "| txt: a\\|b | 1,024 | 1.00 | 9 | 3 | 1.00 |  |  |  |  |"


def test_every_format_has_shapes(scripts):
    suffixes = {f".{suffix}" for suffix in scripts["shapes"].SHAPES}
    assert [each.name for each in READABLE if each.suffixes is not None and not each.suffixes & suffixes] == []
    assert isinstance(READABLE[-1], TextFormat) and ".txt" in suffixes


def test_every_shape_is_read_or_refused(scripts):
    for suffix, shapes in scripts["shapes"].SHAPES.items():
        for make in shapes.values():
            try:
                assert read_document(make(800), source=f"a.{suffix}", title="a").text
            except SourceError as error:
                assert str(error)
