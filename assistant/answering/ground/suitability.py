"""Who and what a product suits: only what the shop says of that very group, never concluded."""

import re
from collections.abc import Iterator, Sequence

import jieba

from assistant.answering.ground.attributes import Found, said, with_key
from assistant.answering.ground.grounding import Context, Grounding, Say, answered, unknown
from assistant.answering.understand.lexicon import lexicon
from assistant.answering.understand.slots import people_words
from assistant.answering.understand.understanding import Understanding
from assistant.knowledge.collect import attribute_fact, faq_fact
from assistant.knowledge.words import fold, has_han
from catalog_loader.product import Faq, Policy, Product

_PEOPLE_KEYS = ("not_suitable_for", "suitable_for", "age_range", "allergens", "usage")
_OF_AGE = frozenset({"婴儿", "儿童"})
_OF_ALL = frozenset({"男生", "女生", "学生"})
_AGE = re.compile(
    r"[\d一二两三四五六七八九十半]+\s*个?(?:多)?(?:周?岁|月大|个月|月龄)"
    r"|\d+.?(?:year|month)|\d+ (?:tahun|bulan|tuổi|tháng)|\d+ ?(?:ขวบ|เดือน|ปี)"
)
_ALLERGY = (
    re.compile(r"对(.{1,6}?)(?:有点|会|严重)?过敏"),
    re.compile(r"([\u4e00-\u9fff]{2,4}?)过敏"),
    re.compile(r"allerg(?:ic|y) to (?:the )?([a-z]+)|([a-z]+)s? allerg"),
    re.compile(r"(?:alergi|alahan) ([a-z]+)|dị ứng (?:với )?([^\s?]+)|แพ้([\u0e00-\u0e7f]{2,8})"),
)
_GROUP = re.compile(
    r"^(.{1,10}?)(?:也|都|的人|的|人)?(?:能不能|可不可以|能|可以|可|适合|好不好)(?:不)?(?:用|吃|穿|喝|敷|涂|抹|戴|玩|睡|坐|点)"
)
_NOT_A_GROUP = re.compile(
    r"请问|这个|那个|这款|那款|这|那|我们?|你们?|家里|平时|现在|直接|是不是|有|的|刚刚?|做完|完|对|给|养|[,，\s]"
)


def ground_suitability(understood: Understanding, product: Product, context: Context) -> Grounding:
    """What the shop itself says of the people asked for; nothing is concluded from silence."""
    allergy = _allergy(understood, product, context)
    if allergy:
        return said(product, allergy[:2], context)
    special = [p for p in understood.slots.people if p not in _OF_AGE | _OF_ALL]
    aged = bool(_OF_AGE & set(understood.slots.people)) or bool(_AGE.search(understood.text))
    groups = [_words_for(one) for one in special or understood.slots.people]
    found = _published(product, groups) or _of_the_same_axis(product, special)
    if found:
        return said(product, found[:2], context)
    asked = groups or ([_words_for("婴儿") + _words_for("儿童")] if aged else [])
    faq = _answered_before(product, asked, understood, context) if asked else None
    if faq is not None:
        stated = context.stated(faq)
        return answered(
            Say("statement", {"text": stated}),
            [faq_fact(faq)],
            product=product.handle,
            statements=[stated, faq.answer],
        )
    if aged and not special:
        ages = with_key(product, "age_range", understood, context)
        if ages:
            return said(product, ages[:1], context)
        warned = _published(product, asked)
        if warned:
            return said(product, warned[:2], context)
    return unknown(
        "unknown.suitability",
        product=product.handle,
        missing="suitable_for",
        product_title=context.title(product),
    )


def speaks_of_the_group(record: Faq | Policy, understood: Understanding) -> bool:
    """Whether a record that was found by its wording speaks of the people a question asks for.

    宝宝能吃坚果吗 is worded like 三高人群能吃坚果吗 and says nothing of them.
    """
    text = fold(" ".join(_texts(record)))
    people = understood.slots.people
    if people:
        return all(any(word in text for word in _words_for(one)) for one in people)
    group = _group(understood)
    if not group:
        return True
    return any(word in text for word in (group, *(w for w in jieba.lcut(group) if len(w) > 1)))


def _group(understood: Understanding) -> str:
    """Whom a Chinese question asks for in words of its own, "" for nobody in particular."""
    match = _GROUP.search(understood.rest) if has_han(understood.rest) else None
    return _NOT_A_GROUP.sub("", match[1]) if match else ""


def _allergy(understood: Understanding, product: Product, context: Context) -> list[Found]:
    """What is published on allergens where the viewer names what they cannot have."""
    thing = ""
    for pattern in _ALLERGY:
        match = pattern.search(understood.text)
        if match and not thing:
            thing = next((group for group in match.groups() if group), "")
    if not thing or thing in ("皮肤", "容易", "体质"):
        return []
    found = with_key(product, "allergens", understood, context)
    named = [
        (a, attribute_fact(product, a), "")
        for a in product.attributes
        if a.key in ("not_suitable_for", "ingredients") and thing in fold(a.value)
    ]
    return found or named


def _published(product: Product, groups: Sequence[tuple[str, ...]]) -> list[Found]:
    """The properties that speak of every group."""
    if not groups:
        return []
    found = [
        (a, attribute_fact(product, a), "")
        for key in _PEOPLE_KEYS
        for a in product.attributes
        if a.key == key and any(word in _said(product, a.value) for g in groups for word in g)
    ]
    spoken = " ".join(_said(product, a.value) for a, _, _ in found)
    return found if all(any(word in spoken for word in g) for g in groups) else []


def _of_the_same_axis(product: Product, people: Sequence[str]) -> list[Found]:
    """A published list of skin types answers for a skin type that is not in it."""
    for axis in lexicon()["axes"].values():
        if people and all(one in axis for one in people):
            words = [word for one in axis for word in _words_for(one)]
            return [
                (a, attribute_fact(product, a), "")
                for a in product.attributes
                if a.key == "suitable_for" and any(w in _said(product, a.value) for w in words)
            ]
    return []


def _answered_before(
    product: Product, groups: Sequence[tuple[str, ...]], understood: Understanding, context: Context
) -> Faq | None:
    """The product's own FAQ that speaks of every group, the one worded nearest to the question."""
    near = {
        match.record.id: match.score
        for match in context.index.by_words(understood.text, product, named=understood.named)
    }
    fitting = [
        faq
        for faq in context.shelf.catalog.faqs
        if product.handle in faq.products
        and all(any(w in fold(" ".join(_texts(faq))) for w in group) for group in groups)
    ]
    return max(fitting, key=lambda faq: near.get(faq.id, 0.0)) if fitting else None


def _texts(record: Faq | Policy) -> Iterator[str]:
    if isinstance(record, Faq):
        yield from (record.question, *record.similar, record.answer)
    else:
        yield from (record.statement, *record.questions)
    yield from record.translations.values()


def _words_for(who: str) -> tuple[str, ...]:
    published = lexicon()["published_people"].get(who, ())
    return tuple(fold(word) for word in (who, *people_words(who), *published))


def _said(product: Product, text: str) -> str:
    """A published text with the shop's translations of it."""
    return fold(" ".join((text, *(t.get(text, "") for t in product.translations.values()))))
