"""Comments that ask nothing, told by what they are made of: in microseconds, before anything else
looks at them."""

import re
import unicodedata
from enum import StrEnum
from functools import cache

from assistant.knowledge.words import fold
from assistant.room.inbox.banned import banned_in
from catalog_loader.tables import table


class Noise(StrEnum):
    """Why a comment is not looked at any further."""

    EMPTY = "empty"
    EMOJI = "emoji"
    CHECK_IN = "check_in"
    COUNTING = "counting"
    LAUGHTER = "laughter"
    BOUGHT = "bought"
    CHEERING = "cheering"
    ADVERT = "advert"
    ABUSE = "abuse"


LONGEST = 300
"""Characters; whoever pastes more into a live room asks nothing that it can answer."""

_EMOTE = re.compile(r"\[[^\[\]]{1,8}\]")
_ASKS = re.compile(r"[?？]")


def noise_in(text: str) -> Noise | None:
    """What kind of noise a comment is; None for what may ask something."""
    bare = _bare(text)
    if not bare:
        return Noise.EMOJI if text.strip() else Noise.EMPTY
    if len(text) > LONGEST:
        return Noise.ADVERT
    if not _ASKS.search(text):
        for noise, pattern in _whole():
            if pattern.fullmatch(bare):
                return noise
    if _adverts().search(bare):
        return Noise.ADVERT
    return Noise.ABUSE if banned_in(text) else None


def _bare(text: str) -> str:
    """`text` folded, without emotes, symbols and blanks, and without marks at its ends."""
    folded = fold(_EMOTE.sub("", text))
    kept = "".join(c for c in folded if unicodedata.category(c) not in _SYMBOLS)
    return "".join(kept.split()).strip("~～.。!！,，、?？…-_'\"“”")


_SYMBOLS = frozenset({"So", "Sk", "Cf", "Cs", "Co", "Cn"})


@cache
def _whole() -> tuple[tuple[Noise, re.Pattern[str]], ...]:
    listed = table(__package__, "noise.toml")["whole"]
    return tuple((Noise(name), re.compile("|".join(ways))) for name, ways in listed.items())


@cache
def _adverts() -> re.Pattern[str]:
    return re.compile("|".join(table(__package__, "noise.toml")["advert"]["anywhere"]))
