"""What shops state of sending and taking back, of products and as policies; and their answers."""

import pytest
from support.markup import mug, offer, only_product, told

from catalog_loader.product import FreightPayer, Money, PolicyTopic


def dollars(amount):
    """An amount in dollars."""
    return {"@type": "MonetaryAmount", "value": amount, "currency": "USD"}


def region(country, **properties):
    """A DefinedRegion."""
    return {"@type": "DefinedRegion", "addressCountry": country, **properties}


def period(least, most, unit="DAY"):
    """A QuantitativeValue of time."""
    return {"@type": "QuantitativeValue", "minValue": least, "maxValue": most, "unitCode": unit}


def sent(*details, **properties):
    """How a mug with these OfferShippingDetails is sent."""
    made = offer(5, shippingDetails=list(details), **properties)
    return only_product(mug(offers=made)).shipping


def taken_back(**properties):
    """How a mug with this MerchantReturnPolicy is taken back."""
    policy = {"@type": "MerchantReturnPolicy", **properties}
    return only_product(mug(offers=offer(5, hasMerchantReturnPolicy=policy))).returns


def promised(language="en", **properties):
    """The statements of the policies of a shop."""
    store = {"@type": "OnlineStore", "name": "Cupboard", **properties}
    return [
        each.statement for each in told(store, mug(offers=offer(5)), language=language)[0].policies
    ]


FINITE = "https://schema.org/MerchantReturnFiniteReturnWindow"


# Of a product.


def test_shipping_is_read_with_its_fee_its_region_and_its_days():
    (way,) = sent({
        "@type": "OfferShippingDetails",
        "shippingLabel": "Standard",
        "shippingRate": dollars(4.99),
        "shippingDestination": region("US", addressRegion=["CA", "NY"]),
        "deliveryTime": {"handlingTime": period(0, 1), "transitTime": period(2, 5)},
    })  # fmt: skip
    assert way.service == "Standard"
    assert way.fee == Money(minor=499, currency="USD")
    assert way.regions == ("US CA", "US NY")
    assert (way.handling_days, way.transit_days) == ((0, 1), (2, 5))
    assert not way.excluded
    assert way.note == ""


@pytest.mark.parametrize(
    ("destination", "expected"),
    [
        (region("US"), ("US",)),
        (region(["US", "CA"]), ("US", "CA")),
        ([region("US"), region("CA")], ("US", "CA")),
        (region("EU", name="Europe"), ("Europe",)),
        (region("US", postalCodePrefix="98"), ("US 98",)),
        (region("US", postalCodeRange={"postalCodeBegin": "98000", "postalCodeEnd": "98999"}),
         ("US 98000-98999",)),
        ("Japan", ("Japan",)),
    ],
)  # fmt: skip
def test_regions_are_as_published(destination, expected):
    (way,) = sent({"shippingRate": dollars(0), "shippingDestination": destination})
    assert way.regions == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (period(1, 3), (1, 3)),
        ({"value": 2, "unitCode": "DAY"}, (2, 2)),
        ({"maxValue": 3, "unitCode": "d"}, (0, 3)),
        (period(24, 48, "HUR"), (1, 2)),
        (period(1, 2, "WEE"), (7, 14)),
        ({"duration": {"maxValue": 30, "unitCode": "min"}}, (0, 1)),
        ({"duration": "P3D"}, (3, 3)),
        ({"minValue": 3, "unitCode": "DAY"}, None),
        ({"minValue": 1, "maxValue": 3}, None),
        (period(3, 1), None),
        (period(1, "soon"), None),
        (period(1, "1e999999"), None),
        (period(1, 2, "MON"), None),
    ],
)
def test_days_are_those_stated_and_no_others(given, expected):
    shipping = only_product(mug(offers=offer(5, deliveryLeadTime=given))).shipping
    assert [each.handling_days for each in shipping] == ([expected] if expected else [])


def test_business_days_are_said_to_be_those():
    working = {"dayOfWeek": ["Monday", "Tuesday"]}
    delivery = {"handlingTime": period(1, 3), "businessDays": working}
    (way,) = sent({"shippingRate": dollars(0), "deliveryTime": delivery})
    assert way.note == "in business days"


