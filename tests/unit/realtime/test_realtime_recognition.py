"""Recognition of one session: ahead of the turn's end, while speech goes on, and in order."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import numpy as np
import pytest
import pytest_asyncio

from assistant.gateways.realtime.recognition import PARTIAL_EVERY_S, Recognition
from assistant.speech.audio import HEARING_RATE, Audio
from assistant.speech.recognisers.port import GaveWay, Priority, RecogniserError, Transcript, Wanted


def sound(seconds: float) -> Audio:
    return Audio(np.zeros(round(seconds * HEARING_RATE), dtype=np.float32), HEARING_RATE)


@dataclass
class Ear:
    """Hears a character a tenth of a second, once `free`."""

    text: str = "这件羽绒服有没有红色的大码"
    asked: list[tuple[float, Wanted | None]] = field(default_factory=list)
    free: asyncio.Event = field(default_factory=asyncio.Event)
    raising: Exception | None = None
    dropped: int = 0

    async def recognise(
        self, audio: Audio, language: str = "", *, wanted: Wanted | None = None
    ) -> Transcript:
        self.asked.append((audio.seconds, wanted))
        try:
            await self.free.wait()
        except asyncio.CancelledError:
            self.dropped += 1
            raise
        if self.raising is not None:
            raise self.raising
        return Transcript(self.text[: round(audio.seconds * 10)], language or "zh")


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def settled() -> list[str]:
    return []


@pytest_asyncio.fixture
async def recognition(ear: Ear, settled: list[str]) -> AsyncIterator[Recognition]:
    async with asyncio.TaskGroup() as tasks:
        yield Recognition(ear, tasks, settled.append)  # type: ignore[arg-type]
        ear.free.set()


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_was_begun_in_the_pause_is_waited_for_as_final(
    recognition: Recognition, ear: Ear
) -> None:
    recognition.begin(sound(0.5), 8000, "zh")
    await turns()
    ((_, wanted),) = ear.asked
    assert wanted is not None
    assert wanted.priority is Priority.AHEAD
    hearing = asyncio.create_task(recognition.hear(sound(0.5), 8000, "zh"))
    await turns()
    assert wanted.priority is Priority.FINAL
    ear.free.set()
    assert (await hearing).transcript.text == "这件羽绒服"
    assert len(ear.asked) == 1


async def test_another_pause_drops_the_one_before(recognition: Recognition, ear: Ear) -> None:
    recognition.begin(sound(0.2), 3200, "zh")
    await turns()
    recognition.begin(sound(0.5), 8000, "zh")
    await turns()
    assert ear.dropped == 1
    ear.free.set()
    assert (await recognition.hear(sound(0.5), 8000, "zh")).transcript.text == "这件羽绒服"


async def test_speech_that_goes_on_is_settled_bit_by_bit(
    recognition: Recognition, ear: Ear, settled: list[str]
) -> None:
    ear.free.set()
    for seconds in (0.8, 0.9, 1.6, 2.5):
        recognition.follow(sound(seconds), "zh")
        await turns()
    assert [at for at, _ in ear.asked] == [0.8, 1.6, 2.5]
    assert settled == [ear.text[:8], ear.text]
    assert all(wanted and wanted.priority is Priority.PARTIAL for _, wanted in ear.asked)


async def test_one_partial_at_a_time_and_none_beside_a_pause(
    recognition: Recognition, ear: Ear
) -> None:
    recognition.follow(sound(1.0), "zh")
    await turns()
    recognition.follow(sound(3.0), "zh")
    await turns()
    assert len(ear.asked) == 1
    recognition.begin(sound(3.1), 1, "zh")
    await turns()
    assert ear.dropped == 1
    recognition.follow(sound(4.0), "zh")
    await turns()
    assert [at for at, _ in ear.asked] == [1.0, 3.1]


async def test_the_next_turn_settles_anew(
    recognition: Recognition, ear: Ear, settled: list[str]
) -> None:
    ear.free.set()
    for seconds in (0.8, 1.6):
        recognition.follow(sound(seconds), "zh")
        await turns()
    await recognition.hear(sound(1.7), None, "zh")
    recognition.follow(sound(PARTIAL_EVERY_S), "zh")
    await turns()
    assert settled == [ear.text[:8]]
    assert len(ear.asked) == 4


@pytest.mark.parametrize("fault", [GaveWay("later"), RecogniserError("gone")])
async def test_a_partial_that_fails_is_not_told_and_the_turn_is_heard(
    recognition: Recognition, ear: Ear, settled: list[str], fault: Exception
) -> None:
    ear.free.set()
    ear.raising = fault
    recognition.follow(sound(1.0), "zh")
    await turns()
    ear.raising = None
    assert (await recognition.hear(sound(0.5), None, "zh")).transcript.text == "这件羽绒服"
    assert settled == []


async def test_nobody_listening_costs_nothing(ear: Ear) -> None:
    async with asyncio.TaskGroup() as tasks:
        recognition = Recognition(ear, tasks)  # type: ignore[arg-type]
        recognition.follow(sound(2.0), "zh")
        await turns()
    assert ear.asked == []
