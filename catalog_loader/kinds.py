"""What can be wrong with a catalog: each kind once, with its wording and remedy in zh and en.

An *error* makes its record unfit to load; a *fatal* error makes the whole file so. A *warning* is
loaded but will cost the shop answers; a *note* is worth knowing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding. Its texts are `str.format` templates over the finding's values."""

    severity: Severity
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    fatal: bool = False


def _error(zh: str, en: str, remedy_zh: str, remedy_en: str, *, fatal: bool = False) -> Kind:
    return Kind(Severity.ERROR, zh, en, remedy_zh, remedy_en, fatal)


def _warning(zh: str, en: str, remedy_zh: str, remedy_en: str) -> Kind:
    return Kind(Severity.WARNING, zh, en, remedy_zh, remedy_en)


def _note(zh: str, en: str, remedy_zh: str, remedy_en: str) -> Kind:
    return Kind(Severity.NOTE, zh, en, remedy_zh, remedy_en)


_FILE: dict[str, Kind] = {
    "unreadable": _error(
        "文件打不开：{reason}",
        "the file cannot be opened: {reason}",
        "检查路径和读取权限",
        "check the path and that it may be read",
        fatal=True,
    ),
    "empty_file": _error(
        "文件是空的",
        "the file is empty",
        "重新导出后再加载",
        "export it again",
        fatal=True,
    ),
    "unknown_format": _error(
        "认不出这是什么格式",
        "this is not in a format known here",
        "支持的格式：{formats}",
        "known formats: {formats}",
        fatal=True,
    ),
    "no_such_format": _error(
        "没有叫 {value} 的格式",
        "there is no format called {value}",
        "可用的格式：{formats}",
        "use one of: {formats}",
        fatal=True,
    ),
    "no_shop": _error(
        "第一条记录不是 shop",
        "the first record is not the shop",
        '在文件开头加一行 {{"type":"shop","name":"店名","currency":"CNY"}}',
        'begin the file with {{"type":"shop","name":"…","currency":"CNY"}}',
        fatal=True,
    ),
    "bom": _note(
        "文件以 BOM 开头，已忽略",
        "the file begins with a byte order mark, which was ignored",
        "存为不带 BOM 的 UTF-8",
        "save it as UTF-8 without a byte order mark",
    ),
    "not_utf8": _error(
        "第 {byte} 个字节不是 UTF-8",
        "byte {byte} is not UTF-8",
        "把文件存为 UTF-8",
        "save the file as UTF-8",
    ),
    "long_line": _error(
        "这一行超过 {limit} MB",
        "the line is longer than {limit} MB",
        "检查是不是少了换行；图片请写地址，不要嵌在行里",
        "look for a missing line break; give pictures as addresses, not inline",
    ),
    "malformed_json": _error(
        "第 {column} 个字符处不是合法的 JSON：{reason}",
        "not valid JSON at character {column}: {reason}",
        "改正这一行；一行只放一个 JSON 对象",
        "correct the line; each line holds one JSON object",
    ),
    "not_object": _error(
        "这一行不是 JSON 对象",
        "the line is not a JSON object",
        "写成 {{…}}",
        "write it as {{…}}",
    ),
    "repeated_field": _error(
        "字段 {name} 在同一个对象里写了两次",
        "the field {name} is given twice in one object",
        "只保留一个",
        "keep one of them",
    ),
}

