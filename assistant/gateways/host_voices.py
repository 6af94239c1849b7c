"""The hosts of a live room, each heard on their own: while one of them speaks, the floor is theirs.

Pieces of several people, put one behind another, would be nobody's voice.
"""

from collections import OrderedDict
from collections.abc import Callable

from assistant.gateways.host_voice import Heard, HostVoice, Played
from assistant.room.floor import Floor
from assistant.speech.audio import Audio

AT_MOST = 16
"""Hosts that are followed; of more, who was heard longest ago is forgotten."""

MakeVoice = Callable[["Share", Played, Heard], HostVoice]


class HostVoices:
    """Fed the sound of any number of hosts as it comes."""

    def __init__(
        self, floor: Floor, played: Played, heard: Heard, *, make_voice: MakeVoice = HostVoice
    ) -> None:
        """`heard` takes what any of them says."""
        self._floor = floor
        self._played = played
        self._heard = heard
        self._make_voice = make_voice
        self._voices: OrderedDict[str, HostVoice] = OrderedDict()
        self._speaking: set[str] = set()

    def hear(self, host_id: str, audio: Audio) -> None:
        """Take the next piece of one host's sound, of any length."""
        if host_id not in self._voices:
            if len(self._voices) >= AT_MOST:
                self._voices.popitem(last=False)[1].silent()
            share = Share(host_id, self._speaking, self._floor)
            self._voices[host_id] = self._make_voice(share, self._played, self._heard)
        self._voices.move_to_end(host_id)
        self._voices[host_id].hear(audio)

    def pass_time(self) -> None:
        """See `HostVoice.pass_time`."""
        for voice in self._voices.values():
            voice.pass_time()

    def silent(self) -> None:
        """Nobody is heard any more."""
        for voice in self._voices.values():
            voice.silent()
        self._voices.clear()


class Share:
    """One host's part in the floor."""

    def __init__(self, host_id: str, speaking: set[str], floor: Floor) -> None:
        self._host_id = host_id
        self._speaking = speaking
        self._floor = floor

    def host_speaks(self, speaking: bool) -> None:
        """This host has begun to speak, or has stopped just now."""
        if speaking:
            self._speaking.add(self._host_id)
        else:
            self._speaking.discard(self._host_id)
        self._floor.host_speaks(bool(self._speaking))
