"""Several hosts in one room: the floor is the room's while any of them speaks."""

import numpy as np
from realtime_fakes import LoudIsSpeech
from support.clock import VirtualClock

from assistant.gateways.host_voice import RULES, HostVoice, Takes
from assistant.gateways.host_voices import AT_MOST, HostVoices
from assistant.room.floor import Floor
from assistant.speech.audio import HEARING_RATE, Audio, Samples
from assistant.speech.turns import TurnDetector

PIECE = HEARING_RATE // 50


class Show:
    def __init__(self) -> None:
        self.floor = Floor("cohost", clock=VirtualClock())
        self.hosts = HostVoices(
            self.floor,
            lambda: np.zeros(HEARING_RATE, np.float32),
            lambda _: None,
            make_voice=self._voice,
        )

    def hear(self, seconds: float, *, speaking: tuple[str, ...], there: tuple[str, ...]) -> None:
        """Pieces of everybody who is there, in turn, as a room with several microphones has it."""
        for _ in range(round(seconds * 50)):
            for host in there:
                self.hosts.hear(host, Audio(self._sound(host in speaking), HEARING_RATE))

    @staticmethod
    def _sound(loud: bool) -> Samples:
        made = np.random.default_rng(1).standard_normal(PIECE) if loud else np.zeros(PIECE)
        return (0.2 * made).astype(np.float32)

    @staticmethod
    def _voice(floor: Takes, played, heard) -> HostVoice:
        return HostVoice(
            floor, played, heard, make_detector=lambda: TurnDetector(LoudIsSpeech(), RULES)
        )


def test_one_of_several_microphones_takes_the_floor_and_gives_it_back() -> None:
    show, there = Show(), ("a", "b", "c", "d")
    show.hear(1.0, speaking=("c",), there=there)
    assert show.floor.taken.is_set()
    show.hear(1.0, speaking=(), there=there)
    assert not show.floor.taken.is_set()


def test_the_floor_is_theirs_until_the_last_of_them_pauses() -> None:
    show, there = Show(), ("a", "b")
    show.hear(1.0, speaking=("a", "b"), there=there)
    show.hear(1.0, speaking=("b",), there=there)
    assert show.floor.taken.is_set()
    show.hear(1.0, speaking=(), there=there)
    assert not show.floor.taken.is_set()


def test_a_link_that_breaks_gives_the_floor_back() -> None:
    show = Show()
    show.hear(1.0, speaking=("a",), there=("a", "b"))
    show.hosts.silent()
    assert not show.floor.taken.is_set()


def test_who_is_forgotten_holds_the_floor_no_longer() -> None:
    show = Show()
    show.hear(1.0, speaking=("a",), there=("a",))
    for n in range(AT_MOST):
        show.hear(0.02, speaking=(), there=(f"later {n}",))
    assert not show.floor.taken.is_set()
