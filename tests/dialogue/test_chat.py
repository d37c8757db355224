"""A conversation with an invented corpus, which answers every question with the same sentence."""

from dataclasses import dataclass, field, replace
from math import exp

import pytest

from qa.dialogue import Chat
from qa.dialogue.turn import ANAPHORA, ELLIPSIS, PastTurn, Rewrite
from qa.errors import QuestionError
from qa.index import MemoryIndex
from qa.load import load_text
from qa.model import dialogue
from qa.question import parsed
from qa.read.neural import MAX_PASSAGES_READ
from qa.split import passages
from qa.types import Answer, Candidate, Correction, Intent, Reason, Span
from tests import builders

from .builders import rewritten

TEXT = "Tom Byron moved to Ulm in 1843. He sold clocks there. His sister Ada stayed in London."


@dataclass
class FakeCorpus:
    """Answers every question with one sentence of the text, or with nothing, and keeps what it was asked."""

    text: str = TEXT
    sentence: int | None = 0
    confidence: float = 1.0
    parsed: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    nears: list = field(default_factory=list)
    all: list = field(default_factory=list)
    depths: list = field(default_factory=list)
    # The questions that find something, if not all do.
    answerable: tuple = ()

    def __post_init__(self):
        self.documents = (load_text(self.text),)
        self.passages = tuple(passages(self.documents[0]))
        self.index = MemoryIndex(self.passages)

    def parse(self, line):
        """See `qa.Corpus.parse`."""
        self.parsed.append(line)
        text = " ".join(line.split())
        return parsed(text, text.replace("Byrn", "Byron"), (Correction("Byrn", "Byron"),) * text.count("Byrn"))

    def ask(self, question, *, threshold=None, top=5, near=None, all=False, depth=None):
        """See `qa.Corpus.ask`."""
        self.all.append(all)
        if "?" not in question.text:
            raise QuestionError("no question")
        self.asked.append(question)
        self.nears.append(near)
        self.depths.append(depth)
        if self.sentence is None or (self.answerable and question.text not in self.answerable):
            return Answer(question, confidence=self.confidence, reason=Reason.NOT_IN_TEXT)
        sentence = self.passages[0].sentences[self.sentence]
        span = Span(sentence.span.start, sentence.span.start + 3)
        return Answer(question, (Candidate(sentence, span, 1.0),), True, self.confidence)


# What is asked


def test_follow_up_is_asked_as_rewritten():
    chat = Chat(FakeCorpus())
    chat.ask("Where did Tom Byron move?")
    turn = chat.ask("Why did he move?")
    asked = [question.text for question in chat.corpus.asked]
    assert asked == ["Where did Tom Byron move?", "Why did Tom Byron move?"]
    assert (turn.rewrite.typed, turn.answer.question.text) == ("Why did he move?", "Why did Tom Byron move?")


def test_whole_question_is_asked_without_history():
    chat = Chat(FakeCorpus())
    chat.ask("Where did Tom Byron move?")
    chat.ask("Who stayed in London?")
    assert (chat.corpus.asked[-1].text, chat.corpus.nears[-1]) == ("Who stayed in London?", None)


def test_each_line_is_parsed_once():
    chat = Chat(FakeCorpus())
    lines = ["Where did Tom Byron move?", "Why did he move?", "Thanks!"]
    for line in lines:
        chat.ask(line)
    assert chat.corpus.parsed == lines


def test_white_space_of_line_is_kept():
    chat = Chat(FakeCorpus())
    chat.ask("Where did Tom Byron move?")
    assert chat.ask(" Why  did he\tmove?").rewrite.typed == " Why  did he\tmove?"
    assert chat.corpus.asked[-1].text == "Why did Tom Byron move?"


def test_answering_words_can_be_referred_to():
    chat = Chat(FakeCorpus())
    chat.ask("Who moved to Ulm?")
    # "Tom" answered; the sentence has his full name.
    assert chat.ask("What did he sell?").rewrite.rewritten == "What did Tom Byron sell?"


# Several questions on a line, and all answers