_TABLE: dict[str, Kind] = {
    "unknown_encoding": _error(
        "文字不是 UTF-8、UTF-16 或 GB18030 编码",
        "the text is not in UTF-8, UTF-16 or GB18030",
        "存为 UTF-8 后再加载",
        "save it as UTF-8",
        fatal=True,
    ),
    "undecodable": _error(
        "第 {column} 列有无法识别的字符：{value}",
        "column {column} holds characters that cannot be read: {value}",
        "改正这一格，或把整个文件存为 UTF-8",
        "correct the cell, or save the file as UTF-8",
    ),
    "malformed_row": _error(
        "这一行不是合法的 CSV：{reason}",
        "the row is not valid CSV: {reason}",
        "检查引号是否成对，单元格里的引号要写成两个",
        "look for a missing quotation mark; inside a cell write it twice",
    ),
    "formula": _error(
        "第 {column} 列是公式：{value}",
        "column {column} is a formula: {value}",
        "把公式换成它的值",
        "replace the formula with its value",
    ),
    "too_many_columns": _error(
        "这一行有 {count} 列，最多 {limit} 列",
        "the row has {count} columns; at most {limit} are read",
        "检查分隔符和换行",
        "check the delimiter and the line breaks",
        fatal=True,
    ),
    "extra_cells": _error(
        "这一行有 {count} 格，表头只有 {expected} 列",
        "the row has {count} cells, but the header {expected} columns",
        "检查有没有没加引号的分隔符",
        "look for a delimiter that is not inside quotation marks",
    ),
    "missing_column": _error(
        "缺少列 {name}",
        "the column {name} is missing",
        "按平台的模板补上 {name}",
        "add {name}, as the platform's template has it",
        fatal=True,
    ),
    "unknown_column": _error(
        "不认识的列：{name}",
        "unknown column: {name}",
        "{hint_zh}",
        "{hint_en}",
        fatal=True,
    ),
    "ignored_column": _note(
        "列 {name} 没有读取",
        "the column {name} is not read",
        "需要的话用 --map 指定它的含义",
        "say what it means with --map if it matters",
    ),
    "bad_price": _error(
        "不是价格：{value}",
        "not a price: {value}",
        "写成 259.00 这样，币种放在后面",
        "write it like 259.00, the currency after it",
    ),
    "negative_price": _error(
        "价格是负数：{value}",
        "the price is negative: {value}",
        "改成 0 或正数",
        "use 0 or a positive number",
    ),
    "not_integer": _error(
        "不是整数：{value}",
        "not a whole number: {value}",
        "改成整数",
        "use a whole number",
    ),
    "not_flag": _warning(
        "看不出是或否：{value}",
        "neither yes nor no: {value}",
        "写成 true 或 false",
        "write true or false",
    ),
    "bad_price_column": _error(
        "列 {name} 不能是价格：{reason_zh}",
        "the column {name} cannot hold prices: {reason_en}",
        "{hint_zh}",
        "{hint_en}",
        fatal=True,
    ),
    "regional_price": _note(
        "{name} 只给一个地区用，没有读取",
        "{name} is the price in one region and is not read",
        "要按它报价，用 --map price={name}",
        "quote it with --map price={name}",
    ),
    "translations_alone": _error(
        "这是译文，里面没有商品：{count} 个商品的名称和说明，语言是 {languages}",
        "these are translations of {count} products ({languages}), without the products themselves",
        "和商品文件放在同一个文件夹，再加载其中一个",
        "put it into one folder with the products' file, then load either of them",
        fatal=True,
    ),
    "translations_read": _note(
        "旁边的 {file} 里 {count} 个商品的译文已合并，语言是 {languages}",
        "the translations of {count} products ({languages}) in {file} beside it were merged",
        "不想要就把它移出这个文件夹",
        "move it out of the folder if they should be left out",
    ),
    "products_beside": _note(
        "这是译文；一起读取了旁边的商品文件 {file}",
        "these are translations; the products in {file} beside them were read with them",
        "不需要处理",
        "nothing needs doing",
    ),
    "companion_row": _warning(
        "旁边的 {file} 第 {row} 行没有读取：{reason_zh}",
        "row {row} of {file} beside it is not read: {reason_en}",
        "{remedy_zh}",
        "{remedy_en}",
    ),
    "orphan_row": _error(
        "这一行所属的商品 {value} 不在它前面",
        "the product {value} that this row belongs to does not stand before it",
        "把同一商品的行排在一起，主商品在前",
        "keep the rows of one product together, the product itself first",
    ),
    "assumed_currency": _warning(
        "文件没有写货币，按 {currency} 处理",
        "the file names no currency; taken as {currency}",
        "用 --currency 指定",
        "give --currency",
    ),
    "mixed_currency": _note(
        "{currency} 的价格没有读取：店铺的货币是 {expected}",
        "the prices in {currency} are not read: the shop's currency is {expected}",
        "用 --currency {currency} 另外加载",
        "load it separately with --currency {currency}",
    ),
    "guessed_mapping": _note(
        "列的含义是猜的：{mapping}",
        "what the columns mean was guessed: {mapping}",
        "不对的话用 --map 改正",
        "correct it with --map",
    ),
    "unmapped": _error(
        "看不出哪一列是 {name}",
        "no column looks like the {name}",
        "用 --map {name}=列名 指定",
        "give --map {name}=COLUMN",
        fatal=True,
    ),
    "chosen_price": _note(
        "{columns} 都可能是价格：平时的价取 {price}，现在卖的价取 {sale}，因为{why_zh}",
        "{columns} could each be the price: {price} is taken for the regular one and {sale} for"
        " what it sells for, since {why_en}",
        "不对的话用 --map 指定 price 和 sale_price",
        "if that is wrong, give price and sale_price with --map",
    ),
    "twin_prices": _warning(
        "{columns} 都可能是价格，数值却不同：取了 {taken}，它的名称最明确",
        "{columns} could each be the price and differ: {taken} is taken, by its more definite name",
        "用 --map price=列名 指定",
        "give --map price=COLUMN",
    ),
    "no_price_column": _warning(
        "没有哪一列是价格，什么都不能报价",
        "no column is the price, so nothing can be quoted",
        "用 --map price=列名 指定",
        "give --map price=COLUMN",
    ),
    "left_column": _note(
        "列 {name} 没有读取：{why_zh}",
        "the column {name} is not read: {why_en}",
        "需要的话用 --map 指定它的含义",
        "say what it means with --map if it matters",
    ),
    "doubtful_column": _warning(
        "列 {name} 叫得像 {field}，内容却不像（{value}），没有读取",
        "the column {name} is called like the {field} but does not hold it ({value}): not read",
        "用 --map 指定它的含义",
        "say what it means with --map",
    ),
    "said_twice": _error(
        "列 {name} 被指定为几个字段：{fields}",
        "the column {name} is said to be several fields: {fields}",
        "一列只能是一个字段",
        "give a column one field",
        fatal=True,
    ),
    "repeated_column": _note(
        "不止一列叫 {name}，只能读一列时读第一列",
        "more than one column is called {name}; where only one can be read it is the first",
        "改成不同的列名",
        "give them different names",
    ),
    "ignored_table": _note(
        "表 {name} 没有读取：看不出是商品、问答或政策",
        "the table {name} is not read: it lists neither products nor questions nor policies",
        "不需要处理",
        "nothing needs doing",
    ),
    "list_of_orders": _error(
        "{name} 是订单，不是商品目录",
        "{name} is a list of orders, not a catalog",
        "导出商品，不要导出订单",
        "export the products, not the orders",
        fatal=True,
    ),
    "unknown_availability": _warning(
        "看不出有没有货：{value}",
        "whether it is in stock is not clear: {value}",
        "写成有货或售罄",
        "write in stock or out of stock",
    ),
    "malformed_skus": _error(
        "销售属性组合看不懂：{value}",
        "the combinations of options cannot be made out: {value}",
        "写成 价格:数量:商家编码:属性:值; 这样",
        "write them as price:quantity:code:property:value;",
    ),
    "unnamed_value": _warning(
        "{value} 只有编号，文件里没有写它叫什么",
        "{value} is a number; the file does not say what it is called",
        "填上它的别名后重新导出",
        "give it a name and export again",
    ),
    "numbers_only": _note(
        "列 {name} 里只有编号、没有文字的内容没有读取",
        "what the column {name} gives as numbers without a word is not read",
        "不需要处理",
        "nothing needs doing",
    ),
    "assumed_on_sale": _note(
        "列 {name} 写 1 的宝贝按在售处理",
        "goods with a 1 in the column {name} are taken to be on sale",
        "不在售的写成 2（放入仓库）",
        "write 2 for those kept in the stock room",
    ),
    "deleted_goods": _note(
        "{value} 在店里已经删除，按下架处理",
        "{value} is deleted in the shop; taken as off the shelf",
        "不需要处理",
        "nothing needs doing",
    ),
    "skipped_product": _note(
        "{value} 没有读取：{reason}",
        "{value} is not read: {reason}",
        "不需要处理",
        "nothing needs doing",
    ),
    "switched_off": _note(
        "SKU {value} 已停用，没有读取",
        "the SKU {value} is switched off and is not read",
        "要卖就在店里启用，再导出一次",
        "switch it on in the shop and export again if it is for sale",
    ),
    "missing_variant": _warning(
        "商品 {value} 的 SKU {missing} 在文件里没有",
        "the SKU {missing} of {value} is not in the file",
        "导出时不要筛掉它",
        "export it too",
    ),
    "variant_elsewhere": _note(
        "SKU {value} 同时属于 {first}，只在那里读取",
        "the SKU {value} is also one of {first}, and is read only there",
        "不需要处理",
        "nothing needs doing",
    ),
    "unknown_language": _note(
        "看不出 {value} 是哪种语言，没有读取",
        "which language {value} is cannot be told, so it is not read",
        "用 en、zh_cn 这样的代码命名",
        "name it by a code such as en or zh_cn",
    ),
}

