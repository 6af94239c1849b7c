"""A function call as an item and its events, and what is said of what the function gave back."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace

from assistant.answering.values import Answer, AnswerEvent, Sentence
from assistant.gateways.realtime.conversation import Item
from assistant.gateways.realtime.events import Event, event, new_id
from assistant.gateways.realtime.functions import arguments, may_be_said
from assistant.gateways.realtime.session_config import FunctionTool


def call_item(function: FunctionTool, answer: Answer, *, asked: tuple[Item, ...]) -> Item:
    """A call of `function` about the question that `answer` understood."""
    fields = {
        "name": function.name,
        "call_id": new_id("call"),
        "arguments": arguments(function, answer),
    }
    return Item(type="function_call", fields=fields, answers=asked)


def call_events(
    call: Item, response_id: str, index: int, previous: str | None, *, in_conversation: bool
) -> list[Event]:
    """The events of a whole call, in the protocol's order; `index` is its place in the output."""
    whole = call.as_json()
    bare = {**whole, "status": "in_progress", "arguments": ""}
    place = {"response_id": response_id, "output_index": index}
    named = {**place, "item_id": call.id, "call_id": call.fields["call_id"]}
    made = call.fields["arguments"]
    function = call.fields["name"]
    events = [event("response.output_item.added", **place, item=bare)]
    if in_conversation:
        events.append(event("conversation.item.added", previous_item_id=previous, item=bare))
    events += [
        event("response.function_call_arguments.delta", **named, delta=made),
        event("response.function_call_arguments.done", **named, name=function, arguments=made),
    ]
    if in_conversation:
        events.append(event("conversation.item.done", previous_item_id=previous, item=whole))
    events.append(event("response.output_item.done", **place, item=whole))
    return events


async def borne_out(
    output: str, answering: AsyncIterator[AnswerEvent]
) -> AsyncGenerator[AnswerEvent]:
    """`output` where the facts of the room's own answer bear it out, else that answer.

    No fact comes from a function: what it says beyond the catalog is not said, and where the
    catalog does not answer either, the room's answer is that staff take over.
    """
    sentences: list[Sentence] = []
    async for made in answering:
        if not isinstance(made, Answer):
            sentences.append(made)
            continue
        if may_be_said(output, made):
            yield Sentence(output.strip(), made.language, 0, made.composer)
            yield replace(made, text=output.strip())
            return
        for sentence in sentences:
            yield sentence
        yield made
