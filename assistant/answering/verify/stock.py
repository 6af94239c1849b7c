"""Whether the facts bear out what a clause says of the stock."""

import re

from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.reading import Found, Reading, read
from assistant.answering.verify.subjects import option_kind, options_named
from assistant.answering.verify.support import Support
from assistant.answering.verify.units import Ground, Unit
from assistant.answering.verify.verdict import Reason, Unsupported

_EXCEPT = re.compile(r"除了|除|except|kecuali|trừ|ยกเว้น|只有|only")
_REST = re.compile(r"其他|其它|其余|别的|the rest|others|lainnya|sisanya|yang lain|còn lại|khác|อื่น")


def check_stock(
    clause: Reading,
    sentence: str,
    units: list[Unit],
    options: frozenset[str],
    support: Support,
    ground: Ground,
) -> None:
    """A state of stock must be that of every variant meant, or name the exceptions."""
    known = [unit for unit in units if unit.state]
    excepting = bool(_EXCEPT.search(clause.text)) and not clause.stock
    if excepting and options and known and read(sentence).stock:
        if any(unit.state != "no" for unit in known):
            raise Unsupported(Reason.STOCK, clause.text)
        support.use(known)
        support.claims += 1
    exceptions = _EXCEPT.search(sentence) or any(s.name == "no" for s in read(sentence).stock)
    for found in clause.stock:
        meant = known
        rest = _REST.search(clause.text)
        if rest:
            named = options_named(read(sentence), ground)
            meant = [unit for unit in known if not unit.options & named]
        matching = [unit for unit in meant if unit.state == found.name]
        partly = found.name != "no" and bool(options or exceptions)
        if not matching or (len(matching) < len(meant) and not partly):
            raise Unsupported(Reason.STOCK, found.text)
        if (rest or _of_all(found, clause)) and not (
            len(matching) == len(meant) and _all_known(matching, sentence, options, ground)
        ):
            raise Unsupported(Reason.STOCK, found.text)
        if lexicon().only.first(clause.text) and not _no_others(options, matching, ground):
            raise Unsupported(Reason.STOCK, found.text)
        held = {value for unit in matching for value in unit.options}
        if any(_chosen(value, known, ground) and value not in held for value in options):
            raise Unsupported(Reason.STOCK, found.text)
        support.use(matching)
        support.claims += 1
        support.negators += found.negators


def _of_all(found: Found, clause: Reading) -> bool:
    """Whether the state is said of every variant meant; that nothing is left always is."""
    return found.name == "no" or bool(lexicon().everyone.first(clause.text))


def _all_known(
    matching: list[Unit], sentence: str, options: frozenset[str], ground: Ground
) -> bool:
    """Whether the facts know every variant meant: of each kind of option the one that is named,
    or all that are listed."""
    excepted = options_named(read(sentence), ground)
    held = {value for unit in matching for value in unit.options}
    kinds = {option_kind(name) for unit in matching for name, _ in unit.fact.options}
    for kind in kinds:
        listed = _listed(kind, matching, ground)
        if options & listed or not listed:
            continue
        if not listed - excepted <= held:
            return False
    return True


def _no_others(options: frozenset[str], matching: list[Unit], ground: Ground) -> bool:
    """Whether every variant but the named ones is known and has another state."""
    things = {unit.thing for unit in matching}
    rest = [u for u in ground.units if u.state and u.thing in things and u not in matching]
    if not options or not rest or any(unit.state == matching[0].state for unit in rest):
        return False
    return _all_known([*rest, *matching], "", frozenset(), ground)


def _listed(kind: str, units: list[Unit], ground: Ground) -> set[str]:
    """The values of an option that the facts list for the thing of `units`."""
    things = {unit.thing for unit in units}
    return {
        re.sub(r"码$", "", unit.value.text)
        for unit in ground.units
        if unit.thing in things and not unit.options and kind in (unit.fact.field, unit.fact.label)
    }


def _chosen(value: str, units: list[Unit], ground: Ground) -> bool:
    """Whether `value` is one of an option that tells the variants of `units` apart."""
    kinds = {option_kind(name) for unit in units for name, _ in unit.fact.options}
    return any(value in _listed(kind, units, ground) for kind in kinds) or any(
        value in unit.options for unit in units
    )
