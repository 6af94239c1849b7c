"""English words to Kokoro's phonemes.

The dictionaries are misaki's (read as data: its English module wants a tagger of hundreds of
megabytes). What they lack is first looked for under an ending (-s, -ed, -ing), then asked of a
fallback that speaks IPA. Single capitals in a row (`U S B`) are an abbreviation's letters.
"""

import importlib.resources
import json
import re
from collections.abc import Callable

Fallback = Callable[[str], str]
"""IPA of a word, diphthongs and affricates tied by `^`; may be empty."""

# Names in every shop that no dictionary holds, in Kokoro's phonemes.
_NAMES = {
    "iphone": "ˈIfˌOn",
    "ipad": "ˈIpˌæd",
    "ios": "ˌIˌOˈɛs",
    "wifi": "wˈIfˌI",
    "app": "ˈæp",
    "oppo": "ˈɑpO",
    "vivo": "vˈivO",
    "huawei": "hwˈɑwˌA",
    "xiaomi": "ʃˌWmˈi",
    "muji": "mˈuʤi",
    "uniqlo": "jˈunəklˌO",
    "bluetooth": "blˈutˌuθ",
    "ok": "ˌOkˈA",
    "okay": "ˌOkˈA",
}
_WORD = re.compile(r"(?:[A-Z](?: (?=[A-Z](?![A-Za-z'])))?)+(?![A-Za-z'])|[A-Za-z]+(?:'[A-Za-z]+)*")
_HUMP = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_VOWELS = "AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻ"
_TAPPED_AFTER = "AIOWYiuæɑəɛɪɹʊʌ"

# espeak's IPA to misaki's symbols, longest first (after misaki 0.9.4, espeak.py, Apache-2.0).
_FROM_IPA = [
    ("ʔˌn\u0329", "tn"),
    ("ʔn\u0329", "tn"),
    ("a^ɪ", "I"),
    ("a^ʊ", "W"),
    ("d^ʒ", "ʤ"),
    ("e^ɪ", "A"),
    ("t^ʃ", "ʧ"),
    ("ɔ^ɪ", "Y"),
    ("o^ʊ", "O"),
    ("ə^l", "ᵊl"),
    ("ɜːɹ", "ɜɹ"),
    ("ɜː", "ɜɹ"),
    ("ɪə", "iə"),
    ("ʲ", "j"),
    ("ɚ", "əɹ"),
    ("e", "A"),
    ("r", "ɹ"),
    ("x", "k"),
    ("ç", "k"),
    ("ɐ", "ə"),
    ("ɬ", "l"),
    ("o", "ɔ"),
    ("ɾ", "T"),
    ("ʔ", "t"),
    ("ː", ""),
    ("^", ""),
    ("\u0303", ""),
]


class EnglishPhonemes:
    """American English."""

    def __init__(self, fallback: Fallback) -> None:
        self._fallback = fallback
        self._words: dict[str, str] = {}
        for grade in ("silver", "gold"):  # gold overrides
            data = importlib.resources.files("misaki.data").joinpath(f"us_{grade}.json")
            for word, said in json.loads(data.read_text("utf-8")).items():
                default = said if isinstance(said, str) else said["DEFAULT"]
                if default:
                    self._words[word] = default

    def of(self, text: str) -> str:
        """Phonemes of words divided by blanks."""
        words = _WORD.findall(text)
        spoken: list[str] = []
        # From the end, since `the` and `to` sound by what follows them.
        for word in reversed(words):
            following = spoken[-1].lstrip("ˈˌ")[:1] if spoken else ""
            spoken.append(self._said(word, following, alone=len(words) == 1))
        return " ".join(said for said in reversed(spoken) if said)

    def _said(self, word: str, following: str, *, alone: bool) -> str:
        if word == "I" and not alone:
            return "ˌI"
        if word.isupper() and (len(word) == 1 or " " in word):
            return self._letters(word.replace(" ", ""))
        weak = None if alone else _weak_form(word.lower(), following)
        said = weak or self._word(word)
        return said.replace("ɾ", "T").replace("ʔ", "t")

    def _letters(self, letters: str) -> str:
        """An abbreviation: the last letter bears the stress."""
        names = [self._words[letter] for letter in letters]
        return "".join([name.replace("ˈ", "ˌ") for name in names[:-1]] + names[-1:])

    def _word(self, word: str) -> str:
        known = self._known(word)
        if known:
            return known
        humps = _HUMP.findall(word)
        if len(humps) > 1 and "'" not in word:
            return " ".join(
                self._letters(hump) if hump.isupper() else self._word(hump) for hump in humps
            )
        said = _from_ipa(self._fallback(word.lower()))
        self._words[word] = said
        return said

    def _known(self, word: str) -> str:
        lower = word.lower()
        for form in (word, lower, lower.capitalize()):
            if said := _NAMES.get(form) or self._words.get(form):
                return said
        return self._with_ending(lower)

    def _with_ending(self, word: str) -> str:
        """A dictionary word with -s, 's, -ed or -ing; empty where there is none."""
        if word.endswith("s") and not word.endswith("ss"):
            return _plural(self._first_known(word[:-1], word[:-2], word[:-3] + "y"))
        if word.endswith("ed"):
            return _past(self._first_known(word[:-1], word[:-2], word[:-3] + "y", word[:-3]))
        if word.endswith("ing"):
            return _gerund(self._first_known(word[:-3], word[:-3] + "e", word[:-4]))
        return ""

    def _first_known(self, *stems: str) -> str:
        known = (self._words.get(stem) for stem in stems if len(stem) > 2)
        return next((said for said in known if said), "")


def _weak_form(word: str, following: str) -> str | None:
    """Articles and `to` in a sentence; `following` is the next phoneme."""
    before_vowel = bool(following) and following in _VOWELS
    forms = {
        "a": "ɐ",
        "an": "ɐn",
        "the": "ði" if before_vowel else "ðə",
        "to": "tʊ" if before_vowel else "tə",
    }
    if word == "to" and not following:
        return None
    return forms.get(word)


def _plural(stem: str) -> str:
    if not stem:
        return ""
    if stem[-1] in "ptkfθ":
        return stem + "s"
    return stem + ("ᵻz" if stem[-1] in "szʃʒʧʤ" else "z")


def _past(stem: str) -> str:
    if not stem:
        return ""
    if stem[-1] in "pkfθʃsʧ":
        return stem + "t"
    if stem[-1] == "d":
        return stem + "ᵻd"
    if stem[-1] != "t":
        return stem + "d"
    return f"{stem[:-1]}Tᵻd" if stem[-2:-1] in _TAPPED_AFTER else stem + "ᵻd"


def _gerund(stem: str) -> str:
    if not stem:
        return ""
    if stem[-1] == "t" and len(stem) > 1 and stem[-2] in _TAPPED_AFTER:
        return stem[:-1] + "Tɪŋ"
    return stem + "ɪŋ"


def _from_ipa(ipa: str) -> str:
    for written, symbol in _FROM_IPA:
        ipa = ipa.replace(written, symbol)
    return re.sub(r"(\S)\u0329", r"ᵊ\1", ipa).replace(" ", "")
