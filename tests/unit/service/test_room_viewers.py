import asyncio

from assistant.answering.values import Turn
from assistant.room.viewers import TURNS, Viewers


def texts(viewers: Viewers, name: str) -> list[str]:
    return [turn.answer for turn in viewers.get(name).turns]


def test_the_last_turns_are_kept() -> None:
    viewers = Viewers()
    for number in range(TURNS + 3):
        viewers.get("a").remember(f"q{number}", Turn("问", f"答{number}"))
    assert texts(viewers, "a") == [f"答{number}" for number in range(3, TURNS + 3)]


def test_who_was_silent_longest_is_forgotten_first() -> None:
    viewers = Viewers(limit=2)
    for name in ("a", "b"):
        viewers.get(name).remember("q", Turn("问", name))
    viewers.get("a")
    viewers.get("c")
    assert texts(viewers, "a") == ["a"]
    assert texts(viewers, "b") == []


def test_the_nameless_share_nothing() -> None:
    viewers = Viewers()
    viewers.get("").remember("q", Turn("问", "答"))
    assert texts(viewers, "") == []


async def test_a_viewer_being_answered_is_not_forgotten() -> None:
    viewers = Viewers(limit=1)
    busy = viewers.get("a")
    async with busy.in_order():
        viewers.get("b")
        busy.remember("q", Turn("问", "答"))
        assert viewers.get("a") is busy


def test_history_holds_only_what_was_heard() -> None:
    viewers = Viewers()
    viewer = viewers.get("a")
    for number in range(3):
        viewer.remember(f"q{number}", Turn("问", f"长长的答{number}"))
    viewer.heard_only("q1", "长长")
    viewer.heard_only("q2", "")
    viewer.heard_only("never asked", "x")
    assert texts(viewers, "a") == ["长长的答0", "长长"]


async def test_questions_of_one_viewer_wait_for_each_other() -> None:
    viewer = Viewers().get("a")
    order: list[str] = []

    async def ask(name: str) -> None:
        async with viewer.in_order():
            order.append(f"{name} begins")
            await asyncio.sleep(0)
            order.append(f"{name} ends")

    await asyncio.gather(ask("1"), ask("2"))
    assert order == ["1 begins", "1 ends", "2 begins", "2 ends"]
    assert not viewer.busy
