"""Evaluating answers: sets of questions with what their answers must be, run and judged."""

from assistant.answering.evaluate.report import Report
from assistant.answering.evaluate.run import evaluate_answers
from assistant.answering.evaluate.sets import Case, SetError, default_sets, read_sets

__all__ = ["Case", "Report", "SetError", "default_sets", "evaluate_answers", "read_sets"]
