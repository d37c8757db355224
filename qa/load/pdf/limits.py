"""What a PDF may cost at most. A file that costs more is refused, or read in part with a warning."""

# Seconds that one page may take, and the opening of the file.
PAGE_SECONDS = 10.0

# Seconds that a whole file may take: at least the first, and the second per page.
MIN_DOCUMENT_SECONDS = 30.0
SECONDS_PER_PAGE = 0.25

# Bytes of memory of the child process. Bombs take gigabytes, all real files that were measured under 0.2.
MAX_MEMORY = 1_500_000_000

# Pages that are read. The longest handbooks have some 4,000.
MAX_PAGES = 5_000

# Characters of a page and of all pages. A page in small print has 20,000, a long book 5 million.
MAX_PAGE_CHARACTERS = 2_000_000
MAX_CHARACTERS = 50_000_000

# Words of a page. The layout of a page is quadratic in its lines only where they overlap.
MAX_PAGE_WORDS = 100_000
