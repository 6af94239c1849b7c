"""A column's name taken apart, and what it says the column holds."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog_loader.findings import quoted
from catalog_loader.readers.guessing.prices import PRICES
from catalog_loader.readers.guessing.words import GOODS, SAID, Word, plain
from catalog_loader.readers.toolkit.currencies import CURRENCIES
from catalog_loader.words import has_han

EXACT, WEAK, PART = 0.95, 0.7, 0.6
"""How sure a name makes of what a column is: the very word, one of several meanings, a part."""

_LONGEST = 120
_BRACKETS = re.compile(r"\s*[(（\[【{]([^)）\]】}]*)[)）\]】}]\s*")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[._-][A-Za-z0-9]+)+|[a-z]+(?:[A-Z][a-z0-9]*)+")
_NUMBERED = re.compile(r"\s*\d{1,2}$")
# `brand.name` is the brand; `brand.id` is none.
_NAME_OF = re.compile(r"([^.]+)\.(?:name|title|label|名称)", re.IGNORECASE)
_NAMED = frozenset(
    {"brand", "category", "vendor", "manufacturer", "shop", "store", "seller", "品牌", "类目",
     "分类", "店铺"}
)  # fmt: skip
_PLACE = re.compile(r"(?<=.)#\d+$")
_PREFIXES = ("商品", "产品", "货品", "宝贝", "product ", "item ", "goods ", "produk ", "barang ")
_PROPERTY = re.compile(
    r"(?:attributes?|attrs?|specs?|specifications?|properties|params?|details?"
    r"|参数|规格参数|属性)[.:：]\s*",
    re.IGNORECASE,
)
_OPTION = re.compile(r"(?:options?|选项)[.:：]\s*", re.IGNORECASE)
# Where the head of a phrase stands: last in Chinese and English, first in the other languages.
_HEAD_LAST = frozenset({"zh", "en"})
_SEVERAL = frozenset({"images", "selling_points", "description", "category", "thumbnail"})
_PRICE_LIKE = re.compile(r"价$|价格|金额|\b(?:prices?|harga|giá)\b|ราคา")
# What must not be said aloud is told by a part of a name, too.
_COST_LIKE = re.compile(
    r"成本|进价|进货|供货|采购|底价|佣金|利润|毛利|\b(?:costs?|commission|margin|profit|wholesale)\b"
    r"|\bmodal\b|giá vốn|giá nhập|hoa hồng|ต้นทุน"
)
_PRIVATE_LIKE = re.compile(
    r"供应商|供货商|电话|手机|邮箱|微信|收货|身份证|买家|客户"
    r"|\b(?:suppliers?|phone|mobile|e?mail|password|customer|buyer|internal|private|telepon)\b"
)
_KEY_LIKE = re.compile(r"(?:\b|[\u4e00-\u9fff])ids?$")
_CURRENCIES = {
    "CNY": "cny rmb 元 人民币 yuan", "USD": "usd us$ 美元 美金", "EUR": "eur € 欧元",
    "GBP": "gbp £ 英镑", "JPY": "jpy 日元 円", "HKD": "hkd hk$ 港币 港元", "TWD": "twd nt$ 台币",
    "IDR": "idr rp rupiah", "VND": "vnd vnđ đ ₫ đồng", "THB": "thb ฿ บาท baht",
    "MYR": "myr rm ringgit", "SGD": "sgd s$ 新币", "PHP": "php ₱", "KRW": "krw ₩ 韩元",
    "INR": "inr ₹", "AUD": "aud a$", "CAD": "cad c$",
}  # fmt: skip
_CURRENCY = {word: code for code, words in _CURRENCIES.items() for word in words.split()}
_MINOR = frozenset({"分", "fen", "cent", "cents", "minor units"})
_HARMLESS = frozenset(
    {"必填", "选填", "非必填", "含税", "数字", "required", "optional", "incl. tax", "incl. vat",
     "including tax", "tax included", "wajib", "opsional", "bắt buộc", "tùy chọn"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """A column's name, taken apart.

    `name` is as the file has it; `label` is how the property it names is said, without the `unit`
    in brackets beside it. `prefix` tells where the name itself puts it: `attributes`, `options`.
    """

    name: str
    label: str
    words: str
    unit: str = ""
    prefix: str = ""

    @property
    def currency(self) -> str:
        """The currency the name states, "" where it states none: `元`, `USD`, `元/件`."""
        return currency_named(self.unit.split("/")[0])

    @property
    def minor(self) -> bool:
        """Whether its amounts are in cents."""
        return self.unit.lower() in _MINOR

    @property
    def qualified(self) -> bool:
        """Whether what stands in brackets makes its amounts other than prices as they stand.

        It is a currency, or goes without saying, or it says 万 or 会员 or 券后.
        """
        return bool(self.unit) and not (
            self.currency or self.minor or self.unit.lower() in _HARMLESS
        )


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column's name says it is, and how sure that makes; the languages that call it so."""

    sense: str
    confidence: float
    rank: int = 0
    languages: frozenset[str] = frozenset()


