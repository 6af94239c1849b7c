"""schema.org in web pages, in JSON-LD files and in its own examples: what is read from where."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.catalogs import SAMPLES, codes, real_file, report_of, there_and_back
from support.markup import mug, offer, only_product, page, read, told

from catalog_loader.load import check, load
from catalog_loader.product import Availability, Money, OfferKind
from catalog_loader.readers.reader import Options
from catalog_loader.readers.schemaorg.documents import MAX_PAGE

FOLDER = SAMPLES / "schemaorg"
JACKET = FOLDER / "jacket.html"
LIST = FOLDER / "shop.jsonld"
EXAMPLES = FOLDER / "examples.txt"
KETTLES = [FOLDER / "kettle-microdata.html", FOLDER / "kettle-rdfa.html"]
ALL = [JACKET, LIST, EXAMPLES, *KETTLES]


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_sample_is_recognised_and_has_no_errors(path):
    report = check(path)
    assert report.format == "schemaorg"
    assert report.errors == 0


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_a_sample_survives_an_export_and_comes_back(path):
    catalog, again = there_and_back(path)
    assert again == catalog


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_a_file_read_twice_gives_the_same_keys(path):
    once, twice = load(path).catalog, load(path).catalog
    for before, after in zip(once.products, twice.products, strict=True):
        assert before.handle == after.handle
        assert [each.sku for each in before.variants] == [each.sku for each in after.variants]


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"shop","name":"schema.org","currency":"CNY"}\n',
        '{"type":"faq","id":"a","question":"\\"@type\\": schema.org?","answer":"a"}\n',
        "handle,title\na,https://schema.org\n",
        '<?xml version="1.0"?><rss><channel><title>schema.org typeof</title></channel></rss>',
        "<html><body>No markup, though schema.org is named</body></html>",
        "<html><body itemscope itemtype='https://example.org/Product'></body></html>",
    ],
)
def test_what_only_looks_like_it_is_left_to_other_formats(text):
    assert report_of(text.encode()).format != "schemaorg"


def test_markup_far_from_the_beginning_of_a_page_is_found():
    filler = "<p>" + "x" * 200_000 + "</p>"
    text = page(mug(offers=offer(9)), head=f"<title>{filler}</title>")
    assert read(text)[1].format == "schemaorg"


def test_a_page_is_read_with_its_group_its_variants_and_its_graph():
    (jacket,) = load(JACKET).catalog.products
    assert jacket.handle == "SY-PINE"
    assert jacket.title == "雪松短款羽绒服"
    assert jacket.aliases == ("雪松羽绒",)
    assert jacket.brand == "山屿"
    assert jacket.category == "服饰 > 羽绒服"
    assert jacket.description == "90白鸭绒，轻到 480 克。\n可机洗。"
    assert jacket.option_names == ("颜色", "尺码")
    medium, large = jacket.variants
    assert (medium.sku, medium.options) == ("SY-PINE-BK-M", {"颜色": "黑色", "尺码": "M"})
    assert medium.price == Money(minor=39900, currency="CNY")
    assert [(each.kind, each.price.minor) for each in medium.offers] == [
        (OfferKind.SALE, 25900),
        (OfferKind.MEMBER, 23900),
    ]
    assert medium.offers[0].valid_until.isoformat() == "2099-11-12T00:00:00+08:00", "through it"
    assert medium.offers[1].note == "金卡会员"
    assert (medium.availability, medium.quantity) == (Availability.IN_STOCK, 12)
    assert medium.barcode == "6901234567892"
    assert medium.image == "https://cdn.shanyu.example/pine-black.jpg"
    assert large.availability is Availability.PREORDER
    assert large.available_from.isoformat() == "2099-12-01T00:00:00+08:00"


def test_a_page_tells_its_shop_its_language_and_where_it_lives():
    catalog = load(JACKET).catalog
    assert (catalog.shop.name, catalog.shop.currency) == ("山屿服饰", "CNY")
    assert (catalog.shop.language, catalog.shop.timezone) == ("zh", "Asia/Shanghai")
    assert catalog.products[0].images == (
        "https://shanyu.example/img/pine-1.jpg",
        "https://cdn.shanyu.example/pine-2.jpg",
    )


def test_everything_says_where_it_was_read():
    catalog = load(JACKET).catalog
    (jacket,) = catalog.products
    assert (jacket.origin.file, jacket.origin.row) == ("jacket.html", "json-ld[0]/@graph[2]")
    assert jacket.origin.columns["title"] == "name"
    assert jacket.origin.columns["variants.price"] == "hasVariant/offers/price"
    assert jacket.variants[0].origin.row == "json-ld[0]/@graph[2]/hasVariant[0]/offers"
    assert catalog.faqs[0].origin.row == "json-ld[2]/mainEntity[0]"
    assert catalog.policies[0].origin.row.startswith("json-ld[0]/@graph[0]/hasMerchantReturnPolicy")


def test_microdata_and_rdfa_tell_the_same():
    one, other = (load(path).catalog for path in KETTLES)
    assert one.shop.model_copy(update={"name": ""}) == other.shop.model_copy(update={"name": ""})
    (kettle,), (again,) = one.products, other.products
    for name in ("handle", "title", "brand", "description", "attributes", "images"):
        assert getattr(kettle, name) == getattr(again, name), name
    assert kettle.variants[0].price == Money(minor=104950, currency="GBP")
    for name in ("sku", "price", "availability"):
        assert getattr(kettle.variants[0], name) == getattr(again.variants[0], name), name
    assert [(each.name, each.value, each.unit, each.key) for each in kettle.attributes] == [
        ("height", "21", "cm", "dimensions"),
        ("Power", "1500", "W", "power"),
        ("condition", "refurbished", "", ""),
    ]
    assert kettle.variants[0].availability is Availability.OUT_OF_STOCK
    assert kettle.images == ("https://brew.example/img/kettle.jpg",)


def test_rdfa_keeps_the_order_of_the_page():
    pictures = "".join(f'<img property="image" src="{name}.jpg">' for name in "zmaqb")
    text = (
        '<!doctype html><html lang="en"><body vocab="https://schema.org/">'
        f'<div typeof="Product"><b property="name">Mug</b>{pictures}</div>'
        '<div typeof="Product"><b property="name">Cup</b></div></body></html>'
    )
    mug_, cup = read(text)[0].products
    assert (mug_.title, cup.title) == ("Mug", "Cup")
    assert [each[0] for each in mug_.images] == list("zmaqb")


def test_one_syntax_of_a_page_is_read_the_one_that_offers_the_product():
    microdata = (
        '<div itemscope itemtype="https://schema.org/Product"><b itemprop="name">Mug</b>'
        '<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">'
        '<b itemprop="price">8.00</b><meta itemprop="priceCurrency" content="USD"></div></div>'
    )
    both = page(mug(offers=offer(9))).replace("<body>", f"<body>{microdata}")
    (product,) = read(both)[0].products
    assert product.variants[0].price.minor == 900
    bare = page(mug(), head="").replace("<body>", f"<body>{microdata}")
    (product,) = read(bare)[0].products
    assert product.variants[0].price.minor == 800, "the JSON-LD tells of no offer"


def test_a_list_of_json_ld_is_read():
    catalog = load(LIST).catalog
    assert [each.title for each in catalog.products] == ["Tea tin", "Tea, slowly", "Tea towel"]
    assert catalog.shop.name == "Blatt & Kanne"
    assert catalog.shop.currency == "EUR"
    tin, book, towel = catalog.products
    assert tin.translations == {"zh": {"title": "茶叶罐"}}
    assert [(each.sku, each.options) for each in tin.variants] == [
        ("TIN-S", {"option": "Small"}),
        ("TIN-L", {"option": "Large"}),
    ]
    assert book.variants[0].barcode == "9783161484100"
    assert towel.variants[0].price is None, "it is in dollars, the shop sells in euros"
    assert ("mixed_currency", "json-ld[0][2]/itemOffered") in {
        each[:2] for each in codes(check(LIST))
    }


def test_values_one_after_another_are_one_document():
    lines = [
        {"@context": "https://schema.org", "@id": "#m", **mug()},
        {"@context": "https://schema.org", **offer(5), "itemOffered": {"@id": "#m"}},
    ]
    catalog, _ = read("\n".join(json.dumps(line) for line in lines))
    assert catalog.products[0].variants[0].price.minor == 500


def test_an_example_is_read_in_one_syntax_and_what_is_acted_on_is_not_for_sale():
    catalog = load(EXAMPLES).catalog
    found = [(each.handle, each.title) for each in catalog.products]
    assert found == [
        ("xe-01-desk-lamp", "Desk lamp"),
        ("xe-02-vase", "Vase"),
        ("xe-04-desk-lamp", "Desk lamp"),
    ]
    assert catalog.products[0].variants[0].price == Money(minor=3000, currency="USD")
    assert [each.origin.row for each in catalog.products] == [
        "xe-01/json-ld[0]",
        "xe-02/microdata[0]",
        "xe-04/json-ld[0]",
    ]


def test_the_currency_is_that_of_most_prices_unless_a_person_says():
    things = [mug(sku=code, offers=offer(5, priceCurrency=code)) for code in ("PLN", "EUR")]
    text = page(*things, mug(sku="third", offers=offer(5, priceCurrency="EUR")))
    assert read(text)[0].shop.currency == "EUR"
    catalog, report = read(text, Options(currency="PLN"))
    assert catalog.shop.currency == "PLN"
    assert report.by_code["mixed_currency"] == 1, "once for each other currency"
    assert "currency_mismatch" not in report.by_code
    assert read(page(*things))[0].shop.currency == "PLN", "the first of as many"


def test_without_a_declared_language_it_is_that_of_the_names():
    assert told(mug(name="马克杯", description="大杯"), language="")[0].shop.language == "zh"
    assert told(mug(), language="")[0].shop.language == "en"
    assert (
        told(mug(), {"@type": "WebSite", "inLanguage": "zh-CN"}, language="")[0].shop.language
        == "zh"
    )


def test_a_page_in_another_encoding_is_read_as_it_declares():
    text = page(mug(name="马克杯 café", offers=offer(5)), head='<meta charset="gb18030">')
    assert read(text.encode("gb18030"))[0].products[0].title == "马克杯 café"
    text = page(mug(name="Tasse à 5 €", offers=offer(5)), head='<meta charset="iso-8859-1">')
    assert read(text.encode("cp1252"))[0].products[0].title == "Tasse à 5 €"
    text = page(mug(name="Tasse à café", offers=offer(5)))
    assert read(text.encode("utf-16"))[0].products[0].title == "Tasse à café"


def test_a_broken_script_is_told_of_and_the_others_are_read():
    broken = '{"@type": "Product", "name": '
    catalog, report = told(broken, "alert(1)", mug(offers=offer(5)))
    assert [each.title for each in catalog.products] == ["Mug"]
    assert [each for each in codes(report) if each[0] == "malformed_script"] == [
        ("malformed_script", "json-ld[0]", ""),
        ("malformed_script", "json-ld[1]", ""),
    ]
    report = report_of(b'{"@context": "https://schema.org", "@type": "Product", "name": ')
    assert ("malformed_script", "json-ld[0]", "") in codes(report)


def test_a_product_without_a_name_is_refused():
    for name in (None, " "):
        _, report = told(mug(name=name), mug(sku="B", name="Cup"))
        assert report.errors == 1, name
        assert report.counts.products == 1
        assert codes(report)[0][1:] == ("json-ld[0]", "name") or report.first_error.field == "name"


def test_a_name_that_only_holds_a_place_is_no_product():
    _, report = told(mug(name="..."), mug(sku="B", name="Cup"))
    assert report.sound
    assert report.counts.products == 1
    assert ("skipped_product", "json-ld[0]", "name") in codes(report)


def test_what_is_offered_and_is_no_product_is_noted():
    _, report = told({"@type": "Event", "name": "Tasting", "offers": offer(5)})
    assert report.counts.products == 0
    assert ("skipped_product", "json-ld[0]", "") in codes(report)


def test_only_what_a_page_shows_is_for_sale():
    shown = {"@type": "ItemList", "itemListElement": [
        {"@type": "ListItem", "position": 1, "item": mug(name="Listed", sku="1")},
        mug(name="Listed too", sku="2"),
    ]}  # fmt: skip
    store = {
        "@type": "Store",
        "makesOffer": [{**offer(5), "itemOffered": mug(name="Sold", sku="3")}],
    }
    review = {"@type": "Review", "itemReviewed": mug(name="Reviewed", sku="4")}
    main = {"@type": "WebPage", "mainEntity": mug(
        name="Main", sku="5", isRelatedTo=mug(name="Related", sku="6"))}  # fmt: skip
    action = {"@type": "BuyAction", "object": mug(name="Bought", sku="7")}
    catalog, _ = told(shown, store, review, main, action)
    assert [each.title for each in catalog.products] == ["Listed", "Listed too", "Sold", "Main"]


def test_what_is_told_twice_counts_once():
    again = {"@type": "Product", "name": "Mug", "sku": "MUG", "aggregateRating": {"ratingValue": 5}}
    for things in ((mug(offers=offer(5)), again), (again, mug(offers=offer(5)))):
        catalog, report = told(*things)
        assert [each.variants[0].price.minor for each in catalog.products] == [500]
        assert "duplicate_handle" not in report.by_code
    _, report = told(mug(offers=offer(5)), mug(offers=offer(6)))
    assert report.by_code["duplicate_handle"] == 1


def test_parts_of_one_thing_are_put_together_by_id():
    product = only_product(
        {"@id": "#m", **mug()}, {"@id": "#m", "@type": "Product", "offers": {"@id": "#o"}},
        {"@id": "#o", **offer(5)},
    )  # fmt: skip
    assert product.variants[0].price.minor == 500


def test_things_that_share_an_address_by_mistake_stay_apart():
    url = "https://shop.example/p"
    catalog, _ = told(
        {"@id": url, **mug(url=url)}, {"@id": url, **mug(name="Cup", sku="CUP", url=url)}
    )
    assert [(each.handle, each.title) for each in catalog.products] == [
        ("p", "Mug"),
        ("CUP", "Cup"),
    ]
    product = only_product({"@id": url, **mug(offers={"@id": url, **offer(5)})})
    assert product.variants[0].price.minor == 500


def test_documents_that_refer_in_circles_are_read():
    group, variant, offers = ({"@id": name} for name in ("#g", "#v", "#o"))
    graph = [
        {"@type": "ProductGroup", **group, "name": "G", "hasVariant": variant},
        {"@type": "Product", **variant, "name": "V", "isVariantOf": group, "offers": offers},
        {"@type": "AggregateOffer", **offers, "offers": [offers], "itemOffered": variant},
    ]
    product = only_product({"@graph": graph})
    assert [each.sku for each in product.variants] == ["g/V"]


def test_another_vocabulary_is_not_read():
    streams = {"@context": "https://www.w3.org/ns/activitystreams"}
    both = {"@context": {"@vocab": "https://schema.org/", "gs1": "https://ref.gs1.org/voc/"}}
    catalog, _ = told({**streams, **mug(name="Note")}, {**both, **mug(**{"gs1:netWeight": 5})})
    assert [(each.title, each.attributes) for each in catalog.products] == [("Mug", ())]


def test_a_page_that_is_too_large_is_refused():
    text = page(mug()) + " " * MAX_PAGE
    report = report_of(text.encode())
    assert report.fatal
    assert "large_document" in report.by_code


def test_deep_nesting_is_told_of():
    script = page(mug(offers=offer(5)))
    catalog, report = read(script.replace("<body>", "<body>" + "<div itemscope>" * 20_000))
    assert len(catalog.products) == 1
    assert report.by_code["unread_markup"] >= 1
    report = report_of(f'{{"@context":"https://schema.org","@type":{"[" * 50_000}'.encode())
    assert "malformed_script" in report.by_code
    inside = '{"@type":"Product","name":"a","isRelatedTo":' * 300 + "1" + "}" * 300
    report = report_of(inside.replace("{", '{"@context":"https://schema.org",', 1).encode())
    assert report.counts.products == 1
    assert "unread_markup" in report.by_code


ITEM = '<div itemscope itemtype="https://schema.org/Product">'
NAME = "<i itemprop=name>x</i>"


@pytest.mark.parametrize(
    "body",
    [
        ITEM * 240 + NAME * 9_000,
        ITEM + "<div itemprop=description>" * 240 + "word " * 200_000,
        f"<p id=a>{NAME * 300}</p>" + ITEM.replace(">", f' itemref="{"a " * 90}"></div>') * 300,
        f"{ITEM}{NAME}</div>" * 30_000,
    ],
    ids=["deep items", "deep properties", "references", "many"],
)
def test_markup_that_would_take_hours_is_not_begun(body):
    report = report_of(f"<!doctype html><html><body>{body}".encode())
    assert report.by_code["unread_markup"] == 1


@pytest.mark.parametrize("name", ["M\ufffdg", f"M{chr(0xD800)}g"])
def test_undecodable_text_is_refused(name):
    _, report = read(page(json.dumps({"@context": "https://schema.org", **mug(name=name)})))
    assert ("undecodable", "json-ld[0]", "title") in codes(report)


def test_examples_without_their_sections_hold_nothing():
    report = report_of(b"TYPES: #a Product\n\nTYPES: #b Product\n\nJSON:\n\nTODO\n")
    assert (report.format, report.counts.products, report.errors) == ("schemaorg", 0, 0)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_random_and_mutated_files_give_a_report(data):
    sample = data.draw(st.sampled_from(ALL)).read_bytes()
    start = data.draw(st.integers(0, len(sample)))
    junk = data.draw(
        st.binary(max_size=40) | st.sampled_from([b'"', b"{", b"<div itemscope>", b"]"])
    )
    length = data.draw(st.integers(0, 60))
    for mutated in (sample[:start] + junk + sample[start + length :], junk):
        report_of(mutated, format_name="schemaorg")


# Files that nobody here wrote.


def test_the_anvil_is_read_as_its_expected_extraction_says():
    (expected,) = json.loads(real_file("extruct", "product.json").read_text(encoding="utf-8"))
    told_of = expected["properties"]
    offered = told_of["offers"]["properties"]
    for name in ("product.html", "product_microdata.html"):
        catalog = load(real_file("extruct", name)).catalog
        (anvil,) = catalog.products
        assert anvil.title == told_of["name"]
        assert anvil.brand == told_of["brand"]
        assert anvil.description == told_of["description"]
        assert anvil.images == (told_of["image"],)
        assert ("MPN", told_of["mpn"]) in [(each.name, each.value) for each in anvil.attributes]
        assert catalog.shop.name == offered["seller"]["properties"]["name"]
        (variant,) = anvil.variants
        assert variant.availability is Availability.IN_STOCK
        (price,) = variant.offers
        assert price.price.currency == offered["priceCurrency"]
        assert f"{price.price.amount:f}" == offered["price"]
        # What is valid through a day is valid until the next one.
        assert price.valid_until.date().isoformat() == "2020-11-06"
        assert offered["priceValidUntil"] == "2020-11-05"


def examples_of(path):
    """Each example's id with what its JSON section holds, parsed here and not by the loader."""
    text = path.read_text(encoding="utf-8")
    for block in re.split(r"(?m)^TYPES:", text)[1:]:
        name = re.search(r"#(\S+)", block)[1]
        section = re.split(r"(?m)^JSON:", block)[-1]
        scripts = re.findall(r"(?s)<script[^>]*ld\+json[^>]*>(.*?)</script>", section)
        yield name, [json.loads(script) for script in scripts if script.strip()]


