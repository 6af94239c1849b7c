"""Any change of a true sentence that changes what it claims is caught."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from support.shop import JACKET_EVIDENCE

from assistant.answering.verify import verify

settings.register_profile("claims", max_examples=200, deadline=None, derandomize=True)
settings.load_profile("claims")

TRUE = (
    "轻羽90白鸭绒连帽羽绒服现在259元。",
    "黑色L码现价259元，原价399元。",
    "黑色L码有货，还剩128件。",
    "填充物是90%白鸭绒。",
    "L码重430克。",
    "满59元包邮。",
    "支持7天无理由退货。",
    "付款后24小时内发货。",
    "活动到11月30日截止。",
    "It's 259 yuan now, originally 399 yuan.",
    "Free shipping on orders from 59 CNY.",
)
DECEITS = (
    "再送您一双袜子", "买一送一", "全国包邮", "送运费险", "终身质保", "假一赔十", "全网最低价",
    "还能治感冒", "防弹防火", "手慢无", "加微信下单", "支持货到付款", "可以干洗",
    "plus a free gift", "it also cures acne", "and it is waterproof",
)  # fmt: skip
FLIPS = (("有货", "没货"), ("支持", "不支持"), ("包邮", "不包邮"), ("是90%", "不是90%"))
COLOURS = ("红色", "绿色", "紫色", "橙色", "深灰色", "粉色", "金色")
DISGUISES = (
    lambda text: text.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)}),
    lambda text: text.translate({ord(str(d)): chr(0x0E50 + d) for d in range(10)}),
    lambda text: re.sub(r"(?<=\d)(?=\d)", "\u200b", text),
    lambda text: re.sub(r"(?<=\d)(?=\d)", " ", text),
    lambda text: text,
)


def _supported(sentence: str) -> bool:
    return verify(sentence, JACKET_EVIDENCE, language="zh").supported


def test_the_sentences_to_change_are_true() -> None:
    assert [sentence for sentence in TRUE if not _supported(sentence)] == []


@given(st.sampled_from(TRUE), st.data(), st.sampled_from(DISGUISES))
def test_a_changed_digit_is_caught_in_any_script(sentence, data, disguise) -> None:  # type: ignore[no-untyped-def]
    digits = [m.start() for m in re.finditer(r"\d", sentence) if sentence[m.start() - 1] != "羽"]
    digits = [at for at in digits if "轻羽9" not in sentence[max(0, at - 3) : at + 1]]
    at = data.draw(st.sampled_from([at for at in digits if sentence[at - 2 : at] != "羽9"]))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != sentence[at]]))
    lie = sentence[:at] + other + sentence[at + 1 :]
    number = r"\d+(?:\.\d+)?"
    if [float(n) for n in re.findall(number, lie)] != [
        float(n) for n in re.findall(number, sentence)
    ]:
        assert not _supported(disguise(lie))


@given(st.sampled_from(TRUE), st.sampled_from(DISGUISES[:4]))
def test_a_disguised_truth_stays_one(sentence, disguise) -> None:  # type: ignore[no-untyped-def]
    assert _supported(disguise(sentence))


@given(st.sampled_from(TRUE), st.sampled_from(FLIPS))
def test_a_flipped_yes_or_no_is_caught(sentence, flip) -> None:  # type: ignore[no-untyped-def]
    lie = sentence.replace(*flip, 1)
    if lie != sentence:
        assert not _supported(lie)


@given(st.sampled_from(TRUE), st.sampled_from(COLOURS))
def test_a_swapped_colour_is_caught(sentence, colour) -> None:  # type: ignore[no-untyped-def]
    lie = sentence.replace("黑色", colour)
    if lie != sentence:
        assert not _supported(lie)


@given(st.sampled_from(TRUE), st.sampled_from(DECEITS), st.sampled_from(["，", "；", "。", ", "]))
def test_a_deceit_beside_a_truth_is_caught(sentence, deceit, joint) -> None:  # type: ignore[no-untyped-def]
    assert not _supported(sentence.rstrip("。.") + joint + deceit + "。")
    assert not _supported(deceit + joint + sentence)


@given(st.text(max_size=60))
def test_any_text_gets_a_verdict(text) -> None:  # type: ignore[no-untyped-def]
    verdict = verify(text, JACKET_EVIDENCE, language="zh")
    assert verdict.text("zh")
    assert verdict.supported == (verdict.reason == "supported")
