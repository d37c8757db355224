"""How `qa/model/lexical.json` is made: `python -m qa.train.lexical DATA`, in a few minutes on one core.

`DATA` is a folder of SQuAD files (`*.json.gz`). One document in five, chosen by its name, is held out. On the others:

1. background: in which share of passages a stem stands;
2. weights: a conditional logistic regression over the sentences found for each question.

On those held out, with the weights fixed:

3. calibration: a logistic regression of "the best sentence is right", on questions as they are and on questions made
   unanswerable (the answering sentences taken away; a name swapped for another of the document; asked of another
   document);
4. threshold: the lowest confidence from which answering is worth more than silence, a wrong answer costing half of what
   a right one brings.

Every document is used whole, as an excerpt of a few paragraphs, and paragraph by paragraph, since people ask of both.
"""

import hashlib
import json
import random
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from qa.decide import signals
from qa.evaluate.datasets import LabelledQuestion, by_document, excerpt, load_set
from qa.evaluate.runs import holds_answer
from qa.language.tokens import STOP_WORDS, words
from qa.model import FORMAT, LEXICAL
from qa.pipeline import DEPTH
from qa.read import LexicalReader, Rarity
from qa.read.features import FEATURES, View, asked, features_of
from qa.retrieve import TfidfRetriever
from qa.split import passages
from qa.train.changes import swapped
from qa.types import Document, Hit, Span

# Files used, with the most questions taken from one document, so that no source outweighs the others.
FILES = {
    "squad-train-a.json.gz": 90,
    "shifts-wiki.json.gz": 60,
    "shifts-reddit.json.gz": 1,
    "nq-gold.json.gz": 1,
    "fairytale.json.gz": 8,
}
HELD_OUT_IN = 5
# Paragraphs: about the length of a news article.
EXCERPT = 8
BACKGROUND_STEMS = 3_000
# What a wrong answer costs where a right one brings 1 and silence 0.
WRONG_COSTS = 0.5
SEED = 20_261_123

Floats = NDArray[np.float64]


def units(questions: Sequence[LabelledQuestion]) -> Iterator[list[LabelledQuestion]]:
    """One document's questions, asked of the whole, of each excerpt, and of each paragraph."""
    blocks = questions[0].document.blocks
    for size in sorted({len(blocks), min(EXCERPT, len(blocks)), 1}):
        parts = (excerpt(questions, blocks[start : start + size]) for start in range(0, len(blocks), size))
        yield from (part for part in parts if part)


class Index:
    """One text, ready to be asked by the parts that are being fitted."""

    def __init__(self, document: Document, background: dict[str, float]) -> None:
        """Index `document`."""
        split = list(passages(document))
        self._retriever = TfidfRetriever(split)
        self.rarity = Rarity(self._retriever.frequency, len(split), background)

    def search(self, question: str) -> Sequence[Hit]:
        """The passages that a reader gets."""
        return self._retriever.search(question, DEPTH)


def background_of(documents: Iterable[Document]) -> dict[str, float]:
    """The share of passages that hold a stem, for the commonest stems."""
    counted: Counter[str] = Counter()
    size = 0
    for document in documents:
        for passage in passages(document):
            size += 1
            counted.update({word.stem for word in words(passage.text) if word.norm not in STOP_WORDS})
    return {stem: round(count / size, 5) for stem, count in counted.most_common(BACKGROUND_STEMS)}


def examples(
    all_units: Iterable[Sequence[LabelledQuestion]], background: dict[str, float]
) -> Iterator[tuple[Floats, NDArray[np.bool_]]]:
    """For each question its sentences' features, shape (sentences, features), and which of them answer."""
    for unit in all_units:
        index = Index(unit[0].document, background)
        views: dict[Span, View] = {}
        for question in unit:
            rows = features_of(
                asked(question.text, index.rarity),
                index.search(question.text),
                lambda sentence: views.setdefault(sentence.span, View.of(sentence.text)),  # noqa: B023
            )
            right = np.array([holds_answer(sentence, question) for sentence, _ in rows], dtype=bool)
            if right.any() and not right.all():
                yield np.array([[row.get(name, 0.0) for name in FEATURES] for _, row in rows]), right


