"""Products by the words that an Indonesian, Malay, Vietnamese or Thai name begins with: jaket for
the Jaket Parasut Anti Air, เสื้อเชิ้ต for the เสื้อเชิ้ตบาติกแขนสั้น.

In these languages the noun comes first. What is pointed at (jaket ini, áo này, เสื้อตัวนี้) is what is
on air and names no product.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from assistant.knowledge.spelling import unaccented
from assistant.knowledge.words import fold, longest_first
from catalog_loader.product import Product

LANGUAGES = ("id", "ms", "vi", "th")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_POINTED_AT = re.compile(
    r"\s*(?:(?:yang |yg )?(?:ini|itu|ni|tu|nih|tadi)\b|(?:này|kia|đó|ấy|nay)\b"
    r"|(?:ตัว|อัน|แบบ|รุ่น|คู่|ใบ)?(?:นี้|นั้น))"
)
_SHORTEST = 3
_THAI_SHORTEST = 5
_ALONE_AT_MOST = 2
"""One word alone begins the names of many products; it names these few at most."""


class LeadNames:
    """The names of a catalog's products by what they begin with; `language` is the shop's."""

    def __init__(self, products: Iterable[Product], language: str) -> None:
        self._by_lead: dict[str, list[str]] = defaultdict(list)
        for product in products:
            for name in _names(product, language):
                for lead in _leads(name):
                    for written in {lead, unaccented(lead)}:
                        if product.handle not in self._by_lead[written]:
                            self._by_lead[written].append(product.handle)
        self._leads = longest_first(self._by_lead)

    def find(self, folded: str) -> tuple[tuple[str, ...], str]:
        """The products whose names begin with the longest words of `folded` that any begins with,
        and those words."""
        for lead in self._leads:
            if lead not in folded:
                continue
            found = _at(lead, folded)
            if found is None or _POINTED_AT.match(folded, found.end()):
                continue
            handles = self._by_lead[lead]
            alone = " " not in lead and not _THAI.search(lead)
            if alone and len(handles) > _ALONE_AT_MOST:
                continue
            return tuple(handles), lead
        return (), ""


def _at(lead: str, folded: str) -> re.Match[str] | None:
    if _THAI.search(lead):
        return re.search(re.escape(lead), folded)
    return re.search(rf"(?<![^\W_]){re.escape(lead)}(?![^\W_])", folded)


def _names(product: Product, language: str) -> Iterator[str]:
    if language in LANGUAGES:
        yield from (product.title, *product.aliases)
    for tongue in LANGUAGES:
        words = product.translations.get(tongue, {})
        yield from (words[key] for key in ("title", "short_title") if words.get(key))


def _leads(name: str) -> Iterator[str]:
    folded = fold(name)
    words = folded.split()
    if _THAI.search(folded):
        first = words[0]
        yield from (
            first[:end] for end in range(_THAI_SHORTEST, len(first) + 1) if _ends(first, end)
        )
        return
    for count in range(1, len(words) + 1):
        lead = " ".join(words[:count])
        if len(lead) >= _SHORTEST and lead.replace(" ", "").isalpha():
            yield lead


def _ends(word: str, end: int) -> bool:
    """Whether a Thai syllable may end before `end`: no vowel or tone sign hangs on what is left."""
    return end == len(word) or not re.match(r"[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]", word[end])
