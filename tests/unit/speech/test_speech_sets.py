"""Evaluation sets of spoken sentences: read, refused, spoken, put into noise."""

import json
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.speech.audio import HEARING_RATE, SPEAKING_RATE, Audio
from assistant.speech.evaluate import Report, SetError, default_sets, read_sets
from assistant.speech.evaluate.noise import MARGIN_S, babble, length_around, mixed, pink
from assistant.speech.evaluate.run import hear_all
from assistant.speech.evaluate.sounds import chosen, in_noise, recordings, spoken
from assistant.speech.recognisers.port import Transcript, Wanted

SHARED = {"catalog": "demo", "language": "zh", "voices": ["low", "high"]}


def written(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "set.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def tone(seconds: float, hertz: float, rate: int = SPEAKING_RATE) -> Audio:
    time = np.arange(round(seconds * rate)) / rate
    return Audio((0.3 * np.sin(2 * np.pi * hertz * time)).astype(np.float32), rate)


class Whistler:
    """Says every text as a tone as long as it, and counts what it said."""

    name = "whistler"
    rate = SPEAKING_RATE

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def voices(self, language: str) -> tuple[str, ...]:
        return ("low", "high")

    async def speak(
        self, text: str, *, language: str, voice: str = ""
    ) -> AsyncGenerator[Audio, None]:
        self.said.append((text, voice))
        yield tone(0.2 * len(text), 220 if voice == "low" else 440)

    async def close(self) -> None: ...


class Expectant:
    """Hears 羽绒服 where it expects it and 语容服 where not; in low sound it hears nothing."""

    name = "expectant"

    async def recognise(
        self,
        audio: Audio,
        *,
        language: str = "",
        languages: Sequence[str] = (),
        vocabulary: Sequence[str] = (),
        wanted: Wanted | None = None,
    ) -> Transcript:
        if float(np.abs(audio.samples).max()) < 0.1:
            return Transcript("", language or "zh")
        text = "这件羽绒服" if "羽绒服" in vocabulary else "这件语容服"
        return Transcript(text, language or "zh", raw=text)

    async def close(self) -> None: ...


def test_the_default_sets_are_whole() -> None:
    lines = read_sets(default_sets())
    assert {line.language for line in lines} >= {"zh", "en"}
    assert all(line.voices and line.catalog for line in lines)
    assert len({line.text for line in lines}) == len(lines)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"text": "多少钱"}, "language: say which one is spoken"),
        ({"text": "多少钱", "language": "zh"}, "give `audio`, or a text and `voices`"),
        ({"text": "多少钱", "language": "zh", "audio": "no.wav"}, "there is no file no.wav"),
        ({**SHARED, "text": "多少钱", "products": ["大码"]}, "'大码' is not in the text"),
        ({**SHARED, "text": "多少钱", "catalog": "no.jsonl"}, "there is no file no.jsonl"),
        ({**SHARED, "text": 3}, "text: input should be a valid string"),
    ],
)
def test_a_faulty_line_is_refused_in_a_sentence(
    tmp_path: Path, row: dict[str, Any], fault: str
) -> None:
    with pytest.raises(SetError, match=r"set.jsonl, line 1: ") as refused:
        read_sets([written(tmp_path, row)])
    assert fault in str(refused.value)


def test_a_set_without_sentences_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetError, match="holds no sentence"):
        read_sets([written(tmp_path, SHARED)])
    with pytest.raises(SetError, match="cannot be read"):
        read_sets([tmp_path / "none.jsonl"])


async def test_a_recording_is_read_beside_its_set(tmp_path: Path) -> None:
    (tmp_path / "one.wav").write_bytes(tone(0.5, 220).encode("wav"))
    (tmp_path / "two.wav").write_bytes(b"no sound")
    row = {"audio": "one.wav", "text": "多少钱", "language": "zh", "license": "CC0"}
    (heard,) = await recordings(read_sets([written(tmp_path, row)]))
    assert heard.audio.seconds == pytest.approx(0.5)
    with pytest.raises(SetError, match=r"set.jsonl:1: this is not audio"):
        await recordings(read_sets([written(tmp_path, {**row, "audio": "two.wav"})]))


