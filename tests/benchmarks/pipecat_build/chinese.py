"""Pipecat's Kokoro speaking Chinese with the phonemes the model learnt it with.

Its service asks eSpeak NG, whose Mandarin the model's Chinese voices were not trained on.
"""

import logging
from typing import Any

import jieba
from kokoro_onnx.tokenizer import Tokenizer
from misaki.zh import ZHG2P
from pipecat.services.kokoro.tts import KokoroTTSService


class MisakiTokenizer(Tokenizer):
    """kokoro-onnx's symbols, with misaki where text becomes phonemes."""

    def __init__(self, vocab: dict[str, int]) -> None:
        super().__init__(vocab=vocab)
        jieba.setLogLevel(logging.ERROR)
        jieba.initialize()
        self._misaki = ZHG2P(version=None)

    def phonemize(self, text: str, lang: str = "cmn", norm: bool = True) -> str:
        """Phonemes of Chinese `text`; what the model has no symbol for is left out."""
        phonemes = self._misaki(text.strip() if norm else text)[0]
        return "".join(symbol for symbol in phonemes if symbol in self.vocab).strip()


class ChineseKokoroTTSService(KokoroTTSService):
    """The service as it is, but for its phonemes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._kokoro.tokenizer = MisakiTokenizer(self._kokoro.tokenizer.vocab)