def test_questions_of_a_line_refer_to_each_other():
    chat = Chat(FakeCorpus())
    chat.ask("Where did Tom Byron move?")
    turn = chat.ask("When did he move and why did he sell clocks?")
    asked = [question.text for question in chat.corpus.asked[1:]]
    assert asked == ["When did Tom Byron move?", "Why did Tom Byron sell clocks?"]
    assert [part.question.text for part in turn.answer.parts] == asked and len(chat.turns) == 2
    assert turn.rewrite.rewritten == " ".join(asked)


def test_follow_up_refers_to_each_question():
    chat = Chat(FakeCorpus())
    chat.ask("Who is Tom Byron and where is Ulm?")
    assert chat.ask("Why did he move?").rewrite.rewritten == "Why did Tom Byron move?"


def test_all_answers_replace_the_last_turn():
    chat = Chat(FakeCorpus())
    assert chat.ask_all() is None
    chat.ask("Where did Tom Byron move?")
    chat.ask("Thanks!")
    turn = chat.ask_all()
    assert chat.corpus.all == [False, True] and chat.turns[0] is turn and len(chat.turns) == 2


# Near the last answer


@pytest.mark.parametrize(("line", "kind"), [("Why did he move?", ANAPHORA), ("Why?", ELLIPSIS)])
def test_answer_to_follow_up_is_near_last_one(line, kind):
    chat = Chat(FakeCorpus(sentence=1))
    chat.ask("Where did Tom Byron move?")
    chat.ask(line)
    near = chat.corpus.nears[-1]
    assert near.sentence.text == "He sold clocks there."
    assert near.log_odds == pytest.approx(dialogue().proximity[kind])


def test_uncertain_answer_hardly_attracts_the_next():
    chat = Chat(FakeCorpus(confidence=0.1))
    chat.ask("Where did Tom Byron move?")
    chat.ask("Why did he move?")
    log_odds = chat.corpus.nears[-1].log_odds[0]
    # exp(log_odds) is a likelihood ratio: with probability 0.1 the fitted one, otherwise 1.
    assert exp(log_odds) == pytest.approx(0.1 * exp(dialogue().proximity[ANAPHORA][0]) + 0.9)


def test_answer_before_abstention_is_near():
    chat = Chat(FakeCorpus())
    chat.ask("Where did Tom Byron move?")
    chat.corpus.sentence = None
    chat.ask("Why did he move?")
    chat.ask("When did he move?")
    assert chat.corpus.nears[-1].sentence.text == "Tom Byron moved to Ulm in 1843."


def test_nothing_is_near_without_answer():
    chat = Chat(FakeCorpus(sentence=None))
    chat.ask("Where did Tom Byron move?")
    assert chat.ask("Why did he move?").rewrite.needs_history and set(chat.corpus.nears) == {None}


# A wrong history


@pytest.fixture
def two_men():
    """A chat in which "he" is one of two men, with the likelier and the other reading."""
    chat = Chat(FakeCorpus("Tom Byron met Karl Weiss in Ulm. He was tired.", sentence=None))
    chat.ask("Did Tom Byron meet Karl Weiss?")
    rewrite = Rewrite("Why was he tired?", "Why was Tom Byron tired?", (), 0.5, "Why was Karl Weiss tired?", ANAPHORA)
    chat._rewrite = lambda line, question: replace(rewrite, typed=line)
    chat.corpus.sentence, chat.corpus.confidence = 0, 0.0
    chat.corpus.asked.clear()
    chat.corpus.depths.clear()
    return chat


def asked_after(chat, *answerable):
    """The turn of the follow-up, and what was asked for it, if some questions alone find something."""
    chat.corpus.answerable = answerable or ("nothing",)
    confidence = chat.corpus.confidence
    original = chat.corpus.ask

    def ask(question, **options):
        chat.corpus.confidence = 0.9 if question.text in answerable else confidence
        return original(question, **options)

    chat.corpus.ask = ask
    turn = chat.ask("Why was he tired?")
    return turn, [question.text for question in chat.corpus.asked]


def test_follow_up_without_answer_is_tried_as_typed(two_men):
    turn, asked = asked_after(two_men, "Why was he tired?")
    assert asked == ["Why was Tom Byron tired?", "Why was he tired?"]
    taken = turn.rewrite
    assert (taken.rewritten, taken.alternative_reading) == ("Why was he tired?", "Why was Tom Byron tired?")
    assert turn.answer.answered and taken.needs_history and taken.substitutions == ()


