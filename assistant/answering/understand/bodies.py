"""Height and weight in a question: 165 110斤, 一米六五, tb 165 bb 60, cao 1m60 nặng 56kg."""

import re

from assistant.answering.understand.measures import han_number
from assistant.knowledge.words import has_han

_TALL = r"身高|个子|高度|高|height|tall|tinggi(?: badan)?|\btb\b|chiều cao|cao|ส่วนสูง|สูง"
_HEAVY = r"体重|重量|重|weigh(?:s|t|ing)?|berat(?: badan)?|\bbb\b|cân nặng|nặng|น้ําหนัก|น้ำหนัก|หนัก"
_IS: str = r"\s*(?:是|有|在|:|=|is|about|around|sekitar|khoảng|ประมาณ)?\s*"
_CM = r"\s*(?:cm|厘米|公分|ซม|เซน)"
_KG = r"\s*(?P<unit>斤|kgs?|公斤|千克|kilos?|ký|kí|กก|กิโล)"
_HAN = "零一二两三四五六七八九十"
_HEIGHT = re.compile(
    rf"(?:{_TALL}){_IS}(?P<said>[5-9]\d(?:\.\d)?|1\d\d(?:\.\d)?|2[0-2]\d)(?!\d|\s*(?:斤|kg|公斤))"
    rf"|(?<![\d.])(?P<unit>[5-9]\d(?:\.\d)?|1\d\d(?:\.\d)?|2[0-2]\d){_CM}"
    rf"|(?<!\d)(?P<metre>1)\s*(?:米|m)\s*(?P<after>\d{{1,2}}|[{_HAN}]{{1,3}})(?!\d)"
    rf"|(?<!\d)(?P<point>1)[.,](?P<decimals>\d{{1,2}})\s*(?:米|m\b|meters?\b)"
    rf"|一米(?P<han>[{_HAN}]{{1,3}})"
    r"|(?<![\d.])(?P<tall>1[2-9]\d|20\d)\s*(?:高|的个子|tall)"
)
_WEIGHT = re.compile(
    rf"(?<![\d.])(?P<number>\d{{1,3}}(?:\.\d)?){_KG}"
    rf"|(?:{_HEAVY}){_IS}(?P<said>\d{{1,3}}(?:\.\d)?)"
    rf"|(?P<han>[一二两三四五六七八九十百]+)(?P<hanunit>斤|公斤)"
)
_BARE = re.compile(r"(?<!\d)(1[4-9]\d|20\d)[\s,，/、和的]+(\d{2,3})(?![\d元块])")
_ALONE = re.compile(r"(?<!\d)(1[4-9]\d)(?![\d斤元块])")


def body_in(question: str) -> tuple[float, float]:
    """(height in cm, weight in kg) of a normalised question; 0.0 for what is not said."""
    height = weight = 0.0
    match = _HEIGHT.search(question)
    if match:
        height = _centimetres(match)
    rest = question[: match.start()] + " " + question[match.end() :] if match else question
    found = _WEIGHT.search(rest)
    if found:
        weight = _kilograms(found)
    if not height or not weight:
        bare = _BARE.search(question)
        if bare:
            height = height or float(bare[1])
            weight = weight or _bare_weight(float(bare[2]))
        elif found and weight and not height:
            alone = _ALONE.search(rest.replace(found[0], " ", 1))
            height = float(alone[1]) if alone else 0.0
    return height, weight


def _centimetres(match: re.Match[str]) -> float:
    whole = match["said"] or match["unit"] or match["tall"]
    if whole:
        return float(whole)
    return _metres(match["after"] or match["decimals"] or match["han"])


def _metres(decimals: str) -> float:
    """The centimetres of one metre and what is said after it: 1米6 is 160, 1.05m is 105."""
    if not decimals.isdigit():
        decimals = "".join(
            str(value)
            for char in decimals
            if (value := han_number(char)) is not None and value < 10
        )
    return 100.0 + float(decimals.ljust(2, "0")[:2]) if decimals else 0.0


def _kilograms(found: re.Match[str]) -> float:
    if found["number"]:
        return float(found["number"]) / (2 if found["unit"] == "斤" else 1)
    if found["han"]:
        value = float(han_number(found["han"]) or 0)
        return value / (2 if found["hanunit"] == "斤" else 1)
    said = float(found["said"])
    return _bare_weight(said) if has_han(found[0]) else said


def _bare_weight(value: float) -> float:
    """A weight without its unit: from 80 up Chinese viewers mean 斤 (half a kilogram)."""
    return value / 2 if value >= 80 else value
