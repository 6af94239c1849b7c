"""What goods cost and which there are, over a shop with every sort of offer, in six languages."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest
from support.moments import NOW

from assistant.answering.answerer import Answerer
from assistant.answering.values import Answer, Outcome, Question, Turn
from assistant.knowledge.shelf import Shelf
from catalog_loader.load import load

CATALOG = load(Path(__file__).with_name("offers_shop.jsonl")).catalog
SHELF = Shelf(CATALOG, tuple(product.handle for product in CATALOG.products))

Asked = Callable[..., Awaitable[Answer]]


@pytest.fixture
def asked() -> Asked:
    answerer = Answerer(embedder=None, chat=None, clock=lambda: NOW)

    async def run(on_air: str, *questions: str) -> Answer:
        history: list[Turn] = []
        for text in questions:
            question = Question(text, "demo")
            shelf = SHELF.with_on_air(on_air)
            events = [event async for event in answerer.answer(question, shelf, history)]
            answer = events[-1]
            assert isinstance(answer, Answer)
            assert answer.checks.rejected == ()
            history.append(Turn(text, answer.text, answer.product, answer.kind))
        return answer

    return run


def check(
    answer: Answer, fields: set[str], contains: Sequence[str], forbids: Sequence[str] = ()
) -> None:
    assert answer.outcome is Outcome.ANSWERED
    assert fields <= {fact.field for fact in answer.facts}
    text = answer.text.lower()
    for wanted in contains:
        assert wanted.lower() in text
    for unwanted in forbids:
        assert unwanted.lower() not in text


VARIANT_PRICES = [
    ("yoga-mat", "瑜伽垫6毫米的多少钱", ["159元", "189元"], ["129"]),
    ("yoga-mat", "最厚的那款多少", ["6mm", "159元"], ["129"]),
    ("yoga-mat", "粉色薄的多少钱", ["豆沙粉", "129元"], ["189"]),
    ("yoga-mat", "how much is the 6 mm one", ["¥159"], ["¥129"]),
    ("yoga-mat", "what does the thinnest mat cost", ["¥129"], ["¥189"]),
    ("yoga-mat", "matras yang 6mm berapa kak", ["¥159"], ["¥129"]),
    ("yoga-mat", "tikar 4mm berapa ye", ["¥129"], ["¥189"]),
    ("yoga-mat", "thảm loại 6mm giá sao", ["¥159"], ["¥129"]),
    ("yoga-mat", "เสื่อ 6mm กี่บาท", ["¥159"], ["¥129"]),
    ("oat-drink", "十二盒的什么价", ["132元"], ["72"]),
    ("oat-drink", "price for the 12 carton pack", ["¥132"], ["¥72"]),
    ("oat-drink", "susu oat isi 6 berapa", ["¥72"], ["¥132"]),
    ("kettlebell", "十六斤的壶铃多少钱", ["8kg", "149元"], ["89元", "199元"]),
    ("kettlebell", "the heaviest one, how much", ["¥199"], ["¥149 right"]),
    ("thermal-vest", "XL的多少", ["130元"], ["120"]),
    ("thermal-vest", "大号的多少钱", ["L", "120元"], ["130"]),
]


@pytest.mark.parametrize(("on_air", "question", "contains", "forbids"), VARIANT_PRICES)
async def test_the_price_of_the_variant_asked_and_only_that(
    asked: Asked, on_air: str, question: str, contains: list[str], forbids: list[str]
) -> None:
    check(await asked(on_air, question), {"price"}, contains, forbids)


TOTALS = [
    ("yoga-mat", "买两张4mm的灰色多少钱", ["258元"]),
    ("yoga-mat", "2 yoga mats in 4mm how much", ["¥258"]),
    ("yoga-mat", "beli dua matras 4mm jadi berapa", ["¥258"]),
    ("yoga-mat", "ambil 2 tikar yoga 6mm jumlah berapa", ["¥318"]),
    ("yoga-mat", "lấy 2 thảm 4mm hết bao nhiêu", ["¥258"]),
    ("yoga-mat", "เอาเสื่อ 4mm 2 ผืน เท่าไหร่", ["¥258"]),
    ("oat-drink", "两箱12盒的一共多少钱", ["198元", "66元"]),
    ("oat-drink", "two of the 6 carton packs how much", ["¥108"]),
    ("trail-shoes", "跑鞋来两双多少", ["548元"]),
    ("trail-shoes", "how much for 2 pairs", ["¥548"]),
    ("thermal-vest", "买3件多少钱", ["360元", "390元"]),
    ("thermal-vest", "两件M一件L多少钱", ["360元"]),
    ("thermal-vest", "M两件 L三件一共多少钱", ["550元"]),
    ("thermal-vest", "2 M and 1 L how much", ["¥360"]),
    ("thermal-vest", "M和L各一件多少", ["240元"]),
    ("desk-clock", "两个黑的一个白的多少钱", ["297元"]),
    ("kettlebell", "4公斤和8公斤一起多少钱", ["238元"]),
    ("kettlebell", "一个8kg壶铃加一张4mm瑜伽垫一共多少钱", ["195元"]),
    ("desk-clock", "闹钟和壶铃4kg一共多少", ["188元"]),
    ("desk-clock", "desk clock plus a 4kg kettlebell, what's the total", ["¥188"]),
    ("desk-clock", "jam meja sama kettlebell 4kg totalnya berapa", ["¥188"]),
]


@pytest.mark.parametrize(("on_air", "question", "contains"), TOTALS)
async def test_totals(asked: Asked, on_air: str, question: str, contains: list[str]) -> None:
    check(await asked(on_air, question), {"total"}, contains)


CONDITIONS = [
    ("kettlebell", "8公斤的壶铃用券后多少钱", {"price_with_coupon", "off"}, ["139元", "140元"]),
    ("kettlebell", "两个4kg的用券多少", {"total_with_coupon", "off"}, ["178元", "168元"]),
    ("kettlebell", "8kg with the coupon?", {"price_with_coupon"}, ["¥139"]),
    ("kettlebell", "kettlebell 8kg pakai voucher jadi berapa", {"price_with_coupon"}, ["¥139"]),
    ("kettlebell", "tạ 8kg dùng voucher còn bao nhiêu", {"price_with_coupon"}, ["¥139"]),
    ("kettlebell", "เคตเทิลเบล 8kg ใช้คูปองเหลือเท่าไหร่", {"price_with_coupon"}, ["¥139"]),
    ("desk-clock", "会员多少钱", {"member_price", "price"}, ["会员", "89元", "99元"]),
    ("desk-clock", "member price?", {"member_price"}, ["¥89"]),
    ("desk-clock", "harga ahli berapa", {"member_price"}, ["¥89"]),
    ("desk-clock", "giá thành viên bao nhiêu", {"member_price"}, ["¥89"]),
    ("oat-drink", "有第二件半价吗", {"percent"}, ["半价"]),
    ("oat-drink", "is the second one half price?", {"percent"}, ["half price"]),
    ("yoga-mat", "有满减吗", {"threshold", "off"}, ["400元", "50元"]),
    ("kettlebell", "壶铃和瑜伽垫一起买多少钱", {"price"}, ["195元"]),
]


@pytest.mark.parametrize(("on_air", "question", "fields", "contains"), CONDITIONS)
async def test_what_holds_for_some_only(
    asked: Asked, on_air: str, question: str, fields: set[str], contains: list[str]
) -> None:
    check(await asked(on_air, question), fields, contains)


MOMENTS = [
    ("yoga-mat", "下播以后6mm多少钱", {"list_price"}, ["189元", "22点"]),
    ("yoga-mat", "活动结束后4mm什么价", {"list_price", "price_until"}, ["159元"]),
    ("yoga-mat", "how much will the 4mm be after the live", {"list_price"}, ["¥159"]),
    ("yoga-mat", "abis live yang 6mm jadi berapa", {"list_price"}, ["¥189"]),
    ("yoga-mat", "lepas live 6mm harga berapa", {"list_price"}, ["¥189"]),
    ("yoga-mat", "hết khuyến mãi loại 6mm giá bao nhiêu", {"list_price"}, ["¥189"]),
    ("yoga-mat", "หลังไลฟ์ 6mm ราคาเท่าไหร่", {"list_price"}, ["¥189"]),
    ("yoga-mat", "平时卖多少啊", {"list_price"}, ["159元", "189元"]),
    ("yoga-mat", "what does it normally cost", {"list_price"}, ["¥159", "¥189"]),
    ("yoga-mat", "4mm的省了多少", {"saving"}, ["30元"]),
    ("yoga-mat", "how much do i save on the 6mm", {"saving"}, ["¥30"]),
    ("yoga-mat", "hemat berapa kak", {"saving"}, ["¥30"]),
    ("desk-clock", "闹钟什么时候打折", {"coming_price", "price_from"}, ["69元", "12月12日"]),
    ("desk-clock", "双12闹钟多少钱", {"coming_price"}, ["69元"]),
    ("desk-clock", "how much is it on dec 12", {"coming_price"}, ["¥69", "12 December"]),
    ("desk-clock", "12.12 jam meja jadi berapa", {"coming_price"}, ["¥69"]),
    ("desk-clock", "闹钟原价多少", {"price"}, ["99元"]),
]


@pytest.mark.parametrize(("on_air", "question", "fields", "contains"), MOMENTS)
async def test_before_and_after(
    asked: Asked, on_air: str, question: str, fields: set[str], contains: list[str]
) -> None:
    check(await asked(on_air, question), fields, contains)


PROPOSED = [
    ("yoga-mat", "主播刚才说99对吗", ["不是", "129元"], ["99元"]),
    ("yoga-mat", "4mm是129吧", ["129元"], ["不是"]),
    ("yoga-mat", "isn't the 4mm 129?", ["right", "¥129"], ["No,"]),
    ("yoga-mat", "host said 99, is that right?", ["¥129"], ["¥99", "Yes"]),
    ("yoga-mat", "4mm masih 99 kak?", ["¥129"], ["¥99", "Betul"]),
    ("yoga-mat", "4mm vẫn 99 đúng không", ["¥129"], ["¥99", "Đúng"]),
    ("yoga-mat", "4mm ยัง 99 ใช่ไหม", ["¥129"], ["¥99"]),
    ("desk-clock", "闹钟不是79吗", ["99元", "结束"], ["对的", "没错"]),
    ("desk-clock", "is the desk clock still 79", ["¥99", "over"], ["Yes"]),
    ("desk-clock", "jam meja masih 79 ke", ["¥99"], ["Betul"]),
    ("desk-clock", "đồng hồ còn giá 79 không", ["¥99"], ["Đúng"]),
    ("desk-clock", "闹钟69块吗", ["99元", "12月12日"], ["对的", "没错"]),
    ("desk-clock", "闹钟99对吗", ["99元"], ["不是"]),
    ("desk-clock", "闹钟是89吗", ["99元", "会员"], ["对的", "没错"]),
]


@pytest.mark.parametrize(("on_air", "question", "contains", "forbids"), PROPOSED)
async def test_a_proposed_price_is_confirmed_or_corrected(
    asked: Asked, on_air: str, question: str, contains: list[str], forbids: list[str]
) -> None:
    check(await asked(on_air, question), {"price"}, contains, forbids)


STOCK = [
    ("yoga-mat", "6mm灰色还有吗", {"availability"}, ["卖完", "没货"]),
    ("yoga-mat", "is the grey 6 mm in stock?", {"availability"}, ["sold out", "out of stock"]),
    ("yoga-mat", "abu 6mm ready?", {"availability"}, ["habis", "kosong"]),
    ("yoga-mat", "kelabu 6mm ada lagi tak", {"availability"}, ["habis"]),
    ("yoga-mat", "màu xám 6mm còn không", {"availability"}, ["hết"]),
    ("yoga-mat", "สีเทา 6mm มีไหม", {"availability"}, ["หมด"]),
    ("yoga-mat", "粉的4mm剩几张", {"quantity"}, ["5件"]),
    ("yoga-mat", "how many dusty pink 4mm left", {"quantity"}, ["5"]),
    ("yoga-mat", "pink 4mm sisa berapa", {"quantity"}, ["5"]),
    ("yoga-mat", "hồng 4mm còn mấy cái", {"quantity"}, ["5"]),
    ("yoga-mat", "สีชมพู 4mm เหลือกี่ผืน", {"quantity"}, ["5"]),
    ("desk-clock", "还剩多少", {"quantity"}, ["40件"]),
    ("desk-clock", "the black one, how many left", {"quantity"}, ["3"]),
    ("yoga-mat", "哪些没货了", {"availability"}, ["雾灰 6mm"]),
    ("yoga-mat", "which ones are sold out", {"availability"}, ["misty grey 6mm"]),
    ("trail-shoes", "黑色还有哪些码", {"availability"}, ["39、41"]),
    ("trail-shoes", "which sizes are left in orange", {"availability"}, ["39, 43"]),
]


@pytest.mark.parametrize(("on_air", "question", "fields", "any_of"), STOCK)
async def test_stock(
    asked: Asked, on_air: str, question: str, fields: set[str], any_of: list[str]
) -> None:
    answer = await asked(on_air, question)
    check(answer, fields, [])
    assert any(text in answer.text for text in any_of)


ABSENT = [
    ("yoga-mat", "10mm的有吗", ["没有", "4mm、6mm"]),
    ("yoga-mat", "do you have it in 10mm", ["4mm, 6mm"]),
    ("yoga-mat", "yang 10mm ada tidak", ["tidak ada", "4mm, 6mm"]),
    ("yoga-mat", "มี 10mm ไหม", ["ไม่มี", "4mm, 6mm"]),
    ("yoga-mat", "có loại 10mm không", ["không có", "4mm, 6mm"]),
    ("kettlebell", "20斤的壶铃有吗", ["没有", "4kg、8kg、12kg"]),
    ("trail-shoes", "45的有没有", ["没有45", "39、41、43"]),
    ("trail-shoes", "do you have size 45", ["45", "39, 41, 43"]),
    ("trail-shoes", "ada saiz 45 tak", ["tiada", "39, 41, 43"]),
    ("trail-shoes", "39半有吗", ["没有39.5", "39、41、43"]),
    ("trail-shoes", "黑色43的有吗", ["没有", "橙色 43"]),
    ("trail-shoes", "有绿色吗", ["没有", "橙色、黑色"]),
]


@pytest.mark.parametrize(("on_air", "question", "contains"), ABSENT)
async def test_what_there_is_not_is_said_with_what_there_is(
    asked: Asked, on_air: str, question: str, contains: list[str]
) -> None:
    check(await asked(on_air, question), set(), contains)


SIZES = [
    ("trail-shoes", "最大码是多少", {"size"}, ["最大", "43"]),
    ("trail-shoes", "what's the biggest size", {"size"}, ["43"]),
    ("trail-shoes", "size lớn nhất là mấy", {"size"}, ["43"]),
    ("trail-shoes", "脚长25.5穿几码", {"脚长"}, ["41"]),
    ("trail-shoes", "脚长25穿多大", {"脚长"}, ["39", "41"]),
    ("trail-shoes", "my foot is 25.5 cm, what size", {"脚长"}, ["41"]),
    ("trail-shoes", "panjang kaki 25.5 cm pakai ukuran berapa", {"脚长"}, ["41"]),
    ("trail-shoes", "chân dài 25.5cm mang size mấy", {"脚长"}, ["41"]),
    ("trail-shoes", "เท้ายาว 25.5 ใส่ไซส์ไหน", {"脚长"}, ["41"]),
    ("thermal-vest", "L码衣长多少", {"衣长"}, ["65"]),
    ("thermal-vest", "how long is the L", {"衣长"}, ["65 cm"]),
    ("thermal-vest", "胸围102穿哪个码", {"胸围"}, ["L"]),
    ("thermal-vest", "一米七二 130斤", {"height", "weight"}, ["L"]),
    ("thermal-vest", "tinggi 165 berat 55 ukuran apa", {"height", "weight"}, ["M"]),
]


@pytest.mark.parametrize(("on_air", "question", "fields", "contains"), SIZES)
async def test_sizes(
    asked: Asked, on_air: str, question: str, fields: set[str], contains: list[str]
) -> None:
    check(await asked(on_air, question), fields, contains)


FOLLOW_UPS = [
    ("trail-shoes", ["黑色39有吗", "那橙色呢"], {"availability"}, ["橙色 39"]),
    ("trail-shoes", ["橙色43有货吗", "41呢"], {"availability"}, ["橙色 41"]),
    ("trail-shoes", ["black 39 in stock?", "and in orange?"], {"availability"}, ["orange 39"]),
    ("trail-shoes", ["hitam 39 ready?", "kalau oranye?"], {"availability"}, ["oranye 39"]),
    ("trail-shoes", ["màu đen 39 còn không", "còn màu cam?"], {"availability"}, ["cam 39"]),
    ("trail-shoes", ["跑鞋多少钱", "两双呢"], {"total"}, ["548元"]),
    ("trail-shoes", ["sepatu trail berapa", "kalau dua pasang?"], {"total"}, ["¥548"]),
    ("yoga-mat", ["4mm多少钱", "那6mm的呢", "粉色呢"], {"price"}, ["豆沙粉 6mm", "159元"]),
    ("yoga-mat", ["粉色6mm有货吗", "多少钱"], {"price"}, ["豆沙粉 6mm", "159元"]),
    ("kettlebell", ["4kg多少钱", "8kg呢", "两个呢"], {"total"}, ["298元"]),
    ("desk-clock", ["how much", "and for members?"], {"member_price"}, ["¥89"]),
]


@pytest.mark.parametrize(("on_air", "questions", "fields", "contains"), FOLLOW_UPS)
async def test_follow_ups_keep_what_was_asked(
    asked: Asked, on_air: str, questions: list[str], fields: set[str], contains: list[str]
) -> None:
    check(await asked(on_air, *questions), fields, contains)


@pytest.mark.parametrize(
    "question", ["现在不是9.9吗", "is it 9.9 now", "masih 9.9?", "vẫn 9.9 đúng không"]
)
async def test_no_price_of_a_viewer_is_ever_said_back_as_true(asked: Asked, question: str) -> None:
    answer = await asked("desk-clock", question)
    assert "9.9" not in answer.text.replace("99", "")
