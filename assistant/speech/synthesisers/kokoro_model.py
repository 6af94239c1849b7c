"""Kokoro-82M itself: phonemes and a speaker's style in, 24 kHz sound out.

Li et al. 2023, "StyleTTS 2", is the architecture; the symbol table is the model's own
`config.json`, the styles are one file a speaker, a row for each number of phonemes.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime

from assistant.models.kokoro_float import folded
from assistant.speech.audio import SPEAKING_RATE, Audio, Samples, join
from assistant.speech.synthesisers.edges import trimmed
from assistant.speech.synthesisers.port import SynthesiserError

LONGEST = 510
"""Phonemes the model takes at once."""

_STYLE = 256
_PAD = 0
_PEAK = 0.95


class KokoroModel:
    """One inference session and the styles used so far. Calls block; one thread at a time."""

    def __init__(self, folder: Path, *, threads: int, fold: bool = True) -> None:
        """Load the model in `folder` (`model.onnx`, `config.json`, `voices/*.bin`).

        `fold` runs the convolutions in float32, from a copy made beside the file on first use:
        faster, for some 140 MB more memory. Raises SynthesiserError where a file cannot be read.
        """
        self._folder = folder
        try:
            config = json.loads((folder / "config.json").read_text("utf-8"))
            self._session = _session(_file(folder, fold=fold), threads)
        except Exception as error:  # onnx, protobuf and onnxruntime each raise their own
            raise SynthesiserError(
                f"Kokoro could not be loaded from {folder} ({type(error).__name__}); "
                "run: xiaoer models pull kokoro-82m --again"
            ) from error
        self._symbols: dict[str, int] = config["vocab"]
        self._styles: dict[str, Samples] = {}
        self.speakers = tuple(sorted(path.stem for path in (folder / "voices").glob("*.bin")))

    def speak(self, phonemes: str, speaker: str, speed: float = 1.0) -> Audio:
        """The sound of `phonemes`, silence trimmed from its ends; empty for none.

        Symbols the model does not know are skipped. More than `LONGEST` are spoken in parts, cut
        at blanks.
        """
        parts = [self._run(part, speaker, speed) for part in self._parts(phonemes)]
        parts = [part for part in parts if len(part.samples)]
        return join(parts) if parts else Audio(np.zeros(0, np.float32), SPEAKING_RATE)

    def _parts(self, phonemes: str) -> Iterator[str]:
        known = "".join(symbol for symbol in phonemes if symbol in self._symbols).strip()
        while len(known) > LONGEST:
            cut = known.rfind(" ", 0, LONGEST) + 1 or LONGEST
            yield known[:cut]
            known = known[cut:]
        if any(symbol.isalpha() for symbol in known):
            yield known

    def _run(self, phonemes: str, speaker: str, speed: float) -> Audio:
        tokens = [_PAD, *(self._symbols[symbol] for symbol in phonemes), _PAD]
        style = self._style(speaker)
        row = min(len(phonemes), len(style) - 1)
        inputs = {
            "tokens": np.array([tokens], dtype=np.int64),
            "style": style[row : row + 1],
            "speed": np.array([speed], dtype=np.float32),
        }
        try:
            (sound,) = self._session.run(["audio"], inputs)
        except Exception as error:  # onnxruntime's errors share no base class of their own
            raise SynthesiserError(
                f"Kokoro failed on a piece of {len(phonemes)} phonemes; ask again"
            ) from error
        samples = np.asarray(sound, dtype=np.float32).reshape(-1)
        peak = float(np.abs(samples).max(initial=0.0))
        if peak > _PEAK:
            samples = samples * np.float32(_PEAK / peak)
        return trimmed(Audio(samples, SPEAKING_RATE))

    def _style(self, speaker: str) -> Samples:
        if speaker not in self._styles:
            path = self._folder / "voices" / f"{speaker}.bin"
            try:
                table = np.fromfile(path, dtype="<f4").reshape(-1, _STYLE)
            except (OSError, ValueError) as error:
                raise SynthesiserError(
                    f"the voice {speaker} cannot be read from {path}; "
                    "run: xiaoer models pull kokoro-82m --again"
                ) from error
            self._styles[speaker] = table
        return self._styles[speaker]


def _file(folder: Path, *, fold: bool) -> Path:
    """The model to run; the quantised one where there is no room for a folded copy."""
    source = folder / "model.onnx"
    if not fold:
        return source
    try:
        return folded(source)
    except OSError:
        return source


def _session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # A thread that spins while it waits costs nothing when the machine is idle (3 % gained) and
    # halves the speed when recogniser and language model want the same cores.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3  # it warns of shapes it cannot infer, at every run
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
