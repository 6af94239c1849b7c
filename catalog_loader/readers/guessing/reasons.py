"""Why a column is not read, as findings."""

from collections.abc import Mapping, Sequence

from catalog_loader.findings import Finding, quoted

_WHY = {
    "cost": ("成本和佣金不能对外说", "what goods cost the shop is never quoted"),
    "conditional_price": (
        "有条件的价格不是人人都付",
        "not everyone pays a price under a condition",
    ),
    "market": ("这不是本店卖的价", "it is not what is asked here"),
    "other_price": ("看不出是谁在什么时候付的价格", "whose price it is, or when, is not clear"),
    "discount": ("优惠的文字不会猜成价格", "words about a discount are not guessed into a price"),
    "another": ("已取了另一列", "another column was taken"),
    "private": ("像是内部资料或个人信息", "it looks internal or personal"),
}
_SHOWN = 200


def left_findings(left: Mapping[str, Sequence[str]]) -> list[Finding]:
    """A note for each reason that columns are left, and one for those that say nothing of goods."""
    found = []
    for why, names in left.items():
        if why in _WHY:
            zh, en = _WHY[why]
            values = {"name": quoted("、".join(names), _SHOWN), "why_zh": zh, "why_en": en}
            found.append(Finding("left_column", values=values))
    plain = [name for why in ("technical", "order", "nameless") for name in left.get(why, ())]
    if plain:
        values = {"name": quoted("、".join(plain), _SHOWN)}
        found.append(Finding("ignored_column", values=values))
    return found
