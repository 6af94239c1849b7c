"""How surely an echo is told from another voice: `python tests/benchmarks/echo.py FOLDER`.

FOLDER holds recordings of people (WAV, FLAC). Each is played through a bare room, past a
loudspeaker that clips, and heard up to half a second later; others stand for viewers.
"""

import argparse
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.speech.audio import HEARING_RATE, Audio, Samples
from assistant.speech.turns.echo import SHARE, echo

TRIES = 200
LENGTHS_MS = (100, 150, 200, 300)
QUIET = 0.02  # root mean square under which a stretch holds no speech to tell anything by


def in_a_room(sound: Samples, rng: np.random.Generator) -> Samples:
    """As loud behind the wall as in front of it: direct to reverberant energy is 0 dB."""
    taps = np.arange(3200)
    room = 0.05 * rng.normal(size=len(taps)) * np.exp(-taps / 800)
    room[0] = 1.0
    heard = np.convolve(sound, room)[: len(sound)]
    return np.tanh(0.6 * heard / np.abs(heard).max()) / 2


def loud(sound: Samples) -> bool:
    """Whether there is enough in it to be judged."""
    return bool(np.sqrt((sound**2).mean()) > QUIET)


def main() -> None:
    """Print, by length, what echoes, other voices and both at once reach."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    files = sorted(
        f for f in parser.parse_args().folder.rglob("*") if f.suffix in (".wav", ".flac")
    )
    clips = [Audio.decode(f.read_bytes(), max_seconds=90).at(HEARING_RATE).samples for f in files]
    clips = [clip for clip in clips if len(clip) > 1.5 * HEARING_RATE]
    rng = np.random.default_rng(1)
    table = Table("ms", "echo 5 %", "echo median", "other 95 %", "other most", "over echo 95 %")
    for length_ms in LENGTHS_MS:
        length = length_ms * HEARING_RATE // 1000
        echoes, others, both = [], [], []
        for _ in range(TRIES):
            one, two = rng.choice(len(clips), 2, replace=False)
            end = int(rng.integers(1.3 * HEARING_RATE, len(clips[one])))
            delay = int(rng.integers(200, HEARING_RATE // 2))
            played = clips[one][:end]
            back = in_a_room(clips[one], rng)[end - delay - length : end - delay]
            start = int(rng.integers(0, len(clips[two]) - length))
            voice = clips[two][start : start + length]
            if not (loud(played[end - delay - length : end - delay]) and loud(voice)):
                continue
            noisy = (back + rng.normal(0, 0.003, length)).astype(np.float32)
            echoes.append(echo(noisy, played))
            others.append(echo(voice, played))
            both.append(echo((voice / np.abs(voice).max() / 2 + noisy).astype(np.float32), played))
        figures = (
            np.percentile(echoes, 5),
            np.median(echoes),
            np.percentile(others, 95),
            np.max(others),
            np.percentile(both, 95),
        )
        table.add_row(str(length_ms), *(f"{figure:.2f}" for figure in figures))
    Console().print(table, f"an echo is what reaches {SHARE}")


if __name__ == "__main__":
    main()
