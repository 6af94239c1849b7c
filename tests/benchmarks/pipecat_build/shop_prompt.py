"""What the Pipecat bot is told: who it is, and the facts of its shop.

The bot of the documentation looks nothing up, so the facts stand before the question, in an order
that never changes: the server reads them once and finds them in its cache from then on. A long
prompt slows every token down, so what no question will touch is left short, in the bot's favour.
"""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.knowledge.pricing.pieces import price_now
from catalog_loader.product import Catalog, Product

RULES = """\
你是直播间里的店小二，替店铺回答观众的问题，你的话会直接念出来。
只根据下面的资料回答：商品名写全，数字、颜色、材质、时间一字不差；资料里没有的不说、不猜。
先用一个短句直接回答，最多两句。不用列表、表情和标记。
观众说“这件”“这款”，或者没说是哪个商品，问的就是正在讲解的商品。
"""


def shop_prompt(catalog: Catalog, questions: Collection[str]) -> str:
    """The rules, the product on air, the shop's rules, and the other products.

    Those that one of `questions` names are told in full, of the rest their titles and prices.
    """
    now = datetime.now(ZoneInfo(catalog.shop.timezone))
    on_air, *others = (product for product in catalog.products if product.published)
    asked = [product for product in others if _named(product, questions)]
    told = {on_air.handle, *(product.handle for product in asked)}
    lines = [RULES, f"正在讲解：{_whole(on_air, now)}", "", "店铺规定："]
    lines += [policy.statement for policy in catalog.policies]
    lines += [
        f"{faq.question}？{faq.answer}" for faq in catalog.faqs if told.intersection(faq.products)
    ]
    lines += ["", "其他商品："]
    lines += [_whole(product, now) for product in asked]
    lines += [_short(product, now) for product in others if product.handle not in told]
    return "\n".join(lines)


def _named(product: Product, questions: Collection[str]) -> bool:
    return any(
        name in question for name in (product.title, *product.aliases) for question in questions
    )


def _short(product: Product, now: datetime) -> str:
    prices: dict[str, None] = {}
    for variant in product.variants:
        if (paid := price_now(variant, now, product)) is not None:
            prices[f"{paid.price.minor / 100:g}元"] = None
    title = f"{product.title}（{product.aliases[0]}）" if product.aliases else product.title
    return f"{title}，价格" + "、".join(prices)


def _whole(product: Product, now: datetime) -> str:
    stated = [_short(product, now)]
    for name in product.option_names:
        values = dict.fromkeys(variant.options.get(name, "") for variant in product.variants)
        stated.append(name + "、".join(filter(None, values)))
    stated += [f"{said.name}{said.value}{said.unit}" for said in product.attributes]
    return "，".join(stated) + "。"
