"""Where the article and the evaluation set lie: inside an installed package, or beside `qa/` in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
ARTICLE_NAME = "russians-return-after-mobilization.txt"


def _folder(name: str) -> Path:
    """The folder `name`: the wheel carries it in `qa/bundled_data/`, a checkout has it at its top."""
    installed = _PACKAGE / "bundled_data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def article() -> Path:
    """The article that qa asks when no document is named."""
    return _folder("seeds") / ARTICLE_NAME


def evaluation() -> Path:
    """The folder with qa's own evaluation set and its floors."""
    return _folder("eval")
