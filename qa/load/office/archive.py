"""A zip archive in memory, read with limits: the sizes in its headers are not trusted, and nothing is written to disk.

Known limitations: members that are compressed in another way than by deflate are not read; no office program makes
them, and other ways can ask for gigabytes.
"""

import struct
import zipfile
import zlib
from io import BytesIO

from qa.errors import BinarySource

# A slide with its notes has four members, so a presentation of 2,000 slides is within the limit.
MAX_ENTRIES = 10_000
# Bytes of one member, and of all that are read of one archive, once they are unpacked.
MAX_MEMBER = 100 * 1_000_000
MAX_TOTAL = 300 * 1_000_000

_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What `zipfile` raises on broken archives.
_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)


class DamagedPart(BinarySource):
    """A part of an archive that cannot be read; the rest may be readable without it."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(f"has a part that cannot be read ({part} {reason}); open the file and save it again")
        self.part, self.reason = part, reason

    @property
    def warning(self) -> str:
        """The same for a document that is read without the part."""
        return f"{self.part} was left out, since it {self.reason}"


class Archive:
    """The members of a zip archive, by their names without regard to case and kind of slash."""

    def __init__(self, data: bytes) -> None:
        """Read the list of members. Raises `BinarySource` if it is broken or too long."""
        # Counted before it is read, since each entry becomes an object. The number in the header is not trusted.
        if data.count(_ENTRY) > MAX_ENTRIES:
            raise BinarySource(f"is an archive of over {MAX_ENTRIES:,} files; divide it")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _ERRORS as error:
            raise BinarySource("is a damaged zip archive; open the file and save it again") from error
        self._members = {_key(info.filename): info for info in self._zip.infolist()}
        self._unpacked = 0

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a member.

        Raises `DamagedPart` if it is missing, broken or too large, and `BinarySource` if it is encrypted or too much
        has been read.
        """
        info = self._members.get(_key(name))
        if info is None:
            raise DamagedPart(name, "is missing")
        if info.flag_bits & _ENCRYPTED:
            raise BinarySource("is protected by a password; save it without one")
        if info.compress_type not in _METHODS:
            raise DamagedPart(name, "is compressed in an unusual way")
        allowed = min(MAX_MEMBER, MAX_TOTAL - self._unpacked)
        content = self._unpack(info, allowed + 1)
        self._unpacked += len(content)
        if len(content) > MAX_MEMBER:
            raise DamagedPart(name, f"is over {MAX_MEMBER // 1_000_000} MB unpacked")
        if len(content) > allowed:
            raise BinarySource(f"unpacks to over {MAX_TOTAL // 1_000_000} MB; divide it")
        return content

    def _unpack(self, info: zipfile.ZipInfo, limit: int) -> bytes:
        try:
            with self._zip.open(info) as member:
                return member.read(limit)
        except _ERRORS as error:
            raise DamagedPart(info.filename, "is damaged") from error


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
