"""The files of the page, each at an address that changes with the files, so that a browser may keep them for good.

Known limitation: pdf.js shows no pictures in JPEG 2000 or JBIG2, and takes Chinese and Japanese letters that a file
lacks from the fonts of the system; the text of such a file is there all the same.
"""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from starlette.responses import Response

from qa.fronts.server.problems import Problem

_FOLDER = Path(__file__).parent.parent / "static"
# The types of the files; any other file, such as a licence, is text.
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".pfb": "application/octet-stream",
}
_KEPT = {"Cache-Control": "private, max-age=31536000, immutable"}


def asset_address(name: str) -> str:
    """The address of the file `name`."""
    return f"/static/{_stamp()}/{name}"


def asset(name: str) -> Response:
    """The file `name`. Raises a `Problem` if the page has none of that name."""
    path = _files().get(name)
    if path is None:
        raise Problem(404, "not-found", "the page has no such file")
    kind = _TYPES.get(path.suffix, "text/plain; charset=utf-8")
    return Response(path.read_bytes(), headers={**_KEPT, "Content-Type": kind})


@cache
def _files() -> dict[str, Path]:
    """The files by their names, so that no name leads anywhere else."""
    return {path.relative_to(_FOLDER).as_posix(): path for path in sorted(_FOLDER.rglob("*")) if path.is_file()}


@cache
def _stamp() -> str:
    stamp = blake2b(digest_size=6)
    for name, path in _files().items():
        stamp.update(name.encode() + path.read_bytes())
    return stamp.hexdigest()
