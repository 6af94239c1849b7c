"""Whether what a clause promises is what the shop has promised."""

from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.reading import Found, Reading, read
from assistant.answering.verify.support import Support
from assistant.answering.verify.units import Unit
from assistant.answering.verify.verdict import Reason, Unsupported


def check_promises(
    clause: Reading, units: list[Unit], support: Support | None, sentence: str
) -> None:
    """A promise must stand in a fact; the name of a field with another value (包邮门槛) promises
    only beside that value. Without `support` the value is not asked for yet."""
    for promise in clause.promises:
        for unit in units:
            if promise.name == "free_shipping" and ships_free(unit, promise, clause, sentence):
                break
            texts = [unit.label] if unit.truth is not None else [unit.value]
            if unit.truth is None and (support is None or unit.fact in support.valued):
                texts.append(unit.label)
            denied = promise.denied if unit.truth is not False else not promise.denied
            if any(
                own.name == promise.name and own.denied == denied
                for text in texts
                for own in text.promises
            ):
                break
        else:
            raise Unsupported(Reason.PROMISE, promise.text)
        if support is not None:
            named = [u for u in units if u.truth is None and _promises(u.label, promise)]
            free = any(ships_free(unit, promise, clause, sentence) for unit in units)
            if named and not free and not any(_promises(unit.value, promise) for unit in units):
                support.by_label.append(frozenset(unit.fact.field for unit in named))


def ships_free(unit: Unit, promise: Found, clause: Reading, sentence: str) -> bool:
    """Whether every amount that is said reaches the least one that is shipped free."""
    if unit.fact.field != "free_shipping_threshold" or promise.denied:
        return False
    if lexicon().everyone.first(clause.text):
        return False
    least = max((number.value for number in unit.value.quantities), default=None)
    paid = [n.value for n in read(sentence).quantities if n.kind.startswith("money")]
    return least is not None and bool(paid) and min(paid) >= least


def _promises(text: Reading, promise: Found) -> bool:
    return any(own.name == promise.name for own in text.promises)
