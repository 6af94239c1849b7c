"""A field with its value word for word: `包装清单是主机1台，炸篮1个` is true however it is cut."""

import re

from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.subjects import mentioned
from assistant.answering.verify.units import Ground, Unit
from assistant.knowledge.facts import Fact

_JOINT = r"\s*(?:[:：是为]|is|are|adalah|ialah|là|คือ|\s)\s*"
_END = r"(?=\s*(?:[,.;!?~]|$|[哦呢哈呀啊哟噢喔啦]|ạ\b|kak\b|sis\b|ค่ะ|ครับ))"
_LEAST = 3  # characters; a shorter value is found by its words


def without_quoted(text: str, held: Ground) -> tuple[str, dict[Fact, None]]:
    """`text` without the fields that are quoted whole with their names, and the facts they are."""
    used: dict[Fact, None] = {}
    things = mentioned(text, held)
    if not things.exact or (not things.things and len(held.things) > 1):
        return text, used
    for unit in held.units:
        if not _quotable(unit) or (things.things and things.things != (unit.thing,)):
            continue
        if not all(option in text for option in unit.options):
            continue
        names = "|".join(re.escape(name) for name in sorted(unit.names, key=len, reverse=True))
        pattern = rf"(?:{names}){_JOINT}{re.escape(unit.value.text)}{_END}"
        found = re.search(pattern, text) if names else None
        if found is None or lexicon().negators.first(_lead(text, found.start())):
            continue
        text = text[: found.start()] + " " + text[found.end() :]
        used[unit.fact] = None
    return text, used


def _quotable(unit: Unit) -> bool:
    """Whether the value is one of words, which no other way of writing could confuse."""
    if not unit.thing or unit.truth is not None or unit.state:
        return False
    return len(unit.value.text) >= _LEAST and bool(unit.value.tokens)


def _lead(text: str, at: int) -> str:
    """What stands before `at` in its clause."""
    return re.split(r"[,.;!?]", text[:at])[-1]
