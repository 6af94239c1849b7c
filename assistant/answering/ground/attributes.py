"""Published properties: by canonical key, by the shop's own name, or by a word in its texts."""

import re

import jieba

from assistant.answering.ground.grounding import Context, Grounding, Say, Value, answered, unknown
from assistant.answering.ground.options import choose, spoken
from assistant.answering.understand.slots import people_words
from assistant.answering.understand.understanding import Understanding
from assistant.knowledge.collect import attribute_fact, option_facts, product_fact
from assistant.knowledge.facts import Fact
from assistant.knowledge.words import fold, has_han
from catalog_loader.keys import ATTRIBUTE_KEYS
from catalog_loader.product import Attribute, Product

_WIDER = {
    "cleaning": ("washing",),
    "washing": ("cleaning",),
    "net_weight": ("weight", "capacity"),
    "weight": ("net_weight",),
    "capacity": ("net_weight",),
    "pieces": ("net_weight",),
    "allergens": ("not_suitable_for",),
    "suitable_for": ("age_range", "not_suitable_for"),
    "safety": ("certificate",),
    "filling": ("material",),
    "standard": ("certificate",),
    "noise": (),
    "flavour": ("fragrance",),
    "fragrance": ("flavour",),
    "warranty": (),
}
_PEOPLE_KEYS = ("not_suitable_for", "suitable_for", "age_range", "allergens", "usage")
_LISTED_AT_MOST = 3
_EMPTY_WORDS = frozenset(
    [
        "有没有",
        "是不是",
        "可以",
        "能不能",
        "支持",
        "怎么",
        "什么",
        "这个",
        "这款",
        "多少",
        "吗",
        "呢",
        "功能",
        "带",
        "会",
        "要",
        "需要",
        "有",
        "没有",
        "好",
        "的",
        "是",
        "能",
        "吗",
        "使用",
    ]
)


def ground_attribute(understood: Understanding, product: Product, context: Context) -> Grounding:
    """The properties asked for; unknown when the shop publishes none of them."""
    found: list[tuple[Attribute, Fact, str]] = []
    for key in understood.attributes:
        if key == "brand" and product.brand:
            fact = product_fact(product, "brand", product.brand, label="品牌")
            found.append((Attribute(name="品牌", value=product.brand, key="brand"), fact, ""))
        found += _with_key(product, key, understood, context)
        for wider in _WIDER.get(key, ()) if not found else ():
            found += _with_key(product, wider, understood, context)
    if not found:
        found = _by_name(product, understood.text, context)
    if not found:
        option = _as_option(understood, product, context)
        if option:
            return option
        quoted = _quoted(product, understood.text, context)
        if quoted:
            return quoted
        label = _label(understood, context.language)
        if label:
            return unknown(
                "unknown.attribute",
                product=product.handle,
                missing=understood.attributes[0],
                product_title=context.title(product),
                attribute=label,
            )
        return unknown(product=product.handle, missing=understood.text)
    return _said(product, found[:_LISTED_AT_MOST], context)


def ground_suitability(understood: Understanding, product: Product, context: Context) -> Grounding:
    """What the shop itself says of the people asked for; nothing is concluded from silence."""
    who = understood.slots.people
    words = [fold(word) for one in who for word in (one, *people_words(one))]
    found = [
        (a, attribute_fact(product, a), "")
        for key in _PEOPLE_KEYS
        for a in product.attributes
        if a.key == key and any(word in fold(a.value) for word in words)
    ]
    if found:
        return _said(product, found[:2], context)
    if {"婴儿", "儿童"} & set(who):
        ages = _with_key(product, "age_range", understood, context)
        if ages:
            return _said(product, ages[:1], context)
    return unknown(
        "unknown.suitability",
        product=product.handle,
        missing="suitable_for",
        product_title=context.title(product),
    )


def _with_key(
    product: Product, key: str, understood: Understanding, context: Context
) -> list[tuple[Attribute, Fact, str]]:
    own = [(a, attribute_fact(product, a), "") for a in product.attributes if a.key == key]
    variants = choose(product, understood.wishes).variants
    varied = [
        (a, attribute_fact(product, a, v), spoken(context, product, v))
        for v in variants
        for a in v.attributes
        if a.key == key
    ]
    values = {(a.value, a.unit) for a, _, _ in varied}
    if len(values) == 1:
        varied = [(varied[0][0], varied[0][1], "")]
    return own + varied


def _by_name(
    product: Product, question: str, context: Context
) -> list[tuple[Attribute, Fact, str]]:
    """Properties whose own name, or every word of it, stands in the question."""
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
            if known and name in known.words:
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


def _quoted(product: Product, question: str, context: Context) -> Grounding | None:
    """The published text that holds a word of the question: 有没有收纳袋 → 附收纳袋，折起来好带."""
    if not has_han(question):
        return None
    own = {fold(w) for name in (product.title, *product.aliases) for w in jieba.lcut(fold(name))}
    words = [
        w
        for w in jieba.lcut(fold(question))
        if len(w) > 1 and w not in _EMPTY_WORDS and w not in own
    ]
    for word in words:
        for attribute in product.attributes:
            if word in fold(attribute.value):
                return _said(
                    product, [(attribute, attribute_fact(product, attribute), "")], context
                )
        for point in product.selling_points:
            if word in fold(point):
                fact = product_fact(product, "selling_point", point, label="卖点")
                return answered(
                    Say("attribute.quoted", {"product": context.title(product), "text": point}),
                    [fact],
                    product=product.handle,
                    statements=[point],
                )
    return None


def attribute_said(
    product: Product, attribute: Attribute, context: Context, options: str = ""
) -> Say:
    """The sentence that says one property, of the product or of its variant `options`."""
    value = context.said(product, attribute.value)
    if value == attribute.value and attribute.unit:
        joint = "" if context.language == "zh" else " "
        value = f"{value}{joint}{attribute.unit}"
    label = attribute_label(product, attribute, context)
    subject = f"{context.title(product)} {options}".strip()
    return Say("attribute", {"product": subject, "label": label, "value": value})


def _said(
    product: Product, found: list[tuple[Attribute, Fact, str]], context: Context
) -> Grounding:
    says = [attribute_said(product, a, context, options) for a, _, options in found]
    texts = [str(say.values[name]) for say in says for name in ("value", "label")]
    return answered(says, [fact for _, fact, _ in found], product=product.handle, statements=texts)


def attribute_label(product: Product, attribute: Attribute, context: Context) -> str:
    """The property's name in the language of the answer."""
    if context.language == context.shelf.language:
        return attribute.name
    said = context.said(product, attribute.name)
    known = ATTRIBUTE_KEYS.get(attribute.key)
    return known.en if said == attribute.name and known else said


def _label(understood: Understanding, language: str) -> str:
    known = ATTRIBUTE_KEYS.get(understood.attributes[0]) if understood.attributes else None
    if understood.attributes[:1] == ("brand",):
        return "品牌" if language == "zh" else "brand"
    return known.label(language) if known and language in ("zh", "en") else ""
