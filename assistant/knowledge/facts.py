"""A fact: one typed value that the shop published, with where it came from.

Nothing else may reach a viewer as a claim. Values are canonical (`"259"`, `"true"`,
`"2026-11-30"`), so that a sentence can be checked against them whatever its wording or language.
"""

from dataclasses import dataclass, field
from typing import Literal

Source = Literal["catalog", "policy", "faq", "staff", "host", "room", "history"]
"""`history` is of a customer's own purchases, and is said to nobody else."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of one field of one product, variant or policy.

    `product` is a SKU, a product handle, or a policy/FAQ id. `label` is the field's name as a
    person of the shop's language says it ("面料"); `subject` is the product or variant as a person
    says it ("轻羽90白鸭绒连帽羽绒服 黑色 L"). `origin` is file and row.
    """

    product: str
    field: str
    value: str
    unit: str = ""
    source: Source = "catalog"
    label: str = ""
    subject: str = ""
    options: tuple[tuple[str, str], ...] = ()
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The facts found for a question, and the whole sentences the shop itself published.

    `wordings` are the shop's own translations, as (said, published): `("black", "黑色")`.
    """

    facts: tuple[Fact, ...] = ()
    statements: tuple[str, ...] = field(default=())
    wordings: tuple[tuple[str, str], ...] = ()
