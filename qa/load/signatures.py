"""What a file that is not text is, told by its first bytes, so that an error can name it."""

# (bytes at the start, what the file is). No text begins with any of these.
_CERTAIN = (
    (b"%PDF-", "a PDF"),
    (b"%!PS", "a PostScript file"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program (ELF)"),
    (b"\xca\xfe\xba\xbe", "a program (Java or Mach-O)"),
    (b"\xcf\xfa\xed\xfe", "a program (Mach-O)"),
    (b"\0asm", "a program (WebAssembly)"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"\x1aE\xdf\xa3", "a Matroska video"),
)

# The same, but a text can begin with these letters: they count only beside a zero byte.
_WITH_ZEROS = (
    (b"MZ", "a program (Windows)"),
    (b"BM", "a BMP image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a sound, video or WebP file"),
    (b"OggS", "an Ogg file"),
    (b"ID3", "an MP3 file"),
    (b"fLaC", "a FLAC file"),
    (b"BZh", "a bzip2 archive"),
    (b"wOF", "a font"),
    (b"\0\x01\0\0\0", "a font"),
    (b"PAR1", "a Parquet file"),
)

# Marks of what a zip archive holds, among the names of its first files.
_ZIPPED = (
    (b"word/", "a Word document"),
    (b"xl/", "an Excel workbook"),
    (b"ppt/", "a PowerPoint presentation"),
    (b"application/epub+zip", "an EPUB book"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"META-INF/", "a Java archive"),
)

# Bytes in which zero bytes and the names inside an archive are looked for.
_HEAD = 8192


def kind_of(data: bytes) -> str | None:
    """What the file with these bytes is, with its article ("a PDF"), or None if no signature says."""
    head = data[:_HEAD]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    if head[4:8] == b"ftyp" and b"\0" in head[:4]:
        return "an MP4 or HEIC file"
    if head[257:262] == b"ustar" and b"\0" in head:
        return "a tar archive"
    table = _CERTAIN + _WITH_ZEROS if b"\0" in head else _CERTAIN
    return next((name for mark, name in table if head.startswith(mark)), None)


def _zipped(data: bytes) -> str:
    """The kind of a zip archive. Names stand at its start and, all of them, at its end."""
    names = data[:_HEAD] + data[-_HEAD:]
    return next((name for mark, name in _ZIPPED if mark in names), "a zip archive")
