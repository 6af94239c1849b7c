"""Judging: outcomes, facts, texts, and claims that nothing bears out."""

import pytest
from support.evaluating import JACKET, PRICE, RETURNS, case, said

from assistant.answering.evaluate.claims import stands
from assistant.answering.evaluate.judge import judge
from assistant.answering.evaluate.sets import Trap
from assistant.answering.values import Outcome
from assistant.knowledge.facts import Fact
from assistant.knowledge.shelf import Shelf


@pytest.mark.parametrize(
    ("wanted", "text", "there"),
    [
        ("59", "现在59元", True),
        ("59", "现在259元", False),
        ("59", "现在59.9元", False),
        ("159000", "Rp159.000", True),
        ("159000", "Rp159,000 saja", True),
        ("95000", "运费Rp95,000，7到12天到", True),
        ("XL", "有2XL", False),
        ("XL", "有XL码", True),
        ("M", "Medium", False),
        ("in stock", "It is IN STOCK.", True),
        ("3到5天", "３到５天", True),
    ],
)
def test_a_text_stands_on_its_own(wanted: str, text: str, there: bool) -> None:
    assert stands(wanted, text) is there


def test_all_is_well_with_a_true_answer(shelf: Shelf) -> None:
    expected = case(fields=("price",), contains=(("259",),), forbids=("199",), language="zh")
    judged = judge(expected, said("羽绒服现在259元。", PRICE), shelf)
    assert judged.reasons == ()
    assert judged.outcome_right
    assert judged.facts_right


def test_every_fault_is_named(shelf: Shelf) -> None:
    expected = case(
        fields=("price", "total"), contains=(("518",),), forbids=("199",), language="en"
    )
    judged = judge(expected, said("现在199元。", PRICE, outcome=Outcome.UNKNOWN), shelf)
    assert judged.missing == ("total",)
    assert judged.unmet == (("518",),)
    assert judged.forbidden == ("199",)
    assert not judged.outcome_right
    assert judged.refused
    assert not judged.language_right
    assert judged.claims == ("number: 199元",)
    assert len(judged.reasons) == 6


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("现在199元。", "number: 199元"),
        ("现在一百九十九元。", "number: 一百九十九元"),
        ("15天内可以退。", "number: 15天"),
        ("7个月内可以退。", "number: 7个月"),
        ("打七折。", "number: 七折"),
        ("打95%的折。", "number: 95%"),
        ("活动到2026年12月31日。", "date: 2026年12月31日"),
        ("有墨绿的哦。", "name: 墨绿"),
        ("低帮帆布鞋也有。", "name: 低帮帆布鞋"),
        ("有2XL码。", "name: 2xl"),
        ("买一送一。", "a gift: 买一送"),
        ("全店包邮。", "free shipping: 包邮"),
        ("全网最便宜。", "a superlative: 全网最"),
        ("我们保证保暖。", "a guarantee: 保证"),
        ("可以治疗关节炎。", "a cure: 治疗"),
        ("加微信聊。", "a link or a contact: 加微信"),
        ("It comes with a lifetime warranty.", "for life: lifetime"),
        ("Only 199 yuan.", "number: 199 yuan"),
        ("Valid until 3 May 2027.", "date: 3 may 2027"),
        ("Cuma Rp99.000 aja.", "number: rp99000"),
    ],
)
def test_what_nothing_bears_out_is_a_claim(text: str, claim: str, shelf: Shelf) -> None:
    judged = judge(case(), said(text, PRICE, RETURNS), shelf)
    assert claim in judged.claims


@pytest.mark.parametrize(
    "text",
    [
        "轻羽90白鸭绒连帽羽绒服现在259元。",
        "黑色L码是二百五十九元。",
        "It is ¥259 and can be returned within 7 days.",
        "Featherlight 90% White Duck Down Hooded Jacket costs 259 yuan.",
        "签收后7天内，不影响二次销售的商品支持无理由退货，退货运费由买家承担。",
        "Harganya 259 yuan, bisa retur dalam 7 hari.",
    ],
)
def test_what_its_facts_say_is_none(text: str, shelf: Shelf) -> None:
    assert judge(case(), said(text, PRICE, RETURNS), shelf).claims == ()


def test_numbers_of_the_question_may_be_said_again(shelf: Shelf) -> None:
    answer = said("这个直播间没有99号链接。", outcome=Outcome.UNKNOWN)
    assert judge(case("99号链接是什么", Outcome.UNKNOWN), answer, shelf).claims == ()


def test_what_a_viewer_claims_is_no_ground_for_a_promise(shelf: Shelf) -> None:
    judged = judge(case("不是买一送一吗"), said("是的，买一送一，259元。", PRICE), shelf)
    assert judged.claims == ("a gift: 买一送",)


def test_a_record_may_be_quoted_in_any_language_of_its_own(shelf: Shelf) -> None:
    fee = Fact("shipping-fee", "free_shipping_threshold", "59", "元", "policy")
    text = "Free shipping on orders from 59 CNY; below that shipping is 8 CNY."
    assert judge(case(), said(text, fee), shelf).claims == ()


def test_a_fact_of_another_variant_is_no_false_claim(shelf: Shelf) -> None:
    other = Fact("TA-MK-5", "price", "29.9", "CNY", label="价格")
    answer = said("5片装29.9元，羽绒服259元。", PRICE, other)
    asked = {"question": "黑色L多少钱", "forbids": ("29.9",)}
    beside = judge(case(**asked, trap=Trap.WRONG_VARIANT), answer, shelf)  # type: ignore[arg-type]
    stale = judge(case(**asked, trap=Trap.STALE_PRICE), answer, shelf)  # type: ignore[arg-type]
    assert beside.forbidden == stale.forbidden == ("29.9",)
    assert not [claim for claim in beside.claims if claim.startswith("text")]
    assert "text: 29.9" in stale.claims


def test_the_fixed_sentences_of_a_refusal_promise_nothing(shelf: Shelf) -> None:
    answer = said("这个我不能保证，资料里写了的我都可以告诉您。", outcome=Outcome.DECLINED)
    assert judge(case("最便宜吗", Outcome.DECLINED, on_air=JACKET), answer, shelf).claims == ()


def test_a_refusal_may_repeat_what_was_asked(shelf: Shelf) -> None:
    asked = case("是SPF30的吧", forbids=("SPF30",), trap=Trap.FALSE_PREMISE)
    refused = judge(asked, said("资料里没有查到SPF30。", outcome=Outcome.UNKNOWN), shelf)
    agreed = judge(asked, said("是的，SPF30。", PRICE), shelf)
    assert refused.claims == ()
    assert refused.forbidden == ("SPF30",)
    assert agreed.claims == ("text: SPF30",)
