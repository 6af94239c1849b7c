"""How English text is read aloud: what is written, and what is said."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.speech.reading import read
from assistant.speech.reading.en_numbers import cardinal, ordinal, year

READINGS = [
    ("$12.5", "twelve dollars and fifty cents"),
    ("$12.50", "twelve dollars and fifty cents"),
    ("$1", "one dollar"),
    ("$0.99", "ninety-nine cents"),
    ("¥259.90", "two hundred fifty-nine point nine yuan"),
    ("259.9元", "two hundred fifty-nine point nine yuan"),
    ("259 yuan", "two hundred fifty-nine yuan"),
    ("€5.20", "five euros and twenty cents"),
    ("£3.05", "three pounds and five pence"),
    ("1,299", "one thousand two hundred ninety-nine"),
    ("70%", "seventy percent"),
    ("50-70%", "fifty to seventy percent"),
    ("100-200", "one hundred to two hundred"),
    ("$100-200", "one hundred to two hundred dollars"),
    ("2×200g", "two times two hundred grams"),
    ("500ml*3", "five hundred milliliters times three"),
    ("S/M/L/XL", "S, M, L, X L"),
    ("2XL", "two X L"),
    ("XXL", "X X L"),
    ("S-XL", "S to X L"),
    ("165cm", "one hundred sixty-five centimeters"),
    ("1.5kg", "one point five kilograms"),
    ("1kg", "one kilogram"),
    ("24h", "twenty-four hours"),
    ("48 hours", "forty-eight hours"),
    ("18:30", "six thirty P M"),
    ("18:00", "six P M"),
    ("9:05 am", "nine oh five A M"),
    ("9 a.m.", "nine A M"),
    ("18:30-20:00", "six thirty P M to eight P M"),
    ("2026-11-30", "November thirtieth, twenty twenty-six"),
    ("November 30, 2026", "November thirtieth, twenty twenty-six"),
    ("11/30", "November thirtieth"),
    ("13800138000", "one three eight zero zero one three eight zero zero zero"),
    ("400-800-8888", "four zero zero eight zero zero eight eight eight eight"),
    ("order number 20261130", "order number two zero two six one one three zero"),
    ("model A1502", "model A one five zero two"),
    ("iPhone 15 Pro", "iPhone fifteen Pro"),
    ("SKU: DW-2024-BLK", "S K U: D W two zero two four B L K"),
    ("220V 1800W", "two hundred twenty volts one thousand eight hundred watts"),
    ("SPF50+", "S P F fifty plus"),
    ("PA+++", "P A plus plus plus"),
    ("pH5.5", "P H five point five"),
    ("5000mAh", "five thousand milliamp hours"),
    ("25℃", "twenty-five degrees Celsius"),
    ("-18°C", "minus eighteen degrees Celsius"),
    ("0-3 years", "zero to three years"),
    ("No. 3", "number three"),
    ("the 3rd piece", "the third piece"),
    ("1st", "first"),
    ("21st", "twenty-first"),
    ("3.14", "three point one four"),
    ("1/2", "one half"),
    ("3/4", "three quarters"),
    ("1+1", "one plus one"),
    ("see https://a.com/x", "see"),
    ("hi 😀 dear", "hi dear"),
    ("AI", "A I"),
    ("USB-C", "U S B-C"),
    ("8折", "twenty percent off"),
    ("$12.5/kg", "twelve dollars and fifty cents per kilogram"),
    ("in 2026", "in twenty twenty-six"),
    ("AT&T", "A T and T"),
    ("buy 2 get 1", "buy two get one"),
    ("60㎡", "sixty square meters"),
    ("Nike/Adidas", "Nike or Adidas"),
    ("30×40cm", "thirty times forty centimeters"),
    ("羽绒服 is 259元", "羽绒服 is two hundred fifty-nine yuan"),
    ("1:1", "one to one"),
    ("7-day returns", "seven-day returns"),
    ("#2", "number two"),
    ("1080P", "one thousand eighty P"),
    ("HDMI", "H D M I"),
    ("NASA", "NASA"),
    ("3-5 days", "three to five days"),
    ("10,000", "ten thousand"),
    ("1000000", "one million"),
    ("0.5", "zero point five"),
    ("16GB", "sixteen gigabytes"),
    ("4K", "four K"),
    ("100% cotton", "one hundred percent cotton"),
    ('27" screen', "twenty-seven inch screen"),
    ("1.5L", "one point five liters"),
    ("5%", "five percent"),
    ("RM 50", "fifty ringgit"),
    ("Rp 50,000", "fifty thousand rupiah"),
    ("size M", "size M"),
    ("80°", "eighty degrees"),
    ("24/7", "twenty-four, seven"),
    ("It's 30% off until 11/30, dear!", "It's thirty percent off until November thirtieth, dear!"),
    ("Sizes S-XL; 100% cotton.", "Sizes S to X L; one hundred percent cotton."),
    (
        "The battery is 5000mAh and charges at 22.5W.",
        "The battery is five thousand milliamp hours and charges at twenty-two point five watts.",
    ),
    ("Ships within 24h.", "Ships within twenty-four hours."),
    ("Call 13800138000.", "Call one three eight zero zero one three eight zero zero zero."),
    ("The coat costs ¥259.", "The coat costs two hundred fifty-nine yuan."),
    ("We have the iPhone15.", "We have the iPhonefifteen."),
    ("Fits 0-3 years", "Fits zero to three years"),
]


@pytest.mark.parametrize(("written", "said"), READINGS)
def test_english_is_read_as_a_person_reads_it(written: str, said: str) -> None:
    assert read(written, "en") == said


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("0", "zero"),
        ("13", "thirteen"),
        ("100", "one hundred"),
        ("1001", "one thousand one"),
        (
            "12,345,678",
            "twelve million three hundred forty-five thousand six hundred seventy-eight",
        ),
        ("0.05", "zero point zero five"),
    ],
)
def test_cardinals(number: str, words: str) -> None:
    assert cardinal(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1", "first"),
        ("2", "second"),
        ("12", "twelfth"),
        ("20", "twentieth"),
        ("103", "one hundred third"),
    ],
)
def test_ordinals(number: str, words: str) -> None:
    assert ordinal(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1999", "nineteen ninety-nine"),
        ("1905", "nineteen oh five"),
        ("1900", "nineteen hundred"),
        ("2000", "two thousand"),
        ("2026", "twenty twenty-six"),
    ],
)
def test_years(number: str, words: str) -> None:
    assert year(number) == words


@given(st.text(alphabet="0123456789.-~/:%$kgXL×*+ab,# \n", max_size=30))
def test_no_digit_is_left(text: str) -> None:
    assert not re.search(r"[0-9]", read(text, "en"))


@pytest.mark.parametrize("language", ["vi", "id", "th", "ms"])
def test_other_languages_keep_their_numbers(language: str) -> None:
    assert read("259 😀 https://a.com/x ok", language).split() == ["259", "ok"]
    assert read("😀", language) == ""
