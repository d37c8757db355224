"""The file that a document was read from, for a viewer: the very bytes, or nothing.

Only files that qa read itself are sent. What an index says of its files is not believed: a file is sent if its bytes
are those that were read.
"""

from collections.abc import Mapping
from pathlib import Path

from qa import files
from qa.errors import SourceError
from qa.fronts.server.problems import Problem
from qa.index import SegmentIndex, StoredIndex
from qa.load import digest_of, read_bytes


def original(source: str, index: SegmentIndex, *, is_index: bool, max_bytes: int) -> bytes:
    """The bytes of the file `source`, which is a document of `index`.

    `is_index` is whether the user named the index, and not the files. Raises a `Problem` if the file is not there, or
    not as it was read.
    """
    if source == files.ARTICLE_NAME and not is_index:
        return files.article().read_bytes()
    digest = _digests(index).get(source)
    if digest is None and is_index:
        raise _missing(source, "is not known to the index")
    try:
        data = read_bytes(Path(source), size=0, max_bytes=max_bytes, is_regular=True)
    except SourceError as error:
        raise _missing(source, str(error).partition("; ")[0]) from None
    if digest is not None and digest_of(data) != digest:
        raise _missing(source, "is not as it was read")
    return data


def _digests(index: SegmentIndex) -> Mapping[str, str]:
    if not isinstance(index, StoredIndex):
        return {}
    return {name: state.digest for name, state in index.contents.by_name.items()}


def _missing(source: str, reason: str) -> Problem:
    return Problem(404, "no-file", f"the file of {source} {reason}; its text is still there without /file")
