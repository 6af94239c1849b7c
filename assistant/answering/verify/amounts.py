"""Which fact bears out a number: an amount by what it is the price of, a measure by its field."""

import re
from decimal import Decimal

from assistant.answering.verify.bounds import bounded_alike, bounds_of
from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.quantities import Quantity
from assistant.answering.verify.reading import Reading, read
from assistant.answering.verify.units import Unit
from assistant.answering.verify.verdict import Reason, Unsupported

_ROLES = ("list_price", "price", "total", "off", "threshold", "fee", "deposit")
_FIELDS = {
    "price": {"price"},
    "list_price": {"list_price"},
    "total": {"total"},
    "off": {"off", "saving", "coupon"},
    "threshold": {"threshold", "free_shipping_threshold"},
}
_CONDITIONAL = {
    "coming_price": ("将", "开始", "即将", "预告", "will", "coming", "from", "mulai", "từ", "เริ่ม"),
    "presale_price": ("预售", "预定", "pre"),
    "member_price": ("会员", "member"),
    "flash_price": ("秒杀", "闪购", "flash"),
    "ladder_price": ("件", "起", "pieces", "buah"),
    "sale_price": ("活动", "优惠", "sale"),
}
_FROM = ("起", "from", "starting", "mulai", "bermula", "từ", "เริ่มต้น", "最低")
_HAVING = re.compile(
    r"有|库存|\bsto(?:ck|k)\b|tersedia|available|\bcòn\b|\bada\b|มี|\bhave\b|there are"
)
# What may stand between a part of a composition and its share: 白鸭绒占90%.
_SHARE = re.compile(r"(?:占比|占|含量|的?比例|约?为|是|达|:|的|\s)+$")
_RANGED = {"height": "length", "weight": "mass"}


def role_of(number: Quantity, clause: Reading) -> str:
    """What an amount is the amount of, by the nearest word before it, else after it."""
    before: tuple[int, int, str] | None = None
    after: tuple[int, str] | None = None
    money = [other for other in clause.quantities if other.kind.startswith("money")]
    for role in _ROLES:
        for start, end in lexicon().labels[role].spans(clause.text):
            if any(end <= o.start < number.start or number.end <= o.start < start for o in money):
                continue  # the word belongs to the amount that stands between
            if end <= number.start and (before is None or (end, end - start) > before[:2]):
                before = (end, end - start, role)
            elif _names_the_next(end, clause, money):
                continue
            elif start >= number.end and (after is None or start < after[0]):
                after = (start, role)
    cheaper = lexicon().compare["price_less"].spans(clause.text)
    if "list_price" in clause.labels and any(
        end <= number.start and not any(end <= o.start < number.start for o in money)
        for _, end in cheaper
    ):
        return "off"
    if before:
        return before[2]
    if after and after[1] in {"off", "fee", "list_price", "threshold"}:
        return after[1]
    return "price"


def _names_the_next(end: int, clause: Reading, money: list[Quantity]) -> bool:
    """Whether a word that ends at `end` stands right before another amount: 49 ribu dari harga
    normal 65 ribu."""
    return any(o.start >= end and not clause.text[end : o.start].strip(" :") for o in money)


def supporting(number: Quantity, clause: Reading, units: list[Unit], sentence: str) -> list[Unit]:
    """The units that bear out `number` as `clause` says it. Raises Unsupported."""
    if number.kind.startswith("money") or (number.kind == "plain" and _is_amount(clause, number)):
        return _amount(number, clause, units, sentence)
    found = [unit for unit in units if _matches(number, unit, clause)]
    if number.kind in {"count", "plain"} and "quantity" in clause.labels:
        found = [unit for unit in found if unit.fact.field == "quantity"]
    elif number.kind in {"count", "plain"}:
        others = [unit for unit in found if unit.fact.field != "quantity"]
        having = clause.stock or (_HAVING.search(clause.text) and not _of_a_property(clause, units))
        found = others or [unit for unit in found if having]
    rivals = {
        unit.fact.field
        for unit in units
        if any(other.kind == number.kind for other in unit.value.quantities)
    }
    if found and len(rivals) > 1:
        found = _of_named_fields(number, found, clause, units, sentence)
    if number.kind == "plain":  # no unit tells what it measures
        found = [u for u in found if u.fact.field == "quantity" or _named(u, clause, clause.text)]
    found = [unit for unit in found if unit.thing or _policy_named(unit, clause, sentence)]
    if not found:
        dated = number.kind in {"date", "clock"}
        raise Unsupported(Reason.DATE if dated else Reason.QUANTITY, number.text)
    return found


