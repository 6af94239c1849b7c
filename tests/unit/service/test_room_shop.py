from decimal import Decimal
from pathlib import Path

import pytest

from assistant.room.rooms import Rooms
from assistant.room.shop import catalog_name, open_shop
from assistant.store import SkuPatch
from catalog_loader.export import export
from catalog_loader.load import CatalogRefused
from catalog_loader.product import Catalog, Money


def write(path: Path, catalog: Catalog) -> Path:
    with path.open("w") as file:
        export(catalog, file)
    return path


def repriced(catalog: Catalog, minor: int) -> Catalog:
    coat, *rest = catalog.products
    variant = coat.variants[0].model_copy(update={"price": Money(minor=minor, currency="CNY")})
    changed = coat.model_copy(update={"variants": (variant, *coat.variants[1:])})
    return catalog.model_copy(update={"products": (changed, *rest)})


def price(session) -> str:
    found = session.room.shelf.variant("COAT-B")
    return found[1].price.plain


async def test_a_new_room_lists_everything_with_the_first_on_air(
    rooms: Rooms, catalog: Catalog, tmp_path: Path
) -> None:
    session = await open_shop(rooms, write(tmp_path / "winter.jsonl", catalog), room_id="winter")
    assert session.room.catalog == "winter"
    assert session.room.shelf.listing == ("coat", "tea")
    assert session.room.shelf.on_air == "coat"


async def test_opening_again_keeps_what_is_on_air_and_patched(
    rooms: Rooms, catalog: Catalog, tmp_path: Path
) -> None:
    path = write(tmp_path / "winter.jsonl", catalog)
    session = await open_shop(rooms, path, room_id="winter")
    await session.put_on_air("tea")
    await rooms.patch_sku("winter", "COAT-B", SkuPatch(price=Decimal(9)))
    session = await open_shop(rooms, path, room_id="winter")
    assert session.room.shelf.on_air == "tea"
    assert price(session) == "9"


async def test_a_file_that_changed_is_read_again(
    rooms: Rooms, catalog: Catalog, tmp_path: Path
) -> None:
    path = write(tmp_path / "winter.jsonl", catalog)
    session = await open_shop(rooms, path, room_id="winter")
    await session.put_on_air("tea")
    write(path, repriced(catalog, 100))
    session = await open_shop(rooms, path, room_id="winter")
    assert price(session) == "1"
    assert session.room.shelf.on_air == "tea"


async def test_a_room_takes_over_another_shop(
    rooms: Rooms, catalog: Catalog, tmp_path: Path
) -> None:
    await (await rooms.get("demo")).put_on_air("tea")
    path = write(tmp_path / "other.jsonl", repriced(catalog, 100))
    session = await open_shop(rooms, path, room_id="demo")
    assert (session.room.catalog, price(session)) == ("other", "1")
    assert session.room.shelf.on_air == "coat"


async def test_a_refused_file_changes_nothing(rooms: Rooms, tmp_path: Path) -> None:
    path = tmp_path / "demo.jsonl"
    path.write_text("{}")
    with pytest.raises(CatalogRefused, match=r"demo\.jsonl"):
        await open_shop(rooms, path, room_id="demo")
    assert (await rooms.get("demo")).room.version == 1


async def test_the_demo_shop_opens_by_itself(rooms: Rooms) -> None:
    session = await open_shop(rooms)
    shelf = session.room.shelf
    assert (session.room.id, session.room.catalog) == ("demo", "demo")
    assert len(shelf.listed) >= 40
    assert sum(len(product.variants) for product in shelf.listed) >= 150


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("winter.jsonl", "winter"),
        ("冬装 2026.jsonl", "冬装-2026"),
        ("..jsonl", "shop"),
        ("()!.jsonl", "shop"),
        ("a" * 100 + ".jsonl", "a" * 64),
    ],
)
def test_a_catalog_is_named_for_its_file(file: str, name: str) -> None:
    assert catalog_name(Path(file)) == name