def currency_named(text: str) -> str:
    """The ISO code of a currency written in any usual way, "" where it is none known here."""
    text = text.strip()
    code = text.upper()
    return _CURRENCY.get(text.lower(), code if code in CURRENCIES else "")


def header_of(name: str, inside: str = "") -> Header:
    """The parts of a column's name; `inside` is what stands before it in a nested document."""
    if len(name) > _LONGEST:  # a text, which no shop calls a column by
        return Header(name, quoted(name), "")
    return _parted(name, inside)


@lru_cache(maxsize=8192)
def _parted(name: str, inside: str) -> Header:
    own = unicodedata.normalize("NFC", name).removeprefix(inside)
    own = _PLACE.sub("", own).strip(" *＊:：#")
    for pattern, prefix in ((_PROPERTY, "attributes"), (_OPTION, "options")):
        if (found := pattern.match(own)) and own[found.end() :].strip():
            label = own[found.end() :].strip()
            return Header(name, label, plain(label), prefix=prefix)
    unit = ""
    if (bracketed := _BRACKETS.findall(own)) and (rest := _BRACKETS.sub(" ", own).strip()):
        unit, own = "; ".join(bracketed).strip(), rest
    label = _said(own)
    words = plain(_CAMEL.sub(" ", own))
    if (found := _NAME_OF.fullmatch(own)) and found[1] in _NAMED:
        words = plain(found[1])
    if not unit:
        words, unit = _without_currency(own, words)
    return Header(name, label, words, unit)


def meaning_of(header: Header) -> Meaning | None:
    """What a column of a table of products is by its name, None where that says nothing."""
    if header.prefix:
        return None
    words = header.words
    if found := _whole(words):
        unfit = header.qualified and found.sense in PRICES
        return Meaning("other_price", EXACT, languages=found.languages) if unfit else found
    for pattern, sense in ((_COST_LIKE, "cost"), (_PRIVATE_LIKE, "private")):
        if pattern.search(f"{words} {header.unit}"):
            return Meaning(sense, EXACT)
    found = _part(words)
    # What stands before a price says whose it is or when: 学生价格 is not what everyone pays.
    if _PRICE_LIKE.search(words) or (found and found.sense in PRICES):
        return found if found and found.sense not in PRICES else Meaning("other_price", EXACT)
    return Meaning("technical", EXACT) if not found and _KEY_LIKE.search(words) else found


def said_meaning(header: Header, senses: Iterable[str]) -> str:
    """Which of `senses` (`question`, `topic`, …) a column's name says it is, else ""."""
    wanted = set(senses)
    for word in SAID.get(header.words, ()):
        if word.sense in wanted:
            return word.sense
    return ""


def _said(name: str) -> str:
    """How a name is said: `minimumOrderQuantity` as `minimum order quantity`."""
    if _IDENTIFIER.fullmatch(name):
        return " ".join(re.split(r"[\s_.-]+", _CAMEL.sub(" ", name))).lower()
    return name.replace("\n", " ").strip()


def _without_currency(own: str, words: str) -> tuple[str, str]:
    """The words without a currency at either end, and that currency: `price_usd`, `售价/元`."""
    parts = re.split(r"[\s_\-/]+", own)
    for rest, unit in ((parts[:-1], parts[-1]), (parts[1:], parts[0])):
        if rest and (currency_named(unit) or unit in _MINOR):
            return plain(_CAMEL.sub(" ", " ".join(rest))), unit
    return words, ""


def _whole(words: str) -> Meaning | None:
    """What a name as a whole means, but for what goes without saying: 商品, `product`, a number."""
    if found := _meaning(GOODS.get(words, ())):
        return found
    for prefix in _PREFIXES:
        if words.startswith(prefix) and (found := _meaning(GOODS.get(words[len(prefix) :], ()))):
            return found
    found = _meaning(GOODS.get(_NUMBERED.sub("", words), ()))
    return found if found and found.sense in _SEVERAL else None


def _part(words: str) -> Meaning | None:
    """The longest word at the head of a phrase: `夏装尺码`, `outer material colour`."""
    joined = has_han(words)
    parts = list(words) if joined else words.split(" ")
    joint, least = ("", 2) if joined else (" ", 1)
    for length in range(len(parts) - 1, least - 1, -1):
        for piece, last in ((parts[-length:], True), (parts[:length], False)):
            heads = [
                word
                for word in GOODS.get(joint.join(piece), ())
                if not word.weak and (word.language in _HEAD_LAST) is last
            ]
            if found := _meaning(heads, PART):
                return found
    return None


def _meaning(known: Sequence[Word], confidence: float = 0) -> Meaning | None:
    if not known:
        return None
    first = known[0]
    languages = frozenset(word.language for word in known if word.sense == first.sense)
    sure = confidence or (WEAK if first.weak else EXACT)
    return Meaning(first.sense, sure, first.rank, languages)
