"""Random secrets, and the digests that are kept instead of them."""

import hashlib
import secrets


def fresh() -> str:
    """256 random bits, as text that a URL, a cookie and a header can hold."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """SHA-256 in hex: enough for what is random already, and found by an index."""
    return hashlib.sha256(secret.encode()).hexdigest()
