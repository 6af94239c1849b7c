"""Publishes a voice by RTMP: `python -m assistant.gateways.stream.publish_program`.

A process of its own, because FFmpeg's bindings hold the interpreter while a published stream is
opened and closed: a server that says nothing would hold up every room. It imports little.

On standard input comes a line of JSON, `{"url": …, "ca_file": …, "patience_s": …}`, then for every
20 ms its number, big-endian in 4 bytes, and its sound: 24 kHz mono pcm16. A number left out is a
stretch that nothing is heard of. On standard output goes a `.` once the stream stands and for every
piece written, or `!` and why it ended.
"""

import json
import signal
import struct
import sys
from typing import IO, Any

import av
import numpy as np
from av import AudioFrame
from av.container import OutputContainer

HEAD = struct.Struct(">I")
GIVEN_RATE = 24_000
GIVEN_SAMPLES = GIVEN_RATE // 50
GIVEN_BYTES = GIVEN_SAMPLES * 2
RATE = 48_000
BIT_RATE = 64_000
_SEND_BUFFER = 8192  # bytes, a second of voice: more would be heard late when the way is slow
_QUOTED = str.maketrans({character: f"\\{character}" for character in "\\'| "})


def main() -> None:
    """Publish what comes on standard input, to its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this ends it, by its input
    given, told = sys.stdin.buffer, sys.stdout.buffer
    try:
        with _opened(json.loads(given.readline())) as container:
            _publish(container, given, told)
    except (av.FFmpegError, OSError) as error:
        _tell(told, f"!{error.strerror}".encode())


def _publish(container: OutputContainer, given: IO[bytes], told: IO[bytes]) -> None:
    sound = container.add_stream("aac", rate=RATE, layout="mono", bit_rate=BIT_RATE)
    container.start_encoding()
    _tell(told, b".")
    while len(head := given.read(HEAD.size)) == HEAD.size:
        samples = np.frombuffer(given.read(GIVEN_BYTES), "<i2")
        frame = AudioFrame.from_ndarray(samples[None], "s16", "mono")
        frame.sample_rate = GIVEN_RATE
        frame.pts = HEAD.unpack(head)[0] * GIVEN_SAMPLES
        container.mux(sound.encode(frame))
        _tell(told, b".")
    container.mux(sound.encode(None))


def _opened(where: dict[str, Any]) -> OutputContainer:
    """The stream to write to; the `tee` format is here for its options, which reach the network."""
    microseconds = str(round(where["patience_s"] * 1_000_000))
    options = {
        "f": "flv",
        "flvflags": "no_duration_filesize",
        "rw_timeout": microseconds,
        "send_buffer_size": str(_SEND_BUFFER),
        "tcp_nodelay": "1",
    }
    if where["url"].startswith("rtmps"):
        del options["tcp_nodelay"]
        options |= {"tls_verify": "1", "ca_file": where["ca_file"]}
    written = ":".join(f"{key}={value}" for key, value in options.items())
    return av.open(f"[{written}]{where['url'].translate(_QUOTED)}", "w", format="tee")


def _tell(told: IO[bytes], what: bytes) -> None:
    told.write(what)
    told.flush()


if __name__ == "__main__":
    main()
