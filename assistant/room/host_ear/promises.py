"""Promises of a host's, against the shop's policies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assistant.answering.verify.lexicon import Words, words_of
from assistant.answering.verify.quantities import Quantity, quantities
from assistant.answering.verify.reading import one_way
from assistant.knowledge.collect import clause_fact
from assistant.knowledge.facts import Fact
from assistant.knowledge.pricing import price_now
from assistant.room.host_ear.claims import Clause, Differs, Published
from catalog_loader.tables import table

_ABOUT = re.compile(r"[一二三四五六七八九]?[两三四五六七八九]天|来天|多天|几天|几个")  # 一两天
_NOT = re.compile(
    r"不|没|无法|暂时|\bno\b|\bnot\b|n't|tidak|tak\b|bukan|không|ไม่"
)  # `无理由` is no denial
_FREE_SHIPPING = "free_shipping_threshold"
_REMOTE = ("remote_fee", "remote_regions", "not_shipped_to")


@dataclass(frozen=True, slots=True)
class _Promise:
    keys: tuple[str, ...]
    words: Words
    number: str
    needs_number: bool


@dataclass(frozen=True, slots=True)
class _Table:
    promises: tuple[_Promise, ...]
    forever: Words
    everywhere: Words


def unkept_promises(clause: Clause, published: Published) -> Iterator[tuple[int, Differs]]:
    """The promises of `clause` that the shop's policies do not make, each with where it ends."""
    if _ABOUT.search(clause.text):
        return
    known = _table()
    facts = tuple(_facts(published))
    taken: list[tuple[int, int]] = []
    for promise in known.promises:
        spans = [s for s in promise.words.spans(clause.text) if not _within(s, taken)]
        if not spans or _denied(clause, spans[0][0]):
            continue
        taken += spans
        numbers = [n for n in _numbers(clause) if promise.number and n.kind == promise.number]
        endless = known.forever.first(clause.text)
        if promise.needs_number and not numbers:
            continue
        own = tuple(fact for fact in facts if fact.field in promise.keys)
        if _is_borne_out(promise, own, numbers, endless, clause, published, facts):
            continue
        what = numbers[0].text if numbers else endless or clause.text[slice(*spans[0])]
        end = max(spans[-1][1], *(n.end for n in numbers), 0)
        yield (
            end,
            Differs(
                "promise",
                published.product.handle,
                f"{promise.keys[0]} {what}",
                clause.text,
                own,
            ),
        )


def _is_borne_out(
    promise: _Promise,
    own: tuple[Fact, ...],
    numbers: list[Quantity],
    endless: str,
    clause: Clause,
    published: Published,
    facts: tuple[Fact, ...],
) -> bool:
    if not own:
        return False
    if promise.keys[0] == _FREE_SHIPPING:
        return _ships_free(own, clause, published, facts)
    if endless:
        return any(endless in one_way(fact.value) for fact in own)
    if not numbers:
        # 食品拆封后不支持 is no 支持无理由: the first key is the promise, the others limit it.
        return any(fact.field == promise.keys[0] for fact in own)
    held = [n for fact in own for n in quantities(one_way(fact.value + fact.unit))]
    return all(any(number.equals(other) for other in held) for number in numbers)


def _ships_free(
    own: tuple[Fact, ...], clause: Clause, published: Published, facts: tuple[Fact, ...]
) -> bool:
    """Whether a piece of the product ships free to where it is said to."""
    if _table().everywhere.first(clause.text) and any(f.field in _REMOTE for f in facts):
        return False
    free = [f for f in own if f.field == "shipping_fee" and f.value.strip() in {"0", "0.00"}]
    least = [
        n.value
        for fact in own
        if fact.field == _FREE_SHIPPING
        for n in quantities(one_way(fact.value + fact.unit))
    ]
    if free or not least:
        return bool(free) or not any(f.field == "shipping_fee" for f in own)
    said = [
        number.number  # 满59包邮 counts no parcels
        for number in clause.reading.quantities
        if number.kind.startswith(("money", "plain")) or clause.text[: number.start].endswith("满")
    ]
    if said:  # 满59包邮, 59元一件包邮
        return min(said) >= min(least)
    product, now = published.product, published.now
    prices = [p.price.amount for v in product.variants if (p := price_now(v, now, product))]
    return bool(prices) and min(prices) >= min(least)


def _facts(published: Published) -> Iterator[Fact]:
    """The clauses that hold for the product: where two policies have one, the nearer one's."""
    seen: set[str] = set()
    for policy in published.policies:
        keys = {clause.key for clause in policy.clauses if clause.key}
        for clause in policy.clauses:
            if clause.key and clause.key not in seen:
                yield clause_fact(policy, clause)
        seen |= keys


def _numbers(clause: Clause) -> tuple[Quantity, ...]:
    """Those of the clause, else of the one before it: 十五天之内，给你换码."""
    own = clause.reading.quantities
    if any(number.kind in {"minutes", "times"} for number in own) or not clause.before:
        return own
    return quantities(clause.before[-1])


def _denied(clause: Clause, at: int) -> bool:
    """Whether what is said before `at` denies it."""
    return _NOT.search(clause.text[max(0, at - 6) : at]) is not None


def _within(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in taken)


@cache
def _table() -> _Table:
    rows = table(__package__, "promises.toml")
    languages = ("zh", "en", "id", "ms", "vi", "th")

    def words(row: object) -> Words:
        assert isinstance(row, dict)  # noqa: S101 - a table of our own
        return words_of(word for language in languages for word in row.get(language, ()))

    return _Table(
        tuple(
            _Promise(
                tuple(row["keys"]),
                words(row),
                row.get("number", ""),
                row.get("needs_number", False),
            )
            for row in rows["promise"]
        ),
        words(rows["forever"]),
        words(rows["everywhere"]),
    )
