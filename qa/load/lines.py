"""A string -> its lines, as editors count them, and the cleaning of one line of prose."""

import re

# Soft and zero-width characters that only say where a line may be broken. ZWJ and ZWNJ stay: emoji and Persian
# are spelled with them.
SOFT_HYPHEN = "\u00ad"
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")

# A soft hyphen at the end of a line marks a word that goes on in the next one; the joining of lines needs to see it.
_CUT_WORD = re.compile("[^\\W_]\u00ad[\u00ad\u200b\u2060\ufeff\\s]*$")

_SURROGATE = re.compile("[\ud800-\udfff]")


def split_lines(text: str) -> list[str]:
    """The lines of `text`, without their ends: a line ends at CR LF, LF or CR and at nothing else."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def clean(line: str) -> str:
    """A line of prose with single plain spaces and without invisible break marks.

    One soft hyphen is left at the very end if it cuts a word there: `hyphens.seam` takes it away.
    """
    if line.isascii():
        return " ".join(line.split())
    cut = SOFT_HYPHEN if SOFT_HYPHEN in line and _CUT_WORD.search(line) else ""
    return " ".join(_INVISIBLE.sub("", line).split()) + cut


def replace_surrogates(text: str) -> str:
    """`text` with lone surrogates, which no file can hold, replaced one by one: it can be written as UTF-8."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
