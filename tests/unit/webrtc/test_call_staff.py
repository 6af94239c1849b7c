"""A call that staff take over: the track falls silent, and carries their words."""

import asyncio

import pytest
from realtime_fakes import FakeRoom
from support.peer import Viewer

from assistant.room.conduct.ruling import Ruling
from assistant.room.conduct.words import Words


async def test_the_track_falls_silent_and_carries_staffs_words(
    viewer: Viewer, room: FakeRoom
) -> None:
    room.sentences = ("一" * 100,)  # 5 s
    viewer.ask("介绍一下")
    await viewer.until("output_audio_buffer.started")
    await asyncio.sleep(0.5)
    room.desk.rules(Ruling("hold", "taken_over"))
    await viewer.until("output_audio_buffer.cleared")
    truncated = await viewer.until("conversation.item.truncated")
    assert truncated["audio_end_ms"] < 3_000
    await asyncio.sleep(0.2)  # what was sent last is still on its way
    silent_ms = viewer.loud_ms
    assert silent_ms < 3_000

    words = Words("a-1", "q-1", "亲，我是客服。", "zh", to="小李", aloud=True)
    await room.desk.tell(words)
    await viewer.until("output_audio_buffer.started")
    await viewer.until("output_audio_buffer.stopped")
    await asyncio.sleep(0.2)
    assert viewer.loud_ms - silent_ms == pytest.approx(50 * len(words.text), abs=80)
