"""What the retriever found: whether passages that hold the answer are among the first. ir-measures computes it.

A question's *ranks* are those, counted from 1, of the passages that hold an acceptable answer; `relevant` counts all
such passages there are, found or not.
"""

from collections.abc import Mapping, Sequence

import ir_measures
from ir_measures import RR, R, Success, nDCG

# The cutoffs that are told.
CUTOFFS = (1, 3, 5, 10)

MEASURES = {
    # Success@k: any of them among the first k. This is not recall.
    **{f"success@{k}": Success @ k for k in CUTOFFS},
    # Recall@k: the share of them among the first k.
    **{f"recall@{k}": R @ k for k in CUTOFFS},
    # The mean of 1 / the rank of the first of them (Voorhees, 1999).
    "passage_mrr": RR,
    # Discounted gain over the best there could be (Järvelin and Kekäläinen, 2002).
    "ndcg@10": nDCG @ 10,
}


def retrieval(ranks: Sequence[Sequence[int]], relevant: Sequence[int]) -> Mapping[str, list[float]]:
    """Each measure of `MEASURES`, by its name, for each question: `ranks` and `relevant` are shaped (questions,)."""
    judged = {str(at): {f"gold {one}": 1 for one in range(count)} for at, count in enumerate(relevant)}
    run = {str(at): _ranking(found) for at, found in enumerate(ranks)}
    names = {measure: name for name, measure in MEASURES.items()}
    values = {name: [0.0] * len(ranks) for name in MEASURES}
    for one in ir_measures.iter_calc(list(names), judged, run):
        values[names[one.measure]][int(one.query_id)] = float(one.value)
    return values


def _ranking(ranks: Sequence[int]) -> dict[str, float]:
    """A ranking with golds at `ranks` and other passages between them, scored so that it stays in this order."""
    others = {f"other {rank}": -float(rank) for rank in range(1, max(ranks, default=0)) if rank not in ranks}
    return others | {f"gold {number}": -float(rank) for number, rank in enumerate(ranks)}
