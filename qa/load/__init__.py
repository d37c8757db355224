"""Files, folders, patterns and streams -> documents.

    sources     what the user names    -> the files to read, and their bytes
    formats     the bytes of a file    -> a Document; one table says which format reads which file
    decoding    the bytes of a text    -> a string
    plain, markdown   the string       -> drafts of blocks, each piece with its line
    pdf, office, html, mail, tables, rtf, subtitles, notebook, markup
                the bytes of a file    -> drafts of blocks, each piece with its line or place
    attachments what a mail attaches   -> drafts of blocks, within limits for the whole mail
    web         an address             -> the bytes that its server sends
    reading     the files, in order    -> documents; in several processes (workers) if there is much to read
    blocks      the drafts             -> the final text, its blocks, lines and places
    titles      the name of a file     -> words that name its text, where the text has no title

What the user names must be readable, or an error says why it is not. What is only found in a folder, or by a pattern,
and cannot be read is left out and listed in `Loaded.skipped`; the other files are still loaded.

The formats are imported by those functions that read, since they take longer than all else: who asks a saved index
only finds its files.

Known limitation: pictures and sounds are refused by name, and so are archives and old Office documents.
"""

import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from types import ModuleType
from typing import Any

from qa import files
from qa.arguments import check_number, check_type, items_of
from qa.errors import EmptySource, NoDocuments, SourceError
from qa.load.reading import FilesRead, Reading, digest_of, make_of_files, read_files
from qa.load.sources import (
    DEFAULT_MAX_BYTES,
    MEGABYTE,
    MOST_BYTES,
    STDIN,
    Discovery,
    SkipKind,
    Skipped,
    SourceFile,
    discover,
    printable,
    read_bytes,
    shown,
)
from qa.types import Document

__all__ = [
    "DEFAULT_MAX_BYTES",
    "MEGABYTE",
    "STDIN",
    "Discovery",
    "FilesRead",
    "Loaded",
    "Reading",
    "SkipKind",
    "Skipped",
    "SourceFile",
    "alone",
    "check_fruitful",
    "check_loading",
    "digest_of",
    "discover",
    "load",
    "load_article",
    "load_text",
    "make_of_files",
    "names_of",
    "printable",
    "read_bytes",
    "read_files",
    "read_text",
    "shown",
]


