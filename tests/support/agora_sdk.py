"""A stand-in for Agora's server SDK, by the surface of agora-python-server-sdk 2.4.10.

It calls back on a thread of its own, as the native SDK does, and notes every call of its own that
is made inside such a callback: the SDK forbids that. Sound is played at its pace; what it still
holds when it is interrupted is dropped. Messages are taken as the wrapper takes them: bytes it can
copy, and for sound a buffer it may write to.
"""

import functools
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
from support.agora_engine import CERTIFICATE, token_holds

from assistant.gateways.agora.sdk import Sdk
from assistant.speech.audio import SPEAKING_RATE, Audio

FRAME_MS = 10
CHANNEL_TYPE_MESSAGE, CHANNEL_TYPE_USER = 1, 3


class IRTCConnectionObserver:
    def on_connected(self, agora_rtc_conn, conn_info, reason): ...
    def on_disconnected(self, agora_rtc_conn, conn_info, reason): ...
    def on_connecting(self, agora_rtc_conn, conn_info, reason): ...
    def on_connection_lost(self, agora_rtc_conn, conn_info): ...
    def on_connection_failure(self, agora_rtc_conn, info, reason): ...
    def on_token_privilege_will_expire(self, agora_rtc_conn, token): ...
    def on_user_joined(self, agora_rtc_conn, user_id): ...


class IAudioFrameObserver:
    def on_playback_audio_frame_before_mixing(
        self, agora_local_user, channel_id, uid, frame, vad_result_state, vad_result_bytearray
    ):
        return 1


class IRtmEventHandler:
    def on_message_event(self, event): ...
    def on_login_result(self, request_id, error_code): ...
    def on_subscribe_result(self, request_id, channel_name, error_code): ...
    def on_publish_result(self, request_id, error_code): ...
    def on_link_state_event(self, event): ...
    def on_token_privilege_will_expire(self, channel_name): ...


@dataclass(kw_only=True)
class AgoraServiceConfig:
    appid: str = ""
    log_path: str = ""
    log_size: int = 0


@dataclass(kw_only=True)
class AudioSubscriptionOptions:
    packet_only: int = 0
    pcm_data_only: int = 0
    bytes_per_sample: int = 0
    number_of_channels: int = 0
    sample_rate_hz: int = 0


@dataclass(kw_only=True)
class RTCConnConfig:
    auto_subscribe_audio: int = 0
    audio_subs_options: Any = None


@dataclass(kw_only=True)
class RtcConnectionPublishConfig:
    is_publish_audio: bool = True


@dataclass
class RtmLogConfig:
    file_path: str = ""
    file_size_kb: int = 0


@dataclass(kw_only=True)
class RtmConfig:
    app_id: str = ""
    user_id: str = ""
    use_string_user_id: int = 0
    event_handler: Any = None
    log_config: Any = None


@dataclass
class SubscribeOptions:
    with_message: bool = True


def api(function: Callable[..., Any]) -> Callable[..., Any]:
    """A call of the SDK's: forbidden in its callbacks, and on the thread of the event loop."""

    @functools.wraps(function)
    def called(self: Any, *given: Any, **named: Any) -> Any:
        self.cloud.note(function.__name__)
        return function(self, *given, **named)

    return called


