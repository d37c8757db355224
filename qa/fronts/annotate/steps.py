"""The steps of the annotator, what may be typed at each, and what a line comes to.

A step has a `prompt` to show before the next line, and a `hint`: what that line can be, in short.
"""

from dataclasses import dataclass

from qa.evaluate.datasets import Gold
from qa.fronts.annotate.choosing import Choices, Numbered
from qa.fronts.annotate.wording import offered
from qa.render import Blocks

COMMANDS = ("help", "list", "undo", "words", "back", "skip", "quit")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a line of input comes to: text to show, an error, and whether to leave."""

    blocks: Blocks = ()
    error: str | None = None
    leave: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """Nothing is open."""

    prompt = "question> "
    hint = "a question in your own words · /list · /undo · /help · Ctrl-D leaves"


@dataclass(frozen=True, slots=True)
class Choosing:
    """A question is open, and sentences are shown."""

    question: str
    choices: Choices

    prompt = "right one> "
    hint = "number(s) · n not answered here · m more · words to find one · Enter skips"


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentences are chosen: `waiting` are those without answering words yet, the first one now."""

    before: Choosing
    waiting: Numbered
    golds: tuple[Gold, ...] = ()

    hint = "the exact words, or one | another · Enter as in brackets · b back"

    @property
    def prompt(self) -> str:
        """The prompt with what Enter stands for."""
        return f"answer words [{offered(self.waiting[0][1])}]> "


def command(text: str) -> str | None:
    """The command that `text` names or begins to name, None if it is something else: paths begin with a slash too."""
    if not text.startswith("/"):
        return None
    typed = text[1:].split(" ")[0].lower() or "help"
    meant = [command for command in COMMANDS if command.startswith(typed)]
    return meant[0] if len(meant) == 1 else None
