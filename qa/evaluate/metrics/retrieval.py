"""Measures of the retriever: whether passages with the answer are among the top k. ir-measures computes them.

The *ranks* of a question are those of its relevant passages (they hold an acceptable answer) among the passages found,
counted from 1; `relevant` counts all its relevant passages, found or not.
"""

from collections.abc import Mapping, Sequence

import ir_measures
from ir_measures import RR, R, Success, nDCG

# The reported values of k.
CUTOFFS = (1, 3, 5, 10)

MEASURES = {
    # Success@k: whether any relevant passage is in the top k. This is not recall.
    **{f"success@{k}": Success @ k for k in CUTOFFS},
    # Recall@k: the share of the relevant passages in the top k.
    **{f"recall@{k}": R @ k for k in CUTOFFS},
    # The mean of 1 / the rank of the first relevant passage (Voorhees, 1999).
    "passage_mrr": RR,
    # Discounted gain over that of the best possible order (Järvelin and Kekäläinen, 2002).
    "ndcg@10": nDCG @ 10,
}


def score_ranks(ranks: Sequence[Sequence[int]], relevant: Sequence[int]) -> Mapping[str, list[float]]:
    """Each measure of `MEASURES`, by name, for each question: `ranks` and `relevant` are shaped (questions,)."""
    judged = {str(question): {f"gold {gold}": 1 for gold in range(count)} for question, count in enumerate(relevant)}
    run = {str(question): _ranking(gold_ranks) for question, gold_ranks in enumerate(ranks)}
    names = {measure: name for name, measure in MEASURES.items()}
    values = {name: [0.0] * len(ranks) for name in MEASURES}
    for score in ir_measures.iter_calc(list(names), judged, run):
        values[names[score.measure]][int(score.query_id)] = float(score.value)
    return values


def _ranking(ranks: Sequence[int]) -> dict[str, float]:
    """A ranking with golds at `ranks` and other passages between them; the scores keep this order."""
    others = {f"other {rank}": -float(rank) for rank in range(1, max(ranks, default=0)) if rank not in ranks}
    return others | {f"gold {number}": -float(rank) for number, rank in enumerate(ranks)}
