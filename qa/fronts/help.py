"""`qa help [TOPIC]`: the reference, offline. The topics are the Markdown files in `qa/help/`.

`qa.render` is imported inside the functions, since the command line imports this module before it knows the command.
"""

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import qa
from qa.errors import UsageError

if TYPE_CHECKING:
    from qa.render import Blocks

FOLDER = Path(qa.__file__).parent / "help"


def topics() -> tuple[str, ...]:
    """The names of the topics, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.md")))


def topic_text(topic: str) -> str:
    """The Markdown text of `topic`. Raises `UsageError` if there is no such topic."""
    name = topic.strip().lower().replace(" ", "-")
    known = topics()
    if name not in known:
        close = [known_name for known_name in known if known_name.startswith(name)] or get_close_matches(name, known)
        advice = f"did you mean {close[0]!r}?" if close else f"the topics are {', '.join(known)}"
        raise UsageError(f"no such topic: {topic!r}; {advice}")
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def help_blocks(topic: str | None) -> "Blocks":
    """The page of `topic`; without one, the topics, each with its summary. Raises `UsageError`."""
    from qa.render import Page, note, rows

    if topic is not None:
        return (Page(topic_text(topic)),)
    return (note("qa help TOPIC explains one of these:"), *rows([(name, _summary(name)) for name in topics()]))


def _summary(topic: str) -> str:
    """The sentence below the heading of a topic."""
    return topic_text(topic).strip().split("\n\n", 2)[1]


def _complete(incomplete: str) -> list[str]:
    return [name for name in topics() if name.startswith(incomplete)]


def command(
    topic: Annotated[
        str | None, typer.Argument(metavar="TOPIC", help="What to explain.", autocompletion=_complete)
    ] = None,
) -> None:
    """Explain a topic; without TOPIC, list the topics."""
    from qa.render import console, show

    show(console(sys.stdout), help_blocks(topic))
