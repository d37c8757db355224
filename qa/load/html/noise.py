"""What an element is to a reader: content, maybe noise (menus, sidebars), or nothing that is ever shown."""

import re
from enum import IntEnum

from qa.load.html.tree import Tag


class Noise(IntEnum):
    """How sure it is that a part of a page is no content, from not at all to its very tag."""

    NONE = 0
    # The words of its class or id.
    WORDS = 1
    # Its tag or role.
    TAG = 2
    # A browser hides it.
    HIDDEN = 3


# Never read: they have no text, or none that a browser shows.
_UNSEEN_TAGS = frozenset(
    "script style template title svg canvas audio video iframe object embed select button textarea datalist noframes "
    "applet input rt rp annotation annotation-xml progress meter dialog".split()
)

# Controls beside a heading or a note: "[edit]", "^".
_CONTROLS = frozenset(
    "mw-editsection mw-cite-backlink mw-jump-link headerlink anchor-link anchorjs-link hash-link sr-only-focusable "
    "skip-link noprint-edit".split()
)

_NOISE_TAGS = frozenset("nav footer aside header noscript".split())
_NOISE_ROLES = frozenset(
    "navigation banner contentinfo complementary search menu menubar toolbar dialog alertdialog tablist".split()
)

# A note of the author's beside the text, not of the site's.
_NOTE = re.compile(r"note|tip|warning|caution|important|info|callout|admonition|example|sidenote", re.IGNORECASE)

# Elements whose class and id are looked at.
_BOXES = frozenset("div section aside ul ol dl table header footer p span td figure form".split())
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_NOISE_WORDS = frozenset(
    "cookie cookies consent gdpr share sharing sharedaddy social related recommended sidebar comment comments disqus "
    "breadcrumb breadcrumbs pagination pager navbar navbox navigation newsletter subscribe subscription advert adverts "
    "advertisement ads sponsor sponsored promo popup modal masthead footer copyright login signup".split()
)

_DISPLAY_NONE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def is_unseen(tag: Tag) -> bool:
    """Whether the element is never read."""
    if tag.name in _UNSEEN_TAGS:
        return True
    words = tag.get("class")
    return bool(words) and not _CONTROLS.isdisjoint(words.split())


def is_hidden(tag: Tag) -> bool:
    """Whether a browser hides the element, maybe until somebody clicks."""
    if tag.has("hidden") or tag.get("aria-hidden").lower() == "true":
        return True
    style = tag.get("style")
    return bool(style) and _DISPLAY_NONE.search(style) is not None


def noise_of(tag: Tag, *, in_main: bool) -> Noise:
    """Whether the element is noise by itself. `in_main` says whether it is in the main part of the page."""
    role = tag.get("role").lower()
    if is_hidden(tag):
        return Noise.HIDDEN
    if role in _NOISE_ROLES:
        return Noise.TAG
    if tag.name in _NOISE_TAGS and not _is_content(tag, role, in_main=in_main):
        return Noise.TAG
    if tag.name in _BOXES and not _NOISE_WORDS.isdisjoint(_words(tag)):
        return Noise.WORDS
    return Noise.NONE


def _is_content(tag: Tag, role: str, *, in_main: bool) -> bool:
    if tag.name == "aside":
        return role in ("note", "doc-footnote") or bool(_NOTE.search(tag.get("class")))
    return tag.name == "header" and in_main


def _words(tag: Tag) -> frozenset[str]:
    """The words of the class and the id."""
    names = f"{tag.get('class')} {tag.get('id')}"
    return frozenset(word.lower() for word in _WORD.findall(names)) if len(names) > 1 else frozenset()
