"""Agora's agents, started, held and left, over an engine that does as the reference says."""

import asyncio
import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from support.agora_engine import APP_ID, CERTIFICATE, KEY, SECRET, Engine, engine_running, turn
from support.links import JoinsAndLeaves, silent

from assistant.gateways.agora import convoai
from assistant.gateways.agora.convoai import make
from assistant.gateways.link import Abilities, Asking, Gateway, Link, LinkError, LinkLost
from assistant.gateways.registry import gateway
from assistant.settings import Settings
from assistant.speech.audio import Audio
from assistant.telemetry import Telemetry, TurnFacts, TurnLatency

URL = f"agora://{APP_ID}/show?uid=1001&room=demo"
TTS = {"vendor": "microsoft", "params": {"voice_name": "zh-CN-XiaoxiaoNeural", "key": "k"}}


def settings(engine_url: str, **changes: Any) -> Settings:
    return Settings(
        **{
            "agora_api_url": engine_url,
            "agora_app_certificate": CERTIFICATE,
            "agora_customer_key": KEY,
            "agora_customer_secret": SECRET,
            "agora_tts": json.dumps(TTS),
            "agora_poll_s": 0.02,
            "public_url": "https://shop.example/",
            **changes,
        }
    )


class AgoraStage:
    """The engine; nobody reads, writes or hears anything through this gateway."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def gateway(self) -> Gateway:
        return make(URL, settings(self.engine.url))

    def wrong(self) -> Gateway:
        return make(URL, settings(self.engine.url, agora_customer_secret="another"))

    async def say(self, text: str, *, viewer: str = "小美") -> None:
        raise NotImplementedError("an agent has no comments")

    async def read(self) -> str:
        raise NotImplementedError("an agent writes nothing")

    async def talk(self, audio: Audio) -> None:
        raise NotImplementedError("an agent's sound stays within Agora")

    async def listen(self, seconds: float) -> Audio:
        raise NotImplementedError("an agent's sound stays within Agora")

    async def cut(self) -> None:
        self.engine.kill()


@pytest.fixture
def engine() -> Iterator[Engine]:
    with engine_running() as running:
        yield running


@pytest.fixture
def stage(engine: Engine) -> AgoraStage:
    return AgoraStage(engine)


@pytest.fixture(autouse=True)
def _brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.gateways.agora.api.PAUSES_S", (0.01, 0.01))
    monkeypatch.setattr(convoai, "_START_POLL_S", 0.01)


class TestAgoraConvoAi(JoinsAndLeaves):
    """What every gateway does."""


async def test_the_agent_asks_this_service_in_the_room(engine: Engine) -> None:
    url = f"agora://{APP_ID}/show?uid=1001&hears=2001,2002&room=tea"
    asked = settings(engine.url, agora_llm_key="s3", agora_interruptable=False)
    async with gateway("agora-convoai", url, asked).connect(silent) as link:
        assert link.abilities == Abilities()
        (agent,) = engine.running
        assert agent.status == "RUNNING"
        assert agent.properties["llm"] == {
            "vendor": "custom",
            "url": "https://shop.example/v1/chat/completions",
            "api_key": "s3",
            "system_messages": [],
            "params": {"model": "room:tea", "custom_metadata": {"interruptable": False}},
        }
        assert agent.properties["tts"] == TTS
        assert agent.properties["asr"] == {"language": "zh-CN"}
        assert agent.properties["agent_rtc_uid"] == "1001"
        assert agent.properties["remote_rtc_uids"] == ["2001", "2002"]
        with pytest.raises(LinkError, match="writes nothing"):
            await link.write("你好")
    assert engine.running == []
    assert agent.status == "STOPPED"


async def test_a_certificate_alone_is_enough(engine: Engine) -> None:
    asked = settings(engine.url, agora_customer_key="", agora_customer_secret="")
    async with make(URL, asked).connect(silent):
        assert len(engine.running) == 1
    assert engine.running == []


@pytest.mark.parametrize(
    ("url", "changes", "said"),
    [
        ("http://x/y", {}, "no Agora address"),
        ("agora://short/show", {}, "no Agora app id"),
        ("agora:///show", {}, "agora_app_id"),
        (f"agora://{APP_ID}/", {}, "no channel name"),
        (f"agora://{APP_ID}/直播", {}, "no channel name"),
        (f"agora://{APP_ID}/show?uid=me", {}, "no user"),
        (f"agora://{APP_ID}/show?hears=1,4294967296", {}, "no user"),
        (f"agora://{APP_ID}/show?token=1", {}, "but no token"),
        (f"agora://{APP_ID}/show?text=1", {}, "yes or no"),
        (URL, {"public_url": ""}, "public_url"),
        (URL, {"agora_tts": ""}, "agora_tts"),
        (URL, {"agora_tts": "{"}, "no JSON object"),
        (URL, {"agora_asr": "[]"}, "agora_asr"),
        (URL, {"agora_customer_key": "", "agora_app_certificate": ""}, "credentials"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_starts(
    url: str, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(LinkError, match=said):
        make(url, settings("http://127.0.0.1:9", **changes))


async def test_the_app_id_may_be_left_to_the_settings(engine: Engine) -> None:
    async with make("agora:///show?room=demo", settings(engine.url, agora_app_id=APP_ID)).connect(
        silent
    ):
        assert len(engine.running) == 1


@pytest.mark.parametrize(
    ("url", "changes", "said"),
    [
        (URL, {"agora_app_certificate": "0" * 32}, "token invalid"),
        (URL.replace("970C", "0000"), {}, "not enabled for this project"),
    ],
)
async def test_a_refusal_is_final(
    engine: Engine, url: str, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(LinkError, match=said):
        async with make(url, settings(engine.url, **changes)).connect(silent):
            pass
    assert engine.times("/join") == 1


async def test_an_agent_that_nobody_gave_a_room_is_not_started(engine: Engine) -> None:
    with pytest.raises(LinkError, match="room"):
        async with make(f"agora://{APP_ID}/show", settings(engine.url)).connect(silent):
            pass
    assert engine.asked == []


async def test_nobody_there_is_a_loss_not_a_refusal() -> None:
    with pytest.raises(LinkLost, match="cannot be reached"):
        async with make(URL, settings("http://127.0.0.1:9")).connect(silent):
            pass


async def test_a_start_that_never_began_is_tried_again(engine: Engine) -> None:
    engine.faults = [("/join", 429, False), ("/join", 503, False)]
    async with make(URL, settings(engine.url)).connect(silent):
        assert len(engine.running) == 1
    assert engine.times("/join") == 3


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_a_start_that_may_have_begun_leaves_no_agent_behind(
    engine: Engine, status: int
) -> None:
    engine.faults = [("/join", status, True)]
    with pytest.raises(LinkLost):
        async with make(URL, settings(engine.url)).connect(silent):
            pass
    assert engine.times("/join") == 1
    assert len(engine.agents) == 1
    assert engine.running == []


async def test_what_fails_for_a_moment_is_looked_at_again(engine: Engine) -> None:
    async with make(URL, settings(engine.url)).connect(silent) as link:
        (agent,) = engine.running
        path = f"/{agent.agent_id}"
        rounds = iter((6, 6))  # requests that fail: twice two looks of three attempts each
        until = 0

        def again() -> bool:
            """Whether all that were to fail have, with good looks between and after."""
            nonlocal until
            looked = engine.times(path)
            if engine.faults or looked < until:
                return False
            failed = next(rounds, None)
            engine.faults = [(path, 504, False)] * (failed or 0)
            until = looked + (failed or 0) + 2
            return failed is None

        with pytest.raises(LinkLost, match="FAILED: the worker was lost"):
            await _after(again, engine.kill, link)


async def test_an_agent_that_cannot_be_looked_at_for_long_is_lost(engine: Engine) -> None:
    async with make(URL, settings(engine.url)).connect(silent) as link:
        (agent,) = engine.running
        engine.faults = [(f"/{agent.agent_id}", 500, False)] * 9
        with pytest.raises(LinkLost, match="an error within Agora"):
            await watched(link)
        assert engine.faults == []


async def test_an_agent_that_left_is_lost(engine: Engine) -> None:
    async with make(URL, settings(engine.url)).connect(silent) as link:
        engine.agents.clear()
        with pytest.raises(LinkLost, match="has left"):
            await watched(link)


async def test_leaving_insists(engine: Engine) -> None:
    async with make(URL, settings(engine.url)).connect(silent):
        engine.faults = [("/leave", 502, False), ("/leave", 504, True)]
    assert engine.running == []  # the third was told that it had left already


async def test_a_cancelled_show_leaves_no_agent(engine: Engine) -> None:
    async def show() -> None:
        async with make(URL, settings(engine.url)).connect(silent) as link:
            async for _ in link.events():
                pass

    running = asyncio.create_task(show())
    async with asyncio.timeout(10):
        while not engine.running:  # noqa: ASYNC110 - another thread's
            await asyncio.sleep(0.01)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    assert engine.running == []


async def test_agoras_turns_are_told_under_their_own_name(engine: Engine) -> None:
    told: list[tuple[TurnLatency, TurnFacts]] = []
    gateway = make(URL, settings(engine.url))
    assert isinstance(gateway, Asking)
    telemetry = Telemetry()

    def turn_over(latency: TurnLatency, facts: TurnFacts) -> None:
        told.append((latency, facts))
        telemetry.turn_over(latency, facts)

    async with gateway.serving("tea", turn_over).connect(silent):
        (agent,) = engine.running
        assert agent.properties["llm"]["params"] == {"model": "room:tea"}
        kinds = ("greeting", "voice_input", "voice_input", "silence_timeout", "voice_input")
        agent.turns = [turn(n, 1_700_000_000_000, kind=kind) for n, kind in enumerate(kinds, 1)]
    assert len(told) == 3
    latency, facts = told[0]
    assert facts.room == "tea"
    assert latency.source == "agora"
    assert latency.total_ms == 840
    assert latency.began_ns == 1_700_000_001_200_000_000
    assert latency.by_key() == {
        "turn_end": 320,
        "recognition": 180.5,
        "first_sentence": 120,
        "synthesis": 140,
        "transport": 60,
        "other": 19.5,
    }
    metrics = telemetry.render().decode()
    assert 'xiaoer_turns_total{reason="ok",source="agora"} 3.0' in metrics
    assert 'source="voice"' not in metrics


@pytest.mark.models
async def test_a_whole_show_with_the_real_service(engine: Engine, live_server: Any) -> None:
    """The engine asks the service that is up, as it asks a custom model, and hears real facts."""
    told: list[TurnLatency] = []
    asked = settings(engine.url, public_url=live_server.url, agora_interruptable=False)
    joined = make(URL, asked).serving("demo", lambda turn, facts: told.append(turn))
    async with joined.connect(silent):
        (agent,) = engine.running
        for text, user in (("多少钱", "2001"), ("多久发货", "2002"), ("那黑色的呢", "2001")):
            packets = await asyncio.to_thread(engine.speak_to, agent, text, user=user)
            first, *chunks = packets
            assert first["object"] == "chat.completion.custom_metadata"
            assert first["metadata"] == {"interruptable": False}
            assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
            assert agent.memory[-1]["content"] == chunks[-1]["xiaoer"]["text"]
        answers = [said["content"] for said in agent.memory if said["role"] == "assistant"]
        assert all(answers)
        assert any(character.isdigit() for character in answers[0])
    assert [turn.source for turn in told] == ["agora"] * 3


async def test_turns_that_cannot_be_read_fail_nothing(engine: Engine) -> None:
    async with make(URL, settings(engine.url)).connect(silent):
        engine.faults = [("/turns", 404, False)]
    assert engine.running == []


async def test_the_token_is_renewed_before_it_expires(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(convoai.token, "LONGEST_S", 0.03)
    monkeypatch.setattr(convoai, "RENEW_AGAIN_S", 0.01)
    engine.faults = [("/update", 400, False)]
    access = convoai.token.access
    monkeypatch.setattr(convoai.token, "access", lambda *who, seconds: access(*who, seconds=600))
    async with make(URL, settings(engine.url)).connect(silent) as link:
        (agent,) = engine.running
        first = agent.properties["token"]
        with pytest.raises(LinkLost):
            await _after(lambda: agent.properties["token"] != first, engine.kill, link)
    assert engine.faults == []


async def watched(link: Link) -> None:
    """Watch the link to its end."""
    async with asyncio.timeout(10):
        async for _ in link.events():
            pass


async def _after(seen: Callable[[], bool], then: Callable[[], None], link: Link) -> None:
    """Watch the link; once something is `seen`, do what is `then` to be done."""

    done = False

    async def wait() -> None:
        nonlocal done
        while not seen():  # noqa: ASYNC110 - another thread's
            await asyncio.sleep(0.01)
        done = True
        then()

    waiting = asyncio.ensure_future(wait())
    try:
        await watched(link)
    finally:
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert done
