"""One way of writing for the many a claim can be written in.

Full-width and circled forms (NFKC), traditional characters, digits of other scripts, look-alike
letters, invisible characters, blanks between digits, thousands separators and capitals are folded
away, in a sentence and in the facts alike.
"""

import re
import unicodedata
from functools import lru_cache

import opencc

_SIMPLIFIED = opencc.OpenCC("t2s")

# Cyrillic and Greek letters that look Latin, and letters that look like digits, after lowering.
_LOOKALIKES = str.maketrans("асеіорхуԁѕјһкмтνοαρ", "aceiopxydsjhkmtvoap")
_FINANCIAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟〇", "一二三四五六七八九十百千零")
_MARKS = str.maketrans(
    {"，": ",", "。": ".", "！": "!", "？": "?", "；": ";", "：": ":", "～": "~"}
)
_CJK = r"\u3400-\u9fff"

_INVISIBLE = re.compile(
    r"[\u20e3\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\ufe00-\ufe0f]"
)
_SPACED_DIGITS = re.compile(r"(?<![\d.])\d(?:[ _]\d)+(?![\d.])")
_SPACED_HAN = re.compile(rf"(?<=[{_CJK}])\s+(?=[{_CJK}\d])|(?<=\d)\s+(?=[{_CJK}])")
_COMMA_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d|,\d)")
_DOT_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?!\d|\.\d)")
# 4,5 gram and 99,5%: a comma before decimals, where a unit of Latin letters follows.
_COMMA_DECIMALS = re.compile(r"(?<![\d.,])(\d+),(\d{1,2})(?=\s*(?:[a-z%]|$))")
_ZERO_O = re.compile(r"(?<=\d)o(?=[\do]|元|块|%|$)")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """`text` in its one way of writing."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    text = _INVISIBLE.sub("", text)
    text = "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in text)
    text = _SIMPLIFIED.convert(text).lower().translate(_LOOKALIKES).translate(_FINANCIAL)
    text = text.translate(_MARKS).replace("’", "'").replace("`", "'")
    text = _SPACED_DIGITS.sub(lambda match: re.sub(r"[ _]", "", match[0]), text)
    text = _COMMA_THOUSANDS.sub(lambda match: match[0].replace(",", ""), text)
    text = _DOT_THOUSANDS.sub(lambda match: match[0].replace(".", ""), text)
    text = _COMMA_DECIMALS.sub(r"\1.\2", text)
    text = _ZERO_O.sub("0", text)
    text = _SPACED_HAN.sub("", text)
    return " ".join(text.split())
