"""What a line typed into the annotator comes to: `execute(line)`. A front shows the prompt, the hint and the reply.

    question>       a question          -> right one>
    right one>      number(s)           -> answer words>, once for each sentence
                    n, Enter            -> question>
    answer words>   words, Enter        -> question>, and the question is kept
                    b                   -> right one>

An error leaves the step as it was. What a person may not mean is done when it is typed a second time.
"""

import re

from qa.errors import QAError
from qa.evaluate.datasets import Gold
from qa.fronts.annotate.choosing import Choices, choice_blocks
from qa.fronts.annotate.sources import Sources
from qa.fronts.annotate.steps import Asking, Choosing, Reply, Wording, command
from qa.fronts.annotate.telling import NOT_ANSWERED, closing, help_blocks, list_blocks
from qa.fronts.annotate.wording import Words, answer_words
from qa.fronts.annotate.writing import Record, SetFile, fields
from qa.load import printable
from qa.pipeline import Corpus
from qa.render import Blocks, counted, note

# Typed bare instead of a question, they leave, as people expect of a prompt.
_LEAVING = frozenset({"exit", "quit"})

# Characters: what is shorter is a number or letter meant for another prompt.
_QUESTION = 3

_NUMBERS = re.compile(r"[0-9]+(?:[\s,]+[0-9]+)*")


