"""The order of the page, which RDF does not keep: its nodes and values are a set."""

from urllib.parse import urlsplit

UNNAMED = "urn:xiaoer:node:"
"""What the nodes that a page gives no id are named by before they are read, then their number."""

_LOOKED_FOR = 500
"""Values looked for in a page; more of them than this stand in the order of their texts."""


def in_page_order(
    items: list[dict[str, list[dict[str, str]]]], markup: str
) -> list[dict[str, list[dict[str, str]]]]:
    """RDFa's nodes (expanded JSON-LD) as their page has them, each text on one line.

    Nodes without an id of their own come first: it is by their number that findings name them.
    """
    places: dict[str, int] = {}

    def place(value: dict[str, str]) -> tuple[int, str]:
        name = value.get("@id", "")
        words = name if name.startswith(UNNAMED) else value.get("@value") or urlsplit(name).path
        if words.startswith(UNNAMED):
            return -1, words
        if words not in places and len(places) < _LOOKED_FOR:
            places[words] = markup.find(words[:200])
        return places.get(words, len(markup)), words

    for item in items:
        for name, values in item.items():
            if name.startswith("@"):
                continue
            for value in values:
                if "@value" in value:
                    value["@value"] = " ".join(str(value["@value"]).split())
            if len(values) > 1:
                values.sort(key=place)
    return sorted(items, key=lambda item: (not _id(item).startswith(UNNAMED), _id(item)))


def _id(item: dict[str, list[dict[str, str]]]) -> str:
    return str(item.get("@id", ""))
