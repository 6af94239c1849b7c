"""What Janus refuses with, in words: https://janus.conf.meetecho.com/docs (apierror.h, plugins)."""

from assistant.gateways.janus.address import Address
from assistant.gateways.link import LinkError, LinkLost

NO_SUCH_FEED = 428
"""Of the VideoRoom: who was to be subscribed to has left."""

_NO_SUCH_ROOM = (426, 485)  # VideoRoom, AudioBridge, as in all of these
_FULL = (432,)
_UNAUTHORIZED = (433, 489)
_MISSING = (429, 483)  # an element of a request; the text names it
_NOT_READY = (499,)

_CORE_UNAUTHORIZED = 403
_CORE_GONE = (458, 459, 468)  # no such session, no such handle, session taken over
_CORE_NO_PLUGIN = 460


class PluginRefused(LinkError):
    """What a plugin refuses, with the `code` it gives."""

    def __init__(self, sentence: str, code: int) -> None:
        super().__init__(sentence)
        self.code = code


def plugin_refusal(where: Address, code: int, text: str) -> LinkError | LinkLost:
    """What a plugin's error means for whoever joins."""
    room = f"room {where.room} of Janus at {where.url}"
    if code in _NOT_READY:
        return LinkLost(f"{room} failed: {text} [{code}]")
    if code in _NO_SUCH_ROOM:
        return PluginRefused(f"there is no {room}; create it, or correct the address", code)
    if code in _UNAUTHORIZED or (code in _MISSING and "(pin)" in text):
        wrong = "has another pin than the one given" if where.pin else "wants a pin"
        return PluginRefused(f"{room} {wrong}; put pin=… into the address, or set janus_pin", code)
    if code in _FULL:
        return PluginRefused(f"{room} is full; let it have more publishers, or one leave", code)
    return PluginRefused(f"{room} refused: {text} [{code}]", code)


def core_refusal(where: Address, code: int, text: str) -> LinkError | LinkLost:
    """What an error of the server's own means."""
    if code in _CORE_GONE:
        return LinkLost(f"Janus at {where.url} has ended the session: {text} [{code}]")
    if code == _CORE_UNAUTHORIZED:
        return LinkError(f"Janus at {where.url} wants another API secret; set janus_api_secret")
    if code == _CORE_NO_PLUGIN:
        return LinkError(f"Janus at {where.url} does not have this kind of room: {text} [{code}]")
    return LinkError(f"Janus at {where.url} refused: {text} [{code}]")
