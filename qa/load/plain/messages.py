"""Lines that say who speaks, when, or what their value is.

    12/03/2024, 18:05 - Karl: I can, the big one      a message: time, speaker, words
    Ada Byron  10:32 AM                               who speaks below, and when, if others do so, too
    ADA: Where is the key?                            a speech, if its label comes again in the text
    HAMLET. To be, or not to be                       a speech of a play; the name may be alone on its line
    Q: Do you offer refunds?  /  A: Yes.              a question and its answer
    Due date:   13 March 2024                         a label and its value

Known limitations: a speaker alone on a line without a stop, as in a screenplay, is text. Dates are recognised by their
digits.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from qa.load.lines import shorten

# A label is not longer than a few words; a line has no more than this many characters before its words.
_LABEL = re.compile(r"(?P<label>[A-ZÀ-ÞА-Я][\w.'’()/-]*(?: [\w.'’()/&-]+){0,3}):(?:\s|$)")
_DATE = r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2}))"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,3})?)?(?:\s?[ap]\.?m\b\.?)?"
_STAMP = re.compile(rf"[\[(<]?(?P<time>{_DATE}(?:,?[ T]{_CLOCK})?Z?|{_CLOCK})[\])>]?(?:\s*[-–—|])?\s+", re.IGNORECASE)
_SPEAKER = re.compile(r"(?:<(?P<nick>[^<>\n]{1,30})>|(?P<name>[^\W\d_][^:\n]{0,38}?):)(?=\s|$)")
_NAME_THEN_TIME = re.compile(rf"(?P<name>[^\W\d_][\w.'’ -]{{0,38}}?) [\[(](?P<time>{_CLOCK})[\])]:?(?:\s|$)", re.I)

# What is above a message, alone on its line, and the name before a speech of a play.
_NAME_AND_TIME = re.compile(rf"(?P<name>[^\W\d_][\w.'’ -]{{0,38}}?)(?: [—–|-])? (?P<time>{_CLOCK})(?:\s|$)", re.I)
_ROLE = re.compile(r"(?P<name>[A-ZÀ-Þ][A-ZÀ-Þ'’-]+(?: [A-ZÀ-Þ][A-ZÀ-Þ'’-]*){0,3})\.(?:\s|$)")
_NUMERAL = re.compile(r" [IVXLC]+$")
# Share of the lines of a play that begin with a name, at least: verse has speeches of many lines.
_ROLE_SHARE = 0.1

_QUESTION = re.compile(r"(?:Q|Question|Frage)\s?\d{0,3}[.:)]\s", re.IGNORECASE)
_ANSWER = re.compile(r"(?:A|Answer|Antwort)\s?\d{0,3}[.:)]\s", re.IGNORECASE)

# Share of the lines with a repeated label that end a sentence: below it they are records, not speech.
_SPEECH_SHARE = 0.5
# Characters of a label and its value; more are a paragraph that begins with a label.
_LONGEST_FIELD = 160
_SENTENCE_END = re.compile(r"[^\W\d]{3}[.!?][\"'”’)]*(?:\s+[\"'“‘(]*[^\W\d_a-zà-ÿ]|$)")


class Message(NamedTuple):
    """Who speaks in a line, and when; each of them may be unknown. `is_stamped` says that the time comes first."""

    speaker: str | None
    time: str | None
    is_stamped: bool


def label_of(line: str) -> str | None:
    """The label at the start of the cleaned `line`: "Due date" of "Due date: 13 March"."""
    match = _LABEL.match(line)
    return match["label"] if match else None


def is_field(line: str) -> bool:
    """Whether the cleaned `line` is a label and its value, not a label before sentences."""
    match = _LABEL.match(line)
    has_value = match is not None and match.end() < len(line) and "(" not in match["label"]
    return has_value and len(line) <= _LONGEST_FIELD and not _SENTENCE_END.search(line)


def message_of(line: str, speakers: frozenset[str]) -> Message | None:
    """The message that begins in the cleaned `line`. `speakers` are labels that are known to be names."""
    stamp = _STAMP.match(line)
    if stamp:
        speaker = _SPEAKER.match(line, stamp.end())
        return Message((speaker["nick"] or speaker["name"]) if speaker else None, stamp["time"], True)
    nick = _SPEAKER.match(line) if line.startswith("<") else None
    if nick:
        return Message(nick["nick"], None, False)
    timed = _NAME_THEN_TIME.match(line)
    if timed:
        return Message(timed["name"], timed["time"], False)
    if _QUESTION.match(line) or _ANSWER.match(line):
        return Message(None, None, False)
    above = _NAME_AND_TIME.match(line)
    if above and above["name"] in speakers:
        return Message(above["name"], above["time"], False)
    label = _role(line) or label_of(line)
    return Message(label, None, False) if label in speakers else None


def is_above_words(line: str, speakers: frozenset[str]) -> bool:
    """Whether the cleaned `line` only says who speaks: the words are below it."""
    match = _NAME_AND_TIME.match(line) or _ROLE.match(line)
    return match is not None and match.end() == len(line) and match["name"] in speakers


def _role(line: str) -> str | None:
    """The name before a speech of a play; "SCENE II." is none."""
    match = _ROLE.match(line)
    return match["name"] if match and not _NUMERAL.search(match["name"]) else None


def find_speakers(lines: Sequence[str]) -> frozenset[str]:
    """Who speaks in the cleaned `lines`: in "ADA: Yes.", in "ADA. Yes.", or below "Ada Byron 10:32 AM"."""
    return _labelled_speakers(lines) | _roles(lines) | _names_above(lines)


def _roles(lines: Sequence[str]) -> frozenset[str]:
    """The names before the speeches of a play, if it is one: two or more take turns."""
    counts = Counter(role for line in lines if (role := _role(line)))
    is_play = sum(count > 1 for count in counts.values()) > 1 and counts.total() >= _ROLE_SHARE * len(lines)
    return frozenset(counts) if is_play else frozenset()


def _names_above(lines: Sequence[str]) -> frozenset[str]:
    """The names with a time above their messages, if two or more take turns. In a timetable nothing is below them."""
    matches = [_NAME_AND_TIME.match(line) for line in lines]
    above = [
        match["name"] if match and match.end() == len(line) else None
        for match, line in zip(matches, lines, strict=True)
    ]
    counts = Counter(name for name, below in pairwise([*above, ""]) if name and below is None)
    is_chat = len(counts) > 1 and max(counts.values()) > 1
    return frozenset(counts) if is_chat else frozenset()


def _labelled_speakers(lines: Sequence[str]) -> frozenset[str]:
    """The labels that are speakers: two or more take turns, and what they say are sentences."""
    labelled = [(label, line) for line in lines if (label := label_of(line))]
    counts = Counter(label for label, _ in labelled)
    speeches = [(label, line) for label, line in labelled if counts[label] > 1]
    ended = sum(line.rstrip("\"'”’)]")[-1] in ".!?…" for _, line in speeches)
    if len({label for label, _ in speeches}) < 2 or ended < _SPEECH_SHARE * len(speeches):
        return frozenset()
    return frozenset(counts)


class Questions:
    """Follows a conversation, so that an answer has the question before it as its context."""

    def __init__(self) -> None:
        self._question: str | None = None
        self._asker: str | None = None
        self._is_labelled = False

    def context(self, text: str, message: Message | None) -> tuple[str, ...]:
        """The question that the cleaned `text` answers, if there is one: that of another speaker, or that of "Q:"."""
        question, asker, is_labelled = self._question, self._asker, self._is_labelled
        self._question = None
        if message is None:
            return ()
        if _QUESTION.match(text) or (text.endswith("?") and not _ANSWER.match(text)):
            self._question = shorten(text)
            self._asker, self._is_labelled = message.speaker, bool(_QUESTION.match(text))
            return ()
        answers = bool(_ANSWER.match(text)) if is_labelled else message.speaker != asker
        return (question,) if question and answers else ()
