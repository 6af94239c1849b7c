"""Evidence the attacks are aimed at: facts of every sort, each set as grounding would give it."""

from support.shop import JACKET_EVIDENCE, POLICIES, STATEMENTS, TWO_EVIDENCE, policy

from assistant.knowledge.facts import Evidence, Fact

Options = tuple[tuple[str, str], ...]


def _of(
    thing: str, field: str, value: str, unit: str = "", label: str = "", options: Options = ()
) -> Fact:
    subject = " ".join((thing, *(option for _, option in options)))
    return Fact(thing, field, value, unit, "catalog", label, subject, options)


FRYER, COOKER = "可视空气炸锅", "迷你智能电饭煲"
FIVE, SEVEN = (("容量", "5L"),), (("容量", "7L"),)
APPLIANCES = Evidence(
    (
        _of(FRYER, "price", "329", "CNY", "价格", FIVE),
        _of(FRYER, "price", "369", "CNY", "价格", SEVEN),
        _of(FRYER, "power", "1500", "W", "额定功率"),
        _of(FRYER, "model", "AF-520", "", "型号"),
        _of(FRYER, "package_contents", "主机1台，炸篮1个，说明书1本", "", "包装清单"),
        _of(FRYER, "dishwasher_safe", "true", "", "炸篮可用洗碗机"),
        _of(FRYER, "bluetooth", "false", "", "蓝牙"),
        _of(COOKER, "price", "199", "CNY", "价格"),
        _of(COOKER, "list_price", "259", "CNY", "原价"),
        _of(COOKER, "power", "400", "W", "额定功率"),
        _of(COOKER, "capacity", "1.6", "L", "容量"),
        _of(COOKER, "timer", "24", "小时", "预约"),
        _of(COOKER, "net_weight", "2.1", "kg", "重量"),
        _of(COOKER, "noise", "低于36dB", "", "噪音"),
        policy("warranty", "warranty_period", "2", "年", "整机保修期"),
        policy("warranty", "exchange_window", "15", "天", "换货期限"),
    ),
    ("整机保修2年，签收后15天内有质量问题可以换新，寄修来回运费由店铺承担。",),
)

CREAM = "神经酰胺保湿面霜"
SMALL, LARGE = (("规格", "30g"),), (("规格", "50g"),)
SKINCARE = Evidence(
    (
        _of(CREAM, "price", "89", "CNY", "价格", SMALL),
        _of(CREAM, "price", "129", "CNY", "价格", LARGE),
        _of(CREAM, "availability", "in_stock", "", "库存状态", SMALL),
        _of(CREAM, "availability", "out_of_stock", "", "库存状态", LARGE),
        _of(CREAM, "quantity", "36", "件", "库存", SMALL),
        _of(CREAM, "suitable_for", "干性、敏感性", "", "适用肤质"),
        _of(CREAM, "not_suitable_for", "3岁以下儿童", "", "不适用人群"),
        _of(CREAM, "ingredients", "神经酰胺、角鲨烷、甘油", "", "成分"),
        _of(CREAM, "alcohol", "false", "", "酒精"),
        _of(CREAM, "fragrance", "无香", "", "香味"),
        _of(CREAM, "shelf_life", "36个月", "", "保质期"),
        _of(CREAM, "production_date", "2026-09-15", "", "生产日期"),
        _of(CREAM, "usage", "早晚洁面后取适量涂抹", "", "使用方法"),
        _of(CREAM, "origin", "广东广州", "", "产地"),
    )
)

TINT = "Lip Tint Velvet"
LIPS = Evidence(
    (
        _of(TINT, "price", "49000", "IDR", "Harga"),
        _of(TINT, "list_price", "65000", "IDR", "Harga normal"),
        _of(TINT, "price_until", "2026-12-12T23:59:59+07:00", "", "Promo sampai"),
        _of(TINT, "off", "30000", "IDR", "Potongan"),
        _of(TINT, "threshold", "250000", "IDR", "Minimal belanja"),
        _of(TINT, "offer_note", "Belanja 250 ribu potong 30 ribu", "", "Promo"),
        _of(TINT, "net_weight", "4.5", "g", "Berat"),
        _of(TINT, "shelf_life", "12 bulan setelah dibuka", "", "Masa simpan"),
        _of(TINT, "ingredients", "vitamin E, minyak jojoba", "", "Kandungan"),
        _of(TINT, "availability", "in_stock", "", "Stok"),
        _of(TINT, "quantity", "75", "件", "Sisa stok"),
        _of(TINT, "waterproof", "true", "", "Tahan air"),
        policy("shipping", "ship_within", "1", "hari", "Dikirim dalam"),
    ),
    (
        "Pesanan dikirim dalam 1 hari setelah pembayaran.",
        "Gratis ongkir untuk belanja minimal 100 ribu.",
        "Retur 7 hari setelah diterima, ongkos kirim retur ditanggung pembeli.",
    ),
)
SERVICE = Evidence(
    (
        *POLICIES,
        policy("returns", "return_freight", "买家承担", "", "无理由退货运费"),
        policy("returns", "return_freight_quality", "店铺承担", "", "质量问题退货运费"),
        policy("returns", "refund_within", "1到3", "个工作日", "退款到账时间"),
        policy("shipping", "delivery_time_near", "1到2", "天", "江浙沪到货时间"),
        policy("shipping", "delivery_time", "3到5", "天", "其他地区到货时间"),
        policy("shipping", "ship_from", "浙江杭州", "", "发货地"),
        policy("shipping", "carrier", "中通快递", "", "默认快递"),
        policy("shipping", "not_shipped_to", "港澳台和海外", "", "不发货地区"),
        policy("authenticity", "compensation", "3", "倍", "假货赔付"),
        policy("service", "price_protection", "7", "天", "价格保护期"),
    ),
    (
        *STATEMENTS,
        "到货时间：江浙沪1到2天，其他地区3到5天。",
        "发货地浙江杭州，默认中通快递，港澳台和海外不发货。",
        "本店商品都由品牌直接供货，买到假货，退款并按实付金额赔3倍。",
        "付款后7天内同款降价，可以找客服补差价，秒杀和限时价除外。",
    ),
)

SHOPS = {
    "jacket": JACKET_EVIDENCE,
    "two": TWO_EVIDENCE,
    "appliances": APPLIANCES,
    "skincare": SKINCARE,
    "lips": LIPS,
    "service": SERVICE,
}
