"""Evidence for tests: a down jacket, a T-shirt and the shop's policies, as grounding gives them."""

from assistant.knowledge.facts import Evidence, Fact

JACKET = "轻羽90白鸭绒连帽羽绒服"
SHIRT = "精梳棉圆领T恤"
BLACK_L = (("颜色", "黑色"), ("尺码", "L"))
WHITE_2XL = (("颜色", "米白"), ("尺码", "2XL"))


def of(
    title: str,
    field: str,
    value: str,
    unit: str = "",
    label: str = "",
    options: tuple[tuple[str, str], ...] = (),
) -> Fact:
    """A fact of a product or, with `options`, of a variant."""
    subject = " ".join((title, *(option for _, option in options)))
    handle = "jacket" if title == JACKET else "shirt"
    return Fact(handle, field, value, unit, "catalog", label, subject, options)


def policy(policy_id: str, field: str, value: str, unit: str = "", label: str = "") -> Fact:
    """A clause of a policy."""
    return Fact(policy_id, field, value, unit, "policy", label)


PRICES = (
    of(JACKET, "price", "259", "CNY", "价格", BLACK_L),
    of(JACKET, "list_price", "399", "CNY", "原价", BLACK_L),
    of(JACKET, "price_until", "2026-11-30T23:59:59+08:00", "", "活动截止", BLACK_L),
)
STOCK = (
    of(JACKET, "availability", "in_stock", "", "库存状态", BLACK_L),
    of(JACKET, "quantity", "128", "件", "库存", BLACK_L),
    of(JACKET, "availability", "out_of_stock", "", "库存状态", WHITE_2XL),
)
OPTIONS = (
    *(of(JACKET, "colour", colour, "", "颜色") for colour in ("黑色", "米白", "雾蓝")),
    *(of(JACKET, "size", size, "", "尺码") for size in ("S", "M", "L", "XL", "2XL")),
)
ATTRIBUTES = (
    of(JACKET, "material", "100%锦纶", "", "面料"),
    of(JACKET, "filling", "90%白鸭绒，10%羽毛", "", "填充物"),
    of(JACKET, "washing", "建议手洗，30℃以下，不可干洗", "", "洗涤方式"),
    of(JACKET, "weight", "430", "g", "重量（L码）"),
    of(JACKET, "origin", "浙江嘉兴", "", "产地"),
    of(JACKET, "hooded", "true", "", "连帽"),
    of(JACKET, "waterproof", "false", "", "防水"),
)
POLICIES = (
    policy("shipping-time", "ship_within", "24", "小时", "发货时间"),
    policy("shipping-fee", "free_shipping_threshold", "59", "元", "包邮门槛"),
    policy("shipping-fee", "shipping_fee", "8", "元", "运费"),
    policy("returns", "return_window", "7", "天", "无理由退货期限"),
    policy("payment", "cash_on_delivery", "不支持", "", "货到付款"),
)
STATEMENTS = (
    "现货商品付款后24小时内发货，预售商品按商品页写的时间发货。",
    "全店满59元包邮，不满59元收8元运费。",
    "签收后7天内，不影响二次销售的商品支持无理由退货，退货运费由买家承担；"
    "有质量问题的，运费由店铺承担。",
    "支持微信支付和支付宝，不支持货到付款。",
    "In-stock items ship within 24 hours of payment; "
    "pre-sale items ship on the date shown on their page.",
    "Free shipping on orders from 59 CNY; below that shipping is 8 CNY.",
    "Within 7 days of receipt you can return resalable items for any reason and pay the return "
    "freight; if the item is faulty, the shop pays.",
)
JACKET_EVIDENCE = Evidence(PRICES + STOCK + OPTIONS + ATTRIBUTES + POLICIES, STATEMENTS)
TWO_EVIDENCE = Evidence(
    (
        *PRICES,
        *ATTRIBUTES,
        of(SHIRT, "price", "59", "CNY", "价格", (("颜色", "白色"), ("尺码", "M"))),
        of(SHIRT, "material", "100%棉", "", "面料"),
    )
)
