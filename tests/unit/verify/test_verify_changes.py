"""True sentences changed in one place, in six languages: what the change claims is never passed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shops import SHOPS
from test_verify_sentences import LANGUAGES, lines

from assistant.answering.verify import verify
from assistant.knowledge.facts import Evidence, Fact

ONCE = settings(max_examples=150, deadline=None, derandomize=True)

DECEITS = {
    "zh": "再送一双袜子 买一送一 假一赔十 适合所有肤质 大家都在买 卖爆了 明天涨价 只剩最后几件 "
    "可以治感冒 加微信下单 全店最便宜 三天无条件退款 孕妇也能用 百搭显瘦 充绒量高 明天就能到",
    "en": "plus_a_free_scarf it_cures_acne everyone_loves_it only_a_few_left it_ships_tomorrow "
    "it_is_the_best buy_one_get_one pay_me_on_whatsapp it_is_waterproof_and_fireproof "
    "safe_for_babies perfect_for_winter",
    "id": "bonus_kaos_kaki besok_sampai semua_orang_suka aman_untuk_bayi terlaris stok_terbatas",
    "ms": "percuma_stokin esok_sampai semua_orang_suka selamat_untuk_bayi terlaris stok_terhad",
    "vi": "tặng_kèm_tất mai_giao ai_cũng_thích an_toàn_cho_bé bán_chạy_nhất sắp_hết_hàng",
    "th": "แถมถุงเท้า พรุ่งนี้ถึง ทุกคนชอบ ปลอดภัยสำหรับเด็ก ขายดีที่สุด ใกล้หมด",
}
_NUMBER = re.compile(r"(?<![A-Za-z\d])\d+(?:[.,]\d+)*(?![A-Za-z\d])")


def _borne_out(language: str) -> list[tuple[str, str]]:
    said = [(shop, sentence) for shop, sentence in lines("true", language)]
    return [one for one in said if verify(one[1], SHOPS[one[0]], language=language).supported]


TRUE = {language: _borne_out(language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deceit_before_or_after_a_truth_is_caught(language: str) -> None:
    joint = " " if language == "th" else ", "
    for shop, sentence in TRUE[language]:
        core = sentence.rstrip("。.！!？? ")
        for deceit in DECEITS[language].split():
            for lie in (
                f"{core}{joint}{deceit.replace('_', ' ')}",
                f"{deceit.replace('_', ' ')}{joint}{core}",
            ):
                verdict = verify(lie, SHOPS[shop], language=language)
                assert not verdict.supported, lie


@ONCE
@given(st.sampled_from([(t, *one) for t in LANGUAGES for one in TRUE[t]]), st.data())
def test_another_number_is_caught(said: tuple[str, str, str], data: st.DataObject) -> None:
    language, shop, sentence = said
    found = list(_NUMBER.finditer(sentence))
    if not found:
        return
    number = data.draw(st.sampled_from(found))
    other = data.draw(st.integers(min_value=1001, max_value=9_999_999).map(str))
    lie = sentence[: number.start()] + other + sentence[number.end() :]
    if other.strip("0") != re.sub(r"[.,]", "", number[0]).strip("0"):
        assert not verify(lie, SHOPS[shop], language=language).supported, lie


_FIELDS = st.sampled_from(
    [
        ("weight", "g", "重量", "重量是{}克", "重{}克"),
        ("capacity", "ml", "容量", "容量是{}毫升", "容量有{}ml"),
        ("power", "W", "功率", "功率是{}瓦", "功率为{}W"),
        ("price", "CNY", "价格", "现在{}元", "到手价是{}元"),
        ("battery_life", "小时", "续航", "续航是{}小时", "续航有{}小时"),
    ]
)


@ONCE
@given(
    _FIELDS,
    st.integers(min_value=2, max_value=9_999),
    st.integers(min_value=2, max_value=9_999),
    st.integers(min_value=0, max_value=1),
)
def test_a_number_is_said_as_its_fact_has_it(
    field: tuple[str, str, str, str, str], value: int, other: int, way: int
) -> None:
    name, unit, label, *ways = field
    fact = Fact("lamp", name, str(value), unit, "catalog", label, "便携露营灯")
    rival = Fact("lamp", "list_price", str(other), "CNY", "catalog", "原价", "便携露营灯")
    evidence = Evidence((fact, rival))
    said = f"便携露营灯{ways[way]}。"
    assert verify(said.format(value), evidence, language="zh").supported
    if other != value:
        assert not verify(said.format(other), evidence, language="zh").supported
    assert not verify(said.format(f"不到{value}"), evidence, language="zh").supported
    assert not verify(
        said.format(value).replace("灯", "灯不", 1), evidence, language="zh"
    ).supported
