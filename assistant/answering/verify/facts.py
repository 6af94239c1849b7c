"""Whether single facts bear out a clause: its numbers, words, promises, its yes and no."""

import re
from dataclasses import replace

from assistant.answering.verify.absences import absent
from assistant.answering.verify.amounts import saved, supporting
from assistant.answering.verify.ascribed import ascribed
from assistant.answering.verify.bounds import bounded, bounds_of, dangling
from assistant.answering.verify.choices import check_colours, check_sizes, counts_listed
from assistant.answering.verify.coherence import check_coherence
from assistant.answering.verify.comparison import check_comparison, compared, follows_comparison
from assistant.answering.verify.promises import check_promises
from assistant.answering.verify.quantities import Quantity
from assistant.answering.verify.reading import Reading, read
from assistant.answering.verify.scope import check_scope
from assistant.answering.verify.stock import check_stock
from assistant.answering.verify.subjects import mentioned, option_kind, options_named
from assistant.answering.verify.support import About, Support
from assistant.answering.verify.units import Ground, Unit
from assistant.answering.verify.verdict import Reason, Unsupported
from assistant.answering.verify.wording import check_words

_BY_THEMSELVES = frozenset({"date", "clock", "count", "variety"})
_ADVISED = re.compile(
    r"建议|推荐|适合|\b(?:recommend|suggest|fits?|suits?|saran\w*|cocok|sesuai)\b|"
    r"gợi ý|phù hợp|แนะนำ|เหมาะ"
)
_ADVICE_FIELDS = frozenset({"size_advice", "height", "weight"})
_CHEAPER_BY = re.compile(r"^\s*[一-鿿]{0,2}便宜了\s*\d")  # than it was, there is no other
_SEVERAL = 2


def check_by_facts(
    clause: Reading,
    sentence: str,
    about: About,
    ground: Ground,
) -> Support:
    """Check every claim of `clause` against single facts. Raises Unsupported."""
    support = Support()
    things, names = about.things, about.names
    options = options_named(clause, ground) | about.options
    its = [u for u in ground.units if not u.thing or not things or u.thing in things]
    units = [unit for unit in its if _fits(unit, options, clause, ground)]
    _check_each(clause, sentence, about, ground)
    if absent(clause, units):
        support.claims += 1
        return support
    comparison = compared(clause)
    difference = None
    on_itself = comparison == "price_less" or (comparison == "other" and clause.quantities)
    before = "list_price" in clause.labels or (
        _CHEAPER_BY.search(clause.text) and "list_price" in read(sentence).labels
    )
    if on_itself and before:
        support.use(saved(clause, units))
        support.claims += 1
    elif comparison:
        used, difference = check_comparison(clause, comparison, things, ground)
        support.use(list(used))
        support.claims += 1
    _check_options(about, its)
    _one_thing(clause, things, about.exact, units, ground)
    for size in clause.sizes:
        if bounded(size.start, size.end, clause.text):
            raise Unsupported(Reason.SIZE, size.text)
    if (
        clause.sizes
        and _ADVISED.search(clause.text)
        and not any(unit.fact.field in _ADVICE_FIELDS and unit.options for unit in its)
    ):
        raise Unsupported(Reason.SIZE, clause.sizes[0].text)
    check_colours(clause, units, support)
    check_sizes(clause, its, support)
    meant = options or about.carried
    stocked = [unit for unit in its if _fits(unit, meant, clause, ground)]
    check_stock(clause, sentence, stocked, meant, support, ground)
    if clause.quantities and (loose := dangling(clause.text, clause.quantities)):
        raise Unsupported(Reason.QUANTITY, loose)
    for number in clause.quantities:
        if difference is not None and number.kind.startswith("money"):
            if number.value == difference and not bounds_of(number, clause.text):
                continue
            if follows_comparison(number, clause):
                raise Unsupported(Reason.AMOUNT, number.text)  # 便宜59元 is no price
        if number.kind == "plain" and _is_a_size(number, clause, its):
            support.claims += 1
            continue
        if number.kind == "link":
            _check_link(number, sentence, ground)
        if counts_listed(number, clause, units) or _counts_named(number, options, things, ground):
            continue
        borne = supporting(number, clause, units, sentence)
        if not number.kind.startswith("money"):
            borne = ascribed(number, clause, borne)
        support.use(borne)
        support.valued.update(unit.fact for unit in borne)
        alone = number.kind.startswith("money") or number.kind in _BY_THEMSELVES
        fields = frozenset([*(unit.fact.field for unit in borne), *([""] if alone else [])])
        support.by_value.append((number.start, number.end, fields))
        support.claims += 1
    check_promises(clause, units, None, sentence)
    check_words(clause, units, names, support, comparing=bool(comparison))
    check_promises(clause, units, support, sentence)
    check_scope(clause, sentence, units, support)
    check_coherence(clause, units, support)
    if about.options and not clause.stock and not clause.quantities:
        # An option named beside a negator is denied; that needs a fact of its own.
        support.claims += 1
    if clause.negators > support.negators and support.claims:
        raise Unsupported(Reason.POLARITY, clause.text)
    return support


