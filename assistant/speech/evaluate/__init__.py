"""Evaluating recognition: spoken sentences with their texts, heard and scored."""

from assistant.speech.evaluate.report import Report
from assistant.speech.evaluate.run import evaluate_speech
from assistant.speech.evaluate.sets import Line, SetError, default_sets, read_sets

__all__ = ["Line", "Report", "SetError", "default_sets", "evaluate_speech", "read_sets"]
