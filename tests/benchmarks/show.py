"""The demo show played with its sound, and how Xiaoer heard it: `python tests/benchmarks/show.py`.

The service itself runs, with its models, and joins the recorded show at its own pace as a co-host
that speaks. Said is, measured from the host's sound and from Xiaoer's frames as the live room gets
them: how soon what the host says wrongly raises an alarm, and whether any answer repeats it;
whether "how much" is about the new product three seconds after the line that names it; and how long
Xiaoer's voice goes on once the host begins to speak over it. `--words-alone` leaves out the links
that the platform shows, `--from` and `--to` play a part.
"""

import argparse
import asyncio
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from assistant.answering.values import Question
from assistant.gateways.link import Heard, LiveEvent
from assistant.gateways.mouth import Mouth
from assistant.gateways.presence import Presence
from assistant.gateways.replay.address import Playing
from assistant.gateways.replay.demo import demo_show
from assistant.gateways.replay.demo.script import Line, read_script
from assistant.gateways.replay.events import Host, Product, ShowEvent
from assistant.gateways.replay.gateway import ReplayGateway
from assistant.gateways.replay.read_aloud import ReadAloud, voice_of
from assistant.gateways.replay.sources import Drawn
from assistant.room.session import RoomSession
from assistant.settings import Settings
from assistant.speech.audio import Audio
from assistant.telemetry import configure_logging
from assistant.web.app import create_app

ALARM_S = 5.0
CHANGE_S = 3.0
STOP_MS = 300.0
LOUD = 0.01  # of full scale, root mean square of a piece: what is heard as the host's voice
QUIET_S = 0.6  # after which the host begins anew
BREATH_S = 0.2  # of silence, after which Xiaoer has stopped


@dataclass(frozen=True, slots=True)
class Named:
    """A product that the host turns to: when its name was out, seconds into the show."""

    product: str
    at: float


@dataclass(slots=True)
class Tap:
    """What went through the link, by the clock of `time.perf_counter`."""

    begins: list[float] = field(default_factory=list)  # the host begins to speak
    loud: list[float] = field(default_factory=list)  # a frame of Xiaoer's that is not silent
    _host_loud: float = float("-inf")

    def host(self, audio: Audio) -> None:
        """The host's next piece, as it is handed over."""
        now = time.perf_counter()
        if np.sqrt(np.mean(np.square(audio.samples))) < LOUD:
            return
        if now - self._host_loud > QUIET_S:
            self.begins.append(now)
        self._host_loud = now + audio.seconds

    def xiaoer(self, frame: bytes) -> None:
        """Xiaoer's next 20 ms."""
        if any(frame):
            self.loud.append(time.perf_counter())

    def stops(self) -> list[float]:
        """Milliseconds that Xiaoer's voice went on, each time the host began over it."""
        found = []
        for begin in self.begins:
            before = [at for at in self.loud if begin - 0.06 <= at <= begin]
            if not before:
                continue
            last = begin
            for at in (one for one in self.loud if one > begin):
                if at - last > BREATH_S:
                    break
                last = at
            found.append((last - begin) * 1e3)
        return found


class Tapped(ReplayGateway):
    """The replay, with a tap on what it hands over."""

    def __init__(self, tap: Tap, *given: Any, **more: Any) -> None:
        super().__init__(*given, overhear=tap.xiaoer, **more)
        self._tap = tap
        self.began = 0.0
        """When the show was at 0, by `time.perf_counter`."""
        self.begun = asyncio.Event()

    @asynccontextmanager
    async def connect(self, next_frame: Any) -> AsyncIterator[Any]:
        async with super().connect(next_frame) as link:
            self.began = time.perf_counter() - self._playing.begin
            self.begun.set()
            events = link.events

            async def tapped() -> AsyncIterator[LiveEvent]:
                async for event in events():
                    if isinstance(event, Heard):
                        self._tap.host(event.audio)
                    yield event

            link.events = tapped  # type: ignore[method-assign]
            yield link


