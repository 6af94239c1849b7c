"""Corrections as JSON."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from assistant.knowledge.corrections import Correction
from assistant.room.corrections.why import in_words

_AS_THEY_ARE = (
    "id", "catalog", "room", "scope", "subject", "title", "question", "language", "text", "state",
    "owner", "item", "answer_id", "version",
)  # fmt: skip


def correction_json(correction: Correction, language: str = "en") -> Mapping[str, Any]:
    """A correction, and why it is not in force in Chinese or English."""
    return {
        **{name: getattr(correction, name) for name in _AS_THEY_ARE},
        "alike": list(correction.alike),
        "why": in_words(correction.why, language),
        "conflicts": [asdict(one) for one in correction.conflicts],
        "rests_on": [asdict(one) for one in correction.rests_on],
        "made_at": correction.made_at.isoformat(),
        "ends_at": correction.ends_at.isoformat() if correction.ends_at else None,
    }
