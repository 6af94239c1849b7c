"""Agora's agent API beyond what holding an agent needs, over an engine as the reference has it."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from support.agora_engine import APP_ID, CERTIFICATE, Engine, engine_running

from assistant.gateways.agora.api import Api, NoSuchAgent, Unsure
from assistant.gateways.agora.documents import Join, LanguageModel, Properties
from assistant.gateways.agora.token import access
from assistant.gateways.link import LinkError, LinkLost


@pytest.fixture
def engine() -> Iterator[Engine]:
    with engine_running() as running:
        yield running


def authorization() -> str:
    return "agora token=" + access(APP_ID, CERTIFICATE, "show", "1001", seconds=60)


@pytest.fixture
async def api(engine: Engine) -> AsyncIterator[Api]:
    async with httpx.AsyncClient(timeout=5) as http:
        yield Api(http, engine.url, APP_ID, authorization, pauses_s=(0.01, 0.01))


def an_agent(name: str = "one") -> Join:
    properties = Properties(
        channel="show",
        token=access(APP_ID, CERTIFICATE, "show", "1001", seconds=60),
        agent_rtc_uid="1001",
        remote_rtc_uids=["*"],
        llm=LanguageModel(url="http://127.0.0.1:9"),
        tts={"vendor": "microsoft"},
    )
    return Join(name=name, properties=properties)


async def test_an_agent_from_its_start_to_its_end(engine: Engine, api: Api) -> None:
    agent_id = (await api.join(an_agent())).agent_id
    assert (await api.query(agent_id)).status == "STARTING"
    assert (await api.query(agent_id)).status == "RUNNING"
    assert [agent.agent_id for agent in await api.agents("show")] == [agent_id]
    assert await api.agents("another") == []
    await api.speak(agent_id, "马上回来", priority="INTERRUPT", interruptable=False)
    await api.interrupt(agent_id)
    (agent,) = engine.running
    assert agent.broadcasts == [
        {"text": "马上回来", "priority": "INTERRUPT", "interruptable": False},
        {"interrupted": True},
    ]
    changed = await api.update(agent_id, {"llm": {"params": {"model": "room:tea"}}})
    assert changed.agent_id == agent_id
    assert agent.properties["llm"]["params"] == {"model": "room:tea"}
    said = {"role": "user", "content": "多少钱", "turn_id": 2, "timestamp": 1678901235}
    agent.memory.append({**said, "metadata": {"source": "asr", "user": "2001"}})
    (remark,) = (await api.history(agent_id)).contents
    assert (remark.content, remark.turn_id) == ("多少钱", 2)
    assert remark.metadata["user"] == "2001"
    await api.leave(agent_id)
    await api.leave(agent_id)
    assert (await api.query(agent_id)).dead
    with pytest.raises(NoSuchAgent):
        await api.history(agent_id)


async def test_a_taken_name_may_be_tried_again_under_another(api: Api) -> None:
    await api.join(an_agent())
    with pytest.raises(LinkLost, match=r"\[409\] \(TaskConflict: an agent with the same name"):
        await api.join(an_agent())
    assert (await api.join(an_agent("two"))).agent_id


@pytest.mark.parametrize(
    ("status", "final"), [(400, True), (401, True), (403, True), (422, True), (429, False)]
)
async def test_a_code_says_whether_to_come_again(
    engine: Engine, api: Api, status: int, final: bool
) -> None:
    engine.faults = [("/join", status, False)] * 3
    with pytest.raises(LinkError if final else LinkLost) as refused:
        await api.join(an_agent())
    assert f"[{status}] (InternalError: try again)" in str(refused.value)
    assert engine.times("/join") == (1 if final else 3)


async def test_a_text_is_never_said_twice(engine: Engine, api: Api) -> None:
    agent_id = (await api.join(an_agent())).agent_id
    engine.faults = [("/speak", 504, True)]
    with pytest.raises(Unsure):
        await api.speak(agent_id, "马上回来")
    (agent,) = engine.running
    assert len(agent.broadcasts) == 1


async def test_a_text_longer_than_agora_says_is_refused_here(engine: Engine, api: Api) -> None:
    agent_id = (await api.join(an_agent())).agent_id
    await api.speak(agent_id, "好" * 170)
    with pytest.raises(LinkError, match="512 bytes"):
        await api.speak(agent_id, "好" * 171)
    assert engine.times("/speak") == 1


async def test_what_is_not_the_api_is_said_so(engine: Engine) -> None:
    def page(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text="<html>a portal</html>")

    async with httpx.AsyncClient(transport=httpx.MockTransport(page)) as http:
        with pytest.raises(Unsure, match="not its API's"):
            await Api(http, engine.url, APP_ID, authorization).query("agent")
