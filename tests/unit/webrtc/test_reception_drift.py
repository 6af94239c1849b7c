"""A sender whose clock is half a percent off, for a minute, faster than a minute passes."""

import numpy as np
import pytest

from assistant.gateways.webrtc.opus import FRAME_BYTES, SILENT_BYTES, Encoder
from assistant.gateways.webrtc.reception import Reception, VoicePacket
from assistant.speech.audio import SPEAKING_RATE

FRAME_S = 0.02
MINUTE_S = 60.0

FAST_OR_SLOW = pytest.mark.parametrize("drift", [1.005, 0.995], ids=["fast", "slow"])


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def voice(at: np.ndarray) -> np.ndarray:
    """A sound whose loudness and pitch go up and down, at these moments (s)."""
    pitch = 140 * at - 60 / (2 * np.pi * 1.5) * np.cos(2 * np.pi * 1.5 * at)
    wave = sum(np.sin(2 * np.pi * k * pitch) / k for k in range(1, 9))
    return 5_000 * (1 + 0.8 * np.sin(2 * np.pi * 4 * at)) * wave / 2


def frames(seconds: float, *, pauses: bool) -> list[bytes]:
    """A minute's speech; with `pauses` two seconds of it and two of silence in turn."""
    at = np.arange(round(seconds * SPEAKING_RATE)) / SPEAKING_RATE
    sound = voice(at) * ((at % 4 < 2) if pauses else 1)
    pcm = sound.astype("<i2").tobytes()
    return [pcm[begin : begin + FRAME_BYTES] for begin in range(0, len(pcm), FRAME_BYTES)]


def sent(sound: list[bytes]) -> list[tuple[int, VoicePacket]]:
    """Each packet with the number of the frame it holds; silence goes unsent (DTX)."""
    encoder, packets = Encoder(), []
    for number, frame in enumerate(sound):
        payload = encoder.encode(frame)
        if len(payload) > SILENT_BYTES:
            packets.append((number, VoicePacket(len(packets), number * 960, payload)))
    return packets


@FAST_OR_SLOW
def test_a_minute_of_speech_is_whole_and_nothing_waits(drift: float) -> None:
    clock = Clock()
    reception = Reception(clock)
    began, ticked, heard = clock.now, clock.now, 0
    for number, packet in sent(frames(MINUTE_S, pauses=False)):
        arrival = began + (number + 1) * FRAME_S / drift
        while ticked + FRAME_S < arrival:
            ticked = clock.now = ticked + FRAME_S
            heard += len(reception.tick())
        clock.now = arrival
        heard += len(reception.push(packet))
        assert heard == (number + 1) * FRAME_BYTES  # all that was sent is out, and no more
    assert heard == round(MINUTE_S / FRAME_S) * FRAME_BYTES
    assert (reception.figures.lost, reception.figures.late) == (0, 0)


@FAST_OR_SLOW
def test_no_word_is_cut_by_pauses_in_which_nothing_is_sent(drift: float) -> None:
    """Silence is filled in by the receiver's clock, and what follows it by the sender's."""
    clock = Clock()
    reception = Reception(clock)
    packets = sent(frames(MINUTE_S, pauses=True))
    began, ticked, sound = clock.now, clock.now, bytearray()
    for number, packet in packets:
        arrival = began + (number + 1) * FRAME_S / drift
        while ticked + FRAME_S < arrival:
            ticked = clock.now = ticked + FRAME_S
            sound += reception.tick()
        clock.now = arrival
        sound += reception.push(packet)
        behind_s = (number + 1) * FRAME_S - len(sound) / 2 / SPEAKING_RATE
        assert abs(behind_s) < 0.15  # it never adds up: fifteen pauses, each a little off
    # What is loud lasts as long as it was spoken: thirty seconds, in pieces of 2.5 ms.
    samples = np.frombuffer(bytes(sound), "<i2")
    loud = np.abs(samples[: len(samples) // 60 * 60].reshape(-1, 60)).max(axis=1) > 300
    assert loud.sum() * 0.0025 == pytest.approx(MINUTE_S / 2, rel=0.03)
    assert reception.figures.lost == 0
