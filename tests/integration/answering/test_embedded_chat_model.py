"""The embedded chat model beyond what every one must do, and what is said when it cannot be had."""

import asyncio
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from assistant.answering.chain import Limits
from assistant.answering.chat_models import ChatModelError, open_chat_model
from assistant.answering.chat_models.embedded import EmbeddedChatModel
from assistant.answering.chat_models.endpoint import EndpointChatModel
from assistant.answering.compose.model import compose_with_model
from assistant.answering.understand.model import understand_with_model
from assistant.answering.values import Question
from assistant.knowledge.facts import Evidence, Fact
from assistant.models import ModelStore
from assistant.settings import Settings


@pytest.fixture(scope="module")
def store() -> ModelStore:
    return ModelStore(Settings().models_dir)


async def test_the_embedded_model_streams_and_goes_without_a_trace(store: ModelStore) -> None:
    model = await open_chat_model(Settings(llm_timeout_s=60), store)
    assert isinstance(model, EmbeddedChatModel)
    process = psutil.Process(model.process_id)
    pieces = [chunk.text async for chunk in model.client().astream("用一个字回答：天是什么颜色？")]
    assert len([piece for piece in pieces if piece]) >= 1
    assert process.memory_info().rss < 1.9e9
    async with asyncio.timeout(3):
        await model.close()
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


async def test_it_words_the_facts_and_understands_within_a_schema(store: ModelStore) -> None:
    model = await open_chat_model(Settings(llm_timeout_s=60), store)
    try:
        fact = Fact("a", "price", "259", "CNY", "catalog", "价格", "连帽羽绒服")
        question = Question("这件羽绒服多少钱", "demo", language="zh")
        sentences = [
            sentence
            async for sentence in compose_with_model(
                model,
                question,
                Evidence((fact,)),
                language="zh",
                limits=Limits(first_token_s=60, stall_s=20),
            )
        ]
        assert sentences
        assert any("259" in sentence for sentence in sentences)
        kind = await understand_with_model(
            model, question.text, ["price", "shipping_time"], patience_s=60
        )
        assert kind == "price"
    finally:
        await model.close()


async def test_a_file_that_is_no_model_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "qwen2.5-coder-1.5b-instruct"
    folder.mkdir()
    (folder / "model.gguf").write_bytes(b"not a model")

    class Store:
        def path(self, name: str) -> Path:
            return tmp_path / name

    with pytest.raises(ChatModelError, match="xiaoer models verify"):
        await EmbeddedChatModel.open(Settings(), Store())  # type: ignore[arg-type]


async def test_an_endpoint_without_a_model_name_says_what_to_set() -> None:
    with pytest.raises(ChatModelError, match="XIAOER_LLM_MODEL"):
        EndpointChatModel(Settings(llm_base_url="http://127.0.0.1:1/v1"))


async def test_settings_with_an_endpoint_start_nothing(store: ModelStore) -> None:
    settings = Settings(llm_base_url="http://127.0.0.1:1/v1", llm_model="m", standby="off")
    model = await open_chat_model(settings, store)
    assert (model.name, type(model)) == ("m", EndpointChatModel)
    await model.close()


def test_the_servers_standard_output_is_its_address_alone(store: ModelStore) -> None:
    path = store.path("qwen2.5-coder-1.5b-instruct") / "model.gguf"
    done = subprocess.run(
        [sys.executable, "-m", "assistant.answering.chat_models.llama_server", str(path)],
        input=b"",
        capture_output=True,
        timeout=120,
        check=True,
    )
    lines = done.stdout.decode().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith('{"address": "http://127.0.0.1:')
