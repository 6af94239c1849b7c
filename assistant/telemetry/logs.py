"""Logs: one shape for every line of the process, and one trace id for each turn."""

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal
from uuid import uuid4

import structlog

_TRACE_ID = re.compile(r"[0-9A-Za-z_-]{8,64}")


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