def _of_a_property(clause: Reading, units: list[Unit]) -> bool:
    """Whether the clause names a property that is or is not there: 有帽子128个 counts no stock."""
    return any(
        unit.truth is not None and unit.label.holds(token.word, token.denied)
        for token in clause.tokens
        for unit in units
    )


def _of_named_fields(
    number: Quantity, found: list[Unit], clause: Reading, units: list[Unit], sentence: str
) -> list[Unit]:
    """Those of the fields the clause names, where it names one that holds such a measure."""
    here = {
        unit.fact.field
        for unit in units
        if any(other.kind == number.kind for other in unit.value.quantities)
        and any(name in clause.text for name in unit.names)
    }
    if here:
        return [unit for unit in found if unit.fact.field in here]
    return [unit for unit in found if _named(unit, clause, sentence)]


def _is_amount(clause: Reading, number: Quantity) -> bool:
    labels = {"price", "list_price", "total", "off", "threshold", "fee"}
    if not labels & clause.labels or "quantity" in clause.labels:
        return False
    return role_of(number, clause) != "price" or "price" in clause.labels


def _amount(number: Quantity, clause: Reading, units: list[Unit], sentence: str) -> list[Unit]:
    role = role_of(number, clause)
    if role == "off" and "list_price" in clause.labels:
        return _saving(number, clause, units)
    fields = _FIELDS.get(role, set())
    if role == "threshold":
        fields = _thresholds(number, clause)
    candidates = []
    for unit in units:
        field = unit.fact.field
        if (
            field in fields
            or (role == "fee" and "fee" in field and _of_a_return(unit) == _returning(clause))
            or (role == "price" and any(cue in clause.text for cue in _CONDITIONAL.get(field, ())))
        ):
            candidates.append(unit)
    amounts = [
        (other, unit)
        for unit in candidates
        for other in unit.value.quantities
        if other.kind.startswith("money")
    ]
    same = [
        (other, unit)
        for other, unit in amounts
        if number.kind in {"plain", other.kind}
        and _same_amount(number, other)
        and bounded_alike(number, clause.text, other, unit.value.text, unit.fact.field)
    ]
    same = [(o, u) for o, u in same if u.thing or _policy_named(u, clause, sentence)]
    if number.high is not None and not same and role in _FIELDS:
        ends = [other.value for other, _ in amounts]
        if ends and (min(ends), max(ends)) == (number.value, number.high):
            return [unit for other, unit in amounts if other.value in (number.value, number.high)]
    same = [(o, u) for o, u in same if role != "off" or _threshold_said(u, units, sentence)]
    if not same and role == "off" and "list_price" in read(sentence).labels:
        return _saving(number, clause, units)
    if not same:
        raise Unsupported(Reason.AMOUNT, number.text)
    if role in {"price", "list_price"}:
        values = {
            other.value for other, unit in amounts if unit.fact.field == same[0][1].fact.field
        }
        from_here = any(word in clause.text[number.end : number.end + 6] for word in _FROM) or any(
            word in clause.text[: number.start] for word in _FROM[1:]
        )
        if from_here and number.value != min(values):
            raise Unsupported(Reason.AMOUNT, number.text)
        if len(values) > 1 and not from_here:
            raise Unsupported(Reason.AMBIGUOUS, number.text)
    return [unit for _, unit in same]


def _threshold_said(unit: Unit, units: list[Unit], sentence: str) -> bool:
    """Whether the amount an offer asks to be spent is said too."""
    said = {number.value for number in read(sentence).quantities}
    asked = [
        u for u in units if u.fact.field == "threshold" and u.fact.product == unit.fact.product
    ]
    return all(any(n.value in said for n in other.value.quantities) for other in asked)


def saved(clause: Reading, units: list[Unit]) -> list[Unit]:
    """The facts that bear out `cheaper than before`: list price and price. Raises Unsupported."""
    pairs = _list_and_price(units)
    if not pairs or any(saving <= 0 for saving, _ in pairs):
        raise Unsupported(Reason.COMPARISON, clause.text)
    return [unit for _, pair in pairs for unit in pair]


def _saving(number: Quantity, clause: Reading, units: list[Unit]) -> list[Unit]:
    """What is saved on the list price; a coupon for dear baskets is no such saving."""
    pairs = _list_and_price(units)
    wrong = any(saving != number.value for saving, _ in pairs) or number.high is not None
    if not pairs or wrong or bounds_of(number, clause.text):
        raise Unsupported(Reason.AMOUNT, number.text)
    return [unit for _, pair in pairs for unit in pair]


