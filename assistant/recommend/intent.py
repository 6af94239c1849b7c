"""Intent: what a customer looked at and asked about lately is likelier to be bought.

No shop's events were at hand to learn from, so the weights are cautious, and nothing here takes a
probability away: each event is one more reason beside the model's own (a noisy-or; Pearl 1988).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assistant.recommend.suggestion import Wish

WEIGHTS: Mapping[str, float] = {"ask": 0.10, "cart": 0.25, "click": 0.05, "view": 0.02}
"""The probability that one event of each kind, just now, leads to a purchase within 14 days."""

HALF_LIFE = timedelta(days=7)

REACHES_BACK = 4 * HALF_LIFE
"""What was done before is as good as forgotten."""


@dataclass(frozen=True, slots=True)
class Event:
    """A customer did something (`kind`: view, click, cart or ask) with a product, as the history
    names it, at a moment."""

    product: str
    at: datetime
    kind: str


def with_intent(wishes: Sequence[Wish], events: Iterable[Event], at: datetime) -> Sequence[Wish]:
    """The `wishes` and what the `events` before `at` speak for, what intent raised before the rest.

    What was bought after an event has been answered by it. Wishes that no event speaks for keep
    their order; the others go before all whose probability is lower.
    """
    known = {wish.product: wish for wish in wishes}
    not_led: dict[str, float] = {}
    for event in events:
        wish = known.get(event.product)
        bought = wish.habit.last if wish and wish.habit else None
        done = bought is not None and bought >= event.at
        if event.at > at or done or event.kind not in WEIGHTS:
            continue
        weight = WEIGHTS[event.kind] * 0.5 ** ((at - event.at) / HALF_LIFE)
        not_led[event.product] = not_led.get(event.product, 1.0) * (1 - weight)
    raised = []
    for product, missing in not_led.items():
        wish = known.get(product) or Wish(product, 0.0)
        probability = wish.probability + (1 - wish.probability) * (1 - missing)
        raised.append(replace(wish, probability=probability))
    rest = [wish for wish in wishes if wish.product not in not_led]
    found: list[Wish] = []
    for wish in sorted(raised, key=lambda one: -one.probability):
        while rest and rest[0].probability >= wish.probability:
            found.append(rest.pop(0))
        found.append(wish)
    return [*found, *rest]
