"""Results as one HTML page that needs no other file: tables, curves, and the worst mistakes with their texts.

    columns     results -> groups that were asked the same, side by side
    table       columns -> the table: each value with its interval, and what each figure means
    plots       columns -> curves and bars (`drawing`: their style)
    mistakes    columns -> the worst mistakes, with marked excerpts of the texts
    page        results -> the page, from report.html.jinja and report.css

The page runs no script and loads nothing.

Known limitations: the middle of a passage that is longer than a screen is left out; in a picture, each character of a
name that is not ASCII becomes a question mark.
"""

from qa.evaluate.report.page import page

__all__ = ["page"]
