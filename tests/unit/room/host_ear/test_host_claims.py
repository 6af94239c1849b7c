"""What a host claims is compared with the catalog: wrong ones are told, right ones never."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from assistant.knowledge.index import ShelfIndex
from assistant.knowledge.shelf import Shelf
from assistant.room.host_ear.claims import Differs, written
from assistant.room.host_ear.judge import differing
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load

NOW = datetime(2026, 11, 26, 20, tzinfo=ZoneInfo("Asia/Shanghai"))


@cache
def demo() -> tuple[Shelf, ShelfIndex]:
    catalog = load(demo_catalog_path()).catalog
    listing = tuple(product.handle for product in catalog.products)
    return Shelf(catalog, listing), ShelfIndex(catalog)


def heard(
    text: str, on_air: str, *, new: str | None = None, breaks_off: bool = False
) -> list[Differs]:
    """What differs in `text`, of which `new` is what was heard last."""
    shelf, index = demo()
    return differing(
        text,
        len(written(text if new is None else new)),
        shelf.with_on_air(on_air),
        index,
        NOW,
        breaks_off=breaks_off,
    )


WRONG = [
    ("light-down-jacket", "今天这件249元带走，手慢无！", "price", "249 CNY"),
    ("light-down-jacket", "这件羽绒服一百九十九块", "price", "199 CNY"),
    ("light-down-jacket", "原价三百九十九，今天只要二百二十九元", "price", "229 CNY"),
    ("light-down-jacket", "黑色L码今天239元", "price", "239 CNY"),
    ("vacuum-bottle", "五百毫升的大杯今天也是七十九元，闭眼入！", "price", "79 CNY"),
    ("vacuum-bottle", "350毫升的89元，500毫升的99元", "price", "89 CNY"),
    ("hyaluronic-mask", "20片装79块9", "price", "79.9 CNY"),
    ("hyaluronic-mask", "十片装三十九块九", "price", "39.9 CNY"),
    ("air-fryer", "直播间价，七升二百三十九元", "price", "239 CNY"),
    ("air-fryer", "The air fryer is 199 yuan today", "price", "199 CNY"),
    ("beef-jerky", "今天二百克两袋的只要九十八元", "price", "98 CNY"),
    ("wildflower-honey", "保温杯今天五十九元", "price", "59 CNY"),
    ("wildflower-honey", "今天下单再送大家一把搅拌勺！", "gift", "搅拌勺"),
    ("air-fryer", "今天下单送你们一套烘焙纸", "gift", "烘焙纸"),
    ("air-fryer", "买就送价值99元的蒸笼", "gift", "蒸笼"),
    ("light-down-jacket", "前一百名加送一条围巾", "gift", "围巾"),
    ("air-fryer", "order now and get a free cookbook", "gift", "cookbook"),
    ("light-down-jacket", "尺码从S到4XL都有", "size", "4xl"),
    ("cotton-crew-tee", "有XS码的，小个子放心拍", "size", "xs"),
    ("light-down-jacket", "十五天无理由退货", "promise", "return_window 15天"),
    ("light-down-jacket", "三十天之内给你换码", "promise", "exchange_window 30天"),
    ("air-fryer", "整机保修三年", "promise", "warranty_period 3年"),
    ("air-fryer", "终身质保", "promise", "warranty_period 终身"),
    ("air-fryer", "今天拍十二小时之内发货", "promise", "ship_within 12小时"),
    ("air-fryer", "30天保价，放心买", "promise", "price_protection 30天"),
    ("air-fryer", "买贵了三十天补差价", "promise", "price_protection 30天"),
    ("air-fryer", "都送运费险的", "promise", "freight_insurance 运费险"),
    ("air-fryer", "都送院费嫌的", "promise", "freight_insurance 运费险"),
    ("light-down-jacket", "今天这件2409元带走", "price", "2409 CNY"),
    ("air-fryer", "假一赔十倍", "promise", "compensation 10倍"),
    ("hyaluronic-mask", "全场包邮，新疆也包邮", "promise", "free_shipping_threshold 包邮"),
    ("hyaluronic-mask", "五片装也包邮的", "promise", "free_shipping_threshold 包邮"),
    ("air-fryer", "it comes with a 3 year warranty", "promise", "warranty_period 3 year"),
]

RIGHT = [
    ("light-down-jacket", "衣服都送院费嫌，收到不合适"),
    ("light-down-jacket", "价格听好了，今天不用抢不用等，二百五十九元，男女同款！"),
    ("light-down-jacket", "黑色、米白、雾蓝三个颜色，尺码从S到2XL，直接拍就行。"),
    ("light-down-jacket", "我一百六十五，一百一十斤，穿的是M码，正好"),
    ("light-down-jacket", "衣服都送运费险，收到不合适，十五天之内给你换码。"),
    ("light-down-jacket", "外面专柜要五百多，我们家二百五十九"),
    ("light-down-jacket", "不到三百块钱就能带走"),
    ("light-down-jacket", "二百多块钱一件羽绒服"),
    ("light-down-jacket", "不是249元啊，是259元"),
    ("light-down-jacket", "七天无理由，不喜欢就退"),
    ("light-down-jacket", "附收纳袋，送收纳袋的啊"),
    ("light-down-jacket", "谢谢小雨送的小心心，谢谢大哥送的火箭"),
    ("light-down-jacket", "送爸妈送朋友都合适，送货上门"),
    ("light-down-jacket", "3 2 1 上车，拍到的扣个1"),
    ("light-down-jacket", "直播间现在有三千人，点赞到一万"),
    ("hyaluronic-mask", "五片装二十九块九，十片装四十九块九，二十片装八十九块九，直接拍二十片的！"),
    ("hyaluronic-mask", "二十片装八十九块九，算下来一片四块多，一周敷两三次。"),
    ("hyaluronic-mask", "满五十九包邮，两盒就够了"),
    ("beef-jerky", "一百克的三十五块八，二百克两袋的一百一十八元，五香的不辣"),
    ("air-fryer", "平时五升的二百九十九元，今天直播间价，五升二百三十九元，七升二百九十九元！"),
    ("air-fryer", "小家电整机保修一年，十五天里有质量问题给你换新的。"),
    ("air-fryer", "二十四小时之内发货，江浙沪一两天就到，其他地方三到五天。"),
    ("air-fryer", "不送烘焙纸啊，要的自己买"),
    ("air-fryer", "没有运费险的啊，电器没有"),
    ("air-fryer", "七天保价，降价了找客服补差价"),
    ("air-fryer", "买到假货赔三倍"),
    ("air-fryer", "the 5L is 239 yuan today, usually 299 yuan"),
    ("vacuum-bottle", "三百五十毫升七十九元，五百毫升八十九元，大杯的樱粉没有了，别的颜色都有。"),
    ("cotton-crew-tee", "五十九元一件，够包邮了，白色、黑色、藏青，一样来一件。"),
    ("cotton-crew-tee", "两件一百一十八"),
    ("daily-sunscreen", "一支六十九块九，两支装一百二十九元，油皮、混合皮可以放心拍。"),
    ("wildflower-honey", "五百克四十五元，一千克七十九元"),
    ("", "今天好多福利，二百块钱的东西都有"),
]  # fmt: skip


@pytest.mark.parametrize(("on_air", "text", "kind", "claim"), WRONG)
def test_what_the_shop_does_not_publish_is_told(
    on_air: str, text: str, kind: str, claim: str
) -> None:
    found = heard(text, on_air)
    assert [(differs.kind, differs.claim) for differs in found if differs.kind == kind][:1] == [
        (kind, claim)
    ]
    assert {differs.kind for differs in found} == {kind}


@pytest.mark.parametrize(("on_air", "text"), RIGHT)
def test_what_the_shop_publishes_raises_nothing(on_air: str, text: str) -> None:
    assert heard(text, on_air) == []


def test_what_is_published_stands_beside_what_was_said() -> None:
    (differs,) = heard("五百毫升的大杯今天也是七十九元", "vacuum-bottle")
    assert differs.product == "vacuum-bottle"
    assert [(fact.value, fact.unit) for fact in differs.published] == [("89", "CNY")]
    assert differs.published[0].origin.startswith("catalog.jsonl")


def test_only_what_is_new_is_judged() -> None:
    assert heard("今天这件249元带走，手慢无！三个颜色", "light-down-jacket", new="三个颜色") == []


def test_an_option_said_a_breath_before_still_tells_the_price() -> None:
    assert heard("五百毫升的大杯，七十九元", "vacuum-bottle", new="七十九元")
    assert not heard("三百五十毫升的，七十九元", "vacuum-bottle", new="七十九元")


def test_a_number_that_may_go_on_is_left_until_it_is_over() -> None:
    assert not heard("今天这件二百", "light-down-jacket", breaks_off=True)
    assert not heard("今天这件二百五十九元", "light-down-jacket", new="五十九元")
    assert heard("今天这件二百四十九元", "light-down-jacket", new="四十九元")


@pytest.mark.parametrize(
    ("on_air", "text"),
    [
        ("wildflower-honey", "545元，1,779元。"),
        ("light-down-jacket", "这件2509元"),
        ("light-down-jacket", "抽一个三千元的大奖"),
    ],
)
def test_of_an_amount_that_was_hardly_said_nobody_is_sure(on_air: str, text: str) -> None:
    found = heard(text, on_air)
    assert found
    assert not any(differs.sure for differs in found)
