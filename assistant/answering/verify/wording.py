"""Whether the words of substance of a clause stand in the facts, said or denied alike."""

from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.reading import Reading, Token
from assistant.answering.verify.spans import inside
from assistant.answering.verify.subjects import whole
from assistant.answering.verify.support import Support
from assistant.answering.verify.units import Unit
from assistant.answering.verify.verdict import Reason, Unsupported

_OPTION_FIELDS = frozenset({"colour", "size"})


def check_words(
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
