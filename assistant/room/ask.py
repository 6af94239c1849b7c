"""One question, asked in this process: opens what it needs, answers, and closes everything."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from assistant.answering.values import Answer, Question
from assistant.room.engines import EngineLoader, one_question_openers
from assistant.room.rooms import RoomNotFound, Rooms
from assistant.room.session import RoomSession
from assistant.room.shop import DEMO, open_shop
from assistant.settings import Settings
from assistant.speech.audio import Audio, join
from assistant.store import Database
from assistant.telemetry import Stopwatch, Telemetry


class NothingHeard(RuntimeError):
    """There is no speech in the audio; the message says what to do."""


async def ask_once(
    settings: Settings,
    *,
    room: str = DEMO,
    viewer: str = "",
    language: str = "",
    text: str = "",
    audio: bytes | None = None,
    out: Path | None = None,
) -> Answer:
    """Ask `text`, or what is said in `audio` (a sound file), and write the spoken answer to `out`.

    The room is the one in the store; the demo shop's is opened where it is not there yet. The
    recogniser and the synthesiser are loaded only for `audio` and `out`, the language model only
    when wording an answer needs it. Raises RoomNotFound, EngineUnavailable, AudioError,
    RecogniserError, SynthesiserError, NothingHeard, StoreError, OSError: one sentence each.
    """
    sound = Audio.decode(audio, max_seconds=settings.max_audio_s) if audio is not None else None
    openers = one_question_openers(settings, hear=sound is not None, speak=out is not None)
    async with AsyncExitStack() as stack:
        database = await Database.open(settings.resolved_database_url)
        stack.push_async_callback(database.close)
        telemetry = Telemetry()
        loader = EngineLoader(openers, telemetry)
        rooms = Rooms(database, loader, telemetry, settings)
        stack.push_async_callback(rooms.close)
        stack.push_async_callback(loader.close)
        session = await _room(rooms, room)
        loader.start()
        question = Question(text=text, room=room, viewer=viewer, language=language)
        if sound is not None:
            question = await _hear(session, loader, sound, question)
        await loader.wait("answerer")
        answer = await session.answer(question)
        if out is not None:
            await loader.wait("synthesiser")
            answer = await _say(session, answer, out)
        return answer


async def _room(rooms: Rooms, room_id: str) -> RoomSession:
    if room_id == DEMO:
        try:
            return await rooms.get(DEMO)
        except RoomNotFound:
            return await open_shop(rooms)
    return await rooms.get(room_id)


async def _hear(
    session: RoomSession, loader: EngineLoader, sound: Audio, question: Question
) -> Question:
    await loader.wait("recogniser")
    watch = Stopwatch()
    heard = await session.recognise(sound, question.language)
    if not heard.text:
        raise NothingHeard("no speech was heard in the audio; speak closer and record again")
    return Question(
        text=heard.text,
        room=question.room,
        viewer=question.viewer,
        language=heard.language,
        source="voice",
        heard_ms=watch.seconds * 1000,
        corrections=heard.changes,
    )


async def _say(session: RoomSession, answer: Answer, out: Path) -> Answer:
    watch = Stopwatch()
    pieces: list[Audio] = []
    first_ms = 0.0
    async for piece in session.speak(answer.text, language=answer.language):
        first_ms = first_ms or watch.seconds * 1000
        pieces.append(piece)
    if pieces:
        data = join(pieces).encode(out.suffix.lstrip(".").lower() or "wav")
        await asyncio.to_thread(out.write_bytes, data)
    return await session.record_first_audio(answer, answer.timings.done + first_ms)
