"""From pydantic's errors to findings a shop can act on."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import (
    Attribute,
    Faq,
    Money,
    Offer,
    Origin,
    Policy,
    Product,
    Returns,
    Shipping,
    Shop,
    SizeRow,
    SizeTable,
    Variant,
)

_MODELS: tuple[type[BaseModel], ...] = (
    Shop, Product, Variant, Offer, Money, Attribute, SizeTable, SizeRow, Shipping, Returns,
    Policy, Faq, Origin,
)  # fmt: skip
_FIELDS = sorted({name for model in _MODELS for name in model.model_fields})

_EXPECTED = {
    "int": "an integer / 整数",
    "float": "a number / 数字",
    "bool": "true or false",
    "string": "text / 文本",
    "tuple": "a list / 列表",
    "list": "a list / 列表",
    "dict": "an object / 对象",
    "model": "an object / 对象",
}


def hints(value: str, known: Iterator[str] | list[str]) -> dict[str, str]:
    """The remedy for a name that is not known: the nearest one that is, or to remove it."""
    near = get_close_matches(value, list(known), n=1, cutoff=0.7)
    if near:
        return {"hint_zh": f"是不是 {near[0]}？", "hint_en": f"did you mean {near[0]}?"}
    return {"hint_zh": "删掉它", "hint_en": "remove it"}


def schema_findings(error: ValidationError, row: str, *, tagged: bool = True) -> list[Finding]:
    """One finding for each thing the schema refused in the record of `row`.

    `tagged` says that it was validated as one of several types: the first step of a location is
    then the union's tag (product, policy, …), which is no field.
    """
    return [_finding(detail, row, int(tagged)) for detail in error.errors(include_url=False)]


def _finding(detail: ErrorDetails, row: str, skipped: int) -> Finding:
    kind = detail["type"]
    location = detail["loc"]
    path = quoted(".".join(str(step) for step in location[skipped:]))
    name = quoted(str(location[-1])) if location else ""
    value = quoted(detail.get("input"))
    context: Mapping[str, Any] = detail.get("ctx", {})
    if kind == "json_invalid":
        reason = quoted(str(context.get("error", detail["msg"])))
        return Finding("malformed_json", row, values={"column": "1", "reason": reason})
    if kind.startswith("union_tag"):
        tag = context.get("tag", "")
        return Finding("unknown_type", row, "type", {"value": quoted(tag) or "—"})
    if kind == "extra_forbidden":
        return Finding("unknown_field", row, path, {"name": name, **hints(name, _FIELDS)})
    if kind == "missing":
        return Finding("missing_field", row, path, {"name": name})
    if kind == "string_too_short":
        return Finding("empty_field", row, path, {"name": name})
    if kind == "greater_than_equal":
        return Finding("negative_number", row, path, {"value": value})
    if kind == "less_than_equal":
        return Finding("large_number", row, path, {"value": value})
    if kind in ("enum", "literal_error"):
        allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        return Finding("unknown_value", row, path, {"value": value, "allowed": allowed})
    if kind.startswith("datetime") or kind.startswith("timezone"):
        return Finding("bad_date", row, path, {"value": value})
    if kind == "string_pattern_mismatch":
        return Finding("bad_currency", row, path, {"value": value})
    expected = _EXPECTED.get(kind.split("_")[0], detail["msg"])
    return Finding("wrong_type", row, path, {"value": value, "expected": expected})
