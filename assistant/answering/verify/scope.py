"""Words that make a claim one of every thing, of others, or of nothing else."""

import re

from assistant.answering.verify.lexicon import Words, lexicon
from assistant.answering.verify.reading import Reading, read
from assistant.answering.verify.subjects import is_colour
from assistant.answering.verify.support import Support
from assistant.answering.verify.units import Unit
from assistant.answering.verify.verdict import Reason, Unsupported

# 都 and its like say no more than the things just named do.
_ONLY_OF = re.compile(
    r"(?:只要|只需|只卖|仅需|仅售|仅|只|only|just|hanya|cuma|chỉ|chỉ còn|เพียง|แค่)"
    r"\s*[¥$]?\s*(?:rp|rm)?$"
)
# 每件259元 is the price of one, and speaks of no others.
_EACH_FOR = re.compile(
    r"每[\u3400-\u9fff]?\s*(?=[¥\d])|(?:mỗi|setiap|tiap)(?: \w+)? (?=(?:rp|rm|[¥฿])?\s?\d)"
)
_BOTH = re.compile(
    r"(?<!大家)(?<!人)(?<!个)都(?!不?会)|both|"
    r"keduanya|kedua-dua|masing-masing|đều|cả hai|ทั้งคู่|total|each"
)


def check_scope(clause: Reading, sentence: str, units: list[Unit], support: Support) -> None:
    """Raise Unsupported where `clause` speaks of more, or less, than its facts do."""
    if not support.claims:
        return
    words = lexicon()
    if not clause.stock:
        for list_ in (words.everyone, words.others):
            said = list_.first(_less_both(clause.text))
            if said and not _held(list_, support) and not _all_listed(clause, units):
                raise Unsupported(Reason.CONDITION, said)
    if words.only.first(clause.text) and not clause.stock:
        _check_only(clause, read(sentence), units, support)


def _less_both(text: str) -> str:
    return _EACH_FOR.sub(" ", _BOTH.sub(" ", text))


def _held(words: Words, support: Support) -> bool:
    """Whether a fact the claim rests on has such a word itself: 其他地区到货时间."""
    return any(words.first(f"{fact.label} {fact.value}".lower()) for fact in support.used)


def _all_listed(clause: Reading, units: list[Unit]) -> bool:
    """Whether all the colours, or sizes, that are listed are named."""
    colours = {unit.value.text for unit in units if unit.fact.field == "colour"}
    sizes = {unit.value.text.removesuffix("码") for unit in units if unit.fact.field == "size"}
    if clause.colours and colours:
        return all(any(is_colour(said, value) for said in clause.colours) for value in colours)
    return bool(clause.sizes and sizes) and sizes <= {size.name for size in clause.sizes}


def _check_only(clause: Reading, sentence: Reading, units: list[Unit], support: Support) -> None:
    """`only` before a number belittles it; before anything else it must be all there is."""
    belittled = any(_ONLY_OF.search(clause.text[: n.start]) for n in clause.quantities)
    if belittled or (clause.quantities and not clause.colours and not clause.sizes):
        return
    if clause.colours or clause.sizes:
        if not _all_listed(sentence, units):
            raise Unsupported(Reason.CONDITION, lexicon().only.first(clause.text))
        return
    said = {token.word for token in clause.tokens}
    for unit in units:
        if unit.fact in support.used and any(t.word not in said for t in unit.value.tokens):
            raise Unsupported(Reason.CONDITION, lexicon().only.first(clause.text))
