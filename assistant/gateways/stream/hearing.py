"""Listens to a live stream, on a thread of its own: FFmpeg waits for the network there."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import av
import structlog
from av import AudioFrame, AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Discard

from assistant.gateways.link import Heard, LinkError, LinkLost, Visitor
from assistant.gateways.stream.address import shown
from assistant.gateways.stream.certificates import ca_file, distrusted
from assistant.gateways.stream.faults import fault
from assistant.gateways.stream.playlist import is_playlist, show_is_over
from assistant.gateways.stream.timeline import LIVE_HASTE, SEGMENTS_HASTE, Timeline
from assistant.speech.audio import HEARING_RATE, Audio, Samples, silence

OPEN_S = 10.0
"""A stream that has not begun by then is joined again later."""

READ_S = 10.0
"""So long nothing may come of a stream that stands."""

PLAYLIST_READ_S = 30.0
"""The same, where it comes in segments, which last up to 10 s each."""

HOST = Visitor("host", role="host")
"""Whose sound a stream is; it names nobody."""

_OPTIONS = {"analyzeduration": "1000000"}  # microseconds of the stream until its sound is known
_HTTP = "http,https,tls,tcp,crypto,data,httpproxy"
_RTMP = "rtmp,rtmps,tls,tcp"

_log = structlog.get_logger(__name__)

Over = Callable[[LinkError | LinkLost | None], None]
"""Takes why a stream ended; None where its show is over."""


class Ear:
    """Hears one stream from `begin` until `stop`; both, and what it calls, are the event loop's."""

    def __init__(self, url: str, hear: Callable[[Heard], None], over: Over) -> None:
        self._url = url
        self._hear = hear
        self._over = over
        self._loop = asyncio.get_running_loop()
        self._begun: asyncio.Future[None] = self._loop.create_future()
        self._stopped = threading.Event()
        haste = SEGMENTS_HASTE if is_playlist(url) else LIVE_HASTE
        self._timeline = Timeline(haste=haste)
        self._resampler: AudioResampler | None = None
        self._stands = False
        self._patient_until = 0.0

    async def begin(self) -> None:
        """Return once there is sound to hear. Raises LinkError, LinkLost."""
        threading.Thread(target=self._run, name="stream hearing", daemon=True).start()
        await self._begun

    def stop(self) -> None:
        """Hear no more. A read that waits for the network ends by itself, within its time."""
        self._stopped.set()

    def _run(self) -> None:
        why: LinkError | LinkLost | None
        try:
            self._listen()
            why = None
        except (LinkError, LinkLost) as error:
            why = error
        except av.FFmpegError as error:
            silent = time.monotonic() >= self._patient_until
            why = distrusted(self._url) if not self._stands and not silent else None
            why = why or fault(error, self._url, joined=self._stands, silent=silent)
        except Exception as error:
            _log.exception("the stream broke")
            why = LinkLost(f"the stream at {shown(self._url)} broke: {type(error).__name__}")
        self._post(self._ended, why)

    def _ended(self, why: LinkError | LinkLost | None) -> None:
        if not self._begun.done():
            self._begun.set_exception(why or LinkLost("the stream ended before it began"))
            self._begun.exception()  # whoever waits still gets it; nobody need
        if not self._stopped.is_set():
            self._over(why)

    def _listen(self) -> None:
        """Hear the stream to its end; returns where its show is over."""
        patience = PLAYLIST_READ_S if is_playlist(self._url) else READ_S
        self._patient_until = time.monotonic() + OPEN_S
        with self._opened(patience) as container:
            sound = _sound_of(container, self._url)
            self._stands = True
            self._patient_until = time.monotonic() + patience
            self._post(self._began)
            for packet in container.demux():
                if self._stopped.is_set():
                    return
                if packet.stream is sound:
                    for frame in _decoded(packet):
                        self._take(frame)
                self._patient_until = time.monotonic() + patience
        if not (is_playlist(self._url) and show_is_over(self._url)):
            raise LinkLost(f"the stream at {shown(self._url)} ended")

    def _opened(self, patience: float) -> InputContainer:
        web = self._url.startswith("http")
        options = {**_OPTIONS, "protocol_whitelist": _HTTP if web else _RTMP}
        if self._url.startswith(("https", "rtmps")):
            options |= {"tls_verify": "1", "ca_file": ca_file()}
        return av.open(self._url, options=options, timeout=(OPEN_S, patience))

    def _began(self) -> None:
        if not self._begun.done():
            self._begun.set_result(None)

    def _take(self, frame: AudioFrame) -> None:
        place = self._timeline.place(frame.time, frame.samples / frame.sample_rate)
        if place.wait_s and self._stopped.wait(place.wait_s):
            return
        if place.silence_s:
            self._post(self._hear, Heard(HOST, silence(place.silence_s, HEARING_RATE)))
        for samples in self._resampled(frame):
            self._post(self._hear, Heard(HOST, Audio(samples, HEARING_RATE)))

    def _resampled(self, frame: AudioFrame) -> Iterator[Samples]:
        if self._resampler is None:
            self._resampler = _mono()
        try:
            pieces = self._resampler.resample(frame)
        except ValueError:  # the sound is of another rate or layout from here on
            self._resampler = _mono()
            pieces = self._resampler.resample(frame)
        for piece in pieces:
            yield piece.to_ndarray()[0]

    def _post(self, call: Callable[..., None], *given: Any) -> None:
        """Have `call` called on the loop, where it still runs."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call, *given)


def _sound_of(container: InputContainer, url: str) -> AudioStream:
    """The sound of a stream; what else there is is not fetched where that can be helped."""
    sound = next((s for s in container.streams.audio if s.codec_context is not None), None)
    if sound is None:
        raise LinkError(f"the stream at {shown(url)} has no sound that can be heard")
    if is_playlist(url):
        for stream in container.streams:
            if stream is not sound:
                stream.discard = Discard.all
    return sound


def _decoded(packet: Any) -> list[AudioFrame]:
    try:
        return list(packet.decode())
    except av.error.InvalidDataError:
        return []  # a damaged packet: its time is a gap, as any other


def _mono() -> AudioResampler:
    # the maximum keeps what is loud on all channels from growing past 1 when they are mixed
    return AudioResampler("flt", "mono", HEARING_RATE, options={"rematrix_maxval": "1.0"})
