"""Named files and folders -> documents to ask about, and their names in a set, as paths from the set's folder.

Known limitation: a file that two folders reach by different links is asked once here, but twice when the set is
measured.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os.path import normpath, realpath, relpath
from pathlib import Path, PurePath

from qa.errors import EvaluationError, UsageError
from qa.load import STDIN, Loaded, Skipped, load, printable, shown
from qa.types import Document


@dataclass(frozen=True, slots=True)
class Sources:
    """Documents, and the files that were left out.

    `names` are the files and folders as the set names them: paths from its own folder, with slashes. `name_of` maps
    each document's `doc_id` to its name in the set.
    """

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    names: tuple[str, ...]
    name_of: Mapping[str, str]

    @property
    def field(self) -> str | list[str]:
        """The `document` of a question in the set."""
        return self.names[0] if len(self.names) == 1 else list(self.names)


def read_sources(sources: Sequence[str], output: Path) -> Sources:
    """Read `sources` for a set at `output`; a source that is contained in another one is left out.

    Raises `UsageError` for standard input, and if the set would be one of its own documents; `SourceError` for a source
    that cannot be read.
    """
    refuse_stdin(sources)
    loaded = {source: load([source]) for source in dict.fromkeys(sources)}
    for source in loaded:
        _refuse_inside(source, output)
    kept = {source: loaded[source] for source in _widest(loaded)}
    named = {source: _name(source, output.parent) for source in kept}
    documents: dict[str, Document] = {}
    name_of: dict[str, str] = {}
    for source, content in kept.items():
        for document in content.documents:
            if documents.setdefault(realpath(document.source), document) is document:
                name_of[document.doc_id] = _posix(normpath(Path(named[source], relpath(document.source, source))))
    skipped = dict.fromkeys(skip for content in kept.values() for skip in content.skipped)
    return Sources(tuple(documents.values()), tuple(skipped), tuple(named.values()), name_of)


def refuse_stdin(sources: Sequence[str]) -> None:
    """Raise `UsageError` if standard input is among `sources`."""
    if STDIN in sources:
        raise UsageError(
            "a set names its documents, so none can come from standard input; save it as a file and name that"
        )


def _refuse_inside(source: str, output: Path) -> None:
    """Raise `UsageError` if a set at `output` would be a document: its questions would answer themselves."""
    root, target = Path(realpath(source)), Path(realpath(output))
    if not target.is_relative_to(root):
        return
    inside = target.relative_to(root).parts
    if not any(part.startswith(".") for part in inside):
        where = f"in the folder {shown(source)}" if inside else "as a document"
        raise UsageError(
            f"the set {output} would be read {where} and asked about itself; name single files, or another -o FILE"
        )


def _widest(loaded: Mapping[str, Loaded]) -> Iterator[str]:
    """The sources without those whose every file is in another one."""
    files = {source: {realpath(doc.source) for doc in content.documents} for source, content in loaded.items()}
    for position, (source, own) in enumerate(files.items()):
        others = [(index, other) for index, other in enumerate(files.values()) if index != position]
        if not any(own < other or (own == other and index < position) for index, other in others):
            yield source


def _name(source: str, folder: Path) -> str:
    """`source` as a path from `folder`; through links if there is no other way, and absolute on another drive."""
    try:
        near = relpath(source, folder)
        same = (folder / near).exists() and (folder / near).samefile(source)
        name = _posix(near if same else relpath(realpath(source), realpath(folder)))
    except ValueError:
        name = _posix(realpath(source))
    if printable(name) != name:
        raise EvaluationError(f"{shown(name)} cannot be named in a set, its name is not UTF-8; rename it")
    return name


def _posix(path: str) -> str:
    return PurePath(path).as_posix()
