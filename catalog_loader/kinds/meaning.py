"""What is doubtful in what a catalog means as a whole."""

from catalog_loader.kinds.kind import Kind, error, warning

KINDS: dict[str, Kind] = {
    "second_shop": error(
        "shop 写了两次",
        "there is a second shop record",
        "一个文件只写一家店",
        "keep one shop a file",
    ),
    "unknown_timezone": error(
        "时区不存在：{value}",
        "there is no time zone {value}",
        "用 IANA 名称，例如 Asia/Shanghai",
        "use an IANA name such as Asia/Shanghai",
    ),
    "duplicate_handle": error(
        "商品 {value} 已经在第 {first} 行出现过",
        "the product {value} was already given in row {first}",
        "改成另一个 handle，或合并成一个商品",
        "give it another handle or merge the two",
    ),
    "duplicate_sku": error(
        "SKU {value} 已经在第 {first} 行出现过",
        "the SKU {value} was already given in row {first}",
        "每个 SKU 只能用一次",
        "use each SKU once",
    ),
    "duplicate_id": error(
        "{value} 已经在第 {first} 行出现过",
        "{value} was already given in row {first}",
        "换一个 id",
        "give it another id",
    ),
    "no_products": warning(
        "没有商品",
        "there are no products",
        "加上商品",
        "add products",
    ),
    "no_variants": warning(
        "{value} 没有规格，不能报价",
        "{value} has no variant, so nothing of it can be quoted",
        "至少写一个 SKU",
        "give at least one SKU",
    ),
    "no_price": warning(
        "SKU {value} 没有价格，不会报价",
        "the SKU {value} has no price and will not be quoted",
        "写上 price",
        "give its price",
    ),
    "zero_price": warning(
        "SKU {value} 的价格是 0",
        "the price of SKU {value} is 0",
        "确认是不是赠品，否则写上价格",
        "make sure it is a gift, or give its price",
    ),
    "currency_mismatch": error(
        "货币是 {value}，店铺用的是 {expected}",
        "the currency is {value}, but the shop's is {expected}",
        "换算成 {expected}",
        "give the amount in {expected}",
    ),
    "inverted_window": error(
        "活动结束（{until}）不晚于开始（{start}）",
        "the promotion ends ({until}) no later than it begins ({start})",
        "把 valid_from 和 valid_until 调过来",
        "correct valid_from and valid_until",
    ),
    "offer_above_list": warning(
        "活动价 {value} 高于原价 {expected}",
        "the offer price {value} is above the list price {expected}",
        "确认两个价格",
        "check both prices",
    ),
    "empty_offer": warning(
        "活动既没有价格也没有减免金额",
        "the offer has neither a price nor an amount off",
        "写上 price 或 off",
        "give price or off",
    ),
    "coupon_exceeds": warning(
        "减 {value} 多于门槛 {expected}",
        "{value} off is more than the threshold of {expected}",
        "确认减免金额和门槛",
        "check the amount off and the threshold",
    ),
    "stock_without_quantity": warning(
        "SKU {value} 没有写有没有货",
        "SKU {value} states neither availability nor quantity",
        "写上 availability 或 quantity",
        "give availability or quantity",
    ),
    "in_stock_but_zero": warning(
        "SKU {value} 写着有货，数量却是 0",
        "SKU {value} is in stock with a quantity of 0",
        "改成 out_of_stock，或更新数量",
        "make it out_of_stock or update the quantity",
    ),
    "sold_out_with_quantity": warning(
        "SKU {value} 写着售罄，数量却是 {quantity}",
        "SKU {value} is out of stock with a quantity of {quantity}",
        "改成 in_stock，或把数量改成 0",
        "make it in_stock or set the quantity to 0",
    ),
    "preorder_without_date": warning(
        "预售的 SKU {value} 没有写发货时间",
        "the pre-sale SKU {value} has no available_from",
        "写上 available_from",
        "give available_from",
    ),
    "option_mismatch": warning(
        "SKU {value} 的选项是 {given}，商品写的是 {expected}",
        "SKU {value} has the options {given}, the product has {expected}",
        "让每个 SKU 的 options 与 option_names 一致",
        "make options and option_names agree",
    ),
    "same_options": warning(
        "SKU {value} 和 {first} 的选项相同，分不清",
        "SKU {value} has the same options as {first}",
        "改正其中一个的选项",
        "correct the options of one",
    ),
    "inverted_range": error(
        "尺码 {value} 的范围反了：{given}",
        "the range of size {value} is inverted: {given}",
        "小的写前面",
        "put the smaller number first",
    ),
    "size_not_sold": warning(
        "尺码表里的 {value} 没有对应的 SKU",
        "no SKU is of the size {value} in the size table",
        "删掉这一行，或补上 SKU",
        "remove the row or add the SKU",
    ),
    "unknown_key": warning(
        "属性键 {value} 不在通用列表里",
        "{value} is not one of the canonical keys",
        "{hint_zh}",
        "{hint_en}",
    ),
    "unsafe_image": error(
        "图片地址不能用：{value}",
        "the picture's address cannot be used: {value}",
        "用 http(s) 地址，或文件夹内的相对路径",
        "use an http(s) address or a path inside the catalog's folder",
    ),
    "dangling_product": warning(
        "{value} 提到的商品 {missing} 不存在",
        "{value} names the product {missing}, which does not exist",
        "改正 handle，或删掉",
        "correct the handle or remove it",
    ),
    "dangling_category": warning(
        "{value} 提到的类目 {missing} 没有商品",
        "{value} names the category {missing}, which has no product",
        "改正类目，或删掉",
        "correct the category or remove it",
    ),
}
