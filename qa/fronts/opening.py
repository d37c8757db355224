"""Documents for a front: read, split and indexed, with a progress bar, and a report on what was not read."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa import model
from qa.errors import SettingError
from qa.files import expanded
from qa.fronts.cache import entry_folder, keep_below, mark_used
from qa.fronts.calibrations import with_own
from qa.fronts.progress import ReadingBar
from qa.fronts.settings import ONNX_READER, Settings
from qa.render import counted

if TYPE_CHECKING:
    from rich.console import Console

    from qa.index import Entry, Filter, Refreshed
    from qa.load import FilesRead, Loaded, Skipped
    from qa.pipeline import Configuration, Corpus
    from qa.types import Document

# The share of reading in the whole time; splitting and indexing take the rest. Measured on 10 MB of text.
_READING_SHARE = 0.1

# Seconds to wait for somebody else who saves the same index.
_PATIENCE = 10.0

# Names of left-out files in a report; more are counted.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Sources:
    """What the user names to be asked: `documents` (none: the bundled article), or an `index` in a folder.

    With `allow_private`, an address may lead into the user's own network. `cache` is the folder where indexes are saved
    and found again; None if they are not. `filter` says which of the documents are asked.
    """

    documents: Sequence[str] = ()
    index: str | None = None
    allow_private: bool = False
    cache: Path | None = None
    filter: "Filter | None" = None


def open_corpus(
    sources: Sources,
    settings: Settings,
    *,
    console: "Console",
    report: Callable[[str], None] = lambda line: None,
    bar: ReadingBar | None = None,
) -> "Corpus":
    """The corpus of `sources`; a bar shows on `console`, and `report` gets a line on what changed since the last time.

    `bar` is the bar, if it is to be another one than usual.

    Raises `SourceError` for a source that cannot be read, `IndexFailure` for an index that cannot be used,
    `FilterError` for a filter that allows no document, and `ModelError` if the reader's files are missing or broken.
    """
    whole = _open_whole(sources, settings, report, bar or ReadingBar(console))
    corpus = with_own(whole, sources.documents, sources.index, report)
    return filtered(corpus, sources.filter) if sources.filter else corpus


def filtered(corpus: "Corpus", wanted: "Filter") -> "Corpus":
    """`corpus` with a filter. The time of a file that the index does not know is looked up."""
    times = dict(corpus.index.modified_ns)
    if wanted.since is not None and not times:
        for number, entry in enumerate(corpus.index.entries):
            with suppress(OSError, ValueError):
                times[number] = Path(entry.source).stat().st_mtime_ns
    return corpus.filtered(wanted, times)


def _open_whole(sources: Sources, settings: Settings, report: Callable[[str], None], bar: ReadingBar) -> "Corpus":
    if settings.reader != model.LEXICAL_READER:
        from qa.read.network import load_ahead

        # Beside reading and indexing.
        load_ahead(_network_folder(settings), threads=settings.threads)
    from qa.pipeline import Corpus

    configuration = configuration_of(settings)
    if sources.index is not None:
        return Corpus.open_index(expanded(sources.index), configuration=configuration)
    if sources.cache is not None and can_be_saved(sources.documents):
        saved = refresh(sources, settings, bar=bar)
        for line in change_lines(saved):
            report(line)
        return Corpus.of(saved.index, configuration=configuration, skipped=saved.skipped)
    from qa.load import load_article

    with bar:
        if sources.documents:
            loaded = load_files(sources.documents, max_mb=settings.max_mb, allow_private=sources.allow_private, bar=bar)
        else:
            loaded = load_article()
        return Corpus(
            loaded.documents,
            configuration=configuration,
            skipped=loaded.skipped,
            progress=lambda share: bar(_READING_SHARE + share * (1 - _READING_SHARE)),
        )


def refresh(sources: Sources, settings: Settings, *, bar: ReadingBar) -> "Refreshed":
    """The saved index of documents, brought up to date; raises as `open_corpus`."""
    from qa import files
    from qa.index import refreshed
    from qa.load import MEGABYTE
    from qa.pipeline import reader

    assert sources.cache is not None
    named = list(sources.documents) or [str(files.article())]
    how = reader(
        configuration_of(settings),
        max_bytes=settings.max_mb * MEGABYTE,
        allow_private=sources.allow_private,
        is_article=not sources.documents,
    )
    folder = entry_folder(sources.cache, named, {"max_mb": settings.max_mb})
    bar.can_be_saved = True
    with bar:
        saved = refreshed(
            folder, named, how, wait=_PATIENCE, progress=bar, on_read=bar.count, is_stopped=bar.is_stopped
        )
        bar.saved(saved.unread)
    mark_used(folder)
    if saved.is_new or saved.read:
        keep_below(sources.cache, settings.cache_mb * MEGABYTE, but=folder)
    return saved


def can_be_saved(documents: Sequence[str]) -> bool:
    """Whether files of `documents` can be compared the next time: no address, and no stream."""
    from qa.load import discover

    return not any(file.is_stream for file in discover(documents).files) if documents else True


def change_lines(saved: "Refreshed") -> tuple[str, ...]:
    """What is said of an index that was opened: why it was built anew, and what changed since it was saved."""
    trouble = [saved.trouble] if saved.trouble else []
    if saved.is_new:
        return tuple(trouble)
    parts = [
        f"read {counted(saved.read, 'changed file')}" if saved.read else "",
        f"found {counted(saved.moved, 'moved file')}" if saved.moved else "",
        f"left out {counted(saved.removed, 'removed file')}" if saved.removed else "",
    ]
    changes = ", ".join(filter(None, parts))
    return (*trouble, *([changes] if changes else []))


def reread(corpus: "Corpus", settings: Settings) -> "Corpus":
    """`corpus` with the reader that `settings` name."""
    from qa.pipeline import Corpus

    anew = Corpus.of(corpus.index, configuration=configuration_of(settings), skipped=corpus.skipped)
    return anew.calibrated(corpus.own) if corpus.own is not None else anew


def configuration_of(settings: Settings) -> "Configuration":
    """How a corpus is built by `settings`."""
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
    bar: ReadingBar | None = None,
) -> "Loaded":
    """Read `sources`; `bar` shows the share of the whole opening that is done."""
    from qa.load import MEGABYTE, load

    def advance(read: "FilesRead") -> None:
        if bar is not None:
            bar.count(read)
            bar(_READING_SHARE * read.share)

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
