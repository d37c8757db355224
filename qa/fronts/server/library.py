"""The corpus that is asked: opened in the background, and exchanged when its files change or clients add documents.

A question is answered by the corpus that is there when its turn comes; another corpus takes its place at once, and the
question at hand keeps the one that it has.
"""

import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from qa.errors import FilterError, QAError
from qa.files import expanded
from qa.fronts.opening import Sources, filtered, open_corpus, report_lines
from qa.fronts.progress import ReadingBar
from qa.fronts.server.catalogue import Catalogue
from qa.fronts.server.problems import busy
from qa.fronts.settings import Settings
from qa.fronts.status import bug, report
from qa.fronts.watching import Watcher, can_be_watched, renewer, watched_folders
from qa.render import console

if TYPE_CHECKING:
    from qa.load import FilesRead
    from qa.pipeline import Corpus
    from qa.types import Document

# Seconds between two looks at whether files changed, and after one that failed.
_LOOK, _AFTER_FAILURE = 0.5, 5.0
# Seconds after which a client may ask again while the documents are being read.
_RETRY_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Status:
    """How far the documents are read, and what is asked.

    `share` is that of the work, from 0 to 1; `revision` counts the corpora so far. See `models.Status`.
    """

    state: Literal["opening", "ready", "failed"] = "opening"
    share: float = 0.0
    files: int = 0
    all_files: int = 0
    revision: int = 0
    documents: int = 0
    passages: int = 0
    sentences: int = 0

    @property
    def fields(self) -> Mapping[str, Any]:
        """The same for JSON."""
        return asdict(self)


class Library:
    """See the module's docstring. Any thread may use it."""

    def __init__(self, sources: Sources, settings: Settings) -> None:
        """Nothing is opened before `start`."""
        self.sources = sources
        self._settings = settings
        self.status = Status()
        self.failure: Exception | None = None
        # The corpus of the sources without what was added to it, and those documents by their ids.
        self._own: Corpus | None = None
        self._added: dict[str, Document] = {}
        self._shown: Catalogue | None = None
        self._changing = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="qa-library", daemon=True)
        self._on_failure: Callable[[], None] = lambda: None

    @classmethod
    def of(cls, corpus: "Corpus", settings: Settings) -> Self:
        """A library of a corpus that is open already."""
        library = cls(Sources(), settings)
        library._exchange(corpus)
        return library

    # What is asked

    @property
    def catalogue(self) -> Catalogue:
        """The documents that are asked. Raises a `Problem` while they are being read."""
        if self._shown is None:
            share = f"{self.status.share:.0%}"
            raise busy(f"the documents are still being read ({share}); ask again in a while", seconds=_RETRY_SECONDS)
        return self._shown

    @property
    def corpus(self) -> "Corpus":
        """The corpus that is asked. Raises a `Problem` while it is being opened."""
        return self.catalogue.corpus

    @property
    def own(self) -> "Corpus":
        """The corpus of the sources alone, without what was added. Raises a `Problem` while it is being opened."""
        return self._own or self.corpus

    # What clients add

    @property
    def added(self) -> frozenset[str]:
        """The ids of the documents that were added."""
        return frozenset(self._added)

    def add(self, document: "Document") -> None:
        """Ask `document`, too, from now on. Raises `FilterError` if the server's filter does not allow it."""
        with self._changing:
            self._show(self.own, self._added | {document.doc_id: document})
            if document.doc_id not in {listed.entry.doc_id for listed in self.catalogue.listed}:
                self._show(self.own, {key: kept for key, kept in self._added.items() if key != document.doc_id})
                raise FilterError(f"{document.source} is not added: {self.sources.filter} leaves it out; rename it")

    def remove(self, doc_id: str) -> None:
        """Ask the document `doc_id`, which was added, no more."""
        with self._changing:
            self._show(self.own, {key: kept for key, kept in self._added.items() if key != doc_id})

    def _exchange(self, corpus: "Corpus", changes: Sequence[str] = ()) -> None:
        with self._changing:
            self._show(corpus, self._added)
        _report(changes)

    def _show(self, own: "Corpus", added: "dict[str, Document]") -> None:
        """Ask `own` with the documents that were `added`, as far as the filter of the sources allows."""
        corpus = own.changed(added=list(added.values())) if added else own
        wanted = self.sources.filter
        catalogue = Catalogue(filtered(corpus, wanted) if wanted else corpus)
        self._own, self._added, self._shown = own, added, catalogue
        self.status = replace(
            self.status,
            state="ready",
            share=1.0,
            revision=self.status.revision + 1,
            documents=len(catalogue),
            passages=len(catalogue.corpus.passages),
            sentences=catalogue.corpus.sentence_count,
        )

    # In the background

    def start(self, on_failure: Callable[[], None]) -> None:
        """Open it in the background; `on_failure` is called if that fails, with the reason in `failure`."""
        self._on_failure = on_failure
        self._thread.start()

    def stop(self) -> None:
        """Watch the files no more."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=_LOOK * 4)

    def _run(self) -> None:
        try:
            self._open()
        except Exception as error:
            self.failure = error
            self.status = replace(self.status, state="failed")
            self._on_failure()
            return
        if can_be_watched(self.sources):
            self._watch()

    def _open(self) -> None:
        # Filtered when it is shown, since documents may be added to it.
        whole = replace(self.sources, filter=None)
        corpus = open_corpus(whole, self._settings, console=console(sys.stderr), report=report, bar=self._bar())
        _report(report_lines(corpus.index.entries, corpus.skipped))
        self._exchange(corpus)

    def _bar(self) -> ReadingBar:
        library = self

        class Observed(ReadingBar):
            """A bar whose progress clients see, too."""

            def __call__(self, share: float) -> None:
                library.status = replace(library.status, share=min(share, 1.0))
                super().__call__(share)

            def count(self, read: "FilesRead") -> None:
                library.status = replace(library.status, files=read.files, all_files=read.all_files)
                super().count(read)

        return Observed(console(sys.stderr))

    def _watch(self) -> None:
        with Watcher(*watched_folders(self.sources)) as watcher:
            renew = renewer(self.sources, watcher, opened=self.own, console=console(sys.stderr))
            wait = _LOOK
            while not self._stopped.wait(wait):
                wait = _LOOK
                try:
                    renewed = renew(self._settings)
                    if renewed is not None:
                        self._exchange(*renewed)
                except Exception as error:
                    report(str(error) if isinstance(error, QAError) else bug(error))
                    wait = _AFTER_FAILURE


def check_sources(sources: Sources) -> None:
    """Raise a `SourceError` or an `IndexFailure` for a source that is not there; folders are not looked into."""
    from qa.index.store import read_manifest
    from qa.load import discover

    if sources.index is not None:
        read_manifest(expanded(sources.index))
    discover([source for source in sources.documents if not Path(source).is_dir()])


def _report(lines: Sequence[str]) -> None:
    for line in lines:
        report(line)