def test_other_reading_is_tried_after_the_line(two_men):
    turn, asked = asked_after(two_men, "Why was Karl Weiss tired?")
    assert asked == ["Why was Tom Byron tired?", "Why was he tired?", "Why was Karl Weiss tired?"]
    assert turn.rewrite.rewritten == "Why was Karl Weiss tired?"


def test_other_readings_share_the_passages_of_one_question(two_men):
    asked_after(two_men)
    first, *others = two_men.corpus.depths
    assert first is None and len(others) == 2 and sum(others) <= MAX_PASSAGES_READ


def test_follow_up_that_finds_nothing_keeps_its_reading(two_men):
    turn, asked = asked_after(two_men)
    assert (turn.rewrite.rewritten, len(asked)) == ("Why was Tom Byron tired?", 3) and not turn.answer.answered


def test_fragment_without_words_is_not_tried_as_typed():
    chat = Chat(FakeCorpus())
    chat.ask("Where did Tom Byron move?")
    chat.corpus.sentence = None
    chat.ask("Why?")
    assert [question.text for question in chat.corpus.asked[1:]] == ["Why did Tom Byron move?"]


@pytest.mark.parametrize(
    ("confidence", "expected"), [(0.9, "Why was it that Tom left?"), (0.2, "Why was it that it left?")]
)
def test_doubtful_answer_is_not_put_into_questions(confidence, expected):
    past = PastTurn("Who left?", "Tom", "Tom left.", confidence=confidence)
    assert rewritten("Why?", past) == expected


@pytest.mark.parametrize(("confidence", "expected"), [(0.9, "Who made 700 visitors?"), (0.2, "Who made that?")])
def test_doubtful_answer_is_not_what_that_means(confidence, expected):
    past = PastTurn("How many came?", "700 visitors", "700 visitors came.", confidence=confidence)
    assert rewritten("Who made that?", past) == expected


def test_why_after_number_keeps_its_subject():
    corpus = builders.corpus("12 of 840 tests are flaky. The budget is 4,000 euros. We ship on 4 June.")
    chat = Chat(corpus)
    chat.ask("How many tests are flaky?")
    turn = chat.ask("Why?")
    assert turn.rewrite.rewritten == "Why are 12 of 840 tests flaky?" and not turn.answer.answered


# Other lines


@pytest.mark.parametrize(
    ("line", "intent"),
    [
        ("Hello!", Intent.GREETING),
        ("thanks", Intent.THANKS),
        ("bye", Intent.FAREWELL),
        ("ok", Intent.REMARK),
        ("What can you do?", Intent.ABILITIES),
    ],
)
def test_polite_line_asks_nothing(line, intent):
    chat = Chat(FakeCorpus())
    turn = chat.ask(line)
    assert (turn.intent, turn.answer.reason, chat.corpus.asked) == (intent, Reason.NOT_A_QUESTION, [])
    assert (turn.rewrite.rewritten, turn.rewrite.needs_history) == (line, False)


def test_line_about_answer_repeats_it():
    chat = Chat(FakeCorpus())
    answer = chat.ask("Where did Tom Byron move?").answer
    assert chat.ask("Are you sure?").answer is answer and len(chat.corpus.asked) == 1


def test_line_about_missing_answer_is_too_vague():
    assert Chat(FakeCorpus()).ask("Are you sure?").answer.reason is Reason.TOO_VAGUE


def test_polite_line_is_not_referred_to():
    chat = Chat(FakeCorpus())
    chat.ask("Where did Tom Byron move?")
    chat.ask("Thanks!")
    assert chat.ask("Why?").rewrite.rewritten == "Why did Tom Byron move?"
    assert chat.last is chat.turns[-1]


def test_error_leaves_conversation_unchanged():
    chat = Chat(FakeCorpus())
    with pytest.raises(QuestionError):
        chat.ask("Where did Tom Byron move")
    assert chat.turns == ()


# The other reading


