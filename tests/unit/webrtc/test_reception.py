"""A viewer's voice through a bad network: order, losses, silence, and time that stays true."""

import random

import numpy as np
import pytest

from assistant.gateways.webrtc.opus import (
    FRAME_BYTES,
    FRAME_SAMPLES,
    SILENT_BYTES,
    Decoder,
    Encoder,
    OpusError,
)
from assistant.gateways.webrtc.reception import FILLED_AT_MOST_S, PATIENCE_S, Reception, VoicePacket
from assistant.speech.audio import SPEAKING_RATE

FRAME_S = 0.02


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def voice(seconds: float) -> np.ndarray:
    """A sound whose loudness and pitch go up and down, as a voice's do."""
    at = np.arange(round(seconds * SPEAKING_RATE)) / SPEAKING_RATE
    pitch = np.cumsum(140 + 60 * np.sin(2 * np.pi * 1.5 * at)) / SPEAKING_RATE
    wave = sum(np.sin(2 * np.pi * k * pitch) / k for k in range(1, 9))
    return (5_000 * (1 + 0.8 * np.sin(2 * np.pi * 4 * at)) * wave / 2).astype("<i2")


def packets(sound: np.ndarray, *, first: int = 0, timestamp: int = 0) -> list[VoicePacket]:
    encoder = Encoder()
    frames = [sound[i : i + FRAME_SAMPLES] for i in range(0, len(sound), FRAME_SAMPLES)]
    return [
        VoicePacket(
            (first + i) % 65_536,
            (timestamp + i * 960) % 2**32,
            encoder.encode(frame.tobytes().ljust(FRAME_BYTES, b"\0")),
        )
        for i, frame in enumerate(frames)
    ]


def heard(reception: Reception, clock: Clock, arriving: list[tuple[float, VoicePacket]]) -> bytes:
    """What comes out if each packet arrives at its time, with a tick every 20 ms."""
    sound, begun = bytearray(), clock.now
    last = arriving[-1][0] + PATIENCE_S + FRAME_S
    ticks = [(i * FRAME_S, None) for i in range(round(last / FRAME_S) + 1)]
    for at, packet in sorted([*arriving, *ticks], key=lambda pair: pair[0]):
        clock.now = begun + at
        sound += reception.tick() if packet is None else reception.push(packet)
    return bytes(sound)


def on_time(sent: list[VoicePacket]) -> list[tuple[float, VoicePacket]]:
    return [(i * FRAME_S + 0.001, packet) for i, packet in enumerate(sent)]


def distance(one: bytes, other: bytes) -> float:
    """How far two sounds are apart, by their loudness at each frequency, 20 ms at a time."""
    length = min(len(one), len(other)) // FRAME_BYTES * FRAME_BYTES
    spectra = [
        np.log1p(np.abs(np.fft.rfft(np.frombuffer(s[:length], "<i2").reshape(-1, FRAME_SAMPLES))))
        for s in (one, other)
    ]
    return float(np.abs(spectra[0] - spectra[1]).mean())


def test_what_comes_in_order_is_passed_on_at_once(clock: Clock) -> None:
    reception = Reception(clock)
    for packet in packets(voice(0.5)):
        assert len(reception.push(packet)) == FRAME_BYTES
    assert reception.figures.lost == 0


def test_numbers_that_begin_anew_at_nought_go_on(clock: Clock) -> None:
    reception = Reception(clock)
    sent = packets(voice(0.4), first=65_530, timestamp=2**32 - 5 * 960)
    assert len(heard(reception, clock, on_time(sent))) == len(sent) * FRAME_BYTES
    assert (reception.figures.lost, reception.figures.late) == (0, 0)


def test_packets_out_of_order_are_put_in_order(clock: Clock) -> None:
    sent = packets(voice(2.0))
    straight = heard(Reception(clock), clock, on_time(sent))
    jitter = random.Random(7)
    reception = Reception(clock)
    shuffled = [(at + jitter.uniform(0, 0.08), packet) for at, packet in on_time(sent)]
    first = min(shuffled, key=lambda pair: pair[0])
    shuffled[0] = (0.0, shuffled[0][1]) if first[1] is not shuffled[0][1] else shuffled[0]
    assert heard(reception, clock, sorted(shuffled, key=lambda pair: pair[0])) == straight
    assert reception.figures.lost == 0


