from support.clock import VirtualClock

from assistant.telemetry import TurnTimer, timing


class Ticking(VirtualClock):
    """Every look at it takes a millisecond."""

    def __call__(self) -> float:
        self.passes(1)
        return super().__call__()


async def test_the_answerer_says_what_it_spends_a_turn_on(ask) -> None:
    turn = TurnTimer("text", clock=Ticking())
    with timing(turn):
        answer = await ask("这件多少钱")
    turn.hand_over()
    keys = list(turn.latency().by_key())
    assert [key for key in keys if key != "other"] == [
        "understanding",
        "grounding",
        "first_sentence",
    ]
    assert answer.timings.done > 0
