"""Claims in an answer that nothing bears out, found without the assistant's own checks.

Numbers, amounts, percentages, durations and dates must stand in the answer's ground; so must the
names of products and options, and the great promises of a shop. What a set forbids is a claim too.
"""

import re
from collections.abc import Iterator, Mapping

from assistant.answering.evaluate.evidence import Ground
from assistant.answering.evaluate.figures import NUMBER_WORDS, Figure, days_and_figures, flat
from assistant.answering.values import Answer, Outcome
from catalog_loader.product import Catalog
from catalog_loader.tables import table

_PROMISES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in table(__package__, "words.toml")["promises"].items()
}
_WORTH_MASKING = 3
_LETTERS = "a-z\u00c0-\u024f\u1e00-\u1eff"


def unsupported(answer: Answer, ground: Ground, catalog: Catalog) -> tuple[str, ...]:
    """Each claim of `answer` that `ground` does not hold, as `what: the words`."""
    text = flat(answer.text)
    rest = _without(text, ground)
    found = [*_dates_and_numbers(answer.text, rest, ground), *_names(rest, ground, catalog)]
    if answer.outcome is Outcome.ANSWERED:
        found += _promises(text, ground)
    return tuple(dict.fromkeys(found))


def stands(wanted: str, text: str) -> bool:
    """Whether `wanted` stands in `text` on its own: 59 does not in 259, nor XL in 2XL."""
    wanted, text = flat(wanted), flat(text)
    before = r"(?<!\d)(?<!\d[.,])" if wanted[:1].isdigit() else ""
    after = r"(?!\d|[.,]\d)" if wanted[-1:].isdigit() else ""
    if re.fullmatch(r"\d?x*[sml]", wanted):
        before, after = r"(?<![a-z\d])", r"(?![a-z\d])"
    return re.search(before + re.escape(wanted) + after, text) is not None


def held(claim: str, ground: Ground) -> bool:
    """Whether the texts of `ground` hold the words of `claim`, or every number in it."""
    own = Ground(ground.texts)
    _, figures = days_and_figures(claim)
    numbers = all(any(_bears_out(known, said) for known in own.figures) for said in figures)
    return any(stands(claim, text) for text in own.texts) or (bool(figures) and numbers)


def _without(text: str, ground: Ground) -> str:
    """`text` without what it quotes from its ground whole."""
    for known in ground.sayable:
        if len(known) >= _WORTH_MASKING and not re.fullmatch(r"[\d.,\s]+", known):
            text = text.replace(known.rstrip("。."), " ")
    return text


def _dates_and_numbers(said: str, rest: str, ground: Ground) -> Iterator[str]:
    days, _ = days_and_figures(said)
    for day in days:
        if not any(day.same(known) for known in ground.days):
            yield f"date: {day.text}"
    _, figures = days_and_figures(rest)
    for figure in figures:
        if not any(_bears_out(known, figure) for known in ground.figures):
            yield f"number: {figure.text}"


def _bears_out(known: Figure, said: Figure) -> bool:
    units = {known.unit, said.unit} - {""}
    return known.value == said.value and len(units) < 2


def _names(rest: str, ground: Ground, catalog: Catalog) -> Iterator[str]:
    """Products and options of the shop that the answer names and its ground does not."""
    known = " ".join(ground.sayable)
    for name in _vocabulary(catalog):
        if name not in rest or name in known or re.fullmatch(r"[\d.,\s]+", name):
            continue
        if not name.isascii() or re.search(_alone(name), rest):
            yield f"name: {name}"


def _alone(name: str) -> str:
    """A pattern of `name` with no letter of an alphabet and no digit beside it."""
    return rf"(?<![{_LETTERS}\d.'’]){re.escape(name)}(?![{_LETTERS}\d])"


def _vocabulary(catalog: Catalog) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for product in catalog.products:
        published = [product.title, *(v for x in product.variants for v in x.options.values())]
        said = [words.get(p, "") for words in product.translations.values() for p in published]
        short = [words.get("short_title", "") for words in product.translations.values()]
        titles = [words.get("title", "") for words in product.translations.values()]
        names.update(dict.fromkeys(map(flat, (*published, *said, *short, *titles))))
    return tuple(name for name in names if _tells(name))


def _tells(name: str) -> bool:
    """Whether a name is more than a common word (`one`) or an amount (`120g`), which is read as
    one."""
    _, figures = days_and_figures(name)
    amount = any(figure.unit and figure.text == name for figure in figures)
    common = name in NUMBER_WORDS or (len(name) < 2 and name not in ("s", "m", "l"))
    return not (amount or common)


def _promises(text: str, ground: Ground) -> Iterator[str]:
    for name, pattern in _PROMISES.items():
        said = pattern.search(text)
        if said and not any(pattern.search(known) for known in ground.flat_texts):
            yield f"{name}: {said[0]}"
