"""Builders of PDFs, and views of what is read from them."""

import hashlib
import zlib
from collections.abc import Mapping, Sequence

from qa.load.blocks import Built, Parsed, build
from qa.load.pdf import parse_pdf
from qa.types import BlockKind

WIDTH, HEIGHT = 612, 792
LEADING = 12


def at(x: float, y: float, text: str, *, size: float = 10, font: str = "F1") -> str:
    """Draws `text` with its baseline `y` points below the top of the page."""
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /{font} {size} Tf 1 0 0 1 {x} {HEIGHT - y} Tm ({escaped}) Tj ET"


def lines(x: float, y: float, *texts: str, size: float = 10, leading: float = LEADING, font: str = "F1") -> str:
    """Draws lines below one another."""
    return "\n".join(at(x, y + number * leading, text, size=size, font=font) for number, text in enumerate(texts))


def row(y: float, *cells: tuple[float, str]) -> str:
    return "\n".join(at(x, y, text) for x, text in cells)


def pdf(
    *contents: str,
    info: Mapping[str, str] | None = None,
    outline: Sequence[tuple[str, int]] = (),
    labels: str = "",
    page_extra: str = "",
    extra: Sequence[bytes] = (),
    password: str | None = None,
) -> bytes:
    """A PDF with a page for each of `contents`, in Helvetica (F1), bold (F2) and what `extra` objects define.

    `outline` has titles and pages from 0. `labels` is the /Nums array of page labels. Object 1 is the catalog, 2 the
    pages, 3 and 4 the fonts; `extra` objects come from 5 on.
    """
    objects: list[bytes] = [b"", b"", _font("Helvetica"), _font("Helvetica-Bold"), *extra]
    kids = []
    for content in contents:
        data = content.encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n" % len(data) + data + b"\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {len(objects)} 0 R "
            f"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> {page_extra} >> >>".encode()
        )
        kids.append(len(objects))
    catalog = "<< /Type /Catalog /Pages 2 0 R"
    if labels:
        catalog += f" /PageLabels << /Nums [{labels}] >>"
    if outline:
        first = len(objects) + 2
        last = first + len(outline) - 1
        catalog += f" /Outlines {first - 1} 0 R"
        objects.append(f"<< /First {first} 0 R /Last {last} 0 R /Count {len(outline)} >>".encode())
        for number, (title, page) in enumerate(outline, first):
            following = f"/Next {number + 1} 0 R" if number < last else ""
            objects.append(
                f"<< /Title ({title}) /Parent {first - 1} 0 R {following} /Dest [{kids[page]} 0 R /Fit] >>".encode()
            )
    objects[0] = (catalog + " >>").encode()
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
    trailer = "/Root 1 0 R"
    if info:
        objects.append(("<< " + " ".join(f"/{key} ({value})" for key, value in info.items()) + " >>").encode("latin-1"))
        trailer += f" /Info {len(objects)} 0 R"
    if password is not None:
        objects.append(_encryption(password))
        trailer += f" /Encrypt {len(objects)} 0 R /ID [<{_ID.hex()}> <{_ID.hex()}>]"
    return assembled(objects, trailer)


def assembled(objects: Sequence[bytes], trailer: str = "/Root 1 0 R") -> bytes:
    """The file of the objects, numbered from 1, with its table of positions."""
    parts = [b"%PDF-1.7\n"]
    parts += [b"%d 0 obj\n" % number + content + b"\nendobj\n" for number, content in enumerate(objects, 1)]
    positions, position = [], len(parts[0])
    for part in parts[1:]:
        positions.append(position)
        position += len(part)
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    table += "".join(f"{offset:010d} 00000 n \n" for offset in positions)
    table += f"trailer\n<< /Size {len(objects) + 1} {trailer} >>\nstartxref\n{position}\n%%EOF\n"
    return b"".join(parts) + table.encode()


def stream(data: bytes, entries: str = "") -> bytes:
    """A stream object."""
    return f"<< /Length {len(data)} {entries} >>\nstream\n".encode() + data + b"\nendstream"


