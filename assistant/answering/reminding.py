"""What a customer is written about suggestions: from facts alone, and held against them.

What they bought are facts of their own history, what it costs is the catalog's, at the moment the
message is made. No language model has a part in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.answering.compose.borne_out import unsupported
from assistant.answering.compose.templating import compose
from assistant.answering.compose.wording import sentence_joint
from assistant.answering.ground.grounding import Say
from assistant.answering.values import Rejected
from assistant.answering.verify import verify
from assistant.knowledge.collect import price_facts, subject_of, title_of, unique, variant_fact
from assistant.knowledge.facts import Evidence, Fact
from assistant.knowledge.pricing import price_now
from assistant.knowledge.shelf import Shelf
from assistant.recommend.suggestion import Habit, Suggestion
from assistant.speech.sentences import sentences
from catalog_loader.product import Product, Variant

FEWEST_DAYS = 2
"""Fewer than this is lately, in words."""

_PRICE = "reminder.price"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A message in `language` and the facts it rests on; `rejected` are sentences held back.

    `why` is the part of the text that tells of their history, without the price.
    """

    suggestion: Suggestion
    text: str
    why: str
    language: str
    facts: tuple[Fact, ...]
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message about several suggestions, a line for each, and the facts it rests on."""

    reminders: tuple[Reminder, ...]
    language: str

    @property
    def text(self) -> str:
        """As it is sent."""
        return "\n".join(reminder.text for reminder in self.reminders)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All that it says."""
        return unique(fact for reminder in self.reminders for fact in reminder.facts)

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """What it is about."""
        return tuple(reminder.suggestion for reminder in self.reminders)


class NotOffered(LookupError):
    """The shop sells it no more, or names no price; the message says what."""


def remind(suggestion: Suggestion, shelf: Shelf, language: str, now: datetime) -> Reminder:
    """The message about `suggestion` at `now`, at the price then. Raises NotOffered."""
    says, facts = reasons(suggestion, shelf, language, now)
    evidence = Evidence(facts)
    # a price that nobody confirmed lately is not said to be today's
    found = shelf.variant(suggestion.sku)
    if found is not None and shelf.freshness.stale_since(found[0].handle, now) is not None:
        says = tuple(say for say in says if say.template != _PRICE)
        facts = tuple(fact for fact in facts if fact.source == "history")
    kept: list[str] = []
    why: list[str] = []
    rejected: list[Rejected] = []
    for say in says:
        text = compose(say, language)
        if objection := unsupported(say, evidence, shelf):
            rejected.append(Rejected(text, objection))
        else:
            kept.append(text)
            if say.template != _PRICE:
                why.append(text)
    joint = sentence_joint(language)
    return Reminder(suggestion, joint.join(kept), joint.join(why), language, facts, tuple(rejected))


def message(
    suggestions: Iterable[Suggestion], shelf: Shelf, language: str, now: datetime
) -> Message | None:
    """What is written about `suggestions` at `now`, those left out that can be had no more; None
    where nothing is to be said."""
    reminders = []
    for suggestion in suggestions:
        try:
            reminder = remind(suggestion, shelf, language, now)
        except NotOffered:
            continue
        if reminder.text:
            reminders.append(reminder)
    return Message(tuple(reminders), language) if reminders else None


def objections(text: str, made: Message) -> tuple[Rejected, ...]:
    """The sentences of an edited `text` that the facts of `made` do not bear out, and why.

    What it says itself of their history stands as it is; every other sentence is checked as
    language, where it names no product against the facts of the one that was spoken of last.
    """
    found: list[Rejected] = []
    last: Reminder | None = None
    for line in text.splitlines():
        told = next((one for one in made.reminders if one.why and one.why in line), None)
        last = told or last
        own = {piece.strip() for piece in sentences(told.text)} if told else set()
        for sentence in sentences(line.replace(told.why, "\n") if told else line):
            bare = sentence.strip()
            if not bare or bare in own:
                continue
            named = any(fact.subject and fact.subject in bare for fact in made.facts)
            facts = made.facts if named or last is None else last.facts
            verdict = verify(bare, Evidence(facts), language=made.language)
            if not verdict.supported:
                found.append(Rejected(bare, verdict.reason))
    return tuple(found)


def reasons(
    suggestion: Suggestion, shelf: Shelf, language: str, now: datetime
) -> tuple[tuple[Say, ...], tuple[Fact, ...]]:
    """What is said about `suggestion` at `now`, at the price then, and the facts under it. Raises
    NotOffered."""
    found = shelf.variant(suggestion.sku)
    price = price_now(found[1], now, found[0]) if found is not None else None
    if found is None or price is None:
        raise NotOffered(f"{suggestion.sku} is not sold now")
    product, variant = found
    says = (
        *_says(suggestion, name_of(product, variant, language), now),
        Say(_PRICE, {"price": price.price}),
    )
    facts = (
        *_history_facts(suggestion, product, variant, now),
        *price_facts(product, variant, price),
    )
    return says, facts


def last_bought(habit: Habit, name: str, now: datetime) -> Say:
    """When a customer last bought what is called `name`."""
    days = days_since(habit, now)
    if days < FEWEST_DAYS:
        return Say("reminder.lately", {"product": name})
    return Say("reminder.once", {"product": name, "days": days})


def name_of(product: Product, variant: Variant, language: str) -> str:
    """A variant as it is called: with its options where there are others to choose from."""
    if len(product.variants) > 1:
        return subject_of(product, variant, language)
    return title_of(product, language)


def days_since(habit: Habit, now: datetime) -> int:
    """Whole days since the last purchase."""
    return max(0, (now - habit.last).days)


def _says(suggestion: Suggestion, name: str, now: datetime) -> Iterator[Say]:
    habit = suggestion.wish.habit
    if habit is None:
        yield Say("reminder.new", {"product": name})
        return
    days, gap = days_since(habit, now), _gap(habit)
    if days < FEWEST_DAYS or gap is None or gap < FEWEST_DAYS:
        yield last_bought(habit, name, now)
    else:
        yield Say("reminder.rhythm", {"product": name, "days": days, "gap": gap})
    if suggestion.pieces > 1:
        yield Say("reminder.pieces", {"pieces": suggestion.pieces})


def _history_facts(
    suggestion: Suggestion, product: Product, variant: Variant, now: datetime
) -> Iterator[Fact]:
    """What the customer's own purchases say, as facts."""
    habit = suggestion.wish.habit
    if habit is None:
        return
    known = [("days_since_bought", days_since(habit, now), "天", "距上次购买")]
    if (gap := _gap(habit)) is not None:
        known.append(("usual_gap", gap, "天", "购买间隔"))
    known.append(("usual_pieces", suggestion.pieces, "件", "一次购买"))
    for field, value, unit, label in known:
        fact = variant_fact(product, variant, field, str(value), unit, label)
        yield replace(fact, source="history", origin="")


def _gap(habit: Habit) -> int | None:
    return None if habit.gap_days is None else round(habit.gap_days)
