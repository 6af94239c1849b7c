"""schema.org's products: their variants, their prices and stock, their properties."""

import pytest
from support.markup import mug, offer, only_product, told

from catalog_loader.product import Availability, OfferKind, ValueKind

LATER = "2099-06-30"


def spec(price, **properties):
    """A price specification in dollars."""
    return {"@type": "UnitPriceSpecification", "price": price, "priceCurrency": "USD", **properties}


def variant(*offers, **properties):
    """The one variant of a mug with these offers."""
    (only,) = only_product(mug(offers=list(offers), **properties)).variants
    return only


def terms(sold):
    """The price of a variant and its offers, in short."""
    price = sold.price.minor if sold.price else None
    return price, [(each.kind.value, each.price.minor) for each in sold.offers]


def group(*variants, **properties):
    """A group of variants called Mug."""
    return {"@type": "ProductGroup", "name": "Mug", "productGroupID": "M",
            "hasVariant": list(variants), **properties}  # fmt: skip


# Prices.


@pytest.mark.parametrize("price", [12.5, "12.50", "12.5", "$12.50", "12.50 USD"])
def test_a_price_is_read_however_it_is_written(price):
    assert terms(variant(offer(price))) == (1250, [])


@pytest.mark.parametrize(
    ("specs", "expected"),
    [
        ([spec(10)], (1000, [])),
        ([spec(10), spec(15, priceType="StrikethroughPrice")], (1500, [("sale", 1000)])),
        ([spec(10), spec(15, priceType="https://schema.org/ListPrice")], (1500, [("sale", 1000)])),
        ([spec(15), spec(10, priceType="SalePrice")], (1500, [("sale", 1000)])),
        ([spec(10, priceType="SalePrice")], (None, [("sale", 1000)])),
        ([spec(10), spec(15, priceType="MSRP")], (1000, [])),
        ([spec(10), spec(6, priceType="InvoicePrice")], (1000, [])),
        ([spec(12), spec(10, priceType="ListPrice")], (1200, [])),
        ([spec(10), spec(8, validForMemberTier={"name": "Gold"})], (1000, [("member", 800)])),
        ([spec(10), spec(9, eligibleQuantity={"minValue": 6})], (1000, [("ladder", 900)])),
        ([spec(10), spec(2, billingDuration=12, billingIncrement=1)], (1000, [])),
        ([spec(10), spec(2, priceComponentType="Downpayment")], (1000, [])),
        ([spec(10), spec(3, referenceQuantity={"value": 100, "unitCode": "MLT"})], (1000, [])),
        (
            [spec(10, referenceQuantity={
                "value": 300, "unitCode": "MLT",
                "valueReference": {"value": 100, "unitCode": "MLT"}})],
            (1000, []),
        ),
    ],
    ids=["plain", "struck through", "list price", "sale price", "sale price alone", "MSRP",
         "invoice price", "nothing reduced", "members", "several", "subscription", "deposit",
         "per 100 ml", "with its price per 100 ml"],
)  # fmt: skip
def test_price_specifications_say_what_each_price_is(specs, expected):
    assert terms(variant(offer(priceSpecification=specs))) == expected


def test_the_sale_price_of_an_offer_goes_with_its_struck_through_price():
    sold = variant(
        offer(10, priceValidUntil=LATER, priceSpecification=spec(15, priceType="ListPrice"))
    )
    assert terms(sold) == (1500, [("sale", 1000)])
    assert sold.offers[0].valid_until.isoformat() == "2099-07-01T00:00:00+00:00"


def test_a_sale_has_its_own_window():
    window = {"validFrom": "2099-06-01T10:00:00+02:00", "validThrough": "2099-06-07T23:59:59+02:00"}
    sold = variant(offer(15, priceSpecification=spec(10, priceType="SalePrice", **window)))
    (sale,) = sold.offers
    assert sale.valid_from.isoformat() == "2099-06-01T10:00:00+02:00"
    assert sale.valid_until.isoformat() == "2099-06-08T00:00:00+02:00"


