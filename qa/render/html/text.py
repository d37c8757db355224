"""Text as HTML: escaped, and with a visible sign for each character that could hide or reorder text.

Known limitation: invisible characters that scripts need (joiners, left-to-right marks) are left as they are.
"""

import re
from html import escape

from qa.render.screen import BREAKS, UNSAFE
from qa.types import Candidate, Document, Span

# What code keeps: its lines and tabs.
_KEPT_IN_CODE = "\n\t"


class Html(str):
    """Markup that is safe. Jinja2 escapes every text but this, and a plain string is never one by mistake."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def text_html(text: str) -> Html:
    """`text` on one line, escaped."""
    return _escaped(BREAKS.sub(" ", text))


def code_html(text: str) -> Html:
    """`text` with its lines and tabs, escaped."""
    return _escaped(text, keep=_KEPT_IN_CODE)


def _escaped(text: str, *, keep: str = "") -> Html:
    def sign(match: re.Match[str]) -> str:
        return match[0] if match[0] in keep else f'<span class="sign">U+{ord(match[0]):04X}</span>'

    return Html(UNSAFE.sub(sign, escape(text)))


def sentence_html(candidate: Candidate, *, mark: bool = True) -> Html:
    """The sentence of `candidate`, the answering words marked if `mark`."""
    words = candidate.span if mark else None
    return marked_html(candidate.sentence.document, candidate.sentence.span, words)


def marked_html(document: Document, span: Span, words: Span | None, *, is_code: bool = False) -> Html:
    """The characters of `span`; those that are also in `words` are marked."""
    html = code_html if is_code else text_html
    words = words if words is not None and words.overlaps(span) else Span(span.end, span.end)
    start, end = max(words.start, span.start), min(words.end, span.end)
    marked = html(document.slice(Span(start, end)))
    before, after = html(document.slice(Span(span.start, start))), html(document.slice(Span(end, span.end)))
    return Html(f"{before}<mark>{marked}</mark>{after}" if marked else before)
