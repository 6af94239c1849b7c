"""What shops are asked everywhere, and the FAQ of a shop that answers it."""

import pytest

from assistant.answering.ground.faq_topics import topic_faq
from assistant.knowledge.index import ShelfIndex
from catalog_loader.product import Catalog, Faq, Shop


def index_of(*questions: str) -> ShelfIndex:
    faqs = tuple(Faq(id=question, question=question, answer="。") for question in questions)
    return ShelfIndex(Catalog(shop=Shop(name="山房", currency="CNY"), faqs=faqs))


@pytest.mark.parametrize(
    ("asked", "language", "published"),
    [
        ("有实体店吗", "zh", "店在哪里"),
        ("where is your shop", "en", "有实体店吗"),
        ("断货的还补吗", "zh", "卖完的什么时候补货"),
        ("券在哪领", "zh", "优惠券怎么领"),
        ("bea cukai aku yang bayar?", "id", "who pays import tax"),
        ("kena bayar kastam ke", "ms", "cukai import siapa bayar"),
        ("ภาษีนำเข้าใครจ่าย", "th", "Thuế nhập khẩu ai trả?"),
        ("servisnya kirim ke mana", "id", "how does repair work"),
        ("mesin hỏng thì sửa chỗ nào", "vi", "hỏng thì sửa ở đâu"),
        ("plug ni muat soket uk tak", "ms", "plug type"),
    ],
)
def test_a_topic_is_found_however_it_is_asked(asked: str, language: str, published: str) -> None:
    found = topic_faq(asked, language, index_of("怎么下单", published))
    assert found is not None
    assert found.record.id == published


@pytest.mark.parametrize(
    ("asked", "published"),
    [
        ("有实体店吗", "在哪里下单"),
        ("有实体店吗", "发票在哪里开"),
        ("怎么成为会员", "怎么成为主播"),
        ("能批发吗", "能发新疆吗"),
        ("怎么维修", "怎么修改地址"),
    ],
)
def test_a_question_of_like_words_is_not_of_the_topic(asked: str, published: str) -> None:
    assert topic_faq(asked, "zh", index_of(published)) is None
