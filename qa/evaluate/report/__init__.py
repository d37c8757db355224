"""Results as one HTML page that stands alone: tables, curves, and the worst mistakes with the text they come from.

columns     Results       -> those that were asked the same, side by side
rows        columns       -> the table, each value with its interval (`meanings` explains them)
figures     columns       -> curves and bars (`confidence` has those of confidence, `drawing` the looks)
mistakes    columns       -> the worst mistakes, with their `excerpts`
page        Results       -> the page, by report.html.jinja and report.css

The page runs no script and loads nothing.

Known limitations: the middle of a passage that is longer than a screen is left out; in a picture a name that is not
ASCII is spelt with question marks.
"""

from qa.evaluate.report.page import page

__all__ = ["page"]
