from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.databases import opened, postgres

from assistant.store import Database
from catalog_loader.product import (
    Availability,
    Catalog,
    Faq,
    Money,
    Offer,
    OfferKind,
    Policy,
    PolicyTopic,
    Product,
    Shop,
    Variant,
)

__all__ = ["postgres"]


def money(minor: int) -> Money:
    return Money(minor=minor, currency="CNY")


@pytest.fixture
def catalog() -> Catalog:
    coat = Product(
        handle="coat",
        title="羽绒服",
        variants=(
            Variant(
                sku="COAT-M",
                options={"尺码": "M"},
                price=money(25900),
                offers=(Offer(kind=OfferKind.LIST, price=money(39900)),),
                availability=Availability.IN_STOCK,
                quantity=12,
            ),
            Variant(sku="COAT-L", options={"尺码": "L"}, price=money(29900)),
        ),
    )
    tea = Product(handle="tea", title="龙井茶", variants=(Variant(sku="TEA", price=money(8800)),))
    return Catalog(
        shop=Shop(name="小店", currency="CNY"),
        products=(coat, tea),
        policies=(Policy(id="ship", topic=PolicyTopic.SHIPPING, statement="24小时内发货"),),
        faqs=(Faq(id="f1", question="掉毛吗", answer="不掉毛"),),
    )


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database of each kind."""
    socket = request.getfixturevalue("postgres") if request.param == "postgresql" else ""
    async with opened(request.param, tmp_path, socket) as database:
        yield database