def test_a_price_for_a_time_only_is_not_quoted_beyond_it():
    sold = variant(offer(10, priceValidUntil=LATER))
    assert terms(sold) == (None, [("list", 1000)])
    assert sold.offers[0].valid_until is not None
    assert terms(variant(offer(10, validFrom="2020-01-01"))) == (1000, []), "it has begun"
    catalog, report = told(mug(offers=offer(10, priceValidUntil="2020-11-05")))
    assert report.by_code["expired_price"] == 1
    assert terms(catalog.products[0].variants[0]) == (None, [("list", 1000)])
    assert terms(variant(offer(10, priceValidUntil="9999-12-31")))[1] == [("list", 1000)]


@pytest.mark.parametrize("inside", [[], [{"@type": "Offer", "url": "https://shop.example/a"}]])
def test_a_range_is_never_quoted(inside):
    ranged = {"@type": "AggregateOffer", "lowPrice": 8, "highPrice": 12, "priceCurrency": "USD",
              "price": 8, "availability": "InStock", "offers": inside}  # fmt: skip
    catalog, report = told(mug(offers=ranged))
    (sold,) = catalog.products[0].variants
    assert terms(sold) == (None, [])
    assert report.by_code["price_range"] == 1
    assert report.by_code["no_price"] == 1


def test_an_offer_in_a_range_is_an_offer():
    ranged = {"@type": "AggregateOffer", "lowPrice": 8, "highPrice": 8, "priceCurrency": "EUR",
              "offers": {"@type": "Offer", "price": 8, "availability": "SoldOut"}}  # fmt: skip
    sold = variant(ranged)
    assert (sold.price.minor, sold.price.currency) == (800, "EUR"), "the currency is said once"
    assert sold.availability is Availability.OUT_OF_STOCK


@pytest.mark.parametrize(
    "offers",
    [
        [offer(8), offer(9)],
        [offer(8), offer(9, priceValidUntil=LATER)],
        [offer(8, priceValidUntil=LATER), offer(9, priceValidUntil=LATER)],
        [offer(8, priceSpecification=[spec(n, priceType="ListPrice") for n in (9, 10)])],
    ],
)  # fmt: skip
def test_of_several_prices_of_one_thing_none_is_taken(offers):
    catalog, report = told(mug(offers=offers))
    assert catalog.products[0].variants[0].price is None
    assert report.by_code["several_prices"] == 1


def test_the_same_price_said_twice_is_one():
    assert terms(variant(offer(8), offer("8.00", seller={"name": "B"}))) == (800, [])
    assert terms(variant(offer(8, priceSpecification=spec(8)))) == (800, [])


@pytest.mark.parametrize(
    "properties",
    [
        {"businessFunction": "http://purl.org/goodrelations/v1#LeaseOut"},
        {"eligibleCustomerType": "http://purl.org/goodrelations/v1#Business"},
    ],
)
def test_what_is_not_sold_to_everybody_has_no_price_here(properties):
    assert terms(variant(offer(8, **properties))) == (None, [])


@pytest.mark.parametrize(
    ("properties", "code", "field"),
    [
        ({"price": "call us"}, "bad_price", "offers/price"),
        ({"price": -5}, "negative_price", "offers/price"),
        ({"price": "NaN"}, "bad_price", "offers/price"),
        ({"price": 5, "priceCurrency": "dollars"}, "bad_currency", "offers/priceCurrency"),
        ({"price": 5, "priceValidUntil": "soon"}, "bad_date", "offers/priceValidUntil"),
        ({"price": 5, "inventoryLevel": "a few"}, "not_integer", "offers/inventoryLevel"),
    ],
)
def test_a_value_that_is_none_makes_its_product_unfit(properties, code, field):
    catalog, report = told(
        mug(offers=offer(**properties)), mug(name="Cup", sku="CUP", offers=offer(5))
    )
    assert [each.title for each in catalog.products] == ["Cup"]
    assert [(each.code, each.row, each.field) for each in report.findings if each.code == code] == [
        (code, "json-ld[0]", field)
    ]


