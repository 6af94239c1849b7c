"""How much of what Xiaoer says is understood through a network that loses packets, by how its
encoder is prepared for it.

    python tests/benchmarks/voice_loss.py [--losses 0,10,30] [--expected 10,20,30]
                                          [--kbits 32,48] [--seeds 3]

Sentences are spoken by the embedded voice, sent packet by packet through a network that loses each
with the same chance, put together as a call's are, and recognised by the embedded recogniser. The
share is of their characters, found in their order.
"""

import argparse
import asyncio
import itertools
import random
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from support.answer_aloud import Voices

from assistant.gateways.webrtc.opus import FRAME_BYTES, FRAME_MS, SILENT_BYTES, Encoder
from assistant.gateways.webrtc.reception import PATIENCE_S, Reception, VoicePacket
from assistant.speech.audio import SPEAKING_RATE, Audio, join, silence

SENTENCES = (
    "这款羽绒服现价259元，今天下单，48小时内发货。",
    "有宝宝问，黑色大码还有货，红色的已经卖完了。",
    "支持七天无理由退换货，运费由我们承担。",
    "面料是白鸭绒，可以机洗，不能烘干。",
    "满300减40，可以和店铺的优惠券一起用。",
)


@dataclass
class Clock:
    """A clock that is set."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def through(sound: Audio, encoder: Encoder, *, loss: float, seed: int) -> tuple[Audio, int]:
    """What arrives of `sound`, and how many bytes were sent."""
    clock, lots = Clock(), random.Random(seed)
    reception = Reception(clock)
    pcm, heard, size, sequence = sound.pcm16(), bytearray(), 0, 0
    for number, begin in enumerate(range(0, len(pcm), FRAME_BYTES)):
        clock.now += FRAME_MS / 1000
        payload = encoder.encode(pcm[begin : begin + FRAME_BYTES].ljust(FRAME_BYTES, b"\0"))
        if len(payload) > SILENT_BYTES:
            size += len(payload)
            if lots.random() >= loss:
                heard += reception.push(VoicePacket(sequence, number * 960, payload))
            sequence += 1
        heard += reception.tick()
    clock.now += PATIENCE_S
    heard += reception.tick()
    return Audio.from_pcm16(bytes(heard), SPEAKING_RATE), size


async def main() -> None:
    """Print the shares and the bitrates."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--losses", default="0,10,30")
    asked.add_argument("--expected", default="10,20,30")
    asked.add_argument("--kbits", default="32")
    asked.add_argument("--seeds", type=int, default=3)
    options = asked.parse_args()
    losses = [int(n) for n in options.losses.split(",")]
    async with Voices.opened() as voices:
        sounds = []
        for text in SENTENCES:
            spoken = join([piece async for piece in voices.speak(text)]).at(SPEAKING_RATE)
            sounds.append(join([silence(0.3, SPEAKING_RATE), spoken, silence(0.3, SPEAKING_RATE)]))
        kbits = [int(n) for n in options.kbits.split(",")]
        expected = [int(n) for n in options.expected.split(",")]
        for rate, loss_percent, loss in itertools.product(kbits, expected, losses):
            shares, size, seconds = [], 0, 0.0
            for seed in range(options.seeds if loss else 1):
                for text, sound in zip(SENTENCES, sounds, strict=True):
                    encoder = Encoder(bitrate=rate * 1000, loss_percent=loss_percent)
                    arrived, sent = through(sound, encoder, loss=loss / 100, seed=seed)
                    size, seconds = size + sent, seconds + sound.seconds
                    shares.append(await voices.share_in(arrived, text))
            print(  # noqa: T201
                f"{rate} kbit/s, expecting {loss_percent} %, lost {loss} %: "
                f"share {np.mean(shares):.3f} (worst {min(shares):.2f}), "
                f"sent {size * 8 / seconds / 1000:.1f} kbit/s",
                flush=True,
            )


if __name__ == "__main__":
    asyncio.run(main())