_ARCHIVE: dict[str, Kind] = {
    "bad_archive": _error(
        "文件损坏，打不开：{reason}",
        "the file is damaged and cannot be opened: {reason}",
        "重新导出后再加载",
        "export it again",
        fatal=True,
    ),
    "archive_bomb": _error(
        "压缩文件解开有 {size} MB，不会打开",
        "the archive unpacks to {size} MB and is not opened",
        "拆成小一些的文件",
        "split it into smaller files",
        fatal=True,
    ),
    "encrypted_file": _error(
        "文件设了密码，打不开",
        "the file is protected by a password and cannot be opened",
        "取消密码，另存一份再加载",
        "save a copy without the password",
        fatal=True,
    ),
    "old_workbook": _error(
        "这是旧版 Office 的文件（例如 .xls），读不了",
        "this is a file of an Office before 2007 (such as .xls), which is not read",
        "另存为 .xlsx 或 CSV",
        "save it as .xlsx or CSV",
        fatal=True,
    ),
    "unsafe_document": _error(
        "文件里有不允许的内容：{reason}",
        "the file holds what is not allowed: {reason}",
        "重新导出一份不含它的文件",
        "export a file without it",
        fatal=True,
    ),
    "malformed_document": _error(
        "文件格式有错：{reason}",
        "the file is not well formed: {reason}",
        "重新导出后再加载",
        "export it again",
        fatal=True,
    ),
}

