"""Variants by wish: those a viewer means, and the wishes that no variant meets."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.ground.grounding import Context, Grounding, Say, answered, unknown
from assistant.knowledge.collect import option_facts, option_field, option_name, option_values
from catalog_loader.product import Product, Variant

_NAMED_AT_MOST = 6
_TOLD_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class Chosen:
    """The variants that meet every wish, and the (field, value) wishes the product cannot meet.

    Where the product has every value wished for but not together, `variants` is empty and `nearest`
    are those that meet most wishes.
    """

    variants: tuple[Variant, ...]
    absent: tuple[tuple[str, str], ...]
    nearest: tuple[Variant, ...] = ()
    wished: tuple[str, ...] = ()


def choose(product: Product, wishes: Sequence[tuple[str, str]]) -> Chosen:
    """The variants of `product` that `wishes` mean; all of them without wishes."""
    wanted: dict[str, set[str]] = {}
    absent = []
    for field, value in wishes:
        name = _name(product, field)
        if name and value in option_values(product, name):
            wanted.setdefault(name, set()).add(value)
        else:
            absent.append((field, value))

    def met(variant: Variant) -> int:
        return sum(variant.options.get(name) in values for name, values in wanted.items())

    variants = tuple(v for v in product.variants if met(v) == len(wanted))
    most = max((met(v) for v in product.variants), default=0)
    nearest = () if variants else tuple(v for v in product.variants if met(v) == most)
    return Chosen(variants, tuple(absent), nearest, tuple(value for _, value in wishes))


def differing(variants: Sequence[Variant]) -> tuple[str, ...]:
    """The options in which `variants` differ, in their order."""
    names = dict.fromkeys(name for variant in variants for name in variant.options)
    return tuple(n for n in names if len({v.options.get(n) for v in variants}) > 1)


def spoken(
    context: Context, product: Product, variant: Variant, *, only: Sequence[str] = ()
) -> str:
    """A variant as a viewer would say it: its option values, or those of the options `only`."""
    values = [value for name, value in variant.options.items() if not only or name in only]
    said = [context.said(product, value) for value in values]
    return ("" if context.language == "zh" and _short(said) else " ").join(said)


def titled(
    context: Context, product: Product, variants: Sequence[Variant], *, wished: bool = True
) -> str:
    """The product's name, with the options that tell `variants` where some are left out."""
    title = context.title(product)
    if not wished or not variants or len(variants) == len(product.variants):
        return title
    if len(variants) == 1:
        return f"{title} {spoken(context, product, variants[0])}".strip()
    told = []
    for name in differing(product.variants):
        values = [v for v in option_values(product, name) if _held(name, v, variants)]
        if len(values) < len(option_values(product, name)) and len(values) <= _TOLD_AT_MOST:
            joint = "、" if context.language == "zh" else "/"
            told.append(joint.join(context.said(product, value) for value in values))
    return " ".join((title, *told))


def _held(name: str, value: str, variants: Sequence[Variant]) -> bool:
    return any(variant.options.get(name) == value for variant in variants)


def _short(values: Sequence[str]) -> bool:
    return all(len(value) <= 4 and not value[0].isdigit() for value in values if value)


def unmet(context: Context, product: Product, chosen: Chosen) -> Grounding | None:
    """The answer to wishes that the product cannot meet, alone or together; None where it can."""
    if chosen.absent:
        return absent(context, product, chosen.absent)
    if chosen.variants or not chosen.nearest:
        return None
    return _apart(context, product, chosen)


def absent(context: Context, product: Product, missing: Sequence[tuple[str, str]]) -> Grounding:
    """The shop's answer to a colour or size that a product does not come in: what it comes in."""
    field, value = missing[0]
    name = _name(product, field)
    title = context.title(product)
    if not name:
        values = {"product": title, "wish": value}
        kind = field if field in ("colour", "size") else "option"
        facts = [f for n in _names(product) for f in option_facts(product, n)]
        if not facts:
            return unknown("unknown.option", product=product.handle, missing=field, wish=value)
        listed = tuple(context.said(product, fact.value) for fact in facts)
        return answered(
            Say(f"options.no_{kind}", {**values, "values": listed}), facts, product=product.handle
        )
    listed = tuple(context.said(product, v) for v in option_values(product, name))
    say = Say(
        f"absent.{field if field in ('colour', 'size') else 'option'}",
        {"product": title, "wish": value, "values": listed, "option": context.said(product, name)},
    )
    return answered(say, option_facts(product, name), product=product.handle, statements=listed)


def _apart(context: Context, product: Product, chosen: Chosen) -> Grounding:
    """What can be had where single values can, but not together."""
    listed = tuple(spoken(context, product, v) for v in chosen.nearest[:_NAMED_AT_MOST])
    facts = [fact for name in _names(product) for fact in option_facts(product, name)]
    wish = " ".join(context.said(product, value) for value in chosen.wished)
    say = Say(
        "absent.together", {"product": context.title(product), "wish": wish, "values": listed}
    )
    return answered(say, facts, product=product.handle, statements=listed)


def _names(product: Product) -> tuple[str, ...]:
    names = (*product.option_names, *(n for v in product.variants for n in v.options))
    return tuple(dict.fromkeys(names))


def _name(product: Product, field: str) -> str:
    if field in ("colour", "size"):
        return option_name(product, field)
    return next((n for n in _names(product) if n == field or option_field(n) == field), "")