# Stock.


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("https://schema.org/InStock", Availability.IN_STOCK),
        ("http://schema.org/LimitedAvailability", Availability.IN_STOCK),
        ("OutOfStock", Availability.OUT_OF_STOCK),
        ("https://schema.org/SoldOut", Availability.OUT_OF_STOCK),
        ("https://schema.org/Discontinued", Availability.OUT_OF_STOCK),
        ("https://schema.org/Reserved", Availability.OUT_OF_STOCK),
        ("https://schema.org/BackOrder", Availability.BACKORDER),
        ("https://schema.org/PreOrder", Availability.PREORDER),
        ("https://schema.org/PreSale", Availability.PREORDER),
        ({"@id": "https://schema.org/InStock"}, Availability.IN_STOCK),
        ("ask in the shop", Availability.UNKNOWN),
    ],
)
def test_availability_is_told_by_its_address_or_its_word(word, expected):
    assert variant(offer(5, availability=word)).availability is expected


def test_a_quantity_that_is_not_stated_is_none():
    assert variant(offer(5, availability="InStock")).quantity is None
    assert (
        variant(offer(5, inventoryLevel={"@type": "QuantitativeValue", "value": 0})).quantity == 0
    )
    sold = variant(offer(5, inventoryLevel=3))
    assert (sold.quantity, sold.availability) == (3, Availability.IN_STOCK)
    catalog, report = told(mug(offers=offer(5, inventoryLevel=-3)))
    assert catalog.products[0].variants[0].quantity == 0
    assert report.by_code["negative_quantity"] == 1


def test_offers_that_contradict_each_other_say_nothing_of_stock():
    sold = variant(offer(5, availability="InStock"), offer(5, availability="OutOfStock"))
    assert sold.availability is Availability.UNKNOWN


# Variants.


def test_a_group_is_no_variant_and_its_own_price_is_nobodys():
    red = mug(sku="R", color="red", offers=offer(7))
    blue = mug(sku="B", color="blue")
    product = only_product(group(red, blue, variesBy="color", offers=offer(3), sku="PARENT"))
    assert [(each.sku, each.price and each.price.minor) for each in product.variants] == [
        ("R", 700),
        ("B", None),
    ]
    assert product.option_names == ("color",)


@pytest.mark.parametrize(
    "varies", [["https://schema.org/color", "size"], "color", ["颜色", "尺码"], None]
)
def test_options_are_the_properties_that_vary(varies):
    variants = [
        mug(sku=f"{color}{size}", color=color, size={"@type": "SizeSpecification", "name": size})
        for color in ("红", "蓝")
        for size in "SM"
    ]
    product = only_product(group(*variants, variesBy=varies), language="zh")
    only_colour = varies == "color"
    assert product.option_names == (("颜色",) if only_colour else ("颜色", "尺码"))
    assert product.variants[1].options["颜色"] == "红"
    assert only_colour or product.variants[1].options["尺码"] == "M"


def test_an_option_may_be_a_property_of_the_shops_own_or_a_quantity():
    variants = [
        mug(sku=str(ml), additionalProperty={"name": "volume", "value": ml, "unitCode": "MLT"})
        for ml in (250, 400)
    ]
    product = only_product(group(*variants, variesBy="volume"))
    assert [each.options for each in product.variants] == [
        {"volume": "250 ml"},
        {"volume": "400 ml"},
    ]
    assert all(
        not each.attributes or each.attributes[0].name == "volume" for each in product.variants
    )


def test_variants_on_their_own_find_their_group():
    blue = {"@type": "Product", "url": "https://shop.example/blue"}
    parent = group(blue, **{"@id": "#g", "productGroupID": "G", "variesBy": "color"})
    red = mug(sku="R", color="red", isVariantOf={"@id": "#g"}, offers=offer(5))
    green = mug(sku="G", color="green", inProductGroupWithID="G", offers=offer(6))
    catalog, report = told({"@graph": [parent, red, green]})
    (product,) = catalog.products
    assert [each.sku for each in product.variants] == ["R", "G"]
    assert report.by_code["skipped_product"] == 1, "the blue one has a page of its own"
    (product,) = told(
        mug(sku="R", isVariantOf={"@type": "ProductGroup", "name": "Mug", "productGroupID": "G"})
    )[0].products
    assert (product.handle, [each.sku for each in product.variants]) == ("G", ["R"])


def test_a_nameless_group_leaves_its_variants_products():
    stub = {"@type": "ProductGroup", "productGroupID": "G"}
    catalog, _ = told(mug(sku="R", name="Red mug", isVariantOf=stub),
                      mug(sku="B", name="Blue mug", isVariantOf=stub))  # fmt: skip
    assert [each.title for each in catalog.products] == ["Red mug", "Blue mug"]


