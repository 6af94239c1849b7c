# ruff: noqa: T201 (a command, which prints)
"""How well and how fast the recogniser hears Mandarin.

    python tests/benchmarks/recognition.py [--clips FOLDER] [--limit N] [--vocabulary 羽绒服,尺码]

Reads `manifest.jsonl` (an object a line: `audio`, `text`, `language`) under FOLDER and prints the
character error rate over its Mandarin clips, punctuation aside, with the time a clip takes.
"""

import argparse
import asyncio
import json
import re
import statistics
import sys
import time
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.audio import Audio
from assistant.speech.recognisers.registry import open_recogniser
from assistant.speech.script import simplified

CLIPS = Path(__file__).parents[3] / "shared" / "data" / "speech"


def letters(text: str) -> str:
    """What counts: simplified characters, letters and digits, without prosody marks."""
    return re.sub(r"#\d|[\W_]", "", simplified(text)).lower()


async def main() -> int:
    """Run the benchmark; 0 when it ran."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clips", type=Path, default=CLIPS)
    parser.add_argument("--limit", type=int, default=0, help="only so many clips")
    parser.add_argument("--vocabulary", default="", help="words to expect, with commas between")
    options = parser.parse_args()
    manifest = options.clips / "manifest.jsonl"
    if not manifest.is_file():
        print(f"there is no {manifest}; name a folder of clips with --clips", file=sys.stderr)
        return 1
    rows = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["language"] == "zh"]
    rows = rows[: options.limit or len(rows)]
    vocabulary = [word for word in options.vocabulary.split(",") if word]
    settings = Settings()
    begun = time.perf_counter()
    recogniser = await open_recogniser(settings, ModelStore(settings.models_dir))
    opened = time.perf_counter() - begun
    errors = raw_errors = length = 0
    seconds = 0.0
    took: list[float] = []
    try:
        for row in rows:
            audio = Audio.decode((options.clips / row["audio"]).read_bytes(), max_seconds=600)
            begun = time.perf_counter()
            heard = await recogniser.recognise(audio, language="zh", vocabulary=vocabulary)
            took.append((time.perf_counter() - begun) * 1000)
            said = letters(row["text"])
            errors += Levenshtein.distance(said, letters(heard.text))
            raw_errors += Levenshtein.distance(said, letters(heard.raw))
            length += len(said)
            seconds += audio.seconds
    finally:
        await recogniser.close()
    print(f"{recogniser.name}: {len(rows)} clips, {seconds:.0f} s; opened in {opened:.1f} s")
    print(
        f"character error rate {errors / length:.3f}, before correction {raw_errors / length:.3f}"
    )
    p95 = statistics.quantiles(took, n=20, method="inclusive")[-1] if len(took) > 1 else took[0]
    print(f"time a clip: median {statistics.median(took):.0f} ms, 95th percentile {p95:.0f} ms")
    print(f"real-time factor {sum(took) / 1000 / seconds:.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
