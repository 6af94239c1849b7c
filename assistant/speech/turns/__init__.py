"""Turns: where a viewer's begins and ends, and what is worth stopping an answer for."""

from assistant.speech.turns.detector import TurnDetector
from assistant.speech.turns.events import (
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    SpeechStopped,
    TurnEnded,
    TurnEvent,
)
from assistant.speech.turns.rules import TurnRules

__all__ = [
    "SpeechPaused",
    "SpeechResumed",
    "SpeechStarted",
    "SpeechStopped",
    "TurnDetector",
    "TurnEnded",
    "TurnEvent",
    "TurnRules",
]
