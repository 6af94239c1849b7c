"""Which neighbouring clauses of a sentence say one thing together."""

import re

from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.reading import read
from assistant.answering.verify.subjects import mask_options, options_named
from assistant.answering.verify.units import Ground

# A clause that sets a condition for the next one, which is not true without it.
_CONDITION = re.compile(
    r"(?:的话|(?<!小)时|的情况下|情况下|问题的|的商品|条件的)$|"
    r"^(?:关于|至于|如果|若|如|当|要是|假如|if|when|unless|in case|"
    r"kalau|jika|apabila|nếu|khi|ถ้า|หาก)(?:\b|(?=[^a-z]))"
)


def joined(clauses: list[str], held: Ground) -> list[str]:
    """The clauses of a sentence: each condition with what it is a condition of, the name of a
    field with its value, and a state of stock with each of the variants that are listed after it.
    """
    result: list[str] = []
    names = {name for unit in held.units if unit.truth is None for name in unit.names}
    state, condition = "", False
    for clause in clauses:
        before = without_courtesy(result[-1]).strip() if result else ""
        lists = _only_options(clause, held)
        conditional, condition = condition, is_condition(clause)
        if before in names:
            result[-1] = f"{result[-1]}: {clause}"
        elif conditional:
            result[-1] = f"{result[-1]},{clause}"
        elif state and lists:
            result.append(f"{state} {clause}")
            continue
        elif before and lists and _only_a_state(before, held):
            state = before
            result[-1] = f"{state} {clause}"
            continue
        else:
            result.append(clause)
        state = ""
    return result


def is_condition(clause: str) -> bool:
    """Whether `clause` only says when the next one is true."""
    return _CONDITION.search(without_courtesy(clause).strip()) is not None


def _only_options(clause: str, held: Ground) -> bool:
    masked, options = mask_options(clause, held)
    reading = read(masked)
    said = reading.quantities or reading.stock or reading.promises or reading.negators
    return not said and bool(options or options_named(reading, held))


def _only_a_state(clause: str, held: Ground) -> bool:
    reading = read(clause)
    return bool(reading.stock) and not options_named(reading, held) and not reading.quantities


def without_courtesy(text: str) -> str:
    return lexicon().courtesy.pattern.sub(lambda match: " " * len(match[0]), text)
