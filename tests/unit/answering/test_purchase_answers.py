"""What a known customer is told of their own purchases: from facts, at today's price and stock."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.moments import NOW

from assistant.answering.answerer import Answerer
from assistant.answering.values import Answer, Outcome, Question
from assistant.knowledge.shelf import Freshness, Shelf
from assistant.recommend.known import Known
from assistant.recommend.suggestion import Habit, Wish

LANGUAGES = {
    "zh": ("上次那个还有吗", "我该买啥了"),
    "en": ("is what I bought last time still there", "what do I need again"),
    "id": ("barang yang kemarin saya beli masih ada gak", "aku harus beli apa lagi"),
    "ms": ("barang yang saya beli hari tu ada lagi tak", "saya kena beli apa lagi"),
    "th": ("ตัวที่ซื้อครั้งที่แล้วยังมีไหม", "ต้องซื้ออะไรเพิ่มแล้ว"),
    "vi": ("cái mua lần trước còn không", "mình cần mua lại gì"),
}
AskAs = Callable[..., Awaitable[Answer]]


@pytest.fixture
def ask_as(small_shelf: Shelf) -> AskAs:
    answerer = Answerer(embedder=None, chat=None, clock=lambda: NOW)

    async def run(text: str, known: Known | None, language: str = "zh") -> Answer:
        question = Question(text, "demo", language=language, known=known)
        events = [event async for event in answerer.answer(question, small_shelf)]
        answer = events[-1]
        assert isinstance(answer, Answer)
        return answer

    return run


def bought(*names: str, days: float = 38, gap: float | None = 40) -> Known:
    """Who bought `names` together, and is expected to want them again."""
    habits = {name: Habit(3, NOW - timedelta(days=days), gap) for name in names}
    return Known(last=names, habits=habits, wishes=[Wish(n, 0.5, habit=habits[n]) for n in names])


POPULAR = (Wish("SS-1", 0.3), Wish("LS-NV-L", 0.2), Wish("MB-1", 0.1))


async def test_what_was_bought_last_with_todays_stock_and_price(ask_as: AskAs) -> None:
    answer = await ask_as("上次那个还有吗", bought("CS-BK"))
    assert answer.text == (
        "您38天前买过便携卡式炉。有货的，便携卡式炉现在可以拍。"
        "便携卡式炉现在活动价99元，原价129元，活动到2026年11月30日。"
    )
    assert answer.outcome is Outcome.ANSWERED
    told = [(fact.field, fact.value, fact.source) for fact in answer.facts]
    assert ("days_since_bought", "38", "history") in told
    assert ("price", "99", "catalog") in told
    assert answer.checks.rejected == ()
    assert answer.as_json()["private"] is True


@pytest.mark.parametrize("language", LANGUAGES)
async def test_in_every_language(ask_as: AskAs, language: str) -> None:
    last, again = LANGUAGES[language]
    there = await ask_as(last, bought("CS-BK"), language)
    assert (there.outcome, there.kind, there.language) == (
        Outcome.ANSWERED, "last_bought", language,
    )  # fmt: skip
    assert "38" in there.text
    assert "99" in there.text
    wanted = await ask_as(again, bought("CS-BK"), language)
    assert (wanted.outcome, wanted.kind) == (Outcome.ANSWERED, "needed_again")
    assert all(number in wanted.text for number in ("38", "40", "99"))
    for text in (last, again):
        stranger = await ask_as(text, None, language)
        assert stranger.outcome is Outcome.UNKNOWN
        assert stranger.facts == ()
        assert not stranger.question.private
        empty = await ask_as(text, Known(), language)
        assert empty.outcome is Outcome.UNKNOWN


async def test_a_variant_that_is_sold_out_is_said_to_be(ask_as: AskAs) -> None:
    answer = await ask_as("上次那个还有吗", bought("LS-WH-L"))
    assert "卖完" in answer.text
    assert "169" not in answer.text
    assert not any(fact.field == "price" for fact in answer.facts)


async def test_what_is_named_is_looked_for_in_all_they_bought(ask_as: AskAs) -> None:
    known = bought("CS-BK", "SS-1")
    known = Known(last=("CS-BK",), habits=known.habits)
    answer = await ask_as("上次买的海盐手工皂还有吗", known)
    assert "海盐手工皂" in answer.text
    assert "卡式炉" not in answer.text
    never = await ask_as("上次买的衬衫还有吗", known)
    assert never.outcome is Outcome.ANSWERED
    assert not any(fact.source == "history" for fact in never.facts)


async def test_what_the_room_does_not_sell_is_not_guessed_at(ask_as: AskAs) -> None:
    answer = await ask_as("上次那个还有吗", bought("GONE"))
    assert answer.outcome is Outcome.UNKNOWN
    assert answer.text == "您上次买的不在这个直播间，可以问一下客服。"


async def test_a_handle_is_all_its_variants(ask_as: AskAs) -> None:
    answer = await ask_as("上次那个还有吗", bought("sea-salt-soap"))
    assert answer.outcome is Outcome.ANSWERED
    assert "25.5" in answer.text


@pytest.mark.parametrize("question", LANGUAGES["zh"])
async def test_what_nobody_confirmed_lately_is_said_with_its_date(
    small_shelf: Shelf, question: str
) -> None:
    stale = Freshness(NOW - timedelta(days=2), {}, timedelta(days=1))
    asked = Question(question, "demo", known=bought("CS-BK"))
    answerer = Answerer(embedder=None, chat=None, clock=lambda: NOW)
    shelf = replace(small_shelf, freshness=stale)
    events = [event async for event in answerer.answer(asked, shelf)]
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert "11月21日" in answer.text
    assert answer.checks.rejected == ()


async def test_nothing_is_due(ask_as: AskAs) -> None:
    answer = await ask_as("我该买啥了", bought("CS-BK", days=3))
    assert (answer.outcome, answer.facts) == (Outcome.ANSWERED, ())
    assert answer.text == "按您平时的习惯，现在没有要补的。"


async def test_a_forecast_that_is_not_there_yet_is_said(ask_as: AskAs) -> None:
    known = Known(last=("CS-BK",), habits=bought("CS-BK").habits)
    answer = await ask_as("我该买啥了", known)
    assert answer.outcome is Outcome.UNKNOWN
    assert "请过一会儿再问" in answer.text


@pytest.mark.parametrize("question", LANGUAGES["zh"])
async def test_who_refuses_profiling_hears_what_is_popular(ask_as: AskAs, question: str) -> None:
    answer = await ask_as(question, Known(profiled=False, wishes=POPULAR))
    assert answer.outcome is Outcome.ANSWERED
    assert answer.text.startswith("大家最近常买这些：")
    assert not any(fact.source == "history" for fact in answer.facts)
    assert "天前" not in answer.text


async def test_who_never_bought_hears_what_is_popular(ask_as: AskAs) -> None:
    answer = await ask_as("我该买啥了", Known(wishes=POPULAR))
    assert answer.text.startswith("大家最近常买这些：")


NAMES = ("CS-BK", "LS-WH-L", "LS-NV-M", "SS-3", "SP-1", "MB-1", "linen-shirt", "GONE")


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(
    names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True),
    days=st.floats(0, 400),
    gap=st.none() | st.floats(0, 200),
    language=st.sampled_from(sorted(LANGUAGES)),
)
async def test_no_sentence_is_without_its_facts(
    ask_as: AskAs, names: list[str], days: float, gap: float | None, language: str
) -> None:
    for question in LANGUAGES[language]:
        answer = await ask_as(question, bought(*names, days=days, gap=gap), language)
        assert answer.checks.rejected == ()
        assert answer.text
