"""Signing in with OpenID Connect: the authorization code flow with PKCE, state and nonce.

OpenID Connect Core 1.0, section 3.1; RFC 7636. Whoever the provider says it is, by issuer and
subject, has an account from the first time on, with the role that a claim of theirs is set to mean;
never the account of somebody else who happens to have the same name.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.review import audit
from assistant.review.access.accounts import LONGEST_NAME, give_role, keep, new_account
from assistant.review.access.errors import AccessRefused
from assistant.review.access.roles import ORDER, Role
from assistant.review.access.signing import Signer
from assistant.review.audit import Actor
from assistant.settings import Settings
from assistant.store import Database
from assistant.store.staff import accounts
from assistant.store.staff.accounts import AccountRecord

AUDIENCE = "xiaoer:oidc"
LIFE = timedelta(minutes=10)
"""How long somebody may take at the provider."""

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_TIMEOUT_S = 10.0
_LEEWAY_S = 60


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes, and what it keeps meanwhile: signed, for nobody else's use."""

    url: str
    kept: str


@dataclass(frozen=True, slots=True)
class _Waiting:
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))


class Oidc:
    """The provider that is set, if one is."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        signer: Signer,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._settings = settings
        self._signer = signer
        self._now = now
        self._issuer = settings.oidc_issuer.rstrip("/")

    @property
    def name(self) -> str:
        """What its button says; empty where no provider is set."""
        return (self._settings.oidc_name or self._issuer) if self._issuer else ""

    async def begin(self, callback: str, after: str) -> Begun:
        """Send somebody to the provider, who comes back to `callback`, and then goes to `after`.

        Raises AccessRefused (provider) where it cannot be reached.
        """
        waiting = _Waiting()
        async with self._client(callback) as client:
            provider = await self._discovered(client)
            url, _ = client.create_authorization_url(
                provider["authorization_endpoint"],
                state=waiting.state,
                nonce=waiting.nonce,
                code_verifier=waiting.verifier,
            )
        kept = {"state": waiting.state, "nonce": waiting.nonce, "verifier": waiting.verifier}
        return Begun(url, await self._signer.sign(AUDIENCE, {**kept, "after": after}, LIFE))

    async def finish(
        self, callback: str, kept: str, query: Mapping[str, str], address: str
    ) -> tuple[AccountRecord, str]:
        """Who came back from the provider, and where they go. Raises AccessRefused (provider)."""
        held = await self._signer.read(AUDIENCE, kept) if kept else None
        if held is None or not secrets.compare_digest(
            str(held["state"]).encode(), query.get("state", "").encode()
        ):
            raise _refused(
                "this browser did not begin to sign in here, or took too long; try again"
            )
        if "code" not in query:
            raise _refused(f"the provider says {query.get('error', 'nothing')}")
        claims = await self._claims(callback, held, query["code"])
        role = self._role(claims.get(self._settings.oidc_claim))
        if role is None:
            raise _refused("your account at the provider has no role here; ask an admin")
        async with self._database.writing() as session:
            account = await self._account(session, claims, role, address)
        if account.disabled:
            raise _refused("this account is disabled")
        return account, str(held["after"])

    async def _claims(self, callback: str, held: Mapping[str, Any], code: str) -> Mapping[str, Any]:
        async with self._client(callback) as client:
            provider = await self._discovered(client)
            try:
                token = await client.fetch_token(
                    provider["token_endpoint"], code=code, code_verifier=held["verifier"]
                )
                answer = await client.request("GET", provider["jwks_uri"], withhold_token=True)
                keys = KeySet.import_key_set(answer.raise_for_status().json())
                decoded = jwt.decode(token["id_token"], keys, algorithms=list(_ALGORITHMS))
                claims = CodeIDToken(
                    decoded.claims,
                    decoded.header,
                    {
                        "iss": {"essential": True, "value": provider["issuer"]},
                        "aud": {"essential": True, "value": self._settings.oidc_client_id},
                    },
                    {
                        "nonce": held["nonce"],
                        "client_id": self._settings.oidc_client_id,
                        "access_token": token.get("access_token"),
                    },
                )
                claims.validate(now=int(time.time()), leeway=_LEEWAY_S)
            except (OAuthError, JoseError, httpx2.HTTPError, ValueError, KeyError) as error:
                raise _refused(f"the provider's answer cannot be used: {error}") from error
        return dict(claims)

    async def _discovered(self, client: AsyncOAuth2Client) -> Mapping[str, Any]:
        """The provider's own description (OpenID Connect Discovery 1.0)."""
        try:
            answer = await client.request(
                "GET", f"{self._issuer}/.well-known/openid-configuration", withhold_token=True
            )
            provider: dict[str, Any] = answer.raise_for_status().json()
            endpoints = {"authorization_endpoint", "token_endpoint", "jwks_uri"} - set(provider)
        except (httpx2.HTTPError, ValueError) as error:
            raise _refused(f"the provider cannot be reached: {error}") from error
        if endpoints or str(provider.get("issuer", "")).rstrip("/") != self._issuer:
            raise _refused("the provider does not describe itself as the issuer that is set")
        return provider

    def _client(self, callback: str) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self._settings.oidc_client_id,
            self._settings.oidc_client_secret.get_secret_value(),
            scope=self._settings.oidc_scope,
            redirect_uri=callback,
            code_challenge_method="S256",
            timeout=_TIMEOUT_S,
        )

    def _role(self, claim: Any) -> Role | None:
        """The highest role that a claim's values are set to mean."""
        values = claim if isinstance(claim, list) else [claim]
        meant = [
            Role(self._settings.oidc_roles[value])
            for value in map(str, values)
            if value in self._settings.oidc_roles
        ]
        return max(meant, key=ORDER.index, default=None)

    async def _account(
        self, session: AsyncSession, claims: Mapping[str, Any], role: Role, address: str
    ) -> AccountRecord:
        subject = f"{self._issuer}|{claims['sub']}"
        account = await accounts.of_subject(session, subject)
        if account is None:
            name = await _free_name(session, claims)
            account = new_account(name, role, at=self._now(), subject=subject)
            await keep(session, account, Actor(name, "oidc", address))
            return account
        actor = Actor(account.name, "oidc", address)
        if account.disabled:
            await audit.append(session, actor, "sign_in.refused")
        elif account.role != role:
            await give_role(session, account, role, actor)
            account = await accounts.get(session, account.id)
        return account


async def _free_name(session: AsyncSession, claims: Mapping[str, Any]) -> str:
    told = (claims.get(one) for one in ("preferred_username", "email", "name", "sub"))
    first = next(str(one) for one in told if one)
    name = "".join(letter for letter in first if letter.isprintable()).strip()[: LONGEST_NAME - 4]
    name, number = name or "oidc", 1
    free = name
    while await accounts.named(session, free) is not None:
        number += 1
        free = f"{name} {number}"
    return free


def _refused(message: str) -> AccessRefused:
    return AccessRefused("provider", message)
