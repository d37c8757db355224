"""What each figure of the table means, in plain words."""

from collections.abc import Mapping

from qa.evaluate.metrics.retrieval import CUTOFFS


def _best(k: int) -> str:
    return "the best passage" if k == 1 else f"one of the best {k} passages"


def _among(k: int) -> str:
    return "found first" if k == 1 else f"among the first {k} found"


MEANINGS: Mapping[str, str] = {
    **{
        f"success@{k}": f"Share of the answerable questions for which {_best(k)} found holds the answer."
        for k in CUTOFFS
    },
    **{
        f"recall@{k}": f"Of all passages that hold the answer, the share that is {_among(k)}, on average."
        for k in CUTOFFS
    },
    "passage_mrr": "Mean of 1 / the rank of the first passage that holds the answer: 1 if it is always the best one, "
    "0.5 if it is always the second.",
    "ndcg@10": "How near the first ten passages come to the best order there could be, which is 1.",
    "hit@1": "Share of the answerable questions whose best sentence holds the answer, whether or not the system was "
    "sure enough to give it.",
    "hit@1 follow-up": "hit@1 of the turns of dialogues that lean on what was said before.",
    "hit@1 stand-alone": "hit@1 of the turns of dialogues that can be understood by themselves.",
    "hit@3": "Share of the answerable questions for which one of the best three sentences holds the answer.",
    "mrr": "Mean of 1 / the rank of the first sentence that holds the answer.",
    "exact_match": "Share of the answerable questions where the marked words (the whole sentence, if none are marked) "
    "are an accepted answer, but for case, punctuation and articles.",
    "f1": "How far the marked words overlap with the nearest accepted answer, on average.",
    "answered": "Share of the answerable questions that the system was sure enough to answer, rightly or wrongly.",
    "abstained": "Share of the unanswerable questions that it left unanswered, as it should.",
    "correct": "Share of all questions that ended well: the right sentence was given, or rightly none.",
    "auroc": "How often an answerable question gets more confidence than an unanswerable one: 0.5 is chance, 1 always.",
    "aurc": "Share of wrong answers, averaged over all thresholds: the area under risk over coverage. Less is better.",
    "coverage@95": "The largest share of the questions that some one threshold answers with at least 95 % right.",
    "coverage@90": "The largest share of the questions that some one threshold answers with at least 90 % right.",
    "brier": "The squared gap between the confidence and what came true, on average: 0 is perfect, 0.25 is what always "
    "saying 0.5 gets. Less is better.",
    "ece": "How far the confidence is off from the share that is right, on average over the bins of the reliability "
    "diagram. Less is better.",
    "squad_em": "Exact match over all questions, as SQuAD 2.0 scores them: at the system's own threshold, and an "
    "unanswerable question counts where no answer is given.",
    "squad_f1": "Overlap of words over all questions, as SQuAD 2.0 scores it: at the system's own threshold, and an "
    "unanswerable question counts where no answer is given.",
    "has_answer_em": "Exact match over the answerable questions alone; one that is not answered counts 0.",
    "has_answer_f1": "Overlap of words over the answerable questions alone; one that is not answered counts 0.",
    "no_answer_em": "Share of the unanswerable questions without an answer.",
    "no_answer_f1": "Share of the unanswerable questions without an answer: as for EM, since nothing can overlap.",
    "best_em": "EM at the threshold that makes it highest, chosen on these very answers: a bound, no result.",
    "best_f1": "F1 at the threshold that makes it highest, chosen on these very answers: a bound, no result.",
    "p50_ms": "Milliseconds: half of the questions took no longer.",
    "p95_ms": "Milliseconds: 95 % of the questions took no longer.",
    "p99_ms": "Milliseconds: 99 % of the questions took no longer.",
    "per_second": "Questions that one process answers in a second.",
    "build_seconds": "Seconds that splitting and indexing the documents took, all of them together.",
    "megabytes": "The most memory the processes held up to the end of this run, which includes what systems that were "
    "measured before them took: so no best is marked.",
}
