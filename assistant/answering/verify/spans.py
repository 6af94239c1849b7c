"""Stretches of a text, as (start, end) or with a name before or after them."""

from collections.abc import Iterable


def inside(span: tuple[int, int], spans: Iterable[tuple[int, int]]) -> bool:
    """Whether `span` lies in one of `spans`."""
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def wider(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether `one` holds `other` and is not the same."""
    return one[0] <= other[0] and other[1] <= one[1] and one != other


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with `spans` struck out, every other character at its place."""
    for start, end in spans:
        text = text[:start] + "\u0000" * (end - start) + text[end:]
    return text
