"""Whether a clause says part of what the shop published, and no more."""

import re

from assistant.answering.verify.amounts import role_of
from assistant.answering.verify.bounds import bound_spans, bounded_alike, bounds_of
from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.quantities import Quantity
from assistant.answering.verify.reading import Reading, read
from assistant.answering.verify.spans import inside, without
from assistant.answering.verify.units import Ground, Statement, Window, split_clauses
from assistant.answering.verify.words import stating

# A clause that only sets a condition for those after it.
_CONDITION = re.compile(
    r"(?:的|时|的话|情况下|以外|外)$|^(?:如|若|除|仅|限|if |unless |when |for )"
)
_THRESHOLD = re.compile(
    r"满\s*[\u0000\d]|(?:over|from|above|minimum|least|dari|mulai|bermula|sekurang-kurangnya)\s"
    r"|(?:từ|trên|tối thiểu|minimal)\s"
    r"|(?:เมื่อ)?ครบ|ตั้งแต่|ขั้นต่ำ"
)
_ESSENTIAL = frozenset({"=faulty", "=opened"})  # conditions that stand inside their clause
_LEAST_KEPT = 0.5
_SAME_BOUND = {"from": "over"}


def stated(clause: Reading, whole: str, names: frozenset[str], ground: Ground) -> Statement | None:
    """The published sentence that bears `clause` out, conditions included.

    `whole` is the sentence the clause stands in, `names` words that name a thing of the evidence
    and so need no support of their own.
    """
    for statement in ground.statements:
        for window in statement.windows:
            if (
                _covers(window.reading, clause, names)
                and _in_order(window.reading, clause, names)
                and _keeps_conditions(statement, window, whole)
            ):
                return statement
    return None


def _covers(window: Reading, clause: Reading, names: frozenset[str]) -> bool:
    promised = [(found.start, found.start + len(found.text)) for found in clause.promises]
    tokens = [
        token
        for token in clause.tokens
        if token.word not in names and not inside((token.start, token.end), promised)
    ]
    if not tokens and not clause.promises:
        # A number or 有货 alone is in many sentences; it says nothing of what it is said of.
        return False
    alike = (clause.negators % 2) == (window.negators % 2) or _denied_alike(clause, window)
    if clause.negators and not alike:
        return False
    if not all(window.holds(token.word, token.denied) for token in tokens):
        return False
    if not all(_counted(number, clause, window) for number in clause.quantities):
        return False
    if not _all_told(clause, window):
        return False
    said = {(found.name, found.denied) for found in window.promises}
    if not all((found.name, found.denied) in said for found in clause.promises):
        return False
    if not all(any(s.name == o.name for o in window.stock) for s in clause.stock):
        return False
    if not all(any(c.name == o.name for o in window.sizes) for c in clause.sizes):
        return False
    return all(
        any(c.name == o.name and c.denied == o.denied for o in window.colours)
        or (c.text and c.text in window.text)
        for c in clause.colours
    )


def _all_told(clause: Reading, window: Reading) -> bool:
    """Whether no number of `window` is left out that could be meant instead of one that is said.

    江浙沪1到2天，其他地区3到5天 must not bear out 江浙沪3到5天.
    """
    if "," not in window.text:
        return True
    return all(
        any(number.equals(said) for said in clause.quantities)
        for number in window.quantities
        if any(number.kind == said.kind for said in clause.quantities)
    )


def _counted(number: Quantity, clause: Reading, window: Reading) -> bool:
    """Whether the window holds the number, an amount as the amount of the same thing."""
    same = [
        other
        for other in window.quantities
        if number.equals(other) and bounded_alike(number, clause.text, other, window.text)
    ]
    if not number.kind.startswith("money") or clause.text in window.text:
        return bool(same)
    role = role_of(number, clause)
    return any(role_of(other, window) == role for other in same)


