"""When the host speaks: told at once, and never of Xiaoer's own voice."""

import numpy as np
from realtime_fakes import LoudIsSpeech
from support.clock import VirtualClock

from assistant.gateways.host_voice import RULES, HostVoice
from assistant.room.floor import Floor
from assistant.room.host_ear.listening import Piece
from assistant.speech.audio import HEARING_RATE, Audio, Samples
from assistant.speech.turns import TurnDetector

PIECE_S = 0.02


def noise(seconds: float, seed: int = 1, rate: int = HEARING_RATE) -> Samples:
    """Loud noise: to the detector here that is speech."""
    made = np.random.default_rng(seed).standard_normal(round(seconds * rate))
    return (0.2 * made).astype(np.float32)


def quiet(seconds: float) -> Samples:
    return np.zeros(round(seconds * HEARING_RATE), np.float32)


class Show:
    """A host's sound in pieces of 20 ms, and what Xiaoer plays at the same time."""

    def __init__(self) -> None:
        self.floor = Floor("cohost", clock=VirtualClock())
        self.played: Samples = quiet(1.5)
        self.seconds = 0.0
        self.pieces: list[Piece] = []
        self.voice = HostVoice(
            self.floor,
            lambda: self.played[-round(1.5 * HEARING_RATE) :],
            self.pieces.append,
            clock=lambda: self.seconds,
            make_detector=lambda: TurnDetector(LoudIsSpeech(), RULES),
        )

    def hear(self, heard: Samples, played: Samples | None = None) -> list[bool]:
        """Whether the floor is the host's after each piece."""
        step = round(PIECE_S * HEARING_RATE)
        taken = []
        for at in range(0, len(heard), step):
            mine = quiet(PIECE_S) if played is None else played[at : at + step]
            self.played = np.concatenate([self.played, mine])
            self.seconds += PIECE_S
            self.voice.hear(Audio(heard[at : at + step], HEARING_RATE))
            taken.append(self.floor.taken.is_set())
        return taken


def test_the_host_takes_the_floor_within_200_ms_and_gives_it_back() -> None:
    show = Show()
    assert not any(show.hear(quiet(1)))
    taken = show.hear(noise(1))
    assert taken.index(True) * PIECE_S < 0.2
    assert all(taken[taken.index(True) :])
    after = show.hear(quiet(1))
    assert after.index(False) * PIECE_S < 0.5
    assert not any(after[after.index(False) :])


def test_a_breath_between_words_is_no_end() -> None:
    show = Show()
    show.hear(noise(1))
    assert all(show.hear(quiet(0.2)))
    assert all(show.hear(noise(1)))


def test_a_host_who_never_pauses_keeps_the_floor() -> None:
    show = Show()
    show.hear(noise(1))
    taken = show.hear(noise(30))
    given_up = sum(not one for one in taken) * PIECE_S
    assert given_up < 0.5


def test_its_own_voice_in_the_show_is_not_the_host() -> None:
    show = Show()
    said = noise(3, seed=2)
    late = np.concatenate([quiet(0.2), said])[: len(said)]
    assert not any(show.hear(0.5 * late, said))


def test_a_host_over_its_own_voice_takes_the_floor() -> None:
    show = Show()
    said = noise(4, seed=2)
    late = np.concatenate([quiet(0.2), said])[: len(said)]
    over = np.concatenate([quiet(2), noise(2, seed=5)])
    taken = show.hear(0.5 * late + 2 * over, said)
    began = taken.index(True) * PIECE_S
    assert 2.0 < began < 2.5


