"""How fast Kokoro speaks: `python tests/benchmarks/synthesis.py`.

Ten sentences, each several times, quantised and folded models in turn so that a busy machine
disturbs both alike. Prints time to first sound, real-time factor (seconds of waiting for a second
of sound) and processor time for a second of sound, which other programs disturb least: median,
95th percentile, and the spread between the quartiles.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
from dataclasses import asdict, dataclass

import psutil

from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.synthesisers.espeak import EspeakProgram
from assistant.speech.synthesisers.kokoro import KokoroSynthesiser

SENTENCES = [
    "有货的，亲。",
    "这款羽绒服现价259元。",
    "支持七天无理由退换货。",
    "黑色和白色有货，红色暂时没有。",
    "身高165cm，体重110斤，建议您穿L码。",
    "拍下之后24小时内发货，偏远地区3-5天。",
    "净含量500ml*2瓶，第2件半价，到手价99.9元。",
    "这款支持USB充电，iPhone15 Pro也能用，电池是5000mAh。",
    "亲，这款羽绒服的填充物是90%白鸭绒，充绒量180g，零下十度也不怕冷。",
    "暂时没有这个信息，我帮您问一下主播，请您稍等一下，谢谢。",
]


@dataclass(frozen=True, slots=True)
class Spread:
    """Of a list of measurements."""

    median: float
    p95: float
    quartiles: tuple[float, float]

    @classmethod
    def of(cls, values: list[float]) -> "Spread":
        """Round to milliseconds."""
        cuts = statistics.quantiles(values, n=20, method="inclusive")
        rounded = [round(cut, 3) for cut in cuts]
        return cls(round(statistics.median(values), 3), rounded[18], (rounded[4], rounded[14]))


async def measure(kokoro: KokoroSynthesiser, sentence: str) -> dict[str, float]:
    """One sentence, spoken once."""
    begun, spent = time.perf_counter(), time.process_time()
    first, seconds = 0.0, 0.0
    async for audio in kokoro.speak(sentence, language="zh"):
        first = first or time.perf_counter() - begun
        seconds += audio.seconds
    return {
        "first_sound_s": first,
        "real_time_factor": (time.perf_counter() - begun) / seconds,
        "processor_factor": (time.process_time() - spent) / seconds,
    }


async def main() -> None:
    """Load both, measure in turn, print."""
    parser = argparse.ArgumentParser(description="Time Kokoro, quantised and folded.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sentences", type=int, default=len(SENTENCES), help="only so many")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    options = parser.parse_args()
    settings = Settings()
    folder = ModelStore(settings.models_dir).path("kokoro-82m")
    espeak = EspeakProgram()
    process = psutil.Process(os.getpid())
    voices: dict[str, KokoroSynthesiser] = {}
    resident: dict[str, int] = {}
    for name, fold in (("folded", True), ("int8", False)):
        before = process.memory_info().rss
        voices[name] = await KokoroSynthesiser.load(
            folder, espeak, threads=settings.threads, fold=fold
        )
        resident[name] = round((process.memory_info().rss - before) / 1e6)

    measured: dict[str, list[dict[str, float]]] = {name: [] for name in voices}
    for _ in range(options.rounds):
        for sentence in SENTENCES[: options.sentences]:
            for name, kokoro in voices.items():
                measured[name].append(await measure(kokoro, sentence))
    for kokoro in voices.values():
        await kokoro.close()
    espeak.close()

    load = round(os.getloadavg()[0], 2)
    report = {
        name: {key: asdict(Spread.of([run[key] for run in runs])) for key in runs[0]}
        for name, runs in measured.items()
    }
    if options.json:
        document = {"models": report, "resident_mb": resident, "load_average": load}
        sys.stdout.write(json.dumps(document) + "\n")
        return
    for name, figures in report.items():
        for key, spread in figures.items():
            low, high = spread["quartiles"]
            sys.stdout.write(
                f"{name:7} {key:17} median {spread['median']:.2f}  "
                f"p95 {spread['p95']:.2f}  quartiles {low:.2f}-{high:.2f}\n"
            )
        sys.stdout.write(f"{name:7} resident          {resident[name]} MB\n")
    sys.stdout.write(f"load average {load}\n")


if __name__ == "__main__":
    asyncio.run(main())
