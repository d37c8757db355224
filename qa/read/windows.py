"""A question and a passage in tokens, as the network reads them: [CLS] question [SEP] context passage [SEP].

A passage that is longer than the network reads at once is cut into windows that overlap. Each of them begins with the
context, which is what names the passage; a long context is cut from the left, since its end is nearest to the text.

Known limitation: a passage is read up to `MAX_WINDOWS` windows, about 1,000 words; the rest is not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Tokens read at once: what the network was trained with.
MAX_TOKENS = 256
# Tokens of the question and of the context at most, which leaves the passage room.
MAX_QUESTION_TOKENS, MAX_CONTEXT_TOKENS = 96, 48
# Tokens that a window shares with the one before it: more than an answer has. The stride is the room for the passage
# less these.
_OVERLAP = 64
MAX_WINDOWS = 8
# Characters of a passage that are looked at: more than the windows hold.
_MAX_CHARACTERS = 8 * MAX_WINDOWS * MAX_TOKENS

_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Window:
    """Token ids of a question, a context and a piece of a passage.

    Everything from the token `context_start` on belongs to the passage, from `piece_start` on to the piece; `offsets`
    are the characters of the piece's tokens, start and end.
    """

    tokens: list[int]
    context_start: int
    piece_start: int
    offsets: Sequence[tuple[int, int]]


class WindowCutter:
    """Cuts questions and passages into windows, with the word pieces of one file."""

    def __init__(self, path: Path) -> None:
        """Load the tokenizer in the file `path`; raises what the library raises."""
        from tokenizers import Tokenizer

        self._tokenizer: Any = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._first, self._between = map(self._tokenizer.token_to_id, ("[CLS]", "[SEP]"))

    def question_ids(self, question: str) -> list[int]:
        """The token ids of `question`."""
        ids: list[int] = self._encoded(question).ids[:MAX_QUESTION_TOKENS]
        return ids

    def windows(self, question_ids: list[int], text: str, *, context: int = 0) -> Iterator[Window]:
        """Each window of `text` after the question. The first `context` characters of `text` are its context."""
        encoded = self._encoded(text[:_MAX_CHARACTERS])
        named = sum(end <= context for _, end in encoded.offsets) if context else 0
        question = [self._first, *question_ids, self._between]
        head = [*question, *encoded.ids[max(named - MAX_CONTEXT_TOKENS, 0) : named]]
        room = MAX_TOKENS - len(head) - 1
        starts = range(named, max(len(encoded.ids) - _OVERLAP, named + 1), room - _OVERLAP)
        for start in starts[:MAX_WINDOWS]:
            ids = [*head, *encoded.ids[start : start + room], self._between]
            yield Window(ids, len(question), len(head), encoded.offsets[start : start + room])

    def _encoded(self, text: str) -> Any:
        """The tokens of `text`; a lone surrogate (from bytes that are no text) is read as an unknown character."""
        return self._tokenizer.encode(_SURROGATES.sub("\ufffd", text), add_special_tokens=False)
