"""Documents as those see them who may not see whose they are."""

from collections.abc import Mapping
from typing import Any

from assistant.compliance.personal_data import mask

_IDS = frozenset({"answer_id", "question_id", "id", "room", "product", "sku", "trace_id", "row"})
"""Fields that hold the names of things, some of which are long numbers."""


def masked(document: Any) -> Any:
    """A JSON document with the personal data in its texts masked; its ids stay what they are."""
    if isinstance(document, str):
        return mask(document)
    if isinstance(document, Mapping):
        return {key: value if key in _IDS else masked(value) for key, value in document.items()}
    if isinstance(document, list | tuple):
        return [masked(item) for item in document]
    return document
