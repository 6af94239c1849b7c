"""Banned words are found however they are spelled, and nothing innocent with them."""

import pytest

from assistant.room.inbox.banned import banned_in


@pytest.mark.parametrize(
    "text",
    [
        "傻逼", "傻 逼", "傻*逼", "傻1逼", "主播傻b", "沙壁", "沙币", "煞笔", "sha bi",
        "这是sha bi吗", "s b", "S.B",
        "SB主播", "c.n.m", "制杖", "智账", "去死", "神经病", "妈的", "草泥马", "草你马",
        "nao can", "脑残粉",
        "f u c k", "goblok", "dit me", "địt mẹ",
    ],
)  # fmt: skip
def test_banned(text: str) -> None:
    assert banned_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "啥比较好", "啥笔好用", "用什么笔", "有没有sb码", "S码 B码", "有s b码吗", "趣事",
        "卖手机", "你妈妈能穿吗",
        "给妈妈买的", "他妈妈", "老妈的生日", "anjing di rumah", "滚筒洗衣机", "纯竹浆纸巾",
        "草莓", "只长不短",
        "价格只涨不跌", "晒笔", "傻瓜相机", "这个比那个好", "去死皮", "",
    ],
)  # fmt: skip
def test_innocent(text: str) -> None:
    assert banned_in(text) == ""
