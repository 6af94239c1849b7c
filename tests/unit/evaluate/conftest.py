"""The demo shop, as an evaluation puts it on a shelf."""

import pytest
from support.evaluating import DEMO, JACKET

from assistant.knowledge.shelf import Shelf
from catalog_loader.load import load


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    catalog = load(DEMO).catalog
    handles = tuple(product.handle for product in catalog.products)
    return Shelf(catalog, handles, JACKET)
