"""What was understood of a question, or of one part of it."""

from dataclasses import dataclass, field
from typing import Literal

from assistant.answering.understand.baskets import Wanted
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.slots import Slots

By = Literal["rules", "examples", "model", "history"]


@dataclass(frozen=True, slots=True)
class Understanding:
    """One thing that a viewer wants to know.

    `product` is the handle it is about, "" for none; `named` says that the viewer named it rather
    than that it is on air or was spoken of before. `products` are all that were named, in order.
    `stranger` is a thing the viewer named that the shop does not carry. `wishes` are the variant
    options asked for, as (`colour` | `size` | option name, value as the viewer or the catalog
    writes it). `basket` is what was asked for of several products at once. `attributes` are the
    keys of the properties asked for, `mentioned` those of which a value was named (是真皮的吗).
    `rest` is the text without the names of products. `confidence` is 0..1.
    """

    kind: Kind
    text: str
    language: str
    product: str = ""
    named: bool = False
    products: tuple[str, ...] = ()
    stranger: str = ""
    wishes: tuple[tuple[str, str], ...] = ()
    basket: tuple[Wanted, ...] = ()
    attributes: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    rest: str = ""
    slots: Slots = field(default_factory=Slots)
    confidence: float = 1.0
    by: By = "rules"