def conditional_logit(groups: Sequence[tuple[Floats, NDArray[np.bool_]]], *, ridge: float = 1e-4) -> Floats:
    """Weights that maximise the mean log probability of the right rows of each group: shape (features,).

    `ridge` is the penalty on weights of standardised features.
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
        whole = np.add.reduceat(exponentials, starts)
        good = np.add.reduceat(exponentials * right, starts)
        gradient = rows.T @ (exponentials / whole[owner] - exponentials * right / good[owner]) / len(groups)
        return float(-np.log(good / whole).mean() + ridge * weights @ weights), gradient + 2 * ridge * weights

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x / scale)


def judged(
    all_units: Sequence[Sequence[LabelledQuestion]], background: dict[str, float], weights: dict[str, float]
) -> Iterator[tuple[dict[str, float], bool]]:
    """For each question, as it is or made unanswerable: the decider's signals, and if the best candidate is right."""
    chance = random.Random(SEED)
    for unit in all_units:
        index = Index(unit[0].document, background)
        reader = LexicalReader(weights, index.rarity)
        for original in unit:
            question = original
            kind = chance.choices(("as it is", "taken away", "swapped", "elsewhere"), (55, 20, 12, 13))[0]
            if kind == "swapped":
                question = replace(question, text=swapped(question.text, question.document, chance), golds=())
            elif kind == "elsewhere":
                question = replace(question, text=chance.choice(chance.choice(all_units)).text, golds=())
            found = list(reader.read(question.text, index.search(question.text)))
            if kind == "taken away":
                found = [one for one in found if not holds_answer(one.sentence, question)]
            if found:
                yield signals(found), holds_answer(found[0].sentence, question)


def calibrate(observed: Sequence[tuple[dict[str, float], bool]]) -> dict[str, object]:
    """The logistic regression of "right" on the signals, and the threshold that serves the user best."""
    names = sorted({name for one, _ in observed for name in one})
    rows = np.array([[one.get(name, 0.0) for name in names] for one, _ in observed])
    right = np.array([flag for _, flag in observed])
    scale = rows.std(axis=0) + 1e-9
    fitted = LogisticRegression(max_iter=1_000).fit(rows / scale, right)
    return {
        "intercept": round(float(fitted.intercept_[0]), 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, fitted.coef_[0] / scale, strict=True)},
        "threshold": round(WRONG_COSTS / (1 + WRONG_COSTS), 2),
    }


def held_out(question: LabelledQuestion) -> bool:
    """Whether the question's document is kept for the calibration and the figures."""
    return zlib.crc32(question.document.doc_id.encode()) % HELD_OUT_IN == 0


def sampled(questions: Sequence[LabelledQuestion], most: int) -> list[LabelledQuestion]:
    """At most `most` of `questions`, always the same ones."""
    chance = random.Random(SEED)
    return sorted(chance.sample(questions, min(most, len(questions))), key=lambda one: one.question_id)


def main(data: Path, out: Path = LEXICAL) -> None:
    """Fit everything on the files of the folder `data` and write `out`."""
    kept: list[list[LabelledQuestion]] = []
    for name, most in FILES.items():
        kept += [sampled(asked_of, most) for asked_of in by_document(load_set(data / name).questions).values()]
    fitting = [questions for questions in kept if not held_out(questions[0])]
    background = background_of(questions[0].document for questions in fitting)
    groups = list(examples((unit for questions in fitting for unit in units(questions)), background))
    fitted = conditional_logit(groups)
    weights = {name: round(float(weight), 4) for name, weight in zip(FEATURES, fitted, strict=True)}
    tested = [unit for questions in kept if held_out(questions[0]) for unit in units(questions)]
    held = list(examples(tested, background))
    hits = np.mean([right[np.argmax(rows @ fitted)] for rows, right in held])
    observed = list(judged(tested, background, weights))
    record = {
        "format": FORMAT,
        "made_by": "python -m qa.train.lexical",
        "data": {name: hashlib.sha256((data / name).read_bytes()).hexdigest() for name in FILES},
        "fitted_on": len(groups),
        "held_out": {"questions": len(held), "hit@1": round(float(hits), 4), "calibrated_on": len(observed)},
        "weights": weights,
        "calibration": calibrate(observed),
        "background": background,
    }
    out.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps({key: value for key, value in record.items() if key != "background"}, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
