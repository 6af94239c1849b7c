"""An endpoint of WHIP (RFC 9725) or WHEP (draft-ietf-wish-whep), and a session at it."""

import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx
from aiortc import RTCIceServer

from assistant.gateways.link import LinkError, LinkLost

ANSWER_S = 10.0
"""How long an answer of the server's may take."""

_SDP = "application/sdp"
_REDIRECTS = 5
_REDIRECTED = (307, 308)  # by which a POST stays one, with its body
_LATER = (408, 409, 425, 429)  # 409: another session still holds the stream, or none sends it yet
_MEANING = {
    401: "wants a token, or another one; set {token}",
    403: "does not let this token in; set another {token}",
    404: "has no such stream; correct the address",
    405: "takes no session at this address; correct it",
    406: "cannot do with a stream of Opus alone",
    415: "takes no SDP at this address; correct it",
}
_LINK = re.compile(
    r'<([^>]*)>((?:\s*;\s*[\w!#$&+\-.^`|~*]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^",;\s]*))*)'
)
_PARAMETER = re.compile(r';\s*([\w!#$&+\-.^`|~*]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^",;\s]*))')


@dataclass(frozen=True, slots=True)
class Accepted:
    """A session the server has made: its SDP answer, and the ICE servers it told of."""

    answer: str
    ice_servers: tuple[RTCIceServer, ...]


class Endpoint:
    """Where sessions of one stream are made. `setting` names the setting of its token."""

    def __init__(self, http: httpx.AsyncClient, url: str, token: str, *, setting: str) -> None:
        self._http = http
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._setting = setting

    @contextlib.asynccontextmanager
    async def session(self, offer: str) -> AsyncIterator[Accepted]:
        """A session by an SDP offer, deleted with this. Raises LinkError, LinkLost."""
        response = await self._post(offer)
        location = response.headers.get("location")
        if not location:
            raise LinkError(f"{self._url} made a session but did not say where (no Location)")
        try:
            yield self._accepted(response)
        finally:
            with contextlib.suppress(httpx.HTTPError, httpx.InvalidURL):
                await self._http.delete(urljoin(str(response.url), location), headers=self._headers)

    async def _post(self, offer: str) -> httpx.Response:
        url = self._url
        headers = {"Content-Type": _SDP, "Accept": _SDP, **self._headers}
        for _ in range(_REDIRECTS + 1):
            try:
                response = await self._http.post(url, content=offer, headers=headers)
            except httpx.InvalidURL as error:
                raise LinkError(f"{url!r} is no address of HTTP") from error
            except httpx.HTTPError as error:
                raise LinkLost(f"{self._url} cannot be reached ({error!r})") from error
            if response.status_code not in _REDIRECTED:
                return self._checked(response)
            there = urljoin(url, response.headers.get("location", ""))
            # The token goes along, as the servers that spread their load expect, but never from a
            # connection that is private to one that is not.
            if url.startswith("https:") and not there.startswith("https:"):
                raise LinkError(f"{self._url} leads from HTTPS to {there}; correct the address")
            url = there
        raise LinkError(f"{self._url} leads on and on, {_REDIRECTS} times; correct the address")

    def _checked(self, response: httpx.Response) -> httpx.Response:
        status = response.status_code
        if status == 201:
            return response
        if status >= 500 or status in _LATER or "retry-after" in response.headers:
            raise LinkLost(f"{self._url} cannot take a session just now [{status}]")
        meaning = _MEANING.get(status, "took no session; is it an endpoint of WHIP or WHEP?")
        raise LinkError(f"{self._url} {meaning.format(token=self._setting)} [{status}]")

    def _accepted(self, response: httpx.Response) -> Accepted:
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != _SDP:
            raise LinkError(f"{self._url} answered with {kind or 'no type'} in place of {_SDP}")
        return Accepted(response.text, ice_servers(response.headers.get_list("link")))


def ice_servers(links: list[str]) -> tuple[RTCIceServer, ...]:
    """The ICE servers in `Link` header fields (RFC 8288; RFC 9725, 4.6)."""
    servers = []
    for link in links:
        for found in _LINK.finditer(link):
            about = {
                name.lower(): re.sub(r"\\(.)", r"\1", quoted) or bare
                for name, quoted, bare in _PARAMETER.findall(found[2])
            }
            if "ice-server" not in about.get("rel", "").lower().split():
                continue
            servers.append(
                RTCIceServer(
                    urls=found[1],
                    username=about.get("username"),
                    credential=about.get("credential"),
                    credentialType=about.get("credential-type", "password"),
                )
            )
    return tuple(servers)
