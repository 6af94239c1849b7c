"""Agora's server SDK: found, loaded, and its one service of this process.

The package is Python around native libraries that its build fetches. Where they are missing it
fetches them again while it is imported, or ends the process, and either way it turns off the
verification of certificates in the standard library: so it is looked at before it is imported, and
what it turned off is turned on again.
"""

import atexit
import ssl
import tempfile
import threading
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.gateways.link import LinkError

_LIBRARY = Path("agora_sdk") / "libagora_rtc_sdk.so"
_INSTALL = "install Xiaoer's [agora] extra on Linux, on a network that reaches download.agora.io"
_CONTEXT = "_create_default_https_context"


@dataclass(frozen=True, slots=True)
class Sdk:
    """The classes of the SDK that are used, by their names there; it has no types of its own."""

    AgoraService: Any
    AgoraServiceConfig: Any
    RTCConnConfig: Any
    RtcConnectionPublishConfig: Any
    AudioSubscriptionOptions: Any
    IRTCConnectionObserver: Any
    IAudioFrameObserver: Any
    RTMClient: Any
    RtmConfig: Any
    RtmLogConfig: Any
    IRtmEventHandler: Any
    SubscribeOptions: Any


_WHERE = {
    "AgoraService": "agora.rtc.agora_service",
    "AgoraServiceConfig": "agora.rtc.agora_base",
    "RTCConnConfig": "agora.rtc.agora_base",
    "RtcConnectionPublishConfig": "agora.rtc.agora_base",
    "AudioSubscriptionOptions": "agora.rtc.agora_base",
    "IRTCConnectionObserver": "agora.rtc.rtc_connection_observer",
    "IAudioFrameObserver": "agora.rtc.audio_frame_observer",
    "RTMClient": "agora.rtm.rtm_client",
    "RtmConfig": "agora.rtm.rtm_base",
    "RtmLogConfig": "agora.rtm.rtm_base",
    "IRtmEventHandler": "agora.rtm.rtm_base",
    "SubscribeOptions": "agora.rtm.rtm_base",
}


def load() -> Sdk:
    """The SDK, imported. Blocks. Raises LinkError where it, or its native part, is missing."""
    found = find_spec("agora")
    if found is None or not found.submodule_search_locations:
        raise LinkError(f"Agora's server SDK is not here; {_INSTALL}")
    if not (Path(found.submodule_search_locations[0]) / _LIBRARY).exists():
        raise LinkError(f"Agora's server SDK is here without its native part; {_INSTALL}")
    verifying = getattr(ssl, _CONTEXT)
    try:
        return Sdk(**{name: getattr(import_module(at), name) for name, at in _WHERE.items()})
    except (ImportError, OSError, AttributeError, SystemExit) as error:
        why = f"{type(error).__name__}: {error}"
        raise LinkError(f"Agora's server SDK cannot be loaded ({why}); {_INSTALL}") from error
    finally:
        setattr(ssl, _CONTEXT, verifying)


class Services:
    """The SDK's service, of which a process may have one, for one project, until it ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._service: Any = None
        self._app_id = ""

    def service(self, sdk: Sdk, app_id: str) -> Any:
        """The service, begun with the first call. Blocks. Raises LinkError."""
        with self._lock:
            if self._service is None:
                service = sdk.AgoraService()
                log = Path(tempfile.gettempdir()) / "xiaoer-agora-rtc.log"
                config = sdk.AgoraServiceConfig(appid=app_id, log_path=str(log), log_size=1024)
                failed = service.initialize(config)
                if failed:
                    raise LinkError(f"Agora's server SDK does not start for {app_id} ({failed})")
                self._service, self._app_id = service, app_id
                atexit.register(self.release)
            if self._app_id != app_id:
                raise LinkError(
                    f"this process is in Agora's project {self._app_id}, and the SDK knows one to "
                    "a process; join the other from a process of its own"
                )
            return self._service

    def release(self) -> None:
        """End the service, with the process."""
        with self._lock:
            if self._service is not None:
                self._service.release()
                self._service = None
                atexit.unregister(self.release)


@lru_cache(maxsize=1)
def of_this_process() -> Services:
    """The one `Services` there is: the SDK's own limit, and the only state kept beside a link."""
    return Services()
