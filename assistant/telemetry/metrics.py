"""Metrics: what the service counts and times."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import structlog
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from assistant.telemetry.logs import trace
from assistant.telemetry.loop_lag import LoopLag
from assistant.telemetry.spans import SpansPort, spans_from_environment
from assistant.telemetry.turns import TurnFacts, TurnLatency

STAGES = ("heard", "understood", "grounded", "first_sentence", "first_audio", "done")
METRICS_CONTENT_TYPE = CONTENT_TYPE_LATEST

_STAGE_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.5, 2.5, 5, 10)
_CONTRIBUTION_BUCKETS = (0.002, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 1.5, 2.0, 3)
_TURN_BUCKETS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.5, 2.0, 3.0, 5.0)
_LAG_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

_log = structlog.get_logger(__name__)


class Telemetry:
    """The service's metrics, on a registry of its own: two services in one process do not mix.

    `spans` is where turns are traced; by default what the standard OTEL_* variables say, which is
    nowhere while they name no endpoint. `loop_lag` measures once its `watch` runs.
    """

    def __init__(self, spans: SpansPort | None = None) -> None:
        registry = CollectorRegistry()
        self._registry = registry
        ProcessCollector(registry=registry)
        self._questions = Counter(
            "xiaoer_questions",
            "Questions answered.",
            ("outcome", "source", "kind"),
            registry=registry,
        )
        self._stages = Histogram(
            "xiaoer_stage_seconds",
            "Time from the complete question to the end of each stage (heard: of recognition).",
            ("stage",),
            buckets=_STAGE_BUCKETS,
            registry=registry,
        )
        self._rejected = Counter(
            "xiaoer_rejected_sentences",
            "Sentences held back because no fact supports them.",
            registry=registry,
        )
        self._comments = Counter(
            "xiaoer_comments",
            "Comments, by what was decided on them and why.",
            ("verdict", "reason"),
            registry=registry,
        )
        self._messages = Counter(
            "xiaoer_messages",
            "Messages for live rooms elsewhere, by what became of them.",
            ("gateway", "fate"),
            registry=registry,
        )
        self._held = Counter(
            "xiaoer_questions_held",
            "Questions that the assistant left to a person, by why: stopped, taken_over, off, "
            "private, not_approved, refused.",
            ("reason",),
            registry=registry,
        )
        self._drafts = Gauge(
            "xiaoer_drafts_waiting", "Drafts that wait for a person.", registry=registry
        )
        self._host_alarms = Counter(
            "xiaoer_host_alarms",
            "What the host said and the shop does not bear out, by kind.",
            ("kind",),
            registry=registry,
        )
        self._cards = Counter(
            "xiaoer_fact_cards",
            "Fact cards that were told unasked, by reason.",
            ("reason",),
            registry=registry,
        )
        self._provider_failures = Counter(
            "xiaoer_provider_failures",
            "Requests that a provider failed and the next one was asked.",
            ("port", "provider"),
            registry=registry,
        )
        self._provider_active = Gauge(
            "xiaoer_provider_active",
            "Whether a provider is the one in use at its port.",
            ("port", "provider"),
            registry=registry,
        )
        self._sounds = Counter(
            "xiaoer_sounds",
            "Texts spoken, by whether their sound lay ready or was made.",
            ("source",),
            registry=registry,
        )
        self._rooms = Gauge("xiaoer_rooms", "Rooms that are open.", registry=registry)
        self._connections = Gauge(
            "xiaoer_websocket_connections",
            "WebSocket connections that are open.",
            ("endpoint",),
            registry=registry,
        )
        self._loads = Gauge(
            "xiaoer_model_load_seconds",
            "How long an engine took to load.",
            ("engine",),
            registry=registry,
        )
        self._turns = Counter(
            "xiaoer_turns",
            "Turns, by how they ended: ok, interrupted, ignored, error.",
            ("source", "reason"),
            registry=registry,
        )
        self._turn_seconds = Histogram(
            "xiaoer_turn_seconds",
            "Time from the last syllable (or the written question) to the first of the answer.",
            ("source", "cached"),
            buckets=_TURN_BUCKETS,
            registry=registry,
        )
        self._contributions = Histogram(
            "xiaoer_turn_contribution_seconds",
            "Where that time went; the contributions of a turn add up to it.",
            ("contribution", "source"),
            buckets=_CONTRIBUTION_BUCKETS,
            registry=registry,
        )
        lag = Histogram(
            "xiaoer_loop_lag_seconds",
            "How late the event loop came back to a task that slept: what it was blocked by.",
            buckets=_LAG_BUCKETS,
            registry=registry,
        )
        self.loop_lag = LoopLag(lag.observe)
        self._spans = spans or spans_from_environment()

    def provider_failed(self, port: str, provider: str) -> None:
        """Count a request that a provider failed."""
        self._provider_failures.labels(port, provider).inc()

    def provider_active(self, port: str, provider: str, *, active: bool) -> None:
        """Say whether a provider is the one in use at its port."""
        self._provider_active.labels(port, provider).set(active)

    def sound_asked(self, ready: bool) -> None:
        """Count a text that was to be spoken, and whether its sound lay ready."""
        self._sounds.labels("ready" if ready else "made").inc()

    def answered(
        self,
        *,
        outcome: str,
        source: str,
        kind: str,
        timings_ms: Mapping[str, float],
        rejected: int,
    ) -> None:
        """Count an answer that is done, with its stage timings in milliseconds; 0 is unmeasured."""
        self._questions.labels(outcome, source, kind or "none").inc()
        self._rejected.inc(rejected)
        for stage in STAGES:
            if milliseconds := timings_ms.get(stage):
                self._stages.labels(stage).observe(milliseconds / 1000)

    def first_audio(self, milliseconds: float) -> None:
        """Count when the first sound of an answer was handed over."""
        self._stages.labels("first_audio").observe(milliseconds / 1000)

    def turn_over(self, turn: TurnLatency, facts: TurnFacts) -> None:
        """Count, log and trace a turn that is over; only what was handed over is timed."""
        self._turns.labels(turn.source, turn.reason).inc()
        spent = turn.by_key()
        if turn.handed_over:
            cached = "true" if turn.cached else "false"
            self._turn_seconds.labels(turn.source, cached).observe(turn.total_ms / 1000)
            for key, milliseconds in spent.items():
                self._contributions.labels(key, turn.source).observe(milliseconds / 1000)
        lag_ms = round(self.loop_lag.worst_since(turn.began_ns) * 1000, 1)
        with trace(turn.trace_id):
            _log.info(
                "turn over",
                source=turn.source,
                reason=turn.reason,
                total_ms=turn.total_ms,
                contributions_ms=spent,
                cached=turn.cached,
                loop_lag_ms=lag_ms,
            )
            if self._spans is not None:
                self._spans.turn(turn, facts, loop_lag_ms=lag_ms)

    def close(self) -> None:
        """Send the spans that wait; blocks while the collector takes them, a second at most."""
        if self._spans is not None:
            self._spans.close()

    def comment_decided(self, verdict: str, reason: str = "") -> None:
        """Count a comment by what was decided on it."""
        self._comments.labels(verdict, reason).inc()

    def card_told(self, reason: str) -> None:
        """Count a fact card that was told to a room."""
        self._cards.labels(reason).inc()

    def question_held(self, reason: str) -> None:
        """Count a question that the assistant left to a person."""
        self._held.labels(reason).inc()

    def drafts_waiting(self, number: int) -> None:
        """Say how many drafts wait."""
        self._drafts.set(number)

    def host_alarm(self, kind: str) -> None:
        """Count something the host said that the shop does not bear out."""
        self._host_alarms.labels(kind).inc()

    def message(self, gateway: str, fate: str) -> None:
        """Count a message by what became of it: sent, expired, refused, lost, ..."""
        self._messages.labels(gateway, fate).inc()

    def rooms_open(self, number: int) -> None:
        """Say how many rooms are open."""
        self._rooms.set(number)

    def engine_loaded(self, engine: str, seconds: float) -> None:
        """Say how long an engine took to load."""
        self._loads.labels(engine).set(seconds)

    @contextmanager
    def connection(self, endpoint: str) -> Iterator[None]:
        """Count a WebSocket connection while it lasts."""
        gauge = self._connections.labels(endpoint)
        gauge.inc()
        try:
            yield
        finally:
            gauge.dec()

    def render(self) -> bytes:
        """Every metric, in Prometheus' text format."""
        return generate_latest(self._registry)
