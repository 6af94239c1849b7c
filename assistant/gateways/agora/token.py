"""Agora's AccessToken2 ("007"): who may enter which channel, signed with the app certificate.

Built from the public description of the format (AgoraIO/Tools, DynamicKey): a little-endian
document of app id, times, salt and services, under an HMAC-SHA256 whose key is derived from the
certificate, deflated and in base64 behind the version. Of the packages on PyPI one builds only the
format before this one, and the others are not kept.
"""

import hmac
import secrets
import struct
import time
import zlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

VERSION = "007"
LONGEST_S = 24 * 3600
"""How long Agora honours a token at most."""

_RTC, _RTM = 1, 2
_JOIN, _PUBLISH_AUDIO, _PUBLISH_VIDEO, _PUBLISH_DATA = 1, 2, 3, 4
_LOGIN = 1


@dataclass(frozen=True, slots=True)
class Service:
    """What a token allows in one of Agora's services.

    `privileges` maps each privilege to how many seconds it holds; `names` are what the service is
    allowed for, in its own order: channel and user of RTC, the user of RTM.
    """

    kind: int
    privileges: Mapping[int, int]
    names: Sequence[str]

    def packed(self) -> bytes:
        """The service as it stands in a token."""
        privileges = b"".join(
            struct.pack("<HI", privilege, seconds)
            for privilege, seconds in sorted(self.privileges.items())
        )
        head = struct.pack("<HH", self.kind, len(self.privileges))
        return head + privileges + b"".join(_text(name) for name in self.names)


def rtc(channel: str, uid: str, seconds: int) -> Service:
    """May join the channel as `uid` and publish there; uid "0" is a number Agora picks."""
    privileges = (_JOIN, _PUBLISH_AUDIO, _PUBLISH_VIDEO, _PUBLISH_DATA)
    return Service(_RTC, dict.fromkeys(privileges, seconds), (channel, "" if uid == "0" else uid))


def rtm(user: str, seconds: int) -> Service:
    """May log in to signalling as `user`."""
    return Service(_RTM, {_LOGIN: seconds}, (user,))


def signed(
    app_id: str,
    certificate: str,
    services: Sequence[Service],
    *,
    seconds: int,
    issued: int | None = None,
    salt: int | None = None,
) -> str:
    """A token for `services` that expires in `seconds`; now and a random salt unless given."""
    issued = int(time.time()) if issued is None else issued
    salt = secrets.randbelow(99_999_999) + 1 if salt is None else salt
    key = _mac(struct.pack("<I", salt), _mac(struct.pack("<I", issued), certificate.encode()))
    document = _text(app_id) + struct.pack("<IIIH", issued, seconds, salt, len(services))
    # the services stand in the order of their kinds, whatever order they were given in
    ordered = sorted(services, key=lambda service: service.kind)
    document += b"".join(service.packed() for service in ordered)
    signature = _mac(key, document)
    content = struct.pack("<H", len(signature)) + signature + document
    return VERSION + b64encode(zlib.compress(content)).decode()


def access(app_id: str, certificate: str, channel: str, uid: str, *, seconds: int) -> str:
    """A token for the channel and signalling together, as the Conversational AI engine wants it.

    Empty where there is no certificate: such a project admits by app id alone.
    """
    if not certificate:
        return ""
    services = [rtc(channel, uid, seconds), rtm(uid, seconds)]
    return signed(app_id, certificate, services, seconds=seconds)


def _mac(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, "sha256")


def _text(text: str) -> bytes:
    content = text.encode()
    return struct.pack("<H", len(content)) + content
