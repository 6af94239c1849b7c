"""Whether a message that waited is still true, and how it reads today.

A draft waits for days: what it says of days since a purchase is said anew, and where the shop sells
a thing no more, or at another price, nobody has approved what would have to be said instead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from assistant.answering.reminding import Message, message, objections
from assistant.knowledge.shelf import Shelf
from assistant.recommend.outreach.shown import suggestion_of
from assistant.recommend.rules.offered import offered
from assistant.recommend.suggestion import Suggestion
from assistant.review.outreach.refusals import NotBorneOut, NotTrueNow
from assistant.store.repurchase.drafts import Draft


@dataclass(frozen=True, slots=True)
class Current:
    """A message as it reads now, and the facts it rests on."""

    text: str
    facts: Sequence[Mapping[str, Any]]


def current(draft: Draft, shelf: Shelf, now: datetime, text: str | None = None) -> Current:
    """How `draft`, or the `text` that somebody would have in its place, reads at `now`.

    Raises NotTrueNow, NotBorneOut.
    """
    here = now.astimezone(shelf.timezone)
    suggestions = [suggestion_of(document) for document in draft.suggestions]
    for one in suggestions:
        _still_offered(one, shelf, here)
    made = message(suggestions, shelf, draft.language, here)
    if made is None:
        raise NotTrueNow("there is nothing left to say in it", "这条消息已没有可说的内容")
    if text is None and not draft.edited:
        return Current(made.text, facts_json(made))
    then = message(suggestions, shelf, draft.language, draft.written_at.astimezone(shelf.timezone))
    written = _renewed(draft.text if text is None else text, then, made)
    if rejected := objections(written, made):
        raise NotBorneOut(rejected)
    return Current(written, facts_json(made))


def facts_json(made: Message) -> Sequence[Mapping[str, Any]]:
    """What a message rests on, as it is kept with it."""
    return [asdict(fact) for fact in made.facts]


def _still_offered(one: Suggestion, shelf: Shelf, now: datetime) -> None:
    found = offered(shelf, one.sku, now)
    if found is None:
        raise NotTrueNow(
            f"{one.title} is not sold now; run the batch again", f"{one.title}现在不卖，请重新生成"
        )
    if found.price != one.price:
        was, is_now = one.price.plain, found.price.plain
        raise NotTrueNow(
            f"{one.title} costs {is_now} now, not {was}; run the batch again",
            f"{one.title}现价{is_now}，不再是{was}，请重新生成",
        )


def _renewed(text: str, then: Message | None, made: Message) -> str:
    """`text` with what it says of the customer's history as of today."""
    if then is None or len(then.reminders) != len(made.reminders):
        return text
    for old, new in zip(then.reminders, made.reminders, strict=True):
        text = text.replace(old.why, new.why)
    return text