def test_sound_of_any_rate_is_heard() -> None:
    for rate in (8_000, 24_000, 44_100, 48_000):
        show = Show()
        samples = noise(1, rate=rate)
        for at in range(0, len(samples), rate // 50):
            show.voice.hear(Audio(samples[at : at + rate // 50], rate))
        assert show.floor.taken.is_set(), rate


def test_a_link_that_breaks_gives_the_floor_back() -> None:
    show = Show()
    show.hear(noise(1))
    show.voice.silent()
    assert not show.floor.taken.is_set()
    assert any(show.hear(noise(1)))


def test_what_the_host_says_is_handed_on_whole_with_its_times() -> None:
    show = Show()
    show.hear(quiet(1))
    show.hear(noise(2))
    show.hear(quiet(1))
    (piece,) = show.pieces
    assert abs(piece.began - 1.0) < 0.1
    assert abs(piece.ended - 3.0) < 0.1
    assert not piece.breaks_off
    assert 2.0 <= piece.audio.seconds < 2.6


def test_a_long_speech_is_cut_where_the_host_draws_breath() -> None:
    show = Show()
    taken = show.hear(np.concatenate([noise(3), quiet(0.15), noise(3), quiet(1)]))
    first, second = show.pieces
    assert first.breaks_off
    assert abs(first.ended - 3.0) < 0.1
    assert abs(second.began - 3.15) < 0.1
    floor = taken[taken.index(True) :]
    assert all(floor[: round(6 / PIECE_S)])  # a cut is no pause of the host's


def test_a_speech_without_a_breath_is_cut_for_its_length_and_nothing_of_it_is_lost() -> None:
    show = Show()
    show.hear(np.concatenate([noise(15), quiet(1)]))
    assert len(show.pieces) == 3
    spoken = sum(piece.ended - piece.began for piece in show.pieces)
    assert abs(spoken - 15) < 0.3
    assert [piece.breaks_off for piece in show.pieces] == [True, True, False]


def test_its_own_voice_is_not_what_the_host_says() -> None:
    show = Show()
    said = noise(3, seed=2)
    late = np.concatenate([quiet(0.2), said, quiet(1)])
    show.hear(0.5 * late, np.concatenate([said, quiet(1.2)]))
    assert show.pieces == []


def test_speech_that_was_cut_and_does_not_go_on_is_over() -> None:
    show = Show()
    show.hear(np.concatenate([noise(3), quiet(0.2)]))
    (piece,) = show.pieces
    assert piece.breaks_off
    taken = show.hear(quiet(1))
    assert taken[-1] is False
    assert not piece.breaks_off


def test_a_microphone_that_is_muted_gives_the_floor_back_and_the_words_are_handed_on() -> None:
    show = Show()
    show.hear(noise(2))
    assert show.floor.taken.is_set()
    for tenth in range(1, 11):
        show.seconds += 0.1
        show.voice.pass_time()
        assert show.floor.taken.is_set() == (tenth < 4)
    (piece,) = show.pieces
    assert 1.8 < piece.audio.seconds < 2.6
    assert abs(piece.ended - 2.0) < 0.2
    assert not any(show.hear(quiet(0.5)))
    assert any(show.hear(noise(0.5)))


def test_late_packets_are_no_silence() -> None:
    show = Show()
    show.hear(noise(1))
    for _ in range(5):
        show.seconds += 0.25
        show.voice.pass_time()
        show.seconds -= 0.25
        assert all(show.hear(noise(0.26)))
    assert not show.pieces


def test_sound_that_comes_seconds_at_a_time_is_not_cut() -> None:
    show = Show()
    show.voice.hear(Audio(noise(2), HEARING_RATE))
    for _ in range(19):
        show.seconds += 0.1
        show.voice.pass_time()
    assert show.floor.taken.is_set()
    show.voice.hear(Audio(noise(2, seed=2), HEARING_RATE))
    assert show.floor.taken.is_set()
    assert not show.pieces or show.pieces[-1].breaks_off


def test_the_last_words_before_a_show_ends_are_handed_on() -> None:
    show = Show()
    show.hear(noise(1.5))
    show.voice.silent()
    (piece,) = show.pieces
    assert 1.3 < piece.audio.seconds < 2.2
    assert not show.floor.taken.is_set()
    show.voice.silent()
    assert len(show.pieces) == 1
