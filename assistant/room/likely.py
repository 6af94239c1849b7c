"""What viewers are likely to ask next of the product on air."""

from collections.abc import Iterator

from assistant.knowledge.shelf import Shelf
from catalog_loader.product import Product
from catalog_loader.tables import table

_NAMES = 2  # aliases a question is asked with; viewers call a thing by its short names
_VALUES = 12  # of one option; nobody asks for the thirtieth colour


def likely_questions(shelf: Shelf, language: str) -> list[str]:
    """The questions, each once, the likeliest first; none for a language without a table."""
    rows = table(__package__, "likely.toml").get(language)
    product = shelf.product(shelf.on_air) if shelf.on_air else None
    if rows is None or product is None:
        return []
    names = [*product.aliases[:_NAMES]] or [product.title]
    asked: list[str] = []
    for question in rows["questions"]:
        asked += _filled(question, names, {})
    asked += [
        faq.question
        for faq in shelf.catalog.faqs
        if not faq.products or product.handle in faq.products
    ]
    for value in _values(product):
        for question in rows["of_value"]:
            asked += _filled(question, names, {"value": value})
    for attribute in product.attributes:
        for question in rows["of_property"]:
            asked += _filled(question, names, {"property": attribute.name})
    return list(dict.fromkeys(asked))


def _filled(question: str, names: list[str], values: dict[str, str]) -> Iterator[str]:
    for name in names if "{name}" in question else [""]:
        yield question.format(name=name, **values)


def _values(product: Product) -> list[str]:
    """The values of every option, as they are published."""
    values: list[str] = []
    for option in product.option_names:
        of_option = dict.fromkeys(
            variant.options[option] for variant in product.variants if option in variant.options
        )
        values += list(of_option)[:_VALUES]
    return values
