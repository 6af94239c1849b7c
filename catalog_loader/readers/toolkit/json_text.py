"""Where arrays of objects begin in the first part of a JSON text, which may be cut anywhere."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_ARRAY = re.compile(r"\s*\[\s*(?=\{)")
_OPENING = re.compile(r"\s*\{")
_NAME = re.compile(r'\s*"((?:[^"\\]|\\.)*)"\s*:\s*')
_NEXT = re.compile(r"[\s}]*,")
_DEEPEST = 4
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


@dataclass(frozen=True, slots=True)
class ArrayStart:
    """An array of objects: where its first object begins, and the names that stand before it."""

    position: int
    before: tuple[str, ...]


def arrays_in(text: str) -> Iterator[ArrayStart]:
    """The arrays of objects that are the document, or stand in its objects.

    The names before one are those of the members that were passed on the way to it.
    """
    text = text.removeprefix("\ufeff")
    position, depth = 0, 0
    before: list[str] = []
    while True:
        if array := _ARRAY.match(text, position):
            yield ArrayStart(array.end(), tuple(before))
        if depth < _DEEPEST and (opening := _OPENING.match(text, position)):
            position, depth = opening.end(), depth + 1
        else:
            try:
                _, position = _DECODER.raw_decode(text, position)
            except (ValueError, RecursionError):
                return
            following = _NEXT.match(text, position)
            depth -= following[0].count("}") if following else depth
            if not following or depth <= 0:
                return
            position = following.end()
        name = _NAME.match(text, position)
        if name is None:
            return
        before.append(name[1])
        position = name.end()


def is_document(text: str) -> bool:
    """Whether a text that begins with an object is one document, not a record a line.

    A record of our own names its `type` before any array of objects.
    """
    return any("type" not in array.before for array in arrays_in(text))
