"""Who has the word in one conversation: the state machine of turns, and nothing else.

```
            VOICE                     ASKED
   QUIET ───────────▶ HEARING ───────────────────▶ THINKING
     ▲  ▲               │  ▲  ▲                      │   │
     │  └──── NOTHING ──┘  │  └──────── VOICE ───────┘   │ SOUND
     │                     │ REAL                        ▼
     │                   HELD ◀───────── VOICE ────── SPEAKING
     │                     └───────── FALSE ───────────▶ │
     └────────────────────────── OVER ───────────────────┘
```

In HELD the answer is silent while it is found out what the voice was. Every way out of HELD is
taken in bounded time (`interruption.Interruption` watches), so that a cough is never followed by
silence. What cannot happen in a state leaves it as it is.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType

import structlog

_log = structlog.get_logger(__name__)


class State(Enum):
    """Who has the word."""

    QUIET = "quiet"
    HEARING = "hearing"
    THINKING = "thinking"
    SPEAKING = "speaking"
    HELD = "held"


class Happening(Enum):
    """What changes it."""

    VOICE = "voice"  # the viewer's, not an echo
    ASKED = "asked"  # something to answer, by voice or in writing
    NOTHING = "nothing"  # the voice said nothing to answer
    SOUND = "sound"  # the answer is heard
    OVER = "over"  # the answer is done, or was stopped
    REAL = "real"  # the voice does interrupt
    FALSE = "false"  # it does not: a cough, a nod, an echo


_S, _H = State, Happening

NEXT: Mapping[tuple[State, Happening], State] = MappingProxyType(
    {
        (_S.QUIET, _H.VOICE): _S.HEARING,
        (_S.QUIET, _H.ASKED): _S.THINKING,
        (_S.QUIET, _H.SOUND): _S.SPEAKING,
        (_S.HEARING, _H.ASKED): _S.THINKING,
        (_S.HEARING, _H.NOTHING): _S.QUIET,
        (_S.HEARING, _H.SOUND): _S.SPEAKING,
        (_S.THINKING, _H.VOICE): _S.HEARING,
        (_S.THINKING, _H.SOUND): _S.SPEAKING,
        (_S.THINKING, _H.OVER): _S.QUIET,
        (_S.SPEAKING, _H.VOICE): _S.HELD,
        (_S.SPEAKING, _H.ASKED): _S.THINKING,
        (_S.SPEAKING, _H.OVER): _S.QUIET,
        (_S.HELD, _H.REAL): _S.HEARING,
        (_S.HELD, _H.FALSE): _S.SPEAKING,
        (_S.HELD, _H.ASKED): _S.THINKING,
    }
)
"""Every move there is."""


class Floor:
    """The state of one conversation."""

    def __init__(self, sounding: Callable[[], bool]) -> None:
        """`sounding` tells whether the viewer still hears an answer, which ends by itself."""
        self._state = State.QUIET
        self._sounding = sounding

    @property
    def state(self) -> State:
        """The state now."""
        if self._state is State.SPEAKING and not self._sounding():
            self._state = State.QUIET
        return self._state

    def on(self, happening: Happening) -> State:
        """Move as `happening` says; the state after it."""
        before = self.state
        after = NEXT.get((before, happening), before)
        if after is not before:
            _log.debug("floor", before=before.value, happening=happening.value, after=after.value)
        self._state = after
        return after
