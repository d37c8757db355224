"""Texts in markup languages -> drafts of blocks: reStructuredText, Org and LaTeX.

rst, rst_inline     reStructuredText
org                 Org, the format of Emacs' outlines
latex, latex_text   LaTeX
rows                the rows of a table, for all of them
"""

from qa.load.markup.latex import parse_latex
from qa.load.markup.org import parse_org
from qa.load.markup.rst import parse_rst

__all__ = ["parse_latex", "parse_org", "parse_rst"]
