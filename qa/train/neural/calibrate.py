"""Step 6: the weights of a sentence's score, and the calibration: `python -m qa.train.neural.calibrate DATA OUT`.

Both are fitted with the network that step 5 wrote, on documents that are held out from the training, of the files and
made ones alike. Questions are asked of whole documents, of excerpts, and of single paragraphs, some with the document's
title as context. Some have no answer: people wrote them so, or the answering sentences are removed, only the best
passage without an answer is left, the question is changed, or it comes from another document. Half of the questions
give the weights, three quarters the calibration (six weights cannot learn the questions by heart), the last quarter the
figures. All are written to `about.json` in OUT.

OUT may hold another network instead, exported to ONNX (see `qa.read.network`), and DATA question files of one's own in
SQuAD's format, `*.json.gz`, all of whose documents are used.
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa import model
from qa.decide import Decider, signals
from qa.evaluate.datasets import LabelledQuestion, by_document
from qa.evaluate.metrics.decision import auroc, calibration_error
from qa.evaluate.runs import holds_answer
from qa.index import MemoryIndex
from qa.model import ABOUT, Calibration
from qa.pipeline import TOP_K
from qa.processes import Workers
from qa.question import parsed
from qa.read import LexicalReader, NeuralReader, Rarity
from qa.read.network import load
from qa.read.neural import FEATURES, MAX_PASSAGES_READ, MIN_PASSAGE_PROBABILITY
from qa.retrieve import TfidfRetriever
from qa.split import passages
from qa.train.lexical import HELD_OUT_IN, SEED, calibrate, conditional_logit, units
from qa.train.neural.examples import MADE
from qa.train.neural.shapes import SOURCE, made_questions
from qa.train.neural.sources import SQUAD2, Source, ask_of, read_source, sources_in, with_title
from qa.train.unanswerable import ask_wrong_passage, change, remove_answer
from qa.types import Candidate

# Percent of the answerable questions that are asked unchanged, or made unanswerable in each way (see
# `qa.train.unanswerable`); the three hard ways have equal shares, the easy one a small share. With the questions that
# people wrote to have no answer, about two in five are unanswerable.
VARIANTS = {"original": 67, "removed": 9, "wrong passage": 9, "changed": 9, "other document": 6}
# SQuAD 2.0, where people's own unanswerable questions are, has this many times the questions of another file, and so
# have the made documents, where the context decides.
_WEIGHTS = {SQUAD2: 6, SOURCE: 2}
# The name of the file in the name of a group: "squad2" of "squad2-12#0", "made" of "made-5".
_FILE = re.compile(r"[a-z]+(?:-[a-z]+)*\d?")
# What the network says may only speak for an answer, what is missing only against it: else one signal corrects another
# that says nearly the same, and on other texts the missing number makes an answer likelier.
SIGNS = {
    **dict.fromkeys(("score", "margin", "softmax_share", "span_logit", "answerable_logit"), 1),
    **dict.fromkeys(("null_logit", "lacks_name", "lacks_number", "unknown_words", "absent_number", "absent_name"), -1),
}
# Questions per document at most, so that no source outweighs the others.
_MOST = 12
# The shares of the questions, from the first one on, that give the weights, and the calibration.
_FOR_WEIGHTS, _FOR_CALIBRATION = 0.5, 0.75


@dataclass(frozen=True, slots=True)
class Reading:
    """A question (original or made unanswerable), its candidates, and a flag for each: whether it answers."""

    question: LabelledQuestion
    candidates: Sequence[Candidate]
    right: NDArray[np.bool_]


def sample_units(data: Path, count: int) -> list[list[LabelledQuestion]]:
    """About `count` held-out questions of all files, in units of one document or a part of it."""
    rng = random.Random(SEED)
    sample: list[list[LabelledQuestion]] = []
    by_source = dict(_held_out_units(data, rng))
    all_weights = sum(_WEIGHTS.get(name, 1) for name in by_source)
    for name, source_units in by_source.items():
        rng.shuffle(source_units)
        wanted = count * _WEIGHTS.get(name, 1) / all_weights
        for unit in source_units:
            if wanted <= 0:
                break
            sample.append(unit)
            wanted -= len(unit)
    rng.shuffle(sample)
    return sample


def _held_out_units(data: Path, rng: random.Random) -> Iterator[tuple[str, list[list[LabelledQuestion]]]]:
    """The held-out units of each file, and beside qa's own of the made documents, which are asked as a whole."""
    sources = sources_in(data)
    for source in sources:
        documents = [each.questions for each in read_source(data, source) if each.held_out]
        yield source.name, [unit for document in documents for unit in _units(document, source, rng)]
    if not any(source.all_held_out for source in sources):
        made = [made_questions(number, held_out=True) for number in range(0, MADE, HELD_OUT_IN)]
        if made:
            yield SOURCE, [unit for unit in made if unit]


