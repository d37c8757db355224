"""Step 6: the weights of a sentence's score, and the calibration: `python -m qa.train.neural.calibrate DATA OUT`.

Both are fitted with the network that step 5 wrote, on the documents that were held out from the training, each asked
as a whole, as an excerpt, and paragraph by paragraph. Some are made unanswerable: the sentences that answer taken out
of the text, the best passage without an answer asked alone, the question changed, or asked of another document. The
weights and the calibration are fitted on different questions, and a third part of them gives the figures. All is
written into OUT's `about.json`.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa import model
from qa.decide import Decider, signals
from qa.evaluate.datasets import LabelledQuestion, by_document, load_set
from qa.evaluate.metrics.decision import calibration_error
from qa.evaluate.runs import holds_answer
from qa.model import ABOUT, Calibration
from qa.pipeline import DEPTH
from qa.read import LexicalReader, NeuralReader, Rarity
from qa.read.network import load
from qa.read.neural import FEATURES, LEAST, MOST
from qa.retrieve import TfidfRetriever
from qa.split import passages
from qa.train.changes import changed
from qa.train.lexical import SEED, calibrate, conditional_logit, held_out, units
from qa.train.neural.examples import FILES
from qa.types import Block, BlockKind, Candidate, Document, LineMap, Span

# Of a hundred questions, how many are asked as they are, and how many are made unanswerable in which way: as many as
# for the lexical reader (`qa.train.lexical`), the hard ways in equal shares, and few that any reader sees through.
WAYS = {"as it is": 55, "taken away": 13, "wrong passage": 13, "changed": 13, "elsewhere": 6}
# Questions of a document at most, so that no source outweighs the others.
_MOST = 12
# The parts of the documents: for the weights, the calibration, the figures.
_PARTS = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """A question, what was made of it, its candidates, and which of them answer."""

    question: LabelledQuestion
    candidates: Sequence[Candidate]
    right: NDArray[np.bool_]


def asked(data: Path, count: int) -> list[list[LabelledQuestion]]:
    """About `count` held-out questions: of each file as many, asked of a whole document or a part of it."""
    chance = random.Random(SEED)
    found: list[list[LabelledQuestion]] = []
    for source in FILES:
        own: list[list[LabelledQuestion]] = []
        for group in by_document(load_set(data / f"{source}.json.gz").questions).values():
            if held_out(group[0]):
                own += units(chance.sample(group, min(_MOST, len(group))))
        chance.shuffle(own)
        taken = 0
        for unit in own:
            if taken * len(FILES) >= count:
                break
            found.append(unit)
            taken += len(unit)
    chance.shuffle(found)
    return found


def otherwise(question: LabelledQuestion, elsewhere: Sequence[str], chance: random.Random) -> LabelledQuestion:
    """The question as it is, or made unanswerable; `elsewhere` are questions on other documents."""
    way = chance.choices(list(WAYS), list(WAYS.values()))[0]
    if way == "taken away":
        return taken_away(question)
    if way == "wrong passage":
        return wrong_passage(question)
    if way == "changed":
        text = changed(question.text, question.document, chance)
        return replace(question, text=text, golds=()) if text else question
    if way == "elsewhere":
        return replace(question, text=chance.choice(elsewhere), golds=())
    return question


def taken_away(question: LabelledQuestion) -> LabelledQuestion:
    """The question, asked of its document without the sentences that answer it; as it is if nothing would be left."""
    document = question.document
    sentences = [one for passage in passages(document) for one in passage.sentences]
    gone = [one.span for one in sentences if holds_answer(one, question)]
    text, blocks = "", []
    for block in document.blocks:
        kept = _without(document, block.span, gone)
        if kept:
            start = len(text) + (2 if text else 0)
            text += ("\n\n" if text else "") + kept
            blocks.append(Block(Span(start, len(text)), block.kind, block.level))
    if not blocks:
        return question
    return _asked_of(question, text, blocks)


def wrong_passage(question: LabelledQuestion) -> LabelledQuestion:
    """The question, asked of the passage that ranks best without an answer; as it is where there is none."""
    split = list(passages(question.document))
    hits = TfidfRetriever(split).search(question.text, DEPTH)
    wrong = next((hit.passage for hit in hits if not holds_answer(hit.passage, question)), None)
    if wrong is None:
        return question
    return _asked_of(question, wrong.text, [Block(Span(0, len(wrong.text)), BlockKind.PARAGRAPH)])


def _asked_of(question: LabelledQuestion, text: str, blocks: Sequence[Block]) -> LabelledQuestion:
    """The question, asked of a text that does not answer it."""
    document = question.document
    doc_id = f"{document.doc_id} for {question.question_id}"
    rest = Document(doc_id, text, document.source, document.title, tuple(blocks), LineMap((0,), (1,)))
    return replace(question, documents=(rest,), golds=(), paragraph=None)


def _without(document: Document, block: Span, gone: Sequence[Span]) -> str:
    """The text of `block` without the spans that are `gone`."""
    edges = [block.start, *(edge for one in gone if one.overlaps(block) for edge in (one.start, one.end)), block.end]
    pieces = (document.text[low:high].strip() for low, high in zip(edges[::2], edges[1::2], strict=True))
    return " ".join(piece for piece in pieces if piece)


def seen(part: Sequence[LabelledQuestion], out: Path, *, most: int = MOST, least: float = LEAST) -> list[Seen]:
    """What the reader makes of questions on one document; without weights, so in any order."""
    split = list(passages(part[0].document))
    if not split:
        return []
    retriever = TfidfRetriever(split)
    fitted = model.lexical()
    lexical = LexicalReader(fitted.weights, Rarity(retriever.frequency, len(split), fitted.background))
    reader = NeuralReader(load(out, threads=1), lexical, {}, most=most, least=least)
    found = []
    for question in part:
        candidates = reader.read(question.text, retriever.search(question.text, DEPTH))
        if candidates:
            found.append(
                Seen(question, candidates, np.array([holds_answer(one.sentence, question) for one in candidates]))
            )
    return found


def see(
    all_units: Sequence[Sequence[LabelledQuestion]],
    look: Callable[[Sequence[LabelledQuestion]], list[Seen]],
    *,
    jobs: int = 1,
) -> Iterator[list[Seen]]:
    """What `look` makes of the questions of each of `all_units`, as they are or made unanswerable."""
    chance = random.Random(SEED)
    texts = [question.text for unit in all_units for question in unit]
    asked_now = (otherwise(question, texts, chance) for unit in all_units for question in unit)
    # Units of one document stay in mixed order, so that each part of `fit` has all kinds of texts.
    parts = list(by_document(asked_now).values())
    if jobs == 1:
        yield from map(look, parts)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(look, parts, chunksize=8)


def fitted_weights(found: Sequence[Seen], features: Sequence[str] = FEATURES) -> dict[str, float]:
    """Weights of `features` that put the right sentence first."""
    groups = [
        (np.array([[one.evidence[name].value for name in features] for one in each.candidates]), each.right)
        for each in found
        if each.right.any() and not each.right.all()
    ]
    return {name: round(float(one), 4) for name, one in zip(features, conditional_logit(groups), strict=True)}


def weighed(each: Seen, weights: dict[str, float]) -> Seen:
    """The same, with scores by `weights`, best first."""
    scores = [sum(one.evidence[name].value * weight for name, weight in weights.items()) for one in each.candidates]
    order = np.argsort(-np.array(scores), kind="stable")
    return Seen(each.question, [replace(each.candidates[at], score=scores[at]) for at in order], each.right[order])


def figures(found: Sequence[Seen], calibration: Calibration) -> dict[str, float]:
    """hit@1 over the answerable questions, and ECE over all."""
    confidences = [Decider(calibration).confidence(each.candidates) for each in found]
    right = [bool(each.right[0]) for each in found]
    hits = [one for one, each in zip(right, found, strict=True) if each.question.answerable]
    ece = calibration_error(confidences, right)
    return {"questions": len(found), "hit@1": round(float(np.mean(hits)), 4), "ece": round(ece, 4)}


def fit(found: Sequence[Seen]) -> dict[str, object]:
    """Weights, calibration and figures, each of its own part of `found`."""
    parts = [found[at * len(found) // _PARTS : (at + 1) * len(found) // _PARTS] for at in range(_PARTS)]
    weights = fitted_weights(parts[0])
    _, fitting, testing = ([weighed(each, weights) for each in part] for part in parts)
    fields = calibrate([(signals(each.candidates), bool(each.right[0])) for each in fitting])
    told = figures(testing, Calibration(**fields))  # type: ignore[arg-type]
    return {"weights": weights, "calibration": fields, "held_out": told}


def main(arguments: list[str] | None = None) -> None:
    """Fit, and write what came of it."""
    parser = argparse.ArgumentParser(prog="python -m qa.train.neural.calibrate", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the question files")
    parser.add_argument("out", type=Path, help="folder of step 5")
    parser.add_argument("--questions", type=int, default=6_000, help="asked in all; default: 6000")
    parser.add_argument("--jobs", type=int, default=1, help="processes; default: 1")
    parsed = parser.parse_args(arguments)
    all_units = asked(parsed.data, parsed.questions)
    parts = see(all_units, partial(seen, out=parsed.out), jobs=parsed.jobs)
    found = [one for part in parts for one in part]
    told = fit(found)
    written = {**model.about(parsed.out), "reader": told}
    (parsed.out / ABOUT).write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
