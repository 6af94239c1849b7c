"""What somebody who reads what staff read sees of viewers' personal data."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends

from assistant.compliance.masking import masked
from assistant.review.access.roles import Right
from assistant.web.access import Caller, requires

Seen = Callable[[Any], Any]
"""A JSON document as who asks may see it."""


def _seen(caller: Annotated[Caller, requires(Right.WATCH)]) -> Seen:
    return _as_it_is if Right.PERSONAL in caller.rights else masked


def _as_it_is(document: Any) -> Any:
    return document


SeenOf = Annotated[Seen, Depends(_seen)]
"""For routes that need the right to watch; without the right to it, personal data is masked."""
