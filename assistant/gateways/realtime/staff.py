"""Staff in a conversation: the answer falls silent when they take over, and they are heard."""

import asyncio
from collections.abc import Callable

from assistant.answering.values import Answer, Outcome, Question
from assistant.gateways.realtime.errors import ProtocolError
from assistant.gateways.realtime.port import RoomPort
from assistant.gateways.realtime.responses import Responses
from assistant.gateways.realtime.telling import Telling
from assistant.room.conduct.words import Words

WAIT_S = 10.0
"""How long staff's words wait for a viewer who speaks, or for what is said to them."""

Begin = Callable[[Telling, bool], None]
"""Begins a response that tells something, aloud if it may be."""


class Staff:
    """A `Place` for one viewer; `attend` is a task of the conversation's."""

    def __init__(
        self,
        room: RoomPort,
        viewer: str,
        responses: Responses,
        tasks: asyncio.TaskGroup,
        begin: Begin,
    ) -> None:
        self._room = room
        self._viewer = viewer
        self._responses = responses
        self._tasks = tasks
        self._begin = begin
        self._ruling = room.desk.ruling(viewer)
        self._words: asyncio.Queue[Words] = asyncio.Queue()

    async def attend(self) -> None:
        """Let the viewer hear what staff say, one thing after the other, until cancelled."""
        with self._room.desk.seated(self):
            self.fall_silent()  # what was changed before this began
            while True:
                words = await self._words.get()
                telling = self._telling(words)
                while True:
                    await self._responses.quiet(WAIT_S)
                    try:
                        self._begin(telling, words.aloud)
                        break
                    except ProtocolError:
                        continue  # something else was begun in between

    def holds(self, viewer: str) -> bool:
        """Whether this is that viewer's conversation; what is for the room is not said in it."""
        return viewer == self._viewer

    def fall_silent(self) -> None:
        """End what is being told where it may be told no longer."""
        before, self._ruling = self._ruling, self._room.desk.ruling(self._viewer)
        if self._ruling.stricter_than(before):
            self._tasks.create_task(self._responses.silence(), name="fall silent")

    async def tell(self, words: Words) -> None:
        """Tell it after what is being told."""
        self._words.put_nowait(words)

    def _telling(self, words: Words) -> Telling:
        question = Question(
            text="",
            room=self._room.room.id,
            viewer=self._viewer,
            language=words.language,
            question_id=words.question_id,
        )
        answer = Answer(
            question,
            words.text,
            words.language,
            Outcome.ANSWERED,
            composer=words.composer,
            answer_id=words.answer_id,
        )
        return Telling.of(self._room, answer)
