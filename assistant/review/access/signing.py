"""Short-lived signed tokens (RFC 7519, HS256), by a secret that every process shares."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import jwt
from jwt.types import Options

from assistant.review.access import secret
from assistant.settings import Settings
from assistant.store import Database
from assistant.store.staff.secrets import secret as kept

ISSUER = "xiaoer"
ALGORITHM = "HS256"

# when a token ends is told by our own clock
_CHECKED: Options = {
    "require": ["exp", "aud", "iss"],
    "verify_exp": False,
    "verify_iat": False,
}


class Signer:
    """Signs tokens for one purpose each (`audience`), and reads them back."""

    def __init__(self, database: Database, settings: Settings, now: Callable[[], datetime]) -> None:
        self._database = database
        self._secret = settings.token_secret.get_secret_value()
        self._now = now

    async def sign(self, audience: str, claims: Mapping[str, Any], life: timedelta) -> str:
        """A token that holds `claims` until `life` has passed."""
        now = self._now()
        held = {**claims, "iss": ISSUER, "aud": audience, "iat": now, "exp": now + life}
        return jwt.encode(held, await self._key(), ALGORITHM)

    async def read(self, audience: str, token: str) -> Mapping[str, Any] | None:
        """What a token holds; None where it is not ours, for something else, or over."""
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                await self._key(),
                algorithms=[ALGORITHM],
                audience=audience,
                issuer=ISSUER,
                options=_CHECKED,
            )
        except jwt.InvalidTokenError:
            return None
        return claims if claims["exp"] > self._now().timestamp() else None

    async def _key(self) -> str:
        if not self._secret:
            self._secret = await kept(self._database, "tokens", secret.fresh())
        return self._secret