def _units(
    questions: Sequence[LabelledQuestion], source: Source, rng: random.Random
) -> Iterator[list[LabelledQuestion]]:
    """Units of some questions on one document; a title is context in the share of `source`.

    A question without an answer was written for its own paragraph: elsewhere in the document it may have one.
    """
    for unit in units(rng.sample(questions, min(_MOST, len(questions)))):
        alone = len(unit[0].document.blocks) == 1
        kept = [question for question in unit if question.answerable or alone]
        if kept:
            yield ask_of(kept, with_title(kept[0].document)) if rng.random() < source.titled else kept


def draw_variant(question: LabelledQuestion, others: Sequence[str], rng: random.Random) -> LabelledQuestion:
    """The original question, or an unanswerable variant of it. `others` are texts of questions on other documents."""
    if not question.answerable:
        return question
    variant = rng.choices(list(VARIANTS), list(VARIANTS.values()))[0]
    if variant == "removed":
        return remove_answer(question)
    if variant == "wrong passage":
        return ask_wrong_passage(question)
    if variant == "changed":
        text = change(question.text, question.document, rng)
        return replace(question, text=text, golds=()) if text else question
    if variant == "other document":
        return replace(question, text=rng.choice(others), golds=())
    return question


def read_questions(
    part: Sequence[LabelledQuestion],
    out: Path,
    *,
    max_passages_read: int = MAX_PASSAGES_READ,
    min_passage_probability: float = MIN_PASSAGE_PROBABILITY,
) -> list[Reading]:
    """The readings of questions on one document by the network in `out`. Without weights, all scores are 0.

    The last two limit the passages that the network reads, as in `qa.read.neural`.
    """
    index = MemoryIndex(list(passages(part[0].document)))
    if not index.passages:
        return []
    retriever = TfidfRetriever(index)
    fitted = model.lexical()
    rarity = Rarity(index.document_frequency, len(index.passages), fitted.background)
    reader = NeuralReader(
        load(out, threads=1),
        LexicalReader(fitted.weights, rarity),
        {},
        max_passages_read=max_passages_read,
        min_passage_probability=min_passage_probability,
    )
    readings = []
    for question in part:
        asked = parsed(question.text)
        candidates = reader.read(asked, retriever.search(asked, TOP_K))
        if candidates:
            right = np.array([holds_answer(candidate.sentence, question) for candidate in candidates])
            readings.append(Reading(question, candidates, right))
    return readings


def read_units(
    all_units: Sequence[Sequence[LabelledQuestion]],
    read: Callable[[Sequence[LabelledQuestion]], list[Reading]],
    *,
    jobs: int = 1,
) -> Iterator[Reading]:
    """The readings by `read` of all questions, original or made unanswerable, in `jobs` processes."""
    rng = random.Random(SEED)
    texts = [question.text for unit in all_units for question in unit]
    variants = (draw_variant(question, texts, rng) for unit in all_units for question in unit)
    # Units of one document stay in mixed order, so that each part of `fit` has all kinds of texts.
    parts = list(by_document(variants).values())
    if jobs == 1:
        yield from chain.from_iterable(map(read, parts))
        return
    with Workers(read, jobs) as workers:
        yield from chain.from_iterable(workers.map(parts))