@dataclass
class Cloud:
    """The service behind the SDK: one channel of one project, and who is in it."""

    loop_thread: threading.Thread = field(default_factory=threading.current_thread)
    violations: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    connections: list["Connection"] = field(default_factory=list)
    clients: list["Client"] = field(default_factory=list)
    written: "queue.Queue[tuple[str, str, str]]" = field(default_factory=queue.Queue)
    services: int = 0
    login_error: int = 0
    silent_login: bool = False

    def __post_init__(self) -> None:
        self._work: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._inside = threading.local()
        self._thread = threading.Thread(target=self._run, name="agora callbacks")
        self._thread.start()

    def note(self, name: str) -> None:
        self.calls.append(name)
        if getattr(self._inside, "callback", False):
            self.violations.append(f"{name} in a callback")
        if threading.current_thread() is self.loop_thread:
            self.violations.append(f"{name} on the event loop's thread")

    def back(self, function: Callable[..., Any], *given: Any) -> None:
        """Call back, on the SDK's thread."""
        self._work.put(lambda: function(*given))

    def close(self) -> None:
        self._work.put(None)
        self._thread.join()

    def sdk(self) -> Sdk:
        """The SDK as it is loaded."""
        return Sdk(
            AgoraService=functools.partial(Service, self),
            AgoraServiceConfig=AgoraServiceConfig,
            RTCConnConfig=RTCConnConfig,
            RtcConnectionPublishConfig=RtcConnectionPublishConfig,
            AudioSubscriptionOptions=AudioSubscriptionOptions,
            IRTCConnectionObserver=IRTCConnectionObserver,
            IAudioFrameObserver=IAudioFrameObserver,
            RTMClient=functools.partial(Client, self),
            RtmConfig=RtmConfig,
            RtmLogConfig=RtmLogConfig,
            IRtmEventHandler=IRtmEventHandler,
            SubscribeOptions=SubscribeOptions,
        )

    def message(
        self, text: str | bytes, publisher: str, *, kind: int = CHANNEL_TYPE_MESSAGE
    ) -> None:
        """Somebody writes into the channel."""
        content = text.encode() if isinstance(text, str) else text
        for client in list(self.clients):
            for channel in client.subscribed:
                event = SimpleNamespace(
                    channel_type=kind,
                    message_type=0,
                    channel_name=channel,
                    message=content,
                    message_length=len(content),
                    publisher=publisher,
                )
                self.back(client.handler.on_message_event, event)

    def talk(self, audio: Audio, uid: str) -> None:
        """Somebody speaks, at the pace of speech; blocks for as long."""
        for connection in list(self.connections):
            pcm = audio.at(connection.hearing_rate).pcm16()
            step = connection.hearing_rate * FRAME_MS // 1000 * 2
            began = time.monotonic()
            for number, at in enumerate(range(0, len(pcm) - step + 1, step)):
                frame = SimpleNamespace(
                    channels=1,
                    bytes_per_sample=2,
                    samples_per_sec=connection.hearing_rate,
                    samples_per_channel=step // 2,
                    buffer=bytearray(pcm[at : at + step]),
                )
                time.sleep(max(0.0, began + number * FRAME_MS / 1000 - time.monotonic()))
                if connection.ears is not None:
                    self.back(
                        connection.ears.on_playback_audio_frame_before_mixing,
                        connection,
                        connection.channel,
                        uid,
                        frame,
                        -1,
                        None,
                    )

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            self._inside.callback = True
            try:
                work()
            finally:
                self._inside.callback = False


class Service:
    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        cloud.services += 1

    @api
    def initialize(self, config: AgoraServiceConfig) -> int:
        return 0 if config.appid else -1

    @api
    def create_rtc_connection(self, config: RTCConnConfig, publish: Any) -> "Connection":
        return Connection(self.cloud, config)

    @api
    def release(self) -> None:
        self.cloud.services -= 1


