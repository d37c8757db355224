"""PDFs."""

from collections.abc import Callable, Iterator

from shapes.makers import SENTENCE, Maker


def pdf(content: Callable[[int], Iterator[str]], *, pages: Callable[[int], int] = lambda size: 1) -> Maker:
    """A PDF whose pages draw this content; `content(size)` gives the operators of a page."""

    def make(size: int) -> bytes:
        count = pages(size)
        stream = " ".join(content(size // count)).encode("latin-1")
        kids = " ".join(f"{number + 5} 0 R" for number in range(count))
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Count {count} /Kids [{kids}] >>".encode(),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        ]
        resources = b"/Resources << /Font << /F 3 0 R >> >>"
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R %s >>" % resources
        objects += [page] * count
        body, offsets = bytearray(b"%PDF-1.7\n"), []
        for number, each in enumerate(objects, 1):
            offsets.append(len(body))
            body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
        table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
        start = len(body)
        body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
        body += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
        return bytes(body)

    return make


def drawn(
    place: Callable[[int, int], tuple[float, float, float]], *, text: str = "word"
) -> Callable[[int], Iterator[str]]:
    """The word `text` again and again; `place(number, count)` gives the left edge, the baseline and the size."""

    def content(size: int) -> Iterator[str]:
        count = max(size // (len(text) + 32), 1)
        for number in range(count):
            left, base, points = place(number, count)
            yield f"BT /F {points:.1f} Tf {left:.1f} {base:.1f} Td ({text}) Tj ET"

    return content


def scattered(number: int, count: int) -> tuple[float, float, float]:
    """Anywhere on the page, in any size."""
    return (number * 7919) % 560, (number * 104_729) % 790, 4 + number % 9


PDF: dict[str, Maker] = {
    "pages": pdf(
        drawn(lambda number, count: (50, 750 - 12 * (number % 50), 10), text=SENTENCE[:60]),
        pages=lambda size: max(size // 3_000, 1),
    ),
    "words on a page": pdf(drawn(lambda number, count: (10 + 30 * (number % 18), 790 - 0.01 * (number // 18), 10))),
    "words at one place": pdf(drawn(lambda number, count: (50, 700, 10))),
    "words everywhere": pdf(drawn(scattered)),
    "words from below": pdf(drawn(lambda number, count: (50, 800 * number / count, 8))),
    "words from the right": pdf(drawn(lambda number, count: (600 - 600 * number / count, 400, 8))),
    "a line of words": pdf(drawn(lambda number, count: (600 * number / count, 400, 8))),
    "lines of any size": pdf(
        drawn(lambda number, count: (50, 800 - 800 * number / count, 4 + number % 40), text="A line of text")
    ),
    "two columns, row by row": pdf(
        drawn(
            lambda number, count: (40 + 290 * (number % 2), 780 - 780 * number / count, 9),
            text="Some words in a column",
        )
    ),
    "many columns": pdf(drawn(lambda number, count: (14 * (number % 40), 780 - 780 * number / count, 6), text="12")),
    "a table": pdf(drawn(lambda number, count: (50 + 100 * (number % 5), 780 - 780 * number / count, 8), text="4,200")),
    "raised marks": pdf(
        drawn(lambda number, count: (600 * number / count, 400 + 4 * (number % 2), 5 + 3 * (number % 2)), text="a")
    ),
    "accents": pdf(drawn(lambda number, count: (50, 780 - 780 * number / count, 8), text="\xb4e\xa8o")),
    "numbers of lines": pdf(drawn(lambda number, count: (20, 780 - 780 * number / count, 8), text="1")),
    "a long word": pdf(lambda size: iter([f"BT /F 8 Tf 20 400 Td ({'a' * size}) Tj ET"])),
    "a long line": pdf(lambda size: iter([f"BT /F 8 Tf 20 400 Td ({'word ' * (size // 5)}) Tj ET"])),
    "hyphens": pdf(drawn(lambda number, count: (50, 780 - 780 * number / count, 8), text="Some words and hy-")),
    "turned words": pdf(
        lambda size: (
            f"BT /F 8 Tf 0 1 -1 0 {number % 590} {number % 780} Tm (word) Tj ET" for number in range(size // 40)
        )
    ),
    "bullets": pdf(
        drawn(lambda number, count: (50 + 10 * (number % 30), 780 - 780 * number / count, 8), text="- item")
    ),
}
