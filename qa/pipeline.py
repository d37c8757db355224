"""The flow, top to bottom: load, split, index, parse the question, retrieve, read, decide.

A `Corpus` holds what the first three made and is asked any number of questions. It keeps no state between questions, so
the same documents and the same question give the same answer.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, Self

from qa import files, model
from qa.arguments import check_number, check_type, items_of, path_of
from qa.decide import SIGNALS, Decider, combined
from qa.errors import FilterError, IndexFailure, IndexUnfinished, NoDocuments, QuestionError, SettingError
from qa.gather import FINDINGS, PASSAGES_FOUND, PASSAGES_LISTED, PASSAGES_READ, gather, listing
from qa.index import (
    FileReader,
    Filter,
    MemoryIndex,
    SegmentIndex,
    StoredIndex,
    changed,
    count_asked,
    in_document_order,
    refreshed,
    spread_passages,
)
from qa.language.tokens import content_stems, words
from qa.load import DEFAULT_MAX_BYTES, Skipped, check_loading, load, load_article
from qa.model import Calibration
from qa.model.own import OwnCalibration, reader_digest
from qa.overview import Overview, overview
from qa.question import (
    QuestionParser,
    Spelling,
    Term,
    abstention_reason,
    asked_term,
    asks_for_all,
    check_length,
    check_question,
    comparison,
    listed_type,
    overview_request,
    parsed,
    question_parts,
    section_name,
    suggest,
)
from qa.read import LexicalReader, NeuralReader, Rarity, Reader
from qa.read.definitions import definitions
from qa.read.identifiers import names_another
from qa.read.mismatches import mismatches
from qa.read.network import load as load_network
from qa.read.neural import FEATURES, MAX_PASSAGES_READ, MIN_PASSAGE_PROBABILITY
from qa.read.sections import NAMES_SECTION, is_list, named_sections
from qa.read.sift import giving_reasons, leaves_unnamed, sifted
from qa.retrieve import Retriever, TfidfRetriever
from qa.split import passages
from qa.split.passages import WORDS
from qa.split.views import context_of
from qa.types import (
    Answer,
    AnswerType,
    Candidate,
    Document,
    Evidence,
    Finding,
    Form,
    Hit,
    Intent,
    Key,
    Passage,
    Proximity,
    Question,
    QuoteCheck,
    Reason,
    Sentence,
)

# Passages that are retrieved for one question. Chosen on the training articles: see eval/ablations.md, "Depth".
TOP_K = 10
# Sentences in an answer, the best one included, unless the caller asks for another number.
DEFAULT_TOP = 5
# Passages that an overview looks at: some ten thousand sentences, a second or two. And those on a topic.
OVERVIEW_PASSAGES, TOPIC_PASSAGES = 2_000, 400
# How likely a passage answers that has another identifier of the kind asked for: 3 of 60 such questions of the training
# data, see `qa.read.identifiers`.
_NEAR_MISS = 0.05
# How likely the section that a question names answers it: see `qa.read.sections`.
_SECTION = 0.8
# Filters whose corpora are kept, so that a server does not grow.
_FILTERS_KEPT = 32
# Passages that are looked through for a definition of what is asked for, and those with one that are read beside the
# others, at most.
_DEFINED_AMONG, _DEFINITIONS = 50, 5
# The share of splitting in the time of splitting and indexing, measured on 10 MB of text: see eval/bench.py.
_SPLIT_SHARE = 0.2


# What the numbers of a configuration may be; fractions where the bounds are.
_RANGES: Mapping[str, tuple[float, float]] = {
    "passage_words": (1, 100_000),
    "top_k": (1, 100_000),
    "threads": (0, 256),
    "max_passages_read": (1, 100_000),
    "min_passage_probability": (0.0, 1.0),
}


@dataclass(frozen=True, slots=True)
class Configuration:
    """How a corpus is built; the defaults are what ships.

    `passage_words` is the length of a passage at most, in words; `top_k` the number of passages retrieved for a
    question; `reader` one of `qa.model.READERS`. For the neural reader: `model` is the folder of the network, `threads`
    how many threads it may use (0: one per core), `max_passages_read` and `min_passage_probability` which passages it
    reads (see `qa.read.neural`).

    Raises `SettingError` for an unknown reader, and for a number that is out of range.
    """

    passage_words: int = WORDS
    top_k: int = TOP_K
    reader: str = model.READERS[0]
    model: Path = model.NEURAL
    threads: int = 0
    max_passages_read: int = MAX_PASSAGES_READ
    min_passage_probability: float = MIN_PASSAGE_PROBABILITY

    def __post_init__(self) -> None:
        for name, (low, high) in _RANGES.items():
            kind = "a whole number" if isinstance(low, int) else "a number"
            check_number(name, getattr(self, name), low, high, kind=kind)
        object.__setattr__(self, "model", path_of("model", self.model))
        if self.reader not in model.READERS:
            raise SettingError(
                f"found the reader {self.reader!r}, expected {' or '.join(model.READERS)}; name one of them"
            )

    @property
    def calibration(self) -> Calibration:
        """The calibration of the reader. Raises `ModelError` if its file is missing or broken."""
        fitted = model.lexical() if self.reader == model.LEXICAL_READER else model.neural(self.model)
        return fitted.calibration


SHIPPED = Configuration()


class Corpus:
    """Documents, split and indexed, ready to be asked, by several threads at once if need be.

    A pickle of it holds the documents and how they were indexed; they are split and indexed anew when it is loaded.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        *,
        configuration: Configuration = SHIPPED,
        skipped: Sequence[Skipped] = (),
        progress: Callable[[float], None] | None = None,
    ) -> None:
        """Split and index `documents` by `configuration`; `skipped` lists what the loader left out, for the user.

        `progress` is called with the share done, from 0 to 1. Raises `NoDocuments` if there is no sentence in
        `documents`, and `ModelError` if the reader's files are missing or broken.
        """
        documents = items_of("documents", documents, Document, expected=_DOCUMENTS)
        _check_common(configuration, progress)
        report = progress or (lambda share: None)
        split = _split(documents, configuration, lambda share: report(share * _SPLIT_SHARE))
        index = MemoryIndex(
            split, documents=documents, progress=lambda share: report(_SPLIT_SHARE + share * (1 - _SPLIT_SHARE))
        )
        self._set_up(index, configuration, skipped)

    @classmethod
    def open_index(cls, folder: str | Path, *, configuration: Configuration = SHIPPED) -> Self:
        """The corpus of the index that `qa index build` saved in `folder`.

        Raises `IndexFailure` if there is none, it cannot be read, is damaged or unfinished, or another version of qa
        wrote it.
        """
        path = path_of("folder", folder)
        _check_common(configuration)
        try:
            index = StoredIndex(path)
        except OSError as error:
            where, cause = error.filename or path, error.strerror or error
            raise IndexFailure(f"cannot use {where} ({cause}); check its name and its permissions") from None
        if index.unread:
            raise IndexUnfinished(
                f"{folder} is unfinished: {index.unread:,} of its files are not read yet; build it again to go on"
            )
        return cls.of(index, configuration=configuration, skipped=index.contents.skipped)

    def changed(self, *, added: Sequence[Document] = (), removed: Collection[str] = ()) -> "Corpus":
        """The corpus without the documents whose ids are `removed`, and with those that are `added`; a new one."""
        added = items_of("added", added, Document, expected=_DOCUMENTS)
        removed = items_of("removed", removed, str, expected="ids of documents")
        words = self.configuration.passage_words
        gone = {document.doc_id for document in added}.union(removed)
        index = changed(self.index, added=added, removed=gone, words=words)
        return Corpus.of(index, configuration=self.configuration, skipped=self.skipped).calibrated(self.own)

    def calibrated(self, own: OwnCalibration | None) -> "Corpus":
        """The corpus that decides by `own` (see `qa.model.own`), if that is of its reader; None: by what ships."""
        check_type("own", own, OwnCalibration, type(None), expected="a calibration or None")
        corpus = copy(self)
        corpus.own, corpus._filtered = own, {}
        corpus._decider = Decider(corpus._calibration)
        return corpus

    @property
    def uses_own(self) -> bool:
        """Whether it decides by a calibration of one's own."""
        configuration = self.configuration
        return self.own is not None and self.own.reader == reader_digest(configuration.reader, configuration.model)

    @property
    def _calibration(self) -> Calibration:
        shipped = self.configuration.calibration
        return self.own.of(shipped) if self.own is not None and self.uses_own else shipped

    def filtered(self, filter: Filter, modified_ns: Mapping[int, int] | None = None) -> "Corpus":
        """The corpus of which `filter` says which documents are asked; frequencies stay those of all.

        `modified_ns` are the times of the documents' files by their numbers; None: those that the index knows. If the
        corpus is filtered already, what both filters allow is asked. Raises `FilterError` if that is no document.
        """
        check_type("filter", filter, Filter, expected="a qa.Filter", error=FilterError)
        known = self._filtered.get(filter)
        if known is not None:
            return known
        times = self.index.modified_ns if modified_ns is None else modified_ns
        corpus: Corpus = copy(self)
        corpus._filtered = {}
        corpus.index = self.index.within(frozenset(filter.numbers(self.index.entries, times)))
        if not corpus.index.asked:
            raise FilterError(f"no document that is asked matches the filter ({filter}); widen it, or leave it out")
        corpus._retriever = TfidfRetriever(corpus.index)
        if len(self._filtered) >= _FILTERS_KEPT:
            self._filtered.clear()
        self._filtered[filter] = corpus
        return corpus

    @classmethod
    def of(
        cls, index: SegmentIndex, *, configuration: Configuration = SHIPPED, skipped: Sequence[Skipped] = ()
    ) -> Self:
        """The corpus of an index that holds its documents already; see `Corpus` for the rest."""
        check_type("index", index, SegmentIndex, expected="an index")
        _check_common(configuration)
        corpus = cls.__new__(cls)
        corpus._set_up(index, configuration, skipped)
        return corpus

    def _set_up(self, index: SegmentIndex, configuration: Configuration, skipped: Sequence[Skipped]) -> None:
        self.skipped = items_of("skipped", skipped, Skipped, expected="files that were left out, as qa.load names them")
        if not index.passages:
            raise NoDocuments("no sentence found in the documents; name at least one file with prose in it")
        self.index = index
        self.configuration = configuration
        self._filtered: dict[Filter, Corpus] = {}
        self._parser = QuestionParser(Spelling(index))
        self._retriever: Retriever = TfidfRetriever(index)
        self._reader = _reader(index, configuration)
        self.own: OwnCalibration | None = None
        self._decider = Decider(self._calibration)

    @property
    def documents(self) -> Sequence[Document]:
        """Every document, in the order in which it was named and found."""
        return self.index.documents

    @property
    def passages(self) -> Sequence[Passage]:
        """Every passage, in the order of the documents."""
        return self.index.passages

    @classmethod
    def open(
        cls,
        *sources: str | Path,
        max_bytes: int = DEFAULT_MAX_BYTES,
        allow_private: bool = False,
        configuration: Configuration = SHIPPED,
        progress: Callable[[float], None] | None = None,
        cache: str | Path | None = None,
    ) -> Self:
        """Load files, folders and addresses (`-` is standard input) and index them; without any, the bundled article.

        `max_bytes` is the size of the largest file that is read, `allow_private` whether addresses of the user's own
        network are; `configuration` and `progress` are those of `Corpus`. In the folder `cache` the index is saved, to
        be opened the next time; only files that changed are then read again.
        Raises `SourceError` for a source that cannot be read, `NoDocuments` if no sentence is in them, and `ModelError`
        if the reader's files are missing or broken.
        """
        _check_common(configuration, progress)
        check_loading(sources, max_bytes=max_bytes, allow_private=allow_private)
        if cache is not None:
            saved = refreshed(
                path_of("cache", cache),
                sources or [files.article()],
                reader(configuration, max_bytes=max_bytes, allow_private=allow_private, is_article=not sources),
                progress=progress or (lambda share: None),
            )
            return cls.of(saved.index, configuration=configuration, skipped=saved.skipped)
        loaded = load(sources, max_bytes=max_bytes, allow_private=allow_private) if sources else load_article()
        return cls(loaded.documents, configuration=configuration, skipped=loaded.skipped, progress=progress)

    def __copy__(self) -> Self:
        # Not by `__reduce__`, which would index the documents anew.
        corpus = type(self).__new__(type(self))
        corpus.__dict__.update(self.__dict__)
        return corpus

    def __reduce__(self) -> tuple[Any, ...]:
        # What is made of the documents holds locks, caches and the session of the network.
        return _indexed_anew, (type(self), tuple(self.documents), self.configuration, self.skipped, self.own)

    @property
    def sentence_count(self) -> int:
        """How many sentences can be the answer."""
        return self.index.sentence_count

    @property
    def threshold(self) -> float:
        """The confidence from which it answers, unless `ask` is given another."""
        return self._decider.threshold

    def parse(self, line: str) -> Question:
        """`line` as a question about these documents, its spelling corrected to theirs.

        Raises `QuestionError` if it is longer than `MAX_QUESTION` characters or no text.
        """
        check_length(line)
        return self._parser.parse(line)

    def ask(
        self,
        question: str | Question,
        *,
        threshold: float | None = None,
        top: int = DEFAULT_TOP,
        near: Proximity | None = None,
        filter: Filter | None = None,
        all: bool = False,
        depth: int | None = None,
    ) -> Answer:
        """The sentence that answers `question`, or an abstention if its confidence is below `threshold`.

        `question` is a line, or one that `parse` made; `threshold` is a probability, None for the calibrated one; `top`
        is how many sentences to return at most, the best one included; `near` is the last answer, if the question
        needs it (see `qa.dialogue`); `filter` says which documents are asked. With `all`, and for a question that
        plainly asks for all answers, `findings` hold every sentence whose confidence is at least `threshold`; see
        `qa.gather`. `depth` is how many passages are looked at, besides those near the last answer, None for the
        configured `top_k`.

        Raises `QuestionError` if the question is empty, longer than `MAX_QUESTION` characters or no text,
        `SettingError` if another argument is out of range, and `FilterError` if the filter allows no document.
        """
        check_number("top", top, 1, kind="a whole number")
        if threshold is not None:
            check_number("threshold", threshold, 0.0, 1.0, kind="a probability")
        if depth is not None:
            check_number("depth", depth, 1, kind="a whole number")
        check_type("near", near, Proximity, type(None), expected="a Proximity or None")
        check_type("all", all, bool, expected="True or False")
        if filter is not None:
            check_type("filter", filter, Filter, expected="a qa.Filter or None", error=FilterError)
        if filter:
            filtered = self.filtered(filter)
            return filtered.ask(question, threshold=threshold, top=top, near=near, all=all, depth=depth)
        check_question(question.text if isinstance(question, Question) else question)
        asked = question if isinstance(question, Question) else self.parse(question)
        if asked.intent is Intent.OVERVIEW:
            return self._overview_answer(asked)
        if asked.intent is not Intent.QUESTION:
            return Answer(asked, reason=abstention_reason(asked.intent))
        if parts := question_parts(asked.corrected):
            return combined(asked, [self.ask(part, threshold=threshold, top=top, all=all) for part in parts])
        if (answer_type := listed_type(asked.corrected)) is not None:
            return self._listed(asked, answer_type)
        answer = self._answer(asked, threshold=threshold, top=top, near=near, depth=depth)
        if not all and (section := self._section(answer, threshold=threshold)) is not None:
            return section
        if all or (answer.answered and asks_for_all(asked.corrected)):
            return self._all(answer, threshold=threshold, near=near, is_asked=all)
        compared = comparison(asked.corrected)
        if compared is None or self._speaks_of(answer, compared.things):
            return answer
        each = [self.ask(part, threshold=threshold, top=top) for part in compared.questions]
        return replace(answer, form=Form.PARTS, parts=tuple(each)) if answer.answered else combined(asked, each)

    def _answer(
        self, asked: Question, *, threshold: float | None, top: int, near: Proximity | None, depth: int | None = None
    ) -> Answer:
        """The answer to a single question."""
        every, hits = self._candidates(asked, self._reader, depth or self.configuration.top_k, near)
        candidates = giving_reasons(every, asked)
        at_most = self._at_most(asked, candidates)
        if candidates and len(candidates) < len(every):
            # The sentence that says it all again is no answer, but speaks against the next one.
            beside = [candidates[0], *(each for each in every if each is not candidates[0])]
            at_most = min(at_most, self._decider.confidence(beside))
        answer = self._decider.decide(asked, candidates, hits, top=top, threshold=threshold, at_most=at_most)
        if candidates:
            answer = replace(answer, mismatches=mismatches(asked, candidates[0]))
        return answer if answer.answered else replace(answer, reason=self._reason(asked, candidates))

    def _section(self, answer: Answer, *, threshold: float | None) -> Answer | None:
        """The section that the question of `answer` asks for by its name; None if it asks for none, or is answered.

        An answer from a list that is asked for is not enough: all of the list answers.
        """
        limit = self.threshold if threshold is None else threshold
        named = section_name(answer.question.corrected)
        if named is None or limit > _SECTION:
            return None
        hits = answer.hits if answer.answered else self._retriever.search(answer.question, PASSAGES_FOUND)
        sections = named_sections(named, hits, self.index.passages_of)
        if answer.best is not None:
            sentence = answer.best.sentence
            lists = (section for section in sections if is_list(section) or len(section) == 1)
            sections = sorted(lists, key=lambda section: sentence not in section)
            if not sections or sentence not in sections[0]:
                return None
        evidence = {NAMES_SECTION: Evidence(1.0, 1.0)}
        below = islice(chain.from_iterable(sections), FINDINGS)
        candidates = [Candidate(sentence, None, 1.0, evidence) for sentence in below]
        if not candidates:
            return None
        confidence = max(_SECTION, answer.confidence)
        if len(candidates) == 1:
            first = answer.best or candidates[0]
            others = [each for each in answer.candidates if each.sentence != first.sentence]
            return replace(answer, candidates=(first, *others), answered=True, confidence=confidence, reason=None)
        return replace(
            answer,
            candidates=tuple(candidates),
            answered=True,
            confidence=confidence,
            reason=None,
            form=Form.ALL,
            findings=tuple(Finding(candidate, confidence) for candidate in candidates),
            mismatches=(),
        )

    def _all(self, answer: Answer, *, threshold: float | None, near: Proximity | None, is_asked: bool) -> Answer:
        """`answer`, which is to one, with all answers; a question that is not said to want all must have two."""
        asked, limit = answer.question, self.threshold if threshold is None else threshold
        k = max(self.configuration.top_k, PASSAGES_FOUND)
        reader = self._reader.reading(max(self.configuration.max_passages_read, PASSAGES_READ))
        candidates, _ = self._candidates(asked, reader, k, near)
        at_most = self._at_most(asked, candidates)
        rated = ((candidate, min(sure, at_most)) for candidate, sure in self._decider.each(candidates))
        sure = [(candidate, confidence) for candidate, confidence in rated if confidence >= limit]
        if answer.best is not None and answer.best.sentence.key not in {pair[0].sentence.key for pair in sure}:
            sure.insert(0, (answer.best, answer.confidence))
        findings = gather(asked, sure, allows_several=asks_for_all(asked.corrected))
        if not is_asked and len(findings) < 2:
            return answer
        if not findings or answer.answered:
            return replace(answer, form=Form.ALL, findings=findings)
        best, confidence = sure[0]
        others = [candidate for candidate in answer.candidates if candidate.sentence != best.sentence]
        return replace(
            answer,
            candidates=(best, *others),
            answered=True,
            confidence=confidence,
            reason=None,
            form=Form.ALL,
            findings=findings,
            mismatches=mismatches(asked, best),
        )

    def _listed(self, asked: Question, answer_type: AnswerType) -> Answer:
        """Every instance of a type in the documents: "all dates"."""
        findings = listing(islice(self.index.asked_passages, PASSAGES_LISTED), answer_type)
        if not findings:
            return Answer(asked, reason=Reason.NOT_IN_TEXT, form=Form.ALL)
        candidates = tuple(finding.candidate for finding in findings)
        return Answer(asked, candidates, answered=True, confidence=1.0, form=Form.ALL, findings=findings)

    def _candidates(
        self, asked: Question, reader: Reader, k: int, near: Proximity | None
    ) -> tuple[list[Candidate], Sequence[Hit]]:
        """The sentences of the best `k` passages, best first, each once, and those passages."""
        prior = self._prior(near) if near is not None else {}
        said: Mapping[Key, Passage] = next((said for said in map(self.index.details, asked.details) if said), {})
        hits = self._retriever.search(
            asked,
            k,
            also={sentence.passage for sentence in prior},
            among=set(said.values()) if said else None,
        )
        log_odds = {sentence.key: odds for sentence, odds in prior.items()}
        term = asked_term(asked.proper)
        if term is not None and not said:
            hits, defining = self._with_definitions(asked, term, hits)
            candidates = reader.read(asked, hits, prior=log_odds, defining=defining)
        else:
            candidates = reader.read(asked, hits, prior=log_odds)
        if said:
            # What is asked of the documents themselves, they say in their metadata.
            candidates = [candidate for candidate in candidates if candidate.sentence.key in said]
        return sifted(candidates), hits

    def _with_definitions(
        self, asked: Question, term: Term, hits: Sequence[Hit]
    ) -> tuple[Sequence[Hit], Mapping[Key, float]]:
        """The passages `hits`, with a few more that define `term`, and how plainly each sentence does."""
        wider = self._retriever.search(asked, max(_DEFINED_AMONG, len(hits)))
        defining = definitions(term, wider)
        known = {hit.passage.key for hit in hits}
        more = [
            hit
            for hit in wider
            if hit.passage.key not in known and any(defining.get(sentence.key) for sentence in hit.passage.sentences)
        ]
        added = [replace(hit, rank=len(hits) + number) for number, hit in enumerate(more[:_DEFINITIONS], 1)]
        return (*hits, *added), defining

    @staticmethod
    def _speaks_of(answer: Answer, things: Sequence[str]) -> bool:
        """Whether the answering sentence names each of `things`."""
        if answer.text is None:
            return False
        held = {word.stem for word in words(answer.text)}
        return all(content_stems(thing) <= held for thing in things)

    def search(self, question: str | Question, *, top: int = TOP_K, filter: Filter | None = None) -> Sequence[Hit]:
        """The passages most alike to `question`, at most `top`, best first; raises as `ask` does."""
        check_number("top", top, 1, kind="a whole number")
        if filter is not None:
            check_type("filter", filter, Filter, expected="a qa.Filter or None", error=FilterError)
        if filter:
            return self.filtered(filter).search(question, top=top)
        check_question(question.text if isinstance(question, Question) else question)
        asked = question if isinstance(question, Question) else self.parse(question)
        return self._retriever.search(asked, top)

    def passages_beside(self, answer: Answer) -> Sequence[Passage]:
        """The passages of the document that holds the first candidate of `answer`, or of each of its parts."""
        check_type("answer", answer, Answer, expected="a qa.Answer")
        firsts = [part.candidates[0] for part in answer.parts or (answer,) if part.candidates]
        doc_ids = dict.fromkeys(first.sentence.document.doc_id for first in firsts)
        return tuple(passage for doc_id in doc_ids for passage in self.index.passages_of(doc_id))

    def passages_like(self, text: str, count: int) -> Sequence[Passage]:
        """At most `count` passages that have the most in common with `text`, best first.

        Raises `SettingError` if `text` is no text, or `count` negative.
        """
        check_type("text", text, str, expected="text")
        check_number("count", count, 0, kind="a whole number")
        return [hit.passage for hit in self._retriever.search(parsed(text), count)]

    def overview(self, topic: str = "", *, sentences: int | None = None) -> Overview:
        """The sentences that stand for the documents, or for what they say of `topic`; see `qa.overview`.

        `sentences` is how many at most; None leaves it to the length of the text. Raises `QuestionError` if it is less
        than 1, and `SettingError` if it is no whole number, or `topic` no text.
        """
        check_type("topic", topic, str, expected="text")
        if sentences is not None:
            check_type("sentences", sentences, int, expected="a whole number or None")
            if sentences < 1:
                raise QuestionError(f"found {sentences} sentences, expected 1 or more; ask for at least one")
        return overview(self._passages_on(topic), count=sentences, topic=topic)

    def _passages_on(self, topic: str) -> Sequence[Passage]:
        """What an overview looks at: all passages; of a large index, those alike to `topic`, or a spread of all."""
        if count_asked(self.index) <= OVERVIEW_PASSAGES:
            return self.index.asked_passages
        if topic:
            return in_document_order(self.index, self.passages_like(topic, TOPIC_PASSAGES))
        return spread_passages(self.index, OVERVIEW_PASSAGES)

    def check(self, quote: str, *, places: int = 5) -> QuoteCheck:
        """Whether `quote` is in the documents: exact, near or absent; see `qa.quotes`.

        `places` is how many places of an exact quote are looked for, at most. Raises `QuoteError` if the quote has no
        word or is too long, and `SettingError` if `places` is out of range.
        """
        # Few ask for it, and its patterns take a while to compile.
        from qa.quotes import check

        check_number("places", places, 1, kind="a whole number")
        return check(quote, self.index, places=places)

    def _overview_answer(self, asked: Question) -> Answer:
        """The overview that `asked` wants, as an answer; an abstention if no sentence speaks of its topic."""
        request = overview_request(asked.text)
        chosen = self.overview(request.topic, sentences=request.count) if request else Overview((), 0)
        if not chosen.sentences:
            return Answer(asked, reason=Reason.NOT_IN_TEXT, form=Form.OVERVIEW)
        candidates = tuple(Candidate(sentence, None, 0.0) for sentence in chosen.sentences)
        return Answer(asked, candidates, answered=True, confidence=1.0, form=Form.OVERVIEW)

    def _prior(self, near: Proximity) -> dict[Sentence, float]:
        """The sentences near the last answer with their log-odds; none if its document is no longer among these."""
        around = self.index.neighbours(near.sentence, near.log_odds)
        return {sentence: near.log_odds[distance] for distance, sentence in around.items()}

    def _at_most(self, question: Question, candidates: Sequence[Candidate]) -> float:
        """How sure an answer can be."""
        is_open = self._is_near_miss(question, candidates) or leaves_unnamed(candidates, question)
        return _NEAR_MISS if is_open else 1.0

    def _is_near_miss(self, question: Question, candidates: Sequence[Candidate]) -> bool:
        """Whether the question names an identifier that is nowhere, and the best passage has another of its kind."""
        if not candidates:
            return False
        passage = candidates[0].sentence.passage
        text = f"{context_of(passage)}\n{passage.text}"
        return names_another(question.corrected, text, self.index.document_frequency)

    def _reason(self, question: Question, candidates: Sequence[Candidate]) -> Reason:
        """Why nothing answers: nothing is named, nothing that is named occurs, or what occurs does not say.

        A form of a word counts as the word: "decided" is under the heading "Decisions".
        """
        if not question.content_words:
            return Reason.TOO_VAGUE
        occurs = any(self.index.document_frequency(word.stem) for word in question.content_words)
        unknown = candidates[0].evidence.get("unknown_words") if candidates else None
        is_near = unknown is not None and unknown.value < 1
        return Reason.NOT_IN_TEXT if occurs or is_near else Reason.OFF_TOPIC

    def suggestions(self, count: int = 3) -> tuple[str, ...]:
        """At most `count` questions that a person can ask of these documents.

        Raises `SettingError` if it is negative.
        """
        check_number("count", count, 0, kind="a whole number")
        return suggest.questions(self.index.names(), count)

    def names(self) -> tuple[str, ...]:
        """The names that occur in the documents, most frequent first."""
        return tuple(name.text for name in self.index.names())


