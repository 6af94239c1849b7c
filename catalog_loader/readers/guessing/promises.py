"""What a cell says of sending goods and of taking them back."""

import re
from collections.abc import Sequence

from catalog_loader.product import Money, Returns, Shipping
from catalog_loader.readers.guessing.layout import Layout
from catalog_loader.readers.guessing.words import yes
from catalog_loader.readers.toolkit.cells import Cells
from catalog_loader.words import has_han

# Whole texts only: what says more than this may say the opposite.
_DAYS = re.compile(
    r"(?:支持)?(\d{1,3})\s*天(?:内)?(?:无理由)?(?:退货|退换货|退换|包退|包退换|退款)?"
    r"|(\d{1,3})[- ]days?(?: free)?(?: returns?| return policy| money[- ]back(?: guarantee)?)?",
    re.IGNORECASE,
)
_NAMED_DAYS = re.compile(r"(\d{1,3}|七)\s*天")
_NEVER = re.compile(
    r"不支持(?:无理由)?退(?:换)?货?|不退不换|no returns?(?: accepted)?|final sale|non-?returnable",
    re.IGNORECASE,
)
_FREE = re.compile(r"包邮|free", re.IGNORECASE)
_SENDING = re.compile(
    r"发货|包邮|快递|物流|配送|运费|顺丰|ship|deliver|dispatch|kirim|antar|giao|vận chuyển"
    r"|จัดส่ง|hantar",
    re.IGNORECASE,
)


def shipping_in(rows: Sequence[Cells], layout: Layout) -> tuple[Shipping, ...]:
    """How the product of `rows` is sent, as far as the first row that says so goes."""
    for row in rows:
        fee = layout.money(row, "shipping_fee", layout.shop.currency)
        carrier = layout.text(row, "carrier")
        notes = []
        for label, text in layout.texts(row, "shipping"):
            if _FREE.search(label) and yes(text):
                fee = fee or Money(minor=0, currency=layout.shop.currency)
            else:
                notes.append(text if _SENDING.search(text) else _labelled(text, label))
        if fee or carrier or notes:
            return (Shipping(service=carrier, fee=fee, note="\n".join(notes)),)
    return ()


def returns_in(rows: Sequence[Cells], layout: Layout) -> Returns | None:
    """What the first row of a product that says so says of returns."""
    for row in rows:
        said = [returns_of(text, label) for label, text in layout.texts(row, "returns")]
        if said:
            note = "\n".join(dict.fromkeys(each.note for each in said))
            plainest = next((each for each in said if each.accepted is not None), said[0])
            return plainest.model_copy(update={"note": note})
    return None


def returns_of(text: str, label: str) -> Returns:
    """What a text says of returns: yes, no, or a number of days where that is all it says.

    `No return policy` is none of these: it may say that nothing is taken back, or nothing at all.
    """
    lowered = text.strip().lower()
    if (accepted := yes(text)) is not None:
        days = _NAMED_DAYS.search(label) if accepted else None
        within = int(days[1].replace("七", "7")) if days else None
        return Returns(accepted=accepted, days=within, note=_labelled(text, label))
    if _NEVER.fullmatch(lowered.rstrip("。.")):
        return Returns(accepted=False, note=text)
    if days := _DAYS.fullmatch(lowered.rstrip("。.")):
        return Returns(accepted=True, days=int(days[1] or days[2]), note=text)
    return Returns(note=text)


def _labelled(text: str, label: str) -> str:
    return f"{label}：{text}" if has_han(label + text) else f"{label}: {text}"