_DATABASE: dict[str, Kind] = {
    "too_large": _error(
        "{name} 超过 {limit} MB，装不下",
        "{name} holds more than {limit} MB, which is too much to read",
        "只导出商品要用的表和列",
        "export only the tables and columns that goods need",
        fatal=True,
    ),
    "malformed_sql": _error(
        "这里的 SQL 读不懂：{reason}",
        "the SQL here cannot be read: {reason}",
        "用 mysqldump 或 pg_dump 重新导出",
        "export it again with mysqldump or pg_dump",
    ),
    "nameless_columns": _error(
        "这些表的列没有名字：{name}",
        "the columns of these tables have no names: {name}",
        "导出时带上表结构（CREATE TABLE）",
        "export the structure (CREATE TABLE) with the data",
        fatal=True,
    ),
    "unknown_table": _error(
        "没有表 {name}",
        "there is no table {name}",
        "{hint_zh}",
        "{hint_en}",
        fatal=True,
    ),
    "no_goods_table": _error(
        "看不出哪张表是商品",
        "none of the tables looks like one of goods",
        "用 --map table=表名 指定；有数据的表：{tables}",
        "give --map table=NAME; tables with rows: {tables}",
        fatal=True,
    ),
    "not_carried_out": _warning(
        "有 {count} 条 {statement} 语句，没有执行",
        "{count} statements {statement} were not carried out",
        "从执行过它们的数据库重新导出",
        "export the database again after running them",
    ),
    "bad_query": _error(
        "不能这样查询：{reason}",
        "this cannot be asked: {reason}",
        "用 --query 给一条 SELECT",
        "give one SELECT with --query",
        fatal=True,
    ),
    "unreachable_database": _error(
        "数据库没有回答：{reason}",
        "the database did not answer: {reason}",
        "检查地址、用户名、密码和网络",
        "check the address, the user, the password and the network",
        fatal=True,
    ),
}