def _check_each(clause: Reading, sentence: str, about: About, ground: Ground) -> None:
    """What is said of several things in one must hold of each of them: 羽绒服和T恤都是棉的."""
    if (
        len(about.together) < _SEVERAL
        or compared(clause)
        or any(n.kind.startswith("money") for n in clause.quantities)
    ):
        return
    for thing in about.together:
        check_by_facts(clause, sentence, replace(about, things=(thing,), together=()), ground)


def _check_options(about: About, its: list[Unit]) -> None:
    """An option that is named must be one of the thing it is said of."""
    for option in about.options if about.things else ():
        if not any(option in unit.options or unit.value.text == option for unit in its):
            raise Unsupported(Reason.WORDING, option)


def _is_a_size(number: Quantity, clause: Reading, its: list[Unit]) -> bool:
    """Whether a bare number is one of the sizes there are: 有110、120."""
    if clause.labels & {"price", "list_price", "quantity", "total", "off", "fee"}:
        return False
    text = f"{number.number:f}"
    return any(
        text in unit.options or (unit.fact.field == "size" and unit.value.text == text)
        for unit in its
    ) and not bounds_of(number, clause.text)


def _check_link(number: Quantity, sentence: str, ground: Ground) -> None:
    """A link's number must be that of the one thing the sentence names."""
    of = [u.thing for u in ground.units if u.fact.field == "link_number"
          and u.fact.value == f"{number.number:f}"]  # fmt: skip
    named = mentioned(sentence, ground)
    if len(set(of)) != 1 or (named.things and of[0] not in named.things):
        raise Unsupported(Reason.AMBIGUOUS, number.text)


def _counts_named(
    number: Quantity, options: frozenset[str], things: tuple[str, ...], ground: Ground
) -> bool:
    """Whether a count is that of the things there are, or of options named: 5L和7L两种."""
    if number.kind != "variety" or number.high is not None:
        return False
    all_things = len(ground.things) > 1 and number.text.endswith("款")
    if all_things and len(ground.things) == number.value and len(things) <= 1:
        return True
    others = {o for o in options if _kind_of(o, ground) not in {"colour", "size"}}
    return len(others) > 1 and len(others) == number.value


def _fits(unit: Unit, options: frozenset[str], clause: Reading, ground: Ground) -> bool:
    """Whether a fact of a variant is about the variant whose options are named."""
    own = {size.name for size in unit.label.sizes}
    if own and clause.sizes and not own & {size.name for size in clause.sizes}:
        return False  # 重量（L码） is of no other size
    if not unit.options or not options:
        return True
    known = {value for other in ground.units for value in other.options}
    if (options & known) <= unit.options:
        return not any(
            value not in unit.options and _kind_of(value, ground) in _kinds(unit)
            for value in options - known
        )
    return False


def _kinds(unit: Unit) -> set[str]:
    return {option_kind(name) for name, _ in unit.fact.options}


def _kind_of(value: str, ground: Ground) -> str:
    """The option that lists `value`: 雾蓝 is a colour though no variant of it is known."""
    return next(
        (
            option_kind(unit.fact.field)
            for unit in ground.units
            if not unit.options
            and unit.fact.field in {"colour", "size"}
            and unit.value.text.removesuffix("码") == value
        ),
        "",
    )


def _one_thing(
    clause: Reading,
    things: tuple[str, ...],
    exact: bool,
    units: list[Unit],
    ground: Ground,
) -> None:
    """A number or a state of stock must be of one thing; which one must have been said."""
    owners = {unit.thing for unit in units if unit.thing}
    numbers = any(number.kind != "link" for number in clause.quantities)
    claims = bool(numbers or clause.stock or clause.colours or clause.sizes)
    if claims and len(owners) > 1 and (not things or not exact) and len(ground.things) > 1:
        raise Unsupported(Reason.AMBIGUOUS, clause.text)
