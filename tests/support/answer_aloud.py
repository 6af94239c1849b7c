"""A question that is answered aloud in a live room, and what of the answer a recording there holds.

The voice and the ears are the embedded models.
"""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import cn2an
from rapidfuzz.distance import LCSseq
from support.desks import FakeDesk
from support.links import SOON_S
from support.participant import Recording

from assistant.answering.gist import Gist
from assistant.answering.ground.grounding import Answerable
from assistant.answering.understand.kinds import Kind
from assistant.answering.values import Answer, Outcome, Question
from assistant.gateways.link import Gateway
from assistant.gateways.presence import Presence
from assistant.models import ModelStore
from assistant.recovery import Rests
from assistant.room.crowd import Crowd
from assistant.room.host_ear.listening import Piece
from assistant.room.inbox.inbox import Remark
from assistant.settings import Settings
from assistant.speech.audio import Audio, join
from assistant.speech.recognisers.port import Recogniser, Transcript
from assistant.speech.recognisers.registry import open_recogniser
from assistant.speech.synthesisers.port import Synthesiser
from assistant.speech.synthesisers.registry import open_synthesiser
from assistant.telemetry import Telemetry

ANSWER = "这款羽绒服现价259元，今天下单，48小时内发货。"
HOST_LINE = "大家晚上好，欢迎来到直播间。"

SHARE = 0.8
"""Of the answer's characters that must be in the transcript of a recording, in their order."""

SAID_S = 60.0
"""For an answer that must be said; a test fails long before."""


class Voices:
    """The embedded models: one speaks, one listens."""

    def __init__(self, synthesiser: Synthesiser, recogniser: Recogniser) -> None:
        self._synthesiser, self._recogniser = synthesiser, recogniser
        self._said: dict[tuple[str, str], list[Audio]] = {}

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(cls) -> AsyncIterator["Voices"]:
        """Both, until this ends."""
        settings = Settings()
        store = ModelStore(settings.models_dir)
        async with contextlib.AsyncExitStack() as leaving:
            synthesiser = await open_synthesiser(settings, store)
            leaving.push_async_callback(synthesiser.close)
            recogniser = await open_recogniser(settings, store)
            leaving.push_async_callback(recogniser.close)
            yield cls(synthesiser, recogniser)

    async def speak(self, text: str, voice: str = "") -> AsyncIterator[Audio]:
        """The sound of `text`, made once and kept, as a room keeps what it says often."""
        if (text, voice) not in self._said:
            speech = self._synthesiser.speak(text, language="zh", voice=voice)
            self._said[text, voice] = [piece async for piece in speech]
        for piece in self._said[text, voice]:
            yield piece

    async def line(self, text: str) -> Audio:
        """`text` in a voice that is not the one that answers."""
        return join([piece async for piece in self.speak(text, "zm_yunxi")])

    async def recognise(self, audio: Audio, vocabulary: Sequence[str] = ()) -> Transcript:
        """What is said in `audio`."""
        return await self._recogniser.recognise(audio, language="zh", vocabulary=vocabulary)

    async def share_in(self, recording: Audio, text: str) -> float:
        """How many of the characters of `text` a recording holds in their order, 0 to 1."""
        heard = (await self._recogniser.recognise(recording, language="zh")).text
        wanted = _plain(text)
        return LCSseq.similarity(wanted, _plain(heard)) / len(wanted)


