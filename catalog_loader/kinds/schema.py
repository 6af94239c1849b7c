"""What the schema refuses in a record."""

from catalog_loader.kinds.kind import Kind, error, note, warning

KINDS: dict[str, Kind] = {
    "unknown_type": error(
        "type 不认识：{value}",
        "unknown type: {value}",
        "type 只能是 shop、product、policy、faq",
        "use shop, product, policy or faq",
    ),
    "unknown_field": error(
        "没有 {name} 这个字段",
        "there is no field {name}",
        "{hint_zh}",
        "{hint_en}",
    ),
    "missing_field": error(
        "缺少字段 {name}",
        "the field {name} is missing",
        "补上 {name}",
        "give {name}",
    ),
    "empty_field": error(
        "字段 {name} 是空的",
        "the field {name} is empty",
        "填上内容",
        "fill it in",
    ),
    "negative_number": error(
        "{value} 是负数",
        "{value} is negative",
        "改成 0 或正数",
        "use 0 or a positive number",
    ),
    "large_number": error(
        "{value} 太大了",
        "{value} is too large",
        "检查单位和多打的零",
        "check the unit and for extra zeros",
    ),
    "unknown_value": error(
        "不认识的值：{value}",
        "unknown value: {value}",
        "可用的值：{allowed}",
        "use one of: {allowed}",
    ),
    "bad_date": error(
        "不是日期时间：{value}",
        "not a date and time: {value}",
        "写成 2026-11-30T00:00:00+08:00 这样",
        "write it like 2026-11-30T00:00:00+08:00",
    ),
    "bad_currency": error(
        "不是货币代码：{value}",
        "not a currency code: {value}",
        "用三个大写字母的 ISO 4217 代码，例如 CNY",
        "use three capital letters of ISO 4217, such as CNY",
    ),
    "wrong_type": error(
        "值 {value} 的类型不对，应为 {expected}",
        "{value} has the wrong type; expected {expected}",
        "改成 {expected}",
        "make it {expected}",
    ),
    "negative_quantity": warning(
        "库存是负数（{value}），按售罄处理",
        "the quantity is negative ({value}); taken as sold out",
        "改成 0，或更新库存",
        "set it to 0 or update the stock",
    ),
    "no_timezone": note(
        "时间没有时区，按店铺时区 {timezone} 处理",
        "the time has no zone; taken as {timezone}, the shop's",
        "写上时区，例如 +08:00",
        "add the offset, such as +08:00",
    ),
}