def part(begin: float, end: float, *, links: bool) -> tuple[ShowEvent, ...]:
    """The show's events of a part, with the platform's links or without."""
    return tuple(
        event
        for event in demo_show()
        if begin <= event.at < end and (links or not isinstance(event, Product))
    )


async def named(voice: ReadAloud, begin: float, end: float) -> list[Named]:
    """When the line that names each new product is over."""
    found = []
    for _, stint in pairwise(read_script()):
        line = stint.lines[0]
        if begin <= stint.begins and stint.begins + 12 < end:
            found.append(Named(stint.product, line.at + await _length(voice, line)))
    return found


async def _length(voice: ReadAloud, line: Line) -> float:
    sound = await voice.sound(line.text)
    data = await asyncio.to_thread(sound.read_bytes)
    return Audio.decode(data, max_seconds=60).seconds


async def play(asked: argparse.Namespace) -> dict[str, Any]:
    """Play it; what was measured."""
    home = Path(tempfile.mkdtemp(prefix="xiaoer-show-"))
    settings = Settings(database_url=f"sqlite+aiosqlite:///{home / 'show.db'}")
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        await app.state.engines.wait("room")
        session: RoomSession = await app.state.rooms.get("demo")
        voice = voice_of(settings)
        hosts = [e for e in part(asked.begin, asked.end, links=True) if isinstance(e, Host)]
        await voice.read_ahead(host.text for host in hosts)
        tap = Tap()
        events = part(asked.begin, asked.end, links=not asked.words_alone)
        source = Drawn(lambda: iter(events), lambda: tuple(hosts))
        playing = Playing.model_validate({"voice": "on", "from": asked.begin, "speed": 1})
        gateway = Tapped(tap, source, playing, voice)
        overlaps = _count_overlaps()
        alarms: list[tuple[float, str]] = []
        presence = Presence(session, gateway, app.state.telemetry, mode="cohost")
        async with asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(_watch(session, alarms))
            present = tasks.create_task(presence.run())
            await gateway.begun.wait()
            turns = await named(voice, asked.begin, asked.end)
            asking = tasks.create_task(_ask(session, gateway, turns))
            after = tasks.create_task(_ask_what_was_said(session, gateway, hosts, voice))
            await present
            await asyncio.wait({asking, after})
            watching.cancel()
        return {
            "links": not asked.words_alone,
            "alarms": await _alarms(alarms, hosts, gateway.began, voice),
            "repeated": after.result(),
            "changes": asking.result(),
            "stops_ms": [round(ms) for ms in tap.stops()],
            "spoken_s": round(len(tap.loud) * 0.02, 1),
            "host_began": len(tap.begins),
            "overlaps": overlaps[0],
            "written": len(gateway.written),
        }


async def _watch(session: RoomSession, alarms: list[tuple[float, str]]) -> None:
    known: set[str] = set()  # one is told again where more of it is heard
    async with session.events.subscribe() as coming:
        async for event in coming:
            if event["type"] != "host.alarm" or event["alarm"]["id"] in known:
                continue
            known.add(event["alarm"]["id"])
            alarms.append((time.perf_counter(), event["alarm"]["said"]))


async def _ask(session: RoomSession, gateway: Tapped, turns: list[Named]) -> list[dict[str, Any]]:
    """Ask for the price three seconds after each turn."""
    found = []
    for turn in turns:
        due = gateway.began + turn.at + CHANGE_S
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        question = Question(text="多少钱", room="demo", viewer=f"asks at {turn.at:.0f}")
        answer = await session.answer(question)
        found.append(
            {"at": round(turn.at, 1), "product": turn.product, "answered_of": answer.product}
        )
    return found


async def _ask_what_was_said(
    session: RoomSession, gateway: Tapped, hosts: list[Host], voice: ReadAloud
) -> list[dict[str, Any]]:
    """Ask what the host said after each fault: whether any answer repeats it."""
    found = []
    for host in (host for host in hosts if host.fault):
        line = Line(host.at, host.text)
        due = gateway.began + host.at + await _length(voice, line) + ALARM_S
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        what = "送什么" if host.fault and host.fault.kind == "gift" else "多少钱"
        for text in (f"主播刚才说{what}", what):
            answer = await session.answer(
                Question(text=text, room="demo", viewer=f"asks at {host.at:.0f}")
            )
            found.append(
                {"said": host.text, "asked": text, "told": answer.text, "source": _sources(answer)}
            )
    return found


