"""Passages, indexed: what every later stage looks up instead of walking through the text.

terms, names    what of a text is indexed
keys, strings, sequences, arrays      how it is stored: 64-bit keys, many strings, small numbers, a file of all
entries, records                      documents: what is known of each, and each with its passages
counting, building                    passages        -> the arrays of a segment
segment, lookup                       segments        -> what an index promises (`base`)
    filters                               which documents are asked
    sampling                              some passages that stand for all
    memory                                passages-> an index in memory
updating                              an index, documents to keep, fresh documents    -> an index
weighing                              segments made apart -> the shards of one index
store                                 an index       <-> a folder, changed in one step
collection                            a folder, files -> the index that is true to them
spark                                 files           -> an index in a folder, made by a cluster
"""

from qa.index.base import Index
from qa.index.collection import FileReader, Refreshed, refreshed
from qa.index.entries import Entry
from qa.index.filters import Filter, parse_filter, type_of
from qa.index.keys import key_of
from qa.index.lookup import Kept, SegmentIndex
from qa.index.memory import MemoryIndex
from qa.index.sampling import count_asked, in_document_order, spread_passages
from qa.index.store import StoredIndex
from qa.index.updating import changed

__all__ = [
    "Entry",
    "FileReader",
    "Filter",
    "Index",
    "Kept",
    "MemoryIndex",
    "Refreshed",
    "SegmentIndex",
    "StoredIndex",
    "changed",
    "count_asked",
    "in_document_order",
    "key_of",
    "parse_filter",
    "refreshed",
    "spread_passages",
    "type_of",
]