def test_where_nothing_is_sent_is_told():
    (way,) = sent({"shippingDestination": region("HK"), "doesNotShip": True})
    assert (way.excluded, way.regions) == (True, ("HK",))


@pytest.mark.parametrize(
    "rate",
    [
        {"shippingRate": {"@type": "MonetaryAmount", "maxValue": 9, "currency": "USD"}},
        {"shippingRate": {"shippingRate": dollars(3), "weightPercentage": 1}},
        {"@type": "ShippingConditions", "shippingRate": dollars(3), "weight": {"maxValue": 2}},
        {"shippingRate": dollars(3), "orderValue": {"minValue": 10, "maxValue": 20}},
        {"shippingRate": dollars(3), "orderValue": {"maxValue": 20, "currency": "USD"}},
    ],
)
def test_a_fee_that_depends_on_the_parcel_is_noted_and_left_out(rate):
    service = {"shippingConditions": {**rate, "transitTime": {"duration": period(1, 2)}}}
    catalog, report = told(mug(offers=offer(5, shippingDetails={"hasShippingService": service})))
    (way,) = catalog.products[0].shipping
    assert (way.fee, way.free_from, way.transit_days) == (None, None, (1, 2))
    assert report.by_code["conditional_fee"] == 1


def test_terms_that_differ_between_variants_are_not_said_of_the_product():
    def made(sku, **properties):
        return mug(sku=sku, color=sku, offers=offer(5, **properties))

    fast, slow = ({"shippingRate": dollars(fee)} for fee in (0, 9))
    group = {"@type": "ProductGroup", "name": "Mug", "variesBy": "color"}
    for other in ({"shippingDetails": slow}, {}):
        both = [made("red", shippingDetails=fast), made("blue", **other)]
        catalog, report = told({**group, "hasVariant": both})
        assert catalog.products[0].shipping == ()
        assert report.by_code["differing_terms"] == 1
    alike = [made("red", shippingDetails=fast), made("blue", shippingDetails=fast)]
    assert len(only_product({**group, "hasVariant": alike}).shipping) == 1


def test_shipping_for_members_is_not_said_of_a_product():
    service = {
        "shippingConditions": {"shippingRate": dollars(0)},
        "validForMemberTier": {"name": "Gold"},
    }
    assert sent({"hasShippingService": service}) == ()


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"returnPolicyCategory": FINITE, "merchantReturnDays": 30},
         {"accepted": True, "days": 30}),
        ({"merchantReturnDays": "14"}, {"accepted": True, "days": 14}),
        ({"returnPolicyCategory": "MerchantReturnNotPermitted"}, {"accepted": False, "days": None}),
        ({"returnPolicyCategory": "https://schema.org/MerchantReturnUnlimitedWindow"},
         {"accepted": True, "days": None, "note": "at any time"}),
        ({"returnPolicyCategory": FINITE, "merchantReturnDays": "2099-01-31"},
         {"accepted": True, "days": None, "note": "until 2099-01-31"}),
        ({"returnFees": "https://schema.org/FreeReturn"},
         {"freight": FreightPayer.SHOP, "fee": None}),
        ({"returnFees": "ReturnFeesCustomerResponsibility"}, {"freight": FreightPayer.CUSTOMER}),
        ({"returnFees": "ReturnShippingFees", "returnShippingFeesAmount": dollars(4)},
         {"freight": FreightPayer.CUSTOMER, "fee": Money(minor=400, currency="USD")}),
        ({"restockingFee": dollars(2)}, {"restocking": Money(minor=200, currency="USD")}),
        ({"restockingFee": 10}, {"restocking": None, "note": "a restocking fee of 10%"}),
        ({"returnMethod": ["https://schema.org/ReturnByMail", "ReturnInStore"]},
         {"method": "by mail or in store"}),
        ({"refundType": "https://schema.org/ExchangeRefund"}, {"refund": "an exchange"}),
        ({"merchantReturnDays": 7, "applicableCountry": ["US", "CA"], "returnPolicyCountry": "MX"},
         {"regions": ("US", "CA")}),
    ],
)  # fmt: skip
def test_a_return_policy_says_what_it_states_and_no_more(properties, expected):
    returns = taken_back(**properties)
    assert {name: getattr(returns, name) for name in expected} == expected


