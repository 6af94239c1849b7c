"""Any Whisper through Hugging Face `transformers`, for those who have PyTorch."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.models import ModelStore
from assistant.models.ct2_whisper import read_ct2
from assistant.models.whisper_layouts import WhisperDims, dims, transformers_weights
from assistant.settings import Settings
from assistant.speech.audio import HEARING_RATE, Samples
from assistant.speech.product_words import prepare
from assistant.speech.recognisers.engine import WINDOW_S, Attempt, Hypothesis, most_tokens
from assistant.speech.recognisers.features import LogMel
from assistant.speech.recognisers.local import LocalRecogniser
from assistant.speech.recognisers.port import RecogniserError
from assistant.speech.recognisers.whisper_tokens import WhisperTokens
from assistant.speech.voice_activity import SileroVoiceActivity

_EMBEDDED = "whisper-base"
_MISSING = (
    "the transformers recogniser needs PyTorch; install it with: pip install 'xiaoer[transformers]'"
)
_FRAMES_A_SECOND = 50  # the encoder's output


class TransformersWhisper:
    """A `WhisperForConditionalGeneration` with its tokenizer, on the processor or a GPU."""

    name = "transformers"
    window_s = WINDOW_S

    def __init__(self, model: Any, tokens: WhisperTokens) -> None:
        import torch

        self._torch = torch
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._model = _shortened(model).eval().to(self._device)
        self._tokens = tokens
        self._features = LogMel(model.config.num_mel_bins)

    def encode(self, samples: Samples) -> tuple[Any, float]:
        """The encoder's output over one window, and the seconds of sound in it."""
        features = self._torch.from_numpy(self._features(samples, self.window_s))
        with self._torch.inference_mode():
            output = self._model.model.encoder(features.to(self._device))
        return output, len(samples) / HEARING_RATE

    def languages(self, encoded: tuple[Any, float], among: Sequence[str]) -> dict[str, float]:
        """How likely each of the codes in `among` is, of those it knows."""
        logits = self._logits(encoded[0], [self._tokens.special("<|startoftranscript|>")])[-1]
        tokens = [self._tokens.special(f"<|{code}|>") for code in among]
        chances = logits[tokens].softmax(-1)
        return {code: float(chance) for code, chance in zip(among, chances, strict=True)}

    def decode(
        self, encoded: tuple[Any, float], *, language: str, prompt: str, attempt: Attempt
    ) -> Hypothesis:
        """The text of one window."""
        from transformers import GenerationMixin

        output, seconds = encoded
        torch, start = self._torch, self._tokens.start(language, prompt)
        end = self._tokens.special("<|endoftext|>")
        chance = attempt.temperature > 0
        sampling: dict[str, Any] = {"num_beams": attempt.beam, "early_stopping": True}
        if chance:
            sampling = {
                "do_sample": True,
                "temperature": attempt.temperature,
                "num_return_sequences": attempt.beam,
            }
        with torch.inference_mode():
            # Whisper's own `generate` plans windows and timestamps, which are planned here already.
            made = GenerationMixin.generate(
                self._model,
                encoder_outputs=output,
                attention_mask=torch.ones(output[0].shape[:2], device=self._device),
                decoder_input_ids=torch.tensor([start], device=self._device),
                decoder_start_token_id=start[0],
                eos_token_id=end,
                pad_token_id=end,
                max_new_tokens=most_tokens(seconds),
                no_repeat_ngram_size=3 if attempt.once else 0,
                return_dict_in_generate=True,
                output_scores=True,
                **sampling,
            )
            scores = self._model.compute_transition_scores(
                made.sequences, made.scores, getattr(made, "beam_indices", None), True
            )
        heard = []
        for sequence, row in zip(made.sequences.tolist(), scores.tolist(), strict=True):
            written = sequence[len(start) :]
            if end in written:
                written = written[: written.index(end) + 1]
            logprob = sum(row[: len(written)]) / max(1, len(written))
            heard.append((logprob, self._tokens.text(written)))
        logprob, text = max(heard)
        return Hypothesis(text, logprob, self._no_speech(output, start))

    def score(
        self, encoded: tuple[Any, float], texts: Sequence[str], *, language: str, prompt: str
    ) -> list[float]:
        """The log-probability of each text, written by force."""
        start = self._tokens.start(language, prompt)
        scores = []
        for text in texts:
            tokens = self._tokens.tokens(text)
            chances = self._logits(encoded[0], start + tokens)[len(start) - 1 : -1].log_softmax(-1)
            scores.append(sum(float(row[one]) for row, one in zip(chances, tokens, strict=True)))
        return scores

    def close(self) -> None:
        """Free the weights."""
        del self._model

    def _logits(self, encoded: Any, tokens: list[int]) -> Any:
        with self._torch.inference_mode():
            ids = self._torch.tensor([tokens], device=self._device)
            return self._model(encoder_outputs=encoded, decoder_input_ids=ids).logits[0].float()

    def _no_speech(self, encoded: Any, start: list[int]) -> float:
        token = self._tokens.no_speech
        if token is None:
            return 0.0
        first = start.index(self._tokens.special("<|startoftranscript|>"))
        return float(self._logits(encoded, start[: first + 1])[-1].softmax(-1)[token])


