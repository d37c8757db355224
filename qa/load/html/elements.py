"""What an element of a page is: a block, a heading, the main text, footnotes, the label of a printed page."""

import re

from qa.load.html.tree import Tag

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p pre "
    "search section summary table tbody td tfoot th thead title tr ul xmp".split()
)
LISTS = frozenset({"ul", "ol", "menu", "dir"})

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LEVELS = frozenset("123456")
# The level of a heading by role that does not say it (WAI-ARIA).
_DEFAULT_LEVEL = 2

_REGION_RANKS = {"article": 0, "main": 2}
_WIKI_CONTENT, _WIKI_RANK = "mw-content-text", 1

_FOOTNOTE_TAGS = frozenset({"section", "aside", "div", "ol", "ul", "li", "p", "dl", "dd"})
_FOOTNOTE = re.compile(
    r"(?:doc-)?(?:foot|end|rear)-?notes?(?:-?(?:list|items?|body|content|text|section))?|references|reflist",
    re.IGNORECASE,
)

_PAGE_BREAK_TAGS = frozenset({"span", "div", "a", "hr", "p"})
_PAGE_BREAK = re.compile(r"(?:doc-)?pagebreak|page-?(?:num|number|no|break)", re.IGNORECASE)
_PAGE_WORD = re.compile(r"^[\[({]?\s*(?:page|pg?\.?)\s+|[\[({\])}]", re.IGNORECASE)
_PAGE_LABEL = re.compile(r"[a-z]{0,3}-?\d{1,5}[a-z]?|[ivxlcdm]{1,10}", re.IGNORECASE)


def heading_level(tag: Tag) -> int:
    """The level of a heading, 0 for every other element."""
    if tag.get("role") == "heading":
        level = tag.get("aria-level")
        return int(level) if level in _LEVELS else _DEFAULT_LEVEL
    return _HEADINGS.get(tag.name, 0)


def region_rank(tag: Tag) -> int | None:
    """How surely the element is the main text: 0 the surest, None for an element that says nothing of it."""
    if tag.get("role") == "main":
        return _REGION_RANKS["main"]
    return _WIKI_RANK if tag.get("id") == _WIKI_CONTENT else _REGION_RANKS.get(tag.name)


def is_footnotes(tag: Tag) -> bool:
    """Whether the element holds footnotes, or is one."""
    return tag.name in _FOOTNOTE_TAGS and any(map(_FOOTNOTE.fullmatch, _purpose(tag)))


def page_label(tag: Tag) -> str | None:
    """The label of the printed page that begins at the element, None if none does."""
    if tag.name not in _PAGE_BREAK_TAGS or not any(map(_PAGE_BREAK.fullmatch, _purpose(tag))):
        return None
    label = _without_word(tag.get("title") or tag.get("aria-label") or tag.short_text())
    return label if _PAGE_LABEL.fullmatch(label) else None


def is_only_label(tag: Tag) -> bool:
    """Whether nothing is in the element at which a page begins but its label. One that is not closed has more."""
    return not tag.has_content() or _PAGE_LABEL.fullmatch(_without_word(tag.short_text())) is not None


def _without_word(label: str) -> str:
    """The label without the word for a page and brackets: "12" of "[Pg 12]"."""
    return _PAGE_WORD.sub("", " ".join(label.split())).strip(" .")


def _purpose(tag: Tag) -> list[str]:
    """The words that say what the element is for."""
    return f"{tag.get('epub:type')} {tag.get('role')} {tag.get('class')}".split()
