"""What one customer may be told, as JSON."""

from collections.abc import Mapping
from typing import Any

from assistant.answering.reminding import Message, message
from assistant.recommend.outreach.shown import suggestion_json
from assistant.recommend.outreach.suggesting import ForCustomer


def message_for(found: ForCustomer, language: str = "") -> Message | None:
    """What they would be written, in their language unless another is given; None where they may
    not be written to, or nothing is to be said."""
    if not found.customer.messaged:
        return None
    spoken = language or found.language
    return message(found.suggested.suggestions, found.shelf, spoken, found.at)


def customer_json(catalog: str, found: ForCustomer, language: str = "") -> Mapping[str, Any]:
    """The suggestions, what was held back and why, and the message."""
    made = message_for(found, language)
    return {
        "customer": found.customer.id,
        "catalog": catalog,
        "at": found.at.isoformat(),
        "personal": found.personal,
        "suggestions": [suggestion_json(one) for one in found.suggested.suggestions],
        "held_back": [
            {"product": wish.product, "why": why} for wish, why in found.suggested.held_back
        ],
        "message": {"language": made.language, "text": made.text} if made else None,
    }