def test_an_unspecified_return_policy_says_nothing():
    assert (
        taken_back(returnPolicyCategory="MerchantReturnUnspecified", applicableCountry="US") is None
    )
    missing = {"@id": "https://shop.example/#elsewhere"}
    assert only_product(mug(offers=offer(5, hasMerchantReturnPolicy=missing))).returns is None


def test_of_several_return_policies_none_is_the_products():
    policies = [{"merchantReturnDays": days, "applicableCountry": country}
                for days, country in ((30, "US"), (14, "DE"))]  # fmt: skip
    catalog, report = told(mug(offers=offer(5, hasMerchantReturnPolicy=policies)))
    assert catalog.products[0].returns is None
    assert report.by_code["differing_terms"] == 1


# Of the shop.


@pytest.mark.parametrize(
    ("policy", "english", "chinese"),
    [
        ({"returnPolicyCategory": FINITE, "merchantReturnDays": 30, "returnMethod": "ReturnByMail",
          "returnFees": "FreeReturn", "refundType": "FullRefund"},
         "Returns are accepted within 30 days of delivery, by mail; return shipping is paid by the"
         " shop; you get a full refund.",
         "收到商品后30天内可以退货，退货方式是邮寄，退货运费由店铺承担，退货后全额退款。"),
        ({"merchantReturnDays": 7, "applicableCountry": ["US", "JP"], "restockingFee": dollars(2),
          "returnFees": "ReturnShippingFees", "returnShippingFeesAmount": dollars(4.5)},
         "For the United States and Japan: returns are accepted within 7 days of delivery; return"
         " shipping of 4.5 USD is paid by the customer; the restocking fee is 2 USD.",
         "美国、日本：收到商品后7天内可以退货，退货运费4.5美元由买家承担，收取退货手续费2美元。"),
        ({"returnPolicyCategory": "MerchantReturnNotPermitted", "returnFees": "FreeReturn"},
         "Returns are not accepted.", "不支持退货。"),
        ({"returnPolicyCategory": "MerchantReturnUnlimitedWindow"},
         "Returns are accepted; at any time.", "支持退货，退货不限时间。"),
        ({"merchantReturnDays": 30, "applicableCountry": [f"X{n}" for n in range(9)]},
         "For 9 places: returns are accepted within 30 days of delivery.",
         "9个国家和地区：收到商品后30天内可以退货。"),
    ],
)  # fmt: skip
def test_the_shops_return_policy_is_said_from_its_values(policy, english, chinese):
    assert promised(hasMerchantReturnPolicy=policy) == [english]
    assert promised("zh", hasMerchantReturnPolicy=policy) == [chinese]


@pytest.mark.parametrize(
    ("service", "english", "chinese"),
    [
        ({"shippingConditions": {"shippingRate": dollars(0)}}, ["Shipping is free."], ["包邮。"]),
        ({"name": "Express", "handlingTime": {"duration": period(0, 1)}, "shippingConditions": {
            "shippingRate": dollars(9), "shippingDestination": region("CN"),
            "transitTime": {"duration": period(2, 3)}}},
         ["For mainland China: Express: shipping costs 9 USD; orders ship within 1 day; parcels"
          " arrive within 2 to 3 days of shipping."],
         ["中国大陆：Express：运费9美元，下单后1天内发货，发货后2到3天送达。"]),
        ({"shippingConditions": [
            {"shippingRate": dollars(5), "orderValue": {"maxValue": 34.99, "currency": "USD"}},
            {"shippingRate": dollars(0), "orderValue": {"minValue": 35, "currency": "USD"}}]},
         ["Shipping costs 5 USD; shipping is free from 35 USD."], ["运费5美元，满35美元包邮。"]),
        ({"shippingConditions": {"doesNotShip": True, "shippingDestination": region(["HK", "XX"])}},
         ["We do not ship to Hong Kong and XX."], ["不发货到中国香港、XX。"]),
        ({"validForMemberTier": {"name": "Gold"}, "shippingConditions": {"shippingRate": 0}},
         ["Shipping is free; for Gold only."], ["包邮，仅限Gold。"]),
        ({"name": "Words only", "description": "We ship wherever you are."}, [], []),
    ],
    ids=["free", "express", "free from", "not sent to", "members", "words"],
)  # fmt: skip
def test_the_shops_shipping_is_said_from_its_values(service, english, chinese):
    assert promised(hasShippingService=service) == english
    assert promised("zh", hasShippingService=service) == chinese


