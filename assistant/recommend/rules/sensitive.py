"""What is not a machine's to bring up: things that tell of health, sex, faith or the like.

Sensitive personal information as China's PIPL (article 28) and the GDPR (article 9) have it. Who
asks for such a thing is answered like anybody; nobody is reminded of it unasked.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from catalog_loader.product import Product

_WORDS = Path(__file__).with_name("sensitive.toml")


def sensitive(product: Product) -> bool:
    """Whether a product's name, aliases or category tell of such a thing."""
    told = " ".join((product.title, product.category, *product.aliases)).casefold()
    return _pattern().search(told) is not None


@cache
def _pattern() -> re.Pattern[str]:
    words = tomllib.loads(_WORDS.read_text("utf-8"))
    spelled = [re.escape(word) for word in words["anywhere"]]
    spelled += [rf"\b{re.escape(word)}\b" for word in words["whole_words"]]
    return re.compile("|".join(spelled))
