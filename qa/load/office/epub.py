"""EPUB books -> drafts of blocks, in the order of the spine, each with its chapter and its printed page.

The title of a chapter comes from the table of contents. It is a heading where the text has none. The table of contents
itself is left out.

Known limitations: books that are protected (DRM) are not read. Pictures and their descriptions are not read.
"""

from posixpath import dirname
from urllib.parse import unquote, urldefrag
from xml.etree.ElementTree import Element

from qa.errors import BinarySource, EncodingError
from qa.load.blocks import Draft, Parsed
from qa.load.decoding import decode
from qa.load.office.archive import Archive, DamagedPart
from qa.load.office.epub_contents import Entry, nav_entries, ncx_entries, targets_by_part
from qa.load.office.markup import declared_encoding
from qa.load.office.package import Package, document, metadata_of, resolve
from qa.load.office.xhtml import Chapters, read_chapter
from qa.load.office.xml import attribute, child, children, parse, text_of

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_TYPES = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
# Fonts may be encrypted by these in a book that anybody can read.
_FONT_METHODS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def parse_epub(data: bytes, source: str) -> Parsed:
    """The title, blocks and metadata of the book in `data`. Raises `BinarySource`."""
    package = Package(Archive(data))
    part = _package_part(package)
    book = _Book(package, part, parse(package.archive.read(part), part))
    if book.is_protected():
        raise BinarySource("is protected (DRM); name a book without protection")
    drafts = list(book.drafts())
    return document(None, drafts, metadata=book.metadata(), warnings=package.warnings)


def _package_part(package: Package) -> str:
    """The name of the file that lists the others."""
    container = package.optional(_CONTAINER)
    for rootfile in container.iter("container:rootfile") if container is not None else ():
        path = resolve(rootfile.get("full-path", ""), "")
        if path in package.archive:
            return path
    raise BinarySource("is a zip archive without a book in it; name another file")


class _Book:
    """A book by its package file."""

    def __init__(self, package: Package, part: str, root: Element) -> None:
        self._package = package
        self._folder = dirname(part)
        self._root = root
        self._items = {
            item.get("id", ""): item for item in children(child(root, "opf:manifest"), "opf:item") if item.get("href")
        }

    def is_protected(self) -> bool:
        """Whether anything but fonts is encrypted."""
        root = self._package.optional(_ENCRYPTION)
        methods = (
            [method.get("Algorithm", "") for method in root.iter("enc:EncryptionMethod")] if root is not None else []
        )
        return any(method not in _FONT_METHODS for method in methods)

    def metadata(self) -> dict[str, str]:
        """Title, authors, translators, date, subjects and publisher."""
        metadata = child(self._root, "opf:metadata")
        # EPUB 2.0 files of old have one more level.
        older = child(metadata, "opf:dc-metadata")
        metadata = metadata if older is None else older
        titles = children(metadata, "dc:title")
        creators = children(metadata, "dc:creator") + children(metadata, "dc:contributor")
        refined = self._refined_roles()
        roles = [_role(creator, refined) for creator in creators]
        return metadata_of(
            title=[text_of(title) for title in titles[:1]],
            author=[text_of(creator) for creator, role in zip(creators, roles, strict=True) if role == "aut"],
            translator=[text_of(creator) for creator, role in zip(creators, roles, strict=True) if role == "trl"],
            date=[text_of(date) for date in children(metadata, "dc:date")[:1]],
            subject=[text_of(subject) for subject in children(metadata, "dc:subject")],
            publisher=[text_of(publisher) for publisher in children(metadata, "dc:publisher")],
        )

    def _refined_roles(self) -> dict[str, str]:
        """The roles that EPUB 3 gives apart from the names, by the ids of the names."""
        return {
            meta.get("refines", "").removeprefix("#"): text_of(meta).strip()
            for meta in children(child(self._root, "opf:metadata"), "opf:meta")
            if meta.get("property") == "role"
        }

    def drafts(self) -> list[Draft]:
        """The blocks of all files in the order of the spine."""
        targets = targets_by_part(self._entries())
        skipped = self._contents_parts()
        chapters = Chapters()
        drafts: list[Draft] = []
        for part in self._spine():
            if part in skipped:
                continue
            text = self._text(part)
            if text is not None:
                chapters.targets = targets.get(part.lower(), {})
                chapters.enter("")
                drafts += read_chapter(text, chapters)
        return drafts

    def _spine(self) -> list[str]:
        """The names of the files with text, each once."""
        identifiers = [item.get("idref", "") for item in children(child(self._root, "opf:spine"), "opf:itemref")]
        items = [self._items[identifier] for identifier in identifiers if identifier in self._items]
        parts = [self._part(item) for item in items if item.get("media-type", "") in _TYPES]
        return list(dict.fromkeys(parts))

    def _part(self, item: Element) -> str:
        return resolve(unquote(item.get("href", "")), self._folder)

    def _nav(self) -> str | None:
        """The name of the page with the table of contents."""
        items = [item for item in self._items.values() if "nav" in item.get("properties", "").split()]
        return self._part(items[0]) if items else None

    def _contents_parts(self) -> set[str]:
        """The names of the files that are a table of contents."""
        guide = child(self._root, "opf:guide")
        references = [each for each in children(guide, "opf:reference") if each.get("type") == "toc"]
        paths = {resolve(unquote(urldefrag(each.get("href", ""))[0]), self._folder) for each in references}
        nav = self._nav()
        return paths | {nav} if nav else paths

    def _entries(self) -> list[Entry]:
        """The table of contents: that of EPUB 3 if there is one."""
        nav = self._nav()
        text = self._text(nav) if nav else None
        entries = list(nav_entries(text, dirname(nav))) if nav and text else []
        return entries or self._ncx_entries()

    def _ncx_entries(self) -> list[Entry]:
        spine = child(self._root, "opf:spine")
        item = self._items.get(spine.get("toc", "") if spine is not None else "")
        if item is None:
            items = [each for each in self._items.values() if each.get("media-type") == "application/x-dtbncx+xml"]
            item = items[0] if items else None
        part = self._part(item) if item is not None else ""
        root = self._package.optional(part, strips_doctype=True) if part else None
        return list(ncx_entries(root, dirname(part))) if root is not None else []

    def _text(self, part: str) -> str | None:
        """The text of a file; None, with a warning, if it cannot be read."""
        try:
            data = self._package.archive.read(part)
            return _decode(data)
        except DamagedPart as error:
            self._package.warnings.append(error.warning)
        except (EncodingError, BinarySource) as error:
            self._package.warnings.append(f"{part} was left out, since it {error}")
        return None


def _role(creator: Element, refined: dict[str, str]) -> str:
    """The role of somebody: "aut" of a creator who has no other."""
    role = attribute(creator, "opf:role") or refined.get(creator.get("id", ""))
    return role or ("aut" if creator.tag == "dc:creator" else "")


def _decode(data: bytes) -> str:
    """The text of a file in the encoding that it declares, else as of any text file."""
    encoding = declared_encoding(data)
    if encoding and encoding.lower() not in ("utf-8", "utf8", "utf-16"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data)