def _sources(answer: Any) -> list[str]:
    return sorted({fact.source for fact in answer.facts})


async def _alarms(
    alarms: list[tuple[float, str]], hosts: list[Host], began: float, voice: ReadAloud
) -> list[dict[str, Any]]:
    """Each fault with the seconds from the end of its clause to its alarm; and alarms for
    nothing."""
    left = list(alarms)
    found = []
    for host in (host for host in hosts if host.fault):
        begins = began + host.at
        ends = begins + await _length(voice, Line(host.at, host.text)) * _share_before(host)
        mine = next((one for one in left if begins <= one[0] <= ends + 60), None)
        if mine is not None:
            left.remove(mine)
        found.append(
            {
                "said": host.text,
                "alarm_s": round(mine[0] - ends, 2) if mine is not None else None,
                "heard": mine[1] if mine is not None else "",
            }
        )
    found += [{"said": "", "alarm_s": None, "heard": heard} for _, heard in left]
    return found


def _share_before(host: Host) -> float:
    """The share of a line's time in which its fault has been said, by its characters."""
    sign = "送" if host.fault and host.fault.kind == "gift" else "元"
    clauses = re.split(r"(?<=[，。！？])", host.text)
    last = max(number for number, clause in enumerate(clauses) if sign in clause)
    return len("".join(clauses[: last + 1])) / len(host.text)


def _count_overlaps() -> list[int]:
    """Counts how often a second sentence is played while another is."""
    play_one, playing, count = Mouth._play, [0], [0]

    async def counted(self: Mouth, *given: Any) -> None:
        playing[0] += 1
        count[0] += playing[0] > 1
        try:
            await play_one(self, *given)
        finally:
            playing[0] -= 1

    Mouth._play = counted  # type: ignore[method-assign, assignment]
    return count


def _lines(found: dict[str, Any]) -> Iterator[str]:
    for alarm in found["alarms"]:
        if not alarm["said"]:
            yield f"an alarm for nothing: {alarm['heard']}"
        elif alarm["alarm_s"] is None:
            yield f"NO ALARM: {alarm['said']}"
        else:
            yield f"alarm {alarm['alarm_s']:+.1f} s after: {alarm['said']} ({alarm['heard']})"
    for told in found["repeated"]:
        yield f"asked {told['asked']}: {told['told']} {told['source']}"
    changes = found["changes"]
    right = [one for one in changes if one["product"] == one["answered_of"]]
    yield f"{len(right)} of {len(changes)} changes known {CHANGE_S:.0f} s after they were named"
    for one in changes:
        if one not in right:
            yield f"  at {one['at']} s {one['product']}: answered of {one['answered_of']}"
    stops = sorted(found["stops_ms"])
    soon = sum(ms <= STOP_MS for ms in stops)
    yield (
        f"the host began {found['host_began']} times, {len(stops)} of them over Xiaoer, "
        f"which spoke {found['spoken_s']} s; silent within {STOP_MS:.0f} ms in {soon} of "
        f"{len(stops)}: {stops}"
    )
    yield f"two answers at once: {found['overlaps']}; {found['written']} messages written"


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words-alone", action="store_true", help="without the platform's links")
    parser.add_argument("--from", dest="begin", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--to", dest="end", type=float, default=1e9, metavar="SECONDS")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    asked = parser.parse_args()
    made = datetime.now(UTC)
    configure_logging("console", "ERROR")
    found = asyncio.run(play(asked))
    load = os.getloadavg()
    if asked.json:
        json.dump({"at": made.isoformat(), "load": load, **found}, sys.stdout, ensure_ascii=False)
        return
    say = Console().print
    say(f"{made:%F} the show{' by the host’s words alone' if asked.words_alone else ''}, load "
        f"{load[0]:.1f} at its end")  # fmt: skip
    for line in _lines(found):
        say(line, highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
