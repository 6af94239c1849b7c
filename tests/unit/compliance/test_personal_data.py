"""Personal data is found however it is written, and what is none is left as it is."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.compliance.personal_data import mask, personal_data
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打我电话13800138000", "打我电话138****8000"),
        ("电话 138 0013 8000 谢谢", "电话 138******8000 谢谢"),
        ("１３８００１３８０００", "１３８****８０００"),
        ("+86 138-0013-8000", "+86**********8000"),
        ("幺三八零零幺三八零零零打给我", "幺三八****八零零零打给我"),
        ("座机0571-88156688", "座机057******6688"),
        ("身份证11010519491231002X", "身份证1****************X"),
        ("卡号 6222 0202 0003 2451 6 退这里", None),
        ("银行卡4111111111111111", "银行卡************1111"),
        ("订单202611110012345678什么时候发", "订单**************5678什么时候发"),
        ("单号SF1234567890123到哪了", "单号***********0123到哪了"),
        ("发我邮箱 xiaoyu.li@example.com", "发我邮箱 x***@example.com"),
        ("加微信：xiaoyu_2026", "加微信：x**********"),
        ("qq 123456789", "qq 1********"),
        ("寄到浙江省杭州市西湖区文三路123号5幢2单元301室", "寄到浙江省杭州市****"),
        ("地址：朝阳区建国路88号3号楼1201室，谢谢", "地址：****，谢谢"),
        ("call me +65 9123 4567", "call me +65******4567"),
        ("hubungi 0812-3456-7890 ya", None),
        ("gửi về đường Nguyễn Trãi số 45", "gửi về ****"),
        ("alamat jl. sudirman no 12", "alamat ****"),
        ("ship to 221 Baker Street please", "ship to **** please"),
    ],
)
def test_what_is_a_persons_is_masked(text: str, masked: str | None) -> None:
    assert personal_data(text)
    if masked is not None:
        assert mask(text) == masked
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "多少钱",
        "身高165体重120斤穿什么码",
        "259元和399元有什么区别",
        "2026年11月11日20点开始吗",
        "11月11日 20:00-22:00",
        "充电宝20000mAh能上飞机吗",
        "iPhone 15 Pro 256G",
        "客服电话400-820-8820",
        "800 810 8888",
        "1号链接和12号链接",
        "从哪条街发货",
        "这件是不是在南京路专柜有卖",
        "买3件送2件，满299减50",
        "尺码34 36 38 40 42都有吗",
        "1234567",
        "1920x1080分辨率",
        "0.123456789",
        "杭州市能发吗",
        "5楼以上送货上门吗",
        "size 36 38 40",
        "",
    ],
)
def test_what_is_no_persons_is_left(text: str) -> None:
    assert personal_data(text) == []
    assert mask(text) == text


def test_the_words_of_a_shop_are_no_persons() -> None:
    catalog = load(demo_catalog_path()).catalog
    texts = [p.title for p in catalog.products] + [
        *(faq.question for faq in catalog.faqs),
        *(faq.answer for faq in catalog.faqs),
        *(policy.statement for policy in catalog.policies),
    ]
    found = {text: mask(text) for text in texts if mask(text) != text}
    assert not found


@given(st.text(max_size=80))
def test_whatever_is_written_is_masked_without_fail(text: str) -> None:
    spans = personal_data(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert len(mask(text)) <= len(text) + 4 * len(spans)


@given(st.integers(13_000_000_000, 19_999_999_999), st.text("你好呀的电话是 ,.", max_size=12))
def test_no_mobile_number_comes_through(number: int, around: str) -> None:
    assert str(number) not in mask(f"{around}{number}{around}")
