"""The name of a file as words that name its text: `mbeki-v-lowe.txt` becomes "mbeki v lowe".

A name that a program or a scanner gave ("scan0001", "tmp8f3a", "Untitled document (2)") says nothing.

Known limitation: a name of random letters is taken for words.
"""

import re

from qa.language.lexicon import UNNAMED_FILES
from qa.load.lines import clean

# Letters of a word that says something, at least; digits of a digest, at least.
_SHORTEST, _DIGEST = 3, 12

_SEPARATORS = re.compile(r"[_+~\s]+|(?<=\w)[-–](?=\w)|[.,](?!\d)|(?<!\d)[.,]")
# "AnnualReport2023": pieces of a few letters at least, so that "McDonald" stays whole.
_GLUED = re.compile(r"(?<=[^\W\d_A-Z]{3})(?=[A-Z0-9])|(?<=\d)(?=[A-Z][^\W\d_]{2})")
_LETTERS = re.compile(r"[^\W\d_]+")
# How programs begin the names of files that they will delete.
_TEMPORARY = "tmp"
_DIGITS_OF_DIGEST = frozenset("0123456789abcdef")


def title_of_name(name: str) -> str:
    """The words of the file name `name`, which has no suffix; "" if it says nothing of the text."""
    plain = clean(name)
    if "/" in plain or not any(map(_says_something, _words(plain))) or _is_digest(plain):
        return ""
    return " ".join(_words(plain))


def _words(name: str) -> list[str]:
    return _GLUED.sub(" ", _SEPARATORS.sub(" ", name)).split()


def _says_something(word: str) -> bool:
    """Whether the word is no number, code or empty name; with digits inside, it is a code."""
    letters = "".join(_LETTERS.findall(word)).lower()
    # In a script without capitals a letter may be a word.
    least = _SHORTEST if letters != letters.upper() else 1
    is_code = any(map(str.isdigit, word)) or letters.startswith(_TEMPORARY)
    return len(letters) >= least and not is_code and letters not in UNNAMED_FILES


def _is_digest(name: str) -> bool:
    digits = re.sub(r"[\W_]", "", name).lower()
    return len(digits) >= _DIGEST and _DIGITS_OF_DIGEST.issuperset(digits)