class Ear:
    """Keeps what the host says, and makes nothing of it."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []

    def hear(self, piece: Piece) -> None:
        self.pieces.append(piece)


class Shop:
    """A room that answers whatever is asked with `ANSWER`."""

    def __init__(self, voices: Voices) -> None:
        self.ear = Ear()
        self.desk = FakeDesk()
        self._voices = voices
        self._numbers = itertools.count()
        self._told: asyncio.Queue[Answer] = asyncio.Queue()
        self._crowd: Crowd | None = None

    def new_crowd(self, **told: Any) -> Crowd:
        tell = told["tell"]

        async def tell_on(group: Any, answer: Answer) -> None:
            await tell(group, answer)
            self._told.put_nowait(answer)

        self._crowd = Crowd(
            self._gist,
            self._reply,
            Telemetry(),
            on_air=lambda: "down",
            ready=told["ready"],
            tell=tell_on,
        )
        return self._crowd

    async def leave(self, crowd: Crowd) -> None:
        await crowd.close()

    async def comment(self, viewer: str, text: str, **about: Any) -> None:
        raise AssertionError("a room of sound has no comments")

    async def put_on_air(self, sku_or_handle: str, *, by: str) -> bool:
        raise AssertionError("a room of sound shows nothing")

    def title_of(self, handle: str) -> str:
        return ""

    def speak(self, text: str, *, language: str, voice: str = "") -> AsyncIterator[Audio]:
        return self._voices.speak(text)

    async def ask(self) -> None:
        """Ask, by another way than the live room, and return when the answer has been said."""
        assert self._crowd is not None
        number = next(self._numbers)
        await self._crowd.take(Remark(f"c{number}", f"v{number}", f"第{number}件多少钱？"))
        async with asyncio.timeout(SAID_S):
            await self._told.get()

    async def _gist(self, text: str, on_air: str, language: str) -> Gist:
        return Gist((Kind.PRICE,), on_air, "zh", Answerable.YES, text)

    async def _reply(self, group: Any, turn: Any) -> Answer:
        return Answer(Question(group.text, "live"), ANSWER, "zh", Outcome.ANSWERED)


@contextlib.asynccontextmanager
async def present(shop: Shop, gateway: Gateway) -> AsyncIterator[Presence]:
    """A presence in a live room that speaks in the host's pauses; it has joined."""
    presence = Presence(
        shop, gateway, Telemetry(), mode="cohost", rests=Rests(first_s=0.05, longest_s=0.1)
    )
    running = asyncio.create_task(presence.run())
    try:
        await joined(presence, 1)
        yield presence
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def answers_before_and_after_a_break(
    gateway: Gateway,
    cut: Callable[[], Awaitable[None]],
    talk: Callable[[Audio], Awaitable[None]],
    recording: Recording,
    voices: Voices,
) -> None:
    """Xiaoer answers in a room when its host (`talk`) pauses; in the middle of the next answer its
    connection is `cut`; then it answers again. The one recording holds both answers."""
    shop = Shop(voices)
    async with present(shop, gateway) as presence:
        await talk(await voices.line(HOST_LINE))
        await shop.ask()
        await settled(recording)
        assert await voices.share_in(recording.since(0), ANSWER) >= SHARE

        cut_off = asyncio.create_task(shop.ask())
        await sounding(recording)
        await cut()
        await joined(presence, 2)
        await cut_off
        await settled(recording)

        again = recording.seconds
        await shop.ask()
        await settled(recording)
        assert await voices.share_in(recording.since(again), ANSWER) >= SHARE


async def joined(presence: Presence, times: int) -> None:
    """Return when it has joined so often, and is in the room."""
    async with asyncio.timeout(SOON_S):
        while presence.standing.joins < times or presence.standing.state != "joined":  # noqa: ASYNC110
            await asyncio.sleep(0.02)  # a presence tells nobody how it stands


async def sounding(recording: Recording) -> None:
    """Return when somebody is heard who was not."""
    async with asyncio.timeout(SOON_S):
        while not (abs((await recording.listen(0.1)).samples) > 0.05).any():
            pass


async def settled(recording: Recording) -> None:
    """Return when what was on its way has arrived: half a second in which nobody is heard."""
    async with asyncio.timeout(SOON_S):
        while (abs((await recording.listen(0.5)).samples) > 0.02).any():
            pass


def _plain(text: str) -> str:
    """Text as it is compared: digits for numbers, letters and characters only."""
    return "".join(c for c in str(cn2an.transform(text, "cn2an")).lower() if c.isalnum())
