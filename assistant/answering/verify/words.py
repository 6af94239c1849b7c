"""Cutting a text into its words of substance, and into plain ones that still state something."""

import re
from collections.abc import Iterator

import jieba

from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.spans import wider, without

Word = tuple[str, int, int]

HAN = re.compile(r"[\u3400-\u9fff]+")
_THAI = re.compile(r"[\u0e00-\u0e7f]+")
# A letter of any other script: 卖cashmere的 holds a Latin word, not one word of two scripts.
_LETTER = r"(?:(?![\u3400-\u9fff\u0e00-\u0e7f])[^\W\d_])"
_LATIN = re.compile(rf"{_LETTER}+(?:['-]{_LETTER}+)*")
_BEARS = re.compile(
    r"承担|自理|自付|出(?!来|去|售|厂|货|现|口)|负责|报销|[来要]付|付(?!款)|"
    r"\bpays?\b|\bbears?\b|\bcovers?\b|tanggung|\bbayar\b|chịu|trả phí|\blo\b|"
    r"ออกค่า|ออกเอง|ร้านออก|จ่าย|รับผิดชอบ"
)
_PARTIES = {
    "party:shop": re.compile(
        r"店铺|商家|卖家|我们|咱们|店家|小店|我方|平台|\b(?:we|the shop|shop|seller|store|us)\b|"
        r"\b(?:kami|toko|kedai|penjual)\b|\b(?:shop|chúng tôi|người bán)\b|ร้าน|ผู้ขาย"
    ),
    "party:buyer": re.compile(
        r"买家|您|你|顾客|客户|自己|消费者|亲|\b(?:you|buyer|customer|yourself)\b|"
        r"\b(?:pembeli|anda|kamu|kakak)\b|\b(?:bạn|người mua|khách)\b|ผู้ซื้อ|ลูกค้า|คุณ"
    ),
}


def substance(rest: str, text: str) -> list[Word]:
    """The words of substance of `rest`, which is `text` with what is read otherwise struck out;
    words known in several languages under their one name."""
    words = lexicon()
    named = [
        (f"={name}", start, end)
        for name, pattern in words.same.items()
        for start, end in pattern.spans(rest)
    ]
    found = [
        a
        for a in named
        # Of 洗碗机洗 only the first is read: 洗碗机, and not 机洗.
        if not any(wider(b[1:], a[1:]) or b[1] < a[1] < b[2] for b in named)
    ]
    if _BEARS.search(text):
        for party, who in _PARTIES.items():
            found += [(party, match.start(), match.end()) for match in who.finditer(rest)]
    rest = without(rest, [(start, end) for _, start, end in found])
    plain = words.plain
    return found + [(stem(w), start, end) for w, start, end in _cut(rest) if not _among(w, plain)]


def stating(text: str) -> tuple[str, ...]:
    """The plain words of `text` that are no mere filler: alone they still say something."""
    words = lexicon()
    return tuple(word for word, _, _ in _cut(text) if not _among(word, words.filler))


def _among(word: str, words: frozenset[str]) -> bool:
    return word in words or word.removesuffix("nya") in words


def stem(word: str) -> str:
    """An English or Malay word without its ending, so that `packs` finds `pack`."""
    if not word.isascii() or len(word) < 5:
        return word
    if len(word) > 6 and word.endswith("nya"):
        return word.removesuffix("nya")
    for ending in ("ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


def _cut(text: str) -> Iterator[Word]:
    """Every word of `text`, in the order of scripts."""
    for match in _LATIN.finditer(text):
        yield match[0], match.start(), match.end()
    for match in HAN.finditer(text):
        at = match.start()
        for word in jieba.cut(match[0], HMM=False):
            yield word, at, at + len(word)
            at += len(word)
    for match in _THAI.finditer(text):
        yield from _thai(match[0], match.start())


def _thai(run: str, offset: int) -> Iterator[Word]:
    """A run of Thai in known words, longest first; what is left over is one word."""
    known = lexicon().thai
    at, unknown = 0, 0
    while at <= len(run):
        word = (
            next((word for word in known if run.startswith(word, at)), "") if at < len(run) else ""
        )
        if word or at == len(run):
            if at > unknown:
                yield run[unknown:at], offset + unknown, offset + at
            if word:
                yield word, offset + at, offset + at + len(word)
            at += len(word) or 1
            unknown = at
        else:
            at += 1