class Connection:
    def __init__(self, cloud: Cloud, config: RTCConnConfig) -> None:
        self.cloud = cloud
        self.config = config
        self.observer: Any = None
        self.ears: Any = None
        self.channel = ""
        self.hearing_rate = 0
        self.publishing = False
        self.played = bytearray()
        self.interruptions = 0
        self.tokens: list[str] = []

    @api
    def register_observer(self, observer: Any) -> int:
        self.observer = observer
        return 0

    def get_local_user(self) -> "Connection":
        return self

    @api
    def set_playback_audio_frame_before_mixing_parameters(self, channels: int, rate: int) -> int:
        assert channels == 1
        self.hearing_rate = rate
        return 0

    @api
    def register_audio_frame_observer(self, observer: Any, enable_vad: int, vad: Any) -> int:
        assert self.hearing_rate, "its parameters come before the observer"
        self.ears = observer
        return 0

    @api
    def connect(self, token: str, channel: str, uid: str) -> int:
        assert uid.isdecimal()
        self.channel = channel
        if token_holds(token, CERTIFICATE):
            self.cloud.connections.append(self)
            self.cloud.back(self.observer.on_connected, self, None, 1)
        else:
            self.cloud.back(self.observer.on_connection_failure, self, None, 8)
        return 0

    @api
    def publish_audio(self) -> int:
        self.publishing = True
        return 0

    @api
    def push_audio_pcm_data(self, data: Any, rate: int, channels: int, start_pts: int = 0) -> int:
        if len(data) % (rate // 1000 * 2 * channels):
            return -1002
        memoryview(data)[:] = memoryview(data)  # a native pointer into it: bytes have none
        assert self.publishing
        assert rate == SPEAKING_RATE
        self.played += data
        return 0

    @api
    def interrupt_audio(self) -> int:
        self.interruptions += 1
        return -1000  # as the wrapper's does where all went well

    @api
    def renew_token(self, token: str) -> int:
        self.tokens.append(token)
        return 0

    @api
    def disconnect(self) -> int:
        self.ears = None
        if self in self.cloud.connections:
            self.cloud.connections.remove(self)
        return 0

    @api
    def release(self) -> None:
        self.observer = None


class Client:
    def __init__(self, cloud: Cloud, config: RtmConfig) -> None:
        cloud.note("RTMClient")
        self.cloud = cloud
        self.config = config
        self.handler = config.event_handler
        self.is_valid = bool(config.app_id and config.user_id)
        self.subscribed: list[str] = []
        self.requests = 0
        self.tokens: list[str] = []

    def _answer(self, answer: Callable[..., None], *given: Any) -> tuple[int, int]:
        self.requests += 1
        self.cloud.back(answer, self.requests, *given)
        time.sleep(0.01)  # so that the answer is there before the number of what was asked
        return 0, self.requests

    @api
    def login(self, token: str) -> tuple[int, int]:
        if self.cloud.silent_login:
            return 0, 99
        error = self.cloud.login_error if token_holds(token, CERTIFICATE) else 104
        return self._answer(self.handler.on_login_result, error)

    @api
    def subscribe(self, channel_name: str, options: SubscribeOptions) -> tuple[int, int]:
        self.subscribed.append(channel_name)
        self.cloud.clients.append(self)
        return self._answer(self.handler.on_subscribe_result, channel_name, 0)

    @api
    def send_channel_message(self, channel_name: str, message: Any) -> tuple[int, int]:
        content = bytes(memoryview(message)).decode()
        self.cloud.written.put(("channel", channel_name, content))
        self.cloud.message(content, self.config.user_id)  # a publisher hears itself, too
        return self._answer(self.handler.on_publish_result, 0)

    @api
    def send_user_message(self, user_id: str, message: Any) -> tuple[int, int]:
        if user_id == "nobody":
            return self._answer(self.handler.on_publish_result, 208)
        self.cloud.written.put(("user", user_id, bytes(memoryview(message)).decode()))
        return self._answer(self.handler.on_publish_result, 0)

    @api
    def renew_token(self, token: str) -> tuple[int, int]:
        self.tokens.append(token)
        return 0, 0

    @api
    def get_error_reason(self, error_code: int) -> str:
        return {104: "token invalid", 208: "user offline"}.get(error_code, "")

    @api
    def logout(self) -> tuple[int, int]:
        return 0, 0

    @api
    def release(self) -> None:
        if self in self.cloud.clients:
            self.cloud.clients.remove(self)


def heard(played: bytes) -> Audio:
    """What was played, as sound."""
    samples = np.frombuffer(played, "<i2").astype(np.float32) / 32768
    return Audio(samples, SPEAKING_RATE)
