"""What a PDF may cost at most. A file that costs more is refused, or read in part with a warning.

Time is processor time of the child, so that a busy machine refuses no file that a quiet one reads. Where the system
does not count it (Windows), it is time by the clock.
"""

import signal
from dataclasses import dataclass
from typing import NamedTuple

# Whether the system ends a process after so much processor time.
COUNTS_PROCESSOR_TIME = hasattr(signal, "setitimer")


class Allowance(NamedTuple):
    """Seconds that the child may take from now on, and what is said of a file that takes more; "{}" are the seconds."""

    seconds: float
    whole: float
    reason: str

    def refusal(self, times: float = 1.0) -> str:
        """What is said if `times` of the whole are over."""
        return self.reason.format(f"{self.whole * times:g} seconds")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one child process; what they are by default, and why."""

    # Seconds of processor time that one page may take, and the opening of the file.
    page_seconds: float = 10.0
    # Seconds that a whole file may take: at least the first, and the second per page.
    document_seconds: float = 30.0
    seconds_per_page: float = 0.25
    # How many times as long all this may take by the clock: a busy machine gives the child a part of its time only.
    patience: float = 10.0 if COUNTS_PROCESSOR_TIME else 1.0
    # Bytes of memory of the child. Bombs take gigabytes, all real files that were measured under 0.2.
    memory: int = 1_500_000_000
    # Pages that are read. The longest handbooks have some 4,000.
    pages: int = 5_000
    # Characters of a page and of all pages. A page in small print has 20,000, a long book 5 million.
    page_characters: int = 2_000_000
    characters: int = 50_000_000
    # Words of a page.
    page_words: int = 100_000
    # Seconds without a file after which the child ends, and bytes of memory above which it ends after a file.
    idle_seconds: float = 60.0
    grown: int = 400_000_000

    def opening(self) -> Allowance:
        """What the opening of a file may take."""
        return Allowance(self.page_seconds, self.page_seconds, "it takes more than {} to open")

    def reading(self, page: int, pages: int, used: float) -> Allowance:
        """What `page` of `pages` may take, once the file has `used` so many seconds; beyond `pages`, the layout."""
        whole = max(self.document_seconds, self.seconds_per_page * min(pages, self.pages))
        left = max(whole - used, 0.0)
        if left < self.page_seconds or page > pages:
            return Allowance(left, whole, "it takes more than {} to read")
        return Allowance(self.page_seconds, self.page_seconds, f"page {page} takes more than {{}} to read")
