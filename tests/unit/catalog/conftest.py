"""A small catalog file to spoil in one place at a time."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load
from catalog_loader.product import Catalog

SHOP: dict[str, Any] = {"type": "shop", "name": "小店", "currency": "CNY"}
PRODUCT: dict[str, Any] = {
    "type": "product",
    "handle": "mug",
    "title": "马克杯",
    "option_names": ["颜色"],
    "variants": [
        {
            "sku": "MUG-W",
            "options": {"颜色": "白色"},
            "price": {"minor": 3990, "currency": "CNY"},
            "availability": "in_stock",
            "quantity": 5,
        },
        {
            "sku": "MUG-B",
            "options": {"颜色": "黑色"},
            "price": {"minor": 4290, "currency": "CNY"},
            "availability": "out_of_stock",
            "quantity": 0,
        },
    ],
}
POLICY: dict[str, Any] = {
    "type": "policy",
    "id": "ship",
    "topic": "shipping",
    "statement": "24小时内发货。",
}
FAQ: dict[str, Any] = {"type": "faq", "id": "how", "question": "怎么买", "answer": "点购物袋。"}


class Draft:
    """The records of a catalog file, free to be changed before it is written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.shop = copy.deepcopy(SHOP)
        self.product = copy.deepcopy(PRODUCT)
        self.policy = copy.deepcopy(POLICY)
        self.faq = copy.deepcopy(FAQ)
        self.more: list[Any] = []

    def set(self, where: str, value: Any) -> None:
        """Set what lies at `where`, such as `product.variants.0.price`; `...` removes it."""
        *steps, last = where.split(".")
        target: Any = self
        for step in steps:
            if target is self:
                target = getattr(self, step)
            else:
                target = target[int(step)] if step.isdigit() else target[step]
        key: Any = int(last) if last.isdigit() else last
        if value is ...:
            del target[key]
        else:
            target[key] = value

    def write(self) -> Path:
        """Write the file and return its path."""
        records = [self.shop, self.product, self.policy, self.faq, *self.more]
        text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        self.path.write_text(text, encoding="utf-8")
        return self.path


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """A sound catalog: shop, one product of two SKUs, one policy, one FAQ, on lines 1 to 4."""
    return Draft(tmp_path / "shop.jsonl")


@pytest.fixture
def written(tmp_path: Path) -> Callable[[bytes | str], Path]:
    """Writes bytes, or text as UTF-8, to a file and gives its path."""

    def write(content: bytes | str) -> Path:
        path = tmp_path / "given.jsonl"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture(scope="session")
def demo() -> Catalog:
    """The demo shop, loaded."""
    return load(demo_catalog_path()).catalog
