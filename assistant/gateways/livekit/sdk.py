"""LiveKit's SDK for Python, found and loaded: the `livekit` and `livekit-api` packages."""

from dataclasses import dataclass, fields
from importlib import import_module
from typing import Any

from assistant.gateways.link import LinkError

_INSTALL = "install Xiaoer's [livekit] extra"
_RTC = "livekit.rtc"
_ELSEWHERE = {
    "PublishTrackError": "livekit.rtc.participant",
    "AccessToken": "livekit.api",
    "VideoGrants": "livekit.api",
}


@dataclass(frozen=True, slots=True)
class Sdk:
    """What of the SDK is used, by the names it has there."""

    Room: Any
    RoomOptions: Any
    AudioFrame: Any
    AudioSource: Any
    AudioStream: Any
    LocalAudioTrack: Any
    TrackPublishOptions: Any
    TrackSource: Any
    TrackKind: Any
    ParticipantKind: Any
    DisconnectReason: Any
    ConnectError: type[Exception]
    PublishTrackError: type[Exception]
    StreamError: type[Exception]
    AccessToken: Any
    VideoGrants: Any


def load() -> Sdk:
    """The SDK, imported. Blocks. Raises LinkError where it is missing or cannot be loaded."""
    try:
        return Sdk(
            **{
                field.name: getattr(import_module(_ELSEWHERE.get(field.name, _RTC)), field.name)
                for field in fields(Sdk)
            }
        )
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "livekit":
            raise LinkError(f"LiveKit's SDK is not here; {_INSTALL}") from error
        raise LinkError(f"LiveKit's SDK lacks {error.name}; {_INSTALL}") from error
    except (ImportError, OSError, AttributeError) as error:
        why = f"{type(error).__name__}: {error}"
        raise LinkError(f"LiveKit's SDK cannot be loaded ({why}); {_INSTALL}") from error
