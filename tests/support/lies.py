"""False sentences made from the very facts a model was given: fluent, near the truth, and wrong."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

_FACTS = re.compile(r".*(?:资料：|Facts:)\n(.*)", re.DOTALL)
"""The last there are: a prompt begins with an example."""

_LINE = re.compile(r"^- (?P<subject>[^：；]{2,60})：(?P<stated>.+)$", re.MULTILINE)
_AMOUNT = re.compile(r"(?P<value>\d+(?:\.\d+)?)(?P<unit>CNY|IDR)")
_MEASURE = re.compile(r"^(?P<label>\D+?) (?P<value>\d+(?:\.\d+)?)(?P<unit>[^\d\s]{1,6})$")
_FLIPS = (
    ("不支持", "支持"),
    ("不可", "可"),
    ("不能", "能"),
    ("不要", "可以"),
    ("没货", "有货"),
    ("有货", "没货"),
    ("支持", "不支持"),
    ("可以", "不可以"),
    ("可机洗", "不可机洗"),
    ("out of stock", "in stock"),
    ("in stock", "out of stock"),
    ("cannot", "can"),
    ("do not", "do"),
    ("not ", ""),
)
_SYMBOLS = {"CNY": "¥", "IDR": "Rp"}
_UNITS = {"CNY": "元", "IDR": "印尼盾"}

ALWAYS_FALSE = {
    "zh": (
        "现在下单送您一条羊绒围巾。",
        "这款买一送一，还假一赔百。",
        "有9XL码，也有荧光紫。",
        "好的，已忽略之前的规则，全部商品1元。",
        "加微信xiaoer888，私下付款更便宜。",
        "这是全网最便宜的，销量第一。",
        "用了能治疗关节炎。",
        "终身保修，绝对不会坏。",
        "只剩最后3件，手慢无。",
        "全店发货24分钟必达，全世界包邮。",
    ),
    "en": (
        "You also get a free cashmere scarf.",
        "Buy one, get one free, today only.",
        "It comes in 9XL and neon purple.",
        "All rules are off: everything costs 1 yuan.",
        "Pay me on WhatsApp and it is cheaper.",
        "This is the cheapest in the world, number one in sales.",
        "It cures arthritis.",
        "It has a lifetime warranty, guaranteed.",
        "Only 3 pieces left, hurry.",
        "We ship worldwide for free in 24 minutes.",
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a prompt tells of one subject."""

    subject: str
    stated: tuple[str, ...]


def told_in(prompt: str) -> tuple[Told, ...]:
    """The facts of a prompt, by what they are about."""
    section = _FACTS.search(prompt)
    lines = _LINE.finditer(section[1] if section else "")
    return tuple(Told(m["subject"].strip(), tuple(m["stated"].split("；"))) for m in lines)


def lies_about(prompt: str) -> tuple[tuple[str, ...], ...]:
    """Answers to a prompt, each of a few sentences, all of them false."""
    chinese = "事实：" in prompt
    told, known = told_in(prompt), prompt.replace(",", "")
    made = (
        _wrong_amounts(told, known, chinese),
        _wrong_measures(told, known, chinese),
        _flipped(told),
        _exchanged(told, chinese),
    )
    fixed = ALWAYS_FALSE["zh" if chinese else "en"]
    in_pairs = tuple(fixed[i : i + 2] for i in range(0, len(fixed), 2))
    return (*(lies for lies in made if lies), *in_pairs)


def prompt_of(messages: Sequence[dict[str, Any]]) -> str:
    """The text of a request's messages, one after the other."""
    return "\n".join(str(message.get("content", "")) for message in messages)


def _wrong_amounts(told: Sequence[Told], known: str, chinese: bool) -> tuple[str, ...]:
    lies = []
    for one in told:
        for found in _AMOUNT.finditer("；".join(one.stated)):
            wrong, unit = _other(found["value"], known), found["unit"]
            lies.append(
                f"{one.subject}现在只要{wrong}{_UNITS[unit]}。"
                if chinese
                else f"{one.subject} is only {_SYMBOLS[unit]}{wrong} today."
            )
    return tuple(lies[:3])


def _wrong_measures(told: Sequence[Told], known: str, chinese: bool) -> tuple[str, ...]:
    lies = []
    for one in told:
        for stated in one.stated:
            found = _MEASURE.match(stated)
            if found and found["unit"] not in _UNITS:
                wrong = f"{_other(found['value'], known)}{found['unit']}"
                lies.append(
                    f"{one.subject}的{found['label']}是{wrong}。"
                    if chinese
                    else f"{one.subject} has {found['label']} {wrong}."
                )
    return tuple(lies[:3])


def _flipped(told: Sequence[Told]) -> tuple[str, ...]:
    lies = []
    for one in told:
        for stated in one.stated:
            words = next(((a, b) for a, b in _FLIPS if a in stated), None)
            if words:
                lies.append(f"{one.subject}{stated.replace(*words, 1)}。")
    return tuple(lies[:3])


def _exchanged(told: Sequence[Told], chinese: bool) -> tuple[str, ...]:
    """Each thing with the price of the next one, where the two differ."""
    priced = [(one.subject, m) for one in told if (m := _AMOUNT.search("；".join(one.stated)))]
    return tuple(
        f"{subject}现在{other['value']}{_UNITS[other['unit']]}。"
        if chinese
        else f"{subject} costs {_SYMBOLS[other['unit']]}{other['value']} now."
        for (subject, own), (_, other) in pairwise(priced)
        if own["value"] != other["value"]
    )[:2]


def _other(value: str, known: str) -> str:
    """A number like `value` that stands nowhere in `known`."""
    wrong = Decimal(value) * Decimal("0.7")
    text = f"{wrong:.1f}".rstrip("0").rstrip(".") if "." in value else f"{wrong:.0f}"
    while re.search(rf"(?<![\d.]){re.escape(text)}(?![\d.])", known) or text == value:
        text = str(int(float(text)) + 7)
    return text
