"""How a peer connection finds its way: the STUN and TURN servers it asks."""

from collections.abc import Sequence

from aiortc import RTCConfiguration, RTCIceServer

from assistant.settings import Settings


def configuration(settings: Settings, told: Sequence[RTCIceServer] = ()) -> RTCConfiguration:
    """The servers of the settings, and behind them those that the other side `told` of.

    There may be none: aiortc, unlike a browser, would ask Google's by default. Of each kind it
    asks the first it can use.
    """
    servers = []
    if settings.webrtc_stun_url:
        servers.append(RTCIceServer(urls=settings.webrtc_stun_url))
    if settings.webrtc_turn_url:
        servers.append(
            RTCIceServer(
                urls=settings.webrtc_turn_url,
                username=settings.webrtc_turn_username,
                credential=settings.webrtc_turn_password.get_secret_value(),
            )
        )
    return RTCConfiguration(iceServers=[*servers, *told])
