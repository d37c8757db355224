"""The shell's table of commands."""

import shlex
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import QAError
from qa.fronts import help as topics
from qa.fronts.opening import load_files, report_lines, skipped_lines
from qa.fronts.repl import Command, Reply, table
from qa.fronts.repl import execute as execute_line
from qa.fronts.settings import DEFAULT_WORD, Setting, all_settings, changed, setting
from qa.fronts.shell.memory import edit_memory, memory_blocks, memory_options
from qa.fronts.shell.session import Session
from qa.render import Blocks, clean, counted, explain_blocks, note, overview_blocks, rows

if TYPE_CHECKING:
    from qa.index import Entry, Filter

# What `/filter` takes, each with a value, and the word that takes it away.
_FILTERS, _NO_FILTER = ("only", "type", "since"), "off"
# Digits of a number at most.
_DIGITS = 4
_KEYS = (
    ("Tab", "complete a command, a setting, a file or a name"),
    ("Ctrl-R", "search earlier lines"),
    ("Ctrl-C", "clear the line"),
    ("Ctrl-D", "leave"),
)


def execute(line: str, session: Session) -> Reply:
    """The reply to `line`, a question or a command; an error is a reply, too."""
    return execute_line(line, session, COMMANDS)


# Help, and more about the last answer


def _help(session: Session, argument: str) -> Reply:
    if argument:
        return Reply(topics.help_blocks(argument))
    commands = rows([(command.usage, command.help) for command in COMMANDS.values()])
    names = ", ".join(topics.topics())
    more = (note(f"/help TOPIC explains: {names}", gap=True),) if names else ()
    return Reply((note("Type a question, or a command:"), *commands, *rows(_KEYS, gap=True), *more))


def _more(session: Session, argument: str) -> Reply:
    return Reply(session.more())


def _why(session: Session, argument: str) -> Reply:
    return Reply(explain_blocks(session.last.answer))


def _all(session: Session, argument: str) -> Reply:
    return session.ask_all(argument)


def _overview(session: Session, argument: str) -> Reply:
    chosen = session.overview(argument)
    if not chosen.sentences:
        raise QAError(f"no sentence is about {argument!r}; name something that is in the documents, or nothing for all")
    return Reply(overview_blocks(chosen.sentences))


def _open(session: Session, argument: str) -> Reply:
    if argument and not (argument.isdecimal() and len(argument) <= _DIGITS):
        raise QAError(f"found {argument!r}, expected the number of an answer, such as /open 2")
    return Reply((note(session.open(int(argument or 1)), style="dim"),))


# The conversation


def _other(session: Session, argument: str) -> Reply:
    return session.ask_alternative_reading()


def _undo(session: Session, argument: str) -> Reply:
    undone = note(f"Undone: {session.undo().rewrite.typed}")
    last = session.chat.last
    return Reply((undone,) if last is None else (undone, note(f"The last question is now: {last.rewrite.rewritten}")))


def _context(session: Session, argument: str) -> Reply:
    if argument:
        edit_memory(session, argument)
    names = session.chat.remembered()
    return Reply(memory_blocks(session.chat.last if argument or names else session.last, names))


def _save(session: Session, argument: str) -> Reply:
    return _write(session, argument, replace=False)


def _save_over(session: Session, argument: str) -> Reply:
    return _write(session, argument, replace=True)


def _write(session: Session, argument: str, *, replace: bool) -> Reply:
    if not session.questions:
        raise QAError("there is nothing to save yet; type a question first")
    path = _path(argument)
    session.save(path, replace=replace)
    return Reply((note(f"Saved {counted(len(session.questions), 'question')} to {path}."),))


def _load(session: Session, argument: str) -> Reply:
    path = _path(argument)
    session.load(path)
    loaded = note(f"Loaded {counted(len(session.questions), 'question')} from {path}.")
    last = session.chat.last
    return Reply((loaded,) if last is None else (loaded, note(f"The last one: {last.rewrite.rewritten}")))


def _clear(session: Session, argument: str) -> Reply:
    session.forget()
    return Reply((note("The conversation is forgotten.", style="dim"),), clear=True)


def _quit(session: Session, argument: str) -> Reply:
    return Reply(leave=True)


# Documents and settings


def _docs(session: Session, argument: str) -> Reply:
    listed = [(entry.source, counted(entry.passages, "passage")) for entry in session.corpus.index.entries]
    return Reply((*rows(listed), *_warnings(skipped_lines(session.corpus.skipped))))


def _add(session: Session, argument: str) -> Reply:
    # Imported here, since the loader is slow to import.
    from qa.load.sources import is_address

    if argument == "-":
        raise QAError("standard input cannot be added to the shell, which reads from it; name a file or a folder")
    source = _unquoted(argument)
    loaded = load_files(
        [source if is_address(source) else str(_path(argument))],
        max_mb=session.settings.max_mb,
        allow_private=session.allow_private,
    )
    session.add(loaded.documents, loaded.skipped)
    new = loaded.documents
    names = new[0].source if len(new) == 1 else counted(len(new), "document")
    return Reply(
        (note(f"Added {names}; {_sizes(session)}."), *_warnings(report_lines(loaded.documents, loaded.skipped)))
    )


def _drop(session: Session, argument: str) -> Reply:
    dropped = _document(session, _unquoted(argument))
    if len(session.corpus.documents) == 1:
        raise QAError(f"{dropped.source} is the only document; add another one first, with /add PATH")
    session.drop(dropped.doc_id)
    return Reply((note(f"Dropped {dropped.source}; {_sizes(session)}."),))


