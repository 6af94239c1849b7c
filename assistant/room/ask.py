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
from assistant.telemetry import Telemetry, TurnTimer, timing


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
        stack.push_async_callback(asyncio.to_thread, telemetry.close)
        loader = EngineLoader(openers, telemetry)
        rooms = Rooms(database, loader, telemetry, settings)
        stack.push_async_callback(rooms.close)
        stack.push_async_callback(loader.close)
        session = await _room(rooms, room)
        loader.start()
        question = Question(text=text, room=room, viewer=viewer, language=language)
        await loader.wait("answerer" if sound is None else "recogniser")
        turn = TurnTimer("text" if sound is None else "voice", sounds=out is not None)
        with timing(turn):
            if sound is not None:
                question = await _hear(session, sound, question, turn)
                with turn.spending("queue"):
                    await loader.wait("answerer")
            answer = await session.answer(question)
            if out is not None and answer.text:
                with turn.spending("queue"):
                    await loader.wait("synthesiser")
                answer = await _say(session, answer, out, turn)
                session.turn_over(turn, "ok", answer)
        return answer


async def _room(rooms: Rooms, room_id: str) -> RoomSession:
    if room_id == DEMO:
        try:
            return await rooms.get(DEMO)
        except RoomNotFound:
            return await open_shop(rooms)
    return await rooms.get(room_id)


async def _hear(
    session: RoomSession, sound: Audio, question: Question, turn: TurnTimer
) -> Question:
    with turn.spending("recognition"):
        heard = await session.recognise(sound, question.language)
    if not heard.text:
        raise NothingHeard("no speech was heard in the audio; speak closer and record again")
    return Question(
        text=heard.text,
        room=question.room,
        viewer=question.viewer,
        language=heard.language,
        source="voice",
        heard_ms=turn.latency().by_key().get("recognition", 0.0),
        corrections=heard.changes,
        sound=sound,
    )


async def _say(session: RoomSession, answer: Answer, out: Path, turn: TurnTimer) -> Answer:
    synthesis = turn.begin("synthesis")
    pieces: list[Audio] = []
    async for piece in session.speak(answer.text, language=answer.language):
        if not pieces:
            synthesis.end()
            turn.hand_over()
        pieces.append(piece)
    if pieces:
        data = join(pieces).encode(out.suffix.lstrip(".").lower() or "wav")
        await asyncio.to_thread(out.write_bytes, data)
    latency = turn.latency()
    first_ms = answer.timings.done + latency.by_key().get("synthesis", 0.0)
    return await session.record_first_audio(answer, first_ms, latency)
