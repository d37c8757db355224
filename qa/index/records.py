"""Documents with their passages: held in memory, or stored as bytes, compressed JSON whose numbers are in columns.

What is read again is equal to what was written; blocks and passages are made when they are looked at.
"""

import json
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from itertools import accumulate, chain
from typing import Any, Protocol, TypeVar, overload

from qa.errors import IndexDamaged
from qa.index.arrays import Arrays
from qa.types import Block, BlockKind, Cell, Document, LineMap, Passage, Place, PlaceMap, Span

# Of zlib: higher ones take twice the time for 5 % less.
_LEVEL = 5
_KINDS = tuple(BlockKind)
_NO_PLACES = PlaceMap()
# Characters of documents that are kept as they were read: some 100 MB with their blocks.
_CHARACTERS_KEPT = 20_000_000

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Record:
    """A stored document with its passages."""

    document: Document
    passages: Sequence[Passage]


class Records(Protocol):
    """The documents of a segment, by their numbers."""

    def record(self, number: int) -> Record:
        """A document with its passages."""
        ...

    def packed(self, number: int) -> bytes:
        """The same as bytes."""
        ...


class HeldRecords:
    """Documents in memory: `Records`."""

    def __init__(self, records: Sequence[Record]) -> None:
        """Hold `records`."""
        self._records = records

    def record(self, number: int) -> Record:
        """A document with its passages."""
        return self._records[number]

    def packed(self, number: int) -> bytes:
        """The same as bytes."""
        return pack(self._records[number])


class StoredRecords:
    """Documents among arrays: `Records`. The last ones are kept as they were read."""

    def __init__(self, arrays: Arrays) -> None:
        """Read from `arrays`."""
        self._bytes, self._offsets = arrays["records"], arrays["record_offsets"]
        self._kept: OrderedDict[int, Record] = OrderedDict()
        self._characters = 0

    def record(self, number: int) -> Record:
        """A document with its passages. Raises `IndexDamaged` if it is not as it was written."""
        record = self._kept.pop(number, None)
        if record is None:
            record = unpack(self.packed(number))
            self._characters += len(record.document.text)
        self._kept[number] = record
        while self._characters > _CHARACTERS_KEPT and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._characters -= len(oldest.document.text)
        return record

    def packed(self, number: int) -> bytes:
        """The same as bytes."""
        start, end = self._offsets[number : number + 2]
        return self._bytes[start:end].tobytes()


class Made(Sequence[_Item]):
    """Items that `make` makes from their numbers whenever they are looked at."""

    def __init__(self, count: int, make: Callable[[int], _Item]) -> None:
        """`count` items."""
        self._count = count
        self._make = make

    @overload
    def __getitem__(self, place: int) -> _Item: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[_Item, ...]: ...
    def __getitem__(self, place: int | slice) -> _Item | tuple[_Item, ...]:
        if isinstance(place, slice):
            return tuple(map(self._make, range(*place.indices(self._count))))
        return self._make(range(self._count)[place])

    def __len__(self) -> int:
        return self._count


def pack(record: Record) -> bytes:
    """The bytes of a document and its passages."""
    document = record.document
    contexts, paths = _Numbered(), _Numbered()
    blocks = document.blocks
    columns: dict[str, Any] = {
        "doc_id": document.doc_id,
        "source": document.source,
        "title": document.title,
        "metadata": dict(document.metadata),
        "warnings": document.warnings,
        "context": document.context,
        "text": document.text,
        "blocks": [
            _steps([block.span.start for block in blocks]),
            _steps([block.span.end for block in blocks]),
            [_KINDS.index(block.kind) for block in blocks],
            [block.level for block in blocks],
            [contexts.number(block.context) for block in blocks],
        ],
        "cells": {
            number: [(cell.span.start, cell.span.end, cell.column) for cell in block.cells]
            for number, block in enumerate(blocks)
            if block.cells
        },
        "lines": [_steps(document.line_map.offsets), _steps(document.line_map.lines)],
        "places": None
        if document.places == _NO_PLACES
        else [document.places.offsets, [astuple(place) for place in document.places.places]],
        "passages": [
            [
                paths.number(passage.headings),
                *_steps(list(chain.from_iterable((s.start, s.end) for s in passage.sentence_spans))),
            ]
            for passage in record.passages
        ],
    }
    columns |= {"contexts": list(contexts.items), "paths": list(paths.items)}
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), _LEVEL)


def _steps(numbers: Sequence[int]) -> list[int]:
    """How far each number is from the one before it, which takes fewer digits; `accumulate` gives the numbers."""
    return [number - before for before, number in zip((0, *numbers), numbers, strict=False)]


class _Numbered:
    """Numbers for tuples of strings, in the order they come."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, ...], int] = {}

    def number(self, item: tuple[str, ...]) -> int:
        """The number of `item`."""
        return self.items.setdefault(item, len(self.items))


def unpack(data: bytes) -> Record:
    """What `pack` packed. Raises `IndexDamaged` if it is something else."""
    try:
        return _unpacked(json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass")))
    except KeyError as error:
        raise _damaged(f"it lacks {error}") from error
    except (zlib.error, ValueError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise _damaged(str(error)) from error


def _damaged(reason: str) -> IndexDamaged:
    return IndexDamaged(f"a document of the index is damaged ({reason}); build the index anew")


def _unpacked(record: Any) -> Record:
    document = Document(
        doc_id=record["doc_id"],
        text=record["text"],
        source=record["source"],
        title=record["title"],
        blocks=_blocks(record),
        line_map=LineMap(*(tuple(accumulate(column)) for column in record["lines"])),
        places=_places(record["places"]),
        metadata=record["metadata"],
        warnings=tuple(record["warnings"]),
        context=record["context"],
    )
    return Record(document, _passages(document, record))


def _blocks(record: Mapping[str, Any]) -> Sequence[Block]:
    starts, ends, kinds, levels, context_numbers = record["blocks"]
    starts, ends = list(accumulate(starts)), list(accumulate(ends))
    contexts = [tuple(context) for context in record["contexts"]]
    cells = record["cells"]

    def make(number: int) -> Block:
        return Block(
            Span(starts[number], ends[number]),
            _KINDS[kinds[number]],
            levels[number],
            contexts[context_numbers[number]],
            tuple(Cell(Span(start, end), column) for start, end, column in cells.get(str(number), ())),
        )

    return Made(len(starts), cache(make))


def _places(columns: Sequence[Any] | None) -> PlaceMap:
    if columns is None:
        return _NO_PLACES
    offsets, places = columns
    return PlaceMap(tuple(offsets), tuple(Place(*place) for place in places))


def _passages(document: Document, record: Mapping[str, Any]) -> Sequence[Passage]:
    rows = record["passages"]
    paths = [tuple(path) for path in record["paths"]]

    def make(number: int) -> Passage:
        path, *steps = rows[number]
        ends = list(accumulate(steps))
        spans = tuple(Span(start, end) for start, end in zip(ends[::2], ends[1::2], strict=True))
        return Passage(document, Span(spans[0].start, spans[-1].end), paths[path], spans)

    return Made(len(rows), cache(make))
