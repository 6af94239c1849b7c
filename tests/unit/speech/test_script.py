"""Folding what was heard to one script."""

import pytest

from assistant.speech.script import is_chinese, simplified, tidy


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("這件羽絨服多少錢", "这件羽绒服多少钱"),
        ("什麼時候發貨", "什么时候发货"),
        ("後天能到嗎", "后天能到吗"),
        ("這是乾淨的麵料", "这是干净的面料"),
        ("看著這件著名的大衣", "看着这件著名的大衣"),
        ("有幾隻", "有几只"),
        ("已经是简体", "已经是简体"),
        ("", ""),
    ],
)
def test_traditional_characters_become_simplified(heard: str, text: str) -> None:
    assert simplified(heard) == text


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        (" 有 XL 码 吗? ", "有XL码吗？"),
        ("多少钱,包邮吗?", "多少钱，包邮吗？"),
        ("多少钱.", "多少钱。"),
        ("一共259.90元", "一共259.90元"),
        ("１８０ＸＬ的有吗", "180XL的有吗"),
        ("iPhone 15 Pro 有现货吗", "iPhone 15 Pro有现货吗"),
        ("好的。。。", "好的。"),
        ("多少钱\n包邮吗", "多少钱包邮吗"),
        ("价格是5:30公布", "价格是5:30公布"),
        ("OK, thanks", "OK, thanks"),
        ("   ", ""),
    ],
)
def test_chinese_is_tidied(heard: str, text: str) -> None:
    assert tidy(heard, "zh") == text


@pytest.mark.parametrize("language", ["en", "id", "vi", "th", "ms"])
def test_other_languages_keep_their_marks(language: str) -> None:
    assert tidy("  How much,   please? ", language) == "How much, please?"


@pytest.mark.parametrize(("text", "expected"), [("abc", False), ("有M吗", True), ("", False)])
def test_chinese_is_known_by_its_characters(text: str, expected: bool) -> None:
    assert is_chinese(text) is expected
