"""The transformers chat model on the real weights, and the line for who lacks the extra."""

import importlib.util

import pytest

from assistant.answering.chat_models import ChatModelError, open_chat_model
from assistant.models import ModelStore
from assistant.settings import Settings

HAS_TORCH = importlib.util.find_spec("torch") is not None


@pytest.mark.skipif(HAS_TORCH, reason="the transformers extra is installed")
async def test_without_the_extra_it_says_what_to_install() -> None:
    settings = Settings(chat_model="transformers")
    with pytest.raises(ChatModelError, match=r"xiaoer\[transformers\]"):
        await open_chat_model(settings, ModelStore(settings.models_dir))


@pytest.mark.torch
async def test_it_streams_an_answer_from_the_same_weights() -> None:
    pytest.importorskip("torch")
    settings = Settings(chat_model="transformers", llm_timeout_s=300)
    model = await open_chat_model(settings, ModelStore(settings.models_dir))
    try:
        prompt = "事实：羽绒服价格259元。羽绒服多少钱？只回答价格。"
        pieces = [chunk.text async for chunk in model.client().bind(max_tokens=12).astream(prompt)]
        assert "259" in "".join(pieces)
        whole = await model.client().bind(max_tokens=12).ainvoke(prompt)
        assert "259" in whole.text
    finally:
        await model.close()
