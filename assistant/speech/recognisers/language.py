"""Which of a room's languages was spoken."""

from collections.abc import Mapping, Sequence
from typing import get_args

from assistant.settings import Language

LANGUAGES: tuple[str, ...] = get_args(Language)
"""Those that are recognised at all."""

SURE_S = 1.5
"""Speech shorter than this says little about its language: Whisper hears 好的 as any of them."""

_CLEARLY = 3.0  # times likelier than the room's own
_CLEARLY_SHORT = 12.0


def spoken_language(
    chances: Mapping[str, float], languages: Sequence[str], *, seconds: float
) -> str:
    """One of `languages`, of which the first is the room's own, by how likely each is.

    Most who ask in a room ask in its language: another is chosen only where it is clearly the
    likelier one, and the more clearly the shorter the speech is. Raises IndexError for none.
    """
    own = languages[0]
    best = max(languages, key=lambda code: chances.get(code, 0.0))
    clearly = _CLEARLY if seconds >= SURE_S else _CLEARLY_SHORT
    return best if chances.get(best, 0.0) > clearly * chances.get(own, 0.0) else own
