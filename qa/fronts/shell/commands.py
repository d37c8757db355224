"""What a line typed into the shell comes to: `execute(line, session)`, and the one table of commands.

A line that begins with a slash is a command, any other a question. A command's name may be cut short as long as it
stays the only one that begins so. An error leaves the session as it was.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import QAError
from qa.fronts.opening import left_out, load_files
from qa.fronts.settings import DEFAULT_WORD, Setting, all_settings, changed, setting
from qa.fronts.shell.remembering import name_options, remember, remembered_blocks
from qa.fronts.shell.saving import save
from qa.fronts.shell.session import Reply, Session
from qa.render import Blocks, clean, counted, explain_blocks, note, rows

if TYPE_CHECKING:
    from qa.types import Document

# Typed bare, they leave, as people expect of a shell.
_LEAVING = frozenset({"exit", "quit", "exit()", "quit()"})

_KEYS = (
    ("Tab", "complete a command, a setting, a file or a name"),
    ("Ctrl-R", "search what was typed before"),
    ("Ctrl-C", "clear the line"),
    ("Ctrl-D", "leave"),
)

Handler = Callable[[Session, str], Reply]


@dataclass(frozen=True, slots=True)
class Command:
    """A command: `arguments` is what may follow its name, in brackets if it need not; `options` completes it."""

    name: str
    arguments: str
    help: str
    handler: Handler
    options: Callable[[Session, str], Iterable[str]] = lambda session, typed: ()
    takes_path: bool = False

    @property
    def usage(self) -> str:
        """How it is typed."""
        return f"/{self.name} {self.arguments}".rstrip()

    def run(self, session: Session, argument: str) -> Reply:
        """Do it; QAError if an argument is missing or too much."""
        if argument and not self.arguments:
            raise QAError(f"/{self.name} takes nothing after it; type just /{self.name}")
        if not argument and self.arguments and not self.arguments.startswith("["):
            raise QAError(f"/{self.name} needs {self.arguments}; type it as {self.usage}")
        return self.handler(session, argument)


def execute(line: str, session: Session) -> Reply:
    """Answer the question, or do the command, that `line` holds; an error comes back as a reply."""
    text = line.strip()
    try:
        if text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            return command(name).run(session, argument.strip())
        if text.lower() in _LEAVING:
            return Reply(leave=True)
        return session.ask(text) if text else Reply()
    except QAError as error:
        return Reply(error=str(error))


def command(name: str) -> Command:
    """The command called `name`, or the only one that begins with it; QAError if there is none."""
    typed = name.lower() or "help"
    if typed in COMMANDS:
        return COMMANDS[typed]
    meant = [known for known in COMMANDS if known.startswith(typed) and not known.endswith("!")]
    if len(meant) == 1:
        return COMMANDS[meant[0]]
    if meant:
        raise QAError(f"/{name} could be {' or '.join('/' + one for one in meant)}; type more of it")
    close = get_close_matches(typed, COMMANDS, n=1)
    advice = f"did you mean /{close[0]}?" if close else "/help lists the commands"
    raise QAError(f"no such command: /{name}; {advice}")


# The commands


def _help(session: Session, argument: str) -> Reply:
    told = rows([(one.usage, one.help) for one in COMMANDS.values()])
    keys = rows(_KEYS, gap=True)
    return Reply((note("Type a question, or a command:"), *told, *keys))


def _more(session: Session, argument: str) -> Reply:
    return Reply(session.more())


def _why(session: Session, argument: str) -> Reply:
    return Reply(explain_blocks(session.last.answer))


def _other(session: Session, argument: str) -> Reply:
    return session.ask_other()


def _undo(session: Session, argument: str) -> Reply:
    taken = note(f"Took back: {session.undo().understood.typed}")
    last = session.chat.last
    return Reply((taken,) if last is None else (taken, note(f"The last question is now: {last.understood.standalone}")))


def _context(session: Session, argument: str) -> Reply:
    if argument:
        remember(session, argument)
    names = session.chat.remembered()
    return Reply(remembered_blocks(session.chat.last if argument or names else session.last, names))


def _docs(session: Session, argument: str) -> Reply:
    passages: dict[str, int] = {}
    for passage in session.corpus.passages:
        passages[passage.document.doc_id] = passages.get(passage.document.doc_id, 0) + 1
    listed = [(one.source, counted(passages.get(one.doc_id, 0), "passage")) for one in session.corpus.documents]
    return Reply((*rows(listed), *_notes(left_out(session.corpus.skipped))))


def _add(session: Session, argument: str) -> Reply:
    if argument == "-":
        raise QAError("standard input cannot be added to the shell, which reads from it; name a file or a folder")
    loaded = load_files([str(_path(argument))], max_mb=session.settings.max_mb)
    new = {document.doc_id: document for document in loaded.documents}
    kept = [document for document in session.corpus.documents if document.doc_id not in new]
    session.corpus = session.rebuild(
        [*kept, *new.values()],
        tuple(dict.fromkeys((*session.corpus.skipped, *loaded.skipped))),
        session.settings,
    )
    told = note(f"Added {_names(new.values())}; {_held(session)}.")
    return Reply((told, *_notes(left_out(loaded.skipped))))


def _drop(session: Session, argument: str) -> Reply:
    dropped = _document(session, _unquoted(argument))
    kept = [document for document in session.corpus.documents if document is not dropped]
    if not kept:
        raise QAError(f"{dropped.source} is the only document; add another one first, with /add PATH")
    session.corpus = session.rebuild(kept, session.corpus.skipped, session.settings)
    return Reply((note(f"Dropped {dropped.source}; {_held(session)}."),))


def _set(session: Session, argument: str) -> Reply:
    name, _, value = argument.replace("=", " ").partition(" ")
    if value.strip():
        session.change(changed(session.settings, name, value.strip()))
    wanted = [setting(name, where="/set")] if name else all_settings()
    return Reply(rows([(f"{one.name} = {_value(session, one)}", f"{one.help}; {one.expected}") for one in wanted]))


def _value(session: Session, one: Setting) -> str:
    """A setting's value; of a threshold that nobody set, also the number it stands for."""
    shown = one.shown(session.settings)
    return f"{shown} ({session.threshold:.2f})" if one.name == "threshold" and shown == DEFAULT_WORD else shown


