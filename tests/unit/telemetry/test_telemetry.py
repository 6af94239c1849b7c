import asyncio
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from assistant.telemetry import (
    Telemetry,
    configure_logging,
    current_trace_id,
    new_trace_id,
    trace,
)


@pytest.fixture
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def sample(telemetry: Telemetry, line: str) -> bool:
    return line in telemetry.render().decode().splitlines()


def test_an_answer_is_counted_with_its_stages() -> None:
    telemetry = Telemetry()
    telemetry.answered(
        outcome="answered",
        source="text",
        kind="price",
        timings_ms={"understood": 4.0, "done": 30.0, "first_audio": 0.0},
        rejected=2,
    )
    counted = 'xiaoer_questions_total{kind="price",outcome="answered",source="text"} 1.0'
    assert sample(telemetry, counted)
    assert sample(telemetry, "xiaoer_rejected_sentences_total 2.0")
    assert sample(telemetry, 'xiaoer_stage_seconds_sum{stage="understood"} 0.004')
    assert sample(telemetry, 'xiaoer_stage_seconds_bucket{le="0.025",stage="done"} 0.0')
    assert sample(telemetry, 'xiaoer_stage_seconds_bucket{le="0.05",stage="done"} 1.0')
    assert 'stage="first_audio"' not in telemetry.render().decode()


def test_two_services_do_not_mix() -> None:
    one, other = Telemetry(), Telemetry()
    one.rooms_open(3)
    assert sample(one, "xiaoer_rooms 3.0")
    assert sample(other, "xiaoer_rooms 0.0")


def test_connections_are_counted_while_they_last() -> None:
    telemetry = Telemetry()
    line = 'xiaoer_websocket_connections{{endpoint="events"}} {}'
    with telemetry.connection("events"):
        assert sample(telemetry, line.format("1.0"))
    assert sample(telemetry, line.format("0.0"))


@pytest.mark.parametrize("wanted", ["0123456789abcdef", "order-42_retry"])
def test_a_callers_trace_id_is_kept(wanted: str) -> None:
    assert new_trace_id(wanted) == wanted


@pytest.mark.parametrize("wanted", ["", "short", "x" * 65, "two\nlines-here", "空空空空空空空空"])
def test_what_cannot_be_a_trace_id_is_not_used(wanted: str) -> None:
    made = new_trace_id(wanted)
    assert made != wanted
    assert len(made) == 32


async def test_traces_of_concurrent_questions_do_not_mix() -> None:
    async def question(name: str) -> tuple[str, str]:
        with trace(name):
            await asyncio.sleep(0)
            with trace() as inner:
                return current_trace_id(), inner

    names = [f"question-{number}" for number in range(5)]
    assert await asyncio.gather(*map(question, names)) == [(name, name) for name in names]
    assert current_trace_id() == ""


@pytest.mark.usefixtures("restored_logging")
def test_every_line_is_json_on_standard_error_with_the_trace(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("json", "INFO")
    with trace("trace-0001", room="demo"):
        structlog.get_logger("assistant.room").info("answered", text="259元")
        logging.getLogger("a.library").warning("a library says %s", "so")
        logging.getLogger("httpx").info("not this")
    out, err = capsys.readouterr()
    assert out == ""
    ours, theirs = map(json.loads, err.splitlines())
    assert (ours["event"], ours["text"], ours["room"]) == ("answered", "259元", "demo")
    assert theirs["event"] == "a library says so"
    assert {ours["trace_id"], theirs["trace_id"]} == {"trace-0001"}
    assert ours["level"] == "info"


@pytest.mark.usefixtures("restored_logging")
def test_a_person_can_read_the_console(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("console", "WARNING")
    structlog.get_logger("assistant.room").info("too quiet")
    structlog.get_logger("assistant.room").error("loud", why="because")
    out, err = capsys.readouterr()
    assert out == ""
    assert "loud" in err
    assert "why=because" in err
    assert "too quiet" not in err
