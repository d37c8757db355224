"""The loop around the annotator's session on a terminal: prompt, reply, and prompt again.

Ctrl-C clears the line, Ctrl-D leaves, and Up finds earlier questions.
"""

from prompt_toolkit import PromptSession
from prompt_toolkit.history import DummyHistory, InMemoryHistory
from prompt_toolkit.styles import Style
from rich.console import Console

from qa.fronts.annotate.session import Session
from qa.fronts.annotate.steps import Reply
from qa.render import error_line, show

_STYLE = Style.from_dict({"bottom-toolbar": "noreverse dim", "prompt": "bold ansigreen"})


def converse(session: Session, console: Console) -> None:
    """Prompt and reply until somebody leaves."""
    questions = _prompt(session, PromptSession(history=InMemoryHistory()))
    others = _prompt(session, PromptSession(history=DummyHistory()))
    while True:
        reply = _reply(session, _line(questions if session.asking else others, session.prompt))
        _show(reply, console)
        if reply.leave:
            return


def _prompt(session: Session, prompt: PromptSession[str]) -> PromptSession[str]:
    prompt.style = _STYLE
    prompt.bottom_toolbar = lambda: f" {session.hint}"
    return prompt


def _line(prompt: PromptSession[str], message: str) -> str | None:
    """What is typed; None if it was cleared."""
    try:
        return prompt.prompt([("class:prompt", message)])
    except KeyboardInterrupt:
        return None
    except EOFError:
        return "/quit"


def _reply(session: Session, line: str | None) -> Reply:
    """What the session replies; Ctrl-C gives up on it and leaves the step as it was."""
    try:
        return Reply() if line is None else session.execute(line)
    except KeyboardInterrupt:
        return Reply(error="interrupted")


def _show(reply: Reply, console: Console) -> None:
    show(console, reply.blocks)
    if reply.error is not None:
        console.print(error_line(reply.error), style="red", soft_wrap=True)
    if console.is_terminal and (reply.blocks or reply.error) and not reply.leave:
        console.print()
