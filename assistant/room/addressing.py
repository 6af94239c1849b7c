"""Whom an answer to a crowd is for, said before it."""

from assistant.answering.values import Answer
from assistant.room.inbox.groups import Group
from catalog_loader.tables import table

LONGEST_NAME = 20
"""Characters of a viewer's name that are repeated; some write an advertisement there."""


def addressed(group: Group, answer: Answer, *, shown: str = "") -> str:
    """`answer` with whom it is for: the one who asked, by name, or how many did.

    `shown` is the title of the product it is about, where another is on air by now.
    """
    words = (
        table(__package__, "addressing.toml").get(answer.language)
        or table(__package__, "addressing.toml")["en"]
    )
    name = next((asker.name for asker in group.askers.values()), "")
    before = ""
    if len(group.askers) > 1:
        before = words["all"].format(n=len(group.askers))
    elif name:
        before = words["one"].format(name=_plain(name))
    if shown:
        before += words["earlier"].format(product=shown)
    return before + answer.text


def _plain(name: str) -> str:
    return "".join(c for c in name if c.isprintable()).strip()[:LONGEST_NAME]
