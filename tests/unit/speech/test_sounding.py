"""Syllables that sound alike, and words found by their sound."""

import pytest

from assistant.speech.product_words import change_to, expect, makes_sense
from assistant.speech.sounding import SoundIndex, apart

SHOP = ("羽绒服", "针织开衫", "驼色", "墨绿", "燕麦片", "麦片", "纯棉", "护手霜", "手霜", "电饭煲")


@pytest.mark.parametrize(
    ("near", "far"),
    [
        (("zhi", "zi"), ("zhi", "bi")),
        (("lan", "nan"), ("lan", "can")),
        (("feng", "fen"), ("feng", "fou")),
        (("tuo", "tu"), ("tuo", "tai")),
        (("bao", "pao"), ("bao", "xie")),
        (("mian", "nian"), ("mian", "mu")),
    ],
)
def test_what_is_easily_misheard_is_nearer(near: tuple[str, str], far: tuple[str, str]) -> None:
    assert 0 < apart(*near) < apart(*far) <= 1
    assert apart(*near) == apart(*reversed(near))
    assert apart(near[0], near[0]) == 0


@pytest.mark.parametrize(
    ("heard", "word", "place"),
    [
        ("大衣的图色还有货吗", "驼色", "图色"),
        ("真是开衫有吗", "针织开衫", "真是开衫"),
        ("四件套是纯粘的吗", "纯棉", "纯粘"),
        ("电翻包能预约吗", "电饭煲", "电翻包"),
        ("有针织的衫吗", "针织开衫", "针织的衫"),
    ],
)
def test_a_word_is_found_where_it_sounds_like_what_was_heard(
    heard: str, word: str, place: str
) -> None:
    found = SoundIndex(SHOP).perhaps_said(heard, within=0.3)
    (one,) = [one for one in found if one.word == word]
    assert heard[one.start : one.end] == place


def test_the_whole_stands_for_its_part() -> None:
    found = SoundIndex(SHOP).perhaps_said("宴卖片有吗", within=0.3)
    assert "燕麦片" in [one.word for one in found]
    assert "麦片" not in [one.word for one in found]


@pytest.mark.parametrize("text", ["", "hello", "，。", "12"])
def test_where_no_chinese_is_nothing_is_found(text: str) -> None:
    assert SoundIndex(SHOP).perhaps_said(text, within=0.3) == []
    assert SoundIndex(()).perhaps_said("图色", within=0.3) == []


def test_what_stands_is_not_looked_for_but_may_be_kept_in_a_longer_word() -> None:
    expected = expect("不手霜有纯棉的吗", SHOP)
    assert "纯棉" in expected.standing
    assert "护手霜" in [one.word for one in expected.perhaps]
    assert expect("这个有没有羽绒服", SHOP).perhaps == ()


def test_words_in_common_use_make_sense() -> None:
    heard = "大衣的图色还有货吗"
    (tuo,) = [one for one in expect(heard, SHOP).perhaps if one.word == "驼色"]
    assert not makes_sense(heard, change_to(heard, tuo))
    other = "这款的特色有哪些"
    for one in expect(other, SHOP).perhaps:
        assert makes_sense(other, change_to(other, one))
