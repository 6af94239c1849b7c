"""Signs what is posted to the shop's messaging, as Standard Webhooks 1.0 has it.

`webhook-signature` is `v1,` and the base64 of an HMAC-SHA256 of `ID.SECONDS.BODY`, so that any of
that standard's libraries verifies it. https://github.com/standard-webhooks/standard-webhooks
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime


def signed(key: bytes, message: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """The headers of a `body` that is sent as `message` `at` a moment."""
    seconds = str(int(at.timestamp()))
    content = f"{message}.{seconds}.".encode() + body
    signature = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{signature}",
    }
