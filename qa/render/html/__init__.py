"""Documents and answers as safe HTML: whatever comes from a document is escaped here, and nowhere else.

The flow, one step per module:

text       characters        -> escaped, control and direction characters visible; the answering words marked
document   a Document        -> its blocks: headings, paragraphs, lists, code
tables     rows of it        -> tables
"""

from qa.render.html.document import Cited, Part, document_html, part_before, row_html
from qa.render.html.text import Html, sentence_html, text_html

__all__ = ["Cited", "Html", "Part", "document_html", "part_before", "row_html", "sentence_html", "text_html"]
