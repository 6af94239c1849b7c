"""Whisper's tokens, on a tokenizer of bytes like its own."""

from pathlib import Path

import pytest
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from assistant.speech.recognisers.whisper_tokens import WhisperTokens


@pytest.fixture
def tokens(tmp_path: Path) -> WhisperTokens:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({letter: at for at, letter in enumerate(letters)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    return WhisperTokens(tmp_path / "tokenizer.json")


def test_a_text_and_its_tokens_are_the_same(tokens: WhisperTokens) -> None:
    assert tokens.text(tokens.tokens("有没有大码")) == "有没有大码"


@pytest.mark.parametrize("missing", [1, 2])
def test_a_character_that_was_not_finished_is_left_out(tokens: WhisperTokens, missing: int) -> None:
    assert tokens.text(tokens.tokens("有没有大码")[:-missing]) == "有没有大"


def test_without_the_tokens_that_steer_it_says_what_it_needs(tokens: WhisperTokens) -> None:
    with pytest.raises(ValueError, match="multilingual Whisper"):
        tokens.start("zh")
