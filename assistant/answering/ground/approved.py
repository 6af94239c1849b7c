"""What staff corrected: their answer to a question goes before what else could be said to it."""

import re
from collections.abc import Iterator

from assistant.answering.ground.grounding import Context
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.understanding import Understanding
from assistant.answering.verify.reading import one_way, read
from assistant.knowledge.corrections import StaffFaq
from assistant.knowledge.index import Match, stems
from assistant.knowledge.words import fold
from catalog_loader.product import Product

IN_NEARLY_ITS_WORDS = 0.86

_NEVER_CORRECTED = frozenset(
    {Kind.ABUSE, Kind.INJECTION, Kind.COMPLAINT, Kind.HUMAN, Kind.ORDER_STATUS}
)
_COMPARES = re.compile(r"比|还是|哪个|哪款|\bthan\b|\bor\b|\bwhich\b|daripada|atau|hơn|hay|กว่า|หรือ")
_TODAY = "today"
_DAYS = {
    _TODAY: re.compile(
        r"今[天晚日]|\btoday\b|\btonight\b|hari ini|malam ini|hôm nay|tối nay|วันนี้|คืนนี้"
    ),
    "tomorrow": re.compile(r"明[天晚日早]|\btomorrow\b|besok|esok|ngày mai|tối mai|พรุ่งนี้"),
    "after tomorrow": re.compile(r"后[天晚]|\bday after\b|lusa|ngày kia|มะรืน"),
    "yesterday": re.compile(r"昨[天晚日]|\byesterday\b|kemarin|semalam|hôm qua|เมื่อวาน"),
    "week": re.compile(
        r"(?:周|星期|礼拜)[一二三四五六日天末]|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|下周"
    ),
}


def approved(understood: Understanding, product: Product | None, context: Context) -> Match | None:
    """The correction of the question, where it is asked in nearly its words: of several, the
    narrowest, then the newest."""
    if not context.index.has_corrections or understood.kind in _NEVER_CORRECTED:
        return None
    matches = context.index.by_words(understood.text, product, named=understood.named)
    own = [
        (match.record.breadth, match)
        for match in matches
        if isinstance(match.record, StaffFaq)
        and _in_its_words(understood.text, match, product)
        and of_the_same(understood, match, product)
    ]
    # matches of one score stay as the catalog has them, which is the newest first
    own.sort(key=lambda pair: (pair[0], _place(pair[1], context)))
    return own[0][1] if own else None


def may_answer(understood: Understanding, match: Match, product: Product | None) -> bool:
    """Whether a record that was found may answer: of corrections, only one of the same."""
    return not isinstance(match.record, StaffFaq) or of_the_same(understood, match, product)


def _in_its_words(asked: str, match: Match, product: Product | None) -> bool:
    """Whether it is asked in nearly those words, or in all of them in another order: 几点下播 asks
    下播是几点; but what compares or names values means another thing the other way round."""
    if match.score >= IN_NEARLY_ITS_WORDS:
        return True
    turned = _COMPARES.search(asked) or _particulars(asked, product)
    return not turned and stems(asked) == stems(match.question)


def of_the_same(understood: Understanding, match: Match, product: Product | None) -> bool:
    """Whether two questions name the same numbers, the same values of the product's options, the
    same stranger and no other day: 170能穿吗 is answered neither by what 160能穿吗 was, nor
    黑色有货吗 by 白色有货吗."""
    if fold(understood.stranger) not in fold(match.question):
        return False
    if _COMPARES.search(understood.text) and not _in_order(
        understood.text, match.question, product
    ):
        return False
    if not _days(understood.text) <= _days(match.question) | {_TODAY}:
        return False
    return _particulars(understood.text, product) == _particulars(match.question, product)


def _particulars(text: str, product: Product | None) -> frozenset[str]:
    folded = fold(text)
    said = {value for value in _values(product) if value in folded}
    reading = read(one_way(text))
    numbers = {f"{number.kind} {number.value}" for number in reading.quantities}
    return frozenset((*said, *numbers, *(one.name for one in (*reading.sizes, *reading.colours))))


def _in_order(asked: str, question: str, product: Product | None) -> bool:
    """Whether both name the values they compare in the same order."""
    asked, question = one_way(asked), one_way(question)
    named = {one.text for one in (*read(asked).colours, *read(asked).sizes)}
    values = named | {value for value in map(one_way, _values(product)) if value in asked}
    return sorted(values, key=asked.find) == sorted(values, key=question.find)


def _days(text: str) -> frozenset[str]:
    """The days that a question names."""
    return frozenset(name for name, words in _DAYS.items() if words.search(fold(text)))


def _values(product: Product | None) -> Iterator[str]:
    for variant in product.variants if product is not None else ():
        yield from map(fold, variant.options.values())


def _place(match: Match, context: Context) -> int:
    ids = [faq.id for faq in context.index.catalog.faqs if isinstance(faq, StaffFaq)]
    return ids.index(match.record.id)