def fit_weights(readings: Sequence[Reading], features: Sequence[str] = FEATURES) -> dict[str, float]:
    """Weights of `features` that rank the right sentence first."""
    groups = [
        (np.array([[each.evidence[name].value for name in features] for each in reading.candidates]), reading.right)
        for reading in readings
        if reading.right.any() and not reading.right.all()
    ]
    weights = conditional_logit(groups)
    return {name: round(float(weight), 4) for name, weight in zip(features, weights, strict=True)}


def rank(reading: Reading, weights: dict[str, float]) -> Reading:
    """The reading with scores by `weights`, best candidate first."""
    scores = [
        sum(candidate.evidence[name].value * weight for name, weight in weights.items())
        for candidate in reading.candidates
    ]
    order = np.argsort(-np.array(scores), kind="stable")
    ranked = [replace(reading.candidates[index], score=scores[index]) for index in order]
    return Reading(reading.question, ranked, reading.right[order])


def figures(readings: Sequence[Reading], calibration: Calibration) -> dict[str, object]:
    """hit@1 over the answerable questions (of all, and of each file), ECE and AUROC of the confidence over all."""
    confidences = [Decider(calibration).confidence(reading.candidates) for reading in readings]
    right = [bool(reading.right[0]) for reading in readings]
    answerable = [reading.question.answerable for reading in readings]
    hits: dict[str, list[bool]] = {}
    for reading in readings:
        if reading.question.answerable:
            file = _FILE.match(reading.question.group)
            hits.setdefault(file[0] if file else "", []).append(bool(reading.right[0]))
    return {
        "questions": len(readings),
        "hit@1": _mean([hit for of_file in hits.values() for hit in of_file]),
        "ece": round(calibration_error(confidences, right), 4),
        "auroc": round(auroc(confidences, answerable) or 0.0, 4),
        "hit@1 by file": {name: [_mean(hits[name]), len(hits[name])] for name in sorted(hits)},
    }


def _mean(hits: Sequence[bool]) -> float:
    return round(float(np.mean(hits)), 4)


def fit(readings: Sequence[Reading]) -> dict[str, object]:
    """Weights, calibration and figures; the figures are from readings that gave neither of the others."""
    for_weights, for_calibration = (round(share * len(readings)) for share in (_FOR_WEIGHTS, _FOR_CALIBRATION))
    weights = fit_weights(readings[:for_weights])
    ranked = [rank(reading, weights) for reading in readings]
    fitting, testing = ranked[:for_calibration], ranked[for_calibration:]
    fields = calibrate([(signals(reading.candidates), bool(reading.right[0])) for reading in fitting], SIGNS)
    held_out_figures = figures(testing, Calibration(**fields))  # type: ignore[arg-type]
    return {"weights": weights, "calibration": fields, "held_out": held_out_figures}


def command_line(name: str, description: str | None, *, questions: int) -> argparse.ArgumentParser:
    """The arguments of the command `name`, which reads about `questions` questions by default."""
    parser = argparse.ArgumentParser(prog=f"python -m qa.train.neural.{name}", description=description)
    parser.add_argument("data", type=Path, help="folder of the question files")
    parser.add_argument("out", type=Path, help="folder of step 5")
    parser.add_argument("--questions", type=int, default=questions, help="about so many in all; default: %(default)s")
    parser.add_argument("--jobs", type=int, default=1, help="processes; default: 1")
    return parser


def main(arguments: list[str] | None = None) -> None:
    """Fit, and write the result to `about.json`."""
    options = command_line("calibrate", __doc__, questions=9_000).parse_args(arguments)
    sample = sample_units(options.data, options.questions)
    fitted = fit(list(read_units(sample, partial(read_questions, out=options.out), jobs=options.jobs)))
    about = {**model.about(options.out), "reader": fitted}
    (options.out / ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(fitted, indent=1) + "\n")


if __name__ == "__main__":
    main()