@dataclass(frozen=True, slots=True)
class Loaded:
    """The documents, in the order in which they were named and found, and the files that were left out."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]


class _Callable(ModuleType):
    """Once this module is imported, it hides the function `qa.load` in its package; it must do the same."""

    def __call__(self, *args: Any, **options: Any) -> "Loaded":
        return load(*args, **options)


sys.modules[__name__].__class__ = _Callable


def load(
    sources: Sequence[str | Path],
    *,
    max_bytes: int = DEFAULT_MAX_BYTES,
    allow_private: bool = False,
    progress: Callable[[FilesRead], None] | None = None,
) -> Loaded:
    """Load every source: a file, a folder with everything in it, a pattern, an address, or "-" for standard input.

    A path may begin with `~`. A pattern is one of Python's `glob`, with `**` for any folders. It does not match hidden
    files unless it names the dot. A file whose real name has these characters is found first. The same file is loaded
    once, however often it is named or found.

    An address begins with `https://` or `http://`. One of the user's own network is read only with `allow_private`.

    `max_bytes` is the size of the largest file that is accepted. `progress` is called before the first file and after
    each one. Where there is much to read, several processes do.

    Raises a `SourceError` for a source that was named and cannot be read, `SourceNotFound` for a pattern without a
    match, `NoDocuments` for a folder or pattern without one readable document, and `SettingError` for an argument of
    another type or out of range.
    """
    named = [sources] if isinstance(sources, str | Path) else sources
    named = check_loading(named, max_bytes=max_bytes, allow_private=allow_private)
    check_type("progress", progress, Callable, type(None), expected="a function or None")  # type: ignore[arg-type]
    if not named:
        raise NoDocuments("no source was given; name a file, a folder, a web address, or - for standard input")
    discovery = discover(named)
    skipped, fruitful, documents = list(discovery.skipped), set[int](), list[Document]()
    files = discovery.files
    readings = read_files(files, names_of(files), max_bytes=max_bytes, allow_private=allow_private, progress=progress)
    with closing(readings):
        for reading in readings:
            if reading.made is not None:
                documents.append(reading.made)
                fruitful.add(reading.file.origin)
            elif reading.skipped is not None:
                skipped.append((reading.file.origin, reading.skipped))
    check_fruitful(discovery, fruitful, skipped)
    if len(documents) == 1:
        documents = [alone(documents[0])]
    return Loaded(tuple(documents), tuple(skip for _, skip in skipped))


def check_loading(sources: Iterable[str | Path], *, max_bytes: int, allow_private: bool) -> tuple[str | Path, ...]:
    """The sources, once the arguments are checked that `load` has. Raises `SettingError`."""
    check_number("max_bytes", max_bytes, 1, MOST_BYTES, kind="a whole number")
    check_type("allow_private", allow_private, bool, expected="True or False")
    return items_of("sources", sources, str, Path, expected="paths and addresses")


def load_article() -> Loaded:
    """The bundled article. Its source is its name alone: the folder of the installation says nothing to a reader."""
    (article,) = load([files.article()]).documents
    return Loaded((replace(article, source=files.ARTICLE_NAME),), ())


def load_text(text: str, *, source: str = "<text>", markdown: bool = False) -> Document:
    """The document in a string: what `load` makes of a file `source` with this text, as Markdown or as plain text.

    Raises `EmptySource` if there is no text in it, and `SettingError` if `text` or `source` is no text.
    """
    check_type("text", text, str, expected="text")
    check_type("source", source, str, expected="text")
    check_type("markdown", markdown, bool, expected="True or False")
    from qa.load.formats import MARKDOWN, PLAIN_TEXT

    name = printable(source)
    text_format = MARKDOWN if markdown else PLAIN_TEXT
    try:
        return text_format.read_text(text, source=name, title=PurePath(name).stem or name)
    except EmptySource as error:
        raise EmptySource("the text is empty; give one with words in it") from error


def read_text(path: Path, *, max_bytes: int = DEFAULT_MAX_BYTES) -> str:
    """The text of the file at `path`, unchanged, in any encoding that a document may have; "" if the file is empty.

    Raises a `SourceError` that names the file: `SourceNotFound`, `SourceTooLarge` if it has more than `max_bytes`,
    `BinarySource` if it is not text, `EncodingError` if it cannot be decoded.
    """
    from qa.load.formats import read_string

    try:
        return read_string(read_bytes(path, size=0, max_bytes=max_bytes), source=str(path))
    except SourceError as error:
        raise type(error)(f"{shown(str(path))} {error}") from error


def names_of(files: Sequence[SourceFile]) -> list[str]:
    """The name of each file, with a number if an earlier one is shown by the same name (odd bytes can look alike)."""
    names: dict[str, None] = {}
    for file in files:
        unique, number = file.name, 2
        while unique in names:
            unique, number = f"{file.name} ({number})", number + 1
        names[unique] = None
    return list(names)


def alone(document: Document) -> Document:
    """`document` without others: the name of its file, written above each passage, would distinguish none."""
    return replace(document, context=document.metadata.get("title", ""))


def check_fruitful(discovery: Discovery, fruitful: Collection[int], skipped: Sequence[tuple[int, Skipped]]) -> None:
    """Raise `NoDocuments` for a folder or pattern without a document; `fruitful` are the sources that have one."""
    for origin, container in discovery.containers.items():
        if origin not in fruitful and origin not in discovery.repeated:
            reasons = [skip for at, skip in skipped if at == origin]
            raise NoDocuments(
                f"{shown(container.name)} has no readable document: {_describe(reasons)}; {container.advice}"
            )


def _describe(skipped: Sequence[Skipped]) -> str:
    """What was left out, by kind, each with the reason of the first file."""
    if not skipped:
        return "it is empty"
    labels: dict[SkipKind, str] = {"hidden": "hidden", "binary": "not text", "error": "unreadable"}
    counts = []
    for kind, label in labels.items():
        of_kind = [skip for skip in skipped if skip.kind == kind]
        if of_kind:
            first = of_kind[0]
            reason = "" if kind == "hidden" else f" ({Path(shown(first.source)).name} {first.reason})"
            counts.append(f"{len(of_kind)} {label}{reason}")
    return "left out " + ", ".join(counts)
