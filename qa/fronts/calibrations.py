"""Where the calibrations of `qa calibrate` are kept, and found again by the next question on the same documents.

That of an index is a file in its folder: it is copied and removed with the index. That of files and folders is a file
in the user's data folder, named by a digest of them, and not in the cache: the cache forgets what was not used for long
and can be turned off, and with it what was learnt from questions that a person wrote by hand.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import QAError
from qa.files import expanded

if TYPE_CHECKING:
    from qa.model.own import OwnCalibration
    from qa.pipeline import Corpus

# The file in the folder of an index, and the folder of all others.
FILE_NAME, _FOLDER = "calibration.json", "calibrations"
# What begins an address, which is no path.
_ADDRESSES = ("http://", "https://")


def own_path(documents: Sequence[str], index: str | None) -> Path:
    """The file of the calibration of `documents` (none: the bundled article), or else of the index in a folder.

    Documents are the same whatever folder they are named from, and in whatever order.
    """
    if index is not None:
        return expanded(index) / FILE_NAME
    named = sorted(set(absolute_sources(documents)))
    digest = blake2b("\0".join(named).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return folder() / f"{digest}.json"


def absolute_sources(documents: Sequence[str]) -> list[str]:
    """`documents` as they can be named from any folder."""
    return [
        document if document.startswith(_ADDRESSES) else os.path.abspath(expanded(document))  # noqa: PTH100
        for document in documents
    ]


def folder() -> Path:
    """The folder of all calibrations that are of no index."""
    from platformdirs import user_data_path

    return user_data_path("qa") / _FOLDER


def saved() -> Iterator[tuple[Path, "OwnCalibration | None"]]:
    """Each saved calibration with its file; None for one that cannot be used."""
    from qa.model.own import read_own

    paths: list[Path] = []
    with suppress(OSError):
        paths = sorted(folder().glob("*.json"))
    for path in paths:
        try:
            yield path, read_own(path)
        except QAError:
            yield path, None


def with_own(corpus: "Corpus", documents: Sequence[str], index: str | None, report: Callable[[str], None]) -> "Corpus":
    """`corpus` with the calibration that is saved for its documents; `report` gets a line if it cannot be used."""
    path = own_path(documents, index)
    # Most have none: then nothing is imported for it.
    if not os.path.exists(path):  # noqa: PTH110, since it raises no error for odd names
        return corpus
    from qa.model.own import read_own

    try:
        own = read_own(path)
    except QAError as error:
        report(str(error))
        return corpus
    calibrated = corpus.calibrated(own)
    if own is not None and not calibrated.uses_own:
        report("these documents were calibrated with another reader, so that is not used; run qa calibrate again")
    return calibrated
