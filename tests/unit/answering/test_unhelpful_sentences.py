"""True sentences of a model that are no answer all the same."""

import pytest

from assistant.answering.compose.model import unhelpful


@pytest.mark.parametrize(
    ("sentence", "question", "reason"),
    [
        ("空气炸锅和电饭煲买哪个好？", "空气炸锅和电饭煲买哪个好", "echo"),
        ("这个适合送人。", "这个适合送人吗", "echo"),
        ("Is it waterproof?", "is it waterproof", "echo"),
        ("玫瑰花水爽肤水", "推荐一款送妈妈的", "fragment"),
        ("羽绒服，黑色", "哪件暖和", "fragment"),
        ("这个我帮您问一下主播。", "哪个好", "gives up"),
        ("Let me ask the host about that.", "which is better", "gives up"),
    ],
)
def test_is_held_back(sentence: str, question: str, reason: str) -> None:
    assert unhelpful(sentence, question).startswith(reason)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("羽绒服259元，针织衫139元。", "羽绒服和针织衫哪个便宜"),
        ("可以看看玫瑰花水爽肤水，65元起！", "推荐一款送妈妈的"),
        ("The jacket is ¥259.", "how much is the jacket"),
        ("เสื้อตัวนี้ราคา 259 หยวนค่ะ", "ราคาเท่าไหร่"),
        ("它写着“可以机洗。”", "能机洗吗"),
    ],
)
def test_is_let_through(sentence: str, question: str) -> None:
    assert unhelpful(sentence, question) == ""
