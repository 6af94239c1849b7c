"""Opus, through libopus itself.

FFmpeg's wrapper, which aiortc uses through PyAV, reads no in-band FEC, conceals no loss and cannot
send discontinuously. libopus lies beside PyAV's other libraries, so it is called directly;
constants are those of `opus_defines.h` (https://opus-codec.org/docs/opus_api-1.5/).
"""

import ctypes
import ctypes.util
import weakref
from functools import cache
from importlib import metadata
from typing import Any

from assistant.speech.audio import SPEAKING_RATE

FRAME_MS = 20
FRAME_SAMPLES = SPEAKING_RATE * FRAME_MS // 1000
FRAME_BYTES = FRAME_SAMPLES * 2
SILENT_BYTES = 2
"""A packet this short says only that silence goes on; it need not be sent (RFC 7587, 3.1.3)."""

_VOIP = 2048
_SET_BITRATE = 4002
_SET_COMPLEXITY = 4010
_SET_INBAND_FEC = 4012
_SET_PACKET_LOSS_PERC = 4014
_SET_DTX = 4016
_SET_SIGNAL = 4024
_SIGNAL_VOICE = 3001

_LONGEST_PACKET = 1275  # of one frame, RFC 6716
_LONGEST_FRAMES_MS = 120  # of one packet


class OpusUnavailable(RuntimeError):
    """There is no libopus that can be loaded; the message says where it was looked for."""


class OpusError(ValueError):
    """A packet that is no Opus, or sound that cannot be coded."""


class Encoder:
    """24 kHz pcm16 mono in frames of 20 ms to packets that carry their predecessor's FEC.

    `loss_percent` is the loss to be prepared for: the more, the more of each packet repeats the
    one before. While it is quiet, packets of at most `SILENT_BYTES` come out. Raises
    OpusUnavailable.
    """

    def __init__(self, *, bitrate: int = 32_000, loss_percent: int = 10) -> None:
        self._lib = library()
        failed = ctypes.c_int()
        self._state = self._lib.opus_encoder_create(SPEAKING_RATE, 1, _VOIP, ctypes.byref(failed))
        _check(failed.value)
        weakref.finalize(self, self._lib.opus_encoder_destroy, self._state)
        self._packet = ctypes.create_string_buffer(_LONGEST_PACKET)
        for request, value in (
            (_SET_BITRATE, bitrate),
            (_SET_COMPLEXITY, 5),
            (_SET_INBAND_FEC, 1),
            (_SET_PACKET_LOSS_PERC, loss_percent),
            (_SET_DTX, 1),
            (_SET_SIGNAL, _SIGNAL_VOICE),
        ):
            _check(self._lib.opus_encoder_ctl(self._state, request, ctypes.c_int(value)))

    def encode(self, sound: bytes) -> bytes:
        """One frame of exactly `FRAME_BYTES` as a packet. Raises OpusError."""
        if len(sound) != FRAME_BYTES:
            raise OpusError(f"a frame is {FRAME_BYTES} bytes, not {len(sound)}")
        length = self._lib.opus_encode(
            self._state, sound, FRAME_SAMPLES, self._packet, _LONGEST_PACKET
        )
        return self._packet.raw[: _check(length)]


class Decoder:
    """Packets to 24 kHz pcm16 mono, whatever rate and channels they were made of.

    Raises OpusUnavailable.
    """

    def __init__(self) -> None:
        self._lib = library()
        failed = ctypes.c_int()
        self._state = self._lib.opus_decoder_create(SPEAKING_RATE, 1, ctypes.byref(failed))
        _check(failed.value)
        weakref.finalize(self, self._lib.opus_decoder_destroy, self._state)
        self._most = SPEAKING_RATE * _LONGEST_FRAMES_MS // 1000
        self._sound = (ctypes.c_int16 * self._most)()

    def samples(self, packet: bytes) -> int:
        """How many samples at 24 kHz a packet holds. Raises OpusError."""
        return _check(self._lib.opus_packet_get_nb_samples(packet, len(packet), SPEAKING_RATE))

    def decode(self, packet: bytes) -> bytes:
        """The sound of a packet. Raises OpusError."""
        return self._run(packet, self._most, fec=False)

    def recover(self, following: bytes, samples: int) -> bytes:
        """The sound of a lost packet from what the one after it repeats; concealed where it is not.

        `samples` is the length of what was lost, a multiple of 2.5 ms. Raises OpusError.
        """
        return self._run(following, samples, fec=True)

    def conceal(self, samples: int) -> bytes:
        """Sound in place of what is lost, a multiple of 2.5 ms: the voice dying away."""
        return self._run(None, samples, fec=False)

    def _run(self, packet: bytes | None, samples: int, *, fec: bool) -> bytes:
        length = len(packet) if packet is not None else 0
        made = self._lib.opus_decode(
            self._state, packet, length, self._sound, min(samples, self._most), int(fec)
        )
        return bytes(memoryview(self._sound).cast("B")[: _check(made) * 2])


@cache
def library() -> Any:
    """libopus: PyAV's own, else the system's. Raises OpusUnavailable."""
    bundled = [
        str(file.locate())
        for file in metadata.files("av") or ()
        if file.name.startswith(("libopus", "opus")) and file.suffix != ".py"
    ]
    system = ctypes.util.find_library("opus")
    for path in (*bundled, *filter(None, [system])):
        try:
            return _declared(ctypes.CDLL(path))
        except (OSError, AttributeError):
            continue
    raise OpusUnavailable("no libopus beside PyAV's libraries, nor in the system")


def _declared(lib: ctypes.CDLL) -> ctypes.CDLL:
    state, number, data = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
    samples = ctypes.POINTER(ctypes.c_int16)
    shapes: dict[str, tuple[Any, list[Any]]] = {
        "opus_encoder_create": (state, [number, number, number, ctypes.POINTER(number)]),
        "opus_encoder_destroy": (None, [state]),
        # variadic: what follows the declared arguments is passed as C passes it
        "opus_encoder_ctl": (number, [state, number]),
        "opus_encode": (number, [state, data, number, data, number]),
        "opus_decoder_create": (state, [number, number, ctypes.POINTER(number)]),
        "opus_decoder_destroy": (None, [state]),
        "opus_decode": (number, [state, data, number, samples, number, number]),
        "opus_packet_get_nb_samples": (number, [data, number, number]),
        "opus_strerror": (data, [number]),
    }
    for name, (result, arguments) in shapes.items():
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
    return lib


def _check(result: int) -> int:
    if result < 0:
        raise OpusError(library().opus_strerror(result).decode())
    return result
