"""How far to trust a figure: bootstrap intervals, and a paired test.

Questions on one document share its luck, so whole documents are drawn (a cluster bootstrap, Davison and Hinkley, 1997,
3.8); with fewer than `LEAST_GROUPS` documents, single questions are, and the interval says nothing of other documents.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binomtest

# Draws: enough for a steady second decimal. The seed makes the same results give the same interval.
DRAWS, SEED = 1_000, 0
# Of fewer documents than this, most draws are alike.
LEAST_GROUPS = 5


class Bootstrap:
    """The draws for the questions of `groups`, shaped (questions,): one name for each document."""

    def __init__(self, groups: Sequence[str]) -> None:
        """Draw."""
        names, places = np.unique(np.asarray(groups, dtype=object), return_inverse=True)
        self.by_document = len(names) >= LEAST_GROUPS
        self._places = places if self.by_document else np.arange(len(groups))
        size = len(names) if self.by_document else len(groups)
        self._times = np.random.default_rng(SEED).multinomial(size, np.full(size, 1 / size), size=DRAWS)

    def of_mean(self, values: ArrayLike) -> tuple[float, float]:
        """The 95 % interval of the mean of `values`, shaped (questions,)."""
        sums = np.bincount(self._places, weights=np.asarray(values, dtype=np.float64))
        return _middle((self._times @ sums) / (self._times @ np.bincount(self._places)))

    def of(self, metric: Callable[..., float | None], *columns: ArrayLike) -> tuple[float, float]:
        """The 95 % interval of `metric` of `columns`, each shaped (questions,); draws without a value are left out."""
        arrays = [np.asarray(column) for column in columns]
        every = np.arange(len(self._places))
        drawn = (np.repeat(every, times[self._places]) for times in self._times)
        values = [metric(*(array[at] for array in arrays)) for at in drawn]
        return _middle(np.array([value for value in values if value is not None]))


def _middle(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def mcnemar(won: int, lost: int) -> float:
    """The p value of `won` questions gained and `lost` ones lost, were both as likely (McNemar, 1947, exact form)."""
    return float(binomtest(won, won + lost).pvalue) if won + lost else 1.0