_LEFT_OUT: dict[str, Kind] = {
    "offer_left_out": _warning(
        "优惠 {value} 没有读取：{why_zh}",
        "the offer {value} is not read: {why_en}",
        "要读取的话，在店铺后台改正后重新导出",
        "correct it in the shop and export again if it should be",
    ),
    "orphan_sku": _warning(
        "{value} 所属的商品 {parent} 不在文件里，没有读取",
        "{value} is not read: its product {parent} is not in the file",
        "导出时带上商品表的所有行",
        "export all rows of the products' table",
    ),
    "undated_promotion": _note(
        "文字提到没有起止时间的促销，没有读取：{value}",
        "a text tells of a promotion without its dates and is not read: {value}",
        "把促销写成有起止时间的活动",
        "enter the promotion with its start and end",
    ),
    "cut_text": _warning(
        "文字在句中断了，断掉的部分没有读取：{value}",
        "the text breaks off inside a sentence; the broken part is not read: {value}",
        "在店铺后台补全这段文字",
        "complete the text in the shop",
    ),
    "contradiction": _warning(
        "店铺说法不一：{one}；{other}。后一种没有读取",
        "the shop contradicts itself: {one}; {other}. The latter is not read",
        "改正其中一个",
        "correct one of them",
    ),
    "ignored_image": _note(
        "图片地址不完整，没有读取：{value}",
        "not the address of a picture, not read: {value}",
        "写成 http(s) 地址",
        "give an http(s) address",
    ),
    "unknown_availability": _warning(
        "看不出有没有货：{value}",
        "neither in stock nor out of it: {value}",
        "用平台规定的写法，例如 in_stock",
        "use one of the platform's own words, such as in_stock",
    ),
    "inverted_days": _warning(
        "最短 {least} 天长于最长 {most} 天，没有读取",
        "at least {least} days are more than at most {most}; not read",
        "调换或改正两个天数",
        "correct the two",
    ),
    "differs_by_variant": _warning(
        "{name} 各规格不一样，只读取了相同的部分",
        "{name} differs between the variants; only what they share is read",
        "确认是不是写错了",
        "make sure that it is meant",
    ),
    "titled_by_id": _warning(
        "文件里没有商品名称，用编号代替",
        "the file does not name its goods; their ids stand for titles",
        "加载商品目录，不要只加载库存",
        "load the catalog of products, not the inventory alone",
    ),
    "stock_in_stores": _note(
        "门店的库存没有算作线上库存",
        "what stores have is not taken for stock online",
        "如果是同一批货，用 --map quantity=quantity 相加",
        "add it up with --map quantity=quantity if it is the same",
    ),
}

_MARKUP: dict[str, Kind] = {
    "large_document": _error(
        "文件有 {size} MB，最多读 {limit} MB",
        "the file has {size} MB; at most {limit} MB are read",
        "拆成小一些的文件",
        "split it into smaller files",
        fatal=True,
    ),
    "malformed_script": _error(
        "这段 JSON-LD 不是合法的 JSON：{reason}",
        "this JSON-LD is not valid JSON: {reason}",
        "用 validator.schema.org 检查网页后改正",
        "correct it; validator.schema.org shows where it breaks",
    ),
    "unread_markup": _warning(
        "{syntax} 标注没有读全：{reason}",
        "the {syntax} is not read in full: {reason}",
        "简化网页的标注，或改用 JSON-LD",
        "simplify the page's markup, or use JSON-LD",
    ),
    "price_range": _note(
        "只有价格区间 {low}–{high}，不会按它报价",
        "only a price range is given, {low} to {high}; it is never quoted",
        "给每个 SKU 写明价格",
        "give every SKU its price",
    ),
    "several_prices": _warning(
        "同一个 SKU 有几个价格（{prices}），看不出按哪个卖，没有读取",
        "one SKU has several prices ({prices}) and nothing tells which holds; none is read",
        "只留一个价格，或给每个规格写上 SKU",
        "keep one price, or give each variant its SKU",
    ),
    "expired_price": _warning(
        "价格 {value} 到 {until} 已经过期，不会报价",
        "the price {value} was valid until {until} and will not be quoted",
        "更新价格或它的有效期",
        "update the price or the date until which it is valid",
    ),
    "conditional_fee": _note(
        "运费随重量、件数或订单金额变化，没有读取",
        "the shipping fee depends on the parcel or the basket and is not read",
        "用一条政策说明运费",
        "tell the fee in a policy",
    ),
    "differing_terms": _note(
        "各规格的 {name} 不一样，没有读取",
        "the {name} of the variants differ and are not read",
        "用政策分别说明",
        "tell them in policies",
    ),
}

