"""Being in a live room elsewhere: read, answer once, survive breaks, leave no trace."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from support.elsewhere import NOW, Elsewhere, until

from assistant.gateways import registry
from assistant.gateways.link import (
    Abilities,
    Limits,
    LinkError,
    LinkLost,
    Shown,
    TurnOver,
    Visitor,
)
from assistant.gateways.presence import Presence
from assistant.recovery import Rests
from assistant.room.helping import helping
from assistant.room.rooms import Rooms
from assistant.room.session import RoomSession
from assistant.telemetry import Telemetry


@pytest.fixture
async def session(rooms: Rooms) -> RoomSession:
    return await rooms.get("demo")


@pytest.fixture
def there() -> Elsewhere:
    return Elsewhere()


@pytest.fixture
async def presence(session: RoomSession, there: Elsewhere) -> AsyncIterator[Presence]:
    presence = Presence(session, there, Telemetry(), rests=Rests(first_s=0.001, longest_s=0.002))
    running = asyncio.create_task(presence.run())
    yield presence
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert there.inside == 0


async def test_a_question_there_is_answered_there(presence: Presence, there: Elsewhere) -> None:
    there.say("1", "小美", "多少钱")
    await until(lambda: there.read)
    ((text, to),) = there.read
    assert text.startswith("@小美 259元。")
    assert to is None
    assert presence.standing.state == "joined"
    assert presence.counts["new"] == presence.counts["message_sent"] == 1


async def test_many_who_ask_the_same_are_answered_once(
    presence: Presence, there: Elsewhere, answerer
) -> None:
    there.say("0", "小等", "等吗")
    there.say("00", "小等等", "等等吗")
    await until(lambda: len(answerer.asked) == 2)  # both who answer are busy
    for number in range(12):
        there.say(f"c{number}", f"viewer {number}", "多少钱")
    await until(lambda: presence.counts.get("merged") == 11)
    for gate in ("等吗", "等等吗"):
        answerer.gates[gate].set()
    await until(lambda: len(there.read) == 3)
    assert sum(text.startswith("回复12位宝宝：259元") for text in there.texts) == 1


async def test_to_one_visitor_where_the_platform_can(presence: Presence, there: Elsewhere) -> None:
    there.abilities = Abilities(writes=True, to_one=True)
    there.happens.put_nowait(LinkLost("so that the abilities are seen"))
    there.say("1", "小美", "多少钱")
    await until(lambda: there.read)
    assert there.read[0][1] == Visitor("id-小美", "小美")


async def test_a_break_is_joined_again_and_nobody_is_answered_twice(
    presence: Presence, there: Elsewhere
) -> None:
    there.say("1", "小美", "多少钱")
    await until(lambda: there.read)
    there.happens.put_nowait(LinkLost("the network is gone"))
    there.say("1", "小美", "多少钱")  # delivered again
    there.say("2", "小刚", "还有吗")
    await until(lambda: len(there.read) == 2)
    assert there.joins == presence.standing.joins == 2
    assert [text.split()[0] for text in there.texts] == ["@小美", "@小刚"]


async def test_what_may_have_arrived_is_not_written_again(
    presence: Presence, there: Elsewhere
) -> None:
    there.fails_to_write = [LinkLost("while it was written")]
    there.say("1", "小美", "多少钱")
    await until(lambda: there.read)
    there.happens.put_nowait(LinkLost("and so the connection"))
    await until(lambda: there.joins == 2)
    there.say("2", "小刚", "还有吗")
    await until(lambda: len(there.read) == 2)
    assert "小美" not in there.texts[1]
    assert presence.counts["message_lost"] == 1


async def test_its_own_words_are_no_comment(presence: Presence, there: Elsewhere) -> None:
    there.say("1", "小美", "多少钱")
    await until(lambda: there.read)
    there.say("2", "店小二", there.texts[0])
    there.say("3", "小刚", "还有吗")
    await until(lambda: len(there.read) == 2)
    assert sum(presence.counts[name] for name in ("new", "merged") if name in presence.counts) == 2


async def test_a_link_that_is_pushed_puts_the_product_on_air(
    presence: Presence, there: Elsewhere, session: RoomSession
) -> None:
    there.happens.put_nowait(Shown("nothing we sell", NOW))
    there.happens.put_nowait(Shown("tea", NOW))
    await until(lambda: session.room.shelf.on_air == "tea")


async def test_aloud_and_in_text_in_the_hosts_pause(
    presence: Presence, there: Elsewhere, synthesiser
) -> None:
    there.abilities = Abilities(writes=True, speaks=True)
    presence.floor.switch("cohost")
    presence.floor.hand_over()
    there.happens.put_nowait(LinkLost("so that the abilities are seen"))
    there.say("1", "小美", "多少钱")
    await until(lambda: there.read)
    assert await there.listen(3) == 3
    presence.floor.host_speaks(True)
    there.next_frame()
    assert not any(there.next_frame())
    assert synthesiser.spoken[0][0] == "有宝宝问，259元。"
    presence.floor.hand_over()
    assert not any(there.next_frame()), "the host still speaks"
    presence.floor.host_speaks(False)
    presence.floor.hand_over()
    await there.listen(10)
    await until(lambda: len(synthesiser.spoken) >= 2)
    assert synthesiser.spoken[1][0] == "有宝宝问，259元。"


async def test_in_text_mode_nothing_is_said(
    presence: Presence, there: Elsewhere, synthesiser
) -> None:
    there.abilities = Abilities(writes=True, speaks=True)
    there.happens.put_nowait(LinkLost("so that the abilities are seen"))
    there.say("1", "小美", "多少钱")
    await until(lambda: there.read)
    presence.floor.hand_over()
    assert not any(there.next_frame())
    assert synthesiser.spoken == []


async def test_a_room_that_only_hears_is_answered_aloud(
    presence: Presence, there: Elsewhere
) -> None:
    there.abilities = Abilities(reads=True, speaks=True)
    presence.floor.switch("asked")
    there.happens.put_nowait(LinkLost("so that the abilities are seen"))
    await until(lambda: there.joins == 2)
    there.say("1", "小美", "多少钱")
    await until(lambda: presence.counts.get("new"))
    assert not any(there.next_frame())
    presence.floor.hand_over()
    assert await there.listen(5) == 5
    assert there.read == []


async def test_the_end_of_the_show_ends_it(session: RoomSession, there: Elsewhere) -> None:
    presence = Presence(session, there, Telemetry())
    there.happens.put_nowait(None)
    await asyncio.wait_for(presence.run(), 1)
    assert presence.standing.state == "over"
    assert there.inside == 0


async def test_what_can_never_be_joined_fails_with_the_reason(
    session: RoomSession, there: Elsewhere
) -> None:
    there.refuses = [LinkError("there is no room 7")]
    presence = Presence(session, there, Telemetry())
    with pytest.raises(LinkError):
        await presence.run()
    assert (presence.standing.state, presence.standing.reason) == ("failed", "there is no room 7")


async def test_joining_through_the_api(
    http: httpx.AsyncClient, there: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {"gateway": "carrier-pigeon", "url": "coo://7"}
    refused = await http.post("/api/rooms/demo/gateways", json=wrong)
    assert refused.status_code == 400
    assert "carrier-pigeon" in refused.json()["detail"]

    monkeypatch.setattr("assistant.web.gateways.gateway", lambda name, url, settings: there)
    asked = {"gateway": "elsewhere", "url": "mem://7"}
    joined = (await http.post("/api/rooms/demo/gateways", json=asked)).json()
    there.say("1", "小美", "多少钱")
    await until(lambda: there.read)
    place = f"/api/rooms/demo/gateways/{joined['id']}"
    seen = (await http.get(place)).json()
    assert (seen["state"], seen["joins"], seen["counts"]["message_sent"]) == ("joined", 1, 1)
    listed = (await http.get("/api/rooms/demo/gateways")).json()
    assert [one["id"] for one in listed["data"]] == [joined["id"]]
    assert (await http.delete(place)).status_code == 204
    assert there.inside == 0
    assert (await http.get(place)).status_code == 404
    metrics = (await http.get("/metrics")).text
    assert 'xiaoer_messages_total{fate="sent",gateway="elsewhere"} 1.0' in metrics
    assert 'xiaoer_comments_total{reason="",verdict="new"} 1.0' in metrics


async def test_one_that_breaks_touches_no_other(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Elsewhere(), Elsewhere()
    both = {"a": first, "b": second}
    monkeypatch.setattr("assistant.web.gateways.gateway", lambda name, url, settings: both[name])
    for name in both:
        await http.post("/api/rooms/demo/gateways", json={"gateway": name, "url": ""})
    first.happens.put_nowait(RuntimeError("a fault of ours"))
    second.say("1", "小美", "多少钱")
    await until(lambda: second.read)
    listed = (await http.get("/api/rooms/demo/gateways")).json()["data"]
    assert [one["state"] for one in listed] == ["failed", "joined"]


async def test_a_platform_that_asks_is_told_which_room_answers(
    http: httpx.AsyncClient, there: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Asks(Elsewhere):
        def serving(self, room: str, turn_over: TurnOver) -> Elsewhere:
            there.name = f"for {room}"
            return there

    monkeypatch.setattr("assistant.web.gateways.gateway", lambda name, url, settings: Asks())
    asked = {"gateway": "asks", "url": ""}
    joined = (await http.post("/api/rooms/demo/gateways", json=asked)).json()
    assert joined["gateway"] == "for demo"


def test_every_gateway_that_is_listed_can_be_imported() -> None:
    for name, made in registry.GATEWAYS.items():
        module, _, maker = made.partition(":")
        assert module, name
        assert maker, name


async def test_a_card_is_written_there_and_never_said(
    session: RoomSession, there: Elsewhere, synthesiser, monkeypatch
) -> None:
    monkeypatch.setattr(helping, "SETTLES_S", 0.0)
    there.abilities = replace(there.abilities, speaks=True)
    presence = Presence(session, there, Telemetry(), mode="cohost")
    running = asyncio.create_task(presence.run())
    await session.help_unasked(True)
    await until(lambda: presence.standing.state == "joined")
    there.happens.put_nowait(Shown("tea", NOW))
    await until(lambda: there.read)
    assert there.read == [("龙井茶88.5元。", None)]
    assert synthesiser.spoken == []
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_card_too_long_for_the_platform_is_not_written(
    session: RoomSession, there: Elsewhere, monkeypatch
) -> None:
    monkeypatch.setattr(helping, "SETTLES_S", 0.0)
    there.abilities = Abilities(reads=True, writes=True, limits=Limits(length=8))
    presence = Presence(session, there, Telemetry())
    running = asyncio.create_task(presence.run())
    await session.help_unasked(True)
    await until(lambda: presence.standing.state == "joined")
    await session.put_on_air("tea")
    await until(lambda: not session._helping._tasks)
    assert there.read == []
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
