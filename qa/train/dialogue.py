"""How `qa/model/dialogue.json` is made: `python -m qa.train.dialogue DATA`, in about two minutes on one core.

`DATA` is a folder with the files `CANARD` and `COQA`, each a half of which is used; the other half is for the report.

1. antecedents: a conditional logistic regression over what was spoken of before a question with one pronoun (CANARD,
   Elgohary et al., 2019); what the rewrite by hand brings in is right;
2. pulls: a conditional logistic regression over the sentences of a text, by the reader's score and by their distance
   from the last answer, for each sort of follow-up (CoQA).
"""

import gzip
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from qa.dialogue.antecedents import features, fitting, mentioned, no_antecedent, spoken_of
from qa.dialogue.mentions import Role
from qa.dialogue.names import Names
from qa.dialogue.references import references
from qa.dialogue.turn import FRAGMENT, REFERENCE, Past, past
from qa.dialogue.understand import Understander
from qa.evaluate.datasets import RESOLVED, LabelledQuestion, by_document, load_set, word_turns
from qa.evaluate.runs import holds_answer
from qa.evaluate.systems import Conversation
from qa.language.tokens import STOP_WORDS, norms
from qa.model import DIALOGUE, FORMAT
from qa.pipeline import Corpus
from qa.train.lexical import conditional_logit
from qa.types import Candidate

CANARD, COQA = "canard-rewrites.jsonl.gz", "coqa-followups.jsonl.gz"
# Penalties: on the weights of standardised features, and on the pulls. Of pulls that choose about equally well in CoQA
# (hit@1 0.62 to 0.63 in five parts, each with pulls fitted on the others) these are weak: its questions go through a
# text from start to end, which those of other people do less.
_RIDGE_ANTECEDENTS, _RIDGE_PULLS = 1e-2, 2e-2
# Distances from the last answer, in sentences, that have a pull: those that share one stand together.
_DISTANCES = ((-2, -1), (0,), (1,), (2,), (3, 4))
# Weights that are believed, not fitted: CANARD's answers are passages, only 13 of which name one thing. Who asks who it
# was and is told goes on to speak of that one; but the subject of the question stays ahead of it.
_BELIEVED = {Role.ASKED_FOR.value: 2.0, Role.ANSWER.value: 0.7}
# Words of an answer that qa would mark, at most.
_MARKED = 6
_UNKNOWN = "I don't know."

# A question's rows, shape (things to choose from, features), and which of them are right.
Group = tuple[NDArray[np.float64], NDArray[np.bool_]]


# Antecedents


def tuned(row: Mapping[str, Any]) -> bool:
    """Whether a row of CANARD is of the half to fit on: all questions on one section of an article are."""
    return hashlib.sha256("\n".join(row["history"][:2]).encode()).digest()[0] % 2 == 0


def before(row: Mapping[str, Any], rewrites: Mapping[tuple[str, ...], str]) -> list[Past]:
    """What was said before the question of `row`: each question as it was rewritten, and its answer."""
    title, section, *said = row["history"]
    turns = []
    for at in range(0, len(said) - 1, 2):
        question = rewrites.get((title, section, *said[: at + 1]), said[at])
        answer = "" if said[at + 1] == _UNKNOWN else said[at + 1]
        # CANARD's longer answers are whole sentences, in which no words are marked.
        turns.append(Past(question, answer) if len(answer.split()) <= _MARKED else Past(question, "", answer))
    return turns


def antecedents(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[list[dict[str, float]], NDArray[np.bool_]]]:
    """For each question with one pronoun: the features of all it can mean, and which of them the rewrite brings in.

    The last row is that it means none of them.
    """
    rewrites = {(*row["history"], row["question"]): row["rewrite"] for row in rows}
    names = Names(())
    for row in rows:
        found = references(row["question"], names)
        added = _content(row["rewrite"]) - _content(row["question"])
        if len(found) != 1 or not added:
            continue
        able = fitting(found[0], spoken_of(before(row, rewrites), partial(mentioned, names=names)), row["question"])
        shares = np.array([len(_content(one.text) & added) / max(len(_content(one.text)), 1) for one in able])
        right = shares >= (1 if (shares == 1).any() else 0.5)
        if able:
            told = [features(found[0].kind, one) for one in able]
            yield [*told, no_antecedent(found[0].kind)], np.append(right, not right.any())


