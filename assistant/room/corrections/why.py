"""Why a correction is not in force, in a sentence of each language that pages have."""

from collections.abc import Callable, Mapping

from assistant.answering.verify import Verdict

Why = tuple[str, ...]
"""A code, then what it is of; empty where there is nothing to tell."""

CONFLICT: Why = ("conflict",)


def forbidden(verdict: Verdict) -> Why:
    """No shop may say this."""
    return "forbidden", verdict.reason


def of_one_product(said: str) -> Why:
    """Of all a shop sells, something is said that is of one product."""
    return "of_one_product", said


def changed(product: str, field: str, was: str, now: str) -> Why:
    """What it rests on is published otherwise; `now` is "" where it is not any more."""
    return "changed", product, field, was, now


def gone(product: str) -> Why:
    """The product is not sold any more."""
    return "gone", product


def over(at: str) -> Why:
    """Its time is over."""
    return "over", at


def removed(by: str) -> Why:
    """Somebody of staff ended it."""
    return "removed", by


def in_words(why: Why, language: str) -> str:
    """The sentence, in Chinese or English; "" for none."""
    if not why:
        return ""
    code, *of = why
    return _SAYS[code](language == "zh", *of)


def _forbidden(zh: bool, reason: str) -> str:
    told = Verdict(False, reason).text("zh" if zh else "en")
    return f"{told}，请换个说法" if zh else f"{told}; word it otherwise"


def _of_one_product(zh: bool, said: str) -> str:
    if zh:
        return f"“{said}”只能针对某一件商品：请把范围改为商品，或写明商品名称"
    return f"“{said}” is of one product: let it hold for that product, or name it"


def _changed(zh: bool, product: str, field: str, was: str, now: str) -> str:
    if zh:
        return f"{product} 的 {field} 原为 {was}，现在{f'是 {now}' if now else '已不再发布'}"
    published = f"is {now} now" if now else "is not published any more"
    return f"{field} of {product} was {was} and {published}"


_SAYS: Mapping[str, Callable[..., str]] = {
    "forbidden": _forbidden,
    "of_one_product": _of_one_product,
    "changed": _changed,
    "conflict": lambda zh: (
        "与商品资料不一致：请修改商品资料，或改写答案"
        if zh
        else "the catalog publishes otherwise: change the catalog, or write another answer"
    ),
    "gone": lambda zh, product: (
        f"商品 {product} 已下架" if zh else f"product {product} is not sold any more"
    ),
    "over": lambda zh, at: f"已于 {at} 到期" if zh else f"its time was over at {at}",
    "removed": lambda zh, by: f"由 {by} 停用" if zh else f"{by} ended it",
}
