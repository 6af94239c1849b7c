"""What is added to an answer that aiortc wrote."""

import pytest

from assistant.gateways.webrtc.sdp import finished_answer

ANSWER = "\r\n".join(
    (
        "v=0",
        "m=audio 50000 UDP/TLS/RTP/SAVPF 111",
        "a=rtpmap:111 opus/48000/2",
        "a=candidate:f 1 udp 2130706431 192.168.1.7 50000 typ host",
        "a=candidate:g 1 udp 2130706431 fd00::7 50001 typ host",
        "a=candidate:h 1 udp 1694498815 198.51.100.9 50000 typ srflx raddr 1.1.1.1 rport 1",
        "",
    )
)


def test_fec_is_asked_for_under_the_payload_type_of_the_offer() -> None:
    assert (
        "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n"
        in finished_answer(ANSWER)
    )


@pytest.mark.parametrize(
    ("address", "kept", "gone"),
    [
        ("203.0.113.5", ("203.0.113.5 50000 typ host", "fd00::7 50001"), "192.168.1.7"),
        ("2001:db8::5", ("2001:db8::5 50001 typ host", "192.168.1.7 50000"), "fd00::7"),
    ],
)
def test_a_public_address_stands_in_for_the_machines_own(
    address: str, kept: tuple[str, ...], gone: str
) -> None:
    answer = finished_answer(ANSWER, public_address=address)
    assert gone not in answer
    for candidate in (*kept, "198.51.100.9 50000 typ srflx"):
        assert candidate in answer
