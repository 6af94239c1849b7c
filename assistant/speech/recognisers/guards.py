"""Telling what was said from what Whisper makes up.

The limits are those of OpenAI's reference decoder (`whisper/transcribe.py`: compression ratio 2.4,
mean log-probability -1.0, no-speech probability 0.6), with a check for repetition that also sees
short Chinese loops, which zlib does not.
"""

import re
import zlib

from assistant.speech.recognisers.engine import Hypothesis

COMPRESSION_RATIO = 2.4
LOGPROB = -1.0
NO_SPEECH = 0.6

# Something of 1 to 12 characters, said five times running or more, without a break.
_LOOP = re.compile(r"(.{1,12}?)\1{4,}", re.DOTALL)
_WORDS = re.compile(r"[^\W_]+")
_LETTER = re.compile(r"\w")

# Subtitles' credits, which Whisper learned to write over music and noise: nobody says them to a
# shop. The thanks at a film's end are said, but not by a voice that the model barely heard.
_CREDITS = re.compile(
    r"字幕.{0,6}(?:提供|制作|製作|by|志愿|志願)|明镜与点点|明鏡與點點|Amara\.org|點贊.{0,3}訂閱|点赞.{0,3}订阅"
    r"|subtitles? by|thanks? for watching",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\W*(?:thank you[\W\w]{0,12}|谢谢(?:观看|大家|收看)?|謝謝(?:觀看|大家|收看)?|you)\W*", re.I
)
FAINT = -0.7
"""Mean log-probability under which text is doubted for what else is odd about it."""

LITTLE = 0.25
"""Share of the frames of a window that are speech, under which faint text is made up: somebody far
off, a word of an announcement, a voice in the music."""


def compression_ratio(text: str) -> float:
    """How many times smaller zlib makes the text; loops compress well."""
    data = text.encode()
    return len(data) / len(zlib.compress(data)) if data else 0.0


def loops(text: str) -> bool:
    """Whether the text runs in circles. Digits may repeat: 13800000000 is a telephone number."""
    if compression_ratio(text) > COMPRESSION_RATIO:
        return True
    return any(not found[1].isdigit() for found in _LOOP.finditer(text))


def is_silence(heard: Hypothesis) -> bool:
    """Whether nothing was said: the model doubts it itself, or wrote what it writes over noise."""
    if not _LETTER.search(heard.text):
        return True
    if _CREDITS.search(heard.text):
        return True
    if heard.logprob < FAINT and _THANKS.fullmatch(heard.text):
        return True
    return heard.no_speech > NO_SPEECH and heard.logprob < LOGPROB


def holds(heard: Hypothesis) -> bool:
    """Whether the text may be believed as it stands."""
    return heard.logprob >= LOGPROB and not loops(heard.text)


def echoes(heard: Hypothesis, prompt: str) -> bool:
    """Whether faint text is nothing but words of the prompt, as Whisper writes over noise."""
    if heard.logprob >= FAINT:
        return False
    expected = set(_WORDS.findall(prompt.lower()))
    written = _WORDS.findall(heard.text.lower())
    return len(written) > 1 and all(word in expected for word in written)
