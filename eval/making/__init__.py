"""How the documents of `eval/documents.jsonl` are made; `eval/make_documents.py` makes them.

source         a text source -> its head and blocks; zip archives and XML
office         DOCX, PPTX, XLSX
open_formats   ODT, EPUB
two_columns    PDF
"""
