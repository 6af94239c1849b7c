# ruff: noqa: T201 (a command, which prints)
"""How much worse a viewer is understood over a network that loses packets.

    xiaoer up &
    python tests/benchmarks/packet_loss.py [--loss 0.1] [--jitter-ms 80] [--limit N]
                                           [--clips FOLDER] [--url URL] [--seed N]

Asks the same spoken questions over WebRTC twice, once through a network that is whole and once
through one that loses packets and delays them, and prints the character error of both. The
questions are the latency bench's, in their own voices, or the Mandarin clips under FOLDER
(`manifest.jsonl`, an object a line: `audio`, `text`, `language`).
"""

import argparse
import asyncio
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import httpx
from rapidfuzz.distance import Levenshtein

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.bad_network import BadNetwork
from support.peer import Viewer

import assistant.gateways.realtime.bench as bench
from assistant.speech.audio import Audio, join, silence
from assistant.speech.script import simplified

QUESTIONS = Path(bench.__file__).with_name("demo_zh.jsonl")
CLIP_S = 40.0


@dataclass(frozen=True, slots=True)
class Spoken:
    """A question as sound, and what is said in it."""

    audio: Audio
    text: str


@dataclass(slots=True)
class Heard:
    """What came of all questions over one network."""

    errors: int = 0
    letters: int = 0
    turns: int = 0
    lost: float = 0.0

    @property
    def error(self) -> float:
        """Characters wrong, missing or too many, of a hundred."""
        return 100 * self.errors / self.letters if self.letters else 0.0


def letters(text: str) -> str:
    """What counts: simplified characters, letters and digits, without prosody marks."""
    return re.sub(r"#\d|[\W_]", "", simplified(text)).lower()


async def spoken_questions(http: httpx.AsyncClient, rows: Iterable[dict[str, str]]) -> list[Spoken]:
    """The bench's questions, each in its voice."""
    questions = []
    for row in rows:
        body = {"model": "kokoro", "input": row["text"], "voice": row["voice"]}
        speech = await http.post("/v1/audio/speech", json={**body, "response_format": "wav"})
        audio = Audio.decode(speech.raise_for_status().content, max_seconds=CLIP_S)
        questions.append(Spoken(audio, row["text"]))
    return questions


async def ask(http: httpx.AsyncClient, network: BadNetwork, questions: list[Spoken]) -> Heard:
    """Say each question, one turn after the other, in one call."""

    async def signal(offer: str) -> str:
        headers = {"Content-Type": "application/sdp"}
        path = "/v1/realtime/calls?model=room:demo"
        return (await http.post(path, content=offer, headers=headers)).raise_for_status().text

    heard = Heard()
    viewer = Viewer()
    try:
        await viewer.call(network.carrying(signal))
        # turns are ended here, so that both networks hear the same words in each
        manual = {"audio": {"input": {"turn_detection": None}}, "type": "realtime"}
        viewer.send("session.update", session=manual)
        await viewer.until("session.updated")
        for question in questions:
            quiet = silence(0.4, question.audio.rate)
            viewer.send("input_audio_buffer.clear")
            viewer.microphone.say(join([quiet, question.audio, quiet]))
            await viewer.microphone.quiet.wait()
            await asyncio.sleep(0.3)
            viewer.send("input_audio_buffer.commit")
            done = "conversation.item.input_audio_transcription.completed"
            said = letters(question.text)
            got = letters((await viewer.until(done, 60))["transcript"])
            heard.errors += Levenshtein.distance(said, got)
            heard.letters += len(said)
            heard.turns += 1
    finally:
        await viewer.close()
        network.close()
    heard.lost = network.to_server.lost / max(1, network.to_server.sent)
    return heard


async def main() -> int:
    """Run the benchmark; 0 when the error rose by less than a third."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="a running server")
    parser.add_argument("--clips", type=Path, help="a folder of clips instead of the questions")
    parser.add_argument("--limit", type=int, default=20, help="only so many")
    parser.add_argument("--loss", type=float, default=0.1)
    parser.add_argument("--jitter-ms", type=float, default=80)
    parser.add_argument("--seed", type=int, default=20)
    options = parser.parse_args()
    manifest = options.clips / "manifest.jsonl" if options.clips else QUESTIONS
    rows = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    async with httpx.AsyncClient(base_url=options.url, timeout=60) as http:
        if options.clips:
            rows = [row for row in rows if row["language"] == "zh"][: options.limit]
            files = [(options.clips / row["audio"]).read_bytes() for row in rows]
            sounds = [Audio.decode(file, max_seconds=CLIP_S) for file in files]
            questions = [
                Spoken(*pair) for pair in zip(sounds, (r["text"] for r in rows), strict=True)
            ]
        else:
            questions = await spoken_questions(http, rows[: options.limit])
        whole = await ask(http, BadNetwork(seed=options.seed), questions)
        bad = BadNetwork(options.loss, options.jitter_ms / 1000, options.seed)
        lossy = await ask(http, bad, questions)
    for name, heard in (("whole", whole), (f"{lossy.lost:.0%} lost", lossy)):
        print(f"{name:>10}  {heard.turns} turns, {heard.error:.1f} % of characters wrong")
    rise = lossy.error / whole.error - 1 if whole.error else float(lossy.error > 0)
    print(f"the error rises by {rise:+.0%}")
    return int(rise >= 1 / 3)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
