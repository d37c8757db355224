"""What Word documents and PowerPoint presentations share: parts that refer to each other, and metadata."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import normpath
from typing import NamedTuple
from xml.etree.ElementTree import Element

from qa.load.blocks import Draft, Parsed, first_heading
from qa.load.labels import detail_drafts
from qa.load.lines import clean
from qa.load.office.archive import Archive, DamagedPart
from qa.load.office.xml import attribute, child, parse, text_of

# What programs write where nobody gave a title or an author.
_NO_TITLE = re.compile(
    r"(?:microsoft word|word document|powerpoint|document\d*$|presentation\d*$|untitled|title$)", re.I
)
_NO_AUTHOR = re.compile(r"(?:python-docx|microsoft office user|unknown|user|admin|administrator|apache poi)$", re.I)
# When the template of python-docx was made.
_NO_DATE = re.compile(r"2013-12-23T23:15:00")
_AUTOMATIC = {"title": _NO_TITLE, "author": _NO_AUTHOR, "date": _NO_DATE}

# Characters of one document: a hundred thick books.
MAX_CHARACTERS = 50_000_000

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?=T|$)")

# The order in which metadata is shown.
_LABELS = ("title", "author", "translator", "date", "subject", "keywords", "publisher")


class Relation(NamedTuple):
    """What a part refers to: the last word of the relation's type ("footnotes"), and the name of the other part."""

    kind: str
    target: str


@dataclass(slots=True)
class Package:
    """The parts of one document, and what could not be read of it."""

    archive: Archive
    warnings: list[str] = field(default_factory=list)
    _taken: set[str] = field(default_factory=set)

    def takes(self, part: str) -> bool:
        """Whether a part is taken for the first time: one that is named again and again is read once."""
        is_new = part not in self._taken
        self._taken.add(part)
        return is_new

    def relations(self, part: str) -> dict[str, Relation]:
        """What `part` ("" for the whole package) refers to, by the ids of the relations."""
        folder, _, name = part.rpartition("/")
        root = self.optional(f"{folder}/_rels/{name}.rels".lstrip("/"))
        relations = {}
        for relation in () if root is None else root.iter("rel:Relationship"):
            identifier, target = relation.get("Id"), relation.get("Target")
            if identifier and target and relation.get("TargetMode") != "External":
                kind = relation.get("Type", "").rpartition("/")[2]
                relations[identifier] = Relation(kind, resolve(target, folder))
        return relations

    def main_part(self, usual: str) -> str:
        """The name of the part with the document itself; `usual` if the package names none."""
        targets = [relation.target for relation in self.relations("").values() if relation.kind == "officeDocument"]
        return next((target for target in targets if target in self.archive), usual)

    def optional(self, part: str, *, strips_doctype: bool = False) -> Element | None:
        """The root of a part; None if it is missing or, with a warning, if it cannot be read."""
        if part not in self.archive:
            return None
        try:
            return parse(self.archive.read(part), part, strips_doctype=strips_doctype)
        except DamagedPart as error:
            self.warnings.append(error.warning)
            return None

    def related(self, relations: Mapping[str, Relation], kind: str) -> Element | None:
        """The root of the first part that `relations` name with this kind, as `optional`."""
        for relation in relations.values():
            if relation.kind == kind:
                return self.optional(relation.target)
        return None

    def metadata(self) -> dict[str, str]:
        """Title, author, date, subject and keywords, as far as somebody gave them."""
        return core_metadata(self.related(self.relations(""), "core-properties"))


def resolve(target: str, folder: str) -> str:
    """The name of the member that `target` names in a part of `folder`. It is looked up, never opened on disk."""
    path = target if target.startswith("/") else f"{folder}/{target}"
    return normpath("/" + path).lstrip("/")


def core_metadata(root: Element | None) -> dict[str, str]:
    """What the part `docProps/core.xml` says."""
    if root is None:
        return {}
    return metadata_of(
        title=[text_of(child(root, "dc:title"))],
        author=[text_of(child(root, "dc:creator"))],
        date=[text_of(child(root, "dcterms:created")) or text_of(child(root, "dcterms:modified"))],
        subject=[text_of(child(root, "dc:subject"))],
        keywords=[text_of(child(root, "cp:keywords"))],
    )


def metadata_of(**values: Iterable[str | None]) -> dict[str, str]:
    """Metadata by label: the cleaned values of each, joined by commas, without those that only a program wrote."""
    metadata = {}
    for label in _LABELS:
        cleaned = [clean(value) for value in values.get(label, ()) if value and clean(value)]
        kept = [value for value in dict.fromkeys(cleaned) if not _is_automatic(label, value)]
        if kept:
            metadata[label] = ", ".join(_day(value) if label == "date" else value for value in kept)
    return metadata


def _is_automatic(label: str, value: str) -> bool:
    pattern = _AUTOMATIC.get(label)
    return bool(pattern and pattern.match(value))


def _day(value: str) -> str:
    """The day of a point in time; anything else stays."""
    match = _DATE.match(value)
    return match[0] if match else value


def document(
    title: str | None, drafts: Sequence[Draft], *, metadata: Mapping[str, str], warnings: Sequence[str]
) -> Parsed:
    """A document with its metadata in front of its text; without text it is empty.

    `title` is what the text itself says; else the metadata does, else the first heading of the highest level.
    """
    if not any(piece.text for draft in drafts for piece in draft.pieces):
        return Parsed(None, (), {}, warnings)
    kept = _within_limit(drafts)
    if len(kept) < len(drafts):
        warnings = [*warnings, f"only the first {MAX_CHARACTERS:,} characters were read"]
    said = [*detail_drafts(metadata)]
    return Parsed(title or metadata.get("title") or first_heading(drafts), said + kept, metadata, warnings)


def _within_limit(drafts: Sequence[Draft]) -> list[Draft]:
    """The first drafts that have `MAX_CHARACTERS` together."""
    total = 0
    for number, draft in enumerate(drafts):
        total += sum(len(piece.text) for piece in draft.pieces)
        if total > MAX_CHARACTERS:
            return list(drafts[:number])
    return list(drafts)


def relation_id(element: Element | None) -> str:
    """The id of the relation that `element` names; "" if it names none."""
    return attribute(element, "r:id") or ""
