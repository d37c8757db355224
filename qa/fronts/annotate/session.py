"""The state of the annotator between two lines, its replies, and its table of commands.

    question>       a question          -> right one>
    right one>      number(s)           -> answer words>, once per sentence
                    n, Enter            -> question>
    answer words>   words, Enter        -> question>, and the question is saved
                    b                   -> right one>

An error leaves the step as it was. What a person may not mean is done when it is typed a second time.
"""

import re

from qa.errors import QAError
from qa.evaluate.datasets import Gold
from qa.fronts.annotate.matching import Match, match_answers
from qa.fronts.annotate.messages import NOT_ANSWERED, closing_blocks, help_blocks, list_blocks
from qa.fronts.annotate.set_file import Record, SetFile, record_fields
from qa.fronts.annotate.sources import Sources
from qa.fronts.annotate.steps import Asking, Choices, Choosing, Wording, choice_blocks
from qa.fronts.repl import Command, Reply, table
from qa.load import printable
from qa.pipeline import Corpus
from qa.render import Blocks, counted, note

# Characters; a shorter line is a number or letter for another prompt.
_SHORTEST_QUESTION = 3

_NUMBERS = re.compile(r"[0-9]+(?:[\s,]+[0-9]+)*")


class Session:
    """The documents, the set that grows, and the current step: a `qa.fronts.repl.Session`."""

    def __init__(self, corpus: Corpus, sources: Sources, set_file: SetFile, *, split: str = "") -> None:
        """Ask about `corpus`, made of `sources`, and save to `set_file`; `split` marks each question unless empty."""
        self._corpus = corpus
        self._sources = sources
        self._set_file = set_file
        self._split = split
        self._step: Asking | Choosing | Wording = Asking()
        # The ids of the questions that were saved in this session.
        self._own_ids: set[str] = set()
        # The current line, the last one if it must be typed again to be done, and whether the current one does that.
        self._line = self._unconfirmed = ""
        self._confirmed = False

    @property
    def prompt(self) -> str:
        """That of the step."""
        return self._step.prompt

    @property
    def keeps_line(self) -> bool:
        """Whether the next line is a question: only these are worth finding again."""
        return self.asking

    @property
    def expects_words(self) -> bool:
        """Whether the next line may be words of a sentence, which can look like a command: a path, or "quit"."""
        return not self.asking

    @property
    def asking(self) -> bool:
        """Whether no question is open."""
        return isinstance(self._step, Asking)

    def status(self, *, width: int) -> str:
        """What the next line can be."""
        return self._step.hint

    def read(self, line: str) -> str:
        """The line with single spaces and printable characters."""
        self._line = " ".join(printable(line).split())
        self._confirmed, self._unconfirmed = self._line.casefold() == self._unconfirmed, ""
        return self._line

    def answer(self, text: str) -> Reply:
        """The reply to a question, a choice, or answering words, depending on the step."""
        match self._step:
            case Choosing() as step:
                return self._choose(step, text)
            case Wording() as step:
                return self._word(step, text)
            case _:
                return self._ask(text)

    # A question

    def _ask(self, text: str) -> Reply:
        if not text:
            return Reply((note("Type a question about the documents, or /help."),))
        if len(text) < _SHORTEST_QUESTION:
            raise QAError(f"“{text}” is too short for a question; type one in your own words")
        same = self._same_question(text)
        if same and not self._confirmed:
            return self._ask_again(f"{same} already asks that; type it again to ask it anyway.")
        step = Choosing(text, Choices(self._corpus, text))
        self._step = step
        candidates = step.choices.more()
        if not candidates:
            return Reply((note("qa finds no sentence. Type words of the one that answers, or n if none does."),))
        return Reply(choice_blocks(candidates))

    def _same_question(self, question: str) -> str | None:
        """The id of the same question about the same documents, if the set has it."""
        for record in self._set_file.records:
            same = " ".join(record["question"].split()).casefold() == question.casefold()
            if same and record["document"] == self._sources.field:
                return str(record["id"])
        return None

    def _ask_again(self, warning: str) -> Reply:
        """Do nothing until the same line is typed again."""
        self._unconfirmed = self._line.casefold()
        return Reply((note(warning, style="yellow"),))

    # The sentence

    def _choose(self, step: Choosing, text: str) -> Reply:
        match text.lower():
            case "" | "s":
                return self.skip()
            case "n":
                return self._save(step.question, ())
            case "m":
                return self._more(step)
        if _NUMBERS.fullmatch(text):
            chosen = step.choices.chosen([int(number) for number in re.findall("[0-9]+", text)])
            self._step = Wording(step, chosen)
            return Reply(choice_blocks(chosen[:1]))
        return self._find(step, text)

    def _more(self, step: Choosing) -> Reply:
        candidates = step.choices.more()
        if not candidates:
            return Reply((note("There are no more sentences. Type words of the one that answers to find it."),))
        return Reply(choice_blocks(candidates))

    def _find(self, step: Choosing, words: str) -> Reply:
        count = step.choices.find(words)
        if not count:
            raise QAError(f"no sentence contains all of “{words}”; try fewer words, or part of a word")
        candidates = step.choices.more()
        rest = f", the first {len(candidates)}" if len(candidates) < count else ""
        contain = "contains" if count == 1 else "contain"
        return Reply((note(f"{counted(count, 'sentence')} {contain} “{words}”{rest}:"), *choice_blocks(candidates)))

    # The words

    def _word(self, step: Wording, text: str) -> Reply:
        if text.lower() == "b":
            return self.back()
        _, candidate = step.waiting[0]
        matches = match_answers(text, candidate)
        gold = Gold(candidate.sentence.document, candidate.sentence.span, tuple(match.span for match in matches))
        golds, notes = (*step.golds, gold), _occurrences(matches, gold)
        waiting = step.waiting[1:]
        if not waiting:
            return Reply((*notes, *self._save(step.before.question, golds).blocks))
        self._step = Wording(step.before, waiting, golds)
        return Reply((*notes, *choice_blocks(waiting[:1])))

    def _save(self, question: str, golds: tuple[Gold, ...]) -> Reply:
        new_id = self._set_file.add(record_fields(question, golds, self._sources, split=self._split))
        self._own_ids.add(new_id)
        self._step = Asking()
        unanswered = "" if golds else f", {NOT_ANSWERED}"
        return Reply((note(f"saved as {new_id}{unanswered} ({self._count()})", style="green"),))

    def _count(self) -> str:
        return counted(len(self._set_file.records), "question")

    # Commands

    def help(self) -> Reply:
        """What can be typed at each prompt."""
        return Reply(help_blocks())

    def list_questions(self) -> Reply:
        """The questions of the set."""
        return Reply(list_blocks(self._set_file.records))

    def undo(self) -> Reply:
        """Remove the last question from the set."""
        if not self.asking:
            raise QAError("/undo removes a saved question; finish this one first, or /skip it")
        if not self._set_file.records:
            raise QAError("there is no question to undo")
        last = self._set_file.records[-1]
        if str(last["id"]) not in self._own_ids and not self._confirmed:
            return self._ask_again(f"The last one is from earlier: {_named(last)} /undo again removes it.")
        removed = self._set_file.remove_last()
        return Reply((note(f"removed {_named(removed)} ({self._count()})"),))

    def find(self, words: str) -> Reply:
        """Show sentences that contain `words`."""
        if not isinstance(self._step, Choosing):
            raise QAError("/words finds the sentence that answers a question; type it at the prompt 'right one>'")
        if not words:
            raise QAError("/words needs words to find, such as: /words Ulm")
        return self._find(self._step, words)

    def back(self) -> Reply:
        """Return from the words to the sentences."""
        if not isinstance(self._step, Wording):
            raise QAError("/back returns from the words to the sentences; there is nothing to return to here")
        self._step = self._step.before
        return Reply(choice_blocks(self._step.choices.latest))

    def skip(self) -> Reply:
        """Drop the open question."""
        if isinstance(self._step, Asking):
            raise QAError("there is no question to skip; type one")
        self._step = Asking()
        return Reply((note("Skipped; nothing was saved.", style="dim"),))

    def leave(self) -> Reply:
        """Leave, with the size of the set."""
        dropped = () if self.asking else (note("The open question was not saved.", style="yellow"),)
        return Reply((*dropped, *closing_blocks(self._set_file.path, self._set_file.records)), leave=True)


def _named(record: Record) -> str:
    return f"{record['id']} “{record['question']}”"


def _occurrences(matches: tuple[Match, ...], gold: Gold) -> Blocks:
    """A note on each answer that occurs more than once in the sentence."""
    return tuple(
        note(f"“{gold.document.slice(match.span)}” occurs {match.occurrences} times; the first is used.", style="dim")
        for match in matches
        if match.occurrences > 1
    )


COMMANDS = table(
    Command("help", "", "what can be typed at each prompt", lambda session, _: session.help()),
    Command("list", "", "the questions so far", lambda session, _: session.list_questions()),
    Command("undo", "", "remove the last question", lambda session, _: session.undo()),
    Command("words", "[WORDS]", "find sentences that contain WORDS", Session.find),
    Command("back", "", "return to the sentences", lambda session, _: session.back()),
    Command("skip", "", "skip this question", lambda session, _: session.skip()),
    Command("quit", "", "leave; all that was saved is in the file", lambda session, _: session.leave()),
)
