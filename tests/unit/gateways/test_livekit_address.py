"""What the address of a LiveKit room says, and what it may not."""

import pytest
from pydantic import SecretStr

from assistant.gateways.link import LinkError
from assistant.gateways.livekit.address import Address, address
from assistant.gateways.livekit.gateway import make
from assistant.gateways.registry import gateway
from assistant.settings import Settings


@pytest.mark.parametrize(
    "url",
    [
        "https://host?room=live",
        "wss:///?room=live",
        "wss://host",
        "wss://host?room=live&colour=red",
        "wss://host:port?room=live",
    ],
)
def test_an_address_that_names_no_room_is_one_sentence(url: str) -> None:
    with pytest.raises(LinkError) as refused:
        gateway("livekit", url, Settings())
    assert "\n" not in str(refused.value)


def test_an_address() -> None:
    url = "wss://host:7880/path?room=%E5%8F%8C11&host=anchor&name=Xiaoer"
    assert address(url) == Address("wss://host:7880/path", "双11", "anchor", "", "Xiaoer")


def test_without_its_keys_it_says_which() -> None:
    with pytest.raises(LinkError, match="XIAOER_LIVEKIT_API_SECRET"):
        make("wss://host?room=live", Settings(livekit_api_key="key"))


async def test_each_gateway_has_an_identity_of_its_own() -> None:
    settings = Settings(livekit_api_key="key", livekit_api_secret=SecretStr("secret"))
    one, other = (make("wss://host?room=live", settings).where.identity for _ in range(2))
    assert one.startswith("xiaoer-")
    assert one != other
