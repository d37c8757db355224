"""Is B better than A? Two results on the same questions, compared question by question.

paired      two results -> Comparison: paired differences, their intervals, McNemar's test
types       Comparison, for programs (`as_dict`), and its verdict in one sentence
display     Comparison -> the terminal
"""

from qa.evaluate.comparison.display import comparison_blocks
from qa.evaluate.comparison.paired import compare
from qa.evaluate.comparison.types import Comparison

__all__ = ["Comparison", "compare", "comparison_blocks"]
