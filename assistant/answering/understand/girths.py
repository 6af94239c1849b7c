"""The measures of a size table that a question names, and what was told of them."""

import re
from collections.abc import Iterator

from assistant.knowledge.words import fold
from catalog_loader.product import Product

FOOT = "foot"
"""The kind of a measure of a body, not of a garment."""

# What a size table may be measured by, in any language; a table's own name counts besides.
_KINDS = {
    FOOT: (
        r"脚长|足长|脚(?:是|有)|\bfoot\b|\bfeet\b|panjang kaki|\bkaki\b"
        r"|chiều dài (?:bàn )?chân|dài chân|chân dài|bàn chân|ความยาวเท้า|เท้า"
    ),
    "chest": r"胸围|胸宽|\bchest\b|\bbust\b|lingkar dada|\bdada\b|vòng ngực|\bngực\b|รอบอก|อก",
    "waist": r"腰围|腰|\bwaist\b|lingkar pinggang|\bpinggang\b|vòng eo|\beo\b|รอบเอว|เอว",
    "hips": r"臀围|臀|\bhips?\b|lingkar pinggul|\bpinggul\b|vòng mông|\bmông\b|สะโพก",
    "shoulder": r"肩宽|肩|\bshoulders?\b|\bbahu\b|\bvai\b|ไหล่",
    "sleeve": r"袖长|\bsleeves?\b|\blengan\b|tay áo|แขน",
    "length": (
        r"[衣裙裤身]长|长度|多长|\blength\b|how long (?:is|are)|\bpanjang(?:nya)?\b"
        r"|chiều dài|\bdài\b|ความยาว|ยาว"
    ),
}
_NUMBER = r"(\d{1,3}(?:\.\d)?)"


def girths_in(text: str, product: Product) -> Iterator[tuple[str, str]]:
    """(column of the product's size table, what it measures) for each that `text` names."""
    rows = product.size_table.rows if product.size_table else ()
    for name in dict.fromkeys(name for row in rows for name in row.measures_cm):
        column = fold(name)
        kind = next((k for k, words in _KINDS.items() if re.search(words, column)), "")
        if column in text or (kind and re.search(_KINDS[kind], text)):
            yield name, kind


def told(name: str, kind: str, text: str) -> float | None:
    """The centimetres told of a measure, after its name or before it; None for none."""
    words = "|".join(filter(None, (re.escape(fold(name)), _KINDS.get(kind, ""))))
    after = re.search(rf"(?:{words})\D{{0,10}}?{_NUMBER}(?!\s*(?:码|斤|kg|\d))", text)
    before = re.search(rf"{_NUMBER}\s*(?:cm|厘米|公分|ซม|的)?\s*(?:{words})", text)
    found = after or before
    return float(found[1]) if found else None
