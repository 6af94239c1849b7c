"""A thing that a viewer names and the shop does not carry: 帐篷多少钱 asks of no jacket."""

import re
import threading
import tomllib
from functools import cache
from importlib.resources import files

import jieba.posseg

from assistant.knowledge.index import ShelfIndex
from assistant.knowledge.words import fold, has_han, tokens, warm
from catalog_loader.product import Product

_LOCK = threading.Lock()
_NOUNS = ("n", "nz", "nr", "nrt", "ns", "nt", "eng", "vn")
_LATIN = re.compile(r"[a-z][a-z0-9'-]*")


def stranger_in(question: str, language: str, product: Product | None, index: ShelfIndex) -> str:
    """The noun in `question` that is neither common talk nor in any name or text of the shop."""
    known = _published(product) if product else ""
    if has_han(question):
        return _chinese(question, known, index)
    if language == "en":
        return _latin(question, known, index)
    return ""


def _chinese(question: str, known: str, index: ShelfIndex) -> str:
    warm()
    with _LOCK:
        tagged = [(str(pair.word), str(pair.flag)) for pair in jieba.posseg.cut(question)]
    common = _common()["zh"]
    for word, flag in tagged:
        if flag not in _NOUNS or len(word) < 2 or word.isdigit():
            continue
        if word in common or word in index.names.vocabulary or word in known:
            continue
        if any(part in common for part in (word[-2:], word[:2])) and len(word) <= 3:
            continue
        if flag == "eng" and (len(word) < 3 or word in _common()["en"]):
            continue
        return word
    return ""


def _latin(question: str, known: str, index: ShelfIndex) -> str:
    common = _common()["en"]
    words: list[str] = _LATIN.findall(question)
    for word in words:
        bare = word.removesuffix("'s")
        forms = {bare, bare.removesuffix("s"), bare.removesuffix("es")}
        if len(bare) < 3 or forms & common or forms & index.names.vocabulary:
            continue
        if any(form in known for form in forms if len(form) > 2):
            continue
        return bare
    return ""


def _published(product: Product) -> str:
    """Every text of a product, folded, as one string."""
    parts = [product.title, product.brand, product.category, product.description]
    parts += [*product.aliases, *product.selling_points]
    parts += [f"{a.name} {a.value}" for a in product.attributes]
    parts += [value for variant in product.variants for value in variant.options.values()]
    parts += [text for words in product.translations.values() for text in words.values()]
    return fold(" ".join(parts))


@cache
def _common() -> dict[str, frozenset[str]]:
    table = tomllib.loads((files(__package__) / "common.toml").read_text("utf-8"))
    return {
        language: frozenset(token for text in texts for token in (*text.split(), *tokens(text)))
        for language, texts in table.items()
    }
