import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from assistant.store import Catalogs, Database, NotStored, SkuPatch
from assistant.store.corrections import ChangedMeanwhile, CorrectionRecord, Corrections
from catalog_loader.product import Catalog

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)
WASHES = CorrectionRecord(
    id="c1",
    catalog="shop",
    scope="product",
    subject="coat",
    state="in_force",
    owner="mei",
    made_at=AT,
    document={"question": "能机洗吗", "text": "可以机洗，请用冷水。"},
)


@pytest.fixture
async def corrections(database: Database, catalog: Catalog) -> Corrections:
    await Catalogs(database).save("shop", catalog)
    return Corrections(database)


async def edit(
    corrections: Corrections, version: int, text: str, key: str = ""
) -> CorrectionRecord:
    return await corrections.change(
        "c1",
        version,
        state="in_force",
        document={**WASHES.document, "text": text},
        ends_at=AT + timedelta(days=version),
        by="lin",
        at=AT + timedelta(hours=version),
        key=key,
    )


async def test_a_correction_is_kept_as_it_was_made(corrections: Corrections) -> None:
    assert await corrections.add(WASHES, by="mei") == WASHES
    assert await corrections.get("c1") == WASHES


async def test_an_edit_is_a_new_version_and_the_old_one_stays(corrections: Corrections) -> None:
    await corrections.add(WASHES, by="mei")
    edited = await edit(corrections, 1, "只能手洗。")
    assert edited == await corrections.get("c1")
    assert (edited.version, edited.ends_at) == (2, AT + timedelta(days=1))
    kept = await corrections.versions("c1")
    assert [(v.version, v.by, v.document["text"]) for v in kept] == [
        (1, "mei", "可以机洗，请用冷水。"),
        (2, "lin", "只能手洗。"),
    ]


async def test_of_two_edits_of_one_version_the_later_is_refused(corrections: Corrections) -> None:
    await corrections.add(WASHES, by="mei")
    await edit(corrections, 1, "只能手洗。")
    with pytest.raises(ChangedMeanwhile, match="is at version 2, not 1"):
        await edit(corrections, 1, "只能干洗。")
    assert (await corrections.get("c1")).document["text"] == "只能手洗。"


async def test_an_action_sent_again_is_not_applied_twice(corrections: Corrections) -> None:
    await corrections.add(WASHES, by="mei", key="make")
    again = await corrections.add(replace(WASHES, id="c2"), by="mei", key="make")
    assert again == WASHES
    first = await edit(corrections, 1, "只能手洗。", key="edit")
    await edit(corrections, 2, "只能干洗。")
    assert await edit(corrections, 1, "只能手洗。", key="edit") == first
    assert (await corrections.get("c1")).version == 3
    assert len(await corrections.list()) == 1


async def test_an_action_sent_many_times_at_once_is_applied_once(corrections: Corrections) -> None:
    sent = (corrections.add(replace(WASHES, id=f"c{n}"), by="mei", key="make") for n in range(5))
    assert len({made.id for made in await asyncio.gather(*sent)}) == 1
    assert len(await corrections.list()) == 1


async def test_they_are_found_by_what_they_have_newest_first(corrections: Corrections) -> None:
    await corrections.add(WASHES, by="mei")
    await corrections.add(replace(WASHES, id="c2", subject="tea", state="undone"), by="mei")
    await corrections.add(replace(WASHES, id="c3", owner="lin"), by="lin")

    async def found(**wanted: str) -> list[str]:
        return [record.id for record in await corrections.list(**wanted)]  # type: ignore[arg-type]

    assert await found() == ["c3", "c2", "c1"]
    assert await found(catalog="shop", scope="product", subject="coat") == ["c3", "c1"]
    assert await found(state="undone") == ["c2"]
    assert await found(owner="lin") == ["c3"]
    assert await found(catalog="other") == []
    assert [r.id for r in await corrections.list(after="c3", limit=1)] == ["c2"]


async def test_they_are_found_by_the_room_and_the_item_they_were_made_of(
    corrections: Corrections,
) -> None:
    made = {"room": "demo", "item": 7}
    await corrections.add(replace(WASHES, document={**WASHES.document, **made}), by="mei")
    elsewhere = {**WASHES.document, "room": "", "item": None}
    await corrections.add(replace(WASHES, id="c2", document=elsewhere), by="mei")
    assert [one.id for one in await corrections.list(room="demo")] == ["c1"]
    assert [one.id for one in await corrections.list(item=7)] == ["c1"]
    assert [one.id for one in await corrections.standing("shop", ["in_force"])] == ["c2", "c1"]
    assert await corrections.standing("shop", ["ended"]) == ()


async def test_each_change_of_one_is_a_change_of_the_catalog(
    corrections: Corrections, database: Database
) -> None:
    catalogs = Catalogs(database)
    before = await catalogs.version("shop")
    await corrections.add(WASHES, by="mei", key="make")
    assert await catalogs.version("shop") == before + 1
    await corrections.add(WASHES, by="mei", key="make")
    assert await catalogs.version("shop") == before + 1
    await edit(corrections, 1, "只能手洗。")
    assert await catalogs.version("shop") == before + 2


async def test_changes_at_the_same_moment_are_each_counted(
    corrections: Corrections, database: Database
) -> None:
    catalogs = Catalogs(database)
    before = await catalogs.version("shop")
    made = (corrections.add(replace(WASHES, id=f"c{n}"), by="mei") for n in range(4))
    prices = (
        catalogs.patch_sku("shop", "COAT-M", SkuPatch(price=Decimal(200 + n))) for n in range(4)
    )
    await asyncio.gather(*made, *prices)
    assert await catalogs.version("shop") == before + 8


async def test_what_is_not_there_is_said(corrections: Corrections) -> None:
    with pytest.raises(NotStored, match="no correction 'c1'"):
        await corrections.get("c1")
    with pytest.raises(NotStored, match="no correction 'c1'"):
        await corrections.versions("c1")
    with pytest.raises(NotStored, match="no correction 'c1'"):
        await edit(corrections, 1, "只能手洗。")
    with pytest.raises(NotStored, match="no catalog 'other'"):
        await corrections.add(replace(WASHES, catalog="other"), by="mei")


async def test_they_outlive_an_import_of_their_catalog(
    corrections: Corrections, database: Database, catalog: Catalog
) -> None:
    await corrections.add(WASHES, by="mei")
    await Catalogs(database).save("shop", catalog.model_copy(update={"faqs": ()}))
    assert await corrections.get("c1") == WASHES
