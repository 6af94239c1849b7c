"""Numbers in English words, the American way (no `and` inside a number)."""

_ONES = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
]
_TENS = ["", "", *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")]
_SCALES = ["", "thousand", "million", "billion", "trillion"]
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_LONGEST_CARDINAL = 3 * len(_SCALES)


def by_digit(number: str) -> str:
    """Digit by digit: `110` is one one zero."""
    return " ".join(_ONES[int(digit)] for digit in number)


def cardinal(number: str) -> str:
    """A count or a decimal: `1,299` is one thousand two hundred ninety-nine, `3.5` three point
    five."""
    whole, _, decimals = number.replace(",", "").partition(".")
    if (len(whole) > 1 and whole[0] == "0") or len(whole) > _LONGEST_CARDINAL:
        words = by_digit(whole)
    else:
        words = _whole(int(whole))
    return f"{words} point {by_digit(decimals)}" if decimals else words


def ordinal(number: str) -> str:
    """A rank: `3` is third, `21` twenty-first."""
    words = cardinal(number)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:]
    if last in _ORDINALS:
        return words[:cut] + _ORDINALS[last]
    return words[:cut] + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


def year(number: str) -> str:
    """A year: `2026` is twenty twenty-six, `2005` two thousand five, `1999` nineteen
    ninety-nine."""
    century, rest = divmod(int(number), 100)
    if century == 20 and rest < 10:
        return cardinal(number)
    if rest == 0:
        return f"{_whole(century)} hundred"
    return f"{_whole(century)} {'oh ' if rest < 10 else ''}{_whole(rest)}"


def money(number: str, one: str, many: str, cents: str) -> str:
    """An amount: `12.5` with dollar, dollars, cents is twelve dollars and fifty cents.

    An empty `cents` reads the decimals as a decimal number, as for yuan.
    """
    whole, _, decimals = number.replace(",", "").partition(".")
    if not decimals.strip("0"):
        return f"{cardinal(whole)} {one if int(whole) == 1 else many}"
    if not cents or len(decimals) > 2:
        return f"{cardinal(f'{whole}.{decimals}'.rstrip('0'))} {many}"
    small = int(decimals.ljust(2, "0"))
    minor = f"{_whole(small)} {cents.removesuffix('s') if small == 1 else cents}"
    return minor if int(whole) == 0 else f"{money(whole, one, many, '')} and {minor}"


def _whole(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{_ONES[hundreds]} hundred" + (f" {_whole(rest)}" if rest else "")
    words: list[str] = []
    for scale in _SCALES:
        number, group = divmod(number, 1000)
        if group:
            words.insert(0, f"{_whole(group)} {scale}".strip())
        if not number:
            break
    return " ".join(words)