def test_a_policy_has_its_clauses_and_the_other_language():
    store = {"@type": "Organization", "name": "Cupboard", "hasMerchantReturnPolicy": {
        "merchantReturnDays": 30, "returnFees": "FreeReturn"}}  # fmt: skip
    (policy,) = told(store, mug(offers=offer(5)))[0].policies
    assert (policy.id, policy.topic) == ("returns", PolicyTopic.RETURNS)
    assert [(each.key, each.value, each.unit) for each in policy.clauses] == [
        ("return_window", "30", "days"),
        ("return_freight", "paid by the shop", ""),
    ]
    assert policy.translations == {"zh": "收到商品后30天内可以退货，退货运费由店铺承担。"}


def test_a_fact_under_a_condition_is_no_clause():
    free = {"validForMemberTier": {"name": "Gold"}, "shippingConditions": {"shippingRate": 0}}
    store = {"@type": "Organization", "hasShippingService": free}
    (policy,) = told(store, mug(offers=offer(5)))[0].policies
    assert policy.clauses == ()


def test_a_products_own_terms_are_not_the_shops():
    policy = {"merchantReturnDays": 30}
    catalog, _ = told(mug(offers=offer(5, hasMerchantReturnPolicy=policy)),
                      mug(name="Cup", sku="C", hasMerchantReturnPolicy=policy))  # fmt: skip
    assert catalog.policies == ()
    assert [each.returns.days for each in catalog.products] == [30, 30]


def test_without_prices_the_currency_is_that_of_the_fees():
    store = {"@type": "Organization", "hasShippingService": {"shippingConditions": {
        "shippingRate": {"@type": "MonetaryAmount", "value": 3, "currency": "EUR"}}}}  # fmt: skip
    catalog, report = told(store)
    assert catalog.shop.currency == "EUR"
    assert [each.statement for each in catalog.policies] == ["Shipping costs 3 EUR."]
    assert "assumed_currency" not in report.by_code


# Answers.


def question(asked, answer, **properties):
    """A Question and its accepted answer."""
    return {"@type": "Question", "name": asked, "acceptedAnswer": {"text": answer}, **properties}


def test_a_pages_questions_are_answered_for_its_product():
    asked = "Is it glazed?"
    questions = [question(asked, "<p>Yes,<br>inside &amp; out.</p>"), question(asked, "Again.")]
    faq = {"@type": "FAQPage", "mainEntity": questions}
    catalog, _ = told(faq, mug(offers=offer(5)))
    (answered,) = catalog.faqs
    assert (answered.id, answered.question) == ("faq-is-it-glazed", "Is it glazed?")
    assert answered.answer == "Yes,\ninside & out."
    assert answered.products == ("MUG",)
    catalog, _ = told(faq, mug(offers=offer(5)), mug(name="Cup", sku="CUP", offers=offer(5)))
    assert catalog.faqs[0].products == (), "of several it does not say which"


def test_what_visitors_answer_is_not_the_shops_word():
    asked = {"@type": "QAPage", "mainEntity": question("Is it glazed?", "I guess so.")}
    guess = {"@type": "Question", "name": "Is it?", "suggestedAnswer": {"text": "I guess so."}}
    assert (
        told(asked, {"@type": "FAQPage", "mainEntity": guess}, mug(offers=offer(5)))[0].faqs == ()
    )


def test_an_empty_answer_is_refused():
    _, report = told({"@type": "FAQPage", "mainEntity": question("Is it glazed?", "<p></p>")})
    assert [(each.code, each.field) for each in report.findings if each.severity == "error"] == [
        ("missing_field", "acceptedAnswer")
    ]