_SCHEMA: dict[str, Kind] = {
    "unknown_type": _error(
        "type 不认识：{value}",
        "unknown type: {value}",
        "type 只能是 shop、product、policy、faq",
        "use shop, product, policy or faq",
    ),
    "unknown_field": _error(
        "没有 {name} 这个字段",
        "there is no field {name}",
        "{hint_zh}",
        "{hint_en}",
    ),
    "missing_field": _error(
        "缺少字段 {name}",
        "the field {name} is missing",
        "补上 {name}",
        "give {name}",
    ),
    "empty_field": _error(
        "字段 {name} 是空的",
        "the field {name} is empty",
        "填上内容",
        "fill it in",
    ),
    "negative_number": _error(
        "{value} 是负数",
        "{value} is negative",
        "改成 0 或正数",
        "use 0 or a positive number",
    ),
    "large_number": _error(
        "{value} 太大了",
        "{value} is too large",
        "检查单位和多打的零",
        "check the unit and for extra zeros",
    ),
    "unknown_value": _error(
        "不认识的值：{value}",
        "unknown value: {value}",
        "可用的值：{allowed}",
        "use one of: {allowed}",
    ),
    "bad_date": _error(
        "不是日期时间：{value}",
        "not a date and time: {value}",
        "写成 2026-11-30T00:00:00+08:00 这样",
        "write it like 2026-11-30T00:00:00+08:00",
    ),
    "bad_currency": _error(
        "不是货币代码：{value}",
        "not a currency code: {value}",
        "用三个大写字母的 ISO 4217 代码，例如 CNY",
        "use three capital letters of ISO 4217, such as CNY",
    ),
    "wrong_type": _error(
        "值 {value} 的类型不对，应为 {expected}",
        "{value} has the wrong type; expected {expected}",
        "改成 {expected}",
        "make it {expected}",
    ),
    "negative_quantity": _warning(
        "库存是负数（{value}），按售罄处理",
        "the quantity is negative ({value}); taken as sold out",
        "改成 0，或更新库存",
        "set it to 0 or update the stock",
    ),
    "no_timezone": _note(
        "时间没有时区，按店铺时区 {timezone} 处理",
        "the time has no zone; taken as {timezone}, the shop's",
        "写上时区，例如 +08:00",
        "add the offset, such as +08:00",
    ),
}

