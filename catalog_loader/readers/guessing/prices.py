"""Which of a table's columns of prices are read, as what, and why.

What is quoted must be what everyone pays. Of the columns that could be it:

- the lowest on this ladder is the regular price, and the highest what it sells for now:
  售价 (price), 现价 (now), 活动价 (sale), 到手价 (final), 直播价 (live);
- 原价 (list) is the regular price where it is above that; 吊牌价, 市场价 and MSRP (market) too, but
  they never stand alone, since nobody may pay them here;
- 会员价 (member) is a member's price. 成本价 (cost), and prices that hold under a condition
  (券后价, 秒杀价, 批发价), are never read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from catalog_loader.findings import Finding

LADDER = ("price", "now_price", "sale_price", "final_price", "live_price")
LISTED = ("list_price", "market_price")
PRICES = (*LADDER, *LISTED, "member_price")
"""The senses of prices that are read."""

_WHY = {
    "now_price": ("现价是眼下卖的价格", "the price now is what it sells for"),
    "sale_price": ("活动价是眼下卖的价格", "a sale price is what it sells for now"),
    "final_price": ("到手价是最后实付的价格", "the final price is what is paid in the end"),
    "live_price": ("直播间里以直播价为准", "in a live room the live price is what holds"),
}


@dataclass(slots=True)
class Chosen:
    """The fields of the columns that are read, those that are not, and what there is to say.

    `market` are those not read since nothing but a market price is known.
    """

    fields: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    market: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def choose(
    named: Mapping[str, Sequence[str]],
    *,
    said: frozenset[str],
    differ: Callable[[str, str], bool],
    windowed: bool,
) -> Chosen:
    """Decide on the columns `named` for each sense of price, the most definite first.

    `said` are the fields a person has named a column for; `differ` tells whether two columns have
    different values; `windowed` whether the table says from when to when a sale lasts.
    """
    chosen = Chosen()
    first: dict[str, str] = {}
    for sense in PRICES:
        if columns := named.get(sense):
            first[sense] = columns[0]
            chosen.left += columns[1:]
            twins = [other for other in columns[1:] if differ(columns[0], other)]
            if twins and "price" not in said:
                chosen.findings.append(_twins(columns[0], twins))
    _choose_paid({s: first[s] for s in LADDER if s in first}, said, windowed, chosen)
    _choose_listed(first, said, chosen)
    if "member_price" in first and "member_price" not in said:
        chosen.fields[first["member_price"]] = "member_price"
    return chosen


def _choose_paid(
    rungs: Mapping[str, str], said: frozenset[str], windowed: bool, chosen: Chosen
) -> None:
    """The regular price and what it sells for now, from the rungs of the ladder there are."""
    if not rungs:
        return
    if "price" in said:  # a person has decided; what else looks like a price is not second-guessed
        chosen.left += rungs.values()
        return
    senses = list(rungs)
    regular, current = senses[0], senses[-1]
    if "sale_price" in said:
        chosen.fields[rungs[regular]] = "price"
        chosen.left += list(rungs.values())[1:]
        return
    if regular == current:
        # A sale that ends leaves no price behind, so it must not pass for the regular one.
        is_sale = windowed and regular != "price"
        chosen.fields[rungs[regular]] = "sale_price" if is_sale else "price"
        return
    chosen.fields[rungs[regular]] = "price"
    chosen.fields[rungs[current]] = "sale_price"
    chosen.left += [rungs[sense] for sense in senses[1:-1]]
    why_zh, why_en = _WHY[current]
    values = {
        "columns": "、".join(rungs.values()),
        "price": rungs[regular],
        "sale": rungs[current],
        "why_zh": why_zh,
        "why_en": why_en,
    }
    chosen.findings.append(Finding("chosen_price", values=values))


def _choose_listed(first: Mapping[str, str], said: frozenset[str], chosen: Chosen) -> None:
    """What is struck through: a former price before a market price."""
    listed = [first[sense] for sense in LISTED if sense in first]
    if not listed or "list_price" in said:
        chosen.left += listed
        return
    paid = {"price", "sale_price"} & (said | set(chosen.fields.values()))
    former = "list_price" in first
    if former and not paid:
        chosen.fields[listed[0]] = "price"  # the only price there is
    elif former or paid:
        chosen.fields[listed[0]] = "list_price" if former else "market_price"
    else:
        chosen.market.append(listed[0])
    chosen.left += listed[1:]


def _twins(taken: str, others: Sequence[str]) -> Finding:
    values = {"columns": "、".join((taken, *others)), "taken": taken}
    return Finding("twin_prices", values=values)
