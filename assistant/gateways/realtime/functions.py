"""What a client's functions mean here: a call says what was understood of a question, no more.

The room answers from its catalog alone. So a function is called where the client insists
(`tool_choice` is `required` or names one), or, under `auto`, beside an answer that is not the
room's to finish: one that goes to a person, or is about an order, for a function that says in its
name or description that it is for that. No model chooses; the same question makes the same call.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from assistant.answering.understand.kinds import Kind
from assistant.answering.values import Answer, Outcome
from assistant.answering.verify.judge import verify
from assistant.gateways.realtime.errors import ProtocolError
from assistant.gateways.realtime.session_config import FunctionTool, NamedFunction, ToolChoice
from assistant.knowledge.facts import Evidence
from assistant.room.conduct.ruling import is_held

_HAND_OFF = re.compile(
    r"hand.?(?:off|over)|transfer|escalat|human|staff|operator|support.agent|ticket|人工|客服|转接",
    re.IGNORECASE,
)
_ORDER = re.compile(r"\border|_order|order_|cart|checkout|purchase|下单|订单|购物车", re.IGNORECASE)
_ORDER_KINDS = frozenset({Kind.HOW_TO_ORDER, Kind.ORDER_CHANGE, Kind.ORDER_STATUS})

_MEANT = {
    "product": re.compile(r"sku|product|item|handle|goods|商品", re.IGNORECASE),
    "kind": re.compile(r"kind|intent|topic|category|意图", re.IGNORECASE),
    "viewer": re.compile(r"viewer|user|customer|caller|观众", re.IGNORECASE),
    "language": re.compile(r"lang|locale|语言", re.IGNORECASE),
    "quantity": re.compile(r"quantity|qty|count|pieces|数量", re.IGNORECASE),
    "text": re.compile(
        r"question|query|text|message|content|request|reason|note|问", re.IGNORECASE
    ),
}
"""What a parameter asks for, by its name; the first that fits counts."""

_QUANTITY = re.compile(
    r"(\d{1,4}|[一两二三四五六七八九十])\s*(?:件|个|双|条|瓶|盒|包|套|支|pieces?|pcs)"
)
_DIGITS = {"两": 2, **{han: number for number, han in enumerate("一二三四五六七八九十", start=1)}}


@dataclass(frozen=True, slots=True)
class Tools:
    """The functions of a response, and how the client wants them chosen."""

    functions: tuple[FunctionTool, ...] = ()
    choice: ToolChoice = "auto"

    def insisted_on(self) -> FunctionTool | None:
        """The function that must be called instead of answering; the first under `required`.

        Raises ProtocolError where the client insists on what it did not declare.
        """
        if isinstance(self.choice, NamedFunction):
            named = self.choice.name
            found = [function for function in self.functions if function.name == named]
        elif self.choice == "required":
            named, found = "", list(self.functions)
        else:
            return None
        if not found:
            raise ProtocolError(
                f"Tool choice '{named or 'required'}' not found in 'tools'.",
                code="invalid_value",
                param="tool_choice",
            )
        return found[0]

    def beside(self, answer: Answer) -> FunctionTool | None:
        """The function to call beside an answer, if any; none where a person answers already."""
        if self.choice != "auto" or is_held(answer):
            return None
        wanted = None
        if answer.outcome is Outcome.HANDED_OFF:
            wanted = _HAND_OFF
        elif answer.kind in _ORDER_KINDS:
            wanted = _ORDER
        if wanted is None:
            return None
        fitting = (f for f in self.functions if wanted.search(f"{f.name} {f.description}"))
        return next(fitting, None)


def arguments(function: FunctionTool, answer: Answer) -> str:
    """The arguments of a call as JSON: each parameter by its name, from what was understood.

    What was not understood, or is none of a parameter's `enum`, is left out, even where the
    schema requires it: nothing is made up.
    """
    question = answer.question
    known: dict[str, Any] = {
        "product": answer.product,
        "kind": answer.kind,
        "viewer": question.viewer,
        "language": answer.language,
        "quantity": _quantity(question.text),
        "text": question.text,
    }
    filled: dict[str, Any] = {}
    properties = function.parameters.get("properties")
    for name, schema in (properties if isinstance(properties, dict) else {}).items():
        meant = next((what for what, names in _MEANT.items() if names.search(name)), None)
        value = known.get(meant or "")
        allowed = schema.get("enum") if isinstance(schema, dict) else None
        if value and (not allowed or value in allowed):
            filled[name] = value
    return json.dumps(filled, ensure_ascii=False)


def may_be_said(output: str, answer: Answer) -> bool:
    """Whether the facts of the room's own answer bear out what a function gave back."""
    if not answer.facts:
        return False
    return verify(output, Evidence(answer.facts), language=answer.language).supported


def _quantity(text: str) -> int | None:
    found = _QUANTITY.search(text)
    if found is None:
        return None
    return _DIGITS.get(found[1]) or int(found[1])
