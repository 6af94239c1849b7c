"""Cutting text into sentences, clauses and spoken pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.speech.sentences import (
    SentenceSplitter,
    clauses,
    sentences,
    spoken_pieces,
    weight,
)

CASES = [
    ("", []),
    ("  ", ["  "]),
    ("有货。今天发！要吗？", ["有货。", "今天发！", "要吗？"]),
    ("价格是259.9元。原价2,000元。", ["价格是259.9元。", "原价2,000元。"]),
    ("净重3.5kg。请看www.example.com/a.b?c=1。好", None),
    ("真的吗？！太好了……那就买。", ["真的吗？！", "太好了……", "那就买。"]),
    ("他说：“有货。今天发。”然后下播了。", ["他说：“有货。今天发。”", "然后下播了。"]),
    ("“没有关好的引号。下一句。", ["“没有关好的引号。", "下一句。"]),
    ("黑色有货；白色售罄；红色预售。", ["黑色有货；", "白色售罄；", "红色预售。"]),
    ("第一行\n第二行", ["第一行\n", "第二行"]),
    ("要吗?要!好", ["要吗?", "要!", "好"]),
    ("It costs $12.5. It ships today!", ["It costs $12.5. ", "It ships today!"]),
    ("Mr. Li sells it. Dr. Wu too.", ["Mr. Li sells it. ", "Dr. Wu too."]),
    ("No. 3 is sold out. No. It is not.", ["No. 3 is sold out. ", "No. ", "It is not."]),
    ("We take cards, e.g. Visa. Yes.", ["We take cards, e.g. Visa. ", "Yes."]),
    ("Open at 9 a.m. every day. Come!", ["Open at 9 a.m. every day. ", "Come!"]),
    ("Open till 9 p.m. Come early.", ["Open till 9 p.m. ", "Come early."]),
    ("It is in size L. It fits.", ["It is in size L. ", "It fits."]),
    ("J. Smith bought it. Twice.", ["J. Smith bought it. ", "Twice."]),
    ('"Is it red?" she asked. "It is."', ['"Is it red?" she asked. ', '"It is."']),
    ("See https://a.cn/x.html?q=1. Thanks.", ["See https://a.cn/x.html?q=1. ", "Thanks."]),
    ('A 27" screen. A 32" one.', ['A 27" screen. ', 'A 32" one.']),
    ("1. Wash cold.\n2. Dry flat.", ["1. Wash cold.\n", "2. Dry flat."]),
    ("Harganya Rp. 50.000. Gratis ongkir.", ["Harganya Rp. 50.000. ", "Gratis ongkir."]),
    ("Ada warna merah dll. di toko. Mau?", ["Ada warna merah dll. di toko. ", "Mau?"]),
    ("Giá 259.000đ. Còn hàng ạ!", ["Giá 259.000đ. ", "Còn hàng ạ!"]),
    ("Syarikat Kita Sdn. Bhd. menjual baju. Murah.", None),
    (
        "มีของพร้อมส่งครับ ราคา 259 บาทค่ะ ขอบคุณ",
        ["มีของพร้อมส่งครับ ", "ราคา 259 บาทค่ะ ", "ขอบคุณ"],
    ),
    ("尺码有S/M/L. 颜色有黑。", ["尺码有S/M/L. ", "颜色有黑。"]),
    ("面料（纯棉。可机洗）很软。对。", ["面料（纯棉。可机洗）很软。", "对。"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_sentences(text: str, expected: list[str] | None) -> None:
    pieces = sentences(text)
    assert "".join(pieces) == text
    if expected is not None:
        assert pieces == expected


def test_an_address_is_not_cut() -> None:
    assert sentences("净重3.5kg。请看www.example.com/a.b?c=1。好") == [
        "净重3.5kg。",
        "请看www.example.com/a.b?c=1。",
        "好",
    ]


def test_business_forms_do_not_end_a_sentence() -> None:
    text = "Syarikat Kita Sdn. Bhd. menjual baju. Murah."
    assert sentences(text) == ["Syarikat Kita Sdn. Bhd. menjual baju. ", "Murah."]


def test_long_thai_is_cut_at_a_blank() -> None:
    text = "เสื้อตัวนี้ทำจากผ้าฝ้ายเนื้อนุ่มใส่สบายมากและซักเครื่องได้ สีไม่ตก ทนทาน"
    assert len(sentences(text)) >= 2


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("亲，有货的，今天发。", ["亲，", "有货的，", "今天发。"]),
        ("原价2,000元，现价1，299元。", ["原价2,000元，", "现价1，299元。"]),
        ("晚上18:30开始：准时来。", ["晚上18:30开始：", "准时来。"]),
        ("Yes, it is 1,299, dear.", ["Yes, ", "it is 1,299, ", "dear."]),
        ("没有逗号", ["没有逗号"]),
    ],
)
def test_clauses(sentence: str, expected: list[str]) -> None:
    assert clauses(sentence) == expected


def test_the_first_spoken_piece_of_a_long_sentence_is_a_clause() -> None:
    text = "亲，这款羽绒服现在的价格是二百五十九元，黑色和白色都有货，拍下之后二十四小时内就发货。"
    pieces = spoken_pieces(text)
    assert "".join(pieces) == text
    assert weight(pieces[0]) <= 20
    assert len(pieces) >= 2
    assert all(piece.endswith(("，", "。")) for piece in pieces)


def test_a_short_sentence_is_spoken_whole() -> None:
    assert spoken_pieces("有的，亲。今天发货。") == ["有的，亲。", "今天发货。"]


def test_unmarked_text_is_cut_below_the_longest() -> None:
    pieces = spoken_pieces("好" * 300)
    assert all(weight(piece) <= 48 for piece in pieces)


def test_streaming_hands_a_sentence_over_at_its_full_stop() -> None:
    splitter = SentenceSplitter()
    assert splitter.push("有货") == []
    assert splitter.push("。") == ["有货。"]
    assert splitter.push("价格259.") == []
    assert splitter.push("9元。谢") == ["价格259.9元。"]
    assert splitter.flush() == ["谢"]
    assert splitter.flush() == []


@pytest.mark.parametrize(("text", "expected"), [case for case in CASES if case[1]])
def test_streaming_by_character_agrees_with_the_whole(text: str, expected: list[str]) -> None:
    splitter = SentenceSplitter()
    pieces = [piece for char in text for piece in splitter.push(char)] + splitter.flush()
    assert [p.strip() for p in pieces] == [p.strip() for p in expected]


_ALPHABET = st.sampled_from(
    [*list("有货的S9. 。，！？；…“”\"'()（）\n,:-Mr.no3ค่ะ😀"), "e.g.", "259.9"]
)
_TEXTS = st.one_of(st.text(max_size=60), st.lists(_ALPHABET, max_size=60).map("".join))


@given(_TEXTS)
def test_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text
    assert "".join(clauses(text)) == text
    assert "".join(spoken_pieces(text)) == text
    assert all(sentences(text))


@given(st.lists(_TEXTS, max_size=8))
def test_streamed_pieces_joined_are_the_text(parts: list[str]) -> None:
    splitter = SentenceSplitter()
    pieces = [piece for part in parts for piece in splitter.push(part)] + splitter.flush()
    assert "".join(pieces) == "".join(parts)
