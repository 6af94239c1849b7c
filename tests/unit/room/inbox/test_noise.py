"""What asks nothing is told by what it is made of."""

import pytest

from assistant.room.inbox.noise import LONGEST, Noise, noise_in


@pytest.mark.parametrize(
    ("text", "noise"),
    [
        ("", Noise.EMPTY),
        ("   ", Noise.EMPTY),
        ("😀😀😀", Noise.EMOJI),
        ("[玫瑰][玫瑰]", Noise.EMOJI),
        ("？？？", Noise.EMOJI),
        ("签到", Noise.CHECK_IN),
        ("来了来了", Noise.CHECK_IN),
        ("第一！", Noise.CHECK_IN),
        ("1", Noise.COUNTING),
        ("666", Noise.COUNTING),
        ("６６６", Noise.COUNTING),
        ("扣1", Noise.COUNTING),
        ("+1", Noise.COUNTING),
        ("哈哈哈哈", Noise.LAUGHTER),
        ("hahaha", Noise.LAUGHTER),
        ("2333", Noise.LAUGHTER),
        ("已拍", Noise.BOUGHT),
        ("买了买了", Noise.BOUGHT),
        ("冲冲冲", Noise.BOUGHT),
        ("主播好美", Noise.CHEERING),
        ("加油加油！", Noise.CHEERING),
        ("好的谢谢", Noise.CHEERING),
        ("wow nice", Noise.CHEERING),
        ("加微信abc12345更便宜", Noise.ADVERT),
        ("加我V看更多", Noise.ADVERT),
        ("vx：shop_88888", Noise.ADVERT),
        ("专业刷单日结300", Noise.ADVERT),
        ("https://example.com/cheap", Noise.ADVERT),
        ("来我直播间", Noise.ADVERT),
        ("傻逼主播", Noise.ABUSE),
        ("傻 逼", Noise.ABUSE),
        ("x" * (LONGEST + 1), Noise.ADVERT),
    ],
)
def test_noise(text: str, noise: Noise) -> None:
    assert noise_in(text) is noise


@pytest.mark.parametrize(
    "text",
    [
        "多少钱", "1号多少钱", "160", "L", "XL", "黑色", "好看吗", "可以吗", "在吗", "到货了吗",
        "有666克的吗", "太贵了", "能便宜吗", "🉑以退吗", "怎么买", "新疆可以吗", "加大码有吗",
        "加绒的吗", "9.9", "3号", "第一次来 怎么买", "好的吗？", "ok?", "how much", "berapa",
        "bao nhiêu", "เท่าไหร่", "群里说的那款还有吗", "私聊客服可以退吗", "买了能退吗",
        "拍了多久发货",
        "微信支付可以吗", "可以用QQ钱包吗",
    ],
)  # fmt: skip
def test_what_may_ask_something_is_kept(text: str) -> None:
    assert noise_in(text) is None
