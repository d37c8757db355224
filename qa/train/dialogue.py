"""Fits `qa/model/dialogue.json`: `python -m qa.train.dialogue DATA`, in about half a minute on one core.

`DATA` is a folder with the files `CANARD` and `COQA`. Half of each is used; the other half is kept for the report.

1. The antecedent: a conditional logistic regression over everything that was mentioned before a question with one
   pronoun (CANARD, Elgohary et al., 2019). The antecedent whose words a person's rewrite adds is right.
2. Proximity: a conditional logistic regression over the sentences of a text, by the reader's score and by their
   distance from the last answer, for each kind of follow-up (CoQA).
"""

import gzip
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from qa.dialogue.antecedents import AFFINITY, collect_antecedents, compatible, features, no_antecedent_features
from qa.dialogue.history import History, Knowledge
from qa.dialogue.rewrite import rewrite
from qa.dialogue.rewrite.references import find_references
from qa.dialogue.turn import ANAPHORA, ELLIPSIS, PastTurn, Substitution, past_turns
from qa.evaluate.datasets import RESOLVED, LabelledQuestion, by_document, load_set, word_turns
from qa.evaluate.runs import holds_answer
from qa.evaluate.systems import Conversation
from qa.language.lexicon import PRONOUN_CLASSES, STOP_WORDS
from qa.language.tokens import norms
from qa.model import DIALOGUE, FORMAT
from qa.pipeline import Corpus
from qa.train.lexical import conditional_logit
from qa.types import Candidate, Role

CANARD, CAST, COQA = "canard-rewrites.jsonl.gz", "cast-rewrites.jsonl.gz", "coqa-followups.jsonl.gz"
# Penalties: on the weights of standardised features, and on the log-odds of proximity. Many penalties on the latter
# rank about equally well in CoQA (hit@1 0.62 to 0.63 in five-fold cross-validation). This one keeps them weak, since
# CoQA's questions go through a text from start to end, and questions of other people do so less.
_RIDGE_ANTECEDENTS, _RIDGE_PROXIMITY = 1e-2, 2e-2
# Distances from the last answer, in sentences, that have log-odds. Distances in one group share theirs.
_DISTANCES = ((-2, -1), (0,), (1,), (2,), (3, 4))
# Weights that are assumed, not fitted: CANARD's answers are passages, and only 13 of them name a single thing. Whoever
# asks who it was tends to ask about that person next; but the subject of the question has an even higher weight.
# Neither has texts, so the weights of what a text says beside an antecedent are chosen on the dev split of qa's own
# dialogues; for people it says little.
_ASSUMED = {
    Role.ASKED_FOR.value: 2.5,
    Role.ANSWER.value: 0.7,
    f"it: {AFFINITY}": 1.5,
    f"they: {AFFINITY}": 1.5,
}
# Words at most in an answer that qa would mark as a span.
MAX_SPAN_WORDS = 6
# CAsT asks about things; the few other pronouns in it mean what nobody named.
_OF_CAST = frozenset({"it", "they"})
# The rows of CAsT whose history has the answers, too.
_WITH_ANSWERS = "cast-2021-"
# CANARD's text for "no answer".
NO_ANSWER = "I don't know."

# The rows of a question, shape (candidates, features), and which of them are right.
Group = tuple[NDArray[np.float64], NDArray[np.bool_]]


# Antecedents


def is_for_tuning(row: Mapping[str, Any]) -> bool:
    """Whether a row is in the half to fit on.

    All questions on one section of an article (CANARD), or of one conversation (CAsT), are in one half.
    """
    conversation = row["id"].rsplit("-", 1)[0] if _is_cast(row) else "\n".join(row["history"][:2])
    return hashlib.sha256(conversation.encode()).digest()[0] % 2 == 0


def _is_cast(row: Mapping[str, Any]) -> bool:
    return str(row.get("id", "")).startswith("cast-")


