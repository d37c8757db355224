"""The web page of `qa serve`: a conversation, and the document beside it, as HTML that the server makes.

    routes      requests of a browser      -> pages, and parts of pages for the page's own script
    turns       a turn of a conversation   -> what its template shows
    names       a few letters              -> the names in the documents that begin with them
    templates   what is shown              -> HTML; one place escapes everything
    assets      the files of the page: style, scripts, pdf.js

All of it works without scripts, except for PDFs at their page, names, and files that are dropped.
"""

from qa.fronts.server.page.routes import router

__all__ = ["router"]
