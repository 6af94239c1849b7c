"""Who answers in a room, as a test has it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from assistant.room.conduct.ruling import Ruling
from assistant.room.conduct.words import Place, Words


@dataclass
class FakeDesk:
    """A desk at which nobody sits until `rules` says otherwise; whoever is seated hears of it."""

    now: Ruling = field(default_factory=Ruling)
    places: list[Place] = field(default_factory=list)

    def ruling(self, *viewers: str) -> Ruling:
        return self.now

    def allows(self, *viewers: str) -> bool:
        return self.now.says == "answer"

    def rules(self, ruling: Ruling) -> None:
        self.now = ruling
        for place in self.places:
            place.fall_silent()

    async def tell(self, words: Words) -> None:
        for place in self.places:
            if place.holds(words.to):
                await place.tell(words)

    @contextmanager
    def seated(self, place: Place) -> Iterator[None]:
        self.places.append(place)
        try:
            yield
        finally:
            self.places.remove(place)
