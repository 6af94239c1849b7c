"""Whether single facts bear out a clause: numbers, colours, sizes, stock, words, yes and no."""

import re
from dataclasses import dataclass, field

from assistant.answering.verify.absences import absent
from assistant.answering.verify.amounts import supporting
from assistant.answering.verify.comparison import check_comparison, compared
from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.reading import Found, Reading, Token, read
from assistant.answering.verify.subjects import options_named
from assistant.answering.verify.units import Ground, Unit
from assistant.answering.verify.verdict import Reason, Unsupported
from assistant.knowledge.facts import Fact

_EXCEPT = re.compile(r"除了|除|except|kecuali|trừ|ยกเว้น|只有|only")
_REST = re.compile(r"其他|其它|其余|别的|the rest|others|lainnya|sisanya|yang lain|còn lại|khác|อื่น")
_COUNTED = {
    "colour": re.compile(r"[色]|colou?rs?|warna|màu|สี"),
    "size": re.compile(r"尺码|码数|sizes?|ukuran|saiz|cỡ|ไซส์"),
}


@dataclass(frozen=True, slots=True)
class About:
    """What a clause is about: the things, whether just those, words that only name, options."""

    things: tuple[str, ...]
    exact: bool
    names: frozenset[str]
    options: frozenset[str]


@dataclass
class Support:
    """The facts found so far to bear a clause out, and how many of its negators they explain."""

    used: dict[Fact, None] = field(default_factory=dict)
    negators: int = 0
    claims: int = 0

    def use(self, units: list[Unit]) -> None:
        """Count on these facts."""
        self.used.update(dict.fromkeys(unit.fact for unit in units))


def check_by_facts(
    clause: Reading,
    sentence: str,
    about: "About",
    ground: Ground,
) -> Support:
    """Check every claim of `clause` against single facts. Raises Unsupported."""
    support = Support()
    things, names = about.things, about.names
    options = options_named(clause, ground) | about.options
    units = [
        unit
        for unit in ground.units
        if (not unit.thing or not things or unit.thing in things) and _fits(unit, options, ground)
    ]
    if absent(clause, units):
        support.claims += 1
        return support
    comparison = compared(clause)
    difference = None
    if comparison:
        used, difference = check_comparison(clause, comparison, things, ground)
        support.use(list(used))
        support.claims += 1
    _one_thing(clause, things, about.exact, units, ground)
    _check_colours(clause, units, support)
    _check_sizes(clause, units, support)
    _check_stock(clause, sentence, units, options, support, ground)
    for number in clause.quantities:
        if difference is not None and number.value == difference:
            continue
        if _counts_listed(number.kind, int(number.value), clause.text, units):
            continue
        support.use(supporting(number, clause, units, sentence))
        support.claims += 1
    _check_promises(clause, units, support)
    _check_words(clause, units, names, support, comparing=bool(comparison))
    if about.options and not clause.stock and not clause.quantities:
        # An option named beside a negator is denied; that needs a fact of its own.
        support.claims += 1
    if clause.negators > support.negators and support.claims:
        raise Unsupported(Reason.POLARITY, clause.text)
    return support


def _fits(unit: Unit, options: frozenset[str], ground: Ground) -> bool:
    """Whether a fact of a variant is about the variant whose options are named."""
    if not unit.options or not options:
        return True
    known = {value for other in ground.units for value in other.options}
    return (options & known) <= unit.options


def _one_thing(
    clause: Reading,
    things: tuple[str, ...],
    exact: bool,
    units: list[Unit],
    ground: Ground,
) -> None:
    """A number or a state of stock must be of one thing; which one must have been said."""
    owners = {unit.thing for unit in units if unit.thing}
    claims = bool(clause.quantities or clause.stock or clause.colours or clause.sizes)
    if claims and len(owners) > 1 and (not things or not exact) and len(ground.things) > 1:
        raise Unsupported(Reason.AMBIGUOUS, clause.text)


def _listed(units: list[Unit], name: str) -> tuple[list[Unit], bool]:
    """Units that hold a value of the option `name`, and whether all its values are known."""
    whole = [unit for unit in units if unit.fact.field == name and not unit.options]
    if whole:
        return whole, True
    keys = {
        "colour": ("颜色", "colour", "color", "色号"),
        "size": ("尺码", "size", "尺寸", "鞋码"),
    }[name]
    return [
        unit for unit in units if any(option.lower() in keys for option, _ in unit.fact.options)
    ], False


def _check_colours(clause: Reading, units: list[Unit], support: Support) -> None:
    holders, complete = _listed(units, "colour")
    for colour in clause.colours:
        matching = [
            unit
            for unit in holders
            if any(_is_colour(colour, value) for value in (unit.options or {unit.value.text}))
        ]
        if colour.denied and not clause.stock:
            if not complete or matching:
                raise Unsupported(Reason.COLOUR, colour.text or colour.name)
            support.use(holders)
            support.negators += 1
            support.claims += 1
            continue
        if not matching:
            matching = [u for u in units if colour.text and _in_value(colour.text, clause, u)]
        if not matching:
            raise Unsupported(Reason.COLOUR, colour.text or colour.name)
        support.use(matching[:1])
        support.claims += 1