def _save(session: Session, argument: str) -> Reply:
    return _saved(session, argument, replace=False)


def _save_over(session: Session, argument: str) -> Reply:
    return _saved(session, argument, replace=True)


def _saved(session: Session, argument: str, *, replace: bool) -> Reply:
    if not session.questions:
        raise QAError("there is nothing to save yet; type a question first")
    save(session.chat.turns, _path(argument), replace=replace)
    return Reply((note(f"Saved {counted(len(session.questions), 'question')} to {_path(argument)}."),))


def _load(session: Session, argument: str) -> Reply:
    session.load(_path(argument))
    told = note(f"Loaded {counted(len(session.questions), 'question')} from {_path(argument)}.")
    last = session.chat.last
    return Reply((told,) if last is None else (told, note(f"The last one: {last.understood.standalone}")))


def _clear(session: Session, argument: str) -> Reply:
    session.forget()
    return Reply((note("The conversation is forgotten.", style="dim"),), clear=True)


def _quit(session: Session, argument: str) -> Reply:
    return Reply(leave=True)


# What they share


def _notes(lines: Iterable[str]) -> Blocks:
    return tuple(note(line, style="yellow") for line in lines)


def _unquoted(text: str) -> str:
    """`text` without the quotation marks that a dragged or completed path comes in."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _path(text: str) -> Path:
    try:
        return Path(_unquoted(text)).expanduser()
    except RuntimeError:
        raise QAError(f"{text} names a home folder that does not exist; write the path in full") from None


def _names(documents: "Iterable[Document]") -> str:
    sources = [document.source for document in documents]
    return sources[0] if len(sources) == 1 else counted(len(sources), "document")


def _held(session: Session) -> str:
    corpus = session.corpus
    return f"now {counted(len(corpus.documents), 'document')}, {counted(len(corpus.passages), 'passage')}"


def _document(session: Session, name: str) -> "Document":
    """The document whose source, or the end of it, is `name`; else the only one whose source holds it."""
    documents = session.corpus.documents
    for fits in (
        lambda source: source == name,
        lambda source: Path(source).name == name,
        lambda source: name.lower() in source.lower(),
    ):
        found = [document for document in documents if fits(document.source)]
        if len(found) == 1:
            return found[0]
        if found:
            raise QAError(f"{len(found)} documents are called {name!r}; name one as /docs lists it")
    raise QAError(f"no document is called {name!r}; /docs lists them")


def _setting_options(session: Session, typed: str) -> Iterable[str]:
    if " " not in typed:
        return [one.name for one in all_settings()]
    name = typed.partition(" ")[0]
    words = next((one.words for one in all_settings() if one.name == name), ())
    return [f"{name} {word}" for word in (*words, DEFAULT_WORD)]


def _document_options(session: Session, typed: str) -> Iterable[str]:
    return [clean(document.source) for document in session.corpus.documents]


_CONTEXT_HELP = "what follow-ups lean on; /context NAME puts a name first, /context -NAME drops it"

COMMANDS = {
    one.name: one
    for one in (
        Command("help", "", "this list", _help),
        Command("more", "", "what stands around the last answer, and the next candidates", _more),
        Command("why", "", "how the last answer came about: passages, scores, and what counted", _why),
        Command("other", "", "take the last question in its other reading, where one was offered", _other),
        Command("undo", "", "take the last line back", _undo),
        Command("context", "[NAME]", _CONTEXT_HELP, _context, name_options),
        Command("docs", "", "the documents that are asked, and the files left out", _docs),
        Command("add", "PATH", "read a file or folder as well; one that is held is read anew", _add, takes_path=True),
        Command("drop", "NAME", "leave out a document", _drop, _document_options),
        Command("set", "[KEY VALUE]", "change a setting; alone, show them all", _set, _setting_options),
        Command("save", "FILE", "write the conversation to FILE, as Markdown or as .json", _save, takes_path=True),
        Command("save!", "FILE", "the same, replacing a FILE that exists", _save_over, takes_path=True),
        Command("load", "FILE", "go on with a conversation saved as .json", _load, takes_path=True),
        Command("clear", "", "forget the conversation, and clear the screen", _clear),
        Command("quit", "", "leave", _quit),
    )
}