def test_offers_with_keys_are_variants():
    product = only_product(
        mug(offers=[offer(7, sku="R", name="Mug - Red"), offer(8, sku="B", name="Mug - Blue")])
    )
    assert [(each.sku, each.options, each.price.minor) for each in product.variants] == [
        ("R", {"option": "Red"}, 700),
        ("B", {"option": "Blue"}, 800),
    ]
    items = [
        offer(7, itemOffered={"@type": "Product", "sku": c, "color": c}) for c in ("red", "tan")
    ]
    product = only_product(mug(offers={"@type": "AggregateOffer", "lowPrice": 7, "offers": items}))
    assert [(each.sku, each.options) for each in product.variants] == [
        ("red", {"color": "red"}),
        ("tan", {"color": "tan"}),
    ]


def test_variants_without_a_sku_get_steady_keys():
    both = ({"@type": "Product", "color": color, "offers": offer(5)} for color in ("red", "blue"))
    product = only_product(group(*both))
    assert [each.sku for each in product.variants] == ["M/red", "M/blue"]


@pytest.mark.parametrize(
    ("properties", "handle"),
    [
        ({"productID": "isbn:123-4"}, "isbn:123-4"),
        ({"url": "https://shop.example/p/red-mug/?utm_source=x"}, "red-mug"),
        ({"url": "https://shop.example/item.php?id=7"}, "item.php-id-7"),
        ({"url": "https://shop.example/"}, "MUG"),
        ({"@id": "https://shop.example/goods/12#product"}, "12"),
        ({"@id": "#product"}, "MUG"),
        ({"sku": "", "gtin13": "4006381333931"}, "4006381333931"),
        ({"sku": "", "name": "红 马克杯!"}, "红-马克杯"),
    ],
)
def test_the_handle_is_the_shops_own_key(properties, handle):
    assert only_product(mug(**properties)).handle == handle


# Properties.


def facts(product):
    """The attributes of a product, in short."""
    return [(each.name, each.value, each.unit, each.key) for each in product.attributes]


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"material": "stoneware"}, ("material", "stoneware", "", "material")),
        ({"weight": {"value": 0.35, "unitCode": "KGM"}}, ("weight", "0.35", "kg", "weight")),
        ({"weight": "350 g"}, ("weight", "350", "g", "weight")),
        ({"height": {"value": 9, "unitCode": "CMT"}}, ("height", "9", "cm", "dimensions")),
        ({"width": {"value": 4, "unitText": "in"}}, ("width", "4", "in", "dimensions")),
        ({"depth": {"@type": "Distance", "name": "9 cm"}}, ("depth", "9", "cm", "dimensions")),
        ({"weight": {"minValue": 300, "maxValue": 320, "unitCode": "GRM"}},
         ("weight", "300-320", "g", "weight")),
        ({"countryOfOrigin": {"@type": "Country", "name": "Japan"}},
         ("country of origin", "Japan", "", "origin")),
        ({"hasCertification": {"name": "Food safe"}},
         ("certification", "Food safe", "", "certificate")),
        ({"audience": {"@type": "PeopleAudience", "suggestedAge": {
            "minValue": 3, "maxValue": 6, "unitCode": "ANN"}}},
         ("suggested age", "3-6", "years", "age_range")),
        ({"mpn": "0042"}, ("MPN", "0042", "", "")),
        ({"offers": offer(5, itemCondition="https://schema.org/UsedCondition")},
         ("condition", "used", "", "")),
        ({"additionalProperty": {"name": "Power", "value": "900 W"}},
         ("Power", "900", "W", "power")),
        ({"additionalProperty": {"name": "Dishwasher safe", "value": True}},
         ("Dishwasher safe", "true", "", "")),
        ({"additionalProperty": {
            "name": "Range", "minValue": -5, "maxValue": 5, "unitCode": "CEL"}},
         ("Range", "-5 to 5", "°C", "")),
        ({"additionalProperty": {"name": "Volume", "value": {"value": 3, "unitCode": "DLT"}}},
         ("Volume", "3", "dl", "capacity")),
        ({"hasWarrantyPromise": {"durationOfWarranty": {"value": 2, "unitCode": "ANN"}}},
         ("warranty", "2", "years", "warranty")),
        ({"offers": offer(5, warranty={"durationOfWarranty": {"value": 6, "unitCode": "MON"}})},
         ("warranty", "6", "months", "warranty")),
    ],
)  # fmt: skip
def test_a_property_is_an_attribute_with_its_key_and_unit(properties, expected):
    assert facts(only_product(mug(**properties))) == [expected]