def _list_and_price(units: list[Unit]) -> list[tuple[Decimal, tuple[Unit, Unit]]]:
    """What is saved on the list price of each thing, with the two facts that say so."""
    return [
        (before.value - now.value, (old, new))
        for old in units
        for new in units
        if old.fact.field == "list_price" and new.fact.field == "price"
        if (old.thing, old.options) == (new.thing, new.options)
        for before in old.value.quantities
        for now in new.value.quantities
        if before.kind == now.kind
    ]


def _thresholds(number: Quantity, clause: Reading) -> set[str]:
    """The threshold meant: that of free shipping, or of an offer; a fee is due below the one."""
    free = any(promise.name == "free_shipping" for promise in clause.promises)
    roles = {role_of(n, clause) for n in clause.quantities if n.kind.startswith("money")}
    if free:
        return {"free_shipping_threshold"} if roles == {"threshold"} else set()
    if "fee" in roles:
        below = "under" in bounds_of(number, clause.text)
        return {"free_shipping_threshold"} if below else set()
    return {"threshold"} if "off" in roles else {"threshold", "free_shipping_threshold"}


def _returning(clause: Reading) -> bool:
    return any(token.word == "=return" for token in clause.tokens)


def _of_a_return(unit: Unit) -> bool:
    return "return" in unit.fact.field or _returning(unit.label)


def _same_amount(number: Quantity, other: Quantity) -> bool:
    return number.value == other.value and number.high == other.high


def _matches(number: Quantity, unit: Unit, clause: Reading) -> bool:
    for other in (*unit.value.quantities, *unit.label.quantities):
        held = unit.value if other in unit.value.quantities else unit.label
        if number.equals(other):
            return _beside_the_same(number, other, clause, unit) and bounded_alike(
                number, clause.text, other, held.text, unit.fact.field
            )
        if number.kind == "plain" and number.number == other.number and number.high is None:
            return (
                not other.kind.startswith("money")
                and other.kind not in {"date", "clock"}
                and bounded_alike(number, clause.text, other, held.text, unit.fact.field)
            )
        inside = other.high is not None and number.high is None
        if inside and _RANGED.get(unit.fact.field) == number.kind and _sized(unit, clause):
            assert other.high is not None  # noqa: S101
            if other.value <= number.value <= other.high:
                return not bounds_of(number, clause.text)
    if number.kind == "link" and unit.fact.field == "link_number":
        return unit.fact.value == str(number.number)
    return False


def _beside_the_same(number: Quantity, other: Quantity, clause: Reading, unit: Unit) -> bool:
    """Whether what follows the number agrees, where a value holds several: 90%白鸭绒，10%羽毛."""
    rivals = [rival for rival in unit.value.quantities if rival.kind == other.kind]
    if len(rivals) < 2:
        return True
    said = clause.text[number.end :].lstrip()[:2]
    part = unit.value.text[other.end :].lstrip()
    if said and part.startswith(said):
        return True
    lead = _SHARE.sub("", clause.text[: number.start])
    named = re.match(r"\w+", part)
    return lead != clause.text[: number.start] and named is not None and lead.endswith(named[0])


def _sized(unit: Unit, clause: Reading) -> bool:
    return any(size.name in unit.options for size in clause.sizes)


def _named(unit: Unit, clause: Reading, sentence: str) -> bool:
    if unit.named_in(sentence) or unit.fact.field in clause.labels:
        return True
    if not unit.thing and _policy_named(unit, clause, sentence):
        return True
    if unit.fact.field in _RANGED or unit.fact.field == "link_number":
        return True
    if unit.fact.field == "price_until":
        return "until" in clause.labels
    words = [token.word for token in unit.value.tokens]
    return any(token.word in words for token in clause.tokens)


def _policy_named(unit: Unit, clause: Reading, sentence: str) -> bool:
    """A policy's number stands only beside the words of its own label."""
    if unit.fact.field == "free_shipping_threshold":
        said = read(sentence)
        free = any(p.name == "free_shipping" and not p.denied for p in said.promises)
        return free or "fee" in clause.labels
    wanted = [token.word for token in unit.label.tokens]
    there = {token.word for token in read(sentence).tokens}
    here = {token.word for token in clause.tokens}
    # 到货 said once holds for the clauses after it; 其他地区 must stand beside its own number.
    return bool(wanted) and all(
        word in here or word in clause.text or (word in there and word.startswith("="))
        for word in wanted
    )
