"""Sentences from templates: never the same wording to a viewer twice running."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from assistant.answering.compose.wording import worded
from assistant.answering.ground.grounding import Say
from assistant.answering.values import Turn

FALLBACK = "en"
"""The language of a template that the answer's own does not have."""


class TemplateMissing(LookupError):
    """No table has a template of this name: a fault of the program, found by its tests."""


def compose(say: Say, language: str, history: Sequence[Turn] = ()) -> str:
    """The sentence of `say` in `language`, in another variant than the viewer's last answer holds.

    The first variant wherever it may be: its sound is the one that may lie ready.
    """
    variants, written = _variants(say.template, language)
    values = worded(say.values, written)
    said = [_begun(variant.format_map(values)) for variant in variants]
    last = history[-1].answer if history else ""
    return next((text for text in said if text not in last), said[0])


def names(language: str) -> frozenset[str]:
    """The templates that `language` has itself."""
    return frozenset(_table(language))


def fixed(language: str) -> tuple[str, ...]:
    """The sentences that hold no value, and so are said alike in every room that speaks it."""
    return tuple(
        _begun(variants[0]) for variants in _table(language).values() if "{" not in variants[0]
    )


def _begun(sentence: str) -> str:
    """`sentence` with a capital letter first, where its script has them."""
    return sentence[:1].upper() + sentence[1:]


def _variants(name: str, language: str) -> tuple[tuple[str, ...], str]:
    for written in (language, FALLBACK):
        table = _table(written)
        stem = name
        while stem:
            if stem in table:
                return table[stem], written
            stem = stem.rpartition(".")[0] if written == language and _general(stem) else ""
    raise TemplateMissing(f"no template {name!r} in {language} or {FALLBACK}")


def _general(name: str) -> bool:
    """Names whose stem says less, but nothing else: `unknown.coupon` may be worded as `unknown`."""
    return name.startswith(("unknown.", "handed_off.", "declined."))


@cache
def _table(language: str) -> Mapping[str, tuple[str, ...]]:
    folder = files(f"{__package__}.templates")
    table: dict[str, tuple[str, ...]] = {}
    for part in (folder / "goods", folder / "reminders", folder):
        source = part / f"{language}.toml"
        if source.is_file():
            read = tomllib.loads(source.read_text("utf-8"))
            table |= {name: tuple(texts) for name, texts in read.items()}
    return table
