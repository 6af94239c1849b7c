"""Metrics, logs and spans: what the service counts and times, and one trace id for each turn."""

from assistant.telemetry.logs import configure_logging, current_trace_id, new_trace_id, trace
from assistant.telemetry.loop_lag import LoopLag
from assistant.telemetry.metrics import METRICS_CONTENT_TYPE, Telemetry
from assistant.telemetry.stopwatch import Stopwatch
from assistant.telemetry.turns import (
    Contribution,
    Laps,
    TurnFacts,
    TurnLatency,
    TurnTimer,
    current_turn,
    note,
    timing,
)

__all__ = [
    "METRICS_CONTENT_TYPE",
    "Contribution",
    "Laps",
    "LoopLag",
    "Stopwatch",
    "Telemetry",
    "TurnFacts",
    "TurnLatency",
    "TurnTimer",
    "configure_logging",
    "current_trace_id",
    "current_turn",
    "new_trace_id",
    "note",
    "timing",
    "trace",
]
