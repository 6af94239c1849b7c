# ruff: noqa: T201 (a command, which prints)
"""How well and how fast Mandarin is heard, and how the same weights hear it run the standard way.

    python tests/benchmarks/recognition.py [--clips FOLDER] [--limit N] [--vocabulary 羽绒服,尺码]
        [--standard] [--threads N] [--busy]

Reads `manifest.jsonl` (an object a line: `audio`, `text`, `language`) under FOLDER and prints the
character error rate over its Mandarin clips, punctuation aside, with the time a clip takes.
`--standard` hears each clip a second time as OpenAI's reference does: windows of 30 s, beam 5, then
sampling at rising temperature while a guard fails. `--busy` keeps one core at work meanwhile.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.audio import HEARING_RATE, Audio
from assistant.speech.evaluate.scoring import Errors, errors
from assistant.speech.recognisers.engine import Attempt
from assistant.speech.recognisers.guards import holds, is_silence
from assistant.speech.recognisers.registry import open_recogniser
from assistant.speech.recognisers.whisper import CTranslate2Whisper

CLIPS = Path(__file__).parents[3] / "shared" / "data" / "speech"
STANDARD_WINDOW_S = 30.0
STANDARD = tuple(
    Attempt(beam=5, temperature=heat) for heat in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
)  # whisper/transcribe.py


class StandardWhisper:
    """The embedded weights, run as the reference runs them; sound of at most 30 s."""

    def __init__(self, settings: Settings) -> None:
        folder = ModelStore(settings.models_dir).path("whisper-base")
        self._engine = CTranslate2Whisper(folder, threads=settings.threads)
        self._engine.window_s = STANDARD_WINDOW_S

    def recognise(self, audio: Audio) -> str:
        """The text of `audio`."""
        encoded = self._engine.encode(audio.at(HEARING_RATE).samples)
        for attempt in STANDARD:
            heard = self._engine.decode(encoded, language="zh", prompt="", attempt=attempt)
            if is_silence(heard):
                return ""
            if holds(heard):
                break
        return heard.text


@contextmanager
def busy_core(busy: bool) -> Iterator[None]:
    """One core at work, if asked for."""
    if not busy:
        yield
        return
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as spinning:
        try:
            yield
        finally:
            spinning.kill()


def told(name: str, found: Sequence[Errors], took_ms: Sequence[float], seconds: float) -> None:
    """Print the figures of one way."""
    p95 = statistics.quantiles(took_ms, n=20, method="inclusive")[-1]
    print(
        f"{name}: character error rate {Errors.over(found).rate:.3f}; a clip takes "
        f"{statistics.median(took_ms):.0f} ms (95th percentile {p95:.0f} ms); "
        f"real-time factor {sum(took_ms) / 1000 / seconds:.3f}"
    )


async def main() -> int:
    """Run the benchmark; 0 when it ran."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clips", type=Path, default=CLIPS)
    parser.add_argument("--limit", type=int, default=0, help="only so many clips")
    parser.add_argument("--vocabulary", default="", help="words to expect, with commas between")
    parser.add_argument("--standard", action="store_true", help="hear it the standard way as well")
    parser.add_argument("--threads", type=int, default=Settings().threads)
    parser.add_argument("--busy", action="store_true", help="keep one core at work meanwhile")
    options = parser.parse_args()
    manifest = options.clips / "manifest.jsonl"
    if not manifest.is_file():
        print(f"there is no {manifest}; name a folder of clips with --clips", file=sys.stderr)
        return 1
    rows = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["language"] == "zh"]
    rows = rows[: options.limit or len(rows)]
    vocabulary = [word for word in options.vocabulary.split(",") if word]
    settings = Settings(threads=options.threads)
    recogniser = await open_recogniser(settings, ModelStore(settings.models_dir))
    standard = StandardWhisper(settings) if options.standard else None
    own: list[Errors] = []
    own_ms: list[float] = []
    others: list[Errors] = []
    others_ms: list[float] = []
    seconds = 0.0
    with busy_core(options.busy):
        try:
            for row in rows:
                audio = Audio.decode((options.clips / row["audio"]).read_bytes(), max_seconds=600)
                seconds += audio.seconds
                begun = time.perf_counter()
                heard = await recogniser.recognise(audio, language="zh", vocabulary=vocabulary)
                own_ms.append((time.perf_counter() - begun) * 1000)
                own.append(errors(row["text"], heard.text, "zh"))
                if standard is not None:
                    begun = time.perf_counter()
                    text = standard.recognise(audio)
                    others_ms.append((time.perf_counter() - begun) * 1000)
                    others.append(errors(row["text"], text, "zh"))
        finally:
            await recogniser.close()
    print(f"{len(rows)} clips, {seconds:.0f} s, {options.threads} threads")
    told(recogniser.name, own, own_ms, seconds)
    if standard is not None:
        told("the standard way", others, others_ms, seconds)
    return 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
