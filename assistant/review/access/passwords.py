"""Passwords: which will do, and their Argon2id hashes (RFC 9106)."""

import asyncio
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.review.access.errors import AccessRefused
from assistant.settings import Settings

LONGEST = 256
AT_ONCE = 2
"""Hashes made at a time: each takes its memory, and a crowd at the door must not take it all."""


class Passwords:
    """Hashes passwords and checks them, off the event loop."""

    def __init__(self, settings: Settings) -> None:
        self._shortest = settings.password_length
        self._hasher = PasswordHasher(
            time_cost=settings.password_passes, memory_cost=settings.password_memory_kib
        )
        self._busy = asyncio.Semaphore(AT_ONCE)
        self._nobodys = ""

    async def hash(self, password: str, *, name: str = "") -> str:
        """The hash to keep. Raises AccessRefused for a password that will not do."""
        if not self._shortest <= len(password) <= LONGEST:
            raise AccessRefused(
                "weak_password", f"choose a password of {self._shortest} to {LONGEST} characters"
            )
        if len(set(password)) < 5 or name.casefold() == password.casefold():
            raise AccessRefused("weak_password", "this password is guessed at once; choose another")
        async with self._busy:
            return await asyncio.to_thread(self._hasher.hash, _normal(password))

    async def right(self, kept: str, password: str) -> bool:
        """Whether `password` is that of a hash; an empty hash takes as long, and is never right."""
        async with self._busy:
            if not kept and not self._nobodys:
                self._nobodys = await asyncio.to_thread(self._hasher.hash, "nobody's")
            right = await asyncio.to_thread(self._verify, kept or self._nobodys, password)
        return right and bool(kept)

    def outdated(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than those set now."""
        return self._hasher.check_needs_rehash(kept)

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, _normal(password[:LONGEST]))
        except (VerificationError, InvalidHashError):
            return False


def _normal(password: str) -> str:
    # the same characters typed on another keyboard are the same password
    return unicodedata.normalize("NFKC", password)
