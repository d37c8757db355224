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

The formats are imported by those functions that read, since they take longer than all else: who asks a saved index
only finds its files.

Known limitation: pictures and sounds are refused by name, and so are archives and old Office documents.
"""

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path, PurePath
from types import ModuleType
from typing import Any, NamedTuple

from qa import files
from qa.errors import BinarySource, EmptySource, NoDocuments, SourceError
from qa.load.sources import (
    DEFAULT_MAX_BYTES,
    MEGABYTE,
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
    "Loaded",
    "Reading",
    "SkipKind",
    "Skipped",
    "SourceFile",
    "alone",
    "check_fruitful",
    "digest_of",
    "discover",
    "load",
    "load_article",
    "load_text",
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
    discovery = discover(named)
    skipped, fruitful, documents = list(discovery.skipped), set[int](), list[Document]()
    files = discovery.files
    for reading in read_files(
        files, names_of(files), max_bytes=max_bytes, allow_private=allow_private, progress=progress
    ):
        if reading.document is not None:
            documents.append(reading.document)
            fruitful.add(reading.file.origin)
        elif reading.skipped is not None:
            skipped.append((reading.file.origin, reading.skipped))
    check_fruitful(discovery, fruitful, skipped)
    if len(documents) == 1:
        documents = [alone(documents[0])]
    return Loaded(tuple(documents), tuple(skip for _, skip in skipped))


def load_article() -> Loaded:
    """The bundled article. Its source is its name alone: the folder of the installation says nothing to a reader."""
    (article,) = load([files.article()]).documents
    return Loaded((replace(article, source=files.ARTICLE_NAME),), ())


def load_text(text: str, *, source: str = "<text>", markdown: bool = False) -> Document:
    """The document in a string: what `load` makes of a file `source` with this text, as Markdown or as plain text.

    Raises `EmptySource` if there is no text in it.
    """
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


class Reading(NamedTuple):
    """A file that was read: its document, or why it was left out; `digest` is that of its bytes, "" without them."""

    file: SourceFile
    document: Document | None
    skipped: Skipped | None
    digest: str


def read_files(
    files: Sequence[SourceFile],
    sources: Sequence[str],
    *,
    max_bytes: int = DEFAULT_MAX_BYTES,
    allow_private: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Reading]:
    """Read `files` in order; `sources` are the names of their documents, each another one. The rest is as for `load`.

    Raises a `SourceError` for a file that was named and cannot be read.
    """
    done, total = 0, sum(file.size for file in files)
    report = progress or (lambda done, total: None)
    report(done, total)
    for file, source in zip(files, sources, strict=True):
        reading, size = _read(file, source, max_bytes=max_bytes, allow_private=allow_private)
        # The size of a stream becomes known only now, so the total grows by it.
        done += size
        total += size - file.size
        report(done, total)
        yield reading


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


def _read(file: SourceFile, source: str, *, max_bytes: int, allow_private: bool) -> tuple[Reading, int]:
    """A file and how many bytes it has. A failure is raised if the user named the file, else recorded."""
    from qa.load.formats import is_readable, read_document
    from qa.load.titles import title_of_name

    data, name = b"", None
    try:
        data, name = _bytes_of(file, max_bytes=max_bytes, allow_private=allow_private)
        title = title_of_name(file.title)
        document = read_document(data, source=source, title=title or file.title, name=name)
    except SourceError as error:
        if file.is_named:
            raise type(error)(f"{shown(file.name)} {error}") from error
        is_refused = isinstance(error, BinarySource) and not is_readable(data, name or file.name)
        kind: SkipKind = "binary" if is_refused else "error"
        return Reading(file, None, Skipped(file.name, str(error), kind), digest_of(data) if data else ""), file.size
    context = title if document.title == title else ""
    document = replace(document, context=document.context or context)
    return Reading(file, document, None, digest_of(data)), len(data) if file.is_stream else file.size


def digest_of(data: bytes) -> str:
    """What files with the same bytes share, and no others."""
    return blake2b(data, digest_size=16).hexdigest()


def _bytes_of(file: SourceFile, *, max_bytes: int, allow_private: bool) -> tuple[bytes, str | None]:
    """The bytes of a file or page, and the name that shows its format."""
    if not file.is_address:
        data = read_bytes(file.path, size=file.size, max_bytes=max_bytes, is_regular=not file.is_stream)
        return data, file.name
    # Imported here, since only addresses need it.
    from qa.load.web import fetch

    page = fetch(file.name, max_bytes=max_bytes, allow_private=allow_private)
    return page.marked(), page.name


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
