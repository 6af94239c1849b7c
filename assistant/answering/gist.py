"""What a question comes to: found before any wording, so that a crowd's questions can be told apart
and put together at the cost of some milliseconds each."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from assistant.answering.ground.grounding import Answerable, Grounding
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.understanding import Understanding

# Of what a product costs several things are asked that one amount may answer: what it is, whether
# that is an offer, whether it will fall. Who asks the one is not told the other.
_ASKS = {
    Kind.PROMOTION: "offer",
    Kind.COUPON: "offer",
    Kind.PRICE_PROTECTION: "protection",
    Kind.HOW_TO_ORDER: "ordering",
}
_GIFT = re.compile(r"送|赠|礼|gift|hadiah|bonus|quà|tặng|แถม")


@dataclass(frozen=True, slots=True)
class Gist:
    """What a question asks and what it would be answered from.

    `key` is the same for questions that the same facts answer in the same words; for what nothing
    answers it holds `rest`, what is left of the question without names of products, since such
    questions differ by their own words alone. `kinds` are its parts' in order; `confidence` (0..1)
    is that of the least sure of them.
    """

    kinds: tuple[Kind, ...]
    product: str
    language: str
    answerable: Answerable
    key: str
    rest: str = ""
    confidence: float = 1.0

    @property
    def kind(self) -> Kind:
        """The kind of its first part."""
        return self.kinds[0]


def gist_of(parts: Sequence[tuple[Understanding, Grounding]]) -> Gist:
    """The gist of a question whose parts are understood and grounded; at least one."""
    first, grounding = parts[0]
    answerable = grounding.answerable
    if any(one.answerable is Answerable.NEEDS_PERSON for _, one in parts):
        answerable = Answerable.NEEDS_PERSON
    return Gist(
        kinds=tuple(part.kind for part, _ in parts),
        product=first.product,
        language=first.language,
        answerable=answerable,
        key=_digest([_told(part, one) for part, one in parts]),
        rest=" ".join(part.rest or part.text for part, _ in parts),
        confidence=min(part.confidence for part, _ in parts),
    )


def _told(part: Understanding, grounding: Grounding) -> object:
    says = [asdict(say) for say in (*grounding.caveats, *grounding.says)]
    facts = [(fact.product, fact.field, fact.value) for fact in grounding.evidence.facts]
    own: object = part.rest or part.text
    if grounding.answerable is Answerable.YES:
        own = ""
    elif part.attributes and not part.stranger:
        own = part.attributes  # 厚吗 and 多厚啊 ask the same, published or not
    return part.language, part.product, _asks(part), says, facts, own


def _asks(part: Understanding) -> str:
    return (
        "gift"
        if part.kind is Kind.PROMOTION and _GIFT.search(part.text)
        else _ASKS.get(part.kind, "")
    )


def _digest(told: Sequence[object]) -> str:
    written = json.dumps(told, ensure_ascii=False, default=str, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:16]
