"""The sound of a set's lines: read from its recordings, or spoken once and kept."""

import asyncio
import hashlib
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from assistant.speech.audio import Audio, AudioError, join
from assistant.speech.evaluate.noise import babble, length_around, mixed, pink
from assistant.speech.evaluate.sets import Line, SetError
from assistant.speech.synthesisers.port import Synthesiser

MAX_SECONDS = 60.0
SNR_DB = 10.0
TALKERS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """A line as it is to be heard: `noise` is `clean`, `pink` or `babble`."""

    line: Line
    audio: Audio
    voice: str = ""
    noise: str = "clean"


async def recordings(lines: Sequence[Line]) -> list[Utterance]:
    """The lines that are recordings. Raises SetError for a file that is no sound."""
    return [
        Utterance(line, await asyncio.to_thread(_decoded, path, line.source))
        for line in lines
        if (path := line.audio) is not None
    ]


async def spoken(
    lines: Sequence[Line], synthesiser: Synthesiser, cache: Path, *, voices: int
) -> list[Utterance]:
    """The lines that are texts, each by `voices` of its voices, taken in turn.

    What was once said lies under `cache`. Raises SetError for a voice there is not.
    """
    heard = []
    texts = [line for line in lines if line.audio is None]
    for index, line in enumerate(texts):
        for voice in chosen(line.voices, index, voices):
            audio = await _said(line, voice, synthesiser, cache)
            heard.append(Utterance(line, audio, voice))
    return heard


def chosen(voices: Sequence[str], index: int, count: int) -> list[str]:
    """`count` of the voices for text number `index`, spread so that all come equally often."""
    count = min(count, len(voices))
    step = max(1, len(voices) // count)
    return [voices[(index + turn * step) % len(voices)] for turn in range(count)]


def in_noise(clean: Sequence[Utterance], snr_db: float = SNR_DB) -> list[Utterance]:
    """The same in noise: pink for every other one, for the rest the babble of six others."""
    noisy = []
    for number, one in enumerate(clean):
        length = length_around(one.audio)
        others = [clean[(number + place) % len(clean)] for place in range(1, TALKERS + 1)]
        others = [other for other in others if other.line.text != one.line.text]
        if number // 2 % 2 and others:
            kind, noise = "babble", babble(length, [other.audio for other in others], number)
        else:
            kind, noise = "pink", pink(length, number)
        noisy.append(Utterance(one.line, mixed(one.audio, noise, snr_db), one.voice, kind))
    return noisy


async def _said(line: Line, voice: str, synthesiser: Synthesiser, cache: Path) -> Audio:
    name = hashlib.sha256(f"{synthesiser.name} {voice} {line.text}".encode()).hexdigest()[:16]
    path = cache / f"{name}.wav"
    if await asyncio.to_thread(path.is_file):
        return await asyncio.to_thread(_decoded, path, line.source)
    if voice not in synthesiser.voices(line.language):
        raise SetError(f"{line.source}: voices: nobody called {voice!r} speaks {line.language}")
    speaking = synthesiser.speak(line.text, language=line.language, voice=voice)
    async with aclosing(speaking) as pieces:
        audio = join([piece async for piece in pieces])
    await asyncio.to_thread(_keep, path, audio.encode("wav"))
    return audio


def _keep(path: Path, sound: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(sound)
    part.replace(path)


def _decoded(path: Path, source: str) -> Audio:
    try:
        return Audio.decode(path.read_bytes(), max_seconds=MAX_SECONDS)
    except (OSError, AudioError) as error:
        raise SetError(f"{source}: {error}") from error
