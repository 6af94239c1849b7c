"""A LiveKit room as a link, over a stand-in for the SDK."""

import asyncio
import importlib.util
import sys

import pytest
from pydantic import SecretStr
from support.links import (
    Hears,
    JoinsAndLeaves,
    Reads,
    Speaks,
    Tone,
    Writes,
    first,
    silent,
)
from support.livekit_sdk import (
    KEY,
    SECRET,
    DisconnectReason,
    ParticipantKind,
    RemoteParticipant,
    RemoteTrack,
    Server,
    TextStreamReader,
    TrackKind,
)

from assistant.gateways.link import Gateway, Heard, Link, LinkError, LinkLost, Said, Visitor
from assistant.gateways.livekit import room
from assistant.gateways.livekit.address import Address
from assistant.gateways.livekit.gateway import LiveKit, make
from assistant.settings import Settings
from assistant.speech.audio import Audio, silence

WHERE = Address("ws://127.0.0.1:7880", "live", host="anchor", identity="xiaoer")


class LiveKitStage:
    """A server behind the SDK, the show's host and a viewer in its room."""

    def __init__(self) -> None:
        self.server = Server()
        self.track = RemoteTrack(TrackKind.KIND_AUDIO)
        self.host = RemoteParticipant("anchor", "主播", can_publish=True, tracks=[self.track])
        self.viewer = RemoteParticipant("v1", "小美")
        for participant in (self.host, self.viewer):
            self.server.join(participant)

    def join(self, where: Address = WHERE, secret: str = SECRET) -> LiveKit:
        return LiveKit(where, KEY, SecretStr(secret), loading=self.server.sdk)

    def gateway(self) -> Gateway:
        return self.join()

    def wrong(self) -> Gateway:
        return self.join(secret="another")

    async def say(self, text: str, *, viewer: str = "小美") -> None:
        self.server.comment("v1", text)

    async def read(self) -> str:
        return (await self.server.written.get())[0]

    async def talk(self, audio: Audio) -> None:
        await self.server.talk(self.track, audio)

    async def listen(self, seconds: float) -> Audio:
        return await self.server.listen(seconds)

    async def cut(self) -> None:
        self.server.room.gone(DisconnectReason.SIGNAL_CLOSE)


@pytest.fixture
def stage() -> LiveKitStage:
    return LiveKitStage()


class TestLiveKit(JoinsAndLeaves, Reads, Writes, Hears, Speaks):
    """What every gateway that carries text and sound does."""


async def test_it_enters_with_a_token_for_one_room(stage: LiveKitStage) -> None:
    async with stage.gateway().connect(silent):
        token = stage.server.room.token
    assert (token["sub"], token["name"]) == ("xiaoer", "店小二")
    assert token["video"]["room"] == "live"
    assert stage.server.rooms == []


async def test_a_comment_in_pieces_comes_whole_with_its_writer(stage: LiveKitStage) -> None:
    async with stage.gateway().connect(silent) as link:
        stage.server.comment("v1", "这件", "有大码吗")
        stage.server.comment("stranger", "多少钱")
        events = link.events()
        comments = [await first(events, lambda e: isinstance(e, Said)) for _ in range(2)]
    assert {c.text: c.visitor for c in comments if isinstance(c, Said)} == {
        "这件有大码吗": Visitor("v1", "小美"),
        "多少钱": Visitor("stranger"),
    }