_MEANING: dict[str, Kind] = {
    "second_shop": _error(
        "shop 写了两次",
        "there is a second shop record",
        "一个文件只写一家店",
        "keep one shop a file",
    ),
    "unknown_timezone": _error(
        "时区不存在：{value}",
        "there is no time zone {value}",
        "用 IANA 名称，例如 Asia/Shanghai",
        "use an IANA name such as Asia/Shanghai",
    ),
    "duplicate_handle": _error(
        "商品 {value} 已经在第 {first} 行出现过",
        "the product {value} was already given in row {first}",
        "改成另一个 handle，或合并成一个商品",
        "give it another handle or merge the two",
    ),
    "duplicate_sku": _error(
        "SKU {value} 已经在第 {first} 行出现过",
        "the SKU {value} was already given in row {first}",
        "每个 SKU 只能用一次",
        "use each SKU once",
    ),
    "duplicate_id": _error(
        "{value} 已经在第 {first} 行出现过",
        "{value} was already given in row {first}",
        "换一个 id",
        "give it another id",
    ),
    "no_products": _warning(
        "没有商品",
        "there are no products",
        "加上商品",
        "add products",
    ),
    "no_variants": _warning(
        "{value} 没有规格，不能报价",
        "{value} has no variant, so nothing of it can be quoted",
        "至少写一个 SKU",
        "give at least one SKU",
    ),
    "no_price": _warning(
        "SKU {value} 没有价格，不会报价",
        "the SKU {value} has no price and will not be quoted",
        "写上 price",
        "give its price",
    ),
    "zero_price": _warning(
        "SKU {value} 的价格是 0",
        "the price of SKU {value} is 0",
        "确认是不是赠品，否则写上价格",
        "make sure it is a gift, or give its price",
    ),
    "currency_mismatch": _error(
        "货币是 {value}，店铺用的是 {expected}",
        "the currency is {value}, but the shop's is {expected}",
        "换算成 {expected}",
        "give the amount in {expected}",
    ),
    "inverted_window": _error(
        "活动结束（{until}）不晚于开始（{start}）",
        "the promotion ends ({until}) no later than it begins ({start})",
        "把 valid_from 和 valid_until 调过来",
        "correct valid_from and valid_until",
    ),
    "offer_above_list": _warning(
        "活动价 {value} 高于原价 {expected}",
        "the offer price {value} is above the list price {expected}",
        "确认两个价格",
        "check both prices",
    ),
    "empty_offer": _warning(
        "活动既没有价格也没有减免金额",
        "the offer has neither a price nor an amount off",
        "写上 price 或 off",
        "give price or off",
    ),
    "coupon_exceeds": _warning(
        "减 {value} 多于门槛 {expected}",
        "{value} off is more than the threshold of {expected}",
        "确认减免金额和门槛",
        "check the amount off and the threshold",
    ),
    "stock_without_quantity": _warning(
        "SKU {value} 没有写有没有货",
        "SKU {value} states neither availability nor quantity",
        "写上 availability 或 quantity",
        "give availability or quantity",
    ),
    "in_stock_but_zero": _warning(
        "SKU {value} 写着有货，数量却是 0",
        "SKU {value} is in stock with a quantity of 0",
        "改成 out_of_stock，或更新数量",
        "make it out_of_stock or update the quantity",
    ),
    "sold_out_with_quantity": _warning(
        "SKU {value} 写着售罄，数量却是 {quantity}",
        "SKU {value} is out of stock with a quantity of {quantity}",
        "改成 in_stock，或把数量改成 0",
        "make it in_stock or set the quantity to 0",
    ),
    "preorder_without_date": _warning(
        "预售的 SKU {value} 没有写发货时间",
        "the pre-sale SKU {value} has no available_from",
        "写上 available_from",
        "give available_from",
    ),
    "option_mismatch": _warning(
        "SKU {value} 的选项是 {given}，商品写的是 {expected}",
        "SKU {value} has the options {given}, the product has {expected}",
        "让每个 SKU 的 options 与 option_names 一致",
        "make options and option_names agree",
    ),
    "same_options": _warning(
        "SKU {value} 和 {first} 的选项相同，分不清",
        "SKU {value} has the same options as {first}",
        "改正其中一个的选项",
        "correct the options of one",
    ),
    "inverted_range": _error(
        "尺码 {value} 的范围反了：{given}",
        "the range of size {value} is inverted: {given}",
        "小的写前面",
        "put the smaller number first",
    ),
    "size_not_sold": _warning(
        "尺码表里的 {value} 没有对应的 SKU",
        "no SKU is of the size {value} in the size table",
        "删掉这一行，或补上 SKU",
        "remove the row or add the SKU",
    ),
    "unknown_key": _warning(
        "属性键 {value} 不在通用列表里",
        "{value} is not one of the canonical keys",
        "{hint_zh}",
        "{hint_en}",
    ),
    "unsafe_image": _error(
        "图片地址不能用：{value}",
        "the picture's address cannot be used: {value}",
        "用 http(s) 地址，或文件夹内的相对路径",
        "use an http(s) address or a path inside the catalog's folder",
    ),
    "dangling_product": _warning(
        "{value} 提到的商品 {missing} 不存在",
        "{value} names the product {missing}, which does not exist",
        "改正 handle，或删掉",
        "correct the handle or remove it",
    ),
    "dangling_category": _warning(
        "{value} 提到的类目 {missing} 没有商品",
        "{value} names the category {missing}, which has no product",
        "改正类目，或删掉",
        "correct the category or remove it",
    ),
}

KINDS: Mapping[str, Kind] = MappingProxyType(
    _FILE | _TABLE | _ARCHIVE | _DATABASE | _LEFT_OUT | _MARKUP | _SCHEMA | _MEANING
)
