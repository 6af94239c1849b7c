"""eSpeak NG as a program of its own: `python -m assistant.speech.synthesisers.espeak_program`.

eSpeak NG is GPL-3; it is loaded here and nowhere else, and talked to over standard input and
output. A message is a little-endian 32-bit length and that many bytes of JSON. Requests:

- `{"speak": text, "voice": "vi", "words_per_minute": 165}` is answered by
  `{"rate": Hz, "bytes": n}` and n bytes of 16-bit mono PCM;
- `{"phonemes": text, "voice": "en-us"}` is answered by `{"ipa": "…"}`, sounds of one phoneme tied
  by `^`.

Anything that fails is answered by `{"error": "…"}`. The program ends when its input does.
"""

import ctypes
import json
import os
import signal
import struct
import sys
from typing import IO, Any

import espeakng_loader

# Constants of espeak-ng's speak_lib.h (API revision 12).
_RETRIEVAL = 1
_DONT_EXIT = 0x8000
_UTF8 = 1
_EE_OK = 0
_RATE_PARAMETER = 1
_IPA_TIED = 0x02 | 0x80 | (ord("^") << 8)
_BUFFER_MS = 200

_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Espeak:
    """The library, loaded once per process (it keeps its state globally)."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._library.espeak_TextToPhonemes.argtypes = [
            ctypes.POINTER(ctypes.c_char_p),
            ctypes.c_int,
            ctypes.c_int,
        ]
        data = espeakng_loader.get_data_path().encode()
        self.rate = self._library.espeak_Initialize(_RETRIEVAL, _BUFFER_MS, data, _DONT_EXIT)
        if self.rate <= 0:
            raise RuntimeError("eSpeak NG found no voice data; reinstall espeakng-loader")
        self._sound = bytearray()
        # Kept on self: the library calls it long after this line.
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(self, text: str, voice: str, words_per_minute: int) -> bytes:
        """16-bit mono PCM at `rate`."""
        self._choose(voice)
        self._library.espeak_SetParameter(_RATE_PARAMETER, words_per_minute, 0)
        self._sound.clear()
        data = text.encode()
        status = self._library.espeak_Synth(data, len(data) + 1, 0, 1, 0, _UTF8, None, None)
        if status != _EE_OK or self._library.espeak_Synchronize() != _EE_OK:
            raise RuntimeError(f"eSpeak NG failed with status {status}")
        return bytes(self._sound)

    def phonemes(self, text: str, voice: str) -> str:
        """IPA with stress marks, clauses joined by blanks."""
        self._choose(voice)
        rest = ctypes.c_char_p(text.encode())
        clauses = []
        while rest.value:
            ipa = self._library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA_TIED)
            clauses.append((ipa or b"").decode())
        return " ".join(clauses).strip()

    def _choose(self, voice: str) -> None:
        if self._library.espeak_SetVoiceByName(voice.encode()) != _EE_OK:
            raise ValueError(f"eSpeak NG has no voice {voice!r}")

    def _take(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._sound += ctypes.string_at(samples, count * ctypes.sizeof(ctypes.c_short))
        return 0


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer requests until there are no more."""
    espeak = Espeak()
    while message := read_message(requests):
        sound = b""
        try:
            request = json.loads(message)
            if "phonemes" in request:
                answer: dict[str, object] = {
                    "ipa": espeak.phonemes(request["phonemes"], request["voice"])
                }
            else:
                speed = int(request["words_per_minute"])
                sound = espeak.speak(request["speak"], request["voice"], speed)
                answer = {"rate": espeak.rate, "bytes": len(sound)}
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            answer = {"error": str(error)}
        write_message(answers, json.dumps(answer).encode())
        answers.write(sound)
        answers.flush()


def read_message(stream: IO[bytes]) -> bytes:
    """The next length-prefixed message; empty at the end of the stream."""
    head = stream.read(4)
    if len(head) < 4:
        return b""
    return stream.read(struct.unpack("<I", head)[0])


def write_message(stream: IO[bytes], message: bytes) -> None:
    """Write a message with its length before it."""
    stream.write(struct.pack("<I", len(message)) + message)


def main() -> None:
    """Serve on standard input and output; what the library prints goes to standard error."""
    # Ctrl-C reaches the whole process group; whoever started this closes its input instead.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