def _is_colour(colour: Found, value: str) -> bool:
    if colour.text and len(colour.text) > 1:
        return colour.text in value
    words = lexicon().colours.get(colour.name)
    return words is not None and any(word in value for word in words.all)


def _in_value(text: str, clause: Reading, unit: Unit) -> bool:
    """Whether the characters around a colour word stand in a value: 白鸭绒 is no colour."""
    at = clause.text.find(text)
    around = clause.text[at : at + len(text) + 1]
    return len(around) > len(text) and around in unit.value.text


def _check_sizes(clause: Reading, units: list[Unit], support: Support) -> None:
    holders, complete = _listed(units, "size")
    for size in clause.sizes:
        matching = [
            unit
            for unit in units
            if size.name in unit.options
            or (unit.fact.field == "size" and _size_of(unit) == size.name)
            or any(own.name == size.name for own in (*unit.value.sizes, *unit.label.sizes))
        ]
        if size.denied and not clause.stock:
            if not complete or matching:
                raise Unsupported(Reason.SIZE, size.text)
            support.use(holders)
            support.negators += 1
            support.claims += 1
            continue
        if not matching:
            raise Unsupported(Reason.SIZE, size.text)
        support.use(matching[:1])
        support.claims += 1


def _size_of(unit: Unit) -> str:
    if unit.value.sizes:
        return unit.value.sizes[0].name
    return unit.value.text.removesuffix("码").removesuffix("号")


def _check_stock(
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
        if _REST.search(clause.text):
            named = options_named(read(sentence), ground)
            meant = [unit for unit in known if not unit.options & named]
        matching = [unit for unit in meant if unit.state == found.name]
        partly = found.name != "no" and bool(options or exceptions)
        if not matching or (len(matching) < len(meant) and not partly):
            raise Unsupported(Reason.STOCK, found.text)
        support.use(matching)
        support.claims += 1
        support.negators += clause.negators if found.name == "no" else 0
        if found.name != "no" and clause.negators > support.negators:
            raise Unsupported(Reason.STOCK, found.text)


def _counts_listed(kind: str, value: int, text: str, units: list[Unit]) -> bool:
    """Whether a count of kinds is the number of colours or sizes listed: 两种颜色."""
    if kind not in {"variety", "count", "plain"}:
        return False
    for name in (name for name, cue in _COUNTED.items() if cue.search(text)):
        holders, complete = _listed(units, name)
        if complete and len({unit.value.text for unit in holders}) == value:
            return True
    return False


def _check_words(
    clause: Reading,
    units: list[Unit],
    names: frozenset[str],
    support: Support,
    *,
    comparing: bool,
) -> None:
    """Every word of substance must stand in a fact, said or denied alike.

    Where the clause names a field (面料), the words must be in the value of that field.
    """
    colours = [(colour.start, colour.start + len(colour.text or "x")) for colour in clause.colours]
    if comparing:
        words = lexicon().compare.values()
        colours += [span for list_ in words for span in list_.spans(clause.text)]
    stock = [(found.start, found.start + len(found.text)) for found in clause.stock]
    tokens = [
        token
        for token in clause.tokens
        if token.word not in names
        and not any(start < token.end and token.start < end for start, end in colours + stock)
    ]
    fields = {unit.fact.field for unit in units if unit.named_in(clause.text) and unit.thing}
    for token in tokens:
        holders = [unit for unit in units if _holds(unit, token)]
        named = [unit for unit in holders if unit.fact.field in fields]
        if fields and not named and not any(_in_label(unit, token) for unit in holders):
            holders = []
        if not holders:
            opposite = Token(token.word, not token.denied, token.start, token.end)
            contradicted = any(_holds(unit, opposite) for unit in units)
            raise Unsupported(
                Reason.POLARITY if contradicted else Reason.WORDING, token.word.lstrip("=")
            )
        chosen = named or holders
        support.use(chosen[:1])
        support.claims += 1
        if token.denied:
            support.negators = max(support.negators, clause.negators)


def _in_label(unit: Unit, token: Token) -> bool:
    return unit.truth is None and unit.label.holds(token.word, token.denied)


def _holds(unit: Unit, token: Token) -> bool:
    if unit.truth is not None:
        return unit.label.holds(token.word, token.denied ^ (not unit.truth))
    # Under a label that denies (不支持的方式: 货到付款) the value is what is denied.
    denied = token.denied ^ (unit.label.negators % 2 == 1)
    if unit.value.holds(token.word, denied) or token.word in unit.options:
        return True
    # The name of a field is no claim: 填充物是… needs no fact that says 填充物.
    return not token.denied and unit.label.holds(token.word, denied=False)


def _check_promises(clause: Reading, units: list[Unit], support: Support) -> None:
    """A promise must stand in a fact; the name of a field that holds a number (包邮门槛) promises
    only beside that number."""
    for promise in clause.promises:
        for unit in units:
            texts = [unit.label] if unit.truth is not None else [unit.value]
            if unit.truth is None and unit.fact in support.used:
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
