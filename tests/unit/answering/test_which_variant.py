"""Which variants a question means, however loosely it names them; over products made for this."""

from collections.abc import Mapping

import pytest

from assistant.answering.understand.measures import measures, spelled
from assistant.answering.understand.normalise import normalise
from assistant.answering.understand.slots import find_slots
from assistant.answering.understand.wishes import read_wishes
from catalog_loader.product import Money, Product, Variant


def product(
    *options: Mapping[str, str],
    title: str = "试品",
    prices: int = 1000,
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> Product:
    return Product(
        handle="p",
        title=title,
        option_names=tuple(options[0]),
        variants=tuple(
            Variant(sku=f"S{place}", options=dict(own), price=Money(minor=prices, currency="CNY"))
            for place, own in enumerate(options)
        ),
        translations={tongue: dict(said) for tongue, said in (words or {}).items()},
    )


def of(name: str, *values: str, **more: object) -> Product:
    return product(*({name: value} for value in values), **more)  # type: ignore[arg-type]


SHAMPOO = of("容量", "250ml", "500ml", "1L")
SOCKS = of(
    "规格", "1双", "3双装", "10双装", words={"en": {"1双": "one pair", "3双装": "pack of three"}}
)
RUG = of("尺寸", "80×120cm", "120×160cm", "160×230cm")
COCOA = of("规格", "100g袋装", "100g罐装", "400g罐装")
DISKS = of("容量", "256GB", "512GB", "1TB")
BANK = of("电量", "5000mAh", "10000mAh")
TEA = product(
    *({"口味": taste, "规格": size} for taste in ("龙井", "乌龙") for size in ("50g", "200g×2罐")),
    words={"en": {"龙井": "longjing", "乌龙": "oolong"}},
)
BEANIE = of(
    "颜色",
    "烟灰",
    "奶白",
    "云雾蓝",
    words={
        "en": {"烟灰": "smoke grey", "奶白": "milk white", "云雾蓝": "cloud blue"},
        "vi": {"烟灰": "xám khói", "奶白": "trắng sữa", "云雾蓝": "xanh mây"},
        "th": {"烟灰": "สีเทาควัน", "奶白": "สีขาวนม", "云雾蓝": "สีฟ้าหมอก"},
    },
)
BOOTS = product(
    *({"颜色": colour, "尺码": size} for colour in ("黑色", "棕色") for size in ("36", "38", "40")),
    words={"en": {"黑色": "black", "棕色": "brown"}, "id": {"黑色": "hitam", "棕色": "cokelat"}},
)
DUVET = of("款式", "薄款1kg", "厚款2.5kg")


def wishes(text: str, goods: Product, language: str = "zh", names: tuple[str, ...] = ()) -> list:
    text = normalise(text)
    return list(read_wishes(text, language, find_slots(text), goods, names).wishes)


@pytest.mark.parametrize(
    ("text", "language", "goods", "expected"),
    [
        ("五百毫升的多少钱", "zh", SHAMPOO, ["500ml"]),
        ("500的那个", "zh", SHAMPOO, ["500ml"]),
        ("一升装", "zh", SHAMPOO, ["1L"]),
        ("1000ml有吗", "zh", SHAMPOO, ["1L"]),
        ("how much is the 0.5 l one", "en", SHAMPOO, ["500ml"]),
        ("yang 250 ml berapa", "id", SHAMPOO, ["250ml"]),
        ("ขวด 500 มล. เท่าไหร่", "th", SHAMPOO, ["500ml"]),
        ("250和500哪个划算", "zh", SHAMPOO, ["250ml", "500ml"]),
        ("三双装多少", "zh", SOCKS, ["3双装"]),
        ("十双的", "zh", SOCKS, ["10双装"]),
        ("the pack of 3", "en", SOCKS, ["3双装"]),
        ("a ten-pack please", "en", SOCKS, ["10双装"]),
        ("120乘160的", "zh", RUG, ["120×160cm"]),
        ("160x230", "en", RUG, ["160×230cm"]),
        ("80的那块", "zh", RUG, ["80×120cm"]),
        ("罐装400克", "zh", COCOA, ["400g罐装"]),
        ("袋装的", "zh", COCOA, ["100g袋装"]),
        ("100克的", "zh", COCOA, ["100g袋装", "100g罐装"]),
        ("512的还有吗", "zh", DISKS, ["512GB"]),
        ("256g多少钱", "zh", DISKS, ["256GB"]),
        ("一万毫安的", "zh", BANK, ["10000mAh"]),
        ("10000毫安的", "zh", BANK, ["10000mAh"]),
        ("厚的那条", "zh", DUVET, ["厚款2.5kg"]),
        ("5斤的", "zh", DUVET, ["厚款2.5kg"]),
    ],
)
def test_one_option(text: str, language: str, goods: Product, expected: list[str]) -> None:
    assert [value for _, value in wishes(text, goods, language)] == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("乌龙两罐装的", "zh", {"口味": "乌龙", "规格": "200g×2罐"}),
        ("longjing 50g", "en", {"口味": "龙井", "规格": "50g"}),
        ("乌龙50克剩多少", "zh", {"口味": "乌龙", "规格": "50g"}),
    ],
)
def test_several_options(text: str, language: str, expected: dict[str, str]) -> None:
    assert dict(wishes(text, TEA, language)) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("蓝色有吗", "zh", ["云雾蓝"]),
        ("有没有白的", "zh", ["奶白"]),
        ("in blue?", "en", ["云雾蓝"]),
        ("the grey one", "en", ["烟灰"]),
        ("màu xanh còn không", "vi", ["云雾蓝"]),
        ("trắng sữa", "vi", ["奶白"]),
        ("สีฟ้าหมอกมีไหม", "th", ["云雾蓝"]),
        ("有绿色吗", "zh", ["绿色"]),
        ("有奶粉吗", "zh", []),
    ],
)
def test_colours(text: str, language: str, expected: list[str]) -> None:
    assert [v for f, v in wishes(text, BEANIE, language) if f == "colour"] == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("黑色38的有吗", "zh", {"colour": "黑色", "size": "38"}),
        ("black 40 available?", "en", {"colour": "黑色", "size": "40"}),
        ("cokelat 36 ready", "id", {"colour": "棕色", "size": "36"}),
        ("size 38", "en", {"size": "38"}),
        ("有42的吗", "zh", {"size": "42"}),
        ("do they come in 44", "en", {"size": "44"}),
        ("ada 42 tidak", "id", {"size": "42"}),
        ("38元吗", "zh", {}),
        ("12月38号发吗", "zh", {}),
    ],
)
def test_sizes(text: str, language: str, expected: dict[str, str]) -> None:
    assert dict(wishes(text, BOOTS, language)) == expected


