"""Size advice: the rows of the shop's size table that a body or a measure falls into."""

from collections.abc import Callable, Sequence

from assistant.answering.ground.grounding import Context, Grounding, Say, Value, answered, unknown
from assistant.answering.understand.girths import FOOT, girths_in, told
from assistant.answering.understand.understanding import Understanding
from assistant.answering.understand.wishes import plain_size
from assistant.knowledge.collect import product_fact, size_facts
from assistant.knowledge.facts import Fact
from catalog_loader.product import Product, SizeRow

Bounds = tuple[float, float] | None

_BODY = frozenset({"height", "weight"})


def ground_size_advice(understood: Understanding, product: Product, context: Context) -> Grounding:
    """The size for the body given; without one, how the product runs and what to tell."""
    table = product.size_table
    if table is None:
        return unknown("unknown.size_table", product=product.handle, missing="size_table")
    measured = _measure_of(understood, product, context) or _by_measure(
        understood, product, table.rows, context
    )
    if measured is not None:
        return measured
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


def _measure_of(understood: Understanding, product: Product, context: Context) -> Grounding | None:
    """What the size table says a size measures: L码衣长多少; None where that was not asked."""
    rows = product.size_table.rows if product.size_table else ()
    wished = {plain_size(value) for field, value in understood.wishes if field == "size"}
    for name, _ in girths_in(understood.text, product):
        asked = [r for r in rows if name in r.measures_cm and plain_size(r.size) in wished]
        if not asked:
            continue
        facts = [f for row in asked for f in size_facts(product, row) if f.field == name]
        says = [
            Say(
                "size.measure_of",
                {
                    "product": context.title(product),
                    "size": row.size,
                    "label": context.said(product, name),
                    "value": f"{row.measures_cm[name]:g}",
                },
            )
            for row in asked
        ]
        return answered(says, facts, product=product.handle)
    return None


def _by_measure(
    understood: Understanding, product: Product, rows: Sequence[SizeRow], context: Context
) -> Grounding | None:
    """The sizes for a measure that was told (脚长24.5), by the table's own column of it."""
    for name, kind in girths_in(understood.text, product):
        length = told(name, kind, understood.text)
        if length is None:
            continue
        fits = _next_longer(rows, name, length) if kind == FOOT else _nearest(rows, name, length)
        if not fits:
            return unknown("unknown.size_out", product=product.handle, missing="size")
        facts = [f for row in fits for f in size_facts(product, row) if f.field == name]
        says = [
            Say(
                "size.measured",
                {
                    "product": context.title(product),
                    "label": context.said(product, name),
                    "value": f"{row.measures_cm[name]:g}",
                    "sizes": (row.size,),
                },
            )
            for row in fits
        ]
        table = product.size_table
        statements = []
        if table and table.advice:
            spoken = context.said(product, table.advice)
            facts.append(_advice(product, table.advice))
            statements.append(spoken)
            says.append(Say("size.runs", {"advice": spoken.rstrip("。.")}))
        return answered(says, facts, product=product.handle, statements=statements)
    return None


def _next_longer(rows: Sequence[SizeRow], name: str, length: float) -> list[SizeRow]:
    """The row of just that length, else those on both sides of it."""
    known = sorted((r for r in rows if name in r.measures_cm), key=lambda r: r.measures_cm[name])
    exact = [row for row in known if abs(row.measures_cm[name] - length) < 0.05]
    longer = [row for row in known if row.measures_cm[name] > length]
    shorter = [row for row in known if row.measures_cm[name] < length]
    if exact:
        return exact
    return [*shorter[-1:], *longer[:1]] if longer and shorter else []


def _nearest(rows: Sequence[SizeRow], name: str, length: float) -> list[SizeRow]:
    """The rows next to a girth that was told, the nearest first; none far outside the table."""
    known = sorted(
        (row for row in rows if name in row.measures_cm),
        key=lambda row: abs(row.measures_cm[name] - length),
    )
    spread = [row.measures_cm[name] for row in known]
    if not known or not min(spread) - 4 <= length <= max(spread) + 4:
        return []
    return known[:1] if abs(known[0].measures_cm[name] - length) < 0.05 else known[:2]


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
