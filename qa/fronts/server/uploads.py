"""Documents that clients add: kept in a folder of the system's temporary files that goes when the server ends.

A document is read as any other, within the same limits. Its name is what the client calls it, without folders; a
second one of the same name gets a number.
"""

import shutil
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, replace
from pathlib import Path, PurePath, PureWindowsPath
from tempfile import TemporaryDirectory

from qa.errors import SourceError
from qa.fronts.server.limits import Limits
from qa.fronts.server.problems import Problem
from qa.load import load, shown
from qa.types import Document

# Characters of a name at most, as file systems have it.
_LONGEST_NAME = 120
# Characters of a faulty one that a message shows.
_SHOWN = 40


@dataclass(slots=True)
class Upload:
    """A file of a client: the name that it is shown by, and where it is; `is_read` once somebody began to read it."""

    name: str
    path: Path
    is_read: bool = False

    @property
    def folder(self) -> Path:
        """Its folder, which holds nothing else."""
        return self.path.parent


class Uploads:
    """The files of clients; `kept` are those that are asked, by the ids of their documents."""

    def __init__(self, limits: Limits, *, max_bytes: int) -> None:
        """`max_bytes` is the size of the largest one."""
        self._limits = limits
        self._max_bytes = max_bytes
        self._folder: TemporaryDirectory[str] | None = None
        self._count = 0
        self.kept: dict[str, Upload] = {}

    async def receive(self, name: str, body: AsyncIterator[bytes]) -> Upload:
        """The file called `name` in `body`. Raises a `Problem` for a faulty name, and if there are too many."""
        upload = self._place(_checked_name(name))
        room = self._limits.upload_bytes - sum(kept.path.stat().st_size for kept in self.kept.values())
        try:
            with upload.path.open("xb") as file:
                async for part in body:
                    room -= len(part)
                    if room < 0:
                        raise Problem(
                            413,
                            "full",
                            f"the documents that were added have {self._limits.upload_bytes:,} bytes; remove one",
                        )
                    file.write(part)
        except BaseException:
            self.discard(upload)
            raise
        return upload

    def read(self, upload: Upload, *, taken: Collection[str]) -> Document:
        """The document in a file that was received; `taken` are the names that others have.

        Raises a `SourceError` that names it as the client does.
        """
        try:
            (document,) = load([upload.path], max_bytes=self._max_bytes).documents
        except SourceError as error:
            # The folder of the server is nobody's business.
            raise type(error)(str(error).replace(shown(str(upload.path)), upload.name)) from None
        name = _free_name(upload.name, taken)
        return replace(document, doc_id=name, source=name)

    def discard(self, upload: Upload) -> None:
        """Remove a file."""
        shutil.rmtree(upload.folder, ignore_errors=True)

    def close(self) -> None:
        """Remove every file."""
        if self._folder is not None:
            self._folder.cleanup()

    def _place(self, name: str) -> Upload:
        if len(self.kept) >= self._limits.uploads:
            raise Problem(413, "full", f"{len(self.kept)} documents were added, the most; remove one")
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="qa-uploads-", ignore_cleanup_errors=True)
        self._count += 1
        folder = Path(self._folder.name) / str(self._count)
        folder.mkdir()
        return Upload(name, folder / name)


def _free_name(name: str, taken: Collection[str]) -> str:
    """`name`, with a number before its suffix if it is taken."""
    path, free, number = PurePath(name), name, 2
    while free in taken:
        free, number = f"{path.stem} ({number}){path.suffix}", number + 1
    return free


def _checked_name(name: str) -> str:
    """`name` without folders. Raises a `Problem` for one that no file should have."""
    # Of this system's folders and the other's.
    base = PureWindowsPath(name).name.strip()
    if not base.strip(".") or len(base.encode("utf-8", "replace")) > _LONGEST_NAME or not base.isprintable():
        typed = shown(name)[:_SHOWN]
        raise Problem(422, "name", f"found the name {typed!r}, expected that of a file; send another with ?name=")
    return base
