"""Whole answers of a Malaysian shop in Malay, Indonesian, Vietnamese and Thai, by template."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.answering.answerer import Answerer
from assistant.answering.values import Answer, Outcome, Question, Turn
from assistant.answering.verify import verify
from assistant.knowledge.facts import Evidence, Fact
from assistant.knowledge.leads import LeadNames
from assistant.knowledge.shelf import Shelf
from catalog_loader.load import load
from catalog_loader.product import Catalog

NOW = datetime(2026, 11, 20, 20, 0, tzinfo=ZoneInfo("Asia/Kuala_Lumpur"))

AskIn = Callable[..., Awaitable[Answer]]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load(Path(__file__).parent / "tongues" / "shop.jsonl").catalog


@pytest.fixture
def ask_in(catalog: Catalog) -> AskIn:
    answerer = Answerer(embedder=None, chat=None, clock=lambda: NOW)
    shelf = Shelf(catalog, tuple(product.handle for product in catalog.products), "steel-bottle")

    async def run(text: str, on_air: str = "steel-bottle", history: Sequence[Turn] = ()) -> Answer:
        question = Question(text, "kedai")
        events = [e async for e in answerer.answer(question, shelf.with_on_air(on_air), history)]
        answer = events[-1]
        assert isinstance(answer, Answer)
        return answer

    return run


ANSWERED = [
    # question, language, field, texts in the answer
    ("harga berapa sis", "ms", "price", ["RM25.90"]),
    ("berapa harga baju kurung ni", "ms", "price", ["RM69", "RM89", "30 November 2026"]),
    ("baju kurung merah saiz L ada x", "ms", "availability", ["habis", "Biru L"]),
    ("bahan apa ni", "ms", "material", ["keluli tahan karat"]),
    ("berapa ml muat botol ni", "ms", "capacity", ["600 ml"]),
    ("pos berapa sis", "ms", "shipping_fee", ["RM6"]),
    ("tinggi 160 berat 55 kg, baju kurung saiz apa sesuai", "ms", "weight", ["M"]),
    ("botol ni muat pemegang cawan kereta tak", "ms", "selling_point", ["pemegang cawan"]),
    ("berapa harganya kak", "id", "price", ["RM25.90", "kak"]),
    ("baju kurungnya lagi diskon gak", "id", "list_price", ["RM69", "RM89"]),
    ("kalo beli 2 botol jadi brp kak", "id", "total", ["RM51.80"]),
    ("botol ijo masih ready gak, yg hijau", "id", "availability", ["habis"]),
    ("bisa masuk mesin cuci piring gak", "id", "washing", ["cuci tangan"]),
    ("gimana cara ordernya kak", "id", "faq", ["keranjang"]),
    ("retur berapa hari kak", "id", "return_window", ["10 hari"]),
    ("giá nhiêu shop", "vi", "price", ["RM25.90", "ạ"]),
    ("binh nuoc gia bao nhieu", "vi", "price", ["RM25.90"]),
    ("bình nước màu xanh còn không", "vi", "availability", ["hết", "đen"]),
    ("giữ nóng được bao lâu", "vi", "insulation", ["12 giờ"]),
    ("áo dài mã lai có size nào", "vi", "size", ["S, M, L"]),
    ("miễn phí ship từ bao nhiêu", "vi", "free_shipping_threshold", ["RM80"]),
    ("ราคาเท่าไรคะ", "th", "price", ["RM25.90", "ค่ะ"]),
    ("มีสีอะไรบ้าง", "th", "colour", ["สีดำ, สีเขียว, สีขาว"]),
    ("สีเขียวยังมีมั้ย", "th", "availability", ["หมด", "สีดำ"]),
    ("บาจูกุหรงลดราคาถึงเมื่อไหร่", "th", "price_until", ["30 พฤศจิกายน 2026"]),
    ("เก็บความร้อนกี่ชั่วโมง", "th", "insulation", ["12 ชั่วโมง"]),
    ("คืนได้กี่วันคะ", "th", "return_window", ["10 วัน"]),
    ("baju kurung saiz M berapa", "ms", "price", ["RM69"]),
    ("baju kurung merah saiz S tinggal berapa", "ms", "availability", ["Merah"]),
    ("lepas 30hb tu harga baju kurung naik jadi berapa", "ms", "price", ["RM89"]),
    ("áo dài mã lai size M nhiêu shop", "vi", "price", ["RM69"]),
    ("คิดเงินเลย กระติก 2 ใบ", "th", "total", ["RM51.80"]),
]


@pytest.mark.parametrize(("question", "language", "field", "texts"), ANSWERED)
async def test_answered_in_the_language_asked(
    ask_in: AskIn, question: str, language: str, field: str, texts: list[str]
) -> None:
    answer = await ask_in(question)
    assert (answer.outcome, answer.language) == (Outcome.ANSWERED, language)
    assert field in {fact.field for fact in answer.facts}
    for text in texts:
        assert text in answer.text
    assert answer.checks.rejected == ()


@pytest.mark.parametrize(
    "question",
    [
        "harga blender berapa",
        "ada jual periuk tak",
        "botol ni ada penapis tak",
        "nồi cơm giá bao nhiêu",
        "bình nước có dây đeo không",
        "มีพัดลมขายไหม",
        "กระติกน้ำมีหลอดไหม",
        "ada kupon tak",
        "garansinya berapa lama kak",
        "beli botol dapat percuma sarung ke",
        "beli botol bonus tas ga",
        "mua bình nước có tặng túi không",
        "kena bayar kastam ke",
        "harga turun esok dapat beza balik tak",
    ],
)
async def test_what_the_shop_does_not_publish_is_unknown(ask_in: AskIn, question: str) -> None:
    answer = await ask_in(question)
    assert answer.outcome is Outcome.UNKNOWN
    assert answer.facts == ()


async def test_follow_ups_keep_the_product_and_the_question(ask_in: AskIn) -> None:
    first = await ask_in("baju kurung ada saiz apa")
    history = [Turn("baju kurung ada saiz apa", first.text, first.product, first.kind)]
    answer = await ask_in("kalau yang merah pula", history=history)
    assert answer.product == "cotton-kurung"
    assert {fact.field for fact in answer.facts} == {"availability"}


def test_names_by_what_they_begin_with(catalog: Catalog) -> None:
    leads = LeadNames(catalog.products, "ms")
    assert leads.find("botol keluli berapa") == (("steel-bottle",), "botol keluli")
    assert leads.find("กระติกราคาเท่าไหร่")[0] == ("steel-bottle",)
    assert leads.find("botol ni berapa") == ((), "")
    assert leads.find("berapa harga") == ((), "")


JACKET = "防风夹克"
EVIDENCE = Evidence(
    (
        Fact("J-1", "price", "259", "CNY", label="价格", subject=JACKET),
        Fact("J-1", "list_price", "399", "CNY", label="原价", subject=JACKET),
        Fact("J-1", "price_until", "2026-11-30T23:59:59+08:00", label="活动截止", subject=JACKET),
        Fact("J-1", "weight", "430", "g", label="重量", subject=JACKET),
        Fact("ship", "ship_within", "24", "小时", "policy", "发货时间"),
        Fact("back", "return_window", "7", "天", "policy", "退货期限"),
    ),
    ("Gratis ongkir mulai ¥59.",),
    (("jaket", JACKET), ("áo khoác", JACKET), ("แจ็คเก็ต", JACKET)),
)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("id", "Jaket sekarang ¥259, harga biasanya ¥399, kak."),
        ("id", "Dikirim dalam 24 jam, kak."),
        ("ms", "Jaket sekarang ¥259, sis."),
        ("vi", "Dạ áo khoác đang khuyến mãi 259 tệ đến 30/11 ạ."),
        ("vi", "Gửi hàng trong 24 giờ ạ."),
        ("th", "แจ็คเก็ต ลดเหลือ 259 หยวน จากปกติ 399 หยวนค่ะ"),
        ("th", "แจ็คเก็ต ราคาสองร้อยห้าสิบเก้าหยวนค่ะ"),
        ("th", "แจ็คเก็ต หนัก 430 กรัมค่ะ"),
        ("th", "คืนสินค้าได้ภายใน ๗ วันค่ะ"),
    ],
)
def test_true_sentences_pass(language: str, sentence: str) -> None:
    verdict = verify(sentence, EVIDENCE, language=language)
    assert verdict.supported, verdict.reason


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("id", "Jaket sekarang ¥199, kak."),
        ("id", "Gratis ongkir semua kak."),
        ("id", "Beli satu gratis satu kak."),
        ("ms", "Jaket hanya RM259, sis."),
        ("vi", "Dạ áo khoác giá hai trăm tệ ạ."),
        ("vi", "Đổi trả trong ba mươi ngày ạ."),
        ("th", "แจ็คเก็ต ราคา 259 บาทค่ะ"),
        ("th", "แจ็คเก็ต ราคาร้อยเก้าสิบเก้าหยวนค่ะ"),
        ("th", "แจ็คเก็ต ๑๙๙ หยวนค่ะ"),
        ("th", "ซื้อ 1 แถม 1 ค่ะ"),
        ("th", "ส่งฟรีทุกออเดอร์ค่ะ"),
    ],
)
def test_false_sentences_do_not(language: str, sentence: str) -> None:
    assert not verify(sentence, EVIDENCE, language=language).supported