def _document(session: Session, name: str) -> "Entry":
    """The document whose source or file name is `name`, or else the only one whose source contains it."""
    documents = session.corpus.index.entries
    tests: tuple[Callable[[str], bool], ...] = (
        # Completion offers a name as it can be shown.
        lambda source: name in (source, clean(source)),
        lambda source: Path(source).name == name,
        lambda source: name.lower() in source.lower(),
    )
    for fits in tests:
        matches = [document for document in documents if fits(document.source)]
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise QAError(f"{len(matches)} documents are called {name!r}; name one as /docs lists it")
    raise QAError(f"no document is called {name!r}; /docs lists them")


def _sizes(session: Session) -> str:
    corpus = session.corpus
    return f"now {counted(len(corpus.documents), 'document')}, {counted(len(corpus.passages), 'passage')}"


def _filter(session: Session, argument: str) -> Reply:
    if argument:
        session.apply(None if argument.lower() == _NO_FILTER else _parsed_filter(argument))
    if not session.filter:
        return Reply((note("Every document is asked."),))
    asked = len(session.filter.numbers(session.corpus.index.entries, session.corpus.index.modified_ns))
    return Reply((note(f"{asked} of {counted(len(session.corpus.documents), 'document')} asked: {session.filter}."),))


def _parsed_filter(argument: str) -> "Filter":
    """The filter in "only 'reports/*.pdf' type pdf,docx since 2026-01-31". Raises `QAError` if there is none in it."""
    from qa.index import parse_filter

    try:
        words = shlex.split(argument)
    except ValueError:
        words = []
    pairs = list(zip(words[::2], words[1::2], strict=False))
    if not words or len(words) % 2 or any(name not in _FILTERS for name, _ in pairs):
        raise QAError(f"/filter takes {', '.join(_FILTERS)} with a value each, or off, but got {argument!r}")
    last = dict(pairs)
    return parse_filter([value for name, value in pairs if name == "only"], last.get("type", ""), last.get("since", ""))


def _set(session: Session, argument: str) -> Reply:
    name, _, value = argument.replace("=", " ").partition(" ")
    if value.strip():
        session.change(changed(session.settings, name, value.strip()))
    shown = [setting(name, where="/set")] if name else all_settings()
    return Reply(
        rows([(f"{named.name} = {_value(session, named)}", f"{named.help}; {named.expected}") for named in shown])
    )


def _value(session: Session, named: Setting) -> str:
    """A setting's value; for a threshold that nobody set, also the number in force."""
    value = named.shown(session.settings)
    return f"{value} ({session.threshold:.2f})" if named.name == "threshold" and value == DEFAULT_WORD else value


def _warnings(lines: Iterable[str]) -> Blocks:
    return tuple(note(line, style="yellow") for line in lines)


def _unquoted(text: str) -> str:
    """`text` without the quotation marks of a dragged or completed path."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _path(text: str) -> Path:
    if "\0" in text:
        raise QAError("found a NUL character in the file name, which no file can have; type the name anew")
    try:
        return Path(_unquoted(text)).expanduser()
    except RuntimeError:
        raise QAError(f"{text} names a home folder that does not exist; write the path in full") from None


# Completion


def _topic_options(session: Session, typed: str) -> Iterable[str]:
    return topics.topics()


def _setting_options(session: Session, typed: str) -> Iterable[str]:
    if " " not in typed:
        return [known.name for known in all_settings()]
    name = typed.partition(" ")[0]
    words = next((known.words for known in all_settings() if known.name == name), ())
    return [f"{name} {word}" for word in (*words, DEFAULT_WORD)]


def _filter_options(session: Session, typed: str) -> Iterable[str]:
    return (*(f"{name} " for name in _FILTERS), _NO_FILTER)


def _document_options(session: Session, typed: str) -> Iterable[str]:
    return [clean(entry.source) for entry in session.corpus.index.entries]


_FILTER_HELP = "ask some documents alone: only PATTERN, type pdf,docx, since 2026-01-31; off: all"
_CONTEXT_HELP = "what follow-ups refer to; /context NAME puts a name first, /context -NAME drops it"

COMMANDS = table(
    Command("help", "[TOPIC]", "this list, or an explanation of TOPIC", _help, _topic_options),
    Command("more", "", "the sentences around the last answer, and the next candidates", _more),
    Command("all", "[QUESTION]", "every sentence that answers QUESTION, or the last one, by document", _all),
    Command("why", "", "how the last answer came about: passages, scores, and what counted", _why),
    Command(
        "overview", "[TOPIC]", "the sentences that stand for the documents, or for what they say of TOPIC", _overview
    ),
    Command("open", "[N]", "open the place of the answer, or of number N, in your editor or viewer", _open),
    Command("other", "", "ask the last question in its other reading, if one was offered", _other),
    Command("undo", "", "remove the last line from the conversation", _undo),
    Command("context", "[NAME]", _CONTEXT_HELP, _context, memory_options),
    Command("docs", "", "the documents that are asked, and the files left out", _docs),
    Command("add", "PATH", "read another file, folder or web address, or read it anew", _add, takes_path=True),
    Command("drop", "NAME", "leave out a document", _drop, _document_options),
    Command("filter", "[WHICH]", _FILTER_HELP, _filter, _filter_options),
    Command("set", "[KEY VALUE]", "change a setting; alone, show all settings", _set, _setting_options),
    Command("save", "FILE", "write the conversation to FILE, as Markdown or as .json", _save, takes_path=True),
    Command("save!", "FILE", "the same, replacing a FILE that exists", _save_over, takes_path=True),
    Command("load", "FILE", "resume a conversation saved as .json", _load, takes_path=True),
    Command("clear", "", "forget the conversation, and clear the screen", _clear),
    Command("quit", "", "leave", _quit),
)
