"""What the words of an utterance say of it."""

import pytest

from assistant.speech.turns.wording import Interruption, Wording, interruption, sound, wording

FINISHED = {
    "zh": [
        "这件羽绒服多少钱",
        "有没有大码",
        "羽绒服可以机洗吗",
        "防水吗？",
        "什么时候发货",
        "保修多久",
        "谢谢",
        "有黑色的吗",
        "运费谁出呢",
        "穿什么码",
        "停",
        "等一下",
        "你们家包邮",
        "能不能便宜点",
        "这个多重",
    ],
    "en": ["how much is the down jacket", "do you ship to Canada", "Is it waterproof?", "stop"],
    "id": ["berapa harga jaket ini", "ada warna hitam ya"],
    "ms": ["berapa harga jaket ini", "boleh pulang ke"],
    "vi": ["áo này bao nhiêu tiền", "có màu đen không"],
    "th": ["ราคาเท่าไหร่", "มีสีดำไหม"],
}
HANGING = {
    "zh": [
        "我想问一下",
        "有没有",
        "那个",
        "这件和",
        "什么时候",
        "请问",
        "羽绒服的",
        "然后",
        "你们",
        "如果",
        "我要买一个",
        "就是",
        "这件羽绒服有",
        "如果不合适",
        "要是洗坏了",
        "买两件",
        "我想要",
        "就是这个羽绒服",
        "纳个。",
        "你好",
    ],
    "en": ["how much is the", "I want to ask", "and", "do you have a"],
    "id": ["saya mau tanya", "jaket yang"],
    "ms": ["saya nak tanya", "baju yang"],
    "vi": ["cho tôi hỏi", "cái này có"],
    "th": ["ขอถาม", "ตัวนี้"],
}
NODS = {
    "zh": [
        "嗯",
        "嗯嗯。",
        "恩",
        "对",
        "对对对",
        "哈哈哈",
        "好的",
        "好",
        "哦",
        "哦哦",
        "是的",
        "行",
        "知道了",
        "明白了",
        "这样啊",
        "原来如此",
        "啊",
        "OK",
        "Mm-hmm.",
        "嗯 对",
        "好的好的",
        "可以",
        "不错",
        "懂了",
        "哇",
        "呵呵",
        "退退退。",
        "啥啥",
        "吃到了。",
        "米白了。",
    ],
    "en": [
        "uh-huh",
        "Yeah.",
        "OK",
        "right",
        "Mm-hmm",
        "I see",
        "got it",
        "haha",
        "wow",
        "hmm",
        "Ba-ba-ba.",
    ],
    "id": ["iya", "oke", "oh gitu", "hmm"],
    "ms": ["ya", "okey", "faham"],
    "vi": ["ừ", "dạ vâng", "à", "đúng rồi"],
    "th": ["ค่ะ", "ครับ", "อืม", "โอเค"],
}
REAL = {
    "zh": [
        "停",
        "听",
        "等一下",
        "等等",
        "不是",
        "别说了",
        "多少钱",
        "有黑色吗",
        "那运费呢",
        "我问的是面料",
        "不要说了",
        "不用说了",
        "有货",
        "优惠。",
    ],
    "en": ["stop", "the price?", "wait", "no no", "what about the shipping", "how much is it"],
    "id": ["tunggu", "berapa ongkirnya", "bukan itu"],
    "ms": ["tunggu sekejap", "berapa harga pos"],
    "vi": ["dừng lại", "phí ship bao nhiêu"],
    "th": ["เดี๋ยวก่อน", "ค่าส่งเท่าไหร่"],
}


def pairs(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, text) for language, texts in table.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), pairs(FINISHED))
def test_a_whole_question_is_finished(language: str, text: str) -> None:
    assert wording(text, language) is Wording.FINISHED


@pytest.mark.parametrize(("language", "text"), pairs(HANGING))
def test_a_sentence_broken_off_is_left_hanging(language: str, text: str) -> None:
    assert wording(text, language) is Wording.HANGING


@pytest.mark.parametrize(("language", "text"), pairs(NODS))
def test_a_nod_asks_nothing(language: str, text: str) -> None:
    assert interruption(text, language) is Interruption.NOD


@pytest.mark.parametrize(("language", "text"), pairs(REAL))
def test_a_question_or_a_word_to_stop_interrupts(language: str, text: str) -> None:
    assert interruption(text, language) is Interruption.REAL


@pytest.mark.parametrize("text", ["", "  ", "。", "…", "？"])
def test_no_words_are_nothing(text: str) -> None:
    assert interruption(text, "zh") is Interruption.NOTHING
    assert wording(text, "zh") is Wording.OPEN


@pytest.mark.parametrize("text", ["咳", "噗", "好定", "Bye."])
def test_a_word_or_two_of_another_kind_are_unsure(text: str) -> None:
    assert interruption(text, "zh") is Interruption.UNSURE


@pytest.mark.parametrize("text", ["万伯呀。", "帆布鞋", "什么码"])
def test_what_is_hardly_believed_is_unsure(text: str) -> None:
    assert interruption(text, "zh", confidence=0.25) is Interruption.UNSURE
    assert interruption(text, "zh", confidence=0.6) is Interruption.REAL


@pytest.mark.parametrize("text", ["听。", "噔噔", "等他。", "懂懂懂", "别说了"])
def test_a_word_to_stop_is_believed_however_faint(text: str) -> None:
    assert interruption(text, "zh", confidence=0.2) is Interruption.REAL


@pytest.mark.parametrize(
    "text", ["羽绒服", "一米七五七十公斤", "这件羽绒服。", "这款", "新疆", "这个颜色", "空气炸锅"]
)
def test_a_bare_name_says_what_it_is_about_and_no_more(text: str) -> None:
    assert wording(text, "zh") is Wording.TOPIC


@pytest.mark.parametrize("text", ["介绍一下这款羽绒服", "我要退货的那件", "我不喜欢这个颜色"])
def test_a_statement_may_be_all_or_not(text: str) -> None:
    assert wording(text, "zh") in (Wording.OPEN, Wording.FINISHED)


def test_words_of_a_language_without_a_table_of_verbs_are_no_topic() -> None:
    assert wording("jaket ini", "id") is Wording.OPEN


def test_alike_sounding_words_sound_alike() -> None:
    assert sound("停") == sound("听") == "tin "
    assert sound("那就好") == sound("拉就好")
    assert sound("Wait!") == "wait "
