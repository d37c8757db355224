"""Documents for a front: read, split and indexed, with a progress bar, and a report on what was not read."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from qa import model
from qa.errors import SettingError
from qa.fronts.progress import LateBar
from qa.fronts.settings import ONNX_READER, Settings
from qa.render import counted

if TYPE_CHECKING:
    from qa.index import Entry
    from qa.load import Loaded, Skipped
    from qa.pipeline import Configuration, Corpus
    from qa.types import Document

# The share of reading in the whole time; splitting and indexing take the rest. Measured on 10 MB of text.
_READING_SHARE = 0.1

# Names of left-out files in a report; more are counted.
_NAMED = 3


def open_corpus(
    sources: Sequence[str], settings: Settings, *, console: Console, allow_private: bool = False
) -> "Corpus":
    """The corpus of `sources`, or of the bundled article if there are none; a bar shows on `console`.

    With `allow_private`, an address may lead into the user's own network.

    Raises `SourceError` for a source that cannot be read, and `ModelError` if the reader's files are missing or broken.
    """
    if settings.reader != model.LEXICAL_READER:
        from qa.read.network import load_ahead

        # Beside the import of scikit-learn, which takes about a second.
        load_ahead(_network_folder(settings), threads=settings.threads)
    from qa.load import load_article
    from qa.pipeline import Corpus

    with LateBar(console, "reading") as bar:
        if sources:
            loaded = load_files(sources, max_mb=settings.max_mb, allow_private=allow_private, progress=bar)
        else:
            loaded = load_article()
        return Corpus(
            loaded.documents,
            configuration=_configuration(settings),
            skipped=loaded.skipped,
            progress=lambda share: bar(_READING_SHARE + share * (1 - _READING_SHARE)),
        )


def rebuilt(
    documents: "Sequence[Document]", skipped: "Sequence[Skipped]", settings: Settings, *, console: Console
) -> "Corpus":
    """The corpus of documents that are already read; a bar shows on `console`."""
    from qa.pipeline import Corpus

    with LateBar(console, "indexing") as bar:
        return Corpus(documents, configuration=_configuration(settings), skipped=skipped, progress=bar)


def _configuration(settings: Settings) -> "Configuration":
    from qa.pipeline import Configuration

    reader = model.LEXICAL_READER if settings.reader == model.LEXICAL_READER else model.NEURAL_READER
    return Configuration(reader=reader, model=_network_folder(settings), threads=settings.threads)


def _network_folder(settings: Settings) -> Path:
    """The folder of the network: the one that the reader `onnx:FOLDER` names, else the one that ships."""
    _, _, named = settings.reader.partition(ONNX_READER)
    try:
        return Path(named).expanduser() if named else model.NEURAL
    except RuntimeError:
        raise SettingError(
            f"{ONNX_READER}{named} names a home folder that does not exist; write the path in full"
        ) from None


def load_files(
    sources: Sequence[str],
    *,
    max_mb: int,
    allow_private: bool = False,
    progress: Callable[[float], None] | None = None,
) -> "Loaded":
    """Read `sources`; `progress` is called with the share of the whole opening that is done."""
    from qa.load import MEGABYTE, load

    def advance(done: int, total: int) -> None:
        if progress is not None:
            progress(_READING_SHARE * done / max(total, 1))

    return load(sources, max_bytes=max_mb * MEGABYTE, allow_private=allow_private, progress=advance)


def skipped_lines(skipped: "Sequence[Skipped]") -> tuple[str, ...]:
    """A report on files left out: one line that counts the hidden and binary ones, and one per file that failed."""
    hidden = [skip for skip in skipped if skip.kind == "hidden"]
    binary = [skip for skip in skipped if skip.kind == "binary"]
    failed = [skip for skip in skipped if skip.kind == "error"]
    parts = [f"{len(hidden)} hidden"] if hidden else []
    parts += [f"{len(binary)} binary ({_named([Path(skip.source).name for skip in binary])})"] if binary else []
    lines = [f"left out {counted(len(hidden) + len(binary), 'file')}: {', '.join(parts)}"] if parts else []
    return (*lines, *(f"left out: {skip.source} {skip.reason}" for skip in failed))


def report_lines(documents: "Iterable[Document | Entry]", skipped: "Sequence[Skipped]") -> tuple[str, ...]:
    """A report on what was not read: files that were left out, and parts of `documents`, one line each."""
    warnings = (f"{document.source}: {warning}" for document in documents for warning in document.warnings)
    return (*skipped_lines(skipped), *warnings)


def _named(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
