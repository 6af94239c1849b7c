"""Where spans of turns go: an OpenTelemetry collector where the environment names one."""

import os
from collections.abc import Mapping
from typing import Protocol

from assistant.telemetry.turns import TurnFacts, TurnLatency

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")


class SpansPort(Protocol):
    """Takes turns that are over."""

    def turn(self, turn: TurnLatency, facts: TurnFacts, *, loop_lag_ms: float) -> None:
        """Trace a turn, within its trace; never waits for the network."""
        ...

    def close(self) -> None:
        """Send what waits, and take no more."""
        ...


def spans_from_environment(environment: Mapping[str, str] = os.environ) -> SpansPort | None:
    """Spans over OTLP/HTTP as the standard OTEL_* variables say; None while they name no endpoint.

    Without one OpenTelemetry's SDK is not even imported.
    """
    if not any(environment.get(name) for name in ENDPOINTS):
        return None
    from assistant.telemetry.otlp import otlp_spans

    return otlp_spans()
