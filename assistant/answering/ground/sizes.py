"""Size advice: the rows of the shop's size table that a height and a weight fall into."""

from collections.abc import Callable, Sequence

from assistant.answering.ground.grounding import Context, Grounding, Say, Value, answered, unknown
from assistant.answering.understand.understanding import Understanding
from assistant.knowledge.collect import product_fact, size_facts
from assistant.knowledge.facts import Fact
from catalog_loader.product import Product, SizeRow

Bounds = tuple[float, float] | None


def ground_size_advice(understood: Understanding, product: Product, context: Context) -> Grounding:
    """The size for the body given; without one, how the product runs and what to tell."""
    table = product.size_table
    if table is None:
        return unknown("unknown.size_table", product=product.handle, missing="size_table")
    height, weight = understood.slots.height_cm, understood.slots.weight_kg
    by_height = _rows(table.rows, height, lambda row: row.height_cm)
    by_weight = _rows(table.rows, weight, lambda row: row.weight_kg)
    title = context.title(product)
    advice = [_advice(product, table.advice)] if table.advice else []
    spoken_advice = context.said(product, table.advice)
    if not height and not weight:
        if not advice:
            return unknown("unknown.size_table", product=product.handle, missing="advice")
        return answered(
            Say("size.advice", {"product": title, "advice": spoken_advice.rstrip("。.")}),
            advice,
            product=product.handle,
            statements=[spoken_advice],
        )
    if not any(row.height_cm or row.weight_kg for row in table.rows):
        return unknown("unknown.size_body", product=product.handle, missing="height, weight")
    fits = _both(by_height, by_weight, bool(height), bool(weight), table.rows)
    if fits:
        facts = [f for row in fits for f in size_facts(product, row) if f.field in _BODY]
        values: dict[str, Value] = {"product": title, "sizes": tuple(row.size for row in fits)}
        says = [Say("size.fits" if len(fits) == 1 else "size.fits_two", values)]
        if advice:
            says.append(Say("size.runs", {"advice": spoken_advice.rstrip("。.")}))
        return answered(says, [*facts, *advice], product=product.handle, statements=[spoken_advice])
    if by_height and by_weight:
        facts = [
            f
            for rows, field in ((by_height, "height"), (by_weight, "weight"))
            for row in rows
            for f in size_facts(product, row)
            if f.field == field
        ]
        values = {
            "product": title,
            "by_height": tuple(row.size for row in by_height),
            "by_weight": tuple(row.size for row in by_weight),
        }
        return answered(Say("size.apart", values), facts, product=product.handle)
    return unknown("unknown.size_out", product=product.handle, missing="size")


_BODY = frozenset({"height", "weight"})


def _advice(product: Product, advice: str) -> Fact:
    return product_fact(product, "size_advice", advice, label="尺码建议")


def _rows(
    rows: Sequence[SizeRow], value: float, bounds: Callable[[SizeRow], Bounds]
) -> list[SizeRow]:
    return [row for row in rows if value and (b := bounds(row)) and b[0] <= value <= b[1]]


def _both(
    by_height: list[SizeRow],
    by_weight: list[SizeRow],
    height: bool,
    weight: bool,
    rows: Sequence[SizeRow],
) -> list[SizeRow]:
    """The rows that fit what was told; a measure that the table does not have does not count."""
    if not any(row.weight_kg for row in rows):
        weight = False
    if not any(row.height_cm for row in rows):
        height = False
    if height and weight:
        return [row for row in by_height if row in by_weight]
    return by_height if height else by_weight if weight else []
