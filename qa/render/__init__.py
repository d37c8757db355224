"""Answers for people (`answer_blocks`, on a terminal or in a pipe) and for programs (`to_json`).

    screen      text, made safe    -> blocks on a terminal or in a pipe
    answers     an Answer          -> blocks: the sentence, its place, the alternatives, or why nothing answers
    explained   an Answer          -> blocks: how it came about
    checking    a Turn             -> words: how sure the answer is, and what to check it by
    documents   a Document         -> blocks: what was read from it
    json        an Answer, a Turn  -> JSON
    markdown    a conversation     -> Markdown
    quotes      a quote, checked   -> blocks: its place, the words that differ, or the closest sentence
    html        a Document         -> HTML, for the page of `qa serve`

Whatever comes from a document, a question, a path or an error passes through `clean` before it is shown.
"""

from qa.render.answers import (
    answer_blocks,
    candidate_blocks,
    confidence,
    correction_lines,
    marked,
    neighbours,
    overview_blocks,
    relevant_closest,
)
from qa.render.checking import certainty, checks, shown_candidate
from qa.render.documents import block_fields, document_blocks, document_json
from qa.render.explained import explain_blocks
from qa.render.json import JSON_ALTERNATIVES, KEYS, check_json, hits_json, overview_json, part_json, to_json, turn_json
from qa.render.markdown import conversation_markdown
from qa.render.quotes import check_blocks
from qa.render.screen import (
    Block,
    Blocks,
    Linker,
    Page,
    clean,
    console,
    counted,
    error_line,
    note,
    place,
    place_block,
    place_parts,
    rows,
    show,
)

__all__ = [
    "JSON_ALTERNATIVES",
    "KEYS",
    "Block",
    "Blocks",
    "Linker",
    "Page",
    "answer_blocks",
    "block_fields",
    "candidate_blocks",
    "certainty",
    "check_blocks",
    "check_json",
    "checks",
    "clean",
    "confidence",
    "console",
    "conversation_markdown",
    "correction_lines",
    "counted",
    "document_blocks",
    "document_json",
    "error_line",
    "explain_blocks",
    "hits_json",
    "marked",
    "neighbours",
    "note",
    "overview_blocks",
    "overview_json",
    "part_json",
    "place",
    "place_block",
    "place_parts",
    "relevant_closest",
    "rows",
    "show",
    "shown_candidate",
    "to_json",
    "turn_json",
]
