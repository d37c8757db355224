"""Files, folders and streams -> documents.

    discover    what the user named       -> the files there are
    decode      the bytes of a file       -> a string
    plain, markdown  the string           -> drafts of blocks, each piece with its line
    build       the drafts                -> a Document: text, blocks, lines

What the user names must be readable, or an error says why not. What is merely found in a folder and cannot be read is
left out, listed in `Loaded.skipped`, and the rest goes on.

Known limitations: Markdown is told by its suffix, so standard input is always plain text; formats that are not text
(PDF, Word) are refused by name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa import files
from qa.errors import BinarySource, NoDocuments, SourceError
from qa.load.discover import Found, SkipKind, Skipped, discover
from qa.load.document import document, load_text
from qa.load.names import shown
from qa.load.read import DEFAULT_MAX_BYTES, MEGABYTE, STDIN, read
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
]


@dataclass(frozen=True, slots=True)
class Loaded:
    """The documents, in the order they were named and found, and what was left out on the way."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]


def load(
    sources: Sequence[str | Path],
    *,
    max_bytes: int = DEFAULT_MAX_BYTES,
    progress: Callable[[int, int], None] | None = None,
) -> Loaded:
    """Read every source: a file, a folder (with all that is in it), or "-" for standard input.

    The same file is loaded once, however often it is named or found. `max_bytes` is the largest file accepted;
    `progress(bytes done, bytes total)` is called before the first file and after each one.

    Raises a `SourceError` for a source that was named and cannot be read, and `NoDocuments` for a folder without
    one readable document.
    """
    named = [sources] if isinstance(sources, str | Path) else list(sources)
    if not named:
        raise NoDocuments("no source was given; name a text file, a folder, or - for standard input")
    return _Loading(max_bytes=max_bytes, progress=progress).run(named)


def load_article() -> Loaded:
    """The bundled article, cited by its name alone: where it is installed says nothing to a reader."""
    (article,) = load([files.article()]).documents
    return Loaded((replace(article, source=files.ARTICLE_NAME),), ())


class _Loading:
    """One call of `load`: what it has gathered so far."""

    def __init__(self, *, max_bytes: int, progress: Callable[[int, int], None] | None) -> None:
        self._max_bytes = max_bytes
        self._progress = progress
        self._documents: dict[str, Document] = {}
        self._skipped: list[tuple[int, Skipped]] = []
        self._done = 0
        self._total = 0

    def run(self, sources: Sequence[str | Path]) -> Loaded:
        """Find, then read one file after the other."""
        discovery = discover(sources)
        self._skipped.extend(discovery.skipped)
        self._total = sum(found.size for found in discovery.files)
        self._report()
        fruitful = set(discovery.repeated)
        for found in discovery.files:
            if self._load(found):
                fruitful.add(found.root)
        self._refuse_barren(set(discovery.folders) - fruitful, discovery.folders)
        return Loaded(tuple(self._documents.values()), tuple(skip for _, skip in self._skipped))

    def _load(self, found: Found) -> bool:
        """Whether the file became a document; a failure is raised if the user named the file, and noted if not."""
        try:
            self._add(found)
        except SourceError as error:
            if found.named:
                raise type(error)(f"{shown(found.name)} {error}") from error
            kind: SkipKind = "binary" if isinstance(error, BinarySource) else "error"
            self._skipped.append((found.root, Skipped(found.name, str(error), kind)))
            self._advance(found.size, found.size)
            return False
        return True

    def _add(self, found: Found) -> None:
        data = read(found.path, size=found.size, max_bytes=self._max_bytes)
        made = document(data, name=self._unused(found.name), title=found.title)
        self._documents[made.doc_id] = made
        self._advance(found.size, len(data) if found.stream else found.size)

    def _unused(self, name: str) -> str:
        """`name`, numbered if another file is shown by the same name (odd bytes can be replaced alike)."""
        unused, number = name, 2
        while unused in self._documents:
            unused, number = f"{name} ({number})", number + 1
        return unused

    def _advance(self, expected: int, read_bytes: int) -> None:
        """A stream's size is known only once it is read: the total grows by it."""
        self._total += read_bytes - expected
        self._done += read_bytes
        self._report()

    def _report(self) -> None:
        if self._progress is not None:
            self._progress(self._done, self._total)

    def _refuse_barren(self, barren: set[int], folders: dict[int, str]) -> None:
        """Raise for the first folder that gave no document, saying what was in it."""
        for root in sorted(barren):
            left_out = [skip for at, skip in self._skipped if at == root]
            raise NoDocuments(
                f"{shown(folders[root])} has no readable document: {_counted(left_out)}; "
                "put a text or Markdown file there, or name another folder"
            )


def _counted(skipped: Sequence[Skipped]) -> str:
    """What was left out, by kind, each with the reason of the first one."""
    if not skipped:
        return "it is empty"
    words: dict[SkipKind, str] = {"hidden": "hidden", "binary": "not text", "error": "unreadable"}
    counts = []
    for kind, word in words.items():
        of_kind = [skip for skip in skipped if skip.kind == kind]
        if of_kind:
            first = of_kind[0]
            why = "" if kind == "hidden" else f" ({Path(shown(first.source)).name} {first.reason})"
            counts.append(f"{len(of_kind)} {word}{why}")
    return "left out " + ", ".join(counts)
