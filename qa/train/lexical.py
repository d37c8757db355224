"""Fits `qa/model/lexical.json`: `python -m qa.train.lexical DATA`, in a few minutes on one core.

`DATA` is a folder of SQuAD files (`*.json.gz`). One document in five is held out; its name decides. The other documents
give:

1. the background: the share of passages that contain a stem;
2. the weights: a conditional logistic regression over the sentences retrieved for each question.

The held-out documents give, with the weights fixed:

3. the calibration: a logistic regression of "the best sentence is right", on the original questions and on questions
   made unanswerable (the answering sentences removed; a name replaced by another of the document; a question on another
   document);
4. the threshold: the lowest confidence at which an answer is worth more than silence, if a wrong answer costs half of
   what a right one brings.

Every document is used whole, as excerpts of a few paragraphs, and paragraph by paragraph, since people ask all three.
"""

import hashlib
import json
import random
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from qa.decide import signals
from qa.evaluate.datasets import LabelledQuestion, by_document, excerpt, load_set
from qa.evaluate.runs import holds_answer
from qa.index import MemoryIndex
from qa.language.lexicon import STOP_WORDS
from qa.language.tokens import words
from qa.model import FORMAT, LEXICAL
from qa.pipeline import TOP_K
from qa.question import parsed
from qa.read import LexicalReader, Rarity
from qa.read.features import FEATURES
from qa.retrieve import TfidfRetriever
from qa.split import passages
from qa.train.unanswerable import swap_name
from qa.types import Document, Hit, Question

# The files, each with its maximum of questions per document, so that no source outweighs the others.
FILES = {
    "squad-train-a.json.gz": 90,
    "shifts-wiki.json.gz": 60,
    "shifts-reddit.json.gz": 1,
    "nq-gold.json.gz": 1,
    "fairytale.json.gz": 8,
}
HELD_OUT_IN = 5
# Paragraphs per excerpt: about the length of a news article.
EXCERPT = 8
BACKGROUND_STEMS = 3_000
# The cost of a wrong answer; a right one brings 1, silence 0.
WRONG_COSTS = 0.5
SEED = 20_261_123

Floats = NDArray[np.float64]


def units(questions: Sequence[LabelledQuestion]) -> Iterator[list[LabelledQuestion]]:
    """The questions on one document, asked of the whole document, of each excerpt, and of each paragraph."""
    blocks = questions[0].document.blocks
    for size in sorted({len(blocks), min(EXCERPT, len(blocks)), 1}):
        parts = (excerpt(questions, blocks[start : start + size]) for start in range(0, len(blocks), size))
        yield from (part for part in parts if part)


class Text:
    """One text: its passages, to be searched, and how rare its stems are."""

    def __init__(self, document: Document, background: dict[str, float]) -> None:
        """Index `document`."""
        index = MemoryIndex(list(passages(document)))
        self._retriever = TfidfRetriever(index)
        self.rarity = Rarity(index.document_frequency, len(index.passages), background)

    def search(self, question: Question) -> Sequence[Hit]:
        """The passages that a reader receives."""
        return self._retriever.search(question, TOP_K)


def background_of(documents: Iterable[Document]) -> dict[str, float]:
    """The share of passages that contain a stem, for the most common stems."""
    counts: Counter[str] = Counter()
    passage_count = 0
    for document in documents:
        for passage in passages(document):
            passage_count += 1
            stems = (word.stem for word in words(passage.text) if word.norm not in STOP_WORDS)
            # Each once, in the order of the text: a set's order would differ from run to run.
            counts.update(dict.fromkeys(stems, 1))
    return {stem: round(count / passage_count, 5) for stem, count in counts.most_common(BACKGROUND_STEMS)}


def examples(
    all_units: Iterable[Sequence[LabelledQuestion]], background: dict[str, float]
) -> Iterator[tuple[Floats, NDArray[np.bool_]]]:
    """For each question the features of its sentences, shape (sentences, features), and which of them answer."""
    for unit in all_units:
        text = Text(unit[0].document, background)
        reader = LexicalReader({}, text.rarity)
        for question in unit:
            asked = parsed(question.text)
            rows = reader.feature_rows(asked, text.search(asked))
            right = np.array([holds_answer(row.sentence, question) for row in rows], dtype=bool)
            if right.any() and not right.all():
                yield np.array([[row.features.get(name, 0.0) for name in FEATURES] for row in rows]), right


def conditional_logit(groups: Sequence[tuple[Floats, NDArray[np.bool_]]], *, ridge: float = 1e-4) -> Floats:
    """Weights, shape (features,), that maximise the mean log probability of the right rows of each group.

    A group is the features of some candidates, shape (candidates, features), and a flag for each right one. `ridge` is
    the penalty on weights of standardised features.
    """
    rows = np.vstack([features for features, _ in groups])
    scale = rows.std(axis=0) + 1e-9
    rows = rows / scale
    right = np.concatenate([flags for _, flags in groups])
    lengths = np.array([len(flags) for _, flags in groups])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    owner = np.repeat(np.arange(len(groups)), lengths)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = rows @ weights
        exponentials = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        all_mass = np.add.reduceat(exponentials, starts)
        right_mass = np.add.reduceat(exponentials * right, starts)
        gradient = rows.T @ (exponentials / all_mass[owner] - exponentials * right / right_mass[owner]) / len(groups)
        return float(-np.log(right_mass / all_mass).mean() + ridge * weights @ weights), gradient + 2 * ridge * weights

    minimum = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(minimum.x / scale)


