"""Facts as a language model reads them: short lines, in an order that repeats."""

from collections.abc import Sequence
from itertools import groupby

from assistant.answering.values import Turn
from assistant.knowledge.facts import Evidence, Fact

LANGUAGE_NAMES = {
    "zh": {
        "zh": "中文",
        "en": "英语",
        "id": "印尼语",
        "vi": "越南语",
        "th": "泰语",
        "ms": "马来语",
    },
    "en": {
        "zh": "Chinese",
        "en": "English",
        "id": "Indonesian",
        "vi": "Vietnamese",
        "th": "Thai",
        "ms": "Malay",
    },
}
"""What each language is called in the language of the prompt."""

_VALUES = {
    "zh": {
        "true": "是",
        "false": "否",
        "in_stock": "有货",
        "out_of_stock": "没货",
        "preorder": "预售",
        "backorder": "缺货可订",
    },
    "en": {
        "true": "yes",
        "false": "no",
        "in_stock": "in stock",
        "out_of_stock": "out of stock",
        "preorder": "pre-order",
        "backorder": "back-order",
    },
}

FACTS_AT_MOST = 40
STATEMENTS_AT_MOST = 8
_TURNS_AT_MOST = 3


_FENCE = str.maketrans({"「": "『", "」": "』", "<": "＜", ">": "＞"})


def facts_text(evidence: Evidence, prompt_language: str) -> str:
    """The facts, a line for each thing they are about, then the shop's own sentences."""
    names = _VALUES[prompt_language]
    lines = []
    facts = sorted(evidence.facts[:FACTS_AT_MOST], key=_owner)
    for (subject, product), group in groupby(facts, key=_owner):
        stated = "；".join(_stated(fact, names) for fact in group)
        lines.append(f"- {subject or product}：{stated}")
    lines += [f"- {statement}" for statement in evidence.statements[:STATEMENTS_AT_MOST]]
    return "\n".join(lines) or "-"


def turns_text(history: Sequence[Turn]) -> str:
    """The last exchanges, oldest first, each on two lines; empty where there are none."""
    return "\n".join(
        f"> {fenced(turn.question)}\n< {fenced(turn.answer)}" for turn in history[-_TURNS_AT_MOST:]
    )


def fenced(text: str) -> str:
    """A viewer's words on one line, unable to close the fence they are put in."""
    return " ".join(text.translate(_FENCE).split())[:400]


def _owner(fact: Fact) -> tuple[str, str]:
    return fact.subject, fact.product if not fact.subject else ""


def _stated(fact: Fact, names: dict[str, str]) -> str:
    value = names.get(fact.value, fact.value)
    return f"{fact.label or fact.field} {value}{fact.unit}"
