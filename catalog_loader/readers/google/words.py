"""Google's attributes and its fixed values in the language of a feed.

Names and values of Google's own vocabulary are always English in a feed, whatever language its
texts are in; said to a shopper, they are words of that language.
"""

_NAMES = {
    "color": ("颜色", "Color"),
    "size": ("尺码", "Size"),
    "measure": ("规格", "Size"),
    "material": ("材质", "Material"),
    "pattern": ("图案", "Pattern"),
    "gender": ("适用性别", "Gender"),
    "age_group": ("适用年龄", "Age group"),
    "size_type": ("尺码类型", "Size type"),
    "size_system": ("尺码标准", "Size system"),
    "condition": ("成色", "Condition"),
    "adult": ("成人用品", "Adult product"),
    "multipack": ("套装件数", "Pieces in the pack"),
    "is_bundle": ("组合套装", "Bundle"),
    "mpn": ("厂商型号", "Manufacturer part number"),
    "unit_pricing_measure": ("净含量", "Net content"),
    "energy_efficiency_class": ("能效等级", "Energy efficiency class"),
    "min_energy_efficiency_class": ("最低能效等级", "Lowest energy efficiency class"),
    "max_energy_efficiency_class": ("最高能效等级", "Highest energy efficiency class"),
    "certification": ("认证", "Certification"),
    "product_weight": ("重量", "Weight"),
    "product_size": ("尺寸（长×宽×高）", "Dimensions (length × width × height)"),
    "product_length": ("长度", "Length"),
    "product_width": ("宽度", "Width"),
    "product_height": ("高度", "Height"),
    "shipping_weight": ("运输重量", "Shipping weight"),
    "shipping_label": ("运费标签", "Shipping label"),
    "ships_from_country": ("发货地", "Ships from"),
    "installment": ("分期付款", "Installments"),
    "subscription_cost": ("订阅费用", "Subscription"),
}

_VALUES = {
    "male": ("男", "male"),
    "female": ("女", "female"),
    "unisex": ("男女通用", "unisex"),
    "newborn": ("新生儿", "newborn"),
    "infant": ("婴儿", "infant"),
    "toddler": ("幼儿", "toddler"),
    "kids": ("儿童", "kids"),
    "adult": ("成人", "adult"),
    "new": ("全新", "new"),
    "refurbished": ("翻新", "refurbished"),
    "used": ("二手", "used"),
    "regular": ("常规", "regular"),
    "petite": ("娇小", "petite"),
    "plus": ("加大", "plus"),
    "tall": ("高个", "tall"),
    "big": ("大码", "big"),
    "maternity": ("孕妇", "maternity"),
    "week": ("周", "week"),
    "month": ("个月", "month"),
    "year": ("年", "year"),
    "in stock": ("有货", "in stock"),
    "limited availability": ("少量现货", "limited availability"),
    "on display to order": ("有样品，可预订", "on display to order"),
    "out of stock": ("缺货", "out of stock"),
    "buy": ("可到店自提", "pickup in store"),
    "reserve": ("可预留后到店购买", "can be reserved and bought in store"),
    "ship to store": ("可发到门店自提", "can be sent to the store for pickup"),
    "not supported": ("不支持自提", "no pickup in store"),
    "same day": ("当天", "same day"),
    "next day": ("次日", "next day"),
    "multi-week": ("数周", "several weeks"),
}

_KEYS = {
    "material": "material",
    "gender": "suitable_for",
    "age_group": "age_range",
    "multipack": "pieces",
    "unit_pricing_measure": "net_weight",
    "certification": "certificate",
    "product_weight": "weight",
    "product_size": "dimensions",
    "product_length": "dimensions",
    "product_width": "dimensions",
    "product_height": "dimensions",
}


def name_of(attribute: str, language: str) -> str:
    """What an attribute is called in `language`: Chinese, or English for any other."""
    zh, en = _NAMES[attribute]
    return zh if language.startswith("zh") else en


def value_of(value: str, language: str) -> str:
    """A value in `language`: one of Google's own is translated, another is as published."""
    zh, en = _VALUES.get(value.lower().replace("_", " "), (value, value))
    return zh if language.startswith("zh") else en


def key_of(attribute: str) -> str:
    """The canonical key of an attribute, "" where it has none."""
    return _KEYS.get(attribute, "")
