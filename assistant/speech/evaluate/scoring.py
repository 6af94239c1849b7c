"""Error rates and recall, over texts brought to one form first.

What is written differently and said alike must not count as an error, so both sides are folded
before they are compared: full-width letters to half-width, traditional characters to simplified,
capitals to small letters, numbers in Chinese numerals to digits (`cn2an`), prosody marks (`#1` to
`#4`, as in the BZNSYP corpus) and punctuation away. Chinese and Thai are compared by character,
other languages by word.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cn2an
from rapidfuzz.distance import Levenshtein

from assistant.speech.script import simplified

BY_CHARACTER = frozenset({"zh", "th"})

_PROSODY = re.compile(r"#\d")


@dataclass(frozen=True, slots=True)
class Errors:
    """Edits between what was said and what was heard, and the length of what was said."""

    edits: int = 0
    length: int = 0

    @property
    def rate(self) -> float | None:
        """Edits by length, above 1 where much was made up; None where nothing was said."""
        return self.edits / self.length if self.length else None

    @classmethod
    def over(cls, errors: Iterable["Errors"]) -> "Errors":
        """All of them together: the rate over a set weighs every unit alike."""
        listed = list(errors)
        return cls(sum(one.edits for one in listed), sum(one.length for one in listed))


def errors(said: str, heard: str, language: str) -> Errors:
    """The edits that make `heard` of `said`: characters for zh and th, words for the rest."""
    wanted, got = units(said, language), units(heard, language)
    return Errors(Levenshtein.distance(wanted, got), len(wanted))


def units(text: str, language: str) -> Sequence[str]:
    """What is counted: the characters or the words of the folded text."""
    folded = fold(text, language)
    return list(folded.replace(" ", "")) if language in BY_CHARACTER else folded.split()


def recalled(words: Sequence[str], heard: str, language: str) -> tuple[str, ...]:
    """Those of `words` that stand in `heard`, spaces aside: hairdryer is a hair dryer too."""
    folded = fold(heard, language).replace(" ", "")
    return tuple(word for word in words if fold(word, language).replace(" ", "") in folded)


def fold(text: str, language: str) -> str:
    """`text` in the one form in which texts are compared."""
    text = unicodedata.normalize("NFKC", _PROSODY.sub("", text)).lower()
    if language == "zh":
        text = _digits(simplified(text))
    # Marks are kept: Thai vowels are marks.
    letters = (char if unicodedata.category(char)[0] in "LMN" else _instead(char) for char in text)
    return " ".join("".join(letters).split())


def _instead(char: str) -> str:
    return "" if char in "'’" else " "


def _digits(text: str) -> str:
    try:
        return str(cn2an.transform(text, "cn2an"))
    except ValueError:
        return text  # what only looks like a number, as 百万 in 百万一
