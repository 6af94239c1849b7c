"""A real nginx with its RTMP module, and who else is in its streams: a host, and who listens."""

import asyncio
import contextlib
import shutil
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import av
import httpx
import numpy as np
from support.links import SOON_S, TONE_HZ, loudness

from assistant.speech.audio import SPEAKING_RATE, Audio, join

NGINX = shutil.which("nginx") or next((p for p in ["/usr/sbin/nginx"] if Path(p).exists()), None)
MODULE = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")
MISSING = (
    ""
    if NGINX and MODULE.exists()
    else "nginx with its RTMP module is missing: tests/integration/gateways/install-servers.sh"
)

HOST_RATE = 44_100
VIDEO_RATE = 10

_CONFIG = """
load_module {module};
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{}}
rtmp {{
    access_log off;
    server {{
        listen 127.0.0.1:{rtmp};
        application live {{
            live on;
            hls on;
            hls_path {folder}/hls;
            hls_fragment 1s;
            hls_playlist_length 6s;
        }}
        application strict {{
            live on;
            idle_streams off;
        }}
    }}
}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{http};
        location /hls {{ root {folder}; }}
        location /closed {{ return 403; }}
        location /stat {{ rtmp_stat all; }}
    }}
}}
"""


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


class Nginx:
    """The server; it can be killed and started again on the same ports."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.http_port = free_port(), free_port()
        self._process: asyncio.subprocess.Process | None = None

    def stream(self, key: str, port: int = 0, *, application: str = "live") -> str:
        return f"rtmp://127.0.0.1:{port or self.port}/{application}/{key}"

    def web(self, path: str) -> str:
        return f"http://127.0.0.1:{self.http_port}/{path}"

    async def start(self) -> None:
        config = self.folder / "nginx.conf"
        config.write_text(
            _CONFIG.format(module=MODULE, folder=self.folder, rtmp=self.port, http=self.http_port),
            "utf-8",
        )
        self._process = await asyncio.create_subprocess_exec(
            str(NGINX),
            "-c",
            str(config),
            "-p",
            str(self.folder),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        for port in (self.port, self.http_port):
            await _reached(port)

    async def published(self, url: str) -> None:
        """Return once somebody publishes there."""
        _, _, _, application, key = url.split("/")
        async with asyncio.timeout(SOON_S), httpx.AsyncClient() as client:
            while True:
                page = await client.get(self.web("stat"))
                for of in ElementTree.fromstring(page.text).iter("application"):
                    keys = [s.findtext("name") for s in of.iter("stream")]
                    if of.findtext("name") == application and key in keys:
                        return
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
            self._process = None


class Host:
    """Publishes a stream at the pace of its sound: silence, but for what it is given to say."""

    def __init__(
        self, url: str, *, sound: bool = True, video: bool = False, rate: int = HOST_RATE
    ) -> None:
        self.url = url
        self._rate, self._step = rate, rate // 50  # samples in 20 ms
        self._with = sound, video
        self._waiting: deque[np.ndarray] = deque()
        self._left = threading.Event()
        self.said = threading.Event()
        self._thread = threading.Thread(target=self._run, name="host", daemon=True)

    def begin(self) -> None:
        self._thread.start()

    async def say(self, audio: Audio) -> None:
        """Say it; returns when it was sent."""
        samples, step = audio.at(self._rate).samples, self._step
        self.said.clear()
        self._waiting.extend(samples[n : n + step] for n in range(0, len(samples), step))
        await asyncio.to_thread(self.said.wait, SOON_S)

    async def leave(self) -> None:
        self._left.set()
        await asyncio.to_thread(self._thread.join, SOON_S)

    def _run(self) -> None:
        with (
            contextlib.suppress(av.FFmpegError, OSError),
            av.open(self.url, "w", format="flv") as container,
        ):
            self._publish(container)

    def _publish(self, container: av.container.OutputContainer) -> None:
        with_sound, with_video = self._with
        if with_sound:
            sound = container.add_stream("aac", rate=self._rate, layout="stereo", bit_rate=128_000)
        if with_video:
            picture = container.add_stream("libx264", rate=VIDEO_RATE, width=64, height=64)
            picture.options = {"preset": "ultrafast", "tune": "zerolatency", "g": str(VIDEO_RATE)}
        began, step = time.monotonic(), 0
        while not self._left.is_set():
            if with_sound:
                frame = self._frame()
                frame.pts = step * self._step
                container.mux(sound.encode(frame))
            if with_video and step % (50 // VIDEO_RATE) == 0:
                image = av.VideoFrame.from_ndarray(np.full((64, 64, 3), step % 256, np.uint8))
                image.pts = step * VIDEO_RATE // 50
                container.mux(picture.encode(image))
            step += 1
            self._left.wait(max(0.0, began + step / 50 - time.monotonic()))

    def _frame(self) -> av.AudioFrame:
        samples = np.zeros(self._step, np.float32)
        if self._waiting:
            piece = self._waiting.popleft()
            samples[: len(piece)] = piece
        else:
            self.said.set()
        frame = av.AudioFrame.from_ndarray(np.stack([samples, samples]), "fltp", "stereo")
        frame.sample_rate = self._rate
        return frame


def recorded(path: Path, seconds: float) -> None:
    """A tone as a file, FLV, or as a playlist that ends, of segments of 1 s."""
    path.parent.mkdir(exist_ok=True)
    options = {"hls_time": "1", "hls_playlist_type": "vod"} if path.suffix == ".m3u8" else {}
    with av.open(str(path), "w", options=options) as container:
        sound, samples = container.add_stream("aac", rate=HOST_RATE, layout="mono"), HOST_RATE // 50
        for step in range(round(seconds * 50)):
            at = (step * samples + np.arange(samples)) / HOST_RATE
            wave = (0.4 * np.sin(2 * np.pi * TONE_HZ * at)).astype(np.float32)
            frame = av.AudioFrame.from_ndarray(wave[None], "fltp", "mono")
            frame.sample_rate, frame.pts = HOST_RATE, step * samples
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))


async def pulled(url: str, seconds: float) -> Audio:
    """The sound of a stream as a player gets it: `seconds` of it, from now on."""
    return await asyncio.to_thread(_pulled, url, seconds)


def _pulled(url: str, seconds: float) -> Audio:
    pieces: list[Audio] = []
    for piece in _sound(url):
        pieces.append(piece)
        if sum(piece.seconds for piece in pieces) >= seconds:
            break
    return join(pieces)


async def utterance(url: str) -> Audio:
    """The sound of a stream until somebody has spoken in it, and paused for two seconds."""
    return await asyncio.to_thread(_utterance, url)


def _utterance(url: str) -> Audio:
    pieces: list[Audio] = []
    spoken, quiet_s = False, 0.0
    for piece in _sound(url):
        pieces.append(piece)
        loud = loudness(piece) > 0.01
        spoken = spoken or loud
        quiet_s = 0.0 if loud else quiet_s + piece.seconds
        if spoken and quiet_s > 2.0:
            break
    return join(pieces)


def _sound(url: str) -> Iterator[Audio]:
    resampler = av.AudioResampler("flt", "mono", SPEAKING_RATE)
    with av.open(url, options={"analyzeduration": "500000"}, timeout=(SOON_S, SOON_S)) as container:
        for frame in container.decode(audio=0):
            for piece in resampler.resample(frame):
                yield Audio(piece.to_ndarray()[0], SPEAKING_RATE)


async def _reached(port: int) -> None:
    async with asyncio.timeout(SOON_S):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