async def test_a_comment_that_stalls_holds_up_no_other(
    stage: LiveKitStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_IN_ORDER_S", 0.01)
    async with stage.gateway().connect(silent) as link:
        stage.server.room.open("lk.chat", TextStreamReader(["在吗"], stalls=True), "v1")
        stage.server.comment("v1", "多少钱")
        comment = await first(link.events(), lambda e: isinstance(e, Said))
    assert isinstance(comment, Said)
    assert comment.text == "多少钱"


async def test_what_is_no_chat_is_no_comment(stage: LiveKitStage) -> None:
    async with stage.gateway().connect(silent) as link:
        stage.server.comment("v1", "字幕", topic="lk.transcription")
        stage.server.comment("v1", "  ")
        stage.server.comment("v1", "多少钱")
        comment = await first(link.events(), lambda e: isinstance(e, Said))
    assert isinstance(comment, Said)
    assert comment.text == "多少钱"


async def test_a_comment_without_an_end_is_cut_or_left(
    stage: LiveKitStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_READ_S", 0.1)
    async with stage.gateway().connect(silent) as link:
        endless = TextStreamReader(["在吗"], stalls=True)
        stage.server.room.open("lk.chat", endless, "v1")
        long = stage.server.comment("v1", *["长" * 500] * 100)
        comment = await first(link.events(), lambda e: isinstance(e, Said))
        assert isinstance(comment, Said)
        assert comment.text == "长" * 2_000
        async with asyncio.timeout(5):
            while not endless.closed:  # noqa: ASYNC110 - a flag
                await asyncio.sleep(0.01)
        assert long.closed


async def test_a_flood_of_streams_is_not_read(
    stage: LiveKitStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_READING", 1)
    async with stage.gateway().connect(silent):
        readers = [stage.server.comment("v1", "在吗") for _ in range(3)]
        assert [reader.closed for reader in readers] == [False, True, True]


async def test_a_message_may_be_for_one_who_is_there(stage: LiveKitStage) -> None:
    async with stage.gateway().connect(silent) as link:
        await link.write("只给你", to=Visitor("v1", "小美"))
        assert await stage.server.written.get() == ("只给你", ["v1"])
        await link.write("给大家")
        assert await stage.server.written.get() == ("给大家", None)
        with pytest.raises(LinkError, match="小红 has left"):
            await link.write("在吗", to=Visitor("v2", "小红"))


async def test_a_message_that_is_refused_is_told(stage: LiveKitStage) -> None:
    async with stage.gateway().connect(silent) as link:
        stage.server.refuses_text = True
        with pytest.raises(LinkError, match="not allowed to publish data"):
            await link.write("你好")
        await stage.cut()
        with pytest.raises(LinkLost):
            await link.write("你好")


async def test_a_voice_that_is_not_allowed_is_one_sentence(stage: LiveKitStage) -> None:
    stage.server.mute = True
    with pytest.raises(LinkError, match="does not take Xiaoer's voice: not allowed to publish"):
        async with stage.gateway().connect(silent):
            pass
    assert stage.server.rooms == []


async def test_a_server_that_is_away_or_silent_may_come_back(
    stage: LiveKitStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "JOIN_S", 0.1)
    stage.server.silent = True
    with pytest.raises(LinkLost, match="does not answer"):
        async with stage.gateway().connect(silent):
            pass
    stage.server.away = True
    with pytest.raises(LinkLost, match="Connection refused"):
        async with stage.gateway().connect(silent):
            pass


@pytest.mark.parametrize(
    ("reason", "fault"),
    [
        (DisconnectReason.DUPLICATE_IDENTITY, LinkError),
        (DisconnectReason.PARTICIPANT_REMOVED, LinkError),
        (DisconnectReason.SERVER_SHUTDOWN, LinkLost),
        (DisconnectReason.UNKNOWN_REASON, LinkLost),
        (99, LinkLost),
    ],
)
async def test_why_it_ended_says_whether_to_come_again(
    stage: LiveKitStage, reason: int, fault: type[Exception]
) -> None:
    async with stage.gateway().connect(silent) as link:
        stage.server.room.gone(reason)
        with pytest.raises(fault):
            await watched(link)


@pytest.mark.parametrize("reason", [DisconnectReason.ROOM_DELETED, DisconnectReason.ROOM_CLOSED])
async def test_a_room_that_is_closed_is_a_show_that_is_over(
    stage: LiveKitStage, reason: int
) -> None:
    async with stage.gateway().connect(silent) as link:
        stage.server.room.gone(reason)
        await watched(link)


async def test_who_counts_as_host(stage: LiveKitStage) -> None:
    other = RemoteTrack(TrackKind.KIND_AUDIO)
    agent = RemoteTrack(TrackKind.KIND_AUDIO)
    stage.server.join(RemoteParticipant("guest", can_publish=True, tracks=[other]))
    stage.server.join(
        RemoteParticipant(
            "bot", kind=ParticipantKind.PARTICIPANT_KIND_AGENT, can_publish=True, tracks=[agent]
        )
    )
    named = {"anchor": "host", "guest": "viewer", "bot": "viewer"}
    nobody = {"anchor": "host", "guest": "host", "bot": "viewer"}
    for where, roles in ((WHERE, named), (Address(WHERE.server, "live", identity="x"), nobody)):
        async with stage.join(where).connect(silent) as link:
            await asyncio.gather(
                *(hearing(track) for track in (stage.track, other, agent)),
            )
            for track in (stage.track, other, agent):
                await stage.server.talk(track, silence(0.02, 16_000))
            heard = {}
            async with asyncio.timeout(5):
                async for event in link.events():
                    assert isinstance(event, Heard)
                    heard[event.visitor.id] = event.visitor.role
                    if len(heard) == 3:
                        break
        assert heard == roles


async def test_pictures_are_not_asked_for(stage: LiveKitStage) -> None:
    picture = RemoteTrack(TrackKind.KIND_VIDEO)
    async with stage.gateway().connect(silent):
        stage.server.room.publish(stage.host, picture)
        await hearing(stage.track)
        publications = stage.host.track_publications.values()
        assert {p.kind: p.subscribed for p in publications} == {
            TrackKind.KIND_AUDIO: True,
            TrackKind.KIND_VIDEO: False,
        }


async def test_a_track_that_comes_later_is_heard_and_one_that_goes_is_let_go(
    stage: LiveKitStage,
) -> None:
    later = RemoteTrack(TrackKind.KIND_AUDIO)
    async with stage.gateway().connect(silent):
        stage.server.room.publish(stage.host, later)
        await hearing(later)
        (publication,) = [p for p in stage.host.track_publications.values() if p._track is later]
        publication.set_subscribed(False)
        async with asyncio.timeout(5):
            while later.streams:  # noqa: ASYNC110 - a plain list
                await asyncio.sleep(0.01)
    assert stage.track.streams == []


async def test_a_voice_that_is_cut_off_is_dropped_from_the_sdk_too(stage: LiveKitStage) -> None:
    tone = Tone()
    async with stage.gateway().connect(tone.next_frame):
        source = stage.server.source
        tone.on = True
        await stage.listen(0.2)
        assert source.cleared == 0
        tone.on = False
        await stage.listen(0.2)
        assert source.cleared == 1


async def test_a_voice_that_fails_is_a_break(stage: LiveKitStage) -> None:
    def broken() -> bytes:
        raise ValueError("no frame")

    async with stage.join().connect(broken) as link:
        with pytest.raises(LinkLost, match="broke: ValueError"):
            await watched(link)


async def test_without_the_extra_it_is_one_sentence() -> None:
    if "livekit" in sys.modules or importlib.util.find_spec("livekit") is not None:
        pytest.skip("LiveKit's SDK is installed here")
    settings = Settings(livekit_api_key="key", livekit_api_secret=SecretStr("secret"))
    with pytest.raises(LinkError, match=r"\[livekit\] extra"):
        async with make("wss://host?room=live", settings).connect(silent):
            pass


async def hearing(track: RemoteTrack) -> None:
    """Return once somebody listens to the track."""
    async with asyncio.timeout(5):
        while not track.streams:  # noqa: ASYNC110 - a plain list
            await asyncio.sleep(0.01)


async def watched(link: Link) -> None:
    """Watch the link to its end."""
    async with asyncio.timeout(10):
        async for _ in link.events():
            pass
