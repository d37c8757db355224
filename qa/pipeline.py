"""The five steps, top to bottom: load, split, retrieve, read, decide.

A `Corpus` holds what the first two made and is asked any number of questions. It keeps no state between questions, so
the same documents and the same question give the same answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Self

from qa import model
from qa.decide import Decider
from qa.errors import NoDocuments, QuestionError, SettingError
from qa.language.tokens import STOP_WORDS, words
from qa.load import DEFAULT_MAX_BYTES, Skipped, load, load_article
from qa.model import Calibration
from qa.question import suggest
from qa.question.intent import Wish, reason_of, wish_of
from qa.question.spelling import Spelling
from qa.read import LexicalReader, NeuralReader, Rarity, Reader
from qa.read.network import load as load_network
from qa.read.neural import LEAST, MOST
from qa.retrieve import Retriever, TfidfRetriever
from qa.split import passages
from qa.split.passages import WORDS
from qa.types import Answer, Correction, Document, Nearness, Passage, Reason, Sentence

# Characters: far longer than any question a person types; a file pasted by mistake is refused.
MAX_QUESTION = 2_000
# Passages read for one question. Chosen on the training articles: see eval/README.md, "Depth".
DEPTH = 10
# Sentences in an answer, the best one included, unless asked for otherwise.
DEFAULT_TOP = 5
# Of the time that splitting and indexing take together, measured on 10 MB of text: see eval/bench.py.
_SPLIT_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Configuration:
    """How a corpus is built; the defaults are what ships.

    `words` is the length of a passage at most, in words, `depth` the number of passages found for a question, `reader`
    one of `qa.model.READERS`. Of the neural reader: `model` is the folder of the network, `threads` how many of the
    processor's it may use (0: one a core), `most` and `least` which of the passages it reads (see `qa.read.neural`).

    Raises `SettingError` for a reader that there is not.
    """

    words: int = WORDS
    depth: int = DEPTH
    reader: str = model.READERS[0]
    model: Path = model.NEURAL
    threads: int = 0
    most: int = MOST
    least: float = LEAST

    def __post_init__(self) -> None:
        if self.reader not in model.READERS:
            raise SettingError(
                f"found the reader {self.reader!r}, expected {' or '.join(model.READERS)}; name one of them"
            )

    @property
    def calibration(self) -> Calibration:
        """That of the reader. Raises `ModelError` if its file is missing or broken."""
        fitted = model.lexical() if self.reader == model.LEXICAL_READER else model.neural(self.model)
        return fitted.calibration


SHIPPED = Configuration()


class Corpus:
    """Documents, split and indexed, ready to be asked."""

    def __init__(
        self,
        documents: Sequence[Document],
        *,
        configuration: Configuration = SHIPPED,
        skipped: Sequence[Skipped] = (),
        progress: Callable[[float], None] | None = None,
    ) -> None:
        """Split and index `documents` by `configuration`; `skipped` is what the loader left out, kept to be told.

        `progress` is called with the share done, from 0 to 1. Raises `NoDocuments` if there is nothing to answer from.
        """
        self.documents = tuple(documents)
        self.configuration = configuration
        self.skipped = tuple(skipped)
        tell = progress or (lambda share: None)
        self.passages = tuple(_split(self.documents, configuration, lambda share: tell(share * _SPLIT_SHARE)))
        if not self.passages:
            raise NoDocuments("no sentence found in the documents; name at least one file with prose in it")
        retriever = TfidfRetriever(
            self.passages, progress=lambda share: tell(_SPLIT_SHARE + share * (1 - _SPLIT_SHARE))
        )
        fitted = model.lexical()
        rarity = Rarity(retriever.frequency, len(self.passages), fitted.background)
        self._retriever: Retriever = retriever
        self._frequency = retriever.frequency
        self._spelling = Spelling(self.passages, retriever.frequency)
        self._reader: Reader = LexicalReader(fitted.weights, rarity)
        if configuration.reader == model.NEURAL_READER:
            self._reader = _neural(self._reader, configuration)
        self._decider = Decider(configuration.calibration)

    @classmethod
    def open(
        cls,
        *sources: str | Path,
        max_bytes: int = DEFAULT_MAX_BYTES,
        configuration: Configuration = SHIPPED,
        progress: Callable[[float], None] | None = None,
    ) -> Self:
        """Load files and folders (`-` is standard input) and index them; without any, the bundled article.

        `max_bytes` is the largest file read. Raises `SourceError` for a source that cannot be read.
        """
        loaded = load(sources, max_bytes=max_bytes) if sources else load_article()
        return cls(loaded.documents, configuration=configuration, skipped=loaded.skipped, progress=progress)

    @property
    def sentence_count(self) -> int:
        """How many sentences can be the answer."""
        return sum(len(passage.sentence_spans) for passage in self.passages)

    @property
    def threshold(self) -> float:
        """The confidence from which it answers, unless `ask` is told another."""
        return self._decider.threshold

    def ask(
        self,
        question: str,
        *,
        threshold: float | None = None,
        top: int = DEFAULT_TOP,
        near: Nearness | None = None,
    ) -> Answer:
        """The sentence that answers `question`, or an abstention if its confidence is below `threshold`.

        `threshold` is a probability, None for the calibrated one; `top` is how many sentences to return at most, the
        best one included; `near` is what was spoken of last, if the question leans on it (see `qa.dialogue`). Raises
        `QuestionError` if the question is empty or longer than `MAX_QUESTION` characters.
        """
        asked = _checked(question)
        wish = wish_of(asked)
        if wish is not Wish.QUESTION:
            return Answer(asked, None, (), 0.0, reason=reason_of(wish))
        around = self._around(near) if near is not None else {}
        also = {sentence.passage for sentence in around}
        meant, corrections = self.corrected(asked)
        hits = self._retriever.search(meant, self.configuration.depth, also=also)
        candidates = self._reader.read(meant, hits, prior={one.key: by for one, by in around.items()})
        answer = self._decider.decide(asked, candidates, hits, top=top, threshold=threshold)
        reason = None if answer.answered else self._reason(meant)
        return replace(answer, reason=reason, corrections=corrections)

    @cached_property
    def _sentences(self) -> Mapping[Sentence, int]:
        """Every sentence with its place among all, in order: only a conversation needs them."""
        every = (sentence for passage in self.passages for sentence in passage.sentences)
        return {sentence: at for at, sentence in enumerate(every)}

    @cached_property
    def _order(self) -> Sequence[Sentence]:
        """Every sentence, in order."""
        return tuple(self._sentences)

    def _around(self, near: Nearness) -> dict[Sentence, float]:
        """The sentences that `near` pulls, each with how much; none if its document is no longer among these."""
        at = self._sentences.get(near.sentence)
        if at is None:
            return {}
        places = {at + far: by for far, by in near.pull.items() if 0 <= at + far < len(self._order)}
        pulled = {self._order[place]: by for place, by in places.items()}
        return {one: by for one, by in pulled.items() if one.document.doc_id == near.sentence.document.doc_id}

    def _reason(self, question: str) -> Reason:
        """Why nothing answers: nothing is named, nothing that is named occurs, or what occurs does not say."""
        named = [word.stem for word in words(question) if word.norm not in STOP_WORDS]
        if not named:
            return Reason.TOO_VAGUE
        return Reason.NOT_IN_TEXT if any(map(self._frequency, named)) else Reason.OFF_TOPIC

    def corrected(self, question: str) -> tuple[str, tuple[Correction, ...]]:
        """`question` with misspelt words as the documents spell them, and what was taken for what."""
        return self._spelling.correct(question)

    def suggestions(self, count: int = 3) -> tuple[str, ...]:
        """At most `count` questions that one can ask of these documents."""
        return suggest.questions(self.documents, count)

    def names(self) -> tuple[str, ...]:
        """The names that occur in the documents, most frequent first."""
        return suggest.names(self.documents)


def _neural(lexical: Reader, configuration: Configuration) -> Reader:
    """The neural reader on top of the lexical one."""
    network = load_network(configuration.model, threads=configuration.threads)
    weights = model.neural(configuration.model).weights
    return NeuralReader(network, lexical, weights, most=configuration.most, least=configuration.least)


def _split(
    documents: Sequence[Document], configuration: Configuration, progress: Callable[[float], None]
) -> list[Passage]:
    """The passages of all documents; `progress` is told the share of the text that is split."""
    total = sum(len(document.text) for document in documents)
    done = 0
    found: list[Passage] = []
    for document in documents:
        for passage in passages(document, words=configuration.words):
            found.append(passage)
            progress((done + passage.span.end) / total)
        done += len(document.text)
    return found


def _checked(question: str) -> str:
    asked = " ".join(question.split())
    if not asked:
        raise QuestionError("the question is empty; type one, such as: Who is Pavel?")
    if len(asked) > MAX_QUESTION:
        raise QuestionError(
            f"the question has {len(asked):,} characters, at most {MAX_QUESTION:,} are allowed; ask a shorter one"
        )
    return asked