def turns_before(row: Mapping[str, Any], rewrites: Mapping[tuple[str, ...], str]) -> list[PastTurn]:
    """The turns before the question of `row`: each question in its rewritten form, and its answer.

    `rewrites` are those of all rows, by history and question.
    """
    lines = row["history"]
    if not _is_cast(row):
        # The first two are the title and the section.
        pairs = [(index, lines[index + 1]) for index in range(2, len(lines) - 1, 2)]
    elif row["id"].startswith(_WITH_ANSWERS):
        pairs = [(index, lines[index + 1]) for index in range(0, len(lines) - 1, 2)]
    else:
        pairs = [(index, "") for index in range(len(lines))]
    return [_past_turn(lines[index], rewrites.get(tuple(lines[: index + 1])), answer) for index, answer in pairs]


def _past_turn(typed: str, rewritten: str | None, answer: str) -> PastTurn:
    answer = "" if answer == NO_ANSWER else answer
    # Longer answers are whole sentences or passages, in which no words are marked.
    is_span = len(answer.split()) <= MAX_SPAN_WORDS
    question = rewritten or typed
    return PastTurn(question, answer if is_span else "", "" if is_span else answer, _meant(typed, question))


def _meant(typed: str, rewritten: str) -> tuple[Substitution, ...]:
    """What the pronouns of `typed` mean, by the words that a person's rewrite adds; nothing if there are several."""
    pronouns = {PRONOUN_CLASSES[norm]: norm for norm in norms(typed) if norm in PRONOUN_CLASSES}
    typed_words = set(norms(typed))
    added = " ".join(norm for norm in norms(rewritten) if norm not in typed_words)
    return tuple(Substitution(pronoun, added) for pronoun in pronouns.values()) if len(pronouns) == 1 and added else ()


def antecedents(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[list[dict[str, float]], NDArray[np.bool_]]]:
    """For each question with one pronoun: the features of its possible antecedents, and which of them are right.

    An antecedent is right if the rewrite adds its words. The last row means that the pronoun has no antecedent.
    """
    rewrites = {(*row["history"], row["question"]): row["rewrite"] for row in rows}
    knowledge = Knowledge((), weights={})
    for row in rows:
        question = knowledge.parse(row["question"])
        pronouns = find_references(question)
        added = content_words(row["rewrite"]) - content_words(row["question"])
        if len(pronouns) != 1 or not added:
            continue
        (pronoun,) = pronouns
        if _is_cast(row) and pronoun.pronoun_class not in _OF_CAST:
            continue
        mentioned = collect_antecedents(turns_before(row, rewrites), knowledge.mentions_of)
        possible = compatible(pronoun, mentioned, question.corrected, question.tokens)
        words = [content_words(antecedent.text) for antecedent in possible]
        shares = np.array([len(own & added) / max(len(own), 1) for own in words])
        right = shares >= (1 if (shares == 1).any() else 0.5)
        if possible:
            rows_of_features = [features(pronoun.pronoun_class, antecedent) for antecedent in possible]
            none = no_antecedent_features(pronoun.pronoun_class)
            yield [*rows_of_features, none], np.append(right, not right.any())


def content_words(text: str) -> frozenset[str]:
    """The norms of `text` without stop words."""
    return frozenset(norm for norm in norms(text) if norm not in STOP_WORDS)


def fit_antecedents(rows: Sequence[Mapping[str, Any]]) -> tuple[dict[str, float], int]:
    """The weights by feature, and the number of questions that they are fitted on."""
    examples = list(antecedents(rows))
    known = {name for possible, _ in examples for values in possible for name in values}
    names = sorted(name for name in known if not name.endswith((Role.ASKED_FOR.value, Role.ANSWER.value, AFFINITY)))
    groups = [
        (np.array([[values.get(name, 0.0) for name in names] for values in possible]), right)
        for possible, right in examples
    ]
    weights = conditional_logit(groups, ridge=_RIDGE_ANTECEDENTS)
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)} | _ASSUMED, len(groups)


# Proximity


