"""The words the check knows, read once from `lexicon.toml`, and how they are found in a text."""

import logging
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain

import jieba

from assistant.answering.verify.fold import fold
from assistant.answering.verify.numerals import to_digits

_HAN_OR_THAI = re.compile(r"[\u0e00-\u0e7f\u3400-\u9fff]")
# What may stand between a bound and its number: `starts on the 30th`, `kurang dari harga 259`.
_JOINT = (
    r"(?:\s*(?:\b(?:on|at|the|a|of|tanggal|pada|pukul|jam|vòng|ngày|vào|khi|orders?|price|harga)\b|"
    r"วันที่|价格|是|为|卖|要))*\s*"
)


@dataclass(frozen=True, slots=True)
class Words:
    """A set of words as one pattern: Latin ones matched whole, the longest first."""

    all: frozenset[str]
    pattern: re.Pattern[str]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where they occur in folded `text`."""
        return [match.span() for match in self.pattern.finditer(text)]

    def first(self, text: str) -> str:
        """The first one in `text`, empty where there is none."""
        match = self.pattern.search(text)
        return match[0] if match else ""


def words_of(words: Iterable[str]) -> Words:
    """Fold `words` and compile them."""
    folded = frozenset(to_digits(fold(word)).strip() for word in words)
    parts = []
    for word in sorted(folded, key=lambda word: (-len(word), word)):
        escaped = re.escape(word)
        before = "" if _HAN_OR_THAI.match(word[0]) or not word[0].isalnum() else r"(?<![^\W_])"
        after = "" if _HAN_OR_THAI.match(word[-1]) or not word[-1].isalnum() else r"(?![^\W_])"
        if before and not _HAN_OR_THAI.match(word[0]):
            before = r"(?<![a-zà-ỹ0-9'])"
            after = r"(?![a-zà-ỹ0-9])" if after else ""
        parts.append(before + escaped + after)
    return Words(folded, re.compile("|".join(parts) or r"(?!)"))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every list of `lexicon.toml`, over all its languages."""

    negators: Words
    idioms: Words
    modals: Words
    yes: frozenset[str]
    no: frozenset[str]
    deferral: Words
    superlative: Words
    efficacy: Words
    scarcity: Words
    injection: Words
    promises: dict[str, Words]
    labels: dict[str, Words]
    stock: dict[str, Words]
    compare: dict[str, Words]
    plain: frozenset[str]
    filler: frozenset[str]
    courtesy: Words
    rhetorical: Words
    everyone: Words
    others: Words
    only: Words
    bounds_before: dict[str, re.Pattern[str]]
    bounds_after: dict[str, re.Pattern[str]]
    same: dict[str, Words]
    colours: dict[str, Words]
    thai: tuple[str, ...]


@cache
def lexicon() -> Lexicon:
    """The lexicon, read on first use."""
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    source = files(__package__).joinpath("lexicon.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)

    def flat(name: str) -> list[str]:
        return [word for words in table[name].values() for word in words]

    def each(name: str) -> dict[str, Words]:
        return {key: words_of(words) for key, words in table[name].items()}

    filler = words_of(flat("filler")).all
    prices = (table["labels"][name] for name in ("price", "list_price", "until"))
    plain = words_of([*flat("plain"), *chain(*prices)]).all | filler
    stock = {name: flat(f"stock_{name}") for name in ("yes", "no", "pre")}
    thai = {
        to_digits(fold(word)).strip()  # as a text has it: folding takes sara am apart
        for name, section in table.items()
        if name not in {"yes", "no"}  # whole clauses, no words
        for words in section.values()
        for word in (words if isinstance(words, list) else chain(*words.values()))
        if "\u0e00" <= word[0] <= "\u0e7f"
    }
    return Lexicon(
        negators=words_of(flat("negators")),
        idioms=words_of(flat("idioms")),
        modals=words_of(flat("modals")),
        yes=words_of(flat("yes")).all,
        no=words_of(flat("no")).all,
        deferral=words_of(flat("deferral")),
        superlative=words_of(flat("superlative")),
        efficacy=words_of(flat("efficacy")),
        scarcity=words_of(flat("scarcity")),
        injection=words_of(flat("injection")),
        promises={
            name: words_of(word for words in languages.values() for word in words)
            for name, languages in table["promises"].items()
        },
        labels=each("labels"),
        stock={name: words_of(words) for name, words in stock.items()},
        compare=each("compare"),
        plain=plain,
        filler=filler,
        courtesy=words_of(flat("courtesy")),
        rhetorical=words_of(flat("rhetorical")),
        everyone=words_of(flat("everyone")),
        others=words_of(flat("others")),
        only=words_of(flat("only")),
        bounds_before={
            name: re.compile(rf"(?:{words_of(chain(*words.values())).pattern.pattern}){_JOINT}$")
            for name, words in table["bounds_before"].items()
        },
        bounds_after={
            name: re.compile(rf"\s*(?:{words_of(chain(*words.values())).pattern.pattern})")
            for name, words in table["bounds_after"].items()
        },
        same=each("same"),
        colours=each("colours"),
        thai=tuple(sorted(thai, key=lambda word: (-len(word), word))),
    )
