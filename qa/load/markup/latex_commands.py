"""The commands and environments of LaTeX, by what becomes of them and of their arguments."""

from collections.abc import Mapping

from qa.types import BlockKind

HEADINGS: Mapping[str, int] = {
    "part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5, "subparagraph": 6,
    "frametitle": 2,
}  # fmt: skip
# Commands that are left out with their first arguments; what comes after these is text.
ARGUMENTS: Mapping[str, int] = {
    **dict.fromkeys(
        """label ref eqref autoref cref Cref pageref vref nameref cite citep citet citealp citeauthor citeyear parencite
        textcite autocite footcite nocite index glsadd bibliography bibliographystyle addbibresource input include
        includegraphics includeonly graphicspath usepackage documentclass RequirePackage pagestyle thispagestyle vspace
        hspace vskip hskip phantom pagenumbering newcounter stepcounter refstepcounter hypersetup geometry
        usetikzlibrary theoremstyle newlength cline cmidrule color pdfbookmark hyphenation printindex inputminted
        lstset DeclareMathOperator captionsetup usetheme institute footnotemark bibitem thanks tikzset rowcolor
        cellcolor href textcolor raisebox colorbox foreignlanguage""".split(),
        1,
    ),
    **dict.fromkeys(
        """setlength addtolength setcounter addtocounter rule multirow definecolor newtheorem
        multicolumn resizebox newenvironment renewenvironment""".split(),
        2,
    ),
}
CAPTURED: Mapping[str, BlockKind] = {
    "footnote": BlockKind.FOOTNOTE, "footnotetext": BlockKind.FOOTNOTE, "caption": BlockKind.CAPTION,
    "title": BlockKind.METADATA, "author": BlockKind.METADATA, "date": BlockKind.METADATA,
    "subtitle": BlockKind.METADATA,
}  # fmt: skip
AFTER_REFERENCE = frozenset(",.;:!?)")
DEFINITIONS = frozenset({"newcommand", "renewcommand", "providecommand", "DeclareRobustCommand", "def"})

VERBATIM = frozenset("verbatim Verbatim lstlisting minted alltt".split())
FORMULAS = frozenset(
    "equation align gather multline eqnarray displaymath math alignat flalign array aligned gathered cases".split()
)
LEFT_OUT = frozenset("tikzpicture comment filecontents thebibliography pgfpicture picture".split())
NUMBERED = frozenset("enumerate compactenum".split())
TABLES = frozenset("tabular tabularx longtable tabulary supertabular".split())
LISTS = frozenset("itemize enumerate description compactitem compactenum".split())
