"""A conversation, with an invented corpus that answers what it is told to."""

from dataclasses import dataclass, field
from math import exp

import pytest

from qa.dialogue import Chat
from qa.dialogue.turn import REFERENCE
from qa.errors import QuestionError
from qa.load import load_text
from qa.model import dialogue
from qa.question.intent import Wish
from qa.split import passages
from qa.types import Answer, Candidate, Correction, Reason, Span

TEXT = "Tom Byron moved to Ulm in 1843. He sold clocks there. His sister Ada stayed in London."


@dataclass
class Told:
    """Answers every question with one sentence of the text, or with nothing, and keeps what it was asked."""

    text: str = TEXT
    sentence: int | None = 0
    confidence: float = 1.0
    asked: list = field(default_factory=list)

    def __post_init__(self):
        self.documents = (load_text(self.text),)
        self.passages = tuple(passages(self.documents[0]))

    def corrected(self, question):
        """See `qa.Corpus.corrected`."""
        return question.replace("Byrn", "Byron"), (Correction("Byrn", "Byron"),) * question.count("Byrn")

    def ask(self, question, *, threshold=None, top=5, near=None):
        """See `qa.Corpus.ask`."""
        if "?" not in question:
            raise QuestionError("no question")
        self.asked.append((question, near))
        if self.sentence is None:
            return Answer(question, None, (), self.confidence, reason=Reason.NOT_IN_TEXT)
        sentence = self.passages[0].sentences[self.sentence]
        span = Span(sentence.span.start, sentence.span.start + 3)
        return Answer(question, Candidate(sentence, span, 1.0), (), self.confidence)


def test_a_follow_up_is_asked_as_it_was_understood():
    chat = Chat(Told())
    chat.ask("Where did Tom Byron move?")
    turn = chat.ask("Why did he move?")
    assert [question for question, _ in chat.corpus.asked] == ["Where did Tom Byron move?", "Why did Tom Byron move?"]
    assert (turn.understood.typed, turn.answer.question) == ("Why did he move?", "Why did Tom Byron move?")


def test_a_question_that_stands_alone_is_asked_as_if_nothing_had_been_said():
    chat = Chat(Told())
    chat.ask("Where did Tom Byron move?")
    chat.ask("Who stayed in London?")
    assert chat.corpus.asked[-1] == ("Who stayed in London?", None)


def test_the_answer_to_a_follow_up_is_drawn_to_the_last_one():
    chat = Chat(Told(sentence=1))
    chat.ask("Where did Tom Byron move?")
    chat.ask("Why did he move?")
    near = chat.corpus.asked[-1][1]
    assert near.sentence.text == "He sold clocks there."
    assert near.pull == pytest.approx(dialogue().pull[REFERENCE])


def test_an_answer_that_is_hardly_right_hardly_draws():
    chat = Chat(Told(confidence=0.1))
    chat.ask("Where did Tom Byron move?")
    chat.ask("Why did he move?")
    drawn = chat.corpus.asked[-1][1].pull[0]
    # exp(pull) is a likelihood ratio: with probability 0.1 that of the fitted pull, otherwise 1.
    assert exp(drawn) == pytest.approx(0.1 * exp(dialogue().pull[REFERENCE][0]) + 0.9)


def test_an_abstention_does_not_draw_but_the_answer_before_it_does():
    chat = Chat(Told())
    chat.ask("Where did Tom Byron move?")
    chat.corpus.sentence = None
    chat.ask("Why did he move?")
    chat.ask("When did he move?")
    assert chat.corpus.asked[-1][1].sentence.text == "Tom Byron moved to Ulm in 1843."


def test_the_answering_words_can_be_leant_on():
    chat = Chat(Told())
    chat.ask("Who moved to Ulm?")
    assert chat.ask("What did he sell?").understood.standalone == "What did Tom sell?"


@pytest.mark.parametrize(
    ("line", "wish"), [("Hello!", Wish.GREETING), ("thanks", Wish.THANKS), ("bye", Wish.FAREWELL), ("ok", Wish.REMARK)]
)
def test_polite_lines_are_never_looked_up(line, wish):
    chat = Chat(Told())
    turn = chat.ask(line)
    assert (turn.wish, turn.answer.reason, chat.corpus.asked) == (wish, Reason.NOT_A_QUESTION, [])


def test_a_line_about_the_last_answer_has_that_answer_and_asks_nothing():
    chat = Chat(Told())
    answer = chat.ask("Where did Tom Byron move?").answer
    assert chat.ask("Are you sure?").answer is answer and len(chat.corpus.asked) == 1


def test_a_line_about_an_answer_that_is_not_there_is_too_vague():
    assert Chat(Told()).ask("Are you sure?").answer.reason is Reason.TOO_VAGUE


def test_politeness_in_between_is_not_leant_on():
    chat = Chat(Told())
    chat.ask("Where did Tom Byron move?")
    chat.ask("Thanks!")
    assert chat.ask("Why?").understood.standalone == "Why did Tom Byron move?"


def test_an_error_leaves_the_conversation_as_it_was():
    chat = Chat(Told())
    with pytest.raises(QuestionError):
        chat.ask("Where did Tom Byron move")
    assert chat.turns == ()


def test_a_turn_can_be_taken_back():
    chat = Chat(Told())
    first = chat.ask("Where did Tom Byron move?")
    second = chat.ask("Where did Ada Byron stay?")
    assert chat.undo() is second and chat.turns == (first,)
    assert chat.ask("Why did he move?").understood.standalone == "Why did Tom Byron move?"


def test_there_is_nothing_to_take_back_at_first():
    assert Chat(Told()).undo() is None and Chat(Told()).last is None


def test_what_is_cleared_is_leant_on_no_more():
    chat = Chat(Told())
    chat.ask("Where did Tom Byron move?")
    chat.pin("Ada")
    chat.clear()
    assert chat.remembered() == () and not chat.ask("Why did he move?").understood.leans


def test_what_is_remembered_can_be_pinned_and_dropped():
    chat = Chat(Told())
    chat.ask("Where did Tom Byron move?")
    assert chat.remembered()[0] == "Tom Byron"
    assert chat.drop("tom byron") and "Tom Byron" not in chat.remembered()
    assert not chat.drop("Nobody")
    chat.pin("Ada Byron")
    assert chat.understand("Where did she stay?").standalone == "Where did Ada Byron stay?"


def test_a_follow_up_is_understood_as_the_documents_spell_it():
    chat = Chat(Told())
    chat.ask("Where did Tom Byron move?")
    turn = chat.ask("And Ada Byrn?")
    assert turn.understood.standalone == "Where did Ada Byron move?"
    assert turn.understood.typed == "And Ada Byrn?" and turn.answer.corrections == (Correction("Byrn", "Byron"),)


def test_a_question_that_stands_alone_is_asked_as_it_was_typed():
    chat = Chat(Told())
    chat.ask("Where did Tom Byron move?")
    assert chat.ask("Where did Ada Byrn stay?").understood.standalone == "Where did Ada Byrn stay?"


def test_understanding_asks_nothing_and_remembers_nothing():
    chat = Chat(Told())
    chat.ask("Where did Tom Byron move?")
    chat.understand("Why did he move?")
    assert len(chat.turns) == len(chat.corpus.asked) == 1


def test_another_corpus_goes_on_with_the_conversation():
    chat = Chat(Told())
    chat.ask("Where did Tom Byron move?")
    chat.corpus = Told("Karl Weiss made bread. He was tired.")
    assert chat.ask("Why did he move?").understood.standalone == "Why did Tom Byron move?"