async def test_a_text_is_spoken_once_and_kept(tmp_path: Path) -> None:
    lines = read_sets([written(tmp_path, SHARED, {"text": "多少钱"}, {"text": "有大码吗"})])
    whistler = Whistler()
    first = await spoken(lines, whistler, tmp_path / "kept", voices=1)
    again = await spoken(lines, whistler, tmp_path / "kept", voices=1)
    assert whistler.said == [("多少钱", "low"), ("有大码吗", "high")]
    assert [one.audio.seconds for one in first] == [one.audio.seconds for one in again]


async def test_a_voice_that_is_not_there_is_refused(tmp_path: Path) -> None:
    row = {**SHARED, "text": "多少钱", "voices": ["nobody"]}
    with pytest.raises(SetError, match="nobody called 'nobody' speaks zh"):
        await spoken(read_sets([written(tmp_path, row)]), Whistler(), tmp_path, voices=1)


def test_voices_take_turns() -> None:
    voices = ["a", "b", "c", "d"]
    assert [chosen(voices, index, 2) for index in range(3)] == [["a", "c"], ["b", "d"], ["c", "a"]]
    assert chosen(voices, 1, 9) == ["b", "c", "d", "a"]


def test_noise_is_as_loud_as_asked_and_the_same_again() -> None:
    speech = tone(1.0, 220)
    noise = pink(length_around(speech), 7)
    assert np.array_equal(noise, pink(length_around(speech), 7))
    noisy = mixed(speech, noise, 10).samples
    margin = round(MARGIN_S * HEARING_RATE)
    alone = float(np.mean(noisy[:margin] ** 2))
    power = float(np.mean(speech.samples**2))
    assert 10 * np.log10(power / alone) == pytest.approx(10, abs=2)
    with pytest.raises(ValueError, match="does not fit"):
        mixed(speech, noise[1:], 10)


def test_pink_noise_has_equal_power_in_every_octave() -> None:
    power = np.abs(np.fft.rfft(pink(1 << 16, 1))) ** 2
    octaves = [power[1 << k : 2 << k].sum() for k in range(8, 14)]
    assert max(octaves) / min(octaves) < 1.4


def test_babble_is_of_everybody() -> None:
    crowd = babble(HEARING_RATE, [tone(0.5, 500), tone(0.7, 900)], 3)
    power = np.abs(np.fft.rfft(crowd)) ** 2
    assert set(np.argsort(power)[-2:] // 100) == {5, 9}


async def test_the_report_tells_help_from_none(tmp_path: Path) -> None:
    (tmp_path / "hush.wav").write_bytes(tone(0.3, 1, 16_000).encode("wav"))
    rows = (
        SHARED,
        {"text": "这件羽绒服", "products": ["羽绒服"]},
        {"audio": "hush.wav", "text": "", "language": "noise"},
    )
    lines = read_sets([written(tmp_path, *rows)])
    clean = await spoken(lines, Whistler(), tmp_path, voices=2)
    told: list[tuple[int, int]] = []
    beds = await recordings(lines)
    heard = await hear_all(
        Expectant(), [*clean, *in_noise(clean), *beds], progress=lambda *at: told.append(at)
    )
    document = Report("expectant", heard).as_json()
    assert told[-1] == (5, 5)
    assert document["by_noise"]["pink"]["product_recall"] == 1.0
    assert document["total"]["product_recall_without_listing"] == 0.0
    assert document["by_language"]["zh"]["error_rate"] == 0.0
    assert document["by_language"]["zh"]["error_rate_without_listing"] == pytest.approx(0.4)
    assert document["by_language"]["noise"]["made_up"] == 1.0
    assert [row["said"] for row in document["misheard"]] == [""]
