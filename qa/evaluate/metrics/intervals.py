"""How far to trust a figure: bootstrap intervals, and a paired test.

The questions on one document are not independent, so whole documents are drawn (a cluster bootstrap, Davison and
Hinkley, 1997, 3.8). With fewer than `MIN_DOCUMENTS` documents, single questions are drawn, and the interval does not
cover other documents.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binomtest

# Enough draws for a steady second decimal. The seed makes the same results give the same interval.
DRAWS, SEED = 1_000, 0
# With fewer documents, most draws are alike.
MIN_DOCUMENTS = 5


class Bootstrap:
    """The draws for a set of questions, shared by all its figures.

    `by_document` says whether whole documents are drawn.
    """

    def __init__(self, groups: Sequence[str]) -> None:
        """Draw; `groups`, shaped (questions,), is the name of each question's document."""
        names, members = np.unique(np.asarray(groups, dtype=object), return_inverse=True)
        self.by_document = len(names) >= MIN_DOCUMENTS
        self._unit_of = members if self.by_document else np.arange(len(groups))
        size = len(names) if self.by_document else len(groups)
        self._times_drawn = np.random.default_rng(SEED).multinomial(size, np.full(size, 1 / size), size=DRAWS)

    def of_mean(self, values: ArrayLike) -> tuple[float, float]:
        """The 95 % interval of the mean of `values`, shaped (questions,)."""
        sums = np.bincount(self._unit_of, weights=np.asarray(values, dtype=np.float64))
        return _middle((self._times_drawn @ sums) / (self._times_drawn @ np.bincount(self._unit_of)))

    def of(self, metric: Callable[..., float | None], *columns: ArrayLike) -> tuple[float, float]:
        """The 95 % interval of `metric` of `columns`, each shaped (questions,); draws without a value are left out."""
        arrays = [np.asarray(column) for column in columns]
        positions = np.arange(len(self._unit_of))
        draws = (np.repeat(positions, times[self._unit_of]) for times in self._times_drawn)
        values = [metric(*(array[draw] for array in arrays)) for draw in draws]
        return _middle(np.array([value for value in values if value is not None]))


def _middle(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def mcnemar(won: int, lost: int) -> float:
    """The p value of `won` questions gained and `lost` ones lost if both are equally likely (McNemar, 1947, exact)."""
    return float(binomtest(won, won + lost).pvalue) if won + lost else 1.0
