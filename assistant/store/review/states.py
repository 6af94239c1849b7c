"""What becomes of a review item."""

from enum import StrEnum


class State(StrEnum):
    """Open until staff settle it: `approved` as it was answered, `corrected` by words of their own
    (for what was not answered, answered), `dismissed` as nothing to answer."""

    OPEN = "open"
    APPROVED = "approved"
    CORRECTED = "corrected"
    DISMISSED = "dismissed"
