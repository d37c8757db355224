"""A question and a passage in tokens, as a network reads them: [CLS] question [SEP] context passage [SEP].

The marks between them are those of the tokenizer's own template for a pair of texts.

A passage that is longer than the network reads at once is cut into windows that overlap. Each of them begins with the
context, which is what names the passage; a long context is cut from the left, since its end is nearest to the text.

Known limitation: a passage is read up to `MAX_WINDOWS` windows, about 1,000 words, less if others are read with it; the
rest is not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.read.tokenizer import load_tokenizer

# Tokens read at once: what the network was trained with.
MAX_TOKENS = 256
# Tokens of the question and of the context at most, which leaves the passage room.
MAX_QUESTION_TOKENS, MAX_CONTEXT_TOKENS = 96, 48
# Tokens that a window shares with the one before it: more than an answer has. The stride is the room for the passage
# less these.
_OVERLAP = 64
# Windows of a passage at most, and of all passages that are read for a question: each costs time, and all but few
# passages fit into one.
MAX_WINDOWS = 8
# Characters of a passage that are looked at: more than the windows hold.
_MAX_CHARACTERS = 8 * MAX_WINDOWS * MAX_TOKENS


@dataclass(frozen=True, slots=True)
class Window:
    """Token ids of a question, a context and a piece of a passage, and the segment of each.

    The context begins at the token `context_start`, the piece at `piece_start`; `offsets` are the characters of the
    piece's tokens, start and end.
    """

    tokens: list[int]
    segments: list[int]
    context_start: int
    piece_start: int
    offsets: Sequence[tuple[int, int]]


class WindowCutter:
    """Cuts questions and passages into windows, with the word pieces of one file."""

    def __init__(self, path: Path) -> None:
        """Load the tokenizer in the file `path`; raises as `load_tokenizer`."""
        self._tokenizer = load_tokenizer(path)

    def question_ids(self, question: str) -> list[int]:
        """The token ids of `question`."""
        return self._tokenizer.encode(question).ids[:MAX_QUESTION_TOKENS]

    def windows(self, question_ids: list[int], text: str, *, context: int = 0) -> Iterator[Window]:
        """Each window of `text` after the question. The first `context` characters of `text` are its context."""
        encoded = self._tokenizer.encode(text[:_MAX_CHARACTERS])
        named = sum(end <= context for _, end in encoded.offsets) if context else 0
        before, between, after = self._tokenizer.template.marks
        question = [*before, *question_ids, *between]
        head = [*question, *encoded.ids[max(named - MAX_CONTEXT_TOKENS, 0) : named]]
        room = MAX_TOKENS - len(head) - len(after)
        starts = range(named, max(len(encoded.ids) - _OVERLAP, named + 1), room - _OVERLAP)
        for start in starts[:MAX_WINDOWS]:
            ids = [*head, *encoded.ids[start : start + room], *after]
            # In BERT's own way the passage and the mark after it are the second segment; others have one segment.
            segments = [0] * len(question) + [self._tokenizer.template.segment] * (len(ids) - len(question))
            yield Window(ids, segments, len(question), len(head), encoded.offsets[start : start + room])
