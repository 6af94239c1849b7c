"""Agora's tokens, against the vectors that AgoraIO/Tools tests its own builders with."""

import hmac
import struct
import zlib
from base64 import b64decode

import pytest

from assistant.gateways.agora.token import Service, access, rtc, rtm, signed

APP_ID = "970CA35de60c44645bbae8a215061b33"
CERTIFICATE = "5CFd2fd1755d40ecb72977518be15d3b"
CHANNEL = "7d72365eb983485397e3e3f9d460bdda"
UID = "2882341273"
SECONDS = 600

JOINS = (
    "007eJxTYBBbsMMnKq7p9Hf/HcIX5kce9b518kCiQgSr5Zrp4X1Tu6UUGCzNDZwdjU1TUs0Mkk1MzExMk5ISUy0SjQxNDcw"
    "Mk4yN3b8IMEQwMTAwMoAwBIL4CgzmKeZGxmamqUmWFsYmFqbGluapxqnGaZYpJmYGSSkpiVwMRhYWRsYmhkbmxgDCaiTj"
)
JOINS_AS_ANYBODY = (
    "007eJxTYLhzZP08Lxa1Pg57+TcXb/3cZ3wi4V6kbpbOog0G2dOYk20UGCzNDZwdjU1TUs0Mkk1MzExMk5ISUy0SjQxNDcw"
    "Mk4yN3b8IMEQwMTAwMoAwBIL4CgzmKeZGxmamqUmWFsYmFqbGluapxqnGaZYpJmYGSSkpiQwMADacImo="
)
OF_THREE_SERVICES = (
    "007eJxTYJC/8fTS2VM8fzpL8u6zXrB0vvfF6Lhahdx9D8eH/Rwv4g4pMFiaGzg7GpumpJoZJJuYmJmYJiUlplokGhmaGpg"
    "ZJhkbu38RYIhgYmBgZGBgYAaSLEAM4jOBSWYwyQImFRjMU8yNjM1MU5MsLYxNLEyNLc1TjVON0yxTTMwMklJSErkYjCwsj"
    "IxNDI3MjZmA5kBM4mQoSS0uiS8tTi1igQsiKwUAECouiQ=="
)


def content(token: str) -> bytes:
    """What is deflated in a token: the same whatever deflated it."""
    assert token.startswith("007")
    return zlib.decompress(b64decode(token[3:]))


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ([Service(1, {1: SECONDS}, (CHANNEL, UID))], JOINS),
        ([Service(1, {1: SECONDS}, (CHANNEL, ""))], JOINS_AS_ANYBODY),
        (
            [
                Service(4, {1: SECONDS}, (UID,)),
                rtm("test_user", SECONDS),
                rtc(CHANNEL, UID, SECONDS),
            ],
            OF_THREE_SERVICES,
        ),
    ],
    ids=["a channel", "whatever the uid", "three services, in any order"],
)
def test_a_token_is_the_published_one(services: list[Service], expected: str) -> None:
    token = signed(APP_ID, CERTIFICATE, services, seconds=SECONDS, issued=1111111, salt=1)
    assert content(token) == content(expected)


def test_uid_0_is_anybody() -> None:
    assert rtc(CHANNEL, "0", SECONDS).names == (CHANNEL, "")


def test_without_a_certificate_there_is_no_token() -> None:
    assert access(APP_ID, "", CHANNEL, UID, seconds=SECONDS) == ""


def test_two_tokens_differ_and_each_is_signed() -> None:
    tokens = {access(APP_ID, CERTIFICATE, CHANNEL, UID, seconds=SECONDS) for _ in range(3)}
    assert len(tokens) == 3
    for token in tokens:
        signature, document = content(token)[2:34], content(token)[34:]
        issued, seconds, salt = struct.unpack_from("<III", document, 2 + len(APP_ID))
        key = hmac.digest(struct.pack("<I", issued), CERTIFICATE.encode(), "sha256")
        key = hmac.digest(struct.pack("<I", salt), key, "sha256")
        assert signature == hmac.digest(key, document, "sha256")
        assert seconds == SECONDS
