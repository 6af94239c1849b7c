"""Whisper through CTranslate2: the embedded recogniser."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np

from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.audio import HEARING_RATE, Samples
from assistant.speech.product_words import prepare
from assistant.speech.recognisers.engine import WINDOW_S, Attempt, Hypothesis, most_tokens
from assistant.speech.recognisers.features import LogMel
from assistant.speech.recognisers.local import LocalRecogniser
from assistant.speech.recognisers.whisper_tokens import WhisperTokens
from assistant.speech.voice_activity import SileroVoiceActivity

_MODEL = "whisper-base"
_LEAST = 1e-9  # of a token's probability, so that its logarithm is finite


class CTranslate2Whisper:
    """A Whisper model converted by CTranslate2, its weights in int8 on the processor."""

    name = "whisper"
    window_s = WINDOW_S

    def __init__(self, folder: Path, *, threads: int) -> None:
        self._model = ctranslate2.models.Whisper(
            str(folder), device="cpu", compute_type="int8", intra_threads=threads, inter_threads=1
        )
        self._tokens = WhisperTokens(folder / "tokenizer.json")
        self._features = LogMel(self._model.n_mels)

    def encode(self, samples: Samples) -> tuple[Any, float]:
        """The encoder's output over one window, and the seconds of sound in it."""
        features = ctranslate2.StorageView.from_array(self._features(samples, self.window_s))
        return self._model.encode(features), len(samples) / HEARING_RATE

    def languages(self, encoded: tuple[Any, float], among: Sequence[str]) -> dict[str, float]:
        """How likely each of the codes in `among` is."""
        chances = dict(self._model.detect_language(encoded[0])[0])
        return {code: float(chances.get(f"<|{code}|>", 0.0)) for code in among}

    def decode(
        self, encoded: tuple[Any, float], *, language: str, prompt: str, attempt: Attempt
    ) -> Hypothesis:
        """The text of one window."""
        output, seconds = encoded
        start = self._tokens.start(language, prompt)
        sampling: dict[str, Any] = {"beam_size": attempt.beam}
        if attempt.temperature > 0:
            sampling = {
                "beam_size": 1,
                "num_hypotheses": attempt.beam,
                "sampling_topk": 0,
                "sampling_temperature": attempt.temperature,
            }
        (result,) = self._model.generate(
            output,
            [start],
            max_length=len(start) + most_tokens(seconds),
            no_repeat_ngram_size=3 if attempt.once else 0,
            return_scores=True,
            return_no_speech_prob=True,
            **sampling,
        )
        return Hypothesis(
            self._tokens.text(result.sequences_ids[0]), result.scores[0], result.no_speech_prob
        )

    def score(
        self, encoded: tuple[Any, float], texts: Sequence[str], *, language: str, prompt: str
    ) -> list[float]:
        """The log-probability of each text, from the model's own alignment of it with the sound."""
        output = np.repeat(np.array(encoded[0]), len(texts), axis=0)
        # The model puts the token for no timestamps behind the start itself.
        start = self._tokens.start(language, prompt)[:-1]
        aligned = self._model.align(
            ctranslate2.StorageView.from_array(output),
            start,
            [self._tokens.tokens(text) for text in texts],
            [output.shape[1]] * len(texts),
        )
        return [
            float(np.log(np.maximum(one.text_token_probs, _LEAST)).sum())
            if one.text_token_probs
            else 0.0
            for one in aligned
        ]

    def close(self) -> None:
        """Free the weights."""
        self._model.unload_model()


async def open_whisper(settings: Settings, models: ModelStore) -> LocalRecogniser:
    """The embedded recogniser, its model assembled and loaded. Raises ModelError."""

    def load() -> CTranslate2Whisper:
        prepare()
        # Half of the threads: on two cores one hears a question in 0.26 s where two take 0.29, and
        # leaves the other to whoever answers, or speaks, meanwhile.
        threads = max(1, settings.threads // 2)
        return CTranslate2Whisper(models.path(_MODEL), threads=threads)

    engine = await asyncio.to_thread(load)
    return LocalRecogniser(engine, SileroVoiceActivity(), max_seconds=settings.max_audio_s)
