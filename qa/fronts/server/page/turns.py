"""A turn of a conversation -> what its template shows, in the words of the shell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from qa.dialogue import Rewrite, Turn
from qa.fronts.server.catalogue import public_name
from qa.fronts.server.page.names import suggestions
from qa.question import ABOUT_THE_ANSWER
from qa.render import certainty, checks, confidence, correction_lines, neighbours, place, shown_candidate
from qa.render.answers import (
    CLOSEST,
    AbstentionReply,
    abstention_reply,
    finding_lines,
    findings_title,
    mismatch_lines,
)
from qa.render.explained import (
    Contribution,
    contributions,
    evidence_title,
    lead_line,
    retrieval,
    without_hits,
)
from qa.render.html import Html, row_html, sentence_html, text_html
from qa.types import Answer, Candidate, Form, Hit, Intent, Span, cite

if TYPE_CHECKING:
    from qa.pipeline import Corpus

# Sentences on each side of an answer whose place, or more of which, is asked for.
_AROUND = {Intent.PLACE: 1, Intent.MORE: 2}
# Width of the picture of the evidence, on each side of its middle.
BAR_WIDTH = 100.0


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence as it is shown: between its neighbours, with the address of its document and its place in words.

    `row` is the sentence as a row below the names of its columns, if it is one.
    """

    before: Html
    sentence: Html
    row: Html | None
    after: Html
    address: str
    place: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """One of all answers: its sentence, how sure it is, and what is said of it beside that."""

    shown: Shown
    sure: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Bar:
    """What a feature counts, as lengths on a scale of -`BAR_WIDTH` to `BAR_WIDTH`."""

    contribution: Contribution
    best: float
    rival: float


@dataclass(frozen=True, slots=True)
class Why:
    """How an answer came about: what to check it by, what counted, and the passages found."""

    certainty: str
    checks: Sequence[tuple[str, str]]
    title: str
    bars: Sequence[Bar]
    has_rival: bool
    lead: str
    passages: Sequence[str]
    note: str


