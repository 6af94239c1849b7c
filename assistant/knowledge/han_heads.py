"""Products by the word that a Chinese name ends in: 热水壶 by 水壶 or 壶, where no other is one.

What stands right before the word must be the product's own or say nothing: a 养生壶 is another
thing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from assistant.knowledge.words import fold, has_han, tagged, tokens
from catalog_loader.product import Product
from catalog_loader.tables import word_list

_GENERIC = word_list(__package__, "han_heads.toml", "generic")
"""Words for sorts of goods: who says 衣服 means what is on air."""
_NO_NAME = frozenset(
    "个件只枚片张包袋盒箱瓶支条双套罐本台块米斤水粉机器女男款装色型号人子品物具用面头心身天"
)
"""Characters that count, measure or sort goods, or end too many words to name any."""
_FUNCTION_WORDS = frozenset("rpcdyuefkmqwx")
"""Parts of speech, by their first letter, that make no other thing of a noun after them."""
_CONTENT = frozenset("nabszil")
"""Parts of speech that with a single character before them make one word: 奶黄."""
_BEFORE_A_NOUN = word_list(__package__, "han_heads.toml", "before_a_noun")
_AFTER_A_VERB = word_list(__package__, "han_heads.toml", "after_a_verb")


class HanHeads:
    """The last words of the Chinese names of a catalog's products."""

    def __init__(self, products: Iterable[Product]) -> None:
        self._ends: dict[str, list[str]] = defaultdict(list)
        self._texts: dict[str, str] = {}
        for product in products:
            self._texts[product.handle] = _said_of(product)
            for word in _ends(product):
                if product.handle not in self._ends[word]:
                    self._ends[word].append(product.handle)

    def find(self, folded: str) -> tuple[str, str]:
        """The product that a word of `folded` names and the word; empty for none."""
        words = tagged(folded)
        for place, (word, flag) in sorted(enumerate(words), key=lambda pair: -len(pair[1][0])):
            handles = self._ends.get(word, [])
            if len(handles) != 1:
                continue
            before = words[place - 1] if place else ("", "")
            after = words[place + 1] if place + 1 < len(words) else ("", "")
            if len(word) == 1 and flag == "v" and after[0] in _AFTER_A_VERB:
                continue  # 带点什么 brings something along, and names no 背带
            alone = len(word) > 1 or after[1][:1] not in _CONTENT or not has_han(after[0])
            if alone and self._may_stand_before(before, handles[0]):
                return handles[0], word
        return "", ""

    def _may_stand_before(self, word: tuple[str, str], handle: str) -> bool:
        """Whether a word with its part of speech leaves the noun after it what it is."""
        text, flag = word
        if not has_han(text) or flag[:1] in _FUNCTION_WORDS or text in _BEFORE_A_NOUN:
            return True
        return text in self._texts[handle]


def _ends(product: Product) -> Iterator[str]:
    for name in map(fold, (product.title, *product.aliases)):
        words = [w for w in tokens(name) if len(w) > 1 and has_han(w) and w not in _GENERIC]
        if words:
            yield words[-1]
        if has_han(name[-1:]) and name[-1] not in _NO_NAME:
            yield name[-1]


def _said_of(product: Product) -> str:
    """The names and options of a product in one string, folded."""
    options = [value for variant in product.variants for value in variant.options.values()]
    return fold(" ".join((product.title, *product.aliases, product.brand, *options)))
