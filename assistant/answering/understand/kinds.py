"""The kinds of question a live room asks. Each is grounded, worded and measured on its own."""

from enum import StrEnum


class Kind(StrEnum):
    """What a question is about."""

    PRICE = "price"
    TOTAL = "total"
    PROMOTION = "promotion"
    COUPON = "coupon"
    PRICE_PROTECTION = "price_protection"
    STOCK = "stock"
    SIZES = "sizes"
    SIZE_ADVICE = "size_advice"
    COLOURS = "colours"
    VARIANTS = "variants"
    ATTRIBUTE = "attribute"
    SUITABILITY = "suitability"
    INTRODUCE = "introduce"
    AUTHENTICITY = "authenticity"
    SHIPPING_TIME = "shipping_time"
    DELIVERY_TIME = "delivery_time"
    SHIPPING_FEE = "shipping_fee"
    SHIPPING_REGION = "shipping_region"
    SHIP_FROM = "ship_from"
    CARRIER = "carrier"
    ORDER_CHANGE = "order_change"
    ORDER_STATUS = "order_status"
    RETURNS = "returns"
    RETURN_FREIGHT = "return_freight"
    REFUND_TIME = "refund_time"
    EXCHANGE = "exchange"
    DAMAGE = "damage"
    WARRANTY = "warranty"
    REPAIR = "repair"
    INVOICE = "invoice"
    PAYMENT = "payment"
    SERVICE_HOURS = "service_hours"
    HOW_TO_ORDER = "how_to_order"
    LINK_NUMBER = "link_number"
    COMPARE = "compare"
    RECOMMEND = "recommend"
    LISTING = "listing"
    SELLS = "sells"
    ON_AIR = "on_air"
    HOST_SAID = "host_said"
    LAST_BOUGHT = "last_bought"
    NEEDED_AGAIN = "needed_again"
    PREVIOUS = "previous"
    NEXT = "next"
    GREETING = "greeting"
    THANKS = "thanks"
    IDENTITY = "identity"
    COMPLAINT = "complaint"
    HUMAN = "human"
    OFF_TOPIC = "off_topic"
    ABUSE = "abuse"
    INJECTION = "injection"
    BAIT = "bait"
    UNCLEAR = "unclear"


OF_A_PRODUCT = frozenset(
    {
        Kind.PRICE,
        Kind.TOTAL,
        Kind.PROMOTION,
        Kind.COUPON,
        Kind.STOCK,
        Kind.SIZES,
        Kind.SIZE_ADVICE,
        Kind.COLOURS,
        Kind.VARIANTS,
        Kind.ATTRIBUTE,
        Kind.SUITABILITY,
        Kind.INTRODUCE,
        Kind.LINK_NUMBER,
        Kind.ON_AIR,
    }
)
"""Kinds about a product: the one named, else the one last spoken of, else the one on air."""

OF_A_POLICY = frozenset(
    {
        Kind.PRICE_PROTECTION,
        Kind.AUTHENTICITY,
        Kind.SHIPPING_TIME,
        Kind.DELIVERY_TIME,
        Kind.SHIPPING_FEE,
        Kind.SHIPPING_REGION,
        Kind.SHIP_FROM,
        Kind.CARRIER,
        Kind.ORDER_CHANGE,
        Kind.RETURNS,
        Kind.RETURN_FREIGHT,
        Kind.REFUND_TIME,
        Kind.EXCHANGE,
        Kind.DAMAGE,
        Kind.WARRANTY,
        Kind.REPAIR,
        Kind.INVOICE,
        Kind.PAYMENT,
        Kind.SERVICE_HOURS,
        Kind.HOW_TO_ORDER,
    }
)
"""Kinds that a policy of the shop answers, for a product that has its own or for all."""

OF_SENDING = frozenset(
    {
        Kind.SHIPPING_FEE,
        Kind.SHIPPING_TIME,
        Kind.DELIVERY_TIME,
        Kind.SHIPPING_REGION,
        Kind.CARRIER,
    }
)
"""Kinds whose answer may differ by the place that goods are sent to."""

OF_PURCHASES = frozenset({Kind.LAST_BOUGHT, Kind.NEEDED_AGAIN})
"""Kinds about what the asker bought themselves: told to them alone."""

OF_MANNERS = frozenset(
    {
        Kind.GREETING,
        Kind.THANKS,
        Kind.IDENTITY,
        Kind.COMPLAINT,
        Kind.HUMAN,
        Kind.ORDER_STATUS,
        Kind.OFF_TOPIC,
        Kind.ABUSE,
        Kind.INJECTION,
        Kind.BAIT,
    }
)
"""Kinds whose answer rests on no fact."""
