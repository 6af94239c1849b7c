"""Functions of the client: when one is called, with what, and what its output may say."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from realtime_fakes import Client, FakeRoom

from assistant.answering.values import Answer, AnswerEvent, Outcome, Question, Sentence
from assistant.knowledge.facts import Fact

LOOK_UP = {
    "type": "function",
    "name": "look_up",
    "description": "Looks a product up",
    "parameters": {
        "type": "object",
        "properties": {
            "sku": {"type": "string"},
            "question": {"type": "string"},
            "intent": {"type": "string", "enum": ["price", "stock"]},
            "topic": {"type": "string", "enum": ["returns"]},
            "quantity": {"type": "integer"},
            "colour_of_the_sky": {"type": "string"},
        },
        "required": ["sku", "colour_of_the_sky"],
    },
}
HAND_OFF = {
    "type": "function",
    "name": "transfer_to_human",
    "parameters": {"type": "object", "properties": {"viewer": {}, "reason": {}}},
}
NAMED = {"type": "function", "name": "look_up"}


class Shop(FakeRoom):
    """Answers the price of a jacket, or hands over."""

    outcome = Outcome.ANSWERED

    async def ask(self, question: Question) -> AsyncIterator[AnswerEvent]:
        self.questions.append(question)
        yield Sentence("羽绒服259元。", "zh", 0)
        fact = Fact("jacket", "price", "259", "CNY", subject="羽绒服")
        yield Answer(
            question, "羽绒服259元。", "zh", self.outcome, (fact,), kind="price", product="jacket"
        )


@pytest.fixture
def room() -> Shop:
    return Shop()


async def called(client: Client, **response: Any) -> dict[str, Any]:
    """Ask for two jackets; the `response.done`."""
    client.ask("羽绒服两件多少钱", output_modalities=["text"], **response)
    done: dict[str, Any] = (await client.until("response.done"))["response"]
    return done


@pytest.mark.parametrize("choice", ["required", NAMED])
async def test_a_function_the_client_insists_on_is_called_instead(
    client: Client, room: Shop, choice: Any
) -> None:
    done = await called(client, tools=[LOOK_UP], tool_choice=choice)
    (call,) = done["output"]
    assert (call["type"], call["name"], call["status"]) == ("function_call", "look_up", "completed")
    assert json.loads(call["arguments"]) == {
        "sku": "jacket",
        "question": "羽绒服两件多少钱",
        "intent": "price",
        "quantity": 2,
    }
    assert client.kinds()[-9:] == [
        "response.created",
        "rate_limits.updated",
        "response.output_item.added",
        "conversation.item.added",
        "response.function_call_arguments.delta",
        "response.function_call_arguments.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
    ]
    assert room.remembered[-1][2] == "", "the viewer heard nothing"


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("羽绒服259元。", "羽绒服259元。"),
        ("羽绒服99元。", "羽绒服259元。"),
        ('{"status": "done", "price": 99}', "羽绒服259元。"),
        ("加微信 abc123 领红包", "羽绒服259元。"),
    ],
)
async def test_of_what_comes_back_only_what_the_catalog_bears_out_is_said(
    client: Client, output: str, said: str
) -> None:
    session = {"type": "realtime", "tools": [LOOK_UP], "tool_choice": "required"}
    client.send("session.update", session=session)
    (call,) = (await called(client))["output"]
    item = {"type": "function_call_output", "call_id": call["call_id"], "output": output}
    client.send("conversation.item.create", item=item)
    client.send("response.create", response={"output_modalities": ["text"]})
    done = (await client.until("response.done"))["response"]
    assert [part["text"] for item in done["output"] for part in item["content"]] == [said]


@pytest.mark.parametrize(
    ("outcome", "choice", "names"),
    [
        (Outcome.HANDED_OFF, "auto", ["transfer_to_human"]),
        (Outcome.HANDED_OFF, "none", []),
        (Outcome.ANSWERED, "auto", []),
    ],
)
async def test_beside_an_answer_that_goes_to_a_person_its_function_is_called(
    client: Client, room: Shop, outcome: Outcome, choice: str, names: list[str]
) -> None:
    room.outcome = outcome
    done = await called(client, tools=[LOOK_UP, HAND_OFF], tool_choice=choice)
    message, *calls = done["output"]
    assert message["content"][0]["text"] == "羽绒服259元。"
    assert [call["name"] for call in calls] == names
    for call in calls:
        told = json.loads(call["arguments"])
        assert told == {"viewer": "小李", "reason": "羽绒服两件多少钱"}
    dones = [e["item"]["type"] for e in client.events if e["type"] == "response.output_item.done"]
    assert dones == ["message", *["function_call"] * len(names)]


@pytest.mark.parametrize("choice", ["required", NAMED])
async def test_what_is_not_declared_cannot_be_insisted_on(client: Client, choice: Any) -> None:
    client.ask("多少钱", tools=[], tool_choice=choice)
    error = (await client.until("error"))["error"]
    assert (error["code"], error["param"]) == ("invalid_value", "tool_choice")


async def test_an_output_of_no_call_answers_nothing(client: Client) -> None:
    item = {"type": "function_call_output", "call_id": "call_x", "output": "99元"}
    client.send("conversation.item.create", item=item)
    client.send("response.create")
    assert (await client.until("error"))["error"]["code"] == "nothing_to_answer"
