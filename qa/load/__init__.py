"""Files, folders, patterns and streams -> documents.

    sources     what the user names    -> the files to read, and their bytes
    formats     the bytes of a file    -> a Document; one table says which format reads which file
    decoding    the bytes of a text    -> a string
    plain, markdown   the string       -> drafts of blocks, each piece with its line
    pdf, office, html, mail, tables, rtf, subtitles, notebook, markup
                the bytes of a file    -> drafts of blocks, each piece with its line or place
    attachments what a mail attaches   -> drafts of blocks, within limits for the whole mail
    web         an address             -> the bytes that its server sends
    blocks      the drafts             -> the final text, its blocks, lines and places
    titles      the name of a file     -> words that name its text, where the text has no title

What the user names must be readable, or an error says why it is not. What is only found in a folder, or by a pattern,
and cannot be read is left out and listed in `Loaded.skipped`; the other files are still loaded.

Known limitation: pictures and sounds are refused by name, and so are archives and old Office documents.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from types import ModuleType
from typing import Any

from qa import files
from qa.errors import BinarySource, EmptySource, NoDocuments, SourceError
from qa.load.formats import MARKDOWN, PLAIN_TEXT, is_readable, read_document, read_string
from qa.load.sources import (
    DEFAULT_MAX_BYTES,
    MEGABYTE,
    STDIN,
    SkipKind,
    Skipped,
    SourceFile,
    discover,
    printable,
    read_bytes,
    shown,
)
from qa.load.titles import title_of_name
from qa.types import Document

__all__ = [
    "DEFAULT_MAX_BYTES",
    "MEGABYTE",
    "STDIN",
    "Loaded",
    "SkipKind",
    "Skipped",
    "load",
    "load_article",
    "load_text",
    "printable",
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
    progress: Callable[[int, int], None] | None = None,
) -> Loaded:
    """Load every source: a file, a folder with everything in it, a pattern, an address, or "-" for standard input.

    A path may begin with `~`. A pattern is one of Python's `glob`, with `**` for any folders. It does not match hidden
    files unless it names the dot. A file whose real name has these characters is found first. The same file is loaded
    once, however often it is named or found.

    An address begins with `https://` or `http://`. One of the user's own network is read only with `allow_private`.

    `max_bytes` is the size of the largest file that is accepted. `progress(bytes done, bytes in all)` is called before
    the first file and after each one.

    Raises a `SourceError` for a source that was named and cannot be read, `SourceNotFound` for a pattern without a
    match, and `NoDocuments` for a folder or pattern without one readable document.
    """
    named = [sources] if isinstance(sources, str | Path) else list(sources)
    if not named:
        raise NoDocuments("no source was given; name a file, a folder, a web address, or - for standard input")
    return _Loader(max_bytes=max_bytes, allow_private=allow_private, progress=progress).run(named)


def load_article() -> Loaded:
    """The bundled article. Its source is its name alone: the folder of the installation says nothing to a reader."""
    (article,) = load([files.article()]).documents
    return Loaded((replace(article, source=files.ARTICLE_NAME),), ())


def load_text(text: str, *, source: str = "<text>", markdown: bool = False) -> Document:
    """The document in a string: what `load` makes of a file `source` with this text, as Markdown or as plain text.

    Raises `EmptySource` if there is no text in it.
    """
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
    try:
        return read_string(read_bytes(path, size=0, max_bytes=max_bytes), source=str(path))
    except SourceError as error:
        raise type(error)(f"{shown(str(path))} {error}") from error


class _Loader:
    """One call of `load`: the documents so far, and how many bytes are done."""

    def __init__(self, *, max_bytes: int, allow_private: bool, progress: Callable[[int, int], None] | None) -> None:
        self._max_bytes = max_bytes
        self._allow_private = allow_private
        self._progress = progress
        self._documents: dict[str, Document] = {}
        self._skipped: list[tuple[int, Skipped]] = []
        self._done_bytes = 0
        self._total_bytes = 0

    def run(self, sources: Sequence[str | Path]) -> Loaded:
        """Find the files, then read one after the other."""
        discovery = discover(sources)
        self._skipped.extend(discovery.skipped)
        self._total_bytes = sum(file.size for file in discovery.files)
        self._report()
        fruitful = set(discovery.repeated)
        for file in discovery.files:
            if self._load(file):
                fruitful.add(file.origin)
        for origin, container in discovery.containers.items():
            if origin not in fruitful:
                skipped = [skip for at, skip in self._skipped if at == origin]
                raise NoDocuments(
                    f"{shown(container.name)} has no readable document: {_describe(skipped)}; {container.advice}"
                )
        documents = tuple(self._documents.values())
        if len(documents) == 1:
            # Alone, the name of a file would only be written above each passage, and distinguish none.
            documents = (replace(documents[0], context=documents[0].metadata.get("title", "")),)
        return Loaded(documents, tuple(skip for _, skip in self._skipped))

    def _load(self, file: SourceFile) -> bool:
        """Whether the file became a document. A failure is raised if the user named the file, else recorded."""
        data, name = b"", None
        try:
            data, name = self._read(file)
            title = title_of_name(file.title)
            document = read_document(data, source=self._unique_name(file.name), title=title or file.title, name=name)
        except SourceError as error:
            if file.is_named:
                raise type(error)(f"{shown(file.name)} {error}") from error
            is_refused = isinstance(error, BinarySource) and not is_readable(data, name or file.name)
            kind: SkipKind = "binary" if is_refused else "error"
            self._skipped.append((file.origin, Skipped(file.name, str(error), kind)))
            self._advance(file.size, file.size)
            return False
        context = title if document.title == title else ""
        self._documents[document.doc_id] = replace(document, context=document.context or context)
        self._advance(file.size, len(data) if file.is_stream else file.size)
        return True

    def _read(self, file: SourceFile) -> tuple[bytes, str | None]:
        """The bytes of a file or page, and the name that shows its format."""
        if not file.is_address:
            data = read_bytes(file.path, size=file.size, max_bytes=self._max_bytes, is_regular=not file.is_stream)
            return data, file.name
        # Imported here, since only addresses need it.
        from qa.load.web import fetch

        page = fetch(file.name, max_bytes=self._max_bytes, allow_private=self._allow_private)
        return page.marked(), page.name

    def _unique_name(self, name: str) -> str:
        """`name`, with a number if another file is shown by the same name (odd bytes can look alike)."""
        unique, number = name, 2
        while unique in self._documents:
            unique, number = f"{name} ({number})", number + 1
        return unique

    def _advance(self, expected: int, read: int) -> None:
        """Count `read` bytes as done. The size of a stream becomes known only now, so the total grows by it."""
        self._total_bytes += read - expected
        self._done_bytes += read
        self._report()

    def _report(self) -> None:
        if self._progress is not None:
            self._progress(self._done_bytes, self._total_bytes)


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