# What the messages call documents.
_DOCUMENTS = "documents, as qa.load and qa.load_text return them"


def _check_common(configuration: object, progress: object = None) -> None:
    """Raise `SettingError` unless `configuration` is one, and `progress` can be called or is None."""
    check_type("configuration", configuration, Configuration, expected="a qa.Configuration")
    check_type("progress", progress, Callable, type(None), expected="a function or None")  # type: ignore[arg-type]


def _indexed_anew(
    kind: type[Corpus],
    documents: Sequence[Document],
    configuration: Configuration,
    skipped: Sequence[Skipped],
    own: OwnCalibration | None,
) -> Corpus:
    """The corpus that was pickled."""
    return kind(documents, configuration=configuration, skipped=skipped).calibrated(own)


def reader(
    configuration: Configuration, *, max_bytes: int, allow_private: bool = False, is_article: bool = False
) -> FileReader:
    """How the files of an index are read by `configuration`; the bundled article is shown by its name alone."""
    return FileReader(
        max_bytes, configuration.passage_words, files.code_stamp(), allow_private, files.ARTICLE_NAME * is_article
    )


def _reader(index: SegmentIndex, configuration: Configuration) -> Reader:
    """The reader that `configuration` names. Raises `ModelError` if its model is broken or of another version."""
    fitted = model.lexical()
    rarity = Rarity(index.document_frequency, len(index.passages), fitted.background)
    lexical = LexicalReader(fitted.weights, rarity)
    if configuration.reader == model.LEXICAL_READER:
        return lexical
    neural = model.neural(configuration.model)
    unknown = sorted({*neural.weights} - {*FEATURES} | {*neural.calibration.weights} - SIGNALS)
    if unknown:
        # The model of another version: without this its weights would count nothing, and every answer would be wrong.
        reason = f"weighs {unknown[0]!r}, which this version of qa does not know; fit it again"
        raise model.broken(configuration.model / model.ABOUT, reason)
    return NeuralReader(
        load_network(configuration.model, threads=configuration.threads),
        lexical,
        neural.weights,
        max_passages_read=configuration.max_passages_read,
        min_passage_probability=configuration.min_passage_probability,
    )


def _split(
    documents: Sequence[Document], configuration: Configuration, progress: Callable[[float], None]
) -> list[Passage]:
    """The passages of all documents; `progress` is called with the share of the text that is split.

    A document with the text of an earlier one is a copy, and is left out: neither its sentences nor its words count.
    """
    originals = list({document.text: document for document in reversed(documents)}.values())[::-1]
    total = sum(len(document.text) for document in originals)
    done = 0
    split: list[Passage] = []
    for document in originals:
        for passage in passages(document, words=configuration.passage_words):
            split.append(passage)
            progress((done + passage.span.end) / total)
        done += len(document.text)
    return split
