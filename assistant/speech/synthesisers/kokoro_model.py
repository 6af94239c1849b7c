"""Kokoro-82M itself: phonemes and a speaker's style in, 24 kHz sound out, whole or in windows.

Li et al. 2023, "StyleTTS 2", is the architecture; the symbol table is the model's own
`config.json`, the styles are one file a speaker, a row for each number of phonemes.
"""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from assistant.models import kokoro_halves as halves
from assistant.speech.audio import SPEAKING_RATE, Audio, Samples, join
from assistant.speech.synthesisers.kokoro_statistics import (
    SHARES,
    Gathering,
    Moments,
    VoiceStatistics,
    quiet,
    shares_near,
    together,
    with_silence,
)
from assistant.speech.synthesisers.port import SynthesiserError
from assistant.speech.synthesisers.windows import Pace, Window
from assistant.speech.synthesisers.worker import Interrupt, Interrupted

LONGEST = 510
"""Phonemes the model takes at once."""

_STYLE = 256
_PAD = 0
_STEP_COST = 0.005  # seconds, until it is measured
_LOUD = 0.8  # louder samples are bent, not cut: no window needs to know another's peak
_FADE = 192  # samples at both ends: 8 ms
_LEAD, _TAIL = 3, 5  # steps kept before the first sound, which may be weak, and after the last
_FAINT = 10 ** (-50 / 20)  # nobody hears where a sound that begins under it begins
_BEFORE = 240  # samples kept before the first that is not so: 10 ms, for the fade


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """What the first half makes of phonemes: all that their sound depends on.

    `features` [1, channels, steps], `harmonics` [1, bins, 60·steps + 1], `gains` and `offsets`
    [1, channels, 1]; `still` tells for each step whether it is silence.
    """

    features: Samples
    harmonics: Samples
    gains: Samples
    offsets: Samples
    still: npt.NDArray[np.bool_]

    @property
    def steps(self) -> int:
        """How many steps of `halves.STEP` samples the sound has, silence included."""
        return len(self.still)

    @property
    def spoken(self) -> tuple[int, int]:
        """The steps without the silence before and after, as a range."""
        loud = np.flatnonzero(~self.still)
        if not len(loud):
            return 0, 0
        return max(0, int(loud[0]) - _LEAD), min(self.steps, int(loud[-1]) + 1 + _TAIL)

    def taken(self, steps: npt.NDArray[np.intp]) -> "Sentence":
        """Only these steps of it, in this order."""
        bins, each = self.harmonics.shape[1], halves.HARMONICS_PER_STEP
        by_step = self.harmonics[:, :, :-1].reshape(bins, self.steps, each)[:, steps]
        harmonics = np.concatenate(
            [by_step.reshape(1, bins, -1), self.harmonics[:, :, -1:]], axis=2
        )
        features = np.ascontiguousarray(self.features[:, :, steps])
        return Sentence(features, harmonics, self.gains, self.offsets, self.still[steps])


