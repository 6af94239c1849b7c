"""How much work it would be to extract a page's markup, told before it is begun.

extruct looks at every property once for each pair of the items around it, and copies its text once
for each property around it. On a shop's page that is nothing; on one made to nest it is hours.
"""

from lxml import etree

MAX_MARKS = 50_000
"""Marked elements of a page."""

MAX_LOOKS = 2_000_000
"""Looks at properties: a page of two thousand of them, four items deep, takes 32,000."""

MAX_COPIED = 64 * 1024 * 1024
"""Characters copied."""

_SCOPES = ("itemscope", "typeof")
_PROPERTIES = ("itemprop", "property")


def too_much(tree: etree.ElementBase) -> str:
    """Why extracting this page's microdata or RDFa would take too long, "" where it would not."""
    marks = looks = copied = scopes = properties = references = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        has = element.attrib
        scope, is_property = _any(has, _SCOPES), _any(has, _PROPERTIES)
        if event == "end":
            scopes, properties = scopes - scope, properties - is_property
            copied += properties * len(element.tail or "")
            continue
        marks += scope or is_property
        references += len(has.get("itemref", "").split())
        looks += is_property * scopes * scopes
        scopes, properties = scopes + scope, properties + is_property
        copied += properties * len(element.text or "")
    if marks > MAX_MARKS:
        return f"more than {MAX_MARKS} marked elements"
    if looks + references * marks > MAX_LOOKS or copied > MAX_COPIED:
        return "too many marked elements inside each other"
    return ""


def _any(attributes: etree._Attrib, names: tuple[str, str]) -> bool:
    return names[0] in attributes or names[1] in attributes
