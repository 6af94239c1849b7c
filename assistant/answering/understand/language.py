"""Which of the six languages a viewer writes."""

import re
from collections.abc import Collection, Iterable
from functools import cache

from assistant.knowledge.words import has_han
from catalog_loader.tables import table

LANGUAGES = ("zh", "en", "id", "vi", "th", "ms")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_VIETNAMESE = re.compile(
    "[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
_WORD = re.compile(r"(?<![\w])[^\W\d_]+(?![\w])")  # not the x of 1.8x1.5
_TELLING = 3
_AMOUNT = re.compile(r"(?:\d|ribu|rb|juta|jt|k)\s?(?:dong|rupiah|ringgit)\b", re.IGNORECASE)
"""An amount names its money in any language: 200 ribu dong is no Indonesian small word."""
_AFFIXED = {
    "id": re.compile(r"(?:di|nge|nye|ng)(?!jam)[a-z]{3,}in|[a-z]{3,}(?:annya|innya)"),
    "ms": re.compile(r"[a-z]{4,}kah"),
}
"""How a language makes words of its own: dibalikin, ngerusakin; bolehkah."""


def detect(text: str, default: str = "zh", named_in: Collection[str] = ()) -> str:
    """The language of `text`: by script, then by small words; `default` when nothing tells.

    A question that fits two languages alike (Indonesian and Malay share most words), or that no
    word tells, is in the one of `named_in`, the only languages in which the product it names is
    called so, else in `default`.
    """
    if _THAI.search(text):
        return "th"
    if has_han(text):
        return "zh"
    words = [word.lower() for word in _WORD.findall(_AMOUNT.sub(" ", text))]
    scores = _scores(words)
    for language, known in _table("last").items():
        scores[language] += _TELLING * (words[-1:] != [] and words[-1] in known)
    if _VIETNAMESE.search(text):
        scores["vi"] += _TELLING
    best = max(scores.values())
    if best == 0:  # nothing but a name: in its own language, where it is called so in one alone
        return next(iter(named_in)) if len(named_in) == 1 else default
    leading = [language for language, score in scores.items() if score == best]
    if len(leading) > 1 and set(leading) & set(named_in):
        leading = [language for language in leading if language in named_in]
    return default if default in leading else leading[0]


def language_of(text: str, earlier: Iterable[str], room: str, named_in: Collection[str]) -> str:
    """The language of a question: where it could be in two, the one the viewer asked in before
    (`earlier`, oldest first), else the room's."""
    spoken = room
    for question in earlier:
        spoken = detect(question, spoken)
    return detect(text, spoken, named_in)


def _scores(words: Iterable[str]) -> dict[str, int]:
    common, telling = _table("common"), _table("telling")
    scores = dict.fromkeys(common, 0)
    for word in words:
        for language, known in common.items():
            scores[language] += word in known
        for language, known in telling.items():
            scores[language] += _TELLING * (word in known)
        for language, affixed in _AFFIXED.items():
            if word not in telling[language] and affixed.fullmatch(word):
                scores[language] += _TELLING
    return scores


@cache
def _table(name: str) -> dict[str, frozenset[str]]:
    return {
        language: frozenset(words.split())
        for language, words in table(__package__, "languages.toml")[name].items()
    }
