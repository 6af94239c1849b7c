"""Why a room of LiveKit's was not entered or was left, and whether to come again."""

import re
from typing import Any

from assistant.gateways.link import LinkError, LinkLost

_REFUSED = re.compile(r"\b40[13]\b|unauthori[sz]ed|forbidden|permission|token", re.IGNORECASE)


def refusal(message: str, server: str) -> LinkError | LinkLost:
    """The sentence for a `ConnectError`, which says what happened in words only."""
    told = " ".join(message.split())
    if _REFUSED.search(told):
        return LinkError(
            f"{server} lets Xiaoer not in: {told}; see livekit_api_key and livekit_api_secret"
        )
    return LinkLost(f"{server} could not be joined: {told}")


def ending(reasons: Any, reason: int) -> LinkError | LinkLost | None:
    """What a `DisconnectReason` (of `reasons`) means; None where the show is over."""
    if reason in (reasons.ROOM_DELETED, reasons.ROOM_CLOSED):
        return None
    if reason == reasons.DUPLICATE_IDENTITY:
        return LinkError(
            "somebody came into the LiveKit room with Xiaoer's identity; give each its own with "
            "identity="
        )
    if reason == reasons.PARTICIPANT_REMOVED:
        return LinkError("Xiaoer was shown out of the LiveKit room")
    named = {number: name for name, number in reasons.items()}
    return LinkLost(f"the connection to the LiveKit room ended: {named.get(reason, reason)}")
