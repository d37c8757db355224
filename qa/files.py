"""Files that qa ships, and files that are written whole or not at all."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
ARTICLE_NAME = "russians-return-after-mobilization.txt"


def article() -> Path:
    """The article that qa asks when no document is named."""
    return _bundled("seeds") / ARTICLE_NAME


def evaluation() -> Path:
    """The folder with qa's own evaluation set and its floors."""
    return _bundled("eval")


def _bundled(name: str) -> Path:
    """The folder `name`: the wheel carries it in `qa/bundled_data/`, a checkout has it at its top."""
    installed = _PACKAGE / "bundled_data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def write_whole(path: Path, text: str) -> None:
    """Write beside `path`, then rename: a reader never finds half a file. Raises `OSError` if that cannot be done."""
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        half.write_text(text, encoding="utf-8")
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
