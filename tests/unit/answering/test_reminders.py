"""What customers are written: true to the catalog and to their history, in six languages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.compose.templating import names
from assistant.answering.reminding import Message, NotOffered, message, objections, remind
from assistant.knowledge.shelf import Freshness, Shelf
from assistant.recommend.suggestion import Habit, Suggestion, Wish
from catalog_loader.product import Catalog, Money, Offer, OfferKind, Product, Shop, Variant

NOW = datetime(2026, 11, 11, 20, tzinfo=UTC)
LANGUAGES = ("zh", "en", "id", "ms", "th", "vi")


def cny(yuan: int) -> Money:
    return Money(minor=yuan * 100, currency="CNY")


SALE = Offer(kind=OfferKind.SALE, price=cny(39), valid_until=NOW + timedelta(hours=2))
TEA = Product(
    handle="tea",
    title="龙井茶 250克",
    variants=(Variant(sku="TEA", price=cny(45), offers=(SALE,)),),
    translations={"en": {"title": "Longjing tea 250 g"}},
)
CUP = Product(
    handle="cup",
    title="保温杯",
    variants=(
        Variant(sku="CUP-S", price=cny(79), options={"容量": "350ml"}),
        Variant(sku="CUP-L", price=cny(89), options={"容量": "500ml"}),
    ),
)
SHELF = Shelf(Catalog(shop=Shop(name="小店", currency="CNY"), products=(TEA, CUP)))


def suggestion(
    sku: str = "TEA", days: float = 38, gap: float | None = 40.4, pieces: int = 1
) -> Suggestion:
    habit = Habit(3, NOW - timedelta(days=days), gap, pieces)
    return Suggestion(Wish(sku, 0.6, habit=habit), sku.lower(), sku, sku, cny(1), pieces)


def text(one: Suggestion, language: str = "zh", now: datetime = NOW) -> str:
    made = remind(one, SHELF, language, now)
    assert made.rejected == ()
    return made.text


def test_when_they_bought_it_last_and_how_often() -> None:
    made = remind(suggestion(), SHELF, "zh", NOW)
    said = "龙井茶 250克您上次买是38天前，您一般40天左右买一次。现在39元。"
    assert made.text == said
    assert [(f.field, f.value, f.source) for f in made.facts][:3] == [
        ("days_since_bought", "38", "history"),
        ("usual_gap", "40", "history"),
        ("usual_pieces", "1", "history"),
    ]


def test_the_price_is_that_of_the_moment_not_the_suggestions() -> None:
    assert "39元" in text(suggestion())
    later = text(suggestion(), now=NOW + timedelta(hours=3))
    assert "45元" in later
    assert "39" not in later


@pytest.mark.parametrize(
    ("days", "gap", "pieces", "said"),
    [
        (38, None, 1, "您38天前买过龙井茶 250克。现在39元。"),
        (9.9, 1.2, 1, "您9天前买过龙井茶 250克。现在39元。"),
        (1, 1.4, 1, "龙井茶 250克您最近买过。现在39元。"),
        (
            20,
            20,
            3,
            "龙井茶 250克您上次买是20天前，您一般20天左右买一次。您一般一次买3件。现在39元。",
        ),
    ],
)
def test_no_more_is_said_than_is_known(
    days: float, gap: float | None, pieces: int, said: str
) -> None:
    assert text(suggestion(days=days, gap=gap, pieces=pieces)) == said


def test_what_they_never_bought_is_only_asked() -> None:
    new = Suggestion(Wish("TEA", 0.1), "tea", "TEA", "", cny(1), 1)
    assert text(new) == "龙井茶 250克，看看您是否需要。现在39元。"


def test_which_of_several_is_said() -> None:
    assert text(suggestion("CUP-L")).startswith("保温杯 500ml您上次买是38天前")


def test_in_the_customers_language() -> None:
    assert text(suggestion(), "en") == (
        "You last bought Longjing tea 250 g 38 days ago; you usually buy it about every 40 days. "
        "It is ¥39 today."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence(language: str) -> None:
    reminders = {name for name in names("zh") if name.startswith("reminder.")}
    assert reminders
    assert reminders <= names(language)
    made = text(suggestion(pieces=2), language)
    assert "38" in made
    assert "40" in made
    assert "39" in made


def test_what_is_sold_no_more_is_not_written_of() -> None:
    with pytest.raises(NotOffered, match="GONE"):
        remind(suggestion("GONE"), SHELF, "zh", NOW)


@given(
    st.sampled_from(["TEA", "CUP-S", "CUP-L"]),
    st.floats(0, 900),
    st.one_of(st.none(), st.floats(0.5, 400)),
    st.integers(1, 12),
    st.sampled_from(LANGUAGES),
)
def test_every_number_is_a_fact(
    sku: str, days: float, gap: float | None, pieces: int, language: str
) -> None:
    made = remind(suggestion(sku, days, gap, pieces), SHELF, language, NOW)
    assert made.rejected == ()
    left = made.text.replace("250", "").replace("350ml", "").replace("500ml", "")
    numbers = {"".join(c for c in word if c.isdigit()) for word in _words(left)} - {""}
    assert numbers <= {fact.value for fact in made.facts}


def _words(said: str) -> list[str]:
    return "".join(c if c.isdigit() else " " for c in said).split()


def several(language: str = "zh") -> Message:
    made = message([suggestion(), suggestion("GONE"), suggestion("CUP-L")], SHELF, language, NOW)
    assert made is not None
    return made


def test_several_are_one_message_without_what_is_gone() -> None:
    made = several()
    assert made.text.splitlines() == [
        "龙井茶 250克您上次买是38天前，您一般40天左右买一次。现在39元。",
        "保温杯 500ml您上次买是38天前，您一般40天左右买一次。现在89元。",
    ]
    assert [one.sku for one in made.suggestions] == ["TEA", "CUP-L"]
    assert {fact.value for fact in made.facts} >= {"38", "40", "39", "89"}
    assert made.reminders[0].why == "龙井茶 250克您上次买是38天前，您一般40天左右买一次。"
    assert message([suggestion("GONE")], SHELF, "zh", NOW) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_own_words_are_borne_out(language: str) -> None:
    made = several(language)
    assert objections(made.text, made) == ()


def test_what_a_person_makes_of_it_is_checked() -> None:
    made = several()
    kind = "亲，您好！\n" + made.text
    assert objections(kind, made) == ()
    wrong = objections(made.text.replace("39元", "35元") + "它能治感冒。", made)
    assert [one.text for one in wrong] == ["现在35元。", "它能治感冒。"]
    assert all(one.reason for one in wrong)


def test_the_price_of_one_is_not_said_of_another() -> None:
    made = several()
    tea, cup = made.text.splitlines()
    swapped = f"{tea}\n{cup.replace('89元', '39元')}"
    assert [one.text for one in objections(swapped, made)] == ["现在39元。"]
    below = f"{tea}\n{cup.replace('现在89元。', '')}\n现在39元。"
    assert [one.text for one in objections(below, made)] == ["现在39元。"]
    assert objections(f"{cup}\n保温杯 500ml现在89元。\n{tea}", made) == ()
    assert objections("保温杯 500ml现在39元。", made) != ()


def test_a_price_that_nobody_confirmed_lately_is_not_said() -> None:
    stale = Freshness(NOW - timedelta(days=2), {"cup": NOW}, timedelta(days=1))
    shelf = replace(SHELF, freshness=stale)
    made = message([suggestion(), suggestion("CUP-L")], shelf, "zh", NOW)
    assert made is not None
    tea, cup = made.text.splitlines()
    assert tea == "龙井茶 250克您上次买是38天前，您一般40天左右买一次。"
    assert cup.endswith("现在89元。")
    assert "39" not in {fact.value for fact in made.facts}
    assert objections(f"{tea}现在39元。\n{cup}", made) != ()