KINDS = {"Product", "IndividualProduct", "SomeProducts", "ProductModel", "ProductGroup"}


def shown(value):
    """The products with a name that an example is about or lists; not those acted on, reviewed…"""
    if isinstance(value, list):
        return [found for each in value for found in shown(each)]
    if not isinstance(value, dict):
        return []
    types = value.get("@type", [])
    if KINDS & set([types] if isinstance(types, str) else types):
        return [value["name"]] if re.search(r"\w", value.get("name", "")) else []
    inside = ("@graph", "mainEntity", "itemListElement", "item")
    return [found for key in inside for found in shown(value.get(key))]


@pytest.mark.parametrize(
    "name", ["examples.txt", "issue-3617-examples.txt", "issue-4505-examples.txt"]
)
def test_schema_orgs_own_examples_are_each_read_once(name):
    path = real_file("schemaorg", name)
    expected = [(example, each) for example, data in examples_of(path) for each in shown(data)]
    assert expected, "an independent reading finds some"
    catalog = load(path).catalog
    found = [(each.origin.row.split("/")[0], each.title) for each in catalog.products]
    assert found == expected


def test_schema_orgs_examples_quote_only_stated_prices_in_the_shops_currency():
    catalog = load(real_file("schemaorg", "examples.txt")).catalog
    priced = {
        each.title: f"{variant.price.amount:f} {variant.price.currency}"
        for each in catalog.products
        for variant in each.variants
        if variant.price
    }
    assert catalog.shop.currency == "USD"
    # The monitor's is a range, the multicooker's in roubles.
    assert priced == {'Kenmore White 17" Microwave': "55.00 USD"}