class Session:
    """One sitting: the documents, the set that grows, and the step that the user is at."""

    def __init__(self, corpus: Corpus, sources: Sources, kept: SetFile, *, split: str = "") -> None:
        """Ask about `corpus`, made of `sources`; write to `kept`, with `split` for each question if it is not empty."""
        self._corpus = corpus
        self._sources = sources
        self._kept = kept
        self._split = split
        self._step: Asking | Choosing | Wording = Asking()
        self._mine: set[str] = set()
        self._doubted = ""

    @property
    def prompt(self) -> str:
        """What to show before the next line."""
        return self._step.prompt

    @property
    def hint(self) -> str:
        """What the next line can be, in short."""
        return self._step.hint

    @property
    def asking(self) -> bool:
        """Whether the next line is a question."""
        return isinstance(self._step, Asking)

    def execute(self, line: str) -> Reply:
        """Do what `line` says; an error comes back as a reply."""
        text = " ".join(printable(line).split())
        insists, self._doubted = text.casefold() == self._doubted, ""
        try:
            meant = command(text)
            if meant is not None:
                return self._do(meant, text, insists=insists)
            match self._step:
                case Choosing() as step:
                    return self._choose(step, text)
                case Wording() as step:
                    return self._word(step, text)
                case _:
                    return self._ask(text, insists=insists)
        except QAError as error:
            return Reply(error=str(error))

    # A question

    def _ask(self, text: str, *, insists: bool) -> Reply:
        if not text:
            return Reply((note("Type a question about the documents, or /help."),))
        if text.lower() in _LEAVING:
            return self._leave()
        if text.startswith("/"):
            raise QAError(f"no such command: {text.split()[0]}; /help lists what there is")
        if len(text) < _QUESTION:
            raise QAError(f"“{text}” is no question; type one in your own words")
        known = self._asked_before(text)
        if known and not insists:
            return self._doubt(text, f"{known} asks that already; type it again to ask it all the same.")
        step = Choosing(text, Choices(self._corpus, text))
        self._step = step
        found = step.choices.more()
        if not found:
            return Reply((note("qa finds nothing near. Type words of the sentence that answers, or n if none does."),))
        return Reply(choice_blocks(found))

    def _asked_before(self, question: str) -> str | None:
        """The id of the same question about the same documents, if the set has it."""
        for record in self._kept.records:
            same = " ".join(record["question"].split()).casefold() == question.casefold()
            if same and record["document"] == self._sources.field:
                return str(record["id"])
        return None

    def _doubt(self, text: str, told: str) -> Reply:
        self._doubted = text.casefold()
        return Reply((note(told, style="yellow"),))

    # The sentence

    def _choose(self, step: Choosing, text: str) -> Reply:
        match text.lower():
            case "" | "s":
                return self._skip()
            case "n":
                return self._keep(step.question, ())
            case "m":
                return self._more(step)
        if _NUMBERS.fullmatch(text):
            chosen = step.choices.chosen([int(number) for number in re.findall("[0-9]+", text)])
            self._step = Wording(step, chosen)
            return Reply(choice_blocks(chosen[:1]))
        return self._find(step, text)

    def _more(self, step: Choosing) -> Reply:
        found = step.choices.more()
        if not found:
            return Reply((note("There are no more. Type words of the sentence that answers, to find it."),))
        return Reply(choice_blocks(found))

    def _find(self, step: Choosing, words: str) -> Reply:
        count = step.choices.find(words)
        if not count:
            raise QAError(f"no sentence holds all of “{words}”; try fewer words, or a part of one")
        found = step.choices.more()
        rest = f", the first {len(found)}" if len(found) < count else ""
        holds = "holds" if count == 1 else "hold"
        return Reply((note(f"{counted(count, 'sentence')} {holds} “{words}”{rest}:"), *choice_blocks(found)))

    def _skip(self) -> Reply:
        if isinstance(self._step, Asking):
            raise QAError("there is no question to skip; type one")
        self._step = Asking()
        return Reply((note("Skipped, nothing kept.", style="dim"),))

    # The words

    def _word(self, step: Wording, text: str) -> Reply:
        if text.lower() == "b":
            return self._back()
        _, candidate = step.waiting[0]
        words = answer_words(text, candidate)
        gold = Gold(candidate.sentence.document, candidate.sentence.span, tuple(one.span for one in words))
        golds, notes = (*step.golds, gold), _places(words, gold)
        left = step.waiting[1:]
        if not left:
            return Reply((*notes, *self._keep(step.before.question, golds).blocks))
        self._step = Wording(step.before, left, golds)
        return Reply((*notes, *choice_blocks(left[:1])))

    def _back(self) -> Reply:
        if not isinstance(self._step, Wording):
            raise QAError("/back leads from the words to the sentences; there is nothing to go back to here")
        self._step = self._step.before
        return Reply(choice_blocks(self._step.choices.latest))

    def _keep(self, question: str, golds: tuple[Gold, ...]) -> Reply:
        new_id = self._kept.add(fields(question, golds, self._sources, split=self._split))
        self._mine.add(new_id)
        self._step = Asking()
        without = "" if golds else f", {NOT_ANSWERED}"
        return Reply((note(f"kept as {new_id}{without} ({self._count()})", style="green"),))

    # Commands

    def _do(self, meant: str, text: str, *, insists: bool) -> Reply:
        match meant:
            case "list":
                return Reply(list_blocks(self._kept.records))
            case "undo":
                return self._undo(text, insists=insists)
            case "words":
                return self._look(text.partition(" ")[2])
            case "back":
                return self._back()
            case "skip":
                return self._skip()
            case "quit":
                return self._leave()
        return Reply(help_blocks())

    def _undo(self, text: str, *, insists: bool) -> Reply:
        if not self.asking:
            raise QAError("/undo takes back what was kept; finish this question first, or /skip it")
        if not self._kept.records:
            raise QAError("there is no question to take back")
        last = self._kept.records[-1]
        if str(last["id"]) not in self._mine and not insists:
            return self._doubt(text, f"The last one is from earlier: {_named(last)} /undo again takes it back.")
        gone = self._kept.remove_last()
        return Reply((note(f"took back {_named(gone)} ({self._count()})"),))

    def _look(self, words: str) -> Reply:
        if not isinstance(self._step, Choosing):
            raise QAError("/words finds the sentence that answers a question; it goes at the prompt 'right one>'")
        if not words:
            raise QAError("/words needs words to find, such as: /words Ulm")
        return self._find(self._step, words)

    def _leave(self) -> Reply:
        dropped = () if self.asking else (note("The open question was not kept.", style="yellow"),)
        return Reply((*dropped, *closing(self._kept.path, self._kept.records)), leave=True)

    def _count(self) -> str:
        return counted(len(self._kept.records), "question")


def _named(record: Record) -> str:
    return f"{record['id']} “{record['question']}”"


def _places(words: tuple[Words, ...], gold: Gold) -> Blocks:
    """A word on each answer that could stand elsewhere in the sentence as well."""
    return tuple(
        note(f"“{gold.document.slice(one.span)}” stands there {one.places} times; the first is taken.", style="dim")
        for one in words
        if one.places > 1
    )
