"""The stream holds its answer: what Xiaoer says is recorded from nginx and recognised again."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import cn2an
import pytest
from rapidfuzz.distance import LCSseq
from support.links import SOON_S
from support.nginx_rtmp import MISSING, Host, Nginx, utterance

from assistant.answering.gist import Gist
from assistant.answering.ground.grounding import Answerable
from assistant.answering.understand.kinds import Kind
from assistant.answering.values import Answer, Outcome, Question
from assistant.gateways.presence import Presence
from assistant.gateways.registry import gateway
from assistant.models import ModelStore
from assistant.recovery import Rests
from assistant.room.crowd import Crowd
from assistant.room.host_ear.listening import Piece
from assistant.room.inbox.groups import Group
from assistant.room.inbox.inbox import Remark
from assistant.settings import Settings
from assistant.speech.audio import Audio, join
from assistant.speech.recognisers.port import Recogniser
from assistant.speech.recognisers.registry import open_recogniser
from assistant.speech.synthesisers.port import Synthesiser
from assistant.speech.synthesisers.registry import open_synthesiser
from assistant.telemetry import Telemetry, TurnTimer

pytestmark = [
    pytest.mark.models,
    pytest.mark.skipif(bool(MISSING), reason=MISSING),
]

ANSWER = "这款羽绒服现价二百五十九元，支持七天无理由退换货，今天下单明天发货。"
SAID = f"有宝宝问，{ANSWER}"

LONGEST_S = 300.0
"""For a sentence to be made, said, recorded and recognised on a machine with other work."""


class AnsweringRoom:
    """A room whose crowd is answered with one sentence, in its real voice."""

    def __init__(self, synthesiser: Synthesiser) -> None:
        self._synthesiser = synthesiser
        self._made: dict[str, Audio] = {}
        self.crowd: Crowd | None = None

    def new_crowd(self, **told: Any) -> Crowd:
        self.crowd = Crowd(self._gist, self._reply, Telemetry(), on_air=lambda: "", **told)
        return self.crowd

    async def leave(self, crowd: Crowd) -> None:
        await crowd.close()

    async def ask(self, text: str) -> None:
        """A viewer asks, beside the stream."""
        assert self.crowd is not None
        await self.crowd.take(Remark(text, text, text))

    async def comment(self, viewer: str, text: str, **_: Any) -> None:
        raise AssertionError("a stream carries no comments")

    async def put_on_air(self, sku_or_handle: str, *, by: str) -> bool:
        raise AssertionError("a stream shows no products")

    @property
    def ear(self) -> "AnsweringRoom":
        return self

    def hear(self, piece: Piece) -> None:
        raise AssertionError("the host is silent")

    def title_of(self, handle: str) -> str:
        return ""

    async def speak(self, text: str, *, language: str, voice: str = "") -> AsyncIterator[Audio]:
        """Whole: what a busy machine makes piece by piece has pauses that are not the stream's."""
        if text not in self._made:
            pieces = self._synthesiser.speak(text, language=language, voice=voice)
            self._made[text] = join([piece async for piece in pieces])
        yield self._made[text]

    async def _gist(self, text: str, on_air: str, language: str) -> Gist:
        return Gist((Kind.PRICE,), on_air, "zh", Answerable.YES, text)

    async def _reply(self, group: Group, turn: TurnTimer) -> Answer:
        return Answer(Question(group.text, "demo"), ANSWER, "zh", Outcome.ANSWERED)


@pytest.fixture
async def synthesiser() -> AsyncIterator[Synthesiser]:
    settings = Settings()
    synthesiser = await open_synthesiser(settings, ModelStore(settings.models_dir))
    yield synthesiser
    await synthesiser.close()


@pytest.fixture
async def recogniser() -> AsyncIterator[Recogniser]:
    settings = Settings()
    recogniser = await open_recogniser(settings, ModelStore(settings.models_dir))
    yield recogniser
    await recogniser.close()


def plain(text: str) -> str:
    """Text as it is compared: digits for numbers, no marks."""
    digits = str(cn2an.transform(text, "cn2an"))
    return "".join(character for character in digits if character.isalnum())


async def understood(recogniser: Recogniser, sound: Audio) -> float:
    """The share of what was to be said, in order, that is heard in `sound`."""
    heard = plain((await recogniser.recognise(sound, language="zh")).text)
    said = plain(SAID)
    return LCSseq.similarity(said, heard) / len(said)


async def joined(presence: Presence, times: int) -> None:
    async with asyncio.timeout(SOON_S):
        while presence.standing.joins < times or presence.standing.state != "joined":  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_the_stream_holds_its_answer_also_after_a_break(
    tmp_path: Path, synthesiser: Synthesiser, recogniser: Recogniser
) -> None:
    nginx = Nginx(tmp_path)
    show, voice = nginx.stream("show"), nginx.stream("xiaoer")
    room = AnsweringRoom(synthesiser)
    there = gateway("stream", f"{show}?publish={voice}", Settings())
    rests = Rests(first_s=0.2, longest_s=0.5)
    presence = Presence(room, there, Telemetry(), mode="cohost", rests=rests)
    running = None
    async with asyncio.timeout(LONGEST_S):
        assert [piece async for piece in room.speak(SAID, language="zh")]
    hosts: list[Host] = []
    try:
        for time in (1, 2):
            await nginx.start()
            hosts.append(Host(show))
            hosts[-1].begin()
            running = running or asyncio.create_task(presence.run())
            await joined(presence, time)
            await nginx.published(voice)
            recording = asyncio.create_task(utterance(voice))
            await room.ask(f"多少钱{time}")
            async with asyncio.timeout(LONGEST_S):
                assert await understood(recogniser, await recording) >= 0.8
            await nginx.kill()
    finally:
        if running is not None:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        for host in hosts:
            await host.leave()
        await nginx.kill()