def _in_order(window: Reading, clause: Reading, names: frozenset[str]) -> bool:
    """Whether the clause says what it says in one clause of the window, or runs on from one to the
    next with nothing left out between.

    Of `现货24小时内发货，预售按商品页写的时间发货` it may not make `预售24小时内发货`.
    """
    said = [word for word, _ in _items(clause, names)]
    if any(word not in window.text for word in stating(_unsaid(clause)) if word not in names):
        return False
    if "," not in window.text:
        return True
    held = _items(window, names)
    return _runs(said, held, [at for at, char in enumerate(window.text) if char == ","], 0, -1)


def _items(reading: Reading, names: frozenset[str]) -> list[tuple[str, int]]:
    """Words and numbers in their order, plain words that state something among them."""
    items = [
        (token.word + "!" * token.denied, token.start)
        for token in reading.tokens
        if token.word not in names
    ]
    for number in reading.quantities:
        bounds = {_SAME_BOUND.get(name, name) for name in bounds_of(number, reading.text)}
        items.append((f"{number.kind} {number.value} {sorted(bounds)}", number.start))
    items += [(f"={found.name}", found.start) for found in reading.stock]
    items += [(f"~{found.name}", found.start) for found in reading.promises]
    rest = _unsaid(reading)
    at = 0
    for word in stating(rest):
        at = max(rest.find(word, at), at)
        items.append((word, at))
    return sorted(items, key=lambda item: item[1])


def _runs(
    said: list[str], held: list[tuple[str, int]], commas: list[int], begin: int, last: int
) -> bool:
    """Whether `said` stands in `held` in order, skipping nothing where it crosses a comma."""
    if begin == len(said):
        return True
    for at in range(last + 1, len(held)):
        word, place = held[at]
        if word != said[begin]:
            continue
        crosses = last >= 0 and any(held[last][1] < comma < place for comma in commas)
        if crosses and at != last + 1:
            continue
        if _runs(said, held, commas, begin + 1, at):
            return True
    return said[begin] not in {word for word, _ in held} and _runs(
        said, held, commas, begin + 1, last
    )


def _unsaid(clause: Reading) -> str:
    """`clause` without what is compared in other ways."""
    spans = [(token.start, token.end) for token in clause.tokens]
    spans += [(number.start, number.end) for number in clause.quantities]
    spans += [span for number in clause.quantities for span in bound_spans(number, clause.text)]
    spans += [(found.start, found.start + len(found.text)) for found in clause.promises]
    spans += [(found.start, found.end) for found in (*clause.stock, *clause.colours)]
    return without(clause.text, spans)


def _denied_alike(clause: Reading, window: Reading) -> bool:
    """Whether each word both hold is denied in both or neither; some word must be shared."""
    return bool(clause.tokens) and clause.negators > 0 and window.negators > 0


def _keeps_conditions(statement: Statement, window: Window, whole: str) -> bool:
    """Whether the sentence keeps what the shop's promise depends on."""
    reading = window.reading
    if _THRESHOLD.search(reading.text) and not _meets_threshold(reading, whole):
        return False
    said = [read(clause) for clause in split_clauses(whole)]
    needed = [t for t in reading.tokens if t.word in _ESSENTIAL]
    if not all(any(one.holds(token.word, token.denied) for one in said) for token in needed):
        return False
    for clause in statement.clauses[: window.end - 1]:
        words = clause.tokens
        if not words or not _CONDITION.search(clause.text):
            continue
        kept = [any(one.holds(token.word, token.denied) for one in said) for token in words]
        turned = [any(one.holds(token.word, not token.denied) for one in said) for token in words]
        if sum(kept) / len(words) < _LEAST_KEPT or any(turned):
            return False
    return True


def _meets_threshold(reading: Reading, whole: str) -> bool:
    """Whether the least amount a promise is for is said, or met by every amount that is said."""
    said = read(whole).quantities
    least = [number for number in reading.quantities if number.kind.startswith("money")]
    if not least:  # `minimal 100 ribu` names no currency
        least = [number for number in reading.quantities if number.kind == "plain"]
    if all(any(number.value == one.value for one in said) for number in least):
        return True
    paid = [one.value for one in said if one.kind.startswith("money")]
    everywhere = lexicon().everyone.first(whole)
    highest = max(number.value for number in least)
    return bool(paid) and min(paid) >= highest and not everywhere