def _shortened(model: Any) -> Any:
    """`model` with an encoder that takes windows of `WINDOW_S` instead of 30 s."""
    import torch

    positions = round(WINDOW_S * _FRAMES_A_SECOND)
    encoder = model.model.encoder
    encoder.embed_positions = torch.nn.Embedding.from_pretrained(
        encoder.embed_positions.weight[:positions].detach().clone()
    )
    model.config.max_source_positions = encoder.config.max_source_positions = positions
    return model


def _embedded(folder: Path) -> Any:
    """The embedded Whisper's weights in a `transformers` model."""
    import torch
    from transformers import GenerationConfig, WhisperConfig, WhisperForConditionalGeneration

    weights = read_ct2(folder / "model.bin")
    sizes = dims(weights)
    model = WhisperForConditionalGeneration(WhisperConfig(**_config(sizes)))
    model.load_state_dict(
        {name: torch.from_numpy(values) for name, values in transformers_weights(weights).items()}
    )
    steering = json.loads((folder / "config.json").read_text("utf-8"))
    model.generation_config = GenerationConfig(
        suppress_tokens=steering["suppress_ids"],
        begin_suppress_tokens=steering["suppress_ids_begin"],
    )
    return model


def _config(sizes: WhisperDims) -> dict[str, int]:
    return {
        "vocab_size": sizes.n_vocab,
        "num_mel_bins": sizes.n_mels,
        "d_model": sizes.n_audio_state,
        "max_source_positions": sizes.n_audio_ctx,
        "max_target_positions": sizes.n_text_ctx,
        "encoder_layers": sizes.n_audio_layer,
        "encoder_attention_heads": sizes.n_audio_head,
        "encoder_ffn_dim": sizes.n_audio_state * 4,
        "decoder_layers": sizes.n_text_layer,
        "decoder_attention_heads": sizes.n_text_head,
        "decoder_ffn_dim": sizes.n_text_state * 4,
    }


def _load(settings: Settings, models: ModelStore) -> TransformersWhisper:
    try:
        import torch
        from transformers import WhisperForConditionalGeneration
        from transformers.utils import cached_file
    except ImportError as error:
        raise RecogniserError(_MISSING) from error
    torch.set_num_threads(settings.threads)
    prepare()
    if not settings.asr_model:
        folder = models.path(_EMBEDDED)
        return TransformersWhisper(_embedded(folder), WhisperTokens(folder / "tokenizer.json"))
    try:
        model = WhisperForConditionalGeneration.from_pretrained(settings.asr_model)
        tokens = WhisperTokens(Path(str(cached_file(settings.asr_model, "tokenizer.json"))))
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise RecogniserError(
            f"{settings.asr_model!r} cannot be loaded as a transformers Whisper; set "
            f"XIAOER_ASR_MODEL to its folder or hub name ({reason})"
        ) from error
    return TransformersWhisper(model, tokens)


async def open_transformers_whisper(settings: Settings, models: ModelStore) -> LocalRecogniser:
    """Recognition by the model `settings.asr_model` names: a folder or a hub name.

    Empty means the embedded Whisper's weights. Raises RecogniserError, or ModelError for those.
    """
    engine = await asyncio.to_thread(_load, settings, models)
    return LocalRecogniser(engine, SileroVoiceActivity(), max_seconds=settings.max_audio_s)
