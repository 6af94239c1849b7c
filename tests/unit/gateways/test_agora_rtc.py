"""Agora's server SDK as a link, over a stand-in that calls back as the native SDK does."""

import asyncio
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from support.agora_engine import APP_ID, CERTIFICATE
from support.agora_sdk import CHANNEL_TYPE_USER, Cloud, heard
from support.links import (
    Hears,
    JoinsAndLeaves,
    Reads,
    Speaks,
    Tone,
    Writes,
    first,
    share_of_tone,
    silent,
)

from assistant.gateways.agora import rtc
from assistant.gateways.agora.address import Address
from assistant.gateways.agora.rtc import AgoraRtc
from assistant.gateways.agora.sdk import Services, load
from assistant.gateways.link import Gateway, Heard, Link, LinkError, LinkLost, Said, Visitor
from assistant.gateways.registry import gateway
from assistant.settings import Settings
from assistant.speech.audio import Audio, silence

WHERE = Address(APP_ID, "show", uid="1001")


class SdkStage:
    """The cloud behind the SDK, and a viewer in its channel."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.services = Services()

    def join(self, where: Address = WHERE, certificate: str = CERTIFICATE) -> AgoraRtc:
        return AgoraRtc(where, certificate, loading=self.cloud.sdk, services=self.services)

    def gateway(self) -> Gateway:
        return self.join()

    def wrong(self) -> Gateway:
        return self.join(certificate="0" * 32)

    async def say(self, text: str, *, viewer: str = "小美") -> None:
        self.cloud.message(text, viewer)

    async def read(self) -> str:
        return (await asyncio.to_thread(self.cloud.written.get, True, 10))[2]

    async def talk(self, audio: Audio) -> None:
        await asyncio.to_thread(self.cloud.talk, audio, "2001")

    async def listen(self, seconds: float) -> Audio:
        (connection,) = self.cloud.connections
        begin = len(connection.played)
        await asyncio.sleep(seconds)
        return heard(bytes(connection.played[begin:]))

    async def cut(self) -> None:
        (connection,) = self.cloud.connections
        self.cloud.back(connection.observer.on_connection_lost, connection, None)


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    cloud = Cloud()
    yield cloud
    cloud.close()
    assert cloud.violations == []
    assert cloud.connections == []
    assert cloud.clients == []


@pytest.fixture
def stage(cloud: Cloud) -> SdkStage:
    return SdkStage(cloud)


class TestAgoraRtc(JoinsAndLeaves, Reads, Writes, Hears, Speaks):
    """What every gateway that carries text and sound does."""


async def test_everything_is_left_in_order(stage: SdkStage) -> None:
    async with stage.gateway().connect(silent):
        pass
    calls = [name for name in stage.cloud.calls if name in ("logout", "disconnect", "release")]
    assert calls == ["logout", "release", "disconnect", "release"]


async def test_a_voice_that_is_cut_off_is_dropped_from_the_sdk_too(stage: SdkStage) -> None:
    tone = Tone()
    async with stage.gateway().connect(tone.next_frame):
        (connection,) = stage.cloud.connections
        tone.on = True
        await stage.listen(0.2)
        assert connection.interruptions == 0
        tone.on = False
        await stage.listen(0.2)
        assert connection.interruptions == 1


async def test_a_voice_that_dies_away_is_left_to_end(stage: SdkStage) -> None:
    frames = [bytes([0, level]) * 480 for level in (32, 16, 8, 2, 1, 0)]

    def dying() -> bytes:
        return frames.pop(0) if frames else silent()

    async with stage.gateway().connect(dying):
        (connection,) = stage.cloud.connections
        await stage.listen(0.4)
        assert frames == []
        assert connection.interruptions == 0


async def test_only_the_named_users_are_heard(stage: SdkStage) -> None:
    where = Address(APP_ID, "show", uid="1001", hears=("2002",))
    sound = silence(0.2, 16_000)
    async with stage.join(where).connect(silent) as link:
        events = link.events()
        await asyncio.to_thread(stage.cloud.talk, sound, "2001")
        await asyncio.to_thread(stage.cloud.talk, sound, "2002")
        event = await first(events, lambda e: isinstance(e, Heard))
    assert isinstance(event, Heard)
    assert event.visitor == Visitor("2002")
    assert event.audio.rate == 16_000


async def test_its_own_words_and_what_is_no_text_are_not_comments(stage: SdkStage) -> None:
    async with stage.gateway().connect(silent) as link:
        await link.write("我自己说的")
        stage.cloud.message(b"\xff\xfe", "2001")
        stage.cloud.message("悄悄话", "2001", kind=CHANNEL_TYPE_USER)
        stage.cloud.message("多少钱", "2001")
        comment = await first(link.events(), lambda e: isinstance(e, Said))
    assert isinstance(comment, Said)
    assert (comment.text, comment.visitor.id) == ("多少钱", "2001")


async def test_a_message_may_be_for_one(stage: SdkStage) -> None:
    async with stage.gateway().connect(silent) as link:
        assert link.abilities.to_one
        await link.write("只给你", to=Visitor("2001"))
        assert stage.cloud.written.get(timeout=5) == ("user", "2001", "只给你")
        with pytest.raises(LinkError, match=r"send user message: user offline \[208\]"):
            await link.write("在吗", to=Visitor("nobody"))


async def test_text_may_be_left_out(stage: SdkStage) -> None:
    where = Address(APP_ID, "show", text=False)
    async with stage.join(where).connect(silent) as link:
        abilities = link.abilities
        assert (abilities.reads, abilities.writes, abilities.hears, abilities.speaks) == (
            False,
            False,
            True,
            True,
        )
        with pytest.raises(LinkError, match="no text"):
            await link.write("你好")
    assert "RTMClient" not in stage.cloud.calls


async def test_signalling_that_refuses_is_one_sentence(stage: SdkStage) -> None:
    stage.cloud.login_error = 104
    with pytest.raises(LinkError, match=r"signalling did not login: token invalid \[104\]"):
        async with stage.gateway().connect(silent):
            pass


async def test_signalling_that_says_nothing_is_lost(
    stage: SdkStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rtc, "JOIN_S", 0.2)
    stage.cloud.silent_login = True
    with pytest.raises(LinkLost, match="did not login within"):
        async with stage.gateway().connect(silent):
            pass


@pytest.mark.parametrize(("reason", "fault"), [(3, LinkError), (19, LinkError), (14, LinkLost)])
async def test_why_it_ended_says_whether_to_come_again(
    stage: SdkStage, reason: int, fault: type[Exception]
) -> None:
    async with stage.gateway().connect(silent) as link:
        (connection,) = stage.cloud.connections
        stage.cloud.back(connection.observer.on_disconnected, connection, None, reason)
        with pytest.raises(fault, match=rf"\[{reason}\]"):
            await watched(link)


async def test_signalling_that_breaks_is_a_break(stage: SdkStage) -> None:
    async with stage.gateway().connect(silent) as link:
        (client,) = stage.cloud.clients
        stage.cloud.back(client.handler.on_link_state_event, SimpleNamespace(current_state=3))
        stage.cloud.back(client.handler.on_link_state_event, SimpleNamespace(current_state=5))
        with pytest.raises(LinkLost, match="signalling"):
            await watched(link)


async def test_a_voice_that_is_not_taken_is_a_break(stage: SdkStage) -> None:
    async with stage.join().connect(lambda: bytes(959)) as link:
        with pytest.raises(LinkLost, match="-1002"):
            await watched(link)


async def test_a_voice_that_fails_is_a_break(stage: SdkStage) -> None:
    def broken() -> bytes:
        raise ValueError("no frame")

    async with stage.join().connect(broken) as link:
        with pytest.raises(LinkLost, match="broke: ValueError"):
            await watched(link)


async def test_tokens_are_renewed_when_they_are_about_to_expire(stage: SdkStage) -> None:
    async with stage.gateway().connect(silent):
        (connection,), (client,) = stage.cloud.connections, stage.cloud.clients
        stage.cloud.back(connection.observer.on_token_privilege_will_expire, connection, "old")
        async with asyncio.timeout(5):
            while not client.tokens:  # noqa: ASYNC110 - another thread's
                await asyncio.sleep(0.01)
        assert connection.tokens == client.tokens


async def test_a_process_has_one_service_for_one_project(stage: SdkStage) -> None:
    async with stage.join().connect(silent):
        pass
    async with stage.join().connect(silent):
        assert stage.cloud.services == 1
    another = Address("0" * 32, "show")
    with pytest.raises(LinkError, match="process of its own"):
        async with stage.join(another).connect(silent):
            pass
    await asyncio.to_thread(stage.services.release)
    assert stage.cloud.services == 0


async def test_a_callback_after_the_end_reaches_nobody(stage: SdkStage) -> None:
    async with stage.gateway().connect(silent):
        (connection,) = stage.cloud.connections
        observer, ears = connection.observer, connection.ears
    frame = SimpleNamespace(
        channels=1, bytes_per_sample=2, samples_per_sec=16_000, buffer=bytearray(320)
    )
    stage.cloud.back(observer.on_connection_lost, connection, None)
    stage.cloud.back(
        ears.on_playback_audio_frame_before_mixing, connection, "show", "1", frame, -1, None
    )


async def test_the_tone_comes_whole_through_the_sdk(stage: SdkStage) -> None:
    tone = Tone()
    tone.on = True
    async with stage.gateway().connect(tone.next_frame):
        assert share_of_tone(await stage.listen(0.6)) > 0.9


class TestLoading:
    """Where the SDK is not, or not whole."""

    @pytest.fixture
    def package(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        """A package by the SDK's name that is nothing but what a test puts there."""
        folder = tmp_path / "agora"
        (folder / "rtc").mkdir(parents=True)
        (folder / "__init__.py").write_text("")
        (folder / "rtc" / "__init__.py").write_text("")
        monkeypatch.syspath_prepend(str(tmp_path))
        yield folder
        for name in [name for name in sys.modules if name.split(".")[0] == "agora"]:
            del sys.modules[name]

    def test_absent_it_is_one_sentence(self) -> None:
        settings = Settings(agora_app_certificate=CERTIFICATE)  # type: ignore[arg-type]
        joined = gateway("agora-rtc", f"agora://{APP_ID}/show", settings)

        async def join() -> None:
            async with joined.connect(silent):
                pass

        if "agora" in sys.modules:
            pytest.skip("the SDK is installed here")
        with pytest.raises(LinkError, match=r"\[agora\] extra"):
            asyncio.run(join())

    def test_without_its_native_part_it_is_never_imported(self, package: Path) -> None:
        (package / "__init__.py").write_text("raise AssertionError('it would fetch and remove')")
        with pytest.raises(LinkError, match="without its native part"):
            load()

    @pytest.mark.parametrize("fault", ["sys.exit(1)", "raise OSError('libaosl.so')", "import nix"])
    def test_what_breaks_while_it_loads_is_one_sentence(self, package: Path, fault: str) -> None:
        (package / "agora_sdk").mkdir()
        (package / "agora_sdk" / "libagora_rtc_sdk.so").write_bytes(b"")
        (package / "rtc" / "agora_service.py").write_text(
            "import ssl, sys\n"
            "ssl._create_default_https_context = ssl._create_unverified_context\n" + fault
        )
        before = ssl._create_default_https_context
        with pytest.raises(LinkError, match="cannot be loaded"):
            load()
        assert ssl._create_default_https_context is before


async def watched(link: Link) -> None:
    """Watch the link to its end."""
    async with asyncio.timeout(10):
        async for _ in link.events():
            pass
