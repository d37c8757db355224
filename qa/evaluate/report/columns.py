"""Which results are side by side, in which order, and what each is called."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from qa.evaluate.results.files import Result, RunInfo
from qa.evaluate.results.records import Record
from qa.evaluate.systems import OURS, SYSTEMS, family


@dataclass(frozen=True, slots=True)
class Column:
    """A result and its label on the page; `position`, counted from 0, decides its colour and markers."""

    label: str
    position: int
    result: Result

    @property
    def decides(self) -> bool:
        """Whether the system has a confidence."""
        return bool(self.result.summary.bins)

    @property
    def is_ours(self) -> bool:
        """Whether it is qa itself, in any configuration."""
        return family(self.result.about.system) == OURS

    @property
    def answerable(self) -> list[Record]:
        """The records of the answerable questions."""
        return [record for record in self.result.records if record.answerable]


def group_columns(results: Sequence[Result]) -> list[list[Column]]:
    """Group the results that were asked the same questions of the same data; groups are in the order of `results`.

    In a group qa comes first, then the baselines, the best-known ones before the floors.
    """
    groups: dict[tuple[Hashable, ...], list[Result]] = {}
    for result in results:
        groups.setdefault(_asked(result.about), []).append(result)
    return [_columns(group) for group in groups.values()]


def _asked(about: RunInfo) -> tuple[Hashable, ...]:
    """What two results share if they were asked the same questions of the same data."""
    data = tuple(sorted(about.data.items()))
    return about.set_name, about.scope, about.split, about.turns, about.after, about.limit, about.seed, data


def _columns(results: Sequence[Result]) -> list[Column]:
    """Columns with distinct labels: the second result of the system `qa` is `qa (2)`."""
    seen: Counter[str] = Counter()
    columns = []
    for position, result in enumerate(sorted(results, key=lambda result: _order(result.about.system))):
        name = result.about.system
        seen[name] += 1
        columns.append(Column(name if seen[name] == 1 else f"{name} ({seen[name]})", position, result))
    return columns


def _order(system: str) -> tuple[int, bool]:
    """Sorts by family, the one without options first; unknown families come last."""
    return SYSTEMS.index(family(system)) if family(system) in SYSTEMS else len(SYSTEMS), system != family(system)
