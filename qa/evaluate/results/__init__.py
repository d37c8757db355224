"""What a run yields: a record per question, the figures over them, and the files that hold both.

traits        the question type, answer type and word overlap of a question: what figures are broken down by
records       Record: what a system made of one question, as JSON
summary       records -> Summary: every metric, with its interval
files         Result: the run, its summary and records <-> its two files
predictions   the answers as files for other programs
"""

from qa.evaluate.results.files import Result, RunInfo, load_result, load_results, save_result
from qa.evaluate.results.predictions import check_outputs, check_writable, write_outputs, write_text
from qa.evaluate.results.records import GoldSlice, Record, TextSlice
from qa.evaluate.results.summary import METRICS, Figure, Metric, Speed, Summary, summarise
from qa.evaluate.results.traits import BREAKDOWNS, QuestionTraits, question_type

__all__ = [
    "BREAKDOWNS",
    "METRICS",
    "Figure",
    "GoldSlice",
    "Metric",
    "QuestionTraits",
    "Record",
    "Result",
    "RunInfo",
    "Speed",
    "Summary",
    "TextSlice",
    "check_outputs",
    "check_writable",
    "load_result",
    "load_results",
    "question_type",
    "save_result",
    "summarise",
    "write_outputs",
    "write_text",
]
