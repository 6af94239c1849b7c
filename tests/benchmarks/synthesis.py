"""How Kokoro speaks in windows, beside the whole: `python tests/benchmarks/synthesis.py`.

Speed, each answer in windows and whole in turn, so that a busy machine disturbs both alike: time to
first sound (median, 95th percentile), how often a listener who plays as sound comes would have run
dry, and seconds of work for a second of sound. `--threads 1,2` runs all of it for each number of
threads, and `--busy` beside a program that keeps one processor at work.

Whole, an answer is made as work ahead is: at a low priority, which a busy machine shows.

Nearness, against the whole run of the same model: level (dB, of a whole answer and of its worst
window), log-mel distance (dB: inside and within 20 ms of a seam), correlation, the largest step
between two samples at a seam for the largest of the whole, and, with `--heard`, the characters the
recogniser hears otherwise. `--ways` measures the ways of normalising a window: by itself (local),
by itself and all before it (carried), by the voice's average (average), and by that average at the
text's share of silence, which is what speaks (share).
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from rapidfuzz.distance import Levenshtein

from assistant.models import ModelStore
from assistant.models.kokoro_halves import STEP
from assistant.settings import Settings
from assistant.speech.audio import Audio, Samples, join
from assistant.speech.reading import read
from assistant.speech.recognisers.registry import open_recogniser
from assistant.speech.synthesisers.espeak import EspeakProgram
from assistant.speech.synthesisers.kokoro import KokoroSynthesiser
from assistant.speech.synthesisers.kokoro_model import KokoroModel, Sentence
from assistant.speech.synthesisers.kokoro_statistics import SHARES, Moments
from assistant.speech.synthesisers.windows import Pace, Window
from assistant.speech.synthesisers.worker import Interrupt

ANSWERS = [
    ("zh", "zf_xiaoxiao", "有货的，亲。"),
    ("zh", "zf_xiaoxiao", "这款羽绒服现价259元。"),
    ("zh", "zm_yunxi", "支持七天无理由退换货。"),
    ("zh", "zm_yunjian", "黑色和白色有货，红色暂时没有。"),
    ("zh", "zf_xiaoyi", "身高165cm，体重110斤，建议您穿L码。"),
    ("zh", "zf_xiaoxiao", "拍下之后24小时内发货，偏远地区3-5天。"),
    ("zh", "zm_yunxi", "这款的面料是百分之百锦纶。"),
    ("zh", "zf_xiaoyi", "亲，这款羽绒服的填充物是90%白鸭绒，充绒量180g，零下十度也不怕冷。"),
    ("zh", "zf_xiaoxiao", "轻羽90白鸭绒连帽羽绒服现在活动价259元，原价399元。"),
    ("zh", "zm_yunjian", "按尺码表，您穿XL码合适。"),
    ("zh", "zf_xiaoxiao", "可以机洗，水温不要超过三十度。"),
    ("zh", "zf_xiaoyi", "不好意思，这款已经卖完了。"),
    ("zh", "zm_yunxi", "满300减30，另外还有5元的券可以领。"),
    ("zh", "zf_xiaoxiao", "保修一年，全国联保。"),
    ("en", "af_heart", "Yes, it is in stock."),
    ("en", "af_heart", "It is 259 yuan now, down from 399."),
    ("en", "am_michael", "It ships within 24 hours."),
    ("en", "am_michael", "The filling is 90% white duck down."),
    ("en", "af_bella", "You can return it within seven days, and we pay the postage."),
    ("en", "af_bella", "It comes in black, off-white and misty blue."),
]
WAYS = ("local", "carried", "average", "share")
_NEAR_SEAM = 480  # samples: 20 ms
_HOP = 240


@dataclass
class Speed:
    """Of one way of speaking."""

    first: list[float] = field(default_factory=list)
    dry: int = 0
    work: float = 0.0
    sound: float = 0.0

    async def measure(self, pieces: AsyncGenerator[Audio, None]) -> None:
        """Listen to one answer in real time's terms."""
        begun, cpu = time.perf_counter(), time.perf_counter()
        plays_until: float | None = None
        ran_dry = False
        async for piece in pieces:
            now = time.perf_counter()
            if plays_until is None:
                self.first.append(now - begun)
                plays_until = now
            elif now > plays_until:
                ran_dry = True
                plays_until = now
            plays_until += piece.seconds
            self.sound += piece.seconds
        self.dry += ran_dry
        self.work += time.perf_counter() - cpu

    def line(self) -> dict[str, float]:
        """The figures, seconds."""
        return {
            "first_sound_median": round(statistics.median(self.first), 3),
            "first_sound_p95": round(float(np.percentile(self.first, 95)), 3),
            "ran_dry": self.dry,
            "answers": len(self.first),
            "real_time_factor": round(self.work / self.sound, 3),
        }


def _spin() -> None:
    while True:
        pass


@contextmanager
def busy_processor(wanted: bool) -> Iterator[None]:
    """One processor at work meanwhile."""
    if not wanted:
        yield
        return
    process = multiprocessing.Process(target=_spin, daemon=True)
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


