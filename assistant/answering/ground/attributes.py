"""Published properties: by canonical key, by the shop's own name, or by a word in its texts."""

import re
from collections.abc import Sequence

from assistant.answering.ground.claims import claimed
from assistant.answering.ground.grounding import Context, Grounding, Say, Value, answered, unknown
from assistant.answering.ground.options import choose, spoken
from assistant.answering.ground.quotes import quoted
from assistant.answering.ground.unit_names import unit_in
from assistant.answering.understand.asked import asked_in, without_key
from assistant.answering.understand.lexicon import lexicon
from assistant.answering.understand.understanding import Understanding
from assistant.knowledge.collect import attribute_fact, option_facts, product_fact
from assistant.knowledge.facts import Fact
from assistant.knowledge.words import fold, has_han, tagged
from catalog_loader.keys import ATTRIBUTE_KEYS, BRAND
from catalog_loader.product import Attribute, Product

_WIDER = {
    "cleaning": ("washing", "water_resistance"),
    "washing": ("cleaning",),
    "net_weight": ("weight", "capacity"),
    "weight": ("net_weight",),
    "capacity": ("net_weight",),
    "pieces": ("package_contents",),
    "inside": ("package_contents", "ingredients", "filling", "material"),
    "allergens": ("not_suitable_for", "ingredients"),
    "suitable_for": ("age_range", "not_suitable_for"),
    "safety": ("certificate",),
    "filling": ("material",),
    "upper": ("material",),
    "standard": ("certificate",),
    "certificate": ("standard",),
    "flavour": ("fragrance", "sugar"),
    "fragrance": ("flavour", "ingredients"),
    "sugar": ("ingredients",),
    "heat_resistance": ("compatible",),
    "burn_time": ("usage",),
    "lifetime": ("cleaning", "usage"),
    "timer": ("modes",),
    "season": ("temperature",),
    "temperature": ("modes", "season"),
    "storage": ("shelf_life",),
}
"""Where else an answer may stand when nothing is published under the key itself."""

_ONLY_IF_SAID = frozenset({"timer"})
"""Keys for which what stands elsewhere must name them: four speeds are no timer."""

Found = tuple[Attribute, Fact, str]
"""A property, its fact, and the variant's options as spoken where it is a variant's."""

_LISTED_AT_MOST = 3
_MEASURES = frozenset(
    {"thickness", "weight", "dimensions", "power", "capacity", "voltage", "noise", "cord_length",
     "net_weight", "filling_weight", "speed", "suction", "max_load", "pieces", "burn_time",
     "insulation", "battery_life", "temperature", "spf", "yarn", "protein", "calories"}
)  # fmt: skip
"""Properties whose answer is a number: a text without one does not tell them."""
_PUTS_FORWARD = re.compile(
    r"[吗吧嘛么?？对]|不是|是不是|说|right|is (it|this|that|the)|does|are|isn|holds?|said"
    r"|\bkan\b|apa|ya\b|không|à\b|ไหม|ใช่"
)
_FITS = re.compile(r"\bmuat\b|\bvừa\b|\bvua\b|\bđựng\b|\bchứa\b|ใส่.{2,}ได้|จุ.{2,}ได้")
"""Whether another thing goes in: its size is no property of the product."""

_BEFORE_THE_ASKING = re.compile(r"[\s的是有用会能要,，]+$")


def ground_attribute(understood: Understanding, product: Product, context: Context) -> Grounding:
    """The properties asked for; unknown when the shop publishes none of them."""
    found: list[Found] = []
    for key in understood.attributes:
        found += _of_key(product, key, understood, context)
    if not found:
        option = _as_option(understood, product, context)
        if option:
            return option
        found = _elsewhere(understood, product, context)
    part = _part(understood)
    if part and part not in _names_of(product):
        found = [one for one in found if part in fold(f"{one[0].name} {one[0].value}")]
        if not found and {"dimensions", "capacity"} & set(understood.attributes):
            held = with_key(product, "capacity", understood, context)
            found = [one for one in held if part in fold(one[0].name)]
    if not found:
        found = _by_name(product, understood.rest, context)
    if not found and (whole := _numbered(understood, product, context)):
        return whole
    if not found and _PUTS_FORWARD.search(understood.rest) and not _FITS.search(understood.rest):
        found = [
            (a, attribute_fact(product, a, v), spoken(context, product, v) if v else "")
            for a, v in claimed(product, understood.rest, context.language)
        ]
    for key in understood.mentioned if not found else ():
        found += with_key(product, key, understood, context)
    if found:
        return said(product, found[:_LISTED_AT_MOST], context)
    return _quoted(understood, product, context) or _unknown(understood, product, context)


