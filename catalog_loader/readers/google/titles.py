"""Titles of variants, and what remains of them without what the variants differ in."""

import re
from collections.abc import Iterable

from catalog_loader.readers.google.item import Item

_LONGEST = 300
"""Google takes 150 characters; what is longer is no title to be shortened."""
_GAP = "\0"
_JOINTS = r"\s\-–—/|,，、·:："
_OPEN, _CLOSE = "(（[【", ")）]】"
_EMPTY = re.compile(
    rf"\s*[{re.escape(_OPEN)}][{_JOINTS}]*{_GAP}[{_JOINTS}{_GAP}]*[{re.escape(_CLOSE)}]"
)
_JOINED = re.compile(rf"([{_JOINTS}]*){_GAP}[{_JOINTS}{_GAP}]*")


def text_of(item: Item, name: str) -> str:
    """A title or a description, also one marked as written by a machine."""
    if text := item[name]:
        return text
    written = (part[f"structured_{name}.content"] for part in item.parts_of(f"structured_{name}"))
    return next(filter(None, written), "")


def without(title: str, words: Iterable[str]) -> str:
    """A title without these words, and without the commas and brackets that held them."""
    if len(title) > _LONGEST or _GAP in title:
        return title
    for word in sorted(filter(None, words), key=len, reverse=True):
        title = _cut(title, word)
    title = _EMPTY.sub(_GAP, title)
    return _JOINED.sub(lambda gap: _kept(gap, title), title).strip()


def _cut(title: str, word: str) -> str:
    """The title with a gap where the word stands last, not as a part of a longer Latin one."""
    lowered, sought = title.lower(), word.lower()
    at = lowered.rfind(sought) if len(lowered) == len(title) else -1
    while at >= 0:
        end = at + len(sought)
        if not (_is_latin(title[at - 1 : at]) or _is_latin(title[end : end + 1])):
            return title[:at] + _GAP + title[end:]
        at = lowered.rfind(sought, 0, end - 1)
    return title


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _kept(gap: re.Match[str], title: str) -> str:
    """What joins the words on both sides of a gap: nothing where one side is an end."""
    ends = not title[: gap.start()] or title[gap.end() : gap.end() + 1] in ("", *_CLOSE)
    return "" if ends else str(gap[1])
