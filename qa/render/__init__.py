"""An answer, for people (`answer_blocks`, on a terminal or in a pipe) and for programs (`to_json`).

    screen      text, made safe               -> blocks on a terminal or in a pipe
    answers     Answer                        -> blocks: the sentence, its place, the next candidates
    explained   Answer                        -> blocks: how it came about
    programs    Answer, a turn                -> JSON

Whatever comes from a document, a question, a path or an error passes through `clean` before it is shown.
"""

from qa.render.answers import (
    CLOSEST,
    answer_blocks,
    candidate_blocks,
    confidence,
    correction_lines,
    marked,
    neighbours,
    place,
)
from qa.render.explained import explain_blocks
from qa.render.json import JSON_ALTERNATIVES, to_json, turn_json
from qa.render.screen import Block, Blocks, clean, console, counted, error_line, note, rows, show

__all__ = [
    "CLOSEST",
    "JSON_ALTERNATIVES",
    "Block",
    "Blocks",
    "answer_blocks",
    "candidate_blocks",
    "clean",
    "confidence",
    "console",
    "correction_lines",
    "counted",
    "error_line",
    "explain_blocks",
    "marked",
    "neighbours",
    "note",
    "place",
    "rows",
    "show",
    "to_json",
    "turn_json",
]
