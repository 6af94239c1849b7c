"""Where the pictures of a thing are."""

from pathlib import PurePosixPath

from catalog_loader.findings import quoted
from catalog_loader.readers.schemaorg.fields import Fields, Reading
from catalog_loader.readers.schemaorg.graph import Node, Text
from catalog_loader.readers.schemaorg.syntaxes import is_address


def pictures_of(node: Node, fields: Fields, reading: Reading) -> tuple[str, ...]:
    """The addresses of a thing's pictures: whole ones, or paths beside the file.

    A path from the root of a site that the document does not name leads nowhere, nor does a
    picture written into the page itself: those are left out, with a note.
    """
    found = []
    for value in node.properties.get("image", ()):
        if isinstance(value, Text):
            address = value.text
        else:
            address = value.first("contentUrl", "url") or ("" if value.properties else value.id)
        if not address:
            continue
        whole = reading.absolute(address)
        if is_address(whole) or _is_beside(whole):
            found.append(whole)
        else:
            fields.find("ignored_image", "image", value=quoted(address))
    return tuple(dict.fromkeys(found))


def _is_beside(address: str) -> bool:
    path = PurePosixPath(address.replace("\\", "/"))
    inside = not path.is_absolute() and ".." not in path.parts
    return inside and ":" not in address and not address.startswith(("?", "#"))