class TurnView:
    """What the template of a turn shows."""

    def __init__(
        self, turn: Turn, corpus: "Corpus", *, conversation: str, threshold: float, is_last: bool = False
    ) -> None:
        """`threshold` is the confidence from which qa answers; only the last question can be read otherwise."""
        self._turn = turn
        self._corpus = corpus
        self.conversation = conversation
        self._threshold = threshold
        self.typed = turn.rewrite.typed
        self.answer = turn.answer
        self.corrections = correction_lines(turn.answer)
        self.closest_label = CLOSEST
        self.is_about_answer = turn.intent in ABOUT_THE_ANSWER and bool(turn.answer.candidates)
        self.mismatches = mismatch_lines(turn.answer)
        self.other_reading = turn.rewrite.alternative_reading if is_last else None
        # What has one answer may have more of them.
        self.may_ask_all = is_last and turn.answer.answered and turn.answer.form in (Form.SENTENCE, Form.PARTS)

    @property
    def reading(self) -> str | None:
        """The question that was asked in place of the typed one; None if it needed no history."""
        rewrite = self._turn.rewrite
        if self.answer.parts or not rewrite.needs_history:
            # Each part shows its own question.
            return None
        if rewrite.rewritten != rewrite.typed:
            return rewrite.rewritten
        return f"{rewrite.rewritten} (as typed)" if rewrite.alternative_reading else None

    @property
    def parts(self) -> "Sequence[TurnView]":
        """The questions of a line that asks several, each with its answer."""
        turns = [
            Turn(Rewrite(part.question.text, part.question.text), Intent.QUESTION, part) for part in self.answer.parts
        ]
        return [
            TurnView(turn, self._corpus, conversation=self.conversation, threshold=self._threshold) for turn in turns
        ]

    @property
    def findings(self) -> Sequence[FindingView]:
        """All answers, if they are what was asked for."""
        return [
            FindingView(self._shown(each.candidate), confidence(each.confidence), finding_lines(each))
            for each in self.answer.findings
        ]

    @property
    def findings_title(self) -> str:
        """How many answers there are."""
        return findings_title(self.answer.findings)

    @property
    def best(self) -> Shown | None:
        """The sentence that answers."""
        best = self.answer.best
        return None if best is None or self.is_overview else self._shown(best, count=self._around)

    @property
    def points(self) -> Sequence[Shown]:
        """The sentences of an overview."""
        return [self._shown(candidate) for candidate in self.answer.candidates] if self.is_overview else []

    @property
    def is_overview(self) -> bool:
        """Whether several sentences together are the answer."""
        return self.answer.form is Form.OVERVIEW and self.answer.answered

    @cached_property
    def abstention(self) -> AbstentionReply:
        """What is said where nothing answers."""
        return abstention_reply(self.answer, suggestions=suggestions(self._corpus))

    @property
    def closest(self) -> Shown | None:
        """The sentence that comes closest where nothing answers."""
        closest = self.abstention.closest
        return None if closest is None else self._shown(closest, mark=False, count=self._around)

    @property
    def others(self) -> Sequence[Shown]:
        """The next best sentences."""
        if self.is_overview or self.answer.findings or shown_candidate(self.answer) is None:
            return []
        return [self._shown(candidate, mark=self.answer.answered) for candidate in self.answer.alternatives]

    @property
    def is_more(self) -> bool:
        """Whether the other sentences are what is asked for."""
        return self._turn.intent is Intent.MORE

    @property
    def is_sure(self) -> bool:
        """Whether it is asked how sure the answer is."""
        return self._turn.intent is Intent.SURE

    @property
    def why(self) -> Why | None:
        """How the answer came about; None where no sentence is shown."""
        answer = self.answer
        if self.is_overview or shown_candidate(answer) is None:
            return None
        listed = contributions(answer)
        note = "" if answer.hits else without_hits(answer)
        return Why(
            certainty=certainty(answer, threshold=self._threshold),
            checks=list(checks(self._turn)),
            title=evidence_title(answer),
            bars=_bars(listed),
            has_rival=bool(answer.alternatives),
            lead=lead_line(answer, listed),
            passages=[
                f"{place(cite(hit.passage, hit.passage.span))} ({retrieval(answer, hit)})" for hit in answer.hits
            ],
            note=note,
        )

    @property
    def _around(self) -> int:
        return _AROUND.get(self._turn.intent, 0)

    def _shown(self, candidate: Candidate, *, mark: bool = True, count: int = 0) -> Shown:
        document = candidate.sentence.document
        passages = self._corpus.index.passages_of(document.doc_id) if count else ()
        before, after = neighbours(candidate, passages, count=count)
        return Shown(
            _joined(document.slice(span) for span in before),
            sentence_html(candidate, mark=mark),
            row_html(candidate, mark=mark),
            _joined(document.slice(span) for span in after),
            _address(candidate, self.conversation, mark=mark),
            place(candidate.citation),
        )


def _passage_line(answer: Answer, hit: Hit) -> str:
    return f"{place(cite(hit.passage, hit.passage.span))} ({retrieval(answer, hit)})"


def _joined(texts: Iterable[str]) -> Html:
    return text_html(" ".join(texts))


def _address(candidate: Candidate, conversation: str, *, mark: bool) -> str:
    """Where the document of `candidate` is shown, with its sentence cited."""
    sentence, words = candidate.sentence, candidate.span if mark else None
    query = {"start": sentence.span.start, "end": sentence.span.end, **_words(words), "conversation": conversation}
    return f"/document/{public_name(sentence.document.doc_id)}?{urlencode(query)}#cited"


def _words(words: Span | None) -> dict[str, int]:
    return {} if words is None else {"words_start": words.start, "words_end": words.end}


def _bars(listed: Sequence[Contribution]) -> list[Bar]:
    longest = max((max(abs(each.counts), abs(each.rival or 0.0)) for each in listed), default=1.0)
    scale = BAR_WIDTH / longest
    return [Bar(each, each.counts * scale, (each.rival or 0.0) * scale) for each in listed]
