"""Metrics and logs: what the service counts and times, and one trace id for each question."""

import logging
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter
from typing import Any, Literal
from uuid import uuid4

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

STAGES = ("heard", "understood", "grounded", "first_sentence", "first_audio", "done")
METRICS_CONTENT_TYPE = CONTENT_TYPE_LATEST

_STAGE_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.5, 2.5, 5, 10)
_TRACE_ID = re.compile(r"[0-9A-Za-z_-]{8,64}")


class Telemetry:
    """The service's metrics, on a registry of its own: two services in one process do not mix."""

    def __init__(self) -> None:
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
        self._dropped = Counter(
            "xiaoer_dropped_comments",
            "Comments that asked something and were left out because too many waited.",
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

    def comment_dropped(self) -> None:
        """Count a comment that was left out."""
        self._dropped.inc()

    def rooms_open(self, number: int) -> None:
        """Say how many rooms are open."""
        self._rooms.set(number)

    def engine_loaded(self, engine: str, seconds: float) -> None:
        """Say how long an engine took to load."""
        self._loads.labels(engine).set(seconds)

    def provider_failed(self, port: str, provider: str) -> None:
        """Count a request that a provider failed."""
        self._provider_failures.labels(port, provider).inc()

    def provider_active(self, port: str, provider: str, *, active: bool) -> None:
        """Say whether a provider is the one in use at its port."""
        self._provider_active.labels(port, provider).set(active)

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


def new_trace_id(wanted: str = "") -> str:
    """`wanted` where it can be one (8 to 64 letters, digits, `-`, `_`), else a fresh one."""
    return wanted if _TRACE_ID.fullmatch(wanted) else uuid4().hex


def current_trace_id() -> str:
    """The trace id of the running context; empty outside a trace."""
    return str(structlog.contextvars.get_contextvars().get("trace_id", ""))


@contextmanager
def trace(trace_id: str = "", **fields: str) -> Iterator[str]:
    """Put a trace id, and `fields`, into every log line written inside; yields the id.

    Within another trace and without a `trace_id` of its own, that one goes on.
    """
    own = new_trace_id(trace_id or current_trace_id())
    with structlog.contextvars.bound_contextvars(trace_id=own, **fields):
        yield own


class Stopwatch:
    """Time since it was made."""

    def __init__(self) -> None:
        self._start = perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds so far."""
        return perf_counter() - self._start


def configure_logging(format: Literal["console", "json"], level: str) -> None:  # noqa: A002
    """Send every log line of the process, libraries' too, to standard error.

    Standard output belongs to what a command was asked for.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if format == "json":
        last: list[Any] = [
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    else:
        # plain: a rich traceback takes seconds and prints what the variables hold
        last = [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # httpx and the like report every request; alembic every start.
    for chatty in ("httpx", "httpcore", "openai", "alembic", "jieba", "aiosqlite"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    structlog.configure(
        processors=[
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
