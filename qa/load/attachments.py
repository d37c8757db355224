"""What is attached to a mail -> drafts, each attachment by its own format, within limits for the whole file.

A mail may attach another mail, with attachments of its own. Each format has limits for one file; a mail can attach
thousands, so that their number, time and text are limited together.

The messages here lack the attachment's name: `f'the attachment "{name}" {message}'` reads as a sentence.
"""

import time
from collections.abc import Callable

from qa.errors import BinarySource, EmptySource, SourceTooLarge
from qa.load.blocks import Draft, Parsed

# Attachments inside each other: a mail in a mail in a mail is a thread that was forwarded, more is a trap.
MAX_DEPTH = 3
# Attachments of one file that are read. A mailbox of a year has hundreds.
MAX_ATTACHMENTS = 2_000
# Seconds after which no further attachment of a file is begun. A long PDF takes one second.
MAX_SECONDS = 60.0
# Characters of all attachments of one file, and one for each piece: as many as of the longest PDF.
MAX_CHARACTERS = 50_000_000


class Attachments:
    """Reads the attachments of one file, one after the other."""

    def __init__(
        self,
        parse: Callable[[bytes, str, "Attachments"], Parsed],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Read by `parse`, which gets the bytes, the name, and this object for what is attached to the attachment."""
        self._parse = parse
        self._clock = clock
        self._depth = 0
        self._attachments_left = MAX_ATTACHMENTS
        self._seconds_left = MAX_SECONDS
        self._characters_left = MAX_CHARACTERS

    def __call__(self, data: bytes, name: str) -> Parsed:
        """The drafts in the attachment `name`. Raises a `SourceError`."""
        self._check(data)
        began = self._clock()
        self._attachments_left -= 1
        self._depth += 1
        try:
            parsed = self._parse(data, name, self)
        finally:
            self._depth -= 1
            # The time of an inner attachment is part of the outer one's.
            if not self._depth:
                self._seconds_left -= self._clock() - began
        return parsed._replace(drafts=self._counted(parsed))

    def _check(self, data: bytes) -> None:
        """Raise an error if the attachment may not be read."""
        if not data.strip():
            raise EmptySource("is empty")
        if self._depth >= MAX_DEPTH:
            raise BinarySource(f"is attached more than {MAX_DEPTH} deep; save it as a file")
        if self._attachments_left <= 0:
            raise SourceTooLarge(f"is one of more than {MAX_ATTACHMENTS:,}; save it as a file")
        if self._seconds_left <= 0:
            raise SourceTooLarge(f"was left out, since those before it took {MAX_SECONDS:g} seconds; save it as a file")

    def _counted(self, parsed: Parsed) -> list[Draft]:
        """The drafts, up to the limit of text."""
        drafts: list[Draft] = []
        for draft in parsed.drafts:
            self._characters_left -= sum(1 + len(piece.text) for piece in draft.pieces)
            if self._characters_left < 0:
                raise SourceTooLarge("was left out, since the attachments have too much text; save it as a file")
            drafts.append(draft)
        return drafts
