"""Which results stand side by side, in which order, and what each is called."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from qa.evaluate.records import Record
from qa.evaluate.results import About, Result
from qa.evaluate.systems import ALL, OURS


@dataclass(frozen=True, slots=True)
class Column:
    """A result and its name on the page; `place`, counted from 0, decides its colour and its marks."""

    label: str
    place: int
    result: Result

    @property
    def decides(self) -> bool:
        """Whether the system has a confidence."""
        return bool(self.result.summary.bins)

    @property
    def ours(self) -> bool:
        """Whether it is qa itself, in whichever configuration."""
        return _family(self.result.about.system) == OURS

    @property
    def answerable(self) -> list[Record]:
        """The records of the answerable questions."""
        return [record for record in self.result.records if record.answerable]


def grouped(results: Sequence[Result]) -> list[list[Column]]:
    """The results that were asked the same questions of the same data, together; groups keep the order of `results`.

    In a group qa comes first, then the baselines, the best-known ones before the floors.
    """
    groups: dict[tuple[Hashable, ...], list[Result]] = {}
    for result in results:
        groups.setdefault(_asked(result.about), []).append(result)
    return [_columns(group) for group in groups.values()]


def _asked(about: About) -> tuple[Hashable, ...]:
    """What results have in common that were asked the same questions of the same data."""
    data = tuple(sorted(about.data.items()))
    return about.set_name, about.scope, about.split, about.turns, about.after, about.limit, about.seed, data


def _columns(results: Sequence[Result]) -> list[Column]:
    ordered = sorted(results, key=lambda result: _rank(result.about.system))
    return [
        Column(label, place, result)
        for place, (label, result) in enumerate(zip(_labels(ordered), ordered, strict=True))
    ]


def _rank(system: str) -> tuple[int, bool]:
    """Sorts by family, as it ships before other configurations of it."""
    family = _family(system)
    return ALL.index(family) if family in ALL else len(ALL), system != family


def _family(system: str) -> str:
    """`qa` of `qa:depth=3`."""
    return system.split(":")[0]


def _labels(results: Sequence[Result]) -> list[str]:
    """The names of the systems; one that was measured twice gets a number: `qa`, `qa (2)`."""
    seen: Counter[str] = Counter()
    labels = []
    for result in results:
        name = result.about.system
        seen[name] += 1
        labels.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return labels