class KokoroModel:
    """Both halves' sessions, the styles and statistics used so far. Calls block.

    One thread may speak while another works ahead.
    """

    def __init__(self, folder: Path, *, threads: int) -> None:
        """Load the model in `folder` (`model.onnx`, `config.json`, `voices/*.bin`).

        Its two halves are made beside the file on first use, or in memory where there is no room.
        Raises SynthesiserError where a file cannot be read.
        """
        self._folder = folder
        source = folder / "model.onnx"
        try:
            config = json.loads((folder / "config.json").read_text("utf-8"))
            first, second = halves.halves(source)
            self._first, self._second = _session(first, threads), _session(second, threads)
        except Exception as error:  # onnx, protobuf and onnxruntime each raise their own
            raise SynthesiserError(
                f"Kokoro could not be loaded from {folder} ({type(error).__name__}); "
                "run: xiaoer models pull kokoro-82m --again"
            ) from error
        self._symbols: dict[str, int] = config["vocab"]
        self._styles: dict[str, Samples] = {}
        self._statistics: dict[str, VoiceStatistics] = {}
        self._key = f"{halves.VERSION}:{source.stat().st_size}"
        self._channels = int(
            next(i.shape[1] for i in self._second.get_inputs() if i.name == halves.MEANS)
        )
        self.step_cost = _STEP_COST
        self.speakers = tuple(sorted(path.stem for path in (folder / "voices").glob("*.bin")))

    def speak(
        self, phonemes: str, speaker: str, speed: float = 1.0, interrupt: Interrupt | None = None
    ) -> Audio:
        """The sound of `phonemes`, made at once, silence trimmed from its ends; empty for none.

        Symbols the model does not know are skipped. More than `LONGEST` are spoken in parts, cut
        at blanks. Raises Interrupted soon after `interrupt` is set.
        """
        parts = [Audio(np.zeros(0, np.float32), SPEAKING_RATE)]
        for sentence in self.sentences(phonemes, speaker, speed, interrupt):
            parts.append(self._at_once(sentence, interrupt))
        return join(parts)

    def windows(
        self, phonemes: str, speaker: str, speed: float, pace: Pace, moments: Moments | None = None
    ) -> Iterator[Audio]:
        """The same sound, in windows as `pace` says, normalised by the voice's statistics.

        What `pace` has the time for is made at once, as by `speak`. `moments` are others to
        normalise by. Raises SynthesiserError; `calibrate` comes first.
        """
        for sentence in self.sentences(phonemes, speaker, speed):
            if moments is None and pace.at_once(sentence.steps):
                started = time.perf_counter()
                sound = self._at_once(sentence)
                pace.observe(_whole(sentence), time.perf_counter() - started)
                pace.hand_over(sound.seconds)
                yield sound
            else:
                given = moments or self._statistics[speaker].at(float(sentence.still.mean()))
                yield from self._in_windows(sentence, pace, given)
        self.step_cost = pace.step_cost

    def time_a_step(self, phonemes: str, speaker: str) -> None:
        """Find `step_cost`, the seconds a step of sound takes now, by speaking twice."""
        for sentence in self.sentences(phonemes, speaker, 1.0):
            self._at_once(sentence)  # the first run also reserves memory
            started = time.perf_counter()
            self._at_once(sentence)
            self.step_cost = (time.perf_counter() - started) / sentence.steps

    def calibrated(self, speaker: str) -> bool:
        """Whether the statistics of `speaker` are known, now or from another time."""
        if speaker not in self._statistics:
            saved = VoiceStatistics.load(self._statistics_file(speaker), self._key)
            if saved is None or saved.means.shape[1] != self._channels:
                return False
            self._statistics[speaker] = saved
        return True

    def calibrate(
        self, speaker: str, texts: Sequence[str], interrupt: Interrupt | None = None
    ) -> None:
        """Find the statistics of `speaker` from its sound of `texts` (phonemes), and keep them.

        Takes some seconds for each text. Raises Interrupted as `speak` does, and is then begun
        anew.
        """
        gatherings = [Gathering() for _ in SHARES]
        for text in texts:
            for sentence in self.sentences(text, speaker, 1.0, interrupt):
                weight = float(np.count_nonzero(~sentence.still))
                for at in shares_near(float(sentence.still.mean())):
                    part = sentence.taken(with_silence(sentence.still, SHARES[at]))
                    _, moments = self._sound(part, _whole(part), interrupt)
                    gatherings[at].add(moments, weight)
        found = together(gatherings)
        self._statistics[speaker] = found
        try:
            found.save(self._statistics_file(speaker), self._key)
        except OSError:
            return  # found again next time

    def sentences(
        self, phonemes: str, speaker: str, speed: float, interrupt: Interrupt | None = None
    ) -> Iterator[Sentence]:
        """What the first half makes of `phonemes`, in parts the model can take."""
        known = "".join(symbol for symbol in phonemes if symbol in self._symbols).strip()
        while len(known) > LONGEST:
            cut = known.rfind(" ", 0, LONGEST) + 1 or LONGEST
            yield self._sentence(known[:cut], speaker, speed, interrupt)
            known = known[cut:]
        if any(symbol.isalpha() for symbol in known):
            yield self._sentence(known, speaker, speed, interrupt)

    def _at_once(self, sentence: Sentence, interrupt: Interrupt | None = None) -> Audio:
        samples, _ = self._sound(sentence, _whole(sentence), interrupt)
        begin, end = (step * halves.STEP for step in sentence.spoken)
        return finished(samples[begin:end], True, True)

    def _in_windows(self, sentence: Sentence, pace: Pace, given: Moments) -> Iterator[Audio]:
        begin, end = sentence.spoken
        at = begin
        while at < end:
            window = pace.window(at, end, sentence.steps)
            started = time.perf_counter()
            samples, _ = self._sound(sentence, window, given=given)
            pace.observe(window, time.perf_counter() - started)
            offset = (window.begin - window.low) * halves.STEP
            wanted = samples[offset : offset + (window.end - window.begin) * halves.STEP]
            sound = finished(wanted, window.begin == begin, window.end == end)
            pace.hand_over(sound.seconds)
            yield sound
            at = window.end

    def _sentence(
        self, phonemes: str, speaker: str, speed: float, interrupt: Interrupt | None
    ) -> Sentence:
        tokens = [_PAD, *(self._symbols[symbol] for symbol in phonemes), _PAD]
        style = self._style(speaker)
        row = min(len(phonemes), len(style) - 1)
        inputs = {
            "tokens": np.array([tokens], dtype=np.int64),
            "style": style[row : row + 1],
            "speed": np.array([speed], dtype=np.float32),
        }
        made = _run(self._first, halves.FIRST_HALF, inputs, interrupt)
        features, harmonics, gains, offsets, energy = made
        return Sentence(features, harmonics, gains, offsets, quiet(energy.reshape(-1)))

    def _sound(
        self,
        sentence: Sentence,
        window: Window,
        interrupt: Interrupt | None = None,
        given: Moments | None = None,
    ) -> tuple[Samples, Moments]:
        """The samples of the steps made for `window`, and the moments of those steps; normalised
        by those moments unless others are `given`."""
        low, high, each = window.low, window.high, halves.HARMONICS_PER_STEP
        nothing = np.zeros((1, self._channels, 1), np.float32)
        inputs = {
            halves.FEATURES: sentence.features[:, :, low:high],
            halves.HARMONICS: sentence.harmonics[:, :, low * each : high * each + 1],
            halves.GAINS: sentence.gains,
            halves.OFFSETS: sentence.offsets,
            halves.MEANS: nothing if given is None else given.means,
            halves.VARIANCES: nothing if given is None else given.variances,
            halves.OWN: np.array([given is None], np.float32),
        }
        sound, means, variances = _run(self._second, halves.SECOND_HALF, inputs, interrupt)
        return sound.reshape(-1), Moments(means, variances)

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

    def _statistics_file(self, speaker: str) -> Path:
        return self._folder / "statistics" / f"{speaker}.npz"


