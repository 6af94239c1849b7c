"""Whether memory grows with conversations: `python tests/benchmarks/memory.py`.

A service is started, and one viewer after the other asks something over a connection of their own,
by voice, and leaves. Resident memory is that of the service and of the language model beside it.
The questions are sent faster than they are said; two hundred of the two short groups (`--group
on_air --group fact`) take some five minutes, of all groups a quarter of an hour.
"""

import argparse
import asyncio
import base64
import json
import statistics

import httpx
import psutil
from rich.console import Console
from rich.progress import track
from websockets.asyncio.client import connect

from assistant.gateways.realtime.bench.questions import demo_questions
from assistant.gateways.realtime.bench.run import HTTP_S, socket_url
from assistant.gateways.realtime.bench.service import service
from assistant.settings import Settings
from assistant.speech.audio import SPEAKING_RATE, Audio

WARM = 20  # conversations after which all that is loaded late is loaded
PIECE_MS = 200
GIVE_UP_S = 180.0  # a comparison read aloud, beside a busy processor


async def converse(url: str, question: Audio) -> None:
    """Ask one question, hear the answer to its last piece, and leave."""
    sound = question.at(SPEAKING_RATE).pcm16() + bytes(SPEAKING_RATE * 2 * 2)
    step = SPEAKING_RATE * 2 * PIECE_MS // 1000
    async with connect(url, max_size=None, compression=None) as socket, asyncio.timeout(GIVE_UP_S):
        for start in range(0, len(sound), step):
            audio = base64.b64encode(sound[start : start + step]).decode()
            await socket.send(json.dumps({"type": "input_audio_buffer.append", "audio": audio}))
        async for message in socket:
            if json.loads(message)["type"] == "response.done":
                return


def resident_mb(pids: list[int]) -> float:
    """What the processes hold in memory, in megabytes."""
    return sum(psutil.Process(pid).memory_info().rss for pid in pids) / 1e6


async def measure(conversations: int, groups: list[str]) -> list[float]:
    """Resident memory after each conversation."""
    settings = Settings()
    held: list[float] = []
    async with service(settings) as url, httpx.AsyncClient(base_url=url, timeout=HTTP_S) as client:
        questions = await demo_questions(client, settings.home / "bench", groups=groups)
        here = psutil.Process()
        pids = [child.pid for child in here.children(recursive=True)]
        for number in track(range(conversations), description="conversations"):
            await converse(socket_url(url, "demo"), questions[number % len(questions)].audio)
            held.append(resident_mb(pids))
    return held


def main() -> None:
    """Print memory after the first conversations and after the last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=200)
    parser.add_argument("--group", action="append", default=[], help="once for each; none: all")
    asked = parser.parse_args()
    conversations = asked.conversations
    held = asyncio.run(measure(conversations, asked.group))
    before = statistics.median(held[WARM - 5 : WARM + 5])
    after = statistics.median(held[-10:])
    Console().print(
        f"after {WARM} conversations {before:.0f} MB, after {conversations} {after:.0f} MB: "
        f"{(after / before - 1):+.1%} (least {min(held[WARM:]):.0f}, most {max(held[WARM:]):.0f})"
    )


if __name__ == "__main__":
    main()
