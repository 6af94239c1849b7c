"""The comment stream of a room: which comments ask something, and answering those in order."""

import asyncio
import re
from collections.abc import Awaitable, Callable

import structlog

from assistant.answering.values import Question
from assistant.room.engines import EngineUnavailable
from assistant.telemetry import Telemetry, TurnTimer

WAITING = 100
"""How many questions from comments may wait; more are left out, and counted."""

_ASKS = re.compile(
    r"""[?？吗嘛呢么谁哪几咋啥]
    |多少|多久|多大|多重|多长|是不是|有没有|有无|能不能|可不可以|可以|要不要|会不会|怎[么样]|如何|请问|想要
    |推荐|区别|介绍|讲解|价格|价钱|尺码|运费|包邮|发货|退货|退换|保修|发票|优惠|对比
    |(?<![a-z])(?:what|which|when|where|who|why|how|is|are|do|does|can|could|will|would|any
    |price|berapa|apa|apakah|kapan|bila|ada|bisa|boleh|bagaimana|gimana|ongkir)(?![a-z])
    |(?:bao\ nhiêu|mấy|không|khi\ nào|thế\ nào|có)(?!\w)
    |เท่าไหร่|เท่าไร|กี่|ไหม|มั้ย|อะไร|เมื่อไหร่|ยังไง|หรือ""",
    re.IGNORECASE | re.VERBOSE,
)

_log = structlog.get_logger(__name__)


def asks_something(text: str) -> bool:
    """Whether a comment looks like a question, in any of the six languages.

    Generous on purpose: a question taken for chatter goes unanswered, while chatter taken for a
    question costs an answer that understanding then keeps short.
    """
    return _ASKS.search(text) is not None


class CommentQueue:
    """Answers questions from comments one after the other, as long as it is open.

    A question's turn begins when it is put here: waiting is part of it.
    """

    def __init__(
        self,
        answer: Callable[[Question, TurnTimer], Awaitable[None]],
        telemetry: Telemetry,
        *,
        waiting: int = WAITING,
    ) -> None:
        self._answer = answer
        self._telemetry = telemetry
        self._queue: asyncio.Queue[tuple[Question, TurnTimer]] = asyncio.Queue(waiting)
        self._worker: asyncio.Task[None] | None = None
        self.dropped = 0

    def put(self, question: Question) -> bool:
        """Let a question wait for its answer; False where too many wait already."""
        if self._worker is None:
            self._worker = asyncio.create_task(self._work(), name="comments")
        try:
            turn = TurnTimer(question.source, trace_id=question.question_id)
            self._queue.put_nowait((question, turn))
        except asyncio.QueueFull:
            self.dropped += 1
            self._telemetry.comment_dropped()
            return False
        return True

    async def close(self) -> None:
        """Stop answering; what waits is left unanswered."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            question, turn = await self._queue.get()
            turn.spent("queue", since=turn.began)
            try:
                await self._answer(question, turn)
            except EngineUnavailable as error:
                _log.warning("comment not answered", text=question.text, reason=str(error))
            except Exception:
                _log.exception("comment not answered", text=question.text)
