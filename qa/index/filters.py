"""Which documents of an index are asked: by their names, types and days. Frequencies stay those of the whole index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from pathlib import PurePath

from qa.arguments import check_type, items_of
from qa.errors import FilterError
from qa.index.entries import Entry

# Types that are named when none of those asked for is there.
_NAMED = 8


@dataclass(frozen=True, slots=True)
class Filter:
    """Documents whose sources match one of the patterns `only`, of one of `types`, and not older than `since`.

    A pattern is one of Python's `fnmatch`, for the whole source or its last parts (`reports/*.pdf`); a type is the
    suffix of a name, without its dot. The day of a document is the one that it states itself, or else that of its file.
    An empty field allows every document.

    Raises `FilterError` for a field of another type: a pattern by itself is no list of them.
    """

    only: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    since: date | None = None

    def __post_init__(self) -> None:
        for name, example in (("only", "reports/*.pdf"), ("types", "pdf")):
            expected = f"a list of texts, such as [{example!r}]"
            given = items_of(name, getattr(self, name), str, expected=expected, error=FilterError)
            object.__setattr__(self, name, given)
        check_type("since", self.since, date, type(None), expected="a datetime.date or None", error=FilterError)
        if isinstance(self.since, datetime):
            object.__setattr__(self, "since", self.since.date())

    def __bool__(self) -> bool:
        return bool(self.only or self.types or self.since)

    def __str__(self) -> str:
        parts = [f"only {pattern}" for pattern in self.only]
        parts += [f"type {','.join(self.types)}"] if self.types else []
        parts += [f"since {self.since.isoformat()}"] if self.since else []
        return ", ".join(parts)

    def numbers(self, entries: Sequence[Entry], modified_ns: Mapping[int, int]) -> tuple[int, ...]:
        """The numbers of the documents that it allows; `modified_ns` are the times of their files, if they are known.

        Raises `FilterError` if it allows none.
        """
        allowed = tuple(number for number, entry in enumerate(entries) if self._allows(entry, modified_ns.get(number)))
        if not allowed:
            raise FilterError(f"no document matches the filter ({self}); {self._advice(entries)}")
        return allowed

    def _allows(self, entry: Entry, modified_ns: int | None) -> bool:
        return (
            (not self.only or any(_matches(entry.source, pattern) for pattern in self.only))
            and (not self.types or type_of(entry.source) in self.types)
            and (self.since is None or _day(entry, modified_ns) >= self.since)
        )

    def _advice(self, entries: Sequence[Entry]) -> str:
        types = sorted({type_of(entry.source) for entry in entries} - {""})
        if self.types and not set(types).intersection(self.types):
            return f"the documents are of the types {', '.join(types[:_NAMED]) or '(none)'}"
        return "widen it, or leave it out"


def type_of(source: str) -> str:
    """The type of a document: the suffix of its name in lower case, without its dot."""
    return PurePath(source).suffix.lower().removeprefix(".")


def _matches(source: str, pattern: str) -> bool:
    # "." and "" name no part of a path.
    return fnmatchcase(source, pattern) or (bool(PurePath(pattern).parts) and PurePath(source).match(pattern))


def _day(entry: Entry, modified_ns: int | None) -> date:
    """The day of a document; the first one of all if nothing is known."""
    if entry.date:
        return date.fromisoformat(entry.date)
    return date.min if modified_ns is None else datetime.fromtimestamp(modified_ns / 1e9, UTC).astimezone().date()


def parse_filter(only: Sequence[str] = (), types: str = "", since: str = "") -> Filter:
    """The filter in what a person types: patterns, types with commas between them, and a day such as 2026-01-31.

    Raises `FilterError` for a day that is none.
    """
    try:
        day = date.fromisoformat(since.strip()) if since.strip() else None
    except ValueError:
        raise FilterError(f"{since!r} is no day; write one such as 2026-01-31") from None
    words = tuple(word.strip().lower().removeprefix(".") for word in types.split(",") if word.strip())
    return Filter(tuple(pattern for pattern in only if pattern), words, day)