def test_properties_are_called_in_the_language_of_the_page():
    product = only_product(
        mug(
            material="陶瓷",
            hasWarrantyPromise={"durationOfWarranty": {"value": 1, "unitCode": "ANN"}},
        ),
        language="zh-CN",
    )
    assert facts(product) == [("材质", "陶瓷", "", "material"), ("保修", "1", "年", "warranty")]


def test_several_values_of_a_property_keep_what_tells_them_apart():
    weights = [
        {"name": "Net", "value": 1, "unitCode": "KGM"},
        {"name": "Gross", "value": 2, "unitCode": "KGM"},
    ]
    assert facts(only_product(mug(weight=weights, material=["glass", "cork"]))) == [
        ("material", "glass", "", "material"),
        ("material", "cork", "", "material"),
        ("Net", "1", "kg", "weight"),
        ("Gross", "2", "kg", "weight"),
    ]


def test_a_code_in_digits_is_no_number():
    (code,) = only_product(mug(mpn="925872")).attributes
    assert code.kind is ValueKind.TEXT


def test_what_is_published_of_a_variant_stays_with_it():
    red = mug(sku="R", color="red", material="glass", weight={"value": 300, "unitCode": "GRM"},
              gtin8="12345670", image="https://cdn.example/r.jpg")  # fmt: skip
    product = only_product(
        group(red, mug(sku="B", color="blue"), material="glass", variesBy="color")
    )
    assert [(each.name, each.value) for each in product.attributes] == [("material", "glass")]
    first = product.variants[0]
    assert [(each.name, each.value, each.unit) for each in first.attributes] == [
        ("weight", "300", "g")
    ]
    assert (first.barcode, first.image) == ("12345670", "https://cdn.example/r.jpg")


def test_names_in_other_languages_are_translations():
    names = [{"@value": "Mug", "@language": "en"}, {"@value": "马克杯", "@language": "zh-Hans"},
             {"@value": "Tasse", "@language": "fr"}]  # fmt: skip
    product = only_product(mug(name=names), language="zh")
    assert product.title == "马克杯"
    assert product.translations == {"en": {"title": "Mug"}, "fr": {"title": "Tasse"}}


@pytest.mark.parametrize("tag", ["not a language", "\ufffd", 7, None])
def test_a_tag_that_is_no_language_tells_of_none(tag):
    names = [{"@value": "Mug"}, {"@value": "Krug", "@language": tag}]
    assert only_product(mug(name=names)).translations == {}


def test_a_picture_that_leads_nowhere_is_noted_and_left_out():
    images = ["a.jpg", "/b.jpg", "data:image/png;base64,AA", "../c.jpg", "//cdn.example/d.jpg"]
    images += [{"@type": "ImageObject", "url": "https://cdn.example/e.jpg"}, "javascript:alert(1)"]
    catalog, report = told(mug(image=images, offers=offer(5)))
    assert catalog.products[0].images == (
        "a.jpg",
        "https://cdn.example/d.jpg",
        "https://cdn.example/e.jpg",
    )
    assert report.by_code["ignored_image"] == 4
    assert report.errors == 0


def test_members_and_several_pieces_are_told_of_in_their_offers():
    sold = variant(offer(10, priceSpecification=[
        spec(8, validForMemberTier=[{"name": "Gold"}, {"@id": "https://shop.example/#tier"}]),
        spec(9, eligibleQuantity={"@type": "QuantitativeValue", "minValue": 6}),
    ]))  # fmt: skip
    member, ladder = sold.offers
    assert (member.kind, member.note) == (OfferKind.MEMBER, "Gold")
    assert (ladder.kind, ladder.min_quantity) == (OfferKind.LADDER, 6)
