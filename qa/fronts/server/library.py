"""The corpus that is asked: opened in the background, and exchanged when its files change.

A question is answered by the corpus that is there when its turn comes; another corpus takes its place at once, and the
question at hand keeps the one that it has.
"""

import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, Self

from qa.errors import QAError
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

# Seconds between two looks at whether files changed, and after one that failed.
_LOOK, _AFTER_FAILURE = 0.5, 5.0
# Seconds after which a client may ask again while the documents are being read.
_RETRY_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the documents are read: the share of the work, from 0 to 1, and the files of how many."""

    state: Literal["opening", "ready", "failed"] = "opening"
    share: float = 0.0
    files: int = 0
    all_files: int = 0


class Library:
    """See the module's docstring. Any thread may read it; it changes in its own thread, or while `changing` is held."""

    def __init__(self, sources: Sources, settings: Settings) -> None:
        """Nothing is opened before `start`."""
        self._sources = sources
        self._settings = settings
        self.progress = Progress()
        self.failure: Exception | None = None
        self.changing = threading.Lock()
        self._shown: Catalogue | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="qa-library", daemon=True)
        self._on_failure: Callable[[], None] = lambda: None

    @classmethod
    def of(cls, corpus: "Corpus", settings: Settings) -> Self:
        """A library of a corpus that is open already, and stays as it is."""
        library = cls(Sources(), settings)
        library.show(corpus)
        return library

    # What is asked

    @property
    def catalogue(self) -> Catalogue:
        """The documents that are asked. Raises a `Problem` while they are being read."""
        if self._shown is None:
            share = f"{self.progress.share:.0%}"
            raise busy(f"the documents are still being read ({share}); ask again in a while", seconds=_RETRY_SECONDS)
        return self._shown

    @property
    def corpus(self) -> "Corpus":
        """The corpus that is asked. Raises a `Problem` while it is being opened."""
        return self.catalogue.corpus

    @property
    def status(self) -> Mapping[str, Any]:
        """What is known of it: `Progress`, and the numbers of documents, passages and sentences once it is open."""
        shown = self._shown
        return asdict(self.progress) | {
            "documents": len(shown) if shown else 0,
            "passages": len(shown.corpus.passages) if shown else 0,
            "sentences": shown.sentences if shown else 0,
        }

    def show(self, corpus: "Corpus") -> None:
        """Let `corpus` be asked from now on."""
        self._shown = Catalogue(corpus)
        self.progress = replace(self.progress, state="ready", share=1.0)

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
            corpus = open_corpus(
                self._sources, self._settings, console=console(sys.stderr), report=report, bar=self._bar()
            )
        except Exception as error:
            self.failure = error
            self.progress = replace(self.progress, state="failed")
            self._on_failure()
            return
        _report(report_lines(corpus.index.entries, corpus.skipped))
        self.show(corpus)
        if can_be_watched(self._sources):
            self._watch()

    def _bar(self) -> ReadingBar:
        library = self

        class Observed(ReadingBar):
            """A bar whose progress clients see, too."""

            def __call__(self, share: float) -> None:
                library.progress = replace(library.progress, share=min(share, 1.0))
                super().__call__(share)

            def count(self, read: "FilesRead") -> None:
                library.progress = replace(library.progress, files=read.files, all_files=read.all_files)
                super().count(read)

        return Observed(console(sys.stderr))

    def _watch(self) -> None:
        with Watcher(*watched_folders(self._sources)) as watcher:
            renew = renewer(self._sources, watcher, console=console(sys.stderr))
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

    def _exchange(self, corpus: "Corpus", changes: Sequence[str]) -> None:
        with self.changing:
            self.show(filtered(corpus, self._sources.filter) if self._sources.filter else corpus)
        _report(changes)


def _report(lines: Sequence[str]) -> None:
    for line in lines:
        report(line)
