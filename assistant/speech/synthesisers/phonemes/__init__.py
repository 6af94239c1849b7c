"""Text, already in words, to the phonemes Kokoro knows: Chinese, English, and one in the other."""

import re

from assistant.speech.synthesisers.phonemes.chinese import ChinesePhonemes
from assistant.speech.synthesisers.phonemes.english import EnglishPhonemes, Fallback

__all__ = ["Phonemes"]

_RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z]+(?:[' ][A-Za-z]+)*|[^\u3400-\u9fffA-Za-z]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Kokoro's own marks are the Latin ones; a blank after each, as in the text it was trained on.
_MARKS = {
    "，": ",",
    "、": ",",
    "。": ".",
    "．": ".",
    "！": "!",
    "？": "?",
    "：": ":",
    "；": ";",
    "（": "(",
    "）": ")",
    "—": "—",
    "…": "…",
    "“": "“",
    "”": "”",
    ",": ",",
    ".": ".",
    "!": "!",
    "?": "?",
    ":": ":",
    ";": ";",
    "(": "(",
    ")": ")",
}


class Phonemes:
    """Both languages. `fallback` gives the phonemes of English words no dictionary holds.

    Building it reads the dictionaries, about a second; it holds no state that changes but caches,
    and is used from one thread at a time.
    """

    def __init__(self, fallback: Fallback) -> None:
        self._chinese = ChinesePhonemes()
        self._english = EnglishPhonemes(fallback)

    def of(self, words: str) -> str:
        """Kokoro's phonemes of `words` (digits are skipped: read them first)."""
        out = ""
        for run in _RUN.findall(words):
            if _HAN.match(run):
                spoken = self._chinese.of(run)
            elif run[0].isascii() and run[0].isalpha():
                spoken = self._english.of(run)
            else:
                out = out.rstrip() + "".join(_MARKS[c] for c in run if c in _MARKS) + " "
                continue
            out += ("" if not out or out.endswith((" ", "(", "“")) else " ") + spoken
        return out.strip()
