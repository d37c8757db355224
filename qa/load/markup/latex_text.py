"""What LaTeX's commands for letters, signs and formulas look like in print.

Known limitation: a formula keeps the order of its source: `x^2`, `a/b` for fractions is not attempted.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping

# The combining characters of accents.
_ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328", "r": "\u030a", "b": "\u0331",
    "d": "\u0323",
}  # fmt: skip
ACCENT = (
    r"\\(?P<accent>[\"'`^~=.](?=\s?\{?\\?[a-zA-Z])|[cvuHkrbd](?=\s?\{|\s[a-zA-Z]))\s?"
    r"(?:\{\\?(?P<in_braces>[a-zA-Z])[ ]?\}|\\?(?P<bare>[a-zA-Z]))"
)

SIGNS: Mapping[str, str] = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł",
    "i": "i", "j": "j", "dots": "…", "ldots": "…", "textellipsis": "…", "textendash": "–", "textemdash": "—",
    "S": "§", "P": "¶", "copyright": "©", "pounds": "£", "euro": "€", "texteuro": "€", "EUR": "€", "textdegree": "°",
    "degree": "°", "textquotedblleft": "“", "textquotedblright": "”", "textquoteleft": "‘", "textquoteright": "’",
    "glqq": "„", "grqq": "“", "flqq": "«", "frqq": "»", "guillemotleft": "«", "guillemotright": "»",
    "textbackslash": "\\",
    "textasciitilde": "~", "textasciicircum": "^", "textbar": "|", "textless": "<", "textgreater": ">",
    "textunderscore": "_", "textbullet": "•", "LaTeX": "LaTeX", "TeX": "TeX", "LaTeXe": "LaTeX2e", "BibTeX": "BibTeX",
    "texttimes": "×", "textpm": "±", "textmu": "µ", "textregistered": "®", "texttrademark": "™", "quad": " ",
    "qquad": " ", "space": " ", "newline": " ", "linebreak": " ", "hfill": " ", "enspace": " ", "thinspace": " ",
    "slash": "/", "times": "×", "rightarrow": "→", "textrightarrow": "→", "checkmark": "✓",
}  # fmt: skip
_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ "
    "pi π rho ρ sigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π "
    "Sigma Σ Phi Φ Psi Ψ Omega Ω"
).split()
_MATH: Mapping[str, str] = {
    **dict(zip(_GREEK[::2], _GREEK[1::2], strict=True)),
    "times": "×", "cdot": "·", "pm": "±", "mp": "∓", "div": "÷", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥",
    "neq": "≠", "ne": "≠", "approx": "≈", "sim": "∼", "equiv": "≡", "infty": "∞", "to": "→", "rightarrow": "→",
    "Rightarrow": "⇒", "leftarrow": "←", "in": "∈", "notin": "∉", "subset": "⊂", "cup": "∪", "cap": "∩", "sum": "∑",
    "prod": "∏", "int": "∫", "partial": "∂", "nabla": "∇", "sqrt": "√", "circ": "°", "ldots": "…", "dots": "…",
    "cdots": "…", "ll": "≪", "gg": "≫", "propto": "∝", "forall": "∀", "exists": "∃", "ell": "ℓ", "prime": "′",
    "quad": " ", "qquad": " ", "langle": "⟨", "rangle": "⟩", "mid": "|", "deg": "deg", "log": "log", "ln": "ln",
    "exp": "exp", "sin": "sin", "cos": "cos", "tan": "tan", "min": "min", "max": "max", "arg": "arg", "lim": "lim",
}  # fmt: skip
_MATH_TOKEN = re.compile(r"\\(?P<command>[a-zA-Z]+)|\\(?P<sign>.)|[{}$]")

# In this order, so that three hyphens are not read as two.
_TYPOGRAPHY = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("`", "‘"), ("'", "’"), ("~", "\u00a0"))
# Apostrophes stay as they are written.
_KEPT = {"'"}


def accented(match: re.Match[str]) -> str:
    """The letter with its accent, of a match of `ACCENT`."""
    letter = match["in_braces"] or match["bare"]
    return unicodedata.normalize("NFC", letter + _ACCENTS[match["accent"]])


def typeset(text: str) -> str:
    """A text without commands, with dashes and quotes as they are printed."""
    for written, printed in _TYPOGRAPHY:
        if written in text and written not in _KEPT:
            text = text.replace(written, printed)
    return text


def formula_text(formula: str) -> str:
    """A short formula as text: letters and signs without commands and braces."""
    shown = " ".join("".join(_formula_parts(formula)).split())
    return f"{shown} " if formula[-1:] == " " else shown


def _formula_parts(formula: str) -> Iterator[str]:
    position = 0
    for match in _MATH_TOKEN.finditer(formula):
        yield formula[position : match.start()].replace("~", " ")
        position = match.end()
        if match["command"]:
            yield _MATH.get(match["command"], "")
        elif match["sign"]:
            yield match["sign"] if match["sign"] in "%&#$_{}" else " "
    yield formula[position:].replace("~", " ")
