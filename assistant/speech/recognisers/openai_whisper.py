"""Whisper through OpenAI's own `whisper` package, for those who have its checkpoints."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.models import ModelStore
from assistant.models.ct2_whisper import read_ct2
from assistant.models.whisper_layouts import dims, openai_weights
from assistant.settings import Settings
from assistant.speech.audio import HEARING_RATE, Samples
from assistant.speech.product_words import prepare
from assistant.speech.recognisers.engine import WINDOW_S, Attempt, Hypothesis, most_tokens
from assistant.speech.recognisers.local import LocalRecogniser
from assistant.speech.recognisers.port import RecogniserError
from assistant.speech.voice_activity import SileroVoiceActivity

_EMBEDDED = "whisper-base"
_FRAMES_A_SECOND = 50  # the encoder's output
_MISSING = (
    "the openai-whisper recogniser needs PyTorch and openai-whisper; install them with: "
    "pip install 'xiaoer[transformers]'"
)


class OpenAIWhisper:
    """A model of the `whisper` package."""

    name = "openai-whisper"
    window_s = WINDOW_S

    def __init__(self, model: Any) -> None:
        import torch
        import whisper

        self._torch, self._whisper = torch, whisper
        self._model = model.eval()
        positions = round(WINDOW_S * _FRAMES_A_SECOND)
        model.encoder.positional_embedding = model.encoder.positional_embedding[:positions].clone()
        model.dims.n_audio_ctx = positions

    def encode(self, samples: Samples) -> tuple[Any, float]:
        """The encoder's output over one window, and the seconds of sound in it."""
        window = self._whisper.pad_or_trim(samples, round(WINDOW_S * HEARING_RATE))
        mel = self._whisper.log_mel_spectrogram(window, self._model.dims.n_mels)
        with self._torch.inference_mode():
            output = self._model.encoder(mel.unsqueeze(0).to(self._model.device))
        return output, len(samples) / HEARING_RATE

    def languages(self, encoded: tuple[Any, float], among: Sequence[str]) -> dict[str, float]:
        """How likely each of the codes in `among` is."""
        _, chances = self._model.detect_language(encoded[0])
        return {code: float(chances[0].get(code, 0.0)) for code in among}

    def decode(
        self, encoded: tuple[Any, float], *, language: str, prompt: str, attempt: Attempt
    ) -> Hypothesis:
        """The text of one window."""
        output, seconds = encoded
        chance = attempt.temperature > 0
        options = self._whisper.DecodingOptions(
            language=language,
            prompt=prompt or None,
            temperature=attempt.temperature,
            beam_size=None if chance else attempt.beam,
            best_of=attempt.beam if chance else None,
            without_timestamps=True,
            fp16=False,
            sample_len=most_tokens(seconds),
        )
        (result,) = self._whisper.decode(self._model, output, options)
        return Hypothesis(result.text, result.avg_logprob, result.no_speech_prob)

    def score(
        self, encoded: tuple[Any, float], texts: Sequence[str], *, language: str, prompt: str
    ) -> list[float]:
        """The log-probability of each text, written by force."""
        tokenizer = self._whisper.tokenizer.get_tokenizer(
            self._model.is_multilingual,
            num_languages=self._model.num_languages,
            language=language,
            task="transcribe",
        )
        earlier = [tokenizer.sot_prev, *tokenizer.encode(f" {prompt}")] if prompt else []
        start = [*earlier, *tokenizer.sot_sequence_including_notimestamps]
        scores = []
        for text in texts:
            tokens = tokenizer.encode(text)
            ids = self._torch.tensor([start + tokens], device=self._model.device)
            with self._torch.inference_mode():
                logits = self._model.logits(ids, encoded[0])[0, len(start) - 1 : -1].float()
            chances = logits.log_softmax(-1)
            scores.append(sum(float(row[one]) for row, one in zip(chances, tokens, strict=True)))
        return scores

    def close(self) -> None:
        """Free the weights."""
        del self._model


def _embedded(folder: Path) -> Any:
    """The embedded Whisper's weights in a model of the `whisper` package."""
    import torch
    import whisper

    weights = read_ct2(folder / "model.bin")
    model = whisper.model.Whisper(whisper.model.ModelDimensions(**asdict(dims(weights))))
    model.load_state_dict(
        {name: torch.from_numpy(values) for name, values in openai_weights(weights).items()}
    )
    return model


def _load(settings: Settings, models: ModelStore) -> OpenAIWhisper:
    try:
        import torch
        import whisper
    except ImportError as error:
        raise RecogniserError(_MISSING) from error
    torch.set_num_threads(settings.threads)
    prepare()
    if not settings.asr_model:
        return OpenAIWhisper(_embedded(models.path(_EMBEDDED)))
    try:
        return OpenAIWhisper(whisper.load_model(settings.asr_model))
    except (OSError, RuntimeError, KeyError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise RecogniserError(
            f"{settings.asr_model!r} cannot be loaded as an openai-whisper checkpoint; set "
            f"XIAOER_ASR_MODEL to its .pt file or its name ({reason})"
        ) from error


async def open_openai_whisper(settings: Settings, models: ModelStore) -> LocalRecogniser:
    """Recognition by the checkpoint `settings.asr_model` names: a `.pt` file or a model's name.

    Empty means the embedded Whisper's weights. Raises RecogniserError, or ModelError for those.
    """
    engine = await asyncio.to_thread(_load, settings, models)
    return LocalRecogniser(engine, SileroVoiceActivity(), max_seconds=settings.max_audio_s)
