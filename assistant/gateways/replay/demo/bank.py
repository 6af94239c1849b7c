"""The bank that the demo show's crowd draws from, read from the files beside this one."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.answering.understand.kinds import OF_A_PRODUCT, Kind

_FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Goods:
    """A product as viewers call it. `misspelt` are typing errors, pinyin and other languages."""

    handle: str
    names: tuple[str, ...]
    misspelt: tuple[str, ...]
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to write a question, with gaps, in a language."""

    text: str
    language: str

    @classmethod
    def of(cls, told: str) -> "Wording":
        """As the bank writes it: `en|how much`, and Chinese without a mark."""
        language, mark, text = told.rpartition("|")
        return cls(text, language if mark else "zh")


@dataclass(frozen=True, slots=True)
class Question:
    """One question in its wordings, most usual first: `bare` of what is on air, `named` with {p}.

    `products` are the handles it makes sense of, none where any.
    """

    id: str
    kind: Kind
    weight: float
    bare: tuple[Wording, ...]
    named: tuple[Wording, ...] = ()
    products: tuple[str, ...] = ()

    @property
    def of_a_product(self) -> bool:
        """Whether its answer differs by product."""
        return self.kind in OF_A_PRODUCT or bool(self.named or self.products)

    def suits(self, handle: str) -> bool:
        """Whether it makes sense of the product."""
        return not self.products or handle in self.products


@dataclass(frozen=True, slots=True)
class Noise:
    """Comments of one kind that ask nothing."""

    kind: str
    weight: float
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many there are and how they behave; rates are a second, shares 0 to 1."""

    seed: int
    viewers: int
    noise_per_second: float
    questions_per_second: float
    stir_scale: float
    named_share: float
    asks_again: float
    echoes: float
    entering: int
    gifts: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    impatient: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]
    gift: tuple[str, ...]
    emoji: tuple[str, ...]
    fillings: Mapping[str, tuple[str, ...]]
    """What fills a gap that no product fills: places, bodies."""


@dataclass(frozen=True, slots=True)
class Bank:
    """Everything a crowd may write."""

    goods: Mapping[str, Goods]
    questions: Mapping[str, Question]
    noise: Mapping[str, Noise]
    crowd: Crowd


_FILLINGS = ("place", "far", "abroad", "other", "height", "weight")


@cache
def read_bank() -> Bank:
    """The bank that comes with Xiaoer."""
    goods = {
        handle: Goods(handle, **_tuples(told)) for handle, told in _read("products.toml").items()
    }
    questions = {id_: _question(id_, told) for id_, told in _read("questions.toml").items()}
    noise = {kind: Noise(kind, **_tuples(told)) for kind, told in _read("noise.toml").items()}
    told = _tuples(_read("crowd.toml"))
    fillings = {name: told.pop(name) for name in _FILLINGS}
    return Bank(goods, questions, noise, Crowd(**told, fillings=fillings))


def _question(id_: str, told: Mapping[str, Any]) -> Question:
    return Question(
        id_,
        Kind(told["kind"]),
        told["weight"],
        bare=tuple(map(Wording.of, told["bare"])),
        named=tuple(map(Wording.of, told.get("named", ()))),
        products=tuple(told.get("products", ())),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text("utf-8"))


def _tuples(told: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
