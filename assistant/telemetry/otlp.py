"""A turn as OpenTelemetry spans: one for the turn, and a child for each contribution.

Names follow OpenTelemetry's semantic conventions for generative AI where these have one
(https://opentelemetry.io/docs/specs/semconv/gen-ai/); what is Xiaoer's own begins with `xiaoer.`.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from threading import Thread

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import Span, Status, StatusCode, set_span_in_context
from opentelemetry.util.types import AttributeValue

from assistant import __version__
from assistant.telemetry.logs import current_trace_id
from assistant.telemetry.turns import TurnFacts, TurnLatency

CAPTURE_CONTENT = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
"""The conventions' own switch: only where it is `true` do words and names leave the process."""

CLOSE_S = 1.0
"""How long the end of the process may wait for a collector."""

_AGENT = "xiaoer"
_HEX = re.compile(r"[0-9a-f]{32}")


def otel_trace_id(trace_id: str) -> int:
    """The 128 bits of a trace id as the logs have it.

    One that a caller chose and that is not 32 hexadecimal digits is hashed (SHA-256, its first 16
    bytes); the span then carries the caller's as `xiaoer.trace_id`.
    """
    if _HEX.fullmatch(trace_id) and int(trace_id, 16):
        return int(trace_id, 16)
    return int.from_bytes(hashlib.sha256(trace_id.encode()).digest()[:16], "big")


class LoggedIds(RandomIdGenerator):
    """Gives a new trace the id that the log lines of the running context have."""

    def generate_trace_id(self) -> int:
        """The context's trace id, or a random one outside a trace."""
        known = current_trace_id()
        return otel_trace_id(known) if known else super().generate_trace_id()

    def is_trace_id_random(self) -> bool:
        """A caller may choose its trace id, so samplers must not count on it."""
        return False


class TurnSpans:
    """Writes turns into `provider`, whose ids must be `LoggedIds`."""

    def __init__(self, provider: TracerProvider, *, capture_content: bool = False) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("xiaoer", __version__)
        self._capture_content = capture_content

    def turn(self, turn: TurnLatency, facts: TurnFacts, *, loop_lag_ms: float) -> None:
        """Trace a turn that is over, within its trace."""
        span = self._tracer.start_span(
            f"invoke_agent {_AGENT}",
            attributes={**_of_turn(turn, facts, loop_lag_ms), **self._content(facts)},
            start_time=turn.began_ns,
        )
        if turn.reason == "error":
            span.set_status(Status(StatusCode.ERROR))
        self._contributions(turn, span)
        span.end(_ns(turn, turn.total_ms))

    def close(self) -> None:
        """Send what waits, for at most CLOSE_S: the exporter tries a dead collector for longer."""
        closing = Thread(target=self._provider.shutdown, name="last spans", daemon=True)
        closing.start()
        closing.join(CLOSE_S)

    def _contributions(self, turn: TurnLatency, parent: Span) -> None:
        within = set_span_in_context(parent)
        for it in turn.contributions:
            attributes = {"xiaoer.owner": it.owner, "xiaoer.detail": it.detail}
            child = self._tracer.start_span(
                it.key,
                context=within,
                attributes={name: value for name, value in attributes.items() if value},
                start_time=_ns(turn, it.start_ms),
            )
            child.end(_ns(turn, it.start_ms + it.duration_ms))

    def _content(self, facts: TurnFacts) -> Mapping[str, AttributeValue]:
        if not self._capture_content:
            return {}
        content: dict[str, AttributeValue] = {"enduser.id": facts.viewer} if facts.viewer else {}
        for name, role, text in (
            ("gen_ai.input.messages", "user", facts.question),
            ("gen_ai.output.messages", "assistant", facts.answer),
        ):
            if text:
                message = {"role": role, "parts": [{"type": "text", "content": text}]}
                content[name] = json.dumps([message], ensure_ascii=False)
        return content


def otlp_spans() -> TurnSpans:
    """Spans sent over OTLP/HTTP in the background, set up by the standard OTEL_* variables."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    resource = Resource.create({"service.version": __version__})
    if str(resource.attributes.get("service.name", "")).startswith("unknown_service"):
        resource = resource.merge(Resource({"service.name": _AGENT}))
    provider = TracerProvider(resource=resource, id_generator=LoggedIds(), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    capture = os.environ.get(CAPTURE_CONTENT, "").lower() == "true"
    return TurnSpans(provider, capture_content=capture)


def _of_turn(
    turn: TurnLatency, facts: TurnFacts, loop_lag_ms: float
) -> Mapping[str, AttributeValue]:
    attributes: dict[str, AttributeValue] = {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.provider.name": _AGENT,
        "gen_ai.agent.name": _AGENT,
        "gen_ai.response.id": facts.answer_id,
        "xiaoer.room": facts.room,
        "xiaoer.source": turn.source,
        "xiaoer.outcome": facts.outcome,
        "xiaoer.reason": turn.reason,
        "xiaoer.cached": turn.cached,
        "xiaoer.handed_over": turn.handed_over,
        "xiaoer.loop_lag_ms": loop_lag_ms,
    }
    if turn.reason == "error":
        attributes["error.type"] = "_OTHER"  # what went wrong is in the log of the same trace
    if not _HEX.fullmatch(turn.trace_id):
        attributes["xiaoer.trace_id"] = turn.trace_id
    return {name: value for name, value in attributes.items() if value != ""}


def _ns(turn: TurnLatency, milliseconds: float) -> int:
    return turn.began_ns + round(milliseconds * 1000) * 1000