@pytest.mark.parametrize("lost", [{10}, {10, 40, 41, 70}, set(range(5, 95, 10))])
def test_time_stays_true_through_losses(clock: Clock, lost: set[int]) -> None:
    sent = packets(voice(2.0))
    reception = Reception(clock)
    kept = [pair for i, pair in enumerate(on_time(sent)) if i not in lost]
    assert len(heard(reception, clock, kept)) == len(sent) * FRAME_BYTES
    assert reception.figures.lost == len(lost)


def test_what_was_lost_is_recovered_from_the_packet_after_it() -> None:
    sent = packets(voice(2.0))
    whole, with_fec, concealed = Decoder(), Decoder(), Decoder()
    sounds: dict[str, bytearray] = {"whole": bytearray(), "fec": bytearray(), "plc": bytearray()}
    for i, packet in enumerate(sent):
        straight = whole.decode(packet.payload)
        if i % 10 == 5:
            sounds["whole"] += straight
            sounds["fec"] += with_fec.recover(sent[i + 1].payload, FRAME_SAMPLES)
            sounds["plc"] += concealed.conceal(FRAME_SAMPLES)
        else:
            with_fec.decode(packet.payload)
            concealed.decode(packet.payload)
    recovered = distance(bytes(sounds["whole"]), bytes(sounds["fec"]))
    assert recovered < 0.8 * distance(bytes(sounds["whole"]), bytes(sounds["plc"]))


def test_a_gap_is_not_waited_for_longer_than_patience(clock: Clock) -> None:
    reception = Reception(clock)
    sent = packets(voice(1.0))
    reception.push(sent[0])
    assert reception.push(sent[2]) == b""
    clock.now += PATIENCE_S / 2
    assert reception.tick() == b""
    clock.now += PATIENCE_S
    assert len(reception.tick()) == 2 * FRAME_BYTES
    assert reception.push(sent[1]) == b""
    assert reception.figures.late == 1


def test_a_viewer_who_sends_nothing_is_silent(clock: Clock) -> None:
    reception = Reception(clock)
    for packet in packets(voice(0.2)):
        reception.push(packet)
    filled = b""
    for _ in range(600):
        clock.now += FRAME_S
        filled += reception.tick()
    assert len(filled) == FILLED_AT_MOST_S * SPEAKING_RATE * 2
    assert not any(filled)


def test_silence_between_packets_is_as_long_as_their_timestamps_say(clock: Clock) -> None:
    reception = Reception(clock)
    before, after = packets(voice(0.2)), packets(voice(0.2), first=10, timestamp=30 * 960)
    arriving = [*on_time(before), *[(0.6 + at, packet) for at, packet in on_time(after)]]
    total = len(heard(reception, clock, arriving))
    assert total == pytest.approx(40 * FRAME_BYTES, abs=SPEAKING_RATE // 400 * 2)


def test_a_stream_that_begins_anew_is_followed(clock: Clock) -> None:
    reception = Reception(clock)
    for packet in packets(voice(0.2), first=30_000):
        reception.push(packet)
    assert len(reception.push(packets(voice(0.1), first=5, timestamp=77)[0])) >= FRAME_BYTES


def test_a_jump_of_the_timestamps_brings_no_flood(clock: Clock) -> None:
    reception = Reception(clock)
    sent = packets(voice(0.1))
    reception.push(sent[0])
    far = VoicePacket(1, 2**31 - 1, sent[1].payload)
    assert len(reception.push(far)) <= 2 * SPEAKING_RATE + FRAME_BYTES


def test_what_is_no_opus_is_concealed(clock: Clock) -> None:
    reception = Reception(clock)
    reception.push(packets(voice(0.1))[0])
    assert len(reception.push(VoicePacket(1, 960, b"\xff" * 7))) == FRAME_BYTES
    assert len(reception.push(VoicePacket(2, 1920, b""))) == FRAME_BYTES
    assert reception.figures.broken == 2


def test_silence_needs_hardly_a_packet() -> None:
    encoder = Encoder()
    lengths = [len(encoder.encode(bytes(FRAME_BYTES))) for _ in range(100)]
    assert sum(length > SILENT_BYTES for length in lengths) < 30
    with pytest.raises(OpusError):
        encoder.encode(b"\0\0")
