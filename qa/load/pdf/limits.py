"""What a PDF may cost at most. A file that costs more is refused, or read in part with a warning."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one child process; what they are by default, and why."""

    # Seconds that one page may take, and the opening of the file.
    page_seconds: float = 10.0
    # Seconds that a whole file may take: at least the first, and the second per page.
    document_seconds: float = 30.0
    seconds_per_page: float = 0.25
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
