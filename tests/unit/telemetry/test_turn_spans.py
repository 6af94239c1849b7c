import json
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread

import pytest
import structlog
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from assistant.telemetry import Telemetry, TurnFacts, TurnTimer, trace
from assistant.telemetry.otlp import CAPTURE_CONTENT, LoggedIds, TurnSpans
from assistant.telemetry.spans import ENDPOINTS

FACTS = TurnFacts(
    room="demo",
    answer_id="answer-1",
    outcome="answered",
    viewer="小李",
    question="羽绒服多少钱",
    answer="259元。",
)


@pytest.fixture
def exported() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def provider(exported: InMemorySpanExporter) -> TracerProvider:
    provider = TracerProvider(id_generator=LoggedIds())
    provider.add_span_processor(SimpleSpanProcessor(exported))
    return provider


def turn_of(clock, trace_id: str = "") -> TurnTimer:
    turn = TurnTimer("voice", sounds=True, trace_id=trace_id, clock=clock)
    clock.passes(480)
    turn.spent("turn_end", since=turn.began)
    clock.passes(2)
    with turn.spending("synthesis"):
        clock.passes(100)
    turn.note("synthesis", "cached")
    turn.hand_over()
    return turn


def of_turn(exported: InMemorySpanExporter) -> tuple[ReadableSpan, list[ReadableSpan]]:
    spans = exported.get_finished_spans()
    (root,) = (span for span in spans if span.parent is None)
    return root, [span for span in spans if span.parent is not None]


def test_a_turn_is_a_span_with_a_child_for_each_contribution(clock, exported, provider) -> None:
    turn = turn_of(clock).latency()
    Telemetry(TurnSpans(provider)).turn_over(turn, FACTS)
    root, children = of_turn(exported)
    assert [child.name for child in children] == ["turn_end", "other", "synthesis"]
    assert root.start_time == turn.began_ns
    at = root.start_time
    for child, contribution in zip(children, turn.contributions, strict=True):
        assert child.parent.span_id == root.context.span_id
        assert child.start_time == at
        assert child.end_time - at == round(contribution.duration_ms * 1_000_000)
        at = child.end_time
    assert at == root.end_time
    assert children[2].attributes == {"xiaoer.owner": "synthesiser", "xiaoer.detail": "cached"}
    assert dict(root.attributes) == {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.provider.name": "xiaoer",
        "gen_ai.agent.name": "xiaoer",
        "gen_ai.response.id": "answer-1",
        "xiaoer.room": "demo",
        "xiaoer.source": "voice",
        "xiaoer.outcome": "answered",
        "xiaoer.reason": "ok",
        "xiaoer.cached": True,
        "xiaoer.handed_over": True,
        "xiaoer.loop_lag_ms": 0.0,
    }


def test_words_and_names_stay_here_unless_allowed(clock, exported, provider) -> None:
    turn = turn_of(clock).latency()
    Telemetry(TurnSpans(provider)).turn_over(turn, FACTS)
    told = json.dumps([dict(span.attributes) for span in exported.get_finished_spans()])
    assert not any(word in told for word in (FACTS.viewer, FACTS.question, FACTS.answer))
    exported.clear()
    Telemetry(TurnSpans(provider, capture_content=True)).turn_over(turn, FACTS)
    attributes = of_turn(exported)[0].attributes
    assert attributes["enduser.id"] == "小李"
    (asked,) = json.loads(attributes["gen_ai.input.messages"])
    assert asked == {"role": "user", "parts": [{"type": "text", "content": "羽绒服多少钱"}]}
    (said,) = json.loads(attributes["gen_ai.output.messages"])
    assert said["parts"][0]["content"] == "259元。"


def test_the_trace_is_the_one_in_the_logs(clock, exported, provider) -> None:
    telemetry = Telemetry(TurnSpans(provider))
    with trace() as logged:
        turn = turn_of(clock)
    with (
        trace("somebody-elses"),
        structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as lines,
    ):
        telemetry.turn_over(turn.latency(), FACTS)
    root, children = of_turn(exported)
    assert {f"{span.context.trace_id:032x}" for span in (root, *children)} == {logged}
    (line,) = lines
    assert line["trace_id"] == logged
    assert line["contributions_ms"] == {"turn_end": 480.0, "other": 2.0, "synthesis": 100.0}


def test_a_trace_id_of_the_callers_own_is_found_in_the_span(clock, exported, provider) -> None:
    telemetry = Telemetry(TurnSpans(provider))
    for _ in range(2):
        telemetry.turn_over(turn_of(clock, "order-42_retry").latency(), FACTS)
    roots = [span for span in exported.get_finished_spans() if span.parent is None]
    assert len({span.context.trace_id for span in roots}) == 1
    assert {span.attributes["xiaoer.trace_id"] for span in roots} == {"order-42_retry"}


def test_a_failed_turn_is_an_error(clock, exported, provider) -> None:
    Telemetry(TurnSpans(provider)).turn_over(turn_of(clock).latency("error"), TurnFacts("demo"))
    root, _ = of_turn(exported)
    assert root.status.status_code is StatusCode.ERROR
    assert root.attributes["error.type"] == "_OTHER"
    assert "gen_ai.response.id" not in root.attributes


def test_a_collector_that_does_not_answer_does_not_hold_up_the_end() -> None:
    released, gave_up = Event(), []

    class Stuck(TracerProvider):
        def shutdown(self) -> None:
            if not released.wait(30):
                gave_up.append(self)

    Telemetry(TurnSpans(Stuck(shutdown_on_exit=False))).close()
    released.set()
    assert gave_up == []


class Collector(HTTPServer):
    """An OpenTelemetry collector as far as OTLP over HTTP goes."""

    def __init__(self) -> None:
        self.received: list[tuple[str, str, ExportTraceServiceRequest]] = []
        super().__init__(("127.0.0.1", 0), _Export)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Export(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = ExportTraceServiceRequest.FromString(body)
        self.server.received.append((self.path, self.headers["Content-Type"], request))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_collector_gets_the_turn_over_http(clock, collector, monkeypatch) -> None:
    for name in (*ENDPOINTS, "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES", CAPTURE_CONTENT):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
    telemetry = Telemetry()
    turn = turn_of(clock).latency()
    telemetry.turn_over(turn, FACTS)
    telemetry.close()
    ((path, kind, request),) = collector.received
    assert (path, kind) == ("/v1/traces", "application/x-protobuf")
    (resource,) = request.resource_spans
    named = {it.key: it.value.string_value for it in resource.resource.attributes}
    assert named["service.name"] == "xiaoer"
    spans = [span for scope in resource.scope_spans for span in scope.spans]
    root = next(span for span in spans if not span.parent_span_id)
    assert root.trace_id.hex() == turn.trace_id
    assert root.end_time_unix_nano - root.start_time_unix_nano == 582_000_000
    children = [span for span in spans if span.parent_span_id == root.span_id]
    lengths = [span.end_time_unix_nano - span.start_time_unix_nano for span in children]
    assert sum(lengths) == 582_000_000
    assert FACTS.question.encode() not in request.SerializeToString()


def test_without_an_endpoint_the_sdk_is_not_even_imported() -> None:
    program = (
        "import sys, assistant.telemetry as t; t.Telemetry().close();"
        "sys.exit(any(name.startswith('opentelemetry.sdk') for name in sys.modules))"
    )
    environment = {"PYTHONPATH": ":".join(filter(None, sys.path))}
    assert subprocess.run([sys.executable, "-c", program], env=environment).returncode == 0
