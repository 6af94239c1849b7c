"""Which of mall's promotions are in force for a product, and from when until when.

`pms_product.promotion_type` names the one kind that holds: 1 a promotion price, 2 member prices,
3 prices by quantity, 4 money off from an amount, 5 flash sales; what the tables hold of the other
kinds is left over. Its `promotion_start_time` and `promotion_end_time` bound it. A kind that lives
by its dates (1, 5, coupons) is not read where they are not in the file.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo
from decimal import Decimal

from catalog_loader.findings import Finding
from catalog_loader.product import Money, Offer, OfferKind
from catalog_loader.readers.sql.fields import left_out, moved
from catalog_loader.readers.sql.records import Dump, Record
from catalog_loader.readers.toolkit.times import NotATime, parse_moment

TABLES = (
    "pms_member_price",
    "pms_product_full_reduction",
    "pms_product_ladder",
    "sms_coupon",
    "sms_coupon_product_category_relation",
    "sms_coupon_product_relation",
    "sms_flash_promotion",
    "sms_flash_promotion_product_relation",
    "sms_flash_promotion_session",
)
"""The tables that promotions are in."""

SALE, MEMBER, LADDER, FULL_REDUCTION, FLASH = "1", "2", "3", "4", "5"

_MOST_DAYS = 31
"""Days of a flash sale at certain hours: each becomes an offer of its own."""

Window = tuple[datetime | None, datetime | None]


class Promotions:
    """The promotions of a dump. `notes` is what of them was left out."""

    def __init__(self, dump: Dump, currency: str, zone: tzinfo) -> None:
        self._currency = currency
        self._zone = zone
        self.notes: list[Finding] = []
        self._members = dump.table("pms_member_price").by("product_id")
        self._ladders = dump.table("pms_product_ladder").by("product_id")
        self._reductions = dump.table("pms_product_full_reduction").by("product_id")
        self._coupons = list(self._coupons_of(dump))
        self._flashes: dict[str, list[tuple[Money, Window]]] = {}
        self._read_flashes(dump)

    def of_product(self, goods: Record) -> tuple[Offer, ...]:
        """What holds for all its SKUs: member prices, money off, coupons."""
        kind = goods["promotion_type"]
        found: list[Offer] = []
        if kind == MEMBER:
            for row in self._members.get(goods["id"], ()):
                if price := self._paid(row, "member_price"):
                    found += self._offer(
                        goods, OfferKind.MEMBER, price=price, note=row["member_level_name"]
                    )
                goods.findings += moved(row)
        elif kind == FULL_REDUCTION:
            for row in self._reductions.get(goods["id"], ()):
                threshold, off = self._paid(row, "full_price"), self._paid(row, "reduce_price")
                if threshold and off:
                    found += self._offer(
                        goods, OfferKind.FULL_REDUCTION, threshold=threshold, off=off
                    )
                goods.findings += moved(row)
        for offer, column, wanted in self._coupons:
            if not column or goods[column] in wanted:
                found.append(offer)
        return tuple(found)

    def of_sku(self, goods: Record, row: Record, price: Money | None) -> tuple[Offer, ...]:
        """What holds for one SKU: its promotion price, its price by quantity, a flash sale."""
        kind = goods["promotion_type"]
        if price is None:
            return ()
        if kind == SALE:
            return tuple(self._sale(goods, row, price))
        if kind == LADDER:
            return tuple(self._steps(goods, price))
        if kind == FLASH and price == self._paid(goods, "price"):
            return tuple(
                Offer(kind=OfferKind.FLASH, price=flash, valid_from=begins, valid_until=ends)
                for flash, (begins, ends) in self._flashes.get(goods["id"], ())
            )
        return ()

    def _sale(self, goods: Record, row: Record, price: Money) -> Iterator[Offer]:
        own = self._paid(row, "promotion_price")
        if own is None and price == self._paid(goods, "price"):
            # The product's promotion price belongs to its price; a SKU at another has its own.
            own = self._paid(goods, "promotion_price")
        if own is None:
            return
        if None in self._window(goods):
            left_out(row, "促销价", "没有写起止时间", "its start and end are not stated")
            return
        yield from self._offer(goods, OfferKind.SALE, price=own)

    def _steps(self, goods: Record, price: Money) -> Iterator[Offer]:
        for row in self._ladders.get(goods["id"], ()):
            count, share = row.integer("count"), _share(row["discount"])
            step = self._paid(row, "price")
            if share is not None:
                minor = price.minor * share
                if minor != int(minor):
                    left_out(row, "阶梯价", "折后不是整分", "it comes to a fraction of a cent")
                    step = None
                else:
                    step = Money(minor=int(minor), currency=price.currency)
            if count and count > 0 and step is not None:
                yield from self._offer(goods, OfferKind.LADDER, price=step, min_quantity=count)
            goods.findings += moved(row)

    def _offer(self, goods: Record, kind: OfferKind, **fields: object) -> Iterator[Offer]:
        begins, ends = self._window(goods)
        if begins and ends and ends <= begins:
            left_out(goods, kind, "起止时间反了", "it ends before it begins")
            return
        offer = goods.make(Offer, kind=kind, valid_from=begins, valid_until=ends, **fields)
        if offer is not None:
            yield offer

    def _window(self, goods: Record) -> Window:
        begins = goods.moment("promotion_start_time", self._zone)
        return begins, goods.moment("promotion_end_time", self._zone)

    def _paid(self, row: Record, column: str) -> Money | None:
        """An amount, None where none or 0 is given: mall fills what is not used with 0."""
        found = row.money(column, self._currency)
        return found if found and found.minor else None

    def _coupons_of(self, dump: Dump) -> Iterator[tuple[Offer, str, frozenset[str]]]:
        """The coupons that anybody can claim, and for which ids in which column they are."""
        categories = dump.table("sms_coupon_product_category_relation").by("coupon_id")
        products = dump.table("sms_coupon_product_relation").by("coupon_id")
        for row in dump.table("sms_coupon").records():
            offer = self._coupon(row)
            self.notes += moved(row)
            if offer is None:
                continue
            if row["use_type"] == "1":
                rows, column = categories.get(row["id"], ()), "product_category_id"
                yield offer, column, frozenset(each["product_category_id"] for each in rows)
            elif row["use_type"] == "2":
                rows = products.get(row["id"], ())
                yield offer, "id", frozenset(each["product_id"] for each in rows)
            else:
                yield offer, "", frozenset()

    def _coupon(self, row: Record) -> Offer | None:
        begins, ends = (row.moment(f"{name}_time", self._zone) for name in ("start", "end"))
        claimed_from = row.moment("enable_time", self._zone)
        if begins and claimed_from:
            begins = max(begins, claimed_from)
        off = self._paid(row, "amount")
        name = row["name"]
        if begins is None or ends is None:
            left_out(row, name, "没有写起止时间", "its start and end are not stated")
        elif begins >= ends:
            left_out(row, name, "能领的时候已经过期", "it is over before it can be claimed")
        elif row["type"] not in ("", "0") or row["member_level"] not in ("", "0") or row["code"]:
            left_out(row, name, "不是人人能领", "not everybody can claim it")
        elif row["count"] == "0":
            left_out(row, name, "已经领完", "all of them have been claimed")
        elif off is not None and not row.failed:
            return row.make(
                Offer,
                kind=OfferKind.COUPON,
                off=off,
                threshold=self._paid(row, "min_point"),
                valid_from=begins,
                valid_until=ends,
                channel={"1": "移动端", "2": "PC"}.get(row["platform"], ""),
                note=name,
            )
        return None

    def _read_flashes(self, dump: Dump) -> None:
        promotions = {row["id"]: row for row in dump.table("sms_flash_promotion").records()}
        sessions = {row["id"]: row for row in dump.table("sms_flash_promotion_session").records()}
        types = {row["id"]: row["promotion_type"] for row in dump.table("pms_product").records()}
        for row in dump.table("sms_flash_promotion_product_relation").records():
            price = self._paid(row, "flash_promotion_price")
            promotion = promotions.get(row["flash_promotion_id"])
            session = sessions.get(row["flash_promotion_session_id"])
            kind = types.get(row["product_id"], "")
            name = f"{promotion['title'] if promotion else '秒杀'} {row['product_id']}"
            if price is None:
                pass  # A product entered for a session that has no price yet.
            elif promotion is None or session is None:
                left_out(row, name, "文件里没有它的起止时间", "its dates are not in the file")
            elif kind != FLASH:
                zh, en = (
                    f"商品的 promotion_type 是 {kind}",
                    f"the product's promotion_type is {kind}",
                )
                left_out(row, name, zh, en)
            elif promotion["status"] == "1" and session["status"] == "1":
                windows = _windows(promotion, session, self._zone)
                if not windows:
                    zh = f"每天只在某个时段有效，又超过 {_MOST_DAYS} 天"
                    en = f"it holds for some hours a day, on more than {_MOST_DAYS} days"
                    left_out(row, name, zh, en)
                found = self._flashes.setdefault(row["product_id"], [])
                found += [(price, window) for window in windows]
            self.notes += moved(row)


def _share(text: str) -> Decimal | None:
    """The part of a price that a discount leaves (0.8 is 八折), None where there is none."""
    try:
        share = Decimal(text or "0")
    except ArithmeticError:
        return None
    return share if 0 < share < 1 else None


def _windows(promotion: Record, session: Record, zone: tzinfo) -> list[Window]:
    """When a session of a flash sale is open: on each of its days, the last one included."""
    try:
        first = parse_moment(promotion["start_date"], zone).date()
        last = parse_moment(promotion["end_date"], zone).date()
        begins, ends = (time.fromisoformat(session[name]) for name in ("start_time", "end_time"))
    except (NotATime, ValueError):
        return []
    days = (last - first).days + 1
    if not 0 < days <= _MOST_DAYS or begins >= ends:
        return []
    return [
        (datetime.combine(day, begins, zone), datetime.combine(day, ends, zone))
        for day in (first + timedelta(days=n) for n in range(days))
    ]
