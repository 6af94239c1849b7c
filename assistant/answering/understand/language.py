"""Which of the six languages a viewer writes."""

import re
from functools import cache

from assistant.answering.understand.slots import lexicon
from assistant.knowledge.words import has_han

LANGUAGES = ("zh", "en", "id", "vi", "th", "ms")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_VIETNAMESE = re.compile(
    "[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_ONLY_MALAY = frozenset(
    {"saiz", "penghantaran", "pos", "bila", "tak", "nak", "adakah", "percuma", "hantar", "dihantar",
     "awak", "pulangkan", "pemulangan", "waranti", "berapakah", "boleh"}
)  # fmt: skip
_ONLY_INDONESIAN = frozenset(
    {"ukuran", "ongkir", "kapan", "gimana", "bagaimana", "nggak", "gak", "bisa", "kak", "harganya",
     "retur", "garansi", "dong", "berapaan", "bahannya", "gratis", "kirim", "apakah", "pengiriman",
     "dikirim", "dikembalikan"}
)  # fmt: skip


def detect(text: str, default: str = "zh") -> str:
    """The language of `text`: by script, then by small words; `default` when nothing tells."""
    if _THAI.search(text):
        return "th"
    if has_han(text):
        return "zh"
    words = [word.lower() for word in _WORD.findall(text)]
    scores = {
        language: sum(word in known for word in words) for language, known in _known().items()
    }
    if _VIETNAMESE.search(text):
        scores["vi"] += 2
    scores["ms"] += sum(word in _ONLY_MALAY for word in words)
    scores["id"] += sum(word in _ONLY_INDONESIAN for word in words)
    best = max(scores.values())
    if best == 0:
        return default
    leading = [language for language, score in scores.items() if score == best]
    if default in leading:
        return default
    return leading[0]


@cache
def _known() -> dict[str, frozenset[str]]:
    table = lexicon()["languages"]
    return {language: frozenset(table[language]) for language in ("en", "id", "ms", "vi", "zh")}
