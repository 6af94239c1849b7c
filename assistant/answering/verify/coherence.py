"""Whether what a clause takes from several facts may stand together.

`11月30日发货` has its date of one fact and its verb of another's name, `浙江嘉兴的白鸭绒` has a
word of each of two: every part is held by some fact, and the whole by none.
"""

import re

from assistant.answering.verify.reading import Reading
from assistant.answering.verify.subjects import whole
from assistant.answering.verify.support import Support
from assistant.answering.verify.units import Unit
from assistant.answering.verify.verdict import Reason, Unsupported
from catalog_loader.keys import ATTRIBUTE_KEYS

# What sets one claim apart from the next in the same clause.
_APART = re.compile(
    r"[、;/()]|和|与|及|跟|并|且|但|而|也|还|又|加|"
    r"\b(?:and|but|with|plus|also|dan|tapi|tetapi|juga|serta|dengan|và|nhưng|cũng|với)\b|และ|แต่|พร้อม"
)
_THAI = re.compile(r"[\u0e00-\u0e7f]")  # written with no commas
# Fields that are named along with any other: `黑色这个颜色重430克`. Amounts, days and
# counts are held to their own field elsewhere, and stand under "".
_FREE = frozenset(
    {
        "colour",
        "size",
        "price",
        "list_price",
        "availability",
        "quantity",
        "price_until",
        "model",
        "",
    }
)


def check_coherence(clause: Reading, units: list[Unit], support: Support) -> None:
    """Raise Unsupported where words and numbers of different facts make up one claim."""
    named = {
        unit.fact.field
        for unit in units
        if unit.thing
        and unit.truth is None
        and unit.fact.field not in _FREE
        and unit.fact.field in ATTRIBUTE_KEYS
        and any(whole(name).search(clause.text) for name in unit.names)
    }
    held = _held(clause, named, support)
    if named and held and not named & held:
        raise Unsupported(Reason.WORDING, clause.text)
    for fields in support.by_label:
        if held and not fields & held:
            raise Unsupported(Reason.WORDING, clause.text)


def _held(clause: Reading, named: set[str], support: Support) -> set[str]:
    """The fields whose values the clause tells, each claim of it being of one of them."""
    free = [fields for _, _, fields in support.by_value if fields & _FREE]
    claims = [claim for claim in support.by_value if not claim[2] & _FREE]
    held = {field for fields in free for field in fields}
    last, current = 0, frozenset[str]()
    for start, end, fields in sorted(claims, key=lambda claim: claim[0]):
        if current & fields or not current:
            current = current & fields or fields
        else:
            both_named = current & named and fields & named
            between = clause.text[last:start]
            apart = _APART.search(between) or (_THAI.search(between) and " " in between)
            if not both_named and not apart:
                raise Unsupported(Reason.WORDING, clause.text)
            held |= current
            current = fields
        last = end
    return held | current