async def speed(kokoro: KokoroSynthesiser, rounds: int, busy: bool) -> dict[str, Speed]:
    """Every answer in windows and whole, in turn."""
    found = {"windows": Speed(), "whole": Speed()}
    with busy_processor(busy):
        for _ in range(rounds):
            for language, voice, text in ANSWERS:
                for name, one in found.items():
                    ahead = name == "whole"
                    await one.measure(
                        kokoro.speak(text, language=language, voice=voice, ahead=ahead)
                    )
    return found


def mel(samples: Samples) -> Samples:
    """40 mel bands in dB, every 10 ms."""
    size = 1024
    padded = np.pad(samples, (size // 2, size))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::_HOP] * np.hanning(size)
    power = np.abs(np.fft.rfft(frames)) ** 2
    edges = 700 * (10 ** (np.linspace(_mels(60), _mels(11_500), 42) / 2595) - 1)
    at = np.linspace(0, 12_000, size // 2 + 1)
    bands = [
        np.clip(np.minimum((at - low) / (mid - low), (high - at) / (high - mid)), 0, None)
        for low, mid, high in zip(edges, edges[1:], edges[2:], strict=False)
    ]
    return (10 * np.log10(np.maximum(power @ np.array(bands).T, 1e-7))).astype(np.float32)


def _mels(hertz: float) -> float:
    return 2595 * float(np.log10(1 + hertz / 700))


@dataclass
class Nearness:
    """Of answers in windows to the same answers whole: a list entry an answer."""

    level: list[float] = field(default_factory=list)
    worst_window: list[float] = field(default_factory=list)
    inside: list[float] = field(default_factory=list)
    at_seams: list[float] = field(default_factory=list)
    correlation: list[float] = field(default_factory=list)
    jump: list[float] = field(default_factory=list)

    def compare(self, windows: list[Samples], whole: Samples) -> None:
        """Take in one piece of an answer."""
        samples = np.concatenate(windows)
        # Each begins where it can be heard itself; they end together.
        apart = len(whole) - len(samples)
        whole = whole[apart:] if apart >= 0 else np.pad(whole, (-apart, 0))
        self.level.append(_decibels(samples) - _decibels(whole))
        ends = np.cumsum([len(window) for window in windows])
        parts = [whole[end - len(w) : end] for w, end in zip(windows, ends, strict=True)]
        levels = [
            _decibels(window) - _decibels(part)
            for window, part in zip(windows, parts, strict=True)
            if _decibels(part) > _decibels(whole) - 20
        ]
        self.worst_window.append(max(levels, key=abs, default=0.0))
        bands = mel(whole)
        away = np.abs(mel(samples) - bands).mean(axis=1)
        heard = bands.max(axis=1) > bands.max() - 40
        moments = np.arange(len(away)) * _HOP
        seams = ends[:-1]
        near = np.zeros(len(away), bool)
        for seam in seams:
            near |= np.abs(moments - seam) <= _NEAR_SEAM
        self.inside.append(float(away[heard & ~near].mean()))
        if np.any(heard & near):
            self.at_seams.append(float(away[heard & near].mean()))
        self.correlation.append(float(np.corrcoef(samples, whole)[0, 1]))
        steps = np.abs(np.diff(samples))
        if len(seams):
            largest = float(np.abs(np.diff(whole)).max())
            self.jump.append(max(float(steps[seam - 1]) for seam in seams) / largest)

    def line(self) -> dict[str, float]:
        """Means over the answers, and the worst of them."""
        return {
            "level_db": round(float(np.mean(np.abs(self.level))), 2),
            "level_db_worst": round(float(np.max(np.abs(self.level))), 2),
            "window_db": round(float(np.mean(np.abs(self.worst_window))), 2),
            "mel_db_inside": round(float(np.mean(self.inside)), 2),
            "mel_db_at_seams": round(float(np.mean(self.at_seams)), 2),
            "correlation": round(float(np.mean(self.correlation)), 3),
            "seam_jump": round(float(np.max(self.jump, initial=0.0)), 2),
        }


def _decibels(samples: Samples) -> float:
    return 20 * float(np.log10(np.sqrt(np.mean(samples.astype(np.float64) ** 2)) + 1e-9))


class Growing(Pace):
    """Windows of the lengths an idle machine makes, whatever this one is doing now."""

    def __init__(self) -> None:
        self._now = 0.0
        super().__init__(0.003, lambda: self._now)

    def at_once(self, steps: int) -> bool:
        """Never: it is the windows that are measured."""
        return False

    def observe(self, window: Window, seconds: float) -> None:
        """Let the time pass that the window takes on an idle machine."""
        self._now += window.made * self.step_cost


Way = Callable[[KokoroModel, Sentence, str], list[Samples]]


def in_windows(model: KokoroModel, sentence: Sentence, speaker: str, way: str) -> list[Samples]:
    """One piece's windows, normalised the named way."""
    statistics_of = model._statistics[speaker]
    share = float(sentence.still.mean()) if way == "share" else float(np.mean(SHARES[:3]))
    given: Moments | None = statistics_of.at(share)
    if way in ("average", "share"):
        assert given is not None
        return [a.samples for a in model._in_windows(sentence, Growing(), given)]
    pace, windows = Growing(), []
    at, end = sentence.spoken
    means = squares = None
    known = 0
    given = None
    while at < end:
        window = pace.window(at, end, sentence.steps)
        _, own = model._sound(sentence, window, given=given)
        if way == "carried":
            size = window.end - window.begin
            weight = size / (known + size)
            moment = own.variances + own.means**2
            means = own.means if means is None else means + weight * (own.means - means)
            squares = moment if squares is None else squares + weight * (moment - squares)
            known += size
            given = Moments(means, np.maximum(squares - means**2, 0))
            samples, _ = model._sound(sentence, window, given=given)
        else:
            samples, _ = model._sound(sentence, window)
        pace.observe(window, 0.0)
        pace.hand_over((window.end - window.begin) * STEP / 24_000)
        low = (window.begin - window.low) * STEP
        windows.append(samples[low : low + (window.end - window.begin) * STEP])
        at = window.end
    return windows


def nearness(kokoro: KokoroSynthesiser, ways: tuple[str, ...]) -> dict[str, Nearness]:
    """Every answer the named ways, beside the whole."""
    model, found = kokoro._model, {way: Nearness() for way in ways}
    for language, voice, text in ANSWERS:
        for sentence in model.sentences(kokoro._phonemes.of(read(text, language)), voice, 1.0):
            whole = model._at_once(sentence).samples
            for way, one in found.items():
                one.compare(in_windows(model, sentence, voice, way), whole)
    return found


async def misheard(kokoro: KokoroSynthesiser, settings: Settings) -> dict[str, float]:
    """Characters the recogniser hears otherwise, for a character: in windows, and whole."""
    recogniser = await open_recogniser(settings, ModelStore(settings.models_dir))
    model = kokoro._model
    errors, characters = {"windows": 0, "whole": 0}, 0
    for language, voice, text in ANSWERS:
        wanted = _plain(read(text, language))
        characters += len(wanted)
        sounds: dict[str, list[Audio]] = {"windows": [], "whole": []}
        for sentence in model.sentences(kokoro._phonemes.of(read(text, language)), voice, 1.0):
            windows = in_windows(model, sentence, voice, "share")
            sounds["windows"].append(Audio(np.concatenate(windows), 24_000))
            sounds["whole"].append(model._at_once(sentence))
        for name, pieces in sounds.items():
            heard = await recogniser.recognise(join(pieces), language=language)
            errors[name] += Levenshtein.distance(wanted, _plain(read(heard.text, language)))
    await recogniser.close()
    return {name: round(count / characters, 3) for name, count in errors.items()}


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


async def calibrated(kokoro: KokoroSynthesiser) -> None:
    """Wait until every voice of the answers can be heard in windows."""
    for speaker in {voice for _, voice, _ in ANSWERS}:
        if not kokoro._model.calibrated(speaker):
            await asyncio.to_thread(kokoro._calibrate, speaker, Interrupt())


async def main() -> None:
    """Load, measure, print."""
    parser = argparse.ArgumentParser(description="Kokoro in windows, beside the whole.")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--threads", default="", help="numbers, with commas; 1 by default")
    parser.add_argument("--busy", action="store_true", help="while one processor is at work")
    parser.add_argument("--ways", action="store_true", help="the other ways of normalising too")
    parser.add_argument("--heard", action="store_true", help="what the recogniser hears too")
    parser.add_argument("--only", choices=["speed", "nearness"], help="one half of it")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    options = parser.parse_args()
    settings = Settings()
    folder = ModelStore(settings.models_dir).path("kokoro-82m")
    threads = [int(n) for n in options.threads.split(",") if n] or [1]
    report: dict[str, dict[str, float]] = {}
    espeak = EspeakProgram()
    for number in threads:
        kokoro = await KokoroSynthesiser.load(folder, espeak, threads=number)
        await calibrated(kokoro)
        if options.only != "nearness":
            for name, one in (await speed(kokoro, options.rounds, options.busy)).items():
                report[f"{name}, threads {number}"] = one.line()
        if options.only != "speed" and number == threads[0]:
            ways = WAYS if options.ways else WAYS[-1:]
            for name, near in nearness(kokoro, ways).items():
                report[f"nearness, {name}"] = near.line()
            if options.heard:
                report["misheard"] = await misheard(kokoro, settings)
        await kokoro.close()
    espeak.close()
    load = round(os.getloadavg()[0], 2)
    if options.json:
        sys.stdout.write(json.dumps({**report, "load_average": load}) + "\n")
        return
    for name, figures in report.items():
        written = "  ".join(f"{key} {value}" for key, value in figures.items())
        sys.stdout.write(f"{name}: {written}\n")
    sys.stdout.write(f"load average {load}\n")


if __name__ == "__main__":
    asyncio.run(main())
