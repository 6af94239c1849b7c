"""The canonical keys of published properties, with what people call them.

An `Attribute.key` is one of `ATTRIBUTE_KEYS`, a clause of a `Policy` one of `CLAUSE_KEYS`; readers
set it when a column or a property name means one of them, so that "面料是什么" finds `material`
whatever the shop called the property.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from catalog_loader.tables import table


@dataclass(frozen=True, slots=True)
class Key:
    """One canonical key: its labels, and other words for it in either language.

    `local` holds what further languages call it, the label first.
    """

    key: str
    zh: str
    en: str
    synonyms: tuple[str, ...] = ()
    local: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    def label(self, language: str) -> str:
        """The label in `language`; English where nothing says what it is called there."""
        if language.startswith("zh"):
            return self.zh
        return self.local[language][0] if language in self.local else self.en

    @property
    def words(self) -> tuple[str, ...]:
        """Every word for it: both labels, then the synonyms."""
        return (self.zh, self.en, *self.synonyms)


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(",") if word.strip())


_LOCAL: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    key: {language: _listed(words) for language, words in languages.items()}
    for key, languages in table("catalog_loader", "key_words.toml").items()
}


def _table(rows: str) -> Mapping[str, Key]:
    """Read `key | zh | en | synonym, synonym` rows."""
    keys = {}
    for row in rows.strip().splitlines():
        key, zh, en, synonyms = (cell.strip() for cell in row.split("|"))
        keys[key] = Key(key, zh, en, _listed(synonyms), _LOCAL.get(key, {}))
    return MappingProxyType(keys)


ATTRIBUTE_KEYS = _table(
    """
    material | 材质 | material | 面料, 料子, 布料, 材料, 用料, 主料, 什么做的, fabric, made of
    lining | 里料 | lining | 里布, 内里, 内衬, 里子
    filling | 填充物 | filling | 填充, 内胆, 填的什么, stuffing, fill
    filling_weight | 充绒量 | fill weight | 填充量, 绒重, 充绒, 多少克绒
    thickness | 厚度 | thickness | 厚薄, 厚不厚, 多厚, 薄不薄, how thick
    fit | 版型 | fit | 版式, 宽松, 修身, 显瘦, 廓形, cut
    season | 适用季节 | season | 季节, 什么季节穿, 几月穿, 适合季节
    elasticity | 弹性 | stretch | 弹力, 有没有弹性, 弹不弹, elasticity, stretchy
    colour_fastness | 色牢度 | colour fastness | 掉色, 褪色, 染色, 会不会掉色, color fastness, fade
    water_resistance | 防水性能 | water resistance | 防水, 防泼水, 防雨, 防水等级, waterproof
    sole | 鞋底 | sole | 鞋底材质, 大底, 防滑
    washing | 洗涤方式 | washing | 怎么洗, 机洗, 手洗, 水洗, 清洗方法, 干洗, 洗涤, wash, laundry
    cleaning | 清洁方式 | cleaning | 怎么清洗, 怎么清洁, 洗碗机, 好不好洗, clean, dishwasher
    storage | 储存方法 | storage | 怎么保存, 存放, 保存, 贮存条件, 放冰箱, 收纳, store
    origin | 产地 | origin | 原产地, 哪里产的, 哪里生产, 哪产的, 进口, 国产, made in
    capacity | 容量 | capacity | 多大容量, 多少升, 多少毫升, 几升, 装多少, volume
    net_weight | 净含量 | net content | 净重, 多少克, 克数, 含量, 几斤, net weight
    pieces | 数量 | pieces | 片数, 几片, 几包, 几个, 几双, 多少片, 一盒几, count, how many
    weight | 重量 | weight | 多重, 毛重, 重不重, 自重, how heavy
    dimensions | 尺寸 | dimensions | 多大, 长宽高, 大小, 规格尺寸, 体积, 直径, 高度
    power | 功率 | power | 多少瓦, 瓦数, 额定功率, 几瓦, 费电, wattage, watts
    voltage | 电压 | voltage | 多少伏, 额定电压, 几伏, volts
    battery_life | 续航 | battery life | 续航时间, 能用多久, 电池, 用多久, battery
    charging | 充电方式 | charging | 充电口, 怎么充电, 接口, 充电时间, 供电, charge
    cord_length | 电源线长 | cord length | 线长, 线多长, 电线长度, cord
    noise | 噪音 | noise | 声音大吗, 吵不吵, 分贝, 静音, 噪声, loud
    temperature | 温度范围 | temperature range | 温度, 多少度, 调温, 几档温度
    modes | 档位 | settings | 几档, 模式, 挡位, 功能模式, modes
    timer | 定时 | timer | 预约, 定时功能, 定时多久
    insulation | 保温时长 | insulation | 保温, 保温多久, 保冷, 能保温几个小时, keep warm
    safety | 安全保护 | safety | 安全吗, 防干烧, 自动断电, 童锁, 安全性
    shelf_life | 保质期 | shelf life | 保质, 能放多久, 过期, 有效期, 保质多久, expiry
    production_date | 生产日期 | production date | 什么时候生产的, 日期新鲜吗, 出厂日期, 新日期
    production_batch | 生产批次 | production batch | 批次, 批号, 哪一批, 生产批号, batch
    ingredients | 成分 | ingredients | 配料, 配料表, 原料, 含有什么
    allergens | 过敏提示 | allergens | 过敏原, 致敏, 过敏, allergy
    sugar | 含糖情况 | sugar | 含糖, 有糖吗, 无糖, 加糖, 甜不甜, 甜度
    flavour | 口味 | flavour | 味道, 什么味, 风味, 辣不辣, taste, flavor
    fragrance | 香味 | fragrance | 香型, 气味, 有香味吗, 香精, 什么香味, scent
    spf | 防晒指数 | sun protection | 防晒值, SPF, PA, 防晒倍数
    texture | 质地 | texture | 肤感, 油不油, 粘不粘, 清爽吗, 膏体
    suitable_for | 适用人群 | suitable for | 适合谁, 适用肤质, 适合什么人, 什么皮肤, 谁能用
    not_suitable_for | 不适用人群 | not suitable for | 不适合谁, 谁不能用, 禁忌, 注意人群
    age_range | 适用年龄 | age range | 多大孩子, 几岁, 几个月, 多大能用, 年龄, age
    usage | 使用方法 | how to use | 怎么用, 用法, 怎么吃, 食用方法, 冲泡方法, 怎么冲, 怎么泡
    compatible | 适用范围 | compatible with | 电磁炉能用吗, 适用灶具, 适配, 能配, 通用吗, compatible
    package_contents | 包装清单 | in the box | 包含什么, 有什么配件, 配件, 盒子里有什么, 赠品
    certificate | 认证 | certificate | 证书, 质检报告, 检测报告, 资质, 合格证, 3C, certification
    standard | 执行标准 | standard | 标准号, 国标, 安全类别, A类, B类
    heat_resistance | 耐热 | heat resistance | 耐高温, 耐温, 微波炉, 能装开水吗, 开水
    absorbency | 吸水性 | absorbency | 吸水, 吸收, 吸水量
    burn_time | 燃烧时长 | burn time | 能点多久, 燃烧时间
    yarn | 纱支 | yarn | 支数, 几支, 密度, thread count
    warranty | 保修 | warranty | 质保, 保修期, 保修多久, 质保期, 包修, guarantee
    """
)

CLAUSE_KEYS = _table(
    """
    ship_within | 发货时间 | ships within | 多久发货, 什么时候发货, 几天发货
    ship_from | 发货地 | ships from | 哪里发货, 从哪发, 仓库在哪
    delivery_time | 到货时间 | delivery time | 几天到, 多久到, 什么时候到
    delivery_time_near | 江浙沪到货时间 | delivery time nearby | 江浙沪几天到
    carrier | 快递 | carrier | 发什么快递, 什么快递, 哪家快递
    express_carrier | 可加价快递 | faster carrier | 能发顺丰吗, 顺丰
    express_fee | 加价快递费用 | faster carrier surcharge | 顺丰多少钱, 顺丰加多少
    free_shipping_threshold | 包邮门槛 | free shipping from | 满多少包邮, 包邮吗
    free_shipping_regions | 包邮地区 | free shipping regions | 哪里包邮, 哪些地方包邮
    shipping_fee | 运费 | shipping fee | 邮费, 运费多少
    remote_regions | 偏远地区 | remote regions | 哪里不包邮, 偏远
    remote_fee | 偏远地区运费 | remote region fee | 新疆运费, 偏远地区邮费
    not_shipped_to | 不发货地区 | not shipped to | 发国外吗, 发港澳台吗
    return_window | 无理由退货期限 | return window | 几天能退, 七天无理由, 多久内能退
    return_condition | 退货条件 | return condition | 拆了还能退吗, 吊牌
    return_freight | 无理由退货运费 | return freight | 退货运费谁出, 退货邮费
    return_freight_quality | 质量问题退货运费 | return freight for faults | 质量问题运费谁出
    freight_insurance | 运费险 | return freight insurance | 有运费险吗, 退货包运费
    refund_within | 退款到账时间 | refunded within | 多久退款, 退款几天到账
    refund_to | 退款方式 | refunded to | 退到哪里, 原路退回
    exchange_window | 换货期限 | exchange window | 可以换吗, 几天内能换, 换码
    exchange_freight | 换货运费 | exchange freight | 换货运费谁出
    no_return | 不支持无理由退货的情形 | not returnable | 哪些不能退, 拆封能退吗
    claim_within | 破损反馈时限 | report damage within | 坏了怎么办, 破损, 少发
    warranty_period | 保修期 | warranty period | 保修多久, 质保几年
    replace_window | 质量问题换新期限 | replacement window | 坏了换新吗, 包换
    warranty_excludes | 不在保修范围 | warranty excludes | 什么不保修, 人为损坏
    invoice_type | 发票类型 | invoice type | 能开发票吗, 专票, 普票
    invoice_within | 开票时间 | invoice issued within | 多久开发票, 发票什么时候给
    payment_methods | 支付方式 | payment methods | 怎么付款, 支持花呗吗, 微信能付吗
    cash_on_delivery | 货到付款 | cash on delivery | 能货到付款吗
    instalments | 分期 | instalments | 能分期吗, 免息
    genuine | 正品 | genuine | 是正品吗, 是真的吗, 假货
    compensation | 假货赔付 | compensation for fakes | 假一赔几
    price_protection | 价格保护 | price protection | 保价, 降价补差价, 买贵了
    service_hours | 客服时间 | service hours | 几点有客服, 客服在吗
    stop_order | 改单截止 | order changes until | 能改地址吗, 取消订单
    """
)

BRAND = Key("brand", "品牌", "brand", ("牌子", "什么牌子"), _LOCAL["brand"])
"""The brand, which is a field of its own and no attribute, as it is asked for and said."""
