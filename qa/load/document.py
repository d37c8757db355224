"""The bytes or the string of one source -> a Document: decode it, find its blocks, build.

Known limitation: Markdown is told by the suffix of the name alone.
"""

from collections.abc import Iterable
from pathlib import PurePath

from qa.errors import EmptySource
from qa.load.build import Draft, build
from qa.load.decode import decode
from qa.load.lines import replace_surrogates
from qa.load.names import printable
from qa.load.plain import plain_blocks
from qa.types import Document

MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd"})

_EMPTY = "has no text in it; name a file with text"


def document(data: bytes, *, name: str, title: str) -> Document:
    """The document that a file's bytes hold; `name` is its source and id, `title` what it is called without a heading.

    Raises `BinarySource`, `EncodingError` and `EmptySource`, with messages that lack the name.
    """
    if not data.strip():
        raise EmptySource("is empty; name a file with text")
    return _document(decode(data), name=name, title=title, markdown=_is_markdown(name))


def load_text(text: str, *, source: str = "<text>", markdown: bool = False) -> Document:
    """The document that a string holds: what `load` makes of a file `source` with this text.

    Raises `EmptySource` if there is no text in it.
    """
    name = printable(source)
    try:
        return _document(text, name=name, title=PurePath(name).stem or name, markdown=markdown)
    except EmptySource as error:
        raise EmptySource("the text is empty; give one with words in it") from error


def _is_markdown(name: str) -> bool:
    return PurePath(name).suffix.lower() in MARKDOWN_SUFFIXES


def _document(text: str, *, name: str, title: str, markdown: bool) -> Document:
    text = replace_surrogates(text)
    heading, drafts = _markdown(text) if markdown else _plain(text)
    built = build(drafts, original=text)
    if not built.blocks:
        raise EmptySource(_EMPTY)
    return Document(name, built.text, name, heading or title, built.blocks, built.line_map)


def _plain(text: str) -> tuple[None, Iterable[Draft]]:
    return None, plain_blocks(text)


def _markdown(text: str) -> tuple[str | None, Iterable[Draft]]:
    """Imported here: the parser is slow to import and most texts are plain."""
    from qa.load.markdown import markdown_blocks

    return markdown_blocks(text)
