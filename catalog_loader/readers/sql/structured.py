"""Cells of databases that hold several things: JSON objects, lists, `颜色:红;尺码:M`."""

import json
import re
from collections.abc import Mapping, Sequence

_PAIR = re.compile(
    r"\s*([^:：;；,，|\d][^:：;；,，|]{0,29})\s*[:：]\s*(?!//)([^:：;；,，|]{1,60}?)\s*"
)
_BETWEEN_PAIRS = re.compile(r"[;；,，|]")
_NAMES = ("name", "key", "k", "attr", "attr_name", "spec", "名称")
_VALUES = ("value", "val", "v", "attr_value", "spec_value", "值")
_SCALARS = (str, int, float)


def pairs_in(text: str, *, in_words: bool) -> Mapping[str, str]:
    """What a cell says of several properties, by name; empty where it is not such a cell.

    `{"颜色": "红"}`, `[{"key": "颜色", "value": "红"}]`, and with `in_words` also `颜色:红;尺码:M`.
    """
    if text[:1] in ("{", "["):
        return _pairs_of(_json_in(text))
    if not in_words or not text:
        return {}
    found = [_PAIR.fullmatch(part) for part in _BETWEEN_PAIRS.split(text) if part.strip()]
    return {each[1].strip(): each[2].strip() for each in found if each} if all(found) else {}


def all_pairs(values: Sequence[str], *, in_words: bool) -> list[Mapping[str, str]]:
    """The pairs of each cell of a column, none where some of them are written otherwise."""
    found = [pairs_in(value, in_words=in_words) for value in values]
    sound = all(
        pairs or value in ("", "{}", "[]") for pairs, value in zip(found, values, strict=True)
    )
    return found if sound and any(found) else []


def lines_in(text: str) -> str:
    """A cell with each entry of its list on a line: of a JSON list, or a PostgreSQL array."""
    if text.startswith("[") and text.endswith("]"):
        found = _json_in(text)
        if isinstance(found, list) and all(isinstance(each, _SCALARS) for each in found):
            return "\n".join(str(each) for each in found)
    if text.startswith("{") and text.endswith("}") and ":" not in text.replace("://", ""):
        return "\n".join(part.strip().strip('"') for part in text[1:-1].split(","))
    return text


def _json_in(text: str) -> object:
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found


def _pairs_of(found: object) -> dict[str, str]:
    if isinstance(found, dict):
        pairs = found.items()
        sound = all(isinstance(value, _SCALARS) for _, value in pairs)
        return {str(name): str(value) for name, value in pairs} if sound else {}
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        return {}
    made = {}
    for each in found:
        name = next((each[key] for key in _NAMES if key in each), None)
        value = next((each[key] for key in _VALUES if key in each), None)
        if not isinstance(name, str) or not isinstance(value, _SCALARS):
            return {}
        made[name] = str(value)
    return made