def with_key(
    product: Product, key: str, understood: Understanding, context: Context
) -> list[Found]:
    """What `product`, or its variants asked for, publish under `key`."""
    own = [(a, attribute_fact(product, a), "") for a in product.attributes if _is(a, key)]
    variants = choose(product, understood.wishes).variants
    varied = [
        (a, attribute_fact(product, a, v), spoken(context, product, v))
        for v in variants
        for a in v.attributes
        if _is(a, key)
    ]
    values = {(a.value, a.unit) for a, _, _ in varied}
    if len(values) == 1 and len(variants) > 1:
        varied = [(varied[0][0], varied[0][1], "")]
    return own + varied


def attribute_said(
    product: Product, attribute: Attribute, context: Context, options: str = ""
) -> Say:
    """The sentence that says one property, of the product or of its variant `options`."""
    value = context.said(product, attribute.value)
    if value == attribute.value and attribute.unit:
        joint = "" if context.language == "zh" else " "
        value = f"{value}{joint}{unit_in(attribute.unit, value, context.language)}"
    label = attribute_label(product, attribute, context)
    subject = f"{context.title(product)} {options}".strip()
    return Say("attribute", {"product": subject, "label": label, "value": value})


def said(product: Product, found: list[Found], context: Context) -> Grounding:
    """The answer that says each of `found`."""
    says = [attribute_said(product, a, context, options) for a, _, options in found]
    texts = [str(say.values[name]) for say in says for name in ("value", "label")]
    return answered(says, [fact for _, fact, _ in found], product=product.handle, statements=texts)


def attribute_label(product: Product, attribute: Attribute, context: Context) -> str:
    """The property's name in the language of the answer."""
    if attribute.key == BRAND.key:
        return BRAND.label(context.language)
    if context.language == context.shelf.language:
        return attribute.name
    known = ATTRIBUTE_KEYS.get(attribute.key)
    own = product.translations.get(context.language, {}).get(attribute.name)
    if known and not own:
        return known.label(context.language)
    if own or attribute.key:
        return own or context.said(product, attribute.name)
    labels = (one.label for key, one in without_key().items() if _is(attribute, key))
    return next((label.get(context.language, "") for label in labels), "") or context.said(
        product, attribute.name
    )


def key_label(key: str, language: str) -> str:
    """What a property is called in `language`, "" where nothing says so."""
    if key == BRAND.key:
        return BRAND.label(language)
    if key in without_key():
        return without_key()[key].label.get(language, "")
    known = ATTRIBUTE_KEYS.get(key)
    return known.label(language) if known else ""


def _of_key(product: Product, key: str, understood: Understanding, context: Context) -> list[Found]:
    """What is published under `key`."""
    found: list[Found] = []
    if key == "brand" and product.brand:
        fact = product_fact(product, "brand", product.brand, label="品牌")
        found.append((Attribute(name=BRAND.zh, value=product.brand, key=BRAND.key), fact, ""))
    return found + with_key(product, key, understood, context)


def _elsewhere(understood: Understanding, product: Product, context: Context) -> list[Found]:
    """What is published under the keys that may hold what was asked too."""
    for key in understood.attributes:
        for wider in _WIDER.get(key, ()):
            found = with_key(product, wider, understood, context)
            if key in _ONLY_IF_SAID:
                found = [one for one in found if _speaks_of(key, one[0], context)]
            if found:
                return found
    return []


def _speaks_of(key: str, attribute: Attribute, context: Context) -> bool:
    """Whether a published value speaks of the property `key` itself."""
    tongues = dict.fromkeys((context.shelf.language, "en"))
    value = fold(attribute.value)
    return any(one.key == key for tongue in tongues for one in asked_in(value, tongue))


