"""Several goods in one question: 一件羽绒服加一条牛仔裤, two mugs and a tray, 两件M一件L."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from assistant.answering.understand.amounts import quantity_in
from assistant.answering.understand.measures import count_words, spelled
from assistant.answering.understand.slots import find_slots
from assistant.answering.understand.talk import says
from assistant.answering.understand.wishes import Wish, read_wishes
from assistant.knowledge.index import ShelfIndex
from assistant.knowledge.shelf import Shelf
from catalog_loader.product import Product

_JOINTS = re.compile(
    r"加上?|再加|外加|和|跟|与|以及|还有|配|[、,，+&]|\b(?:and|plus|with|dan|sama|tambah|campur|serta|và|với|cộng)\b"
    r"|และ|กับ|บวก"
)
_EACH = re.compile(
    r"各\s?(?:[1一]|来|要|拿|买|拍)|one of each|\beach\b|masing-masing|mỗi loại|อย่างละ"
)
_MOST = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many of a product (its handle), in the variant that `wishes` tell."""

    product: str
    quantity: int = 1
    wishes: tuple[Wish, ...] = ()


def wanted_in(
    text: str, language: str, shelf: Shelf, index: ShelfIndex, subject: Product | None
) -> tuple[Wanted, ...]:
    """What a normalised question wants together, of several products or of several variants of
    one; () where it is one thing. `subject` is what it is about where it names nothing."""
    found: list[Wanted] = []
    current = subject.handle if subject else ""
    apart = _EACH.search(text) is not None or says("together", text, language)

    def names_a_variant(part: str) -> bool:
        read = read_wishes(part, language, find_slots(part), subject)
        return subject is not None and bool(read.wishes)

    for part in _parts(spelled(text, language), names_a_variant):
        named = _named(part, shelf, index)
        handle, words = named or (current, ())
        product = shelf.product(handle)
        if product is None:
            continue
        reading = read_wishes(part, language, find_slots(part), product, words)
        quantity = quantity_in(reading.rest)
        if named is None and not (reading.wishes and (quantity or apart)):
            continue
        current = handle
        found.append(Wanted(handle, max(1, quantity), reading.wishes))
    if len(found) < 2 and subject and _EACH.search(text):
        _, words = _named(text, shelf, index) or ("", ())
        read = read_wishes(text, language, find_slots(text), subject, words)
        return tuple(_one_of_each(Wanted(subject.handle, 1, read.wishes)))
    several = {wanted.product for wanted in found} if len(found) > 1 else set()
    if len(several) == 1 and len({wanted.wishes for wanted in found}) < len(found):
        return ()
    return tuple(found[:_MOST]) if len(found) > 1 else ()


def _parts(text: str, names_a_variant: Callable[[str], bool]) -> Iterator[str]:
    """The text taken apart at its joints, and where one number of pieces ends and the next begins:
    两件M一件L before a number, M两件L一件 after one."""
    for part in _JOINTS.split(text):
        counts = list(_counted().finditer(part))
        edges = [0, len(part)]
        if len(counts) > 1 and names_a_variant(part[: counts[0].start()]):
            edges = [0, *(count.end() for count in counts[:-1]), len(part)]
        elif len(counts) > 1:
            edges = [0, *(count.start() for count in counts[1:]), len(part)]
        for start, end in pairwise(edges):
            if part[start:end].strip():
                yield part[start:end]


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.×x*第])\d{{1,3}}\s?(?:{count_words()})(?!装)")


def _one_of_each(wanted: Wanted) -> Iterator[Wanted]:
    """M和L各一件: one line for each value of the option that has several; none where none has."""
    fields = [field for field, _ in wanted.wishes]
    several = next((field for field in fields if fields.count(field) > 1), None)
    others = tuple(wish for wish in wanted.wishes if wish[0] != several)
    for wish in wanted.wishes:
        if wish[0] == several:
            yield Wanted(wanted.product, 1, (*others, wish))


def _named(part: str, shelf: Shelf, index: ShelfIndex) -> tuple[str, tuple[str, ...]] | None:
    """The product that a part names, and the words that do."""
    numbers = [n for n in find_slots(part).numbers if shelf.at(n)]
    if numbers and (product := shelf.at(numbers[0])):
        return product.handle, ()
    found = [name for name in index.names.find(part) if name.by in ("name", "code", "title")]
    if not found:
        return None
    handles = [name.product for name in found]
    handle = shelf.on_air if shelf.on_air in handles else handles[0]
    return handle, tuple(name.words for name in found if name.by != "title")