def _whole(sentence: Sentence) -> Window:
    return Window(0, sentence.steps, sentence.steps)


def limited(samples: Samples) -> Samples:
    """`samples` within (-1, 1): those beyond ±0.8 bent towards ±1, each by itself."""
    over = np.abs(samples) - np.float32(_LOUD)
    if not np.any(over > 0):
        return samples
    room = np.float32(1.0 - _LOUD)
    bent = np.sign(samples) * (np.float32(_LOUD) + room * np.tanh(over / room))
    return np.where(over > 0, bent, samples).astype(np.float32)


def finished(samples: Samples, first: bool, last: bool) -> Audio:
    """`samples` limited, and faded where the sound begins and ends.

    It begins with what can be heard: the silence that the steps leave before it, 35 ms and more,
    would be waited for by everybody.
    """
    samples = limited(samples).copy()
    if first:
        samples = samples[_onset(samples) :]
    fade = min(_FADE, len(samples) // 2)
    ramp = np.linspace(0.0, 1.0, fade, dtype=np.float32)
    if first:
        samples[:fade] *= ramp
    if last and fade:
        samples[-fade:] *= ramp[::-1]
    return Audio(samples, SPEAKING_RATE)


def _onset(samples: Samples) -> int:
    heard = np.flatnonzero(np.abs(samples) >= _FAINT)
    return max(0, int(heard[0]) - _BEFORE) if len(heard) else 0


def _run(
    session: onnxruntime.InferenceSession,
    outputs: Sequence[str],
    inputs: dict[str, Any],
    interrupt: Interrupt | None,
) -> list[Samples]:
    options = onnxruntime.RunOptions()

    def terminate() -> None:
        options.terminate = True

    if interrupt is not None:
        interrupt.on_set(terminate)
    try:
        found: list[Samples] = session.run(list(outputs), inputs, options)
    except Exception as error:  # onnxruntime's errors share no base class of their own
        if interrupt is not None and interrupt.is_set:
            raise Interrupted from error
        raise SynthesiserError("Kokoro failed on a piece of the text; ask again") from error
    finally:
        if interrupt is not None:
            interrupt.on_set(None)
    return found


def _session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # A pattern is kept for each length of text: 200 MB after eighty texts, and no faster.
    options.enable_mem_pattern = False
    # A thread that spins while it waits costs nothing when the machine is idle (3 % gained) and
    # halves the speed when recogniser and language model want the same cores.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3  # it warns of shapes it cannot infer, at every run
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
