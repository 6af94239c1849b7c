"""Addresses of WHIP and WHEP, and the ICE servers that a server tells of."""

import pytest

from assistant.gateways.link import LinkError
from assistant.gateways.whip.address import Address, address
from assistant.gateways.whip.endpoint import ice_servers


def test_both_halves_or_either() -> None:
    whip, whep = "https://a/whip/live?region=eu", "https://b/whep/live"
    assert address(f"{whip}&whep={whep}") == Address(whip, whep)
    assert address(whip) == Address(whip, "")
    assert address(f"?whep={whep}") == Address("", whep)
    assert address("https://a/w?whep=https%3A%2F%2Fb%2Fw%3Fx%3D1") == Address(
        "https://a/w", "https://b/w?x=1"
    )


@pytest.mark.parametrize(
    "url", ["", "?whep=", "ftp://a/whip", "https:///whip", "https://a/w?whep=b", "live"]
)
def test_what_is_no_address_is_one_clear_sentence(url: str) -> None:
    with pytest.raises(LinkError, match="https://host/whip/STREAM"):
        address(url)


def test_ice_servers_of_link_fields() -> None:
    told = ice_servers(
        [
            '<stun:stun.example.net>; rel="ice-server"',
            '<turn:t.example.net?transport=udp>; rel="ice-server"; username="u, 1"; '
            'credential="a\\"b;c"; credential-type="password", '
            "<turns:t.example.net:443?transport=tcp>;rel=ice-server;username=u;credential=c",
            '<https://example.net/next>; rel="next"',
            "no link at all",
        ]
    )
    assert [(one.urls, one.username, one.credential) for one in told] == [
        ("stun:stun.example.net", None, None),
        ("turn:t.example.net?transport=udp", "u, 1", 'a"b;c'),
        ("turns:t.example.net:443?transport=tcp", "u", "c"),
    ]
