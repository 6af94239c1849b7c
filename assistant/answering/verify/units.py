"""Evidence as the check uses it: every fact and published sentence read once."""

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.reading import Reading, one_way, read
from assistant.knowledge.facts import Evidence, Fact
from catalog_loader.keys import ATTRIBUTE_KEYS, CLAUSE_KEYS

_SENTENCE_END = re.compile(r"(?<!\d)[.](?!\d)|[.](?=\s|$)|[!?;\n]")
_CLAUSE_END = re.compile(r"(?<!\d),|,(?!\d)|:(?!\d|//)")
_STATES = {"in_stock": "yes", "out_of_stock": "no", "preorder": "pre", "backorder": "pre"}
TEXT_FIELDS = frozenset({"faq", "selling_point", "description", "offer_note", "size_advice"})


def split_sentences(text: str) -> list[str]:
    """Sentences of text in its one way of writing."""
    return [piece.strip() for piece in _SENTENCE_END.split(text) if piece.strip()]


def split_clauses(text: str) -> list[str]:
    """Clauses of one sentence."""
    return [piece.strip() for piece in _CLAUSE_END.split(text) if piece.strip()]


@dataclass(frozen=True, slots=True)
class Unit:
    """One fact, read. `keys` are words it is asked for by, `names` those it is called.

    `thing` is what it is about without its options, empty for the shop.
    """

    fact: Fact
    thing: str
    options: frozenset[str]
    value: Reading
    label: Reading
    keys: tuple[str, ...]
    names: tuple[str, ...]
    truth: bool | None
    state: str

    def named_in(self, text: str) -> bool:
        """Whether `text` names the field: by its label or another common word for it."""
        return any(key in text for key in self.keys)


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring clauses of a sentence read together; `end` is one past the last of them."""

    reading: Reading
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One published sentence: its clauses, read, and the fact it comes from, if any."""

    text: str
    clauses: tuple[Reading, ...]
    windows: tuple["Window", ...]
    thing: str
    fact: Fact | None


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """All evidence, read; compared by identity, being kept per evidence."""

    units: tuple[Unit, ...]
    statements: tuple[Statement, ...]
    things: tuple[str, ...]
    text: str
    wordings: tuple[tuple[re.Pattern[str], str], ...] = ()

    def published(self, text: str) -> str:
        """`text` with the shop's own translations turned back into what they translate."""
        for pattern, original in self.wordings:
            text = pattern.sub(lambda _, original=original: f" {original} ", text)  # type: ignore[misc]
        return " ".join(text.split()) if self.wordings else text


@lru_cache(maxsize=64)
def ground(evidence: Evidence) -> Ground:
    """Read `evidence`; the same evidence is read once."""
    units = tuple(_unit(fact) for fact in evidence.facts)
    statements = [
        statement for text in evidence.statements for statement in _statements(text, "", None)
    ]
    for unit in units:
        fact = unit.fact
        if fact.source in {"policy", "faq", "staff", "host"} or fact.field in TEXT_FIELDS:
            statements += _statements(fact.value, unit.thing, fact)
    everything = " ".join(
        [
            *(unit.thing for unit in units),
            *(unit.value.text for unit in units),
            *(unit.label.text for unit in units),
            *(option for unit in units for option in sorted(unit.options)),
            *(statement.text for statement in statements),
        ]
    )
    things = tuple(dict.fromkeys(unit.thing for unit in units if unit.thing))
    return Ground(units, tuple(statements), things, everything, _wordings(evidence.wordings))


@lru_cache(maxsize=4096)
def _unit(fact: Fact) -> Unit:
    options = frozenset(one_way(value) for _, value in fact.options)
    value = one_way(_with_unit(fact))
    truth = _truth(value)
    label = one_way(fact.label)
    return Unit(
        fact=fact,
        thing=_thing(fact),
        options=options,
        value=read("" if truth is not None else value),
        label=read(label),
        keys=_keys(fact, label),
        names=_names(fact, label),
        truth=truth,
        state=_STATES.get(fact.value, "") if fact.field == "availability" else "",
    )


def _truth(value: str) -> bool | None:
    """The yes or no a value is: `true`, 不支持, 暂不支持; None for any other value."""
    if value in {"true", "false", "否", "无"}:
        return value == "true"
    if value in lexicon().yes | lexicon().no:
        return value in lexicon().yes
    reading = read(value)
    said = reading.tokens or reading.quantities or reading.colours or reading.sizes
    return False if reading.negators % 2 == 1 and not said else None


def _wordings(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Translations as patterns, the longest first."""
    folded = {one_way(said): one_way(original) for said, original in pairs}
    return tuple(
        (re.compile(rf"(?<![^\W_]){re.escape(said)}(?![^\W_])"), folded[said])
        for said in sorted(folded, key=len, reverse=True)
        if said
    )


def _with_unit(fact: Fact) -> str:
    """The value as it would be written with its unit, each end of a range included."""
    if fact.field == "availability":
        return ""
    return f"{fact.value}{fact.unit}"


def _thing(fact: Fact) -> str:
    """The subject without its options; nothing for what holds for the whole shop."""
    if fact.source in {"policy", "faq", "staff", "host"}:
        return ""
    subject = fact.subject
    for _, value in fact.options:
        subject = re.sub(rf"\s{re.escape(value)}(?=\s|$)", "", subject)
    return one_way(subject or fact.product)


def _keys(fact: Fact, label: str) -> tuple[str, ...]:
    key = ATTRIBUTE_KEYS.get(fact.field) or CLAUSE_KEYS.get(fact.field)
    local = [word for words in key.local.values() for word in words] if key else []
    words = [one_way(word) for word in (*key.words, *local)] if key else []
    bare = re.sub(r"\(.*?\)", "", label)
    return tuple(word for word in dict.fromkeys([label, bare, *words]) if word)


_LANGUAGES = ("zh", "en", "id", "ms", "vi", "th")


def _names(fact: Fact, label: str) -> tuple[str, ...]:
    """What the field is called. Other words for it (机洗, hemat listrik) may claim something."""
    key = ATTRIBUTE_KEYS.get(fact.field)
    words = [one_way(key.label(language)) for language in _LANGUAGES] if key else []
    return tuple(word for word in dict.fromkeys([label, *words]) if word)


def property_names() -> tuple[str, ...]:
    """What the properties of `ATTRIBUTE_KEYS` are called, in one way of writing."""
    labels = (key.label(language) for key in ATTRIBUTE_KEYS.values() for language in _LANGUAGES)
    return tuple(dict.fromkeys(one_way(label) for label in labels))


def _statements(text: str, thing: str, fact: Fact | None) -> list[Statement]:
    return [
        Statement(sentence, *_cut(sentence), thing, fact)
        for sentence in split_sentences(one_way(text))
    ]


@lru_cache(maxsize=2048)
def _cut(sentence: str) -> tuple[tuple[Reading, ...], tuple[Window, ...]]:
    """The clauses of a sentence, and every run of up to four neighbouring ones."""
    clauses = split_clauses(sentence)
    windows = tuple(
        Window(read(",".join(clauses[begin:end])), end)
        for begin in range(len(clauses))
        for end in range(begin + 1, min(begin + 4, len(clauses)) + 1)
    )
    return tuple(read(clause) for clause in clauses), windows