def two_readings(chat, other="Where did Ada Byron move?"):
    """A last turn with another reading."""
    chat.ask("Where did Tom Byron move?")
    last = chat.turns[-1]
    chat.turns = (replace(last, rewrite=replace(last.rewrite, alternative_reading=other)),)


def test_other_reading_replaces_the_last_question():
    chat = Chat(FakeCorpus())
    two_readings(chat)
    turn = chat.ask_alternative_reading()
    assert turn.rewrite.typed == "Where did Ada Byron move?" and chat.turns == (turn,)


def test_failed_other_reading_leaves_conversation_unchanged():
    chat = Chat(FakeCorpus())
    two_readings(chat, other="no question")
    before = chat.turns
    with pytest.raises(QuestionError):
        chat.ask_alternative_reading()
    assert chat.turns == before


def test_missing_other_reading_is_an_error():
    chat = Chat(FakeCorpus())
    with pytest.raises(QuestionError, match="nothing has been asked yet"):
        chat.ask_alternative_reading()
    chat.ask("Where did Tom Byron move?")
    with pytest.raises(QuestionError, match="no other reading"):
        chat.ask_alternative_reading()


# Memory


def test_undo_takes_newest_turn_back():
    chat = Chat(FakeCorpus())
    first = chat.ask("Where did Tom Byron move?")
    second = chat.ask("Where did Ada Byron stay?")
    assert chat.undo() is second and chat.turns == (first,)
    assert chat.ask("Why did he move?").rewrite.rewritten == "Why did Tom Byron move?"


def test_new_chat_has_nothing_to_undo():
    assert Chat(FakeCorpus()).undo() is None and Chat(FakeCorpus()).last is None


def test_cleared_turns_are_not_referred_to():
    chat = Chat(FakeCorpus())
    chat.ask("Where did Tom Byron move?")
    chat.pin("Ada")
    chat.clear()
    assert chat.remembered() == () and not chat.ask("Why did he move?").rewrite.needs_history


def test_remembered_names_are_pinned_and_dropped():
    chat = Chat(FakeCorpus())
    chat.ask("Where did Tom Byron move?")
    assert chat.remembered()[0] == "Tom Byron"
    assert chat.drop("tom byron") and "Tom Byron" not in chat.remembered()
    assert not chat.drop("Nobody")
    chat.pin("Ada Byron")
    assert chat.rewrite("Where did she stay?").rewritten == "Where did Ada Byron stay?"


def test_rewriting_asks_and_remembers_nothing():
    chat = Chat(FakeCorpus())
    chat.ask("Where did Tom Byron move?")
    chat.rewrite("Why did he move?")
    assert len(chat.turns) == len(chat.corpus.asked) == 1


def test_other_corpus_continues_conversation():
    chat = Chat(FakeCorpus())
    chat.ask("Where did Tom Byron move?")
    chat.corpus = FakeCorpus("Karl Weiss made bread. He was tired.")
    assert chat.ask("Why did he move?").rewrite.rewritten == "Why did Tom Byron move?"


# Spelling


def test_follow_up_is_rewritten_with_corrected_spelling():
    chat = Chat(FakeCorpus())
    chat.ask("Where did Tom Byron move?")
    turn = chat.ask("And Ada Byrn?")
    assert turn.rewrite.rewritten == "Where did Ada Byron move?"
    assert turn.rewrite.typed == "And Ada Byrn?" and turn.answer.corrections == (Correction("Byrn", "Byron"),)


def test_whole_question_is_asked_as_typed():
    chat = Chat(FakeCorpus())
    chat.ask("Where did Tom Byron move?")
    turn = chat.ask("Where did Ada Byrn stay?")
    assert turn.rewrite.rewritten == turn.answer.question.text == "Where did Ada Byrn stay?"
    assert turn.answer.question.corrected == "Where did Ada Byron stay?"


def test_misspelling_of_earlier_line_stays_corrected():
    chat = Chat(FakeCorpus())
    chat.ask("Where did Tom Byrn move?")
    turn = chat.ask("Why did he move?")
    assert turn.rewrite.rewritten == "Why did Tom Byrn move?"
    assert turn.answer.question.corrected == "Why did Tom Byron move?"
    assert turn.answer.corrections == (Correction("Byrn", "Byron"),)
