"""Runs: ask a system the questions of a set, and keep what it makes of them.

asking      a system, questions -> batches of records, in one process or several
journal     the batches done so far, on disk, so that a stopped run can resume
measuring   sets, systems, ways -> results
"""

from qa.evaluate.runs.asking import Batch, ask_questions, holds_answer
from qa.evaluate.runs.journal import Journal
from qa.evaluate.runs.measuring import Measurement, describe_run, measure, records_in_order

__all__ = [
    "Batch",
    "Journal",
    "Measurement",
    "ask_questions",
    "describe_run",
    "holds_answer",
    "measure",
    "records_in_order",
]
