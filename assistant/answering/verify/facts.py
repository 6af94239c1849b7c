"""Whether single facts bear out a clause: its numbers, words, promises, its yes and no."""

import re
from dataclasses import replace

from assistant.answering.verify.absences import absent
from assistant.answering.verify.amounts import saved, supporting
from assistant.answering.verify.bounds import bounded, bounds_of, dangling
from assistant.answering.verify.choices import check_colours, check_sizes, counts_listed
from assistant.answering.verify.coherence import check_coherence
from assistant.answering.verify.comparison import check_comparison, compared, follows_comparison
from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.quantities import Quantity
from assistant.answering.verify.reading import Found, Reading, Token, read
from assistant.answering.verify.scope import check_scope
from assistant.answering.verify.spans import inside
from assistant.answering.verify.stock import check_stock
from assistant.answering.verify.subjects import mentioned, option_kind, options_named, whole
from assistant.answering.verify.support import About, Support
from assistant.answering.verify.units import Ground, Unit
from assistant.answering.verify.verdict import Reason, Unsupported

_BY_THEMSELVES = frozenset({"date", "clock", "count", "variety"})
_ADVISED = re.compile(
    r"建议|推荐|适合|\b(?:recommend|suggest|fits?|suits?|saran\w*|cocok|sesuai)\b|"
    r"gợi ý|phù hợp|แนะนำ|เหมาะ"
)
_ADVICE_FIELDS = frozenset({"size_advice", "height", "weight"})
_SEVERAL = 2
_OPTION_FIELDS = frozenset({"colour", "size"})


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
    if on_itself and "list_price" in clause.labels:
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
        support.use(borne)
        support.valued.update(unit.fact for unit in borne)
        alone = number.kind.startswith("money") or number.kind in _BY_THEMSELVES
        fields = frozenset([*(unit.fact.field for unit in borne), *([""] if alone else [])])
        support.by_value.append((number.start, number.end, fields))
        support.claims += 1
    _check_promises(clause, units, None, sentence)
    _check_words(clause, units, names, support, comparing=bool(comparison))
    _check_promises(clause, units, support, sentence)
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
    colours = [(colour.start, colour.end) for colour in clause.colours]
    if comparing:
        words = lexicon().compare.values()
        colours += [span for list_ in words for span in list_.spans(clause.text)]
    stock = [(found.start, found.end) for found in clause.stock]
    promised = [(found.start, found.start + len(found.text)) for found in clause.promises]
    # A word for a field (shelf life) names it and claims nothing.
    stock += [
        match.span()
        for unit in units
        if unit.truth is None and unit.thing
        for name in (
            *unit.names,
            *([unit.value.text] if unit.fact.field == "colour" else []),
            *(option for option in unit.options if len(option) > 1),
        )
        if name and name in clause.text
        for match in whole(name).finditer(clause.text)
    ]
    tokens = [
        token
        for token in clause.tokens
        if token.word not in names
        and not any(start < token.end and token.start < end for start, end in colours + stock)
    ]
    fields = {unit.fact.field for unit in units if unit.named_in(clause.text) and unit.thing}
    met: set[str] = {unit.fact.field for unit in units if unit.fact in support.used}
    for token in tokens:
        holders = [unit for unit in units if _holds(unit, token, clause)]
        named = [unit for unit in holders if unit.fact.field in fields]
        if fields and not named and not any(_in_label(unit, token) for unit in holders):
            holders = []
        if not holders:
            opposite = Token(token.word, not token.denied, token.start, token.end)
            contradicted = any(_holds(unit, opposite, clause) for unit in units)
            raise Unsupported(
                Reason.POLARITY if contradicted else Reason.WORDING, token.word.lstrip("=")
            )
        chosen = [unit for unit in named or holders if _in_proportion(token, clause, unit)]
        if not chosen:
            raise Unsupported(Reason.WORDING, token.word.lstrip("="))
        holding = frozenset(u.fact.field for u in chosen if _is_said(u, token))
        if holding:
            support.by_value.append((token.start, token.end, holding))
        elif not inside((token.start, token.end), promised):
            support.by_label.append(frozenset(unit.fact.field for unit in holders))
        met |= {unit.fact.field for unit in chosen}
        support.use(chosen[:1])
        support.valued.update(u.fact for u in chosen if u.value.holds(token.word, token.denied))
        support.claims += 1
        if token.denied:
            support.negators = max(support.negators, clause.negators)
    worded = {
        unit.fact.field
        for unit in units
        if unit.thing and unit.value.tokens and any(name in clause.text for name in unit.names)
    }
    if tokens and len(worded) > 1 and not worded <= met:
        raise Unsupported(Reason.WORDING, clause.text)  # 面料和填充物都是… of what one of them is


def _is_said(unit: Unit, token: Token) -> bool:
    """Whether the value of `unit`, or the property it says yes or no to, holds `token`."""
    denied = token.denied ^ (unit.label.negators % 2 == 1)
    return unit.truth is not None or unit.value.holds(token.word, denied)


def _in_proportion(token: Token, clause: Reading, unit: Unit) -> bool:
    """Whether a part of a composition may stand without its share: only the greatest may."""
    shares = [share for share in unit.value.quantities if share.kind == "percent"]
    if len(shares) < 2 or any(number.kind == "percent" for number in clause.quantities):
        return True
    if all(clause.holds(own.word, own.denied) for own in unit.value.tokens):
        return True
    places = [own.start for own in unit.value.tokens if own.word == token.word]
    greatest = max(share.value for share in shares)
    return (
        any(
            share.value == greatest
            for place in places
            for share in [
                max((s for s in shares if s.end <= place), key=lambda s: s.end, default=None)
            ]
            if share
        )
        or not places
    )


def _in_label(unit: Unit, token: Token) -> bool:
    return unit.truth is None and unit.label.holds(token.word, token.denied)


def _holds(unit: Unit, token: Token, clause: Reading) -> bool:
    if unit.truth is not None:
        whole_label = all(clause.holds_word(own.word) for own in unit.label.tokens)
        return whole_label and unit.label.holds(token.word, token.denied ^ (not unit.truth))
    if unit.fact.field in _OPTION_FIELDS:
        return False  # an option is named whole: the 白 of 米白 is none
    # Under a label that denies (不支持的方式: 货到付款) the value is what is denied.
    denied = token.denied ^ (unit.label.negators % 2 == 1)
    if unit.value.holds(token.word, denied) or token.word in unit.options:
        return True
    # The name of a field is no claim: 填充物是… needs no fact that says 填充物.
    return not token.denied and unit.label.holds(token.word, denied=False)


def _check_promises(
    clause: Reading, units: list[Unit], support: Support | None, sentence: str
) -> None:
    """A promise must stand in a fact; the name of a field with another value (包邮门槛) promises
    only beside that value. Without `support` the value is not asked for yet."""
    for promise in clause.promises:
        for unit in units:
            if promise.name == "free_shipping" and _ships_free(unit, promise, clause, sentence):
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
            free = any(_ships_free(unit, promise, clause, sentence) for unit in units)
            if named and not free and not any(_promises(unit.value, promise) for unit in units):
                support.by_label.append(frozenset(unit.fact.field for unit in named))


def _ships_free(unit: Unit, promise: Found, clause: Reading, sentence: str) -> bool:
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
