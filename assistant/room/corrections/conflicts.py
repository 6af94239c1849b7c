"""Where the text of a correction says otherwise than the catalog publishes.

What the catalog says nothing of is no conflict: it is what the correction is for.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.answering.understand.asked import asked_in
from assistant.answering.verify import Reason, Verdict, verify
from assistant.answering.verify.reading import one_way, read
from assistant.answering.verify.units import split_clauses, split_sentences
from assistant.answering.verify.words import stating
from assistant.knowledge.collect import attribute_fact
from assistant.knowledge.corrections import Conflict
from assistant.knowledge.facts import Evidence, Fact
from assistant.knowledge.shelf import Shelf
from assistant.knowledge.spelling import spelled_out
from assistant.knowledge.words import fold
from assistant.room.corrections.figures import FIELDS, cuts, figure_in
from assistant.room.corrections.published import Published
from assistant.room.host_ear.claims import Differs, clauses, written
from assistant.room.host_ear.judge import differing
from catalog_loader.keys import ATTRIBUTE_KEYS
from catalog_loader.product import Attribute, Money, Product, Variant

_FORBIDDEN = frozenset(
    {Reason.SUPERLATIVE, Reason.EFFICACY, Reason.SCARCITY, Reason.CONTACT, Reason.INJECTION}
)
_STOCK = ("availability", "quantity", "available_from")
_SAYS_NOTHING = frozenset(
    {Reason.EMPTY, Reason.UNFINISHED, Reason.AMBIGUOUS, Reason.PRODUCT, Reason.CONDITION}
)
_SHOWN = 4  # values of one field
_SOMETHING_ELSE = 2  # characters that state something, in what is left of a question
_ALL = 1 << 20
_ANY = "*"


def refused(text: str, language: str, published: Published) -> Verdict | None:
    """The verdict on a text that no shop may say; None for one that it may. Where the shop itself
    publishes how it is reached, that may be said."""
    promises = Evidence(published.promises)
    for clause in _clauses(text):
        verdict = verify(clause, Evidence(), language=language)
        if verdict.code not in _FORBIDDEN:
            continue
        if verdict.code is Reason.CONTACT and verify(clause, promises, language=language).supported:
            continue
        return verdict
    return None


def conflicts(
    text: str,
    language: str,
    question: str,
    products: Sequence[Product],
    published: Published,
    *,
    of_all: bool = False,
) -> tuple[Conflict, ...]:
    """What `text`, the answer to `question` about `products`, says otherwise than is published;
    `of_all`: it is of everything the shop sells as well."""
    found: dict[Conflict, None] = {}
    for product in products:
        found |= dict.fromkeys(_claims(text, product, published))
        found |= dict.fromkeys(_stock(text, language, product, published))
        found |= dict.fromkeys(_figures(text, language, question, product, published))
        found |= dict.fromkeys(_properties(text, language, question, product, published))
    if of_all:
        any_product = anything(published)
        found |= dict.fromkeys(_claims(text, any_product, published))
        fees = _figures(text, language, question, any_product, published)
        found |= {one: None for one in fees if one.field in FIELDS["fee"]}
    return tuple(found)


def of_one_product(text: str, language: str, category: str, published: Published) -> str:
    """The words of a text for many products that can be true of one alone: a price or what is off
    it, the stock of something that it does not name; "" for none."""
    any_product = anything(published, category)
    for differs in _differing(text, any_product, published):
        if differs.product == _ANY and differs.kind == "price":
            return differs.said
    offered = published.evidence([any_product])
    for clause in clauses(written(text)):
        reading = clause.reading
        stock = reading.stock and not reading.quantities
        if not (stock or cuts(clause.text)) or named(text, published):
            continue
        if stock or not verify(clause.text, offered, language=language).supported:
            return clause.text
    return ""


def named(text: str, published: Published) -> tuple[str, ...]:
    """The handles of the products that a text names."""
    mentions = published.index.names.places(one_way(text))
    return tuple(dict.fromkeys(m.products[0] for m in mentions if len(m.products) == 1))


def repeats(text: str, fact: Fact) -> bool:
    """Whether a clause that denies nothing holds the value as it is published."""
    value = one_way(f"{fact.value}{fact.unit}")
    holding = (c for c in _clauses(text) if value in c)
    return not value[:1].isdigit() and any(not read(c).negators for c in holding)


def anything(published: Published, category: str = "") -> Product:
    """A product of which nothing is known but that it costs something."""
    price = Money(minor=1, currency=published.catalog.shop.currency)
    return Product(
        handle=_ANY, title=_ANY, category=category, variants=(Variant(sku=_ANY, price=price),)
    )


def _differing(text: str, product: Product, published: Published) -> list[Differs]:
    """The claims of a text about a product that differ, as they would of a host's words."""
    others = (one for one in published.catalog.products if one.handle != product.handle)
    products = (*others, product)
    catalog = published.catalog.model_copy(update={"products": products})
    shelf = Shelf(catalog, tuple(one.handle for one in products), product.handle)
    return differing(text, _ALL, shelf, published.index, published.now)


