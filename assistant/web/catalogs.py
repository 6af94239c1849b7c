"""Catalogs: import a file whole, change a single SKU."""

import asyncio
import tempfile
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Annotated, Any

from fastapi import APIRouter, File, Query, UploadFile
from fastapi import Path as PathParameter
from pydantic import BaseModel, Field, model_validator

from assistant.store import SkuPatch
from assistant.web.context import RoomsOf
from assistant.web.problems import Problem
from assistant.web.views import PROBLEMS, Body
from catalog_loader.load import CatalogRefused, Loaded, load
from catalog_loader.product import Availability, Money, Variant

router = APIRouter(prefix="/api/catalogs", tags=["catalogs"])

CatalogName = Annotated[str, PathParameter(pattern=r"^[\w][\w.-]{0,63}$")]


class ImportView(BaseModel):
    """What was loaded."""

    catalog: str
    version: int = Field(description="goes up with every change of the catalog")
    report: dict[str, Any] = Field(description="counts, and what is worth mending in the file")


class SkuBody(Body):
    """What changes on a SKU; a field left out stays as it is."""

    price: Decimal | None = Field(
        default=None, ge=0, description="in major units of the shop's currency", examples=["239.90"]
    )
    quantity: int | None = Field(default=None, ge=0)
    availability: Availability | None = None

    @model_validator(mode="after")
    def _something(self) -> "SkuBody":
        if self.price is None and self.quantity is None and self.availability is None:
            raise ValueError("give price, quantity or availability")
        return self


class SkuView(BaseModel):
    """A SKU as it now stands."""

    catalog: str
    sku: str
    version: int
    price: str | None = Field(description="in major units; null where none is published")
    currency: str | None
    quantity: int | None
    availability: Availability


@router.post(
    "/{name}/imports",
    status_code=201,
    summary="Import a catalog file",
    responses={422: {"description": "The file was refused; the problem carries the report"}},
)
async def import_catalog(
    name: CatalogName,
    rooms: RoomsOf,
    file: Annotated[UploadFile, File(description="a catalog in any format we read")],
    format_name: Annotated[
        str, Query(alias="format", description="empty: told by the file itself")
    ] = "",
) -> ImportView:
    """Everything under `name` becomes what the file says, or nothing where it has an error.

    Rooms that sell from it answer by it from the next question on.
    """
    try:
        loaded = await _load(file, format_name)
    except CatalogRefused as error:
        raise Problem(
            422, str(error), param="file", catalog=name, report=error.report.as_json()
        ) from error
    except LookupError as error:
        raise Problem(422, f"there is no catalog format {format_name!r}", param="format") from error
    version = await rooms.import_catalog(name, loaded.catalog)
    return ImportView(catalog=name, version=version, report=loaded.report.as_json())


@router.patch(
    "/{name}/skus/{sku}",
    summary="Change a SKU's price, quantity or availability",
    responses=PROBLEMS,
)
async def patch_sku(name: CatalogName, sku: str, body: SkuBody, rooms: RoomsOf) -> SkuView:
    """The next answer says what was sent; a price ends the sales in force on this SKU."""
    patch = SkuPatch(price=body.price, quantity=body.quantity, availability=body.availability)
    try:
        variant = await rooms.patch_sku(name, sku, patch)
    except ValueError as error:
        raise Problem(422, str(error), param="price") from error
    return _sku_view(name, variant, await rooms.catalogs.version(name))


async def _load(file: UploadFile, format_name: str) -> Loaded:
    name = PurePath(file.filename or "upload").name
    with tempfile.TemporaryDirectory(prefix="xiaoer-import-") as folder:
        # the suffix is kept: some formats are told by it
        path = Path(folder) / f"upload{PurePath(name).suffix[:16]}"
        await asyncio.to_thread(path.write_bytes, await file.read())
        return await asyncio.to_thread(load, path, name=name, format_name=format_name)


def _sku_view(name: str, variant: Variant, version: int) -> SkuView:
    price: Money | None = variant.price
    return SkuView(
        catalog=name,
        sku=variant.sku,
        version=version,
        price=price.plain if price else None,
        currency=price.currency if price else None,
        quantity=variant.quantity,
        availability=variant.availability,
    )
