"""Offers and answers as text: what a call needs of one, and what aiortc does not write itself."""

import re
from ipaddress import ip_address

from aiortc.sdp import SessionDescription

LONGEST_OFFER = 64 * 1024  # characters; a browser's is some three thousand

_RTPMAP = re.compile(r"^a=rtpmap:(\d+) opus/48000.*$", re.IGNORECASE | re.MULTILINE)
_HOST = re.compile(r"^(a=candidate:\S+ \d+ udp \d+ )(\S+)( \d+ typ host.*)$", re.MULTILINE)


class OfferRefused(ValueError):
    """An offer that no call can be made of; the message is for the developer of the client."""


def check_offer(sdp: str) -> None:
    """Raises OfferRefused for what is no offer of Opus and of a data channel."""
    if len(sdp) > LONGEST_OFFER:
        raise OfferRefused(f"the SDP offer is longer than {LONGEST_OFFER} characters")
    try:
        offer = SessionDescription.parse(sdp)
    except (ValueError, IndexError, KeyError, AssertionError) as error:
        raise OfferRefused(f"the SDP offer cannot be read: {error}") from error
    kinds = [media.kind for media in offer.media]
    if "audio" not in kinds:
        raise OfferRefused("the SDP offer has no audio: add a track or an audio transceiver")
    if "application" not in kinds:
        raise OfferRefused("the SDP offer has no data channel: create one called oai-events")
    audio = offer.media[kinds.index("audio")]
    if not any(codec.mimeType.lower() == "audio/opus" for codec in audio.rtp.codecs):
        raise OfferRefused("the SDP offer has no Opus, the one codec of this server")


def finished_answer(sdp: str, *, public_address: str = "") -> str:
    """The answer aiortc made, asking for FEC, and reachable at `public_address` if one is given.

    DTX is not asked for: what a silent viewer saves in packets, a turn's end would wait for.
    """
    sdp = asking_for_fec(sdp)
    if public_address:
        version = ip_address(public_address).version
        sdp = _HOST.sub(lambda found: _moved(found, public_address, version), sdp)
    return sdp


def asking_for_fec(sdp: str) -> str:
    """A description that aiortc made, whose Opus is asked for with in-band FEC (RFC 7587, 6.1)."""
    return _RTPMAP.sub(_with_fec, sdp)


def _with_fec(found: re.Match[str]) -> str:
    line = found[0].rstrip("\r")
    return f"{line}\r\na=fmtp:{found[1]} minptime=10;useinbandfec=1" + found[0][len(line) :]


def _moved(found: re.Match[str], address: str, version: int) -> str:
    if ip_address(found[2]).version != version:
        return found[0]
    return f"{found[1]}{address}{found[3]}"
