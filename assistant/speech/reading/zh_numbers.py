"""Numbers in Chinese words."""

import re

import cn2an

_DIGITS = "零一二三四五六七八九"
_LONGEST_CARDINAL = 12  # digits; more than a hundred thousand million is an identifier
_PAIR = re.compile(r"(?<![十百千])二(?=[千万亿])")


def by_digit(number: str, *, one: str = "一") -> str:
    """Digit by digit: `110` is 一一零, with `one="幺"` 幺幺零, as telephone numbers are read."""
    return "".join(one if digit == "1" else _DIGITS[int(digit)] for digit in number)


def cardinal(number: str) -> str:
    """A count or a decimal: `1,299` is 一千二百九十九, `3.50` 三点五零, `2000` 两千."""
    whole, _, decimals = number.replace(",", "").partition(".")
    if (len(whole) > 1 and whole[0] == "0") or len(whole) > _LONGEST_CARDINAL:
        words = by_digit(whole)
    else:
        words = _PAIR.sub("两", str(cn2an.an2cn(int(whole))))
    return f"{words}点{by_digit(decimals)}" if decimals else words


def counted(number: str) -> str:
    """A number before a measure word: as `cardinal`, but a lone 2 is 两."""
    return "两" if number == "2" else cardinal(number)


def money(number: str, unit: str = "元") -> str:
    """An amount as it is said over a counter.

    Whole amounts keep `unit`; with tenths 259.9 is 二百五十九块九, with hundredths 5.25 is
    五块二毛五, 0.5 is 五毛. More than two decimals are read as a decimal number.
    """
    whole, _, decimals = number.replace(",", "").partition(".")
    decimals = decimals.rstrip("0")
    if len(decimals) > 2:
        return f"{cardinal(number)}{unit}"
    if not decimals:
        return f"{counted(str(int(whole)))}{unit}"
    tenths, hundredths = int(decimals[0]), int(decimals[1:] or 0)
    if int(whole) == 0:
        words = f"{counted(str(tenths))}毛" if tenths else ""
        return words + (f"{_DIGITS[hundredths]}{'' if words else '分'}" if hundredths else "")
    words = f"{counted(str(int(whole)))}块"
    if not hundredths:
        # 一百块五 would be heard as a hundred and fifty.
        return f"{words}{_DIGITS[tenths]}{'' if int(whole) % 10 else '毛'}"
    if not tenths:
        return f"{words}零{_DIGITS[hundredths]}分"
    return f"{words}{_DIGITS[tenths]}毛{_DIGITS[hundredths]}"
