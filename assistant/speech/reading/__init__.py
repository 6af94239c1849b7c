"""Written text as a person reads it aloud: numbers, prices, dates, units and sizes in words.

`read` is what synthesisers call; `zh` and `en` hold each language's rules. Other languages are only
freed of what nobody reads out (emoji, addresses): their synthesiser knows their numbers.
"""

from assistant.speech.reading import en, zh
from assistant.speech.reading.tokens import clean, is_spoken

__all__ = ["is_spoken", "read"]


def read(text: str, language: str) -> str:
    """`text` in words of `language` (a two-letter code); empty where nothing is to be said."""
    if language == "zh":
        words = zh.read(text)
    elif language == "en":
        words = en.read(text)
    else:
        words = clean(text, address="")
    return words if is_spoken(words) else ""
