"""What a question asks: kinds, wishes, products, languages, parts. No model, no embedding."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from assistant.answering.understand import rules
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.language import detect
from assistant.answering.understand.normalise import normalise
from assistant.answering.understand.parts import split
from assistant.answering.understand.slots import find_slots
from assistant.answering.understand.understanding import Understanding
from assistant.answering.values import Turn

Understand = Callable[..., Awaitable[tuple[Understanding, ...]]]

CASES = [
    (kind.strip(), question.strip())
    for line in Path(__file__).with_name("kinds.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for kind, _, questions in [line.partition(":")]
    for question in questions.split("|")
]


@pytest.mark.parametrize(("kind", "question"), CASES)
async def test_kind(understand: Understand, kind: str, question: str) -> None:
    found = await understand(question)
    assert found[0].kind is Kind(kind)


def test_every_kind_has_questions_here() -> None:
    asked = {kind for kind, _ in CASES}
    assert {kind.value for kind in Kind} - asked <= {"sells", "introduce"}


@pytest.mark.parametrize(
    ("question", "product"),
    [
        ("衬衫多少钱", "linen-shirt"),
        ("卡式炉多少钱", "camp-stove"),
        ("炉子多少钱", "camp-stove"),
        ("便携式卡式炉多少钱", "camp-stove"),
        ("kashilu多少钱", "camp-stove"),
        ("卡氏炉多少钱", "camp-stove"),
        ("CS-BK有货吗", "camp-stove"),
        ("cs-bk有货吗", "camp-stove"),
        ("camp-stove多少钱", "camp-stove"),
        ("2号链接多少钱", "camp-stove"),
        ("二号多少钱", "camp-stove"),
        ("no.2 how much", "camp-stove"),
        ("第2个链接多少钱", "camp-stove"),
        ("星空投影灯什么时候发货", "star-projector"),
        ("星空灯多少钱", "star-projector"),
        ("how much is the camp stove", "camp-stove"),
        ("how much are the camp stoves", "camp-stove"),
        ("price of portable gas stove", "camp-stove"),
        ("卡式爐多少錢", "camp-stove"),
    ],
)
async def test_the_product_named(understand: Understand, question: str, product: str) -> None:
    found = (await understand(question))[0]
    assert (found.product, found.named) == (product, True)


@pytest.mark.parametrize("question", ["多少钱", "有货吗", "这件有黑色吗", "how much is it"])
async def test_without_a_name_it_is_what_is_on_air(understand: Understand, question: str) -> None:
    found = (await understand(question, on_air="camp-stove"))[0]
    assert (found.product, found.named) == ("camp-stove", False)


@pytest.mark.parametrize(
    ("question", "stranger"),
    [
        ("帐篷多少钱", "帐篷"),
        ("iphone多少钱", "iphone"),
        ("有没有电视机", "电视机"),
        ("how much is the tent", "tent"),
        ("多少钱", ""),
        ("这个颜色有货吗", ""),
        ("主播这件衣服多少钱", ""),
        ("what is the price of this product", ""),
        ("敏感肌能用吗", ""),
        ("现在下单多少钱", ""),
    ],
)
async def test_a_stranger(understand: Understand, question: str, stranger: str) -> None:
    found = (await understand(question))[0]
    assert found.stranger == stranger


@pytest.mark.parametrize(
    ("question", "wishes"),
    [
        ("有白色的吗", (("colour", "白色"),)),
        ("白的有吗", (("colour", "白色"),)),
        ("有蓝色的吗", (("colour", "藏青"),)),
        ("雾蓝的有吗", (("colour", "雾蓝"),)),
        ("in navy?", (("colour", "藏青"),)),
        ("有红色的吗", (("colour", "红色"),)),
        ("白色L码有吗", (("colour", "白色"), ("size", "L"))),
        ("有xxl吗", (("size", "XXL"),)),
        ("多少钱", ()),
    ],
)
async def test_wishes_in_the_catalog_s_spelling(
    understand: Understand, question: str, wishes: tuple[tuple[str, str], ...]
) -> None:
    assert (await understand(question))[0].wishes == wishes


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("多少钱，多久发货", [Kind.PRICE, Kind.SHIPPING_TIME]),
        ("多少钱？能退吗？", [Kind.PRICE, Kind.RETURNS]),
        ("什么面料还有多少钱", [Kind.ATTRIBUTE, Kind.PRICE]),
        ("衬衫，多少钱", [Kind.PRICE]),
        ("黑色和白色有吗", [Kind.COLOURS]),
        ("how much is it and when do you ship", [Kind.PRICE, Kind.SHIPPING_TIME]),
        ("你好，多少钱", [Kind.GREETING, Kind.PRICE]),
    ],
)
async def test_several_questions_in_one_breath(
    understand: Understand, question: str, kinds: list[Kind]
) -> None:
    assert [found.kind for found in await understand(question)] == kinds


async def test_a_later_part_is_about_the_product_named_first(understand: Understand) -> None:
    first, second = await understand("卡式炉多少钱，有货吗")
    assert (first.product, second.product) == ("camp-stove", "camp-stove")


@pytest.mark.parametrize(
    ("question", "last", "kind", "product"),
    [
        ("那藏青呢", Turn("白色有货吗", "有", "linen-shirt", "stock"), Kind.STOCK, "linen-shirt"),
        ("L呢", Turn("M码有吗", "有", "linen-shirt", "sizes"), Kind.SIZES, "linen-shirt"),
        ("卡式炉呢", Turn("衬衫多少钱", "169", "linen-shirt", "price"), Kind.PRICE, "camp-stove"),
        ("2号呢", Turn("1号多少钱", "169", "linen-shirt", "price"), Kind.PRICE, "camp-stove"),
        (
            "退的话运费谁出",
            Turn("能退吗", "7天", "camp-stove", "returns"),
            Kind.RETURN_FREIGHT,
            "camp-stove",
        ),
        ("有货吗", Turn("卡式炉多少钱", "99", "camp-stove", "price"), Kind.STOCK, "camp-stove"),
    ],
)
async def test_follow_ups(
    understand: Understand, question: str, last: Turn, kind: Kind, product: str
) -> None:
    found = (await understand(question, history=[last]))[0]
    assert (found.kind, found.product) == (kind, product)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("多少钱", "zh"),
        ("這個多少錢", "zh"),
        ("yurongfu duoshao qian", "zh"),
        ("how much is the jacket", "en"),
        ("when will you ship it", "en"),
        ("berapa harganya kak", "id"),
        ("ongkir ke jakarta berapa", "id"),
        ("bila boleh hantar", "ms"),
        ("ada saiz L tak", "ms"),
        ("giá bao nhiêu vậy shop", "vi"),
        ("còn hàng không", "vi"),
        ("ราคาเท่าไหร่", "th"),
        ("XL", "zh"),
        ("123", "zh"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect(text) == language


def test_a_question_that_says_its_language_is_believed() -> None:
    assert detect("ok", default="vi") == "vi"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("多钱", "多少钱"),
        ("咋卖", "怎么卖"),
        ("肿么洗", "怎么洗"),
        ("還有木有", "还有没有"),
        ("啥时候发", "什么时候发"),
        ("ＨＯＷ　ｍｕｃｈ", "how much"),
        ("多少钱啊啊啊啊", "多少钱啊"),
        ("[玫瑰]多少钱", "多少钱"),
        ("what's the price", "what is the price"),
        ("主播，多少钱", "多少钱"),
    ],
)
def test_normalised(typed: str, read: str) -> None:
    assert normalise(typed) == read


@pytest.mark.parametrize(
    ("text", "height", "weight"),
    [
        ("165 110斤", 165, 55),
        ("165cm 55kg", 165, 55),
        ("身高165体重110", 165, 55),
        ("我一米六五 110斤", 165, 55),
        ("1米7 130斤", 170, 65),
        ("1.75米 140斤", 175, 70),
        ("110斤 165", 165, 55),
        ("身高120", 120, 0),
        ("体重50", 0, 50),
        ("65公斤", 0, 65),
        ("i am 165cm and 55kg", 165, 55),
        ("多少钱", 0, 0),
        ("3号链接", 0, 0),
    ],
)
def test_bodies(text: str, height: float, weight: float) -> None:
    slots = find_slots(text)
    assert (slots.height_cm, slots.weight_kg) == (height, weight)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("买三件", "quantity", 3),
        ("两瓶多少钱", "quantity", 2),
        ("12个", "quantity", 12),
        ("这个多少钱", "quantity", 0),
        ("第三个", "quantity", 0),
        ("3号链接", "numbers", (3,)),
        ("十二号链接", "numbers", (12,)),
        ("1号和9号哪个好", "numbers", (1, 9)),
        ("link 5", "numbers", (5,)),
        ("200以内", "budget", 200),
        ("预算500", "budget", 500),
        ("under 300", "budget", 300),
        ("新疆和西藏", "regions", ("新疆", "西藏")),
        ("5l的", "sizes", ()),
        ("xl和2xl", "sizes", ("XL", "2XL")),
        ("28码", "sizes", ("28",)),
        ("孕妇和小孩", "people", ("孕妇", "儿童")),
    ],
)
def test_slots(text: str, field: str, value: object) -> None:
    assert getattr(find_slots(text), field) == value


def test_at_most_three_parts() -> None:
    assert len(split("多少钱，有货吗，多久发货，能退吗，开票吗", "zh")) == 3


def test_attribute_words_prefer_the_longest() -> None:
    assert rules.attributes_in("充绒量多少") == ("filling_weight",)