def distances(questions: Sequence[LabelledQuestion], weights: Mapping[str, float]) -> Iterator[tuple[str, Group]]:
    """For each follow-up that needs the last answer: its kind, and each sentence's score and distance from that answer.

    `weights` are those of the antecedents.
    """
    for documents, asked in by_document(questions).items():
        corpus = Corpus(documents)
        conversation = Conversation(corpus)
        knowledge = Knowledge(documents, weights=weights)
        sentences = (sentence for passage in corpus.passages for sentence in passage.sentences)
        order = {sentence.key: position for position, sentence in enumerate(sentences)}
        for question in asked:
            turns = conversation.after(question.history or ()).turns
            rewritten = rewrite(knowledge.parse(question.text), History(past_turns(turns), knowledge))
            answered = [turn.answer.best for turn in turns if turn.answer.best is not None]
            if not rewritten.needs_history or not answered:
                continue
            candidates = corpus.ask(rewritten.rewritten, threshold=0, top=len(order)).candidates
            last = order[answered[-1].sentence.key]
            rows = [_row(candidate, order[candidate.sentence.key] - last) for candidate in candidates]
            right = np.array([holds_answer(candidate.sentence, question) for candidate in candidates], dtype=bool)
            if right.any() and not right.all():
                yield rewritten.kind, (np.array(rows), right)


def _row(candidate: Candidate, distance: int) -> list[float]:
    return [candidate.score, *(float(distance in group) for group in _DISTANCES)]


def fit_proximity(groups: Sequence[tuple[str, Group]]) -> dict[str, dict[int, float]]:
    """The log-odds for each kind of follow-up, by distance: a common part, and another one for ellipses alone.

    The weight of the scores is 1, so that log-odds can be added to them.
    """
    rows = [(_with_own_distances(matrix, kind == ELLIPSIS), right) for kind, (matrix, right) in groups]

    def loss(log_odds: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, gradient = _RIDGE_PROXIMITY / 2 * log_odds @ log_odds, _RIDGE_PROXIMITY * log_odds
        for matrix, right in rows:
            scores = matrix[:, 0] + matrix[:, 1:] @ log_odds
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            right_shares = shares * right / shares[right].sum()
            total -= np.log(shares[right].sum()) / len(rows)
            gradient = gradient + matrix[:, 1:].T @ (shares - right_shares) / len(rows)
        return float(total), gradient

    log_odds = minimize(loss, np.zeros(2 * len(_DISTANCES)), jac=True, method="L-BFGS-B").x
    common, own = log_odds[: len(_DISTANCES)], log_odds[len(_DISTANCES) :]
    return {ANAPHORA: _by_distance(common), ELLIPSIS: _by_distance(common + own)}


def _with_own_distances(matrix: NDArray[np.float64], is_ellipsis: bool) -> NDArray[np.float64]:
    """`matrix` with its columns of distances repeated: as they are for an ellipsis, as zeros for any other question."""
    return np.hstack([matrix, matrix[:, 1:] * is_ellipsis])


def _by_distance(weights: NDArray[np.float64]) -> dict[int, float]:
    weighted = zip(_DISTANCES, weights, strict=True)
    return {distance: round(float(weight), 2) for group, weight in weighted for distance in group}


# Both


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def main(data: Path, out: Path = DIALOGUE) -> None:
    """Fit everything on the files of the folder `data` and write `out`."""
    rows = [row for name in (CANARD, CAST) for row in _rows(data / name) if is_for_tuning(row)]
    weights, questions = fit_antecedents(rows)
    followups = [question for question in load_set(data / COQA).questions if question.split == "dev"]
    groups = list(distances(word_turns(followups, RESOLVED), weights))
    record = {
        "format": FORMAT,
        "made_by": "python -m qa.train.dialogue",
        "data": {name: hashlib.sha256((data / name).read_bytes()).hexdigest() for name in (CANARD, CAST, COQA)},
        "fitted_on": {"antecedents": questions, "proximity": len(groups)},
        "antecedent": weights,
        "proximity": fit_proximity(groups),
    }
    out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
