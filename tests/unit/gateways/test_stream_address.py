"""What a stream's address says, and what it may not."""

import pytest

from assistant.gateways.link import LinkError
from assistant.gateways.registry import gateway
from assistant.gateways.stream.address import Address, address, shown
from assistant.settings import Settings


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("rtmp://host/app/key", Address("rtmp://host/app/key")),
        (
            "rtmp://host/app/key?publish=rtmp://host/app/xiaoer",
            Address("rtmp://host/app/key", "rtmp://host/app/xiaoer"),
        ),
        (
            "https://host/live.m3u8?sign=a%2Fb&publish=rtmps://out:443/app/x&t=1",
            Address("https://host/live.m3u8?sign=a%2Fb&t=1", "rtmps://out:443/app/x"),
        ),
        (
            "rtmp://host/a/k?publish=rtmp%3A%2F%2Fout%2Fapp%2Fkey%3Fa%3D1%26b%3D2",
            Address("rtmp://host/a/k", "rtmp://out/app/key?a=1&b=2"),
        ),
        ("?publish=rtmp://host/app/xiaoer", Address("", "rtmp://host/app/xiaoer")),
        ("http://host/live/key.flv", Address("http://host/live/key.flv")),
    ],
)
def test_publish_is_ours_and_all_else_is_left_as_it_stands(url: str, expected: Address) -> None:
    assert address(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "live/key",
        "rtmp://host/app",
        "rtmp://host:port/app/key",
        "rtmp:///app/key",
        "rtmp://host/app/key?publish=https://host/app/key",
        "rtmp://host/app/key?publish=rtmp://host/app/key",
    ],
)
def test_what_is_no_stream_is_one_clear_sentence(url: str) -> None:
    with pytest.raises(LinkError) as refused:
        gateway("stream", url, Settings())
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("rtmp://me:word@host:1935/app/secret?t=1", "rtmp://host:1935/app/…"),
        ("https://host/live.m3u8?sign=secret", "https://host/live.m3u8"),
    ],
)
def test_keys_are_not_told(url: str, named: str) -> None:
    assert shown(url) == named
