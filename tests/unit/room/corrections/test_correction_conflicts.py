"""What a correction may say beside the demo shop's catalog, and what it rests on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from support.evaluating import JACKET

from assistant.knowledge.corrections import Correction, Rest
from assistant.room.corrections import why
from assistant.room.corrections.keeper import settle
from assistant.room.corrections.published import Published
from assistant.room.corrections.resting import fallen, rests_on, with_conflicts
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load
from catalog_loader.product import Attribute, Money, Offer, OfferKind

NOW = datetime(2026, 11, 26, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def published() -> Published:
    return Published.at(load(demo_catalog_path()).catalog, NOW)


def correction(
    question: str, text: str, scope: str = "product", language: str = "zh"
) -> Correction:
    return Correction(
        id="c",
        catalog="demo",
        scope=scope,  # type: ignore[arg-type]
        subject={"product": JACKET, "room": "demo", "category": "服饰"}.get(scope, ""),
        question=question,
        text=text,
        language=language,
        state="in_force",
        owner="li",
        made_at=NOW,
    )


@pytest.mark.parametrize(
    ("question", "text", "field", "language"),
    [
        ("多少钱", "现在199元。", "price", "zh"),
        ("how much is it", "It is 199 yuan now.", "price", "en"),
        ("多少钱", "199。", "price", "zh"),
        ("划算吗", "只要199就能带走。", "price", "zh"),
        ("有优惠吗", "现在便宜60块。", "price", "zh"),
        ("有优惠吗", "全场五折。", "price", "zh"),
        ("有优惠吗", "第二件半价。", "price", "zh"),
        ("能用券吗", "可以用100元优惠券。", "price", "zh"),
        ("berapa harganya", "Harganya 199 yuan.", "price", "id"),
        ("还有几件", "还剩三件。", "quantity", "zh"),
        ("运费多少", "运费6元。", "express_fee", "zh"),
        ("什么面料", "纯棉的。", "material", "zh"),
        ("what is it made of", "It is pure cotton.", "material", "en"),
        ("产地是哪", "产地是广东。", "origin", "zh"),
        ("哪里产的", "广东产的。", "origin", "zh"),
        ("能放洗衣机洗吗", "可以机洗，请用冷水。", "washing", "zh"),
        ("充绒量多少", "L码充绒量是150克。", "filling_weight", "zh"),
        ("防水吗", "完全防水，大雨也能穿。", "water_resistance", "zh"),
        ("有粉色吗", "有粉色的。", "colour", "zh"),
        ("有XXXL吗", "有XXXL码。", "size", "zh"),
        ("还有货吗", "已经卖完了。", "availability", "zh"),
        ("几天发货", "今天下单，7天内发货。", "ship_within", "zh"),
        ("能退吗", "支持30天无理由退货。", "return_window", "zh"),
        ("有赠品吗", "送围巾一条。", "package_contents", "zh"),
    ],
)
def test_what_is_published_otherwise_is_a_conflict(
    published: Published, question: str, text: str, field: str, language: str
) -> None:
    judged = with_conflicts(correction(question, text, language=language), published)
    assert judged.why == why.CONFLICT
    assert field in [one.field for one in judged.conflicts]
    assert all(one.catalog and one.origin for one in judged.conflicts)


@pytest.mark.parametrize(
    ("question", "text", "scope"),
    [
        ("多少钱", "现在259元。", "product"),
        ("能手洗吗", "可以的，建议手洗，30℃以下。", "product"),
        ("什么面料", "面料是100%锦纶，很轻。", "product"),
        ("哪里产的", "浙江嘉兴产的。", "product"),
        ("这个面料会勾丝吗", "不会勾丝哦。", "product"),
        ("有拉链吗", "有双向拉链。", "product"),
        ("穿着会不会扎", "不会扎，面层柔软。", "product"),
        ("有黑色吗", "黑色有现货。", "product"),
        ("能退吗", "支持7天无理由退货。", "product"),
        ("有几个口袋", "有2个口袋，左右各1个。", "product"),
        ("洗多久", "30分钟洗好。", "product"),
        ("几点下播", "今晚十二点下播。", "room"),
        ("包邮吗", "满99元包邮。", "shop"),
        ("羽绒服多少钱", "轻羽90白鸭绒连帽羽绒服现在259元。", "shop"),
    ],
)
def test_what_is_published_so_or_not_at_all_is_none(
    published: Published, question: str, text: str, scope: str
) -> None:
    judged = with_conflicts(correction(question, text, scope), published)
    assert (judged.why, judged.conflicts) == ((), ())


@pytest.mark.parametrize("scope", ["shop", "room", "category"])
@pytest.mark.parametrize("text", ["全场99元。", "有货的。", "全场五折。", "满300减40。"])
def test_a_price_or_stock_is_of_a_product_that_is_named(
    published: Published, scope: str, text: str
) -> None:
    judged = with_conflicts(correction("现在多少钱", text, scope), published)
    assert judged.why[0] == "of_one_product"


def test_what_is_said_of_a_named_product_is_held_against_it(published: Published) -> None:
    text = "轻羽90白鸭绒连帽羽绒服现在199元。"
    judged = with_conflicts(correction("羽绒服多少钱", text, "shop"), published)
    assert [one.catalog for one in judged.conflicts] == ["259CNY"]


def test_a_shop_wide_promise_is_held_against_the_shops_policies(published: Published) -> None:
    judged = with_conflicts(correction("包邮吗", "全国包邮。", "shop"), published)
    assert [one.field for one in judged.conflicts] == ["free_shipping_threshold"]
    judged = with_conflicts(correction("运费多少", "运费6元。", "shop"), published)
    assert judged.why == why.CONFLICT
    judged = with_conflicts(correction("运费多少", "运费8元。", "shop"), published)
    assert judged.why == ()


def test_it_rests_on_what_it_says_and_on_the_answer_that_was_corrected(
    published: Published,
) -> None:
    said = correction("什么面料", "面料是100%锦纶，很轻。")
    answered = (
        Rest(JACKET, "price", "259"),
        Rest(JACKET, "price", "399"),  # not published any more
        Rest("YJ-DJ-BLK-S", "quantity", "115"),  # shown beside it
    )
    assert rests_on(said, answered, published) == (
        Rest(JACKET, "price", "259"),
        Rest(JACKET, "material", "100%锦纶"),
    )


def test_it_ends_with_what_it_rests_on(published: Published) -> None:
    zip_ = correction("有拉链吗", "有双向拉链。")
    said = replace(zip_, rests_on=(Rest(JACKET, "material", "100%锦纶"),))
    assert settle(said, published) is said
    coat = published.shelf.product(JACKET)
    assert coat is not None
    cotton = Attribute(name="面料", value="100%棉", key="material")
    attributes = (cotton, *(one for one in coat.attributes if one.key != "material"))
    changed = coat.model_copy(update={"attributes": attributes})
    catalog = published.catalog.model_copy(update={"products": (changed,)})
    now_cotton = Published.at(catalog, NOW)
    assert fallen(said, now_cotton) == why.changed(JACKET, "material", "100%锦纶", "100%棉")
    ended = settle(said, now_cotton)
    assert (ended.state, ended.version) == ("ended", 2)


def test_its_time_ends_it_whatever_its_state(published: Published) -> None:
    for state in ("in_force", "waiting", "conflicting"):
        brief = replace(
            correction("几点下播", "十二点下播。", "room"),
            state=state,  # type: ignore[arg-type]
            ends_at=NOW + timedelta(hours=1),
        )
        later = replace(published, now=NOW + timedelta(hours=1))
        assert settle(brief, published).state != "ended"
        assert settle(brief, later).why == why.over("2026-11-26T05:00:00+00:00")


def test_an_offer_that_ends_by_itself_is_waited_for(published: Published) -> None:
    coat = published.shelf.product(JACKET)
    assert coat is not None
    ends = NOW + timedelta(hours=2)
    flash = Offer(kind=OfferKind.FLASH, price=Money(minor=19900, currency="CNY"), valid_until=ends)
    first, *others = coat.variants
    offered = coat.model_copy(
        update={"variants": (first.model_copy(update={"offers": (flash,)}), *others)}
    )
    catalog = published.catalog.model_copy(update={"products": (offered,)})
    before = Published.at(catalog, NOW)
    assert before.next_change() is not None
    said = replace(correction("多少钱", "黑色S码现在199元。"))
    said = replace(said, rests_on=rests_on(said, (), before))
    assert Rest(first.sku, "price", "199") in said.rests_on
    assert settle(said, before) is said
    assert settle(said, Published.at(catalog, ends)).state == "ended"


def test_reasons_are_told_in_both_languages(published: Published) -> None:
    reasons = (
        why.CONFLICT,
        why.gone("coat"),
        why.over("2026-11-26"),
        why.removed("li"),
        why.changed("coat", "price", "259", ""),
        why.of_one_product("全场99元"),
        with_conflicts(correction("好吗", "全国最好。"), published).why,
    )
    for reason in reasons:
        assert why.in_words(reason, "zh") != why.in_words(reason, "en") != ""
    assert why.in_words((), "zh") == ""
