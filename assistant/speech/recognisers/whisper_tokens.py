"""Whisper's own tokens: the ones that steer it, and text to and from the rest."""

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

PROMPT_TOKENS = 120
"""The longest prompt given: each token of it costs time in every decoding."""

_HALF_CHARACTER = "\N{REPLACEMENT CHARACTER}"


class WhisperTokens:
    """The tokenizer of a multilingual Whisper, read from its `tokenizer.json`."""

    def __init__(self, file: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(file))

    def start(self, language: str, prompt: str = "") -> list[int]:
        """What decoding begins with: `prompt` as earlier text, the language, no timestamps."""
        earlier: list[int] = []
        if prompt:
            # A leading space, as in training; the end of a long prompt is the part that counts.
            words = self._tokenizer.encode(f" {prompt}", add_special_tokens=False).ids
            earlier = [self.special("<|startofprev|>"), *words[-PROMPT_TOKENS:]]
        steer = ("<|startoftranscript|>", f"<|{language}|>", "<|transcribe|>", "<|notimestamps|>")
        return earlier + [self.special(token) for token in steer]

    @property
    def no_speech(self) -> int | None:
        """The token that says nobody speaks, under the one name or the other it goes by."""
        for token in ("<|nospeech|>", "<|nocaptions|>"):
            if (number := self._tokenizer.token_to_id(token)) is not None:
                return int(number)
        return None

    def text(self, tokens: Sequence[int]) -> str:
        """The text of decoded tokens, without the special ones.

        A token may be a part of a character; where the rest never came, there is none.
        """
        text = str(self._tokenizer.decode(list(tokens), skip_special_tokens=True))
        return text.replace(_HALF_CHARACTER, "")

    def tokens(self, text: str) -> list[int]:
        """The tokens of a text, without special ones."""
        return [int(one) for one in self._tokenizer.encode(text, add_special_tokens=False).ids]

    def special(self, token: str) -> int:
        """The number of a token such as `<|zh|>`. Raises ValueError where there is none."""
        number = self._tokenizer.token_to_id(token)
        if number is None:
            raise ValueError(f"the tokenizer has no token {token}; use a multilingual Whisper")
        return int(number)