def _is(attribute: Attribute, key: str) -> bool:
    if attribute.key or key not in without_key():
        return attribute.key == key
    name = fold(attribute.name)
    return any(word in name for word in without_key()[key].names)


def _part(understood: Understanding) -> str:
    """The part of the product that is asked about, standing right before what asks: 轮子多大."""
    if not has_han(understood.rest):
        return ""
    parts = frozenset(lexicon()["parts"]["zh"])
    for asked in asked_in(understood.rest, "zh"):
        if not asked.sure:
            continue
        before = _BEFORE_THE_ASKING.sub("", understood.rest[: asked.start])
        words = tagged(before[-6:])
        if words and words[-1][0] in parts:
            return words[-1][0]
    return ""


def _names_of(product: Product) -> str:
    """What the product is called, and what its variants are: a bedding set is its covers."""
    options = [value for variant in product.variants for value in variant.options.values()]
    return fold(" ".join((product.title, *product.aliases, *options)))


def _by_name(product: Product, question: str, context: Context) -> list[Found]:
    """Properties whose own name stands in the question, or holds the part asked about."""
    folded = fold(question)
    found = []
    for attribute in product.attributes:
        names = {fold(attribute.name), fold(context.said(product, attribute.name))}
        bare = {re.sub(r"[（(].*?[)）]", "", name).strip() for name in names}
        if any(len(name) > 1 and name in folded for name in bare):
            found.append((attribute, attribute_fact(product, attribute), ""))
    return found


def _as_option(understood: Understanding, product: Product, context: Context) -> Grounding | None:
    """A property that is an option of the product: its flavours, its capacities."""
    names = dict.fromkeys(n for v in product.variants for n in v.options)
    for key in understood.attributes:
        known = ATTRIBUTE_KEYS.get(key)
        for name in names:
            if known and name in (*known.words, *_words_of(_WIDER.get(key, ()))):
                facts = list(option_facts(product, name))
                listed = tuple(context.said(product, fact.value) for fact in facts)
                values: dict[str, Value] = {
                    "product": context.title(product),
                    "values": listed,
                    "option": context.said(product, name),
                }
                return answered(
                    Say("options.list", values), facts, product=product.handle, statements=listed
                )
    return None


def _words_of(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        word for key in keys if key in ATTRIBUTE_KEYS for word in ATTRIBUTE_KEYS[key].words
    )


def _quoted(understood: Understanding, product: Product, context: Context) -> Grounding | None:
    """The published text that speaks of what was asked, said as it stands."""
    sure = [a.key for a in asked_in(understood.rest, understood.language) if a.sure]
    quote = quoted(product, understood.rest, context, named=not sure)
    if quote is None or (_MEASURES & set(sure) and not re.search(r"\d", quote.text)):
        return None
    if quote.attribute is not None:
        return said(
            product, [(quote.attribute, attribute_fact(product, quote.attribute), "")], context
        )
    if quote.text in product.selling_points:
        facts = [product_fact(product, "selling_point", quote.text, label="卖点")]
    else:
        facts = [
            product_fact(product, "selling_point", point, label="卖点")
            for point in product.selling_points
        ]
    return answered(
        Say(
            "attribute.quoted",
            {"product": context.title(product), "text": quote.text.rstrip("。.")},
        ),
        facts,
        product=product.handle,
        statements=[quote.text],
    )


def _numbered(understood: Understanding, product: Product, context: Context) -> Grounding | None:
    """The published text that holds the very numbers and most of the words of the question: muat
    laptop 14 inci rather than another property in inches."""
    numbers = re.findall(r"\d+", understood.rest)
    if not numbers or has_han(understood.rest):
        return None
    quote = quoted(product, understood.rest, context)
    if quote is None or not set(numbers) <= set(re.findall(r"\d+", quote.text)):
        return None
    return _quoted(understood, product, context)


def _unknown(understood: Understanding, product: Product, context: Context) -> Grounding:
    label = key_label(understood.attributes[0], context.language) if understood.attributes else ""
    if not label:
        return unknown(product=product.handle, missing=understood.text)
    return unknown(
        "unknown.attribute",
        product=product.handle,
        missing=understood.attributes[0],
        product_title=context.title(product),
        attribute=label,
    )
