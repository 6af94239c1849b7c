"""Addresses of Janus rooms, and what its refusals mean."""

import pytest

from assistant.gateways.janus.address import Address, address
from assistant.gateways.janus.refusals import core_refusal, plugin_refusal
from assistant.gateways.link import LinkError, LinkLost
from assistant.settings import Settings

WHERE = Address("ws://host:8188/", 1234)


def test_an_address_with_everything() -> None:
    url = "wss://host/janus?room=1234&pin=a%26b&display=%E5%B0%8F%E4%BA%8C&host=主播"
    assert address(url, Settings(janus_pin="other", janus_api_secret="s")) == Address(
        "wss://host/janus", 1234, pin="a&b", display="小二", host="主播", api_secret="s"
    )


def test_what_an_address_leaves_out() -> None:
    assert address("ws://host:8188?room=friday", Settings(janus_pin="1")) == Address(
        "ws://host:8188", "friday", pin="1", display="店小二"
    )


def test_secrets_are_not_shown() -> None:
    shown = repr(Address("ws://host", 1, pin="sesame", api_secret="sesame"))
    assert "sesame" not in shown


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://host:8188/?room=1", "no Janus address"),
        ("ws:///?room=1", "no Janus address"),
        ("ws://host:8188/", "names no room"),
        ("ws://host:8188/?room=1&pim=2", "but no pim"),
    ],
)
def test_what_is_no_address_is_one_clear_sentence(url: str, reason: str) -> None:
    with pytest.raises(LinkError, match=reason) as refused:
        address(url, Settings())
    assert "ws://host:8188/?room=1234" in str(refused.value)


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (426, LinkError, "there is no room 1234"),
        (485, LinkError, "there is no room 1234"),
        (432, LinkError, "is full"),
        (433, LinkError, "wants a pin"),
        (489, LinkError, "wants a pin"),
        (499, LinkLost, "failed"),
        (436, LinkError, "refused: because"),
    ],
)
def test_what_a_plugin_refuses(code: int, kind: type[Exception], words: str) -> None:
    refusal = plugin_refusal(WHERE, code, "because")
    assert isinstance(refusal, kind)
    assert words in str(refusal)


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (403, LinkError, "set janus_api_secret"),
        (458, LinkLost, "ended the session"),
        (459, LinkLost, "ended the session"),
        (460, LinkError, "does not have this kind of room"),
        (454, LinkError, "refused: because"),
    ],
)
def test_what_the_server_refuses(code: int, kind: type[Exception], words: str) -> None:
    refusal = core_refusal(WHERE, code, "because")
    assert isinstance(refusal, kind)
    assert words in str(refusal)