def _content(text: str) -> set[str]:
    return {norm for norm in norms(text) if norm not in STOP_WORDS}


def fitted_antecedents(rows: Sequence[Mapping[str, Any]]) -> tuple[dict[str, float], int]:
    """The weights, and of how many questions."""
    found = list(antecedents(rows))
    told = {name for group, _ in found for one in group for name in one}
    names = sorted(name for name in told if not name.endswith(tuple(_BELIEVED)))
    groups = [(np.array([[one.get(name, 0.0) for name in names] for one in group]), right) for group, right in found]
    weights = conditional_logit(groups, ridge=_RIDGE_ANTECEDENTS)
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)} | _BELIEVED, len(groups)


# Pulls


def distances(questions: Sequence[LabelledQuestion], weights: Mapping[str, float]) -> Iterator[tuple[str, Group]]:
    """For each follow-up that leans on the last answer: its sort, and each sentence's score and distance from that.

    `weights` tell antecedents.
    """
    for documents, asked in by_document(questions).items():
        corpus = Corpus(documents)
        conversation = Conversation(corpus)
        understander = Understander(documents, weights=weights)
        order = {one.key: at for at, one in enumerate(one for passage in corpus.passages for one in passage.sentences)}
        for question in asked:
            turns = conversation.after(question.history or ()).turns
            understood = understander.understand(question.text, past(turns))
            answered = [turn.answer.best for turn in turns if turn.answer.best is not None]
            if not understood.leans or not answered:
                continue
            answer = corpus.ask(understood.standalone, threshold=0, top=len(order))
            candidates = [*([answer.best] if answer.best else []), *answer.alternatives]
            at = order[answered[-1].sentence.key]
            rows = [_row(one, order[one.sentence.key] - at) for one in candidates]
            right = np.array([holds_answer(one.sentence, question) for one in candidates], dtype=bool)
            if right.any() and not right.all():
                yield understood.sort, (np.array(rows), right)


def _row(candidate: Candidate, distance: int) -> list[float]:
    return [candidate.score, *(float(distance in some) for some in _DISTANCES)]


def fitted_pulls(groups: Sequence[tuple[str, Group]]) -> dict[str, dict[int, float]]:
    """The pull of each sort of follow-up: what all have in common, and what fragments have besides.

    The scores count as they are, so that pulls can be added to them.
    """
    rows = [(_doubled(matrix, sort == FRAGMENT), right) for sort, (matrix, right) in groups]

    def loss(pulls: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, gradient = _RIDGE_PULLS / 2 * pulls @ pulls, _RIDGE_PULLS * pulls
        for matrix, right in rows:
            scores = matrix[:, 0] + matrix[:, 1:] @ pulls
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            good = shares * right / shares[right].sum()
            total -= np.log(shares[right].sum()) / len(rows)
            gradient = gradient + matrix[:, 1:].T @ (shares - good) / len(rows)
        return float(total), gradient

    found = minimize(loss, np.zeros(2 * len(_DISTANCES)), jac=True, method="L-BFGS-B").x
    common, besides = found[: len(_DISTANCES)], found[len(_DISTANCES) :]
    return {REFERENCE: _by_distance(common), FRAGMENT: _by_distance(common + besides)}


def _doubled(matrix: NDArray[np.float64], fragment: bool) -> NDArray[np.float64]:
    """The distances once more, for a fragment alone."""
    return np.hstack([matrix, matrix[:, 1:] * fragment])


def _by_distance(weights: NDArray[np.float64]) -> dict[int, float]:
    found = zip(_DISTANCES, weights, strict=True)
    return {distance: round(float(weight), 2) for some, weight in found for distance in some}


# Both


def main(data: Path, out: Path = DIALOGUE) -> None:
    """Fit everything on the files of the folder `data` and write `out`."""
    with gzip.open(data / CANARD, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if tuned(row)]
    weights, questions = fitted_antecedents(rows)
    followups = [one for one in load_set(data / COQA).questions if one.split == "dev"]
    groups = list(distances(word_turns(followups, RESOLVED), weights))
    record = {
        "format": FORMAT,
        "made_by": "python -m qa.train.dialogue",
        "data": {name: hashlib.sha256((data / name).read_bytes()).hexdigest() for name in (CANARD, COQA)},
        "fitted_on": {"antecedents": questions, "pulls": len(groups)},
        "antecedent": weights,
        "pull": fitted_pulls(groups),
    }
    out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
