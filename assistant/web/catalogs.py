"""Catalogs: import a file whole, change a single SKU."""

import asyncio
import shutil
import tempfile
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Annotated, Any

from fastapi import APIRouter, File, Query, UploadFile
from fastapi import Path as PathParameter
from pydantic import BaseModel, Field, model_validator

from assistant.review.access.roles import Right
from assistant.store import SkuPatch
from assistant.web.access import Caller, requires
from assistant.web.context import RoomsOf
from assistant.web.problems import Problem
from assistant.web.views import PROBLEMS, Body
from catalog_loader.load import CatalogRefused, stream
from catalog_loader.product import Availability, Money, Variant
from catalog_loader.readers.reader import Options
from catalog_loader.report import Report

router = APIRouter(prefix="/api/catalogs", tags=["catalogs"])

CatalogName = Annotated[str, PathParameter(pattern=r"^[\w][\w.-]{0,63}$")]


class ImportView(BaseModel):
    """What was loaded."""

    catalog: str
    version: int = Field(description="goes up with every change of the catalog")
    changes: dict[str, Any] = Field(description="what was added, changed and removed")
    report: dict[str, Any] = Field(description="counts, and what is worth mending in the file")


class HitView(BaseModel):
    """A product that was found, and how."""

    handle: str
    title: str
    category: str
    skus: int
    score: float
    by: str = Field(description="number, code, name, pinyin, initials, words, sound, typo, …")


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
    caller: Annotated[Caller, requires(Right.CATALOGS, log="catalog.imported")],
    name: CatalogName,
    rooms: RoomsOf,
    file: Annotated[UploadFile, File(description="a catalog in any format we read")],
    format_name: Annotated[
        str, Query(alias="format", description="empty: told by the file itself")
    ] = "",
    currency: Annotated[
        str, Query(pattern=r"^([A-Z]{3})?$", description="where the file names none")
    ] = "",
    language: Annotated[str, Query(pattern=r"^([a-z]{2})?$")] = "",
    keep_good: Annotated[
        bool, Query(description="load the good rows of a file that has bad ones")
    ] = False,
) -> ImportView:
    """Everything under `name` becomes what the file says, or nothing where it has an error.

    Rooms that sell from it answer by it from the next question on.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="xiaoer-import-") as folder:
            path = Path(folder) / "upload"
            title = PurePath(file.filename or "upload").name
            caller.note(file=title)
            await asyncio.to_thread(_keep, file, path)
            report = Report(title)
            records = stream(
                path,
                report,
                name=title,
                format_name=format_name,
                keep_good=keep_good,
                options=Options(currency=currency, language=language),
            )
            imported = await rooms.import_records(name, records)
    except CatalogRefused as error:
        raise Problem(
            422, str(error), param="file", catalog=name, report=error.report.as_json()
        ) from error
    return ImportView(
        catalog=name,
        version=imported.version,
        changes=imported.difference.as_json(),
        report=report.as_json(),
    )


@router.patch(
    "/{name}/skus/{sku}",
    summary="Change a SKU's price, quantity or availability",
    responses=PROBLEMS,
)
async def patch_sku(
    caller: Annotated[Caller, requires(Right.CATALOGS, log="sku.changed")],
    name: CatalogName,
    sku: str,
    body: SkuBody,
    rooms: RoomsOf,
) -> SkuView:
    """The next answer says what was sent; a price ends the sales in force on this SKU."""
    caller.note(**body.model_dump(mode="json", exclude_none=True))
    patch = SkuPatch(price=body.price, quantity=body.quantity, availability=body.availability)
    try:
        variant = await rooms.patch_sku(name, sku, patch)
    except ValueError as error:
        raise Problem(422, str(error), param="price") from error
    return _sku_view(name, variant, await rooms.catalogs.version(name))


@router.get("/{name}/search", summary="Search a catalog", dependencies=[requires(Right.SEARCH)])
async def search_catalog(
    name: CatalogName,
    rooms: RoomsOf,
    q: Annotated[str, Query(min_length=1, max_length=200, description="words, pinyin, a code")],
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> list[HitView]:
    """Products by name, pinyin, code, link number, what is published of them, or meaning."""
    hits = await rooms.search.find(name, q, limit)
    return [
        HitView(
            handle=hit.product.handle,
            title=hit.product.title,
            category=hit.product.category,
            skus=len(hit.product.variants),
            score=hit.score,
            by=hit.by,
        )
        for hit in hits
    ]


def _keep(file: UploadFile, path: Path) -> None:
    with path.open("wb") as stream:
        shutil.copyfileobj(file.file, stream)


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