def observe(
    all_units: Sequence[Sequence[LabelledQuestion]], background: dict[str, float], weights: dict[str, float]
) -> Iterator[tuple[dict[str, float], bool]]:
    """For each question, original or made unanswerable: the decider's signals, and if the best candidate is right."""
    rng = random.Random(SEED)
    for unit in all_units:
        text = Text(unit[0].document, background)
        reader = LexicalReader(weights, text.rarity)
        for original in unit:
            question = original
            variant = rng.choices(("original", "removed", "swapped", "other document"), (55, 20, 12, 13))[0]
            if variant == "swapped":
                question = replace(question, text=swap_name(question.text, question.document, rng), golds=())
            elif variant == "other document":
                question = replace(question, text=rng.choice(rng.choice(all_units)).text, golds=())
            asked = parsed(question.text)
            candidates = list(reader.read(asked, text.search(asked)))
            if variant == "removed":
                candidates = [each for each in candidates if not holds_answer(each.sentence, question)]
            if candidates:
                yield signals(candidates), holds_answer(candidates[0].sentence, question)


def calibrate(
    observed: Sequence[tuple[dict[str, float], bool]], signs: Mapping[str, int] = MappingProxyType({})
) -> dict[str, object]:
    """The logistic regression of "right" on the signals, and the threshold that follows from the costs.

    `signs` says of some signals whether their weight may only be positive (1) or negative (-1).
    """
    names = sorted({name for values, _ in observed for name in values})
    rows = np.array([[values.get(name, 0.0) for name in names] for values, _ in observed])
    right = np.array([flag for _, flag in observed])
    scale = rows.std(axis=0) + 1e-9
    fitted = LogisticRegression(max_iter=1_000).fit(rows / scale, right)
    intercept, weights = float(fitted.intercept_[0]), fitted.coef_[0]
    if signs:
        intercept, weights = _bounded(rows / scale, right, intercept, weights, [signs.get(name, 0) for name in names])
    return {
        "intercept": round(intercept, 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights / scale, strict=True)},
        "threshold": round(WRONG_COSTS / (1 + WRONG_COSTS), 2),
    }


def _bounded(
    rows: Floats, right: NDArray[np.bool_], intercept: float, weights: Floats, signs: Sequence[int]
) -> tuple[float, Floats]:
    """Intercept and weights of the same regression, the weights with their signs; it begins with those given.

    The loss is scikit-learn's: the sum of the log losses, and half the squared weights.
    """
    bounds = [(None, None), *((0 if sign > 0 else None, 0 if sign < 0 else None) for sign in signs)]
    targets = np.where(right, 1.0, -1.0)

    def loss(values: Floats) -> tuple[float, Floats]:
        margins = targets * (values[0] + rows @ values[1:])
        slopes = -targets * expit(-margins)
        total = np.logaddexp(0, -margins).sum() + 0.5 * values[1:] @ values[1:]
        return float(total), np.concatenate([[slopes.sum()], rows.T @ slopes + values[1:]])

    start = np.array([intercept, *weights])
    minimum = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 2_000})
    return float(minimum.x[0]), np.asarray(minimum.x[1:])


def held_out(question: LabelledQuestion) -> bool:
    """Whether the question's document is held out from the weights, for the calibration and the figures."""
    return zlib.crc32(question.document.doc_id.encode()) % HELD_OUT_IN == 0


def sample_questions(questions: Sequence[LabelledQuestion], most: int) -> list[LabelledQuestion]:
    """At most `most` of `questions`, always the same ones."""
    sample = random.Random(SEED).sample(questions, min(most, len(questions)))
    return sorted(sample, key=lambda question: question.question_id)


def main(data: Path, out: Path = LEXICAL) -> None:
    """Fit everything on the files of the folder `data` and write `out`."""
    kept: list[list[LabelledQuestion]] = []
    for name, most in FILES.items():
        kept += [sample_questions(group, most) for group in by_document(load_set(data / name).questions).values()]
    fitting = [questions for questions in kept if not held_out(questions[0])]
    background = background_of(questions[0].document for questions in fitting)
    groups = list(examples((unit for questions in fitting for unit in units(questions)), background))
    fitted = conditional_logit(groups)
    weights = {name: round(float(weight), 4) for name, weight in zip(FEATURES, fitted, strict=True)}
    held_units = [unit for questions in kept if held_out(questions[0]) for unit in units(questions)]
    held_groups = list(examples(held_units, background))
    hits = np.mean([right[np.argmax(rows @ fitted)] for rows, right in held_groups])
    observed = list(observe(held_units, background, weights))
    record = {
        "format": FORMAT,
        "made_by": "python -m qa.train.lexical",
        "data": {name: hashlib.sha256((data / name).read_bytes()).hexdigest() for name in FILES},
        "fitted_on": len(groups),
        "held_out": {"questions": len(held_groups), "hit@1": round(float(hits), 4), "calibrated_on": len(observed)},
        "weights": weights,
        "calibration": calibrate(observed),
        "background": background,
    }
    out.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps({key: value for key, value in record.items() if key != "background"}, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
