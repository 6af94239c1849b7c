"""The language of an utterance, among a room's."""

import pytest

from assistant.speech.recognisers.language import spoken_language

ROOM = ("zh", "id", "en")


@pytest.mark.parametrize(
    ("chances", "seconds", "language"),
    [
        ({"zh": 0.9, "en": 0.05}, 3.0, "zh"),
        ({"zh": 0.3, "en": 0.5}, 3.0, "zh"),
        ({"zh": 0.1, "en": 0.8}, 3.0, "en"),
        ({"zh": 0.1, "en": 0.8}, 0.7, "zh"),
        ({"zh": 0.02, "en": 0.9}, 0.7, "en"),
        ({"en": 0.2, "id": 0.7}, 2.0, "id"),
        ({}, 2.0, "zh"),
    ],
)
def test_the_rooms_own_unless_another_is_clearly_likelier(
    chances: dict[str, float], seconds: float, language: str
) -> None:
    assert spoken_language(chances, ROOM, seconds=seconds) == language
