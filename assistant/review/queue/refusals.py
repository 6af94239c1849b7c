"""Why the queue refuses, in a sentence of each language that its pages have."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar


class Refusal(Exception):
    """What was asked for cannot be; the message says why and what to do.

    `code` names the case, `zh` is the sentence in Chinese, `more` what a page shows with it.
    """

    code: ClassVar[str]

    def __init__(self, english: str, zh: str, **more: Any) -> None:
        super().__init__(english)
        self.zh = zh
        self.more: Mapping[str, Any] = more


class Conflict(Refusal):
    """Somebody else was sooner."""


class Claimed(Conflict):
    """Somebody else holds the item."""

    code = "claimed"

    def __init__(self, item: int, by: str, name: str, until: datetime | None) -> None:
        who = name or by
        super().__init__(
            f"{who} is working on item {item}; take another one or wait until the claim ends",
            f"{who}正在处理第{item}条，请处理别的，或等认领到期",
            by=by,
            name=name,
            until=until.isoformat() if until else None,
        )


class NotClaimed(Conflict):
    """Nobody holds the item."""

    code = "not_claimed"

    def __init__(self, item: int) -> None:
        super().__init__(
            f"item {item} is not claimed, or the claim has run out; claim it first",
            f"第{item}条未认领或认领已到期，请先认领",
        )


class Changed(Conflict):
    """The item is another by now than the one that was decided on."""

    code = "changed"

    def __init__(self, item: int, version: int) -> None:
        super().__init__(
            f"item {item} has changed since it was read; look at it again, then decide",
            f"第{item}条已有变化，请重新查看后再处理",
            version=version,
        )


class WrongState(Conflict):
    """The item is settled already, or is not."""

    code = "wrong_state"

    def __init__(self, item: int, state: str) -> None:
        settled = state != "open"
        super().__init__(
            f"item {item} is {state} already; reopen it first"
            if settled
            else f"item {item} is open; there is nothing to reopen",
            f"第{item}条已处理，请先重新打开" if settled else f"第{item}条尚未处理，无需重新打开",
            state=state,
        )


class KeyReused(Refusal):
    """An idempotency key stands for another request already."""

    code = "key_reused"

    def __init__(self, key: str) -> None:
        super().__init__(
            f"the Idempotency-Key {key!r} was used for another request; send a new one",
            f"Idempotency-Key {key!r} 已用于别的请求，请换一个新的",
        )


class NotSayable(Refusal):
    """A reply names what is not known, or has no text in that language."""

    code = "not_sayable"


class Taken(Conflict):
    """A name or a shortcut is another's."""

    code = "taken"