@pytest.mark.parametrize(
    ("text", "language", "goods", "expected"),
    [
        ("2升的有吗", "zh", SHAMPOO, "2升"),
        ("do you have 750ml", "en", SHAMPOO, "750ml"),
        ("二十双装的", "zh", SOCKS, "20双装"),
    ],
)
def test_what_there_is_not_stays_as_it_was_said(
    text: str, language: str, goods: Product, expected: str
) -> None:
    assert [value for _, value in wishes(text, goods, language)] == [expected]


@pytest.mark.parametrize(
    ("text", "language", "goods", "expected"),
    [
        ("最大的那个多少钱", "zh", SHAMPOO, "1L"),
        ("小瓶的", "zh", SHAMPOO, "250ml"),
        ("the biggest one", "en", RUG, "160×230cm"),
        ("yang kecil", "id", RUG, "80×120cm"),
        ("cái to giá sao", "vi", DISKS, "1TB"),
        ("อันเล็กเท่าไหร่", "th", BANK, "5000mAh"),
    ],
)
def test_an_end_of_the_row(text: str, language: str, goods: Product, expected: str) -> None:
    text = normalise(text)
    found = read_wishes(text, language, find_slots(text), goods).end
    assert found is not None
    assert found[1] == expected


def test_one_by_one_is_counted_of_the_single_variant() -> None:
    assert wishes("拍两双多少钱", SOCKS) == [("规格", "1双")]


@pytest.mark.parametrize(
    ("text", "language", "number", "unit", "pack"),
    [
        ("七升", "zh", 7, "l", False),
        ("两百五十克", "zh", 250, "g", False),
        ("三条装", "zh", 3, "strip", True),
        ("three-pack", "en", 3, "piece", True),
        ("two tubes", "en", 2, "tube", False),
        ("tiga botol", "id", 3, "bottle", False),
        ("hai hộp", "vi", 2, "box", False),
        ("สองชิ้น", "th", 2, "piece", False),
    ],
)
def test_measures(text: str, language: str, number: int, unit: str, pack: bool) -> None:
    found = measures(spelled(normalise(text), language))
    assert [(m.number, m.unit, m.pack) for m in found] == [(number, unit, pack)]


@pytest.mark.parametrize("text", ["一下", "2xl", "第三个", "这两件", "一样的"])
def test_no_measures(text: str) -> None:
    assert [m for m in measures(spelled(text, "zh")) if m.kind] == []
