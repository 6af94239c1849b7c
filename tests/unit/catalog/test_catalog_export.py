"""Out to our own format and back: nothing is lost."""

import io
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog_loader.export import export, lines
from catalog_loader.load import load
from catalog_loader.product import (
    LARGEST,
    Attribute,
    Availability,
    Catalog,
    Faq,
    Line,
    Money,
    Offer,
    OfferKind,
    Origin,
    Policy,
    PolicyTopic,
    Product,
    Shop,
    SizeRow,
    SizeTable,
    Variant,
)


def there_and_back(catalog: Catalog, path: Path) -> Catalog:
    with path.open("w", encoding="utf-8", newline="") as stream:
        export(catalog, stream)
    return load(path, keep_good=True).catalog


def test_the_demo_shop(demo, tmp_path):
    assert there_and_back(demo, tmp_path / "again.jsonl") == demo


def test_export_says_how_many_lines(demo):
    stream = io.StringIO()
    assert export(demo, stream) == len(stream.getvalue().splitlines()) == len(list(lines(demo)))


def test_defaults_are_left_out_and_the_type_stays():
    catalog = Catalog(
        shop=Shop(name="s", currency="CNY"), products=(Product(handle="a", title="b"),)
    )
    assert list(lines(catalog))[1] == '{"type": "product", "handle": "a", "title": "b"}'


def test_every_line_type_is_covered():
    union = get_args(get_args(Line)[0])
    assert set(union) == {Shop, Product, Policy, Faq}


@pytest.mark.parametrize("text", ["a\nb", "\u2028", "\x85", "\t", '"', "\\", "😀", " padded "])
def test_awkward_text_stays_as_it_is(text, tmp_path):
    catalog = Catalog(
        shop=Shop(name="s", currency="CNY"), faqs=(Faq(id="a", question=text, answer=text),)
    )
    faq = there_and_back(catalog, tmp_path / "text.jsonl").faqs[0]
    assert (faq.question, faq.answer) == (text, text)


_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_name = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
_texts = st.lists(_text, max_size=3).map(tuple)
_zones = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-3.5))])
_moments = st.none() | st.datetimes(
    datetime(2000, 1, 1),
    datetime(2100, 1, 1),
    timezones=_zones,
)
_money = st.builds(Money, minor=st.integers(0, LARGEST), currency=st.just("CNY"))
_origins = st.just(Origin()) | st.builds(
    Origin, file=_name, row=_text, columns=st.dictionaries(_text, _text, max_size=2),
    read_at=_moments,
)  # fmt: skip
_attributes = st.lists(
    st.builds(Attribute, name=_text, value=_text, unit=_text, key=_text), max_size=2
).map(tuple)
_offers = st.lists(
    st.builds(
        Offer, kind=st.sampled_from(OfferKind), price=st.none() | _money, off=st.none() | _money,
        threshold=st.none() | _money, min_quantity=st.integers(1, 99), channel=_text, note=_text,
        valid_from=_moments,
    ),
    max_size=2,
).map(tuple)  # fmt: skip
_variants = st.builds(
    Variant, sku=_name, options=st.dictionaries(_text, _text, max_size=2),
    price=st.none() | _money, offers=_offers, availability=st.sampled_from(Availability),
    quantity=st.none() | st.integers(0, LARGEST), available_from=_moments, barcode=_text,
    attributes=_attributes, origin=_origins,
)  # fmt: skip
_span = st.none() | st.tuples(st.floats(0, 100), st.floats(100, 300))
_sizes = st.none() | st.builds(
    SizeTable,
    rows=st.lists(
        st.builds(
            SizeRow, size=_text, height_cm=_span, weight_kg=_span,
            measures_cm=st.dictionaries(_text, st.floats(0, 300), max_size=2),
        ),
        max_size=2,
    ).map(tuple),
    advice=_text,
)  # fmt: skip
_translations = st.dictionaries(_text, st.dictionaries(_text, _text, max_size=2), max_size=2)
_products = st.builds(
    Product, handle=_name, title=_name, aliases=_texts, brand=_text, category=_text,
    description=_text, selling_points=_texts, attributes=_attributes, option_names=_texts,
    variants=st.lists(_variants, max_size=3, unique_by=lambda v: v.sku).map(tuple),
    offers=_offers, size_table=_sizes, translations=_translations, published=st.booleans(),
    origin=_origins,
)  # fmt: skip
_policies = st.builds(
    Policy, id=_name, topic=st.sampled_from(PolicyTopic), statement=_name, clauses=_attributes,
    questions=_texts, products=_texts, categories=_texts,
    translations=st.dictionaries(_text, _text, max_size=2), origin=_origins,
)  # fmt: skip
_faqs = st.builds(
    Faq, id=_name, question=_name, similar=_texts, answer=_name, products=_texts,
    categories=_texts, translations=st.dictionaries(_text, _text, max_size=2), origin=_origins,
)  # fmt: skip
_catalogs = st.builds(
    Catalog,
    shop=st.builds(Shop, name=_name, currency=st.just("CNY"), language=_text),
    products=_products.map(lambda product: (product,)),
    policies=_policies.map(lambda policy: (policy,)),
    faqs=_faqs.map(lambda faq: (faq,)),
)


def stamped_away(catalog: Catalog) -> Catalog:
    """The catalog without the origins that reading it back gives to what had none."""

    def cleared(entry):
        origin = entry.origin
        own = origin.file == "any.jsonl" or (not origin.file and "/variants/" in origin.row)
        return entry.model_copy(update={"origin": Origin()}) if own else entry

    products = tuple(
        cleared(product).model_copy(update={"variants": tuple(map(cleared, product.variants))})
        for product in catalog.products
    )
    return catalog.model_copy(
        update={
            "products": products,
            "policies": tuple(map(cleared, catalog.policies)),
            "faqs": tuple(map(cleared, catalog.faqs)),
        }
    )


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(catalog=_catalogs)
def test_any_catalog(catalog, tmp_path):
    assert stamped_away(there_and_back(catalog, tmp_path / "any.jsonl")) == catalog