def _claims(text: str, product: Product, published: Published) -> Iterator[Conflict]:
    """Prices, gifts, sizes and promises; that of which nothing is published is new."""
    for differs in _differing(text, product, published):
        if differs.published and not (differs.product == _ANY and differs.kind == "price"):
            yield _against(differs.said, differs.published)


def _stock(text: str, language: str, product: Product, published: Published) -> Iterator[Conflict]:
    """What there is, and in which colours."""
    facts = [fact for fact in published.of(product) if fact.field in (*_STOCK, "colour")]
    for clause in _clauses(text):
        verdict = verify(clause, Evidence(tuple(facts)), language=language)
        of = {Reason.STOCK: _STOCK, Reason.COLOUR: ("colour",)}.get(verdict.code, ())
        own = [fact for fact in facts if fact.field in of]
        if own:
            yield _against(clause, own)


def _figures(
    text: str, language: str, question: str, product: Product, published: Published
) -> Iterator[Conflict]:
    """What is off the price, what a bare number stands for, fees, how many are left."""
    evidence = published.evidence([product])
    for clause in _clauses(text):
        figure = figure_in(clause, question)
        if figure is None or verify(clause, evidence, language=language).supported:
            continue
        own = [fact for fact in evidence.facts if fact.field in FIELDS[figure]]
        if own:
            yield _against(clause, own)


def _properties(
    text: str, language: str, question: str, product: Product, published: Published
) -> Iterator[Conflict]:
    """Published properties that a clause names, or that the question asks for, and that the text
    does not bear out."""
    evidence = published.evidence([product])
    verdicts = [(c, verify(c, evidence, language=language)) for c in _clauses(text)]
    borne_out = {fact.field for _, verdict in verdicts for fact in verdict.used}
    for attribute in product.attributes:
        fact = attribute_fact(product, attribute)
        if fact.field in borne_out or repeats(text, fact):
            continue
        names = _names(attribute)
        own = [c for c, v in verdicts if _objects(v) and any(name in one_way(c) for name in names)]
        if own:
            yield _against(own[0], [fact])
        elif _asks(question, attribute, names, published.catalog.shop.language):
            yield _against(text, [fact])


def _objects(verdict: Verdict) -> bool:
    return not verdict.supported and verdict.code not in _SAYS_NOTHING


def _names(attribute: Attribute) -> tuple[str, ...]:
    """What a property is called, the shop's own name first."""
    key = ATTRIBUTE_KEYS.get(attribute.key)
    called = (attribute.name, *((key.zh, key.en) if key else ()))
    bare = (re.sub(r"[（(].*?[）)]", "", one_way(name)).strip() for name in called)
    return tuple(dict.fromkeys(name for name in bare if name))


def _asks(question: str, attribute: Attribute, names: tuple[str, ...], language: str) -> bool:
    """Whether a question asks for a property, and does not only name it: 这个面料会勾丝吗 is of
    something else."""
    spelled = spelled_out(fold(question), language)
    said = [
        one.words for one in asked_in(spelled, language) if one.key == attribute.key and one.sure
    ]
    if any(words not in names for words in said if attribute.key):
        return True
    if not said and not any(name in spelled for name in names):
        return False
    rest = spelled
    for name in (*names, *said):
        rest = rest.replace(name, " ")
    return sum(map(len, stating(one_way(rest)))) < _SOMETHING_ELSE


def _clauses(text: str) -> list[str]:
    return [clause for s in split_sentences(one_way(text)) for clause in split_clauses(s)]


def _against(said: str, facts: Sequence[Fact]) -> Conflict:
    values = dict.fromkeys(f"{fact.value}{fact.unit}" for fact in facts)
    origins = dict.fromkeys(fact.origin for fact in facts if fact.origin)
    shown, first = "、".join([*values][:_SHOWN]), facts[0]
    return Conflict(first.field, said, shown, next(iter(origins), ""), first.label)