def flate_bomb(megabytes: int) -> bytes:
    """A PDF whose page has so many megabytes of content, packed twice."""
    packer = zlib.compressobj(9)
    chunk = b" " * 1_000_000
    packed = b"".join(packer.compress(chunk) for _ in range(megabytes)) + packer.flush()
    content = stream(zlib.compress(packed, 9), "/Filter [/FlateDecode /FlateDecode]")
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>"
    pages = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", pages, page, content])


def form_bomb(depth: int) -> bytes:
    """A PDF whose page draws 2 ** `depth` forms."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /XObject << /X 5 0 R >> >> >>",
        stream(b"/X Do"),
    ]
    for level in range(depth):
        entries = "/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
        if level < depth - 1:
            entries += f" /Resources << /XObject << /X {6 + level} 0 R >> >>"
        objects.append(stream(b"/X Do /X Do" if level < depth - 1 else b"0 0 1 1 re f", entries))
    return assembled(objects)


def picture(number: int) -> tuple[bytes, str]:
    """A picture that is object `number`, and what a page's resources say of it. "/Im Do" draws it."""
    entries = "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    return stream(b"\0", entries), f"/XObject << /Im {number} 0 R >>"


def _font(name: str) -> bytes:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()


# Encryption with RC4 and 40 bits (PDF 32000-1, 7.6.3): enough to need a password.
_ID = bytes(range(16))
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def _encryption(password: str) -> bytes:
    secret = (password.encode() + _PADDING)[:32]
    owner = _rc4(hashlib.md5(secret).digest()[:5], secret)
    key = hashlib.md5(secret + owner + b"\xff\xff\xff\xff" + _ID).digest()[:5]
    user = _rc4(key, _PADDING)
    return f"<< /Filter /Standard /V 1 /R 2 /P -1 /O <{owner.hex()}> /U <{user.hex()}> >>".encode()


def _rc4(key: bytes, data: bytes) -> bytes:
    state, swap = list(range(256)), 0
    for index in range(256):
        swap = (swap + state[index] + key[index % len(key)]) % 256
        state[index], state[swap] = state[swap], state[index]
    first = second = 0
    output = bytearray()
    for byte in data:
        first = (first + 1) % 256
        second = (second + state[first]) % 256
        state[first], state[second] = state[second], state[first]
        output.append(byte ^ state[(state[first] + state[second]) % 256])
    return bytes(output)


# Views


def built(data: bytes) -> Built:
    """The final text of a PDF."""
    return built_of(parse_pdf(data, "test.pdf"))


def built_of(parsed: Parsed) -> Built:
    drafts = list(parsed.drafts)
    return build(drafts, original="\n".join(piece.text for draft in drafts for piece in draft.pieces))


def kinds(data: bytes) -> list[tuple[BlockKind, str]]:
    """The kinds and texts of the blocks, without the metadata."""
    result = built(data)
    return [
        (block.kind, result.text[block.span.start : block.span.end])
        for block in result.blocks
        if block.kind is not BlockKind.METADATA
    ]


def texts(data: bytes) -> list[str]:
    """The texts of the blocks, without the metadata."""
    return [text for _, text in kinds(data)]


def headings(data: bytes) -> list[tuple[int, str]]:
    """The levels and texts of the headings."""
    result = built(data)
    return [
        (block.level, result.text[block.span.start : block.span.end])
        for block in result.blocks
        if block.kind is BlockKind.HEADING
    ]


# Prose that fills lines of some 60 characters.
STORY = (
    "The mill at Holm was built in 1902 by Anna Berg, who had come",
    "from the north with two brothers and a horse. It burned down",
    "twice before the war. Each time the family built it again, a",
    "little larger than before, and with stone where there had",
    "been wood. The river turned the great wheel for forty years",
    "until the board dammed it in the spring of the last of them.",
    "Then the stones were carried away by people from the village",
    "who needed them for their own walls, and nobody objected to",
    "that, since nobody wanted to grind corn there any more.",
)
