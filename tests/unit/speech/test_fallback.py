"""What the next one is asked to hear or to say when a recogniser or a synthesiser fails."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

import numpy as np
import pytest

from assistant.recovery import Lineup, Member
from assistant.speech.audio import Audio, silence
from assistant.speech.recognisers.fallback import FallbackRecogniser
from assistant.speech.recognisers.port import Recogniser, RecogniserError, Transcript
from assistant.speech.synthesisers.fallback import FallbackSynthesiser
from assistant.speech.synthesisers.port import Synthesiser, SynthesiserError
from assistant.telemetry import Telemetry

RATE = 24_000
SHORT = 0.05  # patience, where somebody never answers


class Speaker:
    """Speaks each sentence in two pieces of a level of its own; does to a text what it is told."""

    def __init__(self, name: str, level: float, breaks: dict[str, str] | None = None) -> None:
        self.name = name
        self.rate = RATE
        self.asked: list[str] = []
        self.closed = False
        self._level = level
        self._breaks = breaks or {}

    def voices(self, language: str) -> tuple[str, ...]:
        return (f"{self.name}-{language}",)

    async def speak(
        self, text: str, *, language: str, voice: str = "", ahead: bool = False
    ) -> AsyncGenerator[Audio, None]:
        self.asked.append(text)
        how = self._breaks.get(text, "")
        if how == "silent":
            return
        if how == "at once":
            raise SynthesiserError("out")
        if how == "never":
            await asyncio.Event().wait()
        yield self._piece()
        if how == "midway":
            raise SynthesiserError("out")
        if how == "stalls":
            await asyncio.Event().wait()
        yield self._piece()

    async def close(self) -> None:
        self.closed = True

    def _piece(self) -> Audio:
        return Audio(np.full(10, self._level, dtype=np.float32), RATE)


def lineup(*speakers: Speaker) -> FallbackSynthesiser:
    def member(speaker: Speaker) -> Member[Synthesiser]:
        async def opened() -> Synthesiser:
            return speaker

        return Member(speaker.name, opened)

    made: Lineup[Synthesiser] = Lineup(
        "synthesiser",
        [member(speaker) for speaker in speakers],
        error=SynthesiserError,
        telemetry=Telemetry(),
    )
    return FallbackSynthesiser("first", made, rate=RATE, patience_s=SHORT)


async def levels(voice: FallbackSynthesiser, text: str) -> list[int]:
    """Which speaker made each piece."""
    return [round(piece.samples[0] * 10) async for piece in voice.speak(text, language="zh")]


@pytest.mark.parametrize("how", ["at once", "never", "silent"])
async def test_all_is_said_by_the_next_where_nothing_was_said(how: str) -> None:
    first, second = Speaker("first", 0.1, {"一句。": how}), Speaker("second", 0.2)
    assert await levels(lineup(first, second), "一句。两句。") == [2, 2, 2, 2]
    assert (first.asked, second.asked) == (["一句。"], ["一句。", "两句。"])


@pytest.mark.parametrize("how", ["midway", "stalls"])
async def test_what_was_said_is_not_said_again(how: str) -> None:
    first, second = Speaker("first", 0.1, {"两句。": how}), Speaker("second", 0.2)
    assert await levels(lineup(first, second), "一句。两句。三句。") == [1, 1, 1, 2, 2, 2, 2]
    assert (first.asked, second.asked) == (["一句。", "两句。"], ["两句。", "三句。"])


async def test_when_nobody_can_go_on_it_is_one_error() -> None:
    first = Speaker("first", 0.1, {"两句。": "midway"})
    second = Speaker("second", 0.2, {"三句。": "at once"})
    voice = lineup(first, second)
    with pytest.raises(SynthesiserError, match="out"):
        await levels(voice, "一句。两句。三句。")
    assert (first.asked, second.asked) == (["一句。", "两句。"], ["两句。", "三句。"])


async def test_the_last_may_be_silent_where_nothing_can_be_said() -> None:
    assert await levels(lineup(Speaker("only", 0.1, {"ا": "silent"})), "ا") == []


async def test_where_nothing_is_to_be_said_nobody_is_asked() -> None:
    first = Speaker("first", 0.1)
    voice = lineup(first, Speaker("second", 0.2))
    assert await levels(voice, "……😀") == []
    assert first.asked == []


async def test_leaving_early_is_no_failure_and_asks_nobody_else() -> None:
    first, second = Speaker("first", 0.1), Speaker("second", 0.2)
    voice = lineup(first, second)
    async with aclosing(voice.speak("一句。两句。", language="zh")) as pieces:
        await anext(pieces)
    assert voice.standing.resting == {}
    assert second.asked == []
    assert await levels(voice, "三句。") == [1, 1]


async def test_voices_are_of_those_that_are_open() -> None:
    first, second = Speaker("first", 0.1, {"一句。": "at once"}), Speaker("second", 0.2)
    voice = lineup(first, second)
    await levels(voice, "两句。")
    assert voice.voices("zh") == ("first-zh",)
    await levels(voice, "一句。")
    assert voice.voices("zh") == ("first-zh", "second-zh")
    await voice.close()
    assert (first.closed, second.closed) == (True, True)


class Ear:
    """Keeps what it was asked to hear."""

    def __init__(self, name: str, *, fails: bool = False, stalls: bool = False) -> None:
        self.name = name
        self.asked: list[tuple[Audio, str, tuple[str, ...]]] = []
        self._fails, self._stalls = fails, stalls

    async def recognise(
        self, audio: Audio, *, language: str = "", vocabulary: Sequence[str] = (), **_: object
    ) -> Transcript:
        self.asked.append((audio, language, tuple(vocabulary)))
        if self._fails:
            raise RecogniserError("out")
        if self._stalls:
            await asyncio.Event().wait()
        return Transcript(self.name, language)

    async def close(self) -> None:
        pass


@pytest.mark.parametrize("how", ["fails", "stalls"])
async def test_the_next_hears_the_same(how: str) -> None:
    ears = [Ear("first", **{how: True}), Ear("second")]

    def member(ear: Ear) -> Member[Recogniser]:
        async def opened() -> Recogniser:
            return ear

        return Member(ear.name, opened)

    made: Lineup[Recogniser] = Lineup(
        "recogniser",
        [member(ear) for ear in ears],
        error=RecogniserError,
        telemetry=Telemetry(),
    )
    recogniser = FallbackRecogniser("first", made, patience_s=SHORT)
    sound = silence(0.1, RATE)
    heard = await recogniser.recognise(sound, language="zh", vocabulary=["羽绒服"])
    assert heard.text == "second"
    assert ears[0].asked == ears[1].asked == [(sound, "zh", ("羽绒服",))]
    await recogniser.close()
