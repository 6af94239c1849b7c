"""A participant of an Agora channel by the server SDK: its sound both ways, and signalling's text.

Every call of the SDK is made on one worker thread of the link's, so that the loop waits for no
native code; what the SDK calls is in `observers`.

Tested behind a stand-in for the documented surface of agora-python-server-sdk 2.4.10. Its native
part and the live service were not met; unproven are: how much sound the SDK holds back before it
plays, whether the loop's pace of 20 ms needs a lead, what the error numbers of signalling mean, and
that a channel's users are heard one by one at 16 kHz as asked.
"""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import structlog

from assistant.gateways.agora import token
from assistant.gateways.agora.address import Address, address
from assistant.gateways.agora.observers import (
    Inbox,
    audio_observer,
    connection_observer,
    message_handler,
)
from assistant.gateways.agora.sdk import Sdk, Services, load, of_this_process
from assistant.gateways.link import (
    Abilities,
    Limits,
    LinkError,
    LinkLost,
    LiveEvent,
    NextFrame,
    Visitor,
)
from assistant.gateways.pacing import Pace, ends_loud
from assistant.settings import Settings
from assistant.speech.audio import HEARING_RATE, SPEAKING_RATE

JOIN_S = 15.0
"""How long entering, logging in and being answered may take, each."""

_LIMITS = Limits(length=1_000)  # signalling takes 32 KB; nobody reads so much at once

_log = structlog.get_logger(__name__)

Result = TypeVar("Result")


class AgoraRtc:
    """A gateway to one channel, as a participant."""

    name = "agora-rtc"

    def __init__(
        self,
        where: Address,
        certificate: str,
        *,
        loading: Callable[[], Sdk] = load,
        services: Services | None = None,
    ) -> None:
        self._where = where
        self._certificate = certificate
        self._loading = loading
        self._services = services or of_this_process()
        self._me = where.uid if where.uid != "0" else f"xiaoer-{uuid4().hex[:8]}"

    @contextlib.asynccontextmanager
    async def connect(self, next_frame: NextFrame) -> AsyncIterator["RtcLink"]:
        """Enter the channel, and signalling where it is used."""
        with ThreadPoolExecutor(1, "agora") as worker:
            link = RtcLink(worker, self._where, self._me, self._token)
            sdk = await link.call(self._loading)
            service = await link.call(self._services.service, sdk, self._where.app_id)
            try:
                await link.enter(sdk, service)
                async with link.at_work(next_frame):
                    yield link
            finally:
                await link.call(link.release)  # one call: once begun it is done whoever waits

    def _token(self) -> str:
        if not self._certificate:
            return ""
        where, seconds = self._where, token.LONGEST_S
        services = [token.rtc(where.channel, where.uid, seconds), token.rtm(self._me, seconds)]
        return token.signed(where.app_id, self._certificate, services, seconds=seconds)


class RtcLink:
    """One participant, from entering the channel to leaving it."""

    def __init__(
        self, worker: ThreadPoolExecutor, where: Address, me: str, new_token: Callable[[], str]
    ) -> None:
        self._worker = worker
        self._where = where
        self._me = me
        self._new_token = new_token
        self._inbox = Inbox()
        self._connection: Any = None
        self._rtm: Any = None
        self._observers: list[Any] = []  # the SDK keeps no hold of some of them

    @property
    def abilities(self) -> Abilities:
        """All but text where signalling is left out."""
        text = self._where.text
        return Abilities(
            reads=text, writes=text, hears=True, speaks=True, to_one=text, limits=_LIMITS
        )

    async def call(self, function: Callable[..., Result], *given: Any) -> Result:
        """What `function` gives, called where the SDK is."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, function, *given)

    async def enter(self, sdk: Sdk, service: Any) -> None:
        """Enter. Raises LinkError, LinkLost."""
        await self.call(self._connect, sdk, service)
        await _soon(asyncio.shield(self._inbox.connected), "let Xiaoer into the channel")
        _zero(await self.call(self._connection.publish_audio), "publish its voice")
        if self._where.text:
            self._rtm = await self.call(self._signalling, sdk)
            await self._asked(self._rtm.login, self._new_token())
            options = sdk.SubscribeOptions(with_message=True)
            await self._asked(self._rtm.subscribe, self._where.channel, options)

    @contextlib.asynccontextmanager
    async def at_work(self, next_frame: NextFrame) -> AsyncIterator[None]:
        """Speak, and keep the tokens fresh, while this is open."""
        tasks = [
            asyncio.create_task(self._told(self._speak, next_frame), name="agora voice"),
            asyncio.create_task(self._told(self._renew), name="agora tokens"),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def events(self) -> AsyncIterator[LiveEvent]:
        """What is said and written by others."""
        async for event in self._inbox.read():
            yield event

    async def write(self, text: str, *, to: Visitor | None = None) -> None:
        """Write to the channel, or to one user of signalling."""
        if self._rtm is None:
            raise LinkError("this link to Agora has no text; leave text=no out of its address")
        if to is None:
            await self._asked(self._rtm.send_channel_message, self._where.channel, text.encode())
        else:
            await self._asked(self._rtm.send_user_message, to.id, text.encode())

    def release(self) -> None:
        """Leave, with all that was made; on the worker."""
        with contextlib.ExitStack() as leaving:
            if self._connection is not None:
                leaving.callback(self._connection.release)
                leaving.callback(self._connection.disconnect)
            if self._rtm is not None:
                leaving.callback(self._rtm.release)
                leaving.callback(self._rtm.logout)

    def _connect(self, sdk: Sdk, service: Any) -> None:
        where, heard = self._where, sdk.AudioSubscriptionOptions
        options = heard(
            pcm_data_only=1, bytes_per_sample=2, number_of_channels=1, sample_rate_hz=HEARING_RATE
        )
        connection = service.create_rtc_connection(
            sdk.RTCConnConfig(auto_subscribe_audio=1, audio_subs_options=options),
            sdk.RtcConnectionPublishConfig(),
        )
        if connection is None:
            raise LinkLost("Agora's server SDK made no connection")
        self._connection = connection
        about = connection_observer(sdk, self._inbox)
        ears = audio_observer(sdk, self._inbox, where.hears)
        self._observers += [about, ears]
        connection.register_observer(about)
        user = connection.get_local_user()
        user.set_playback_audio_frame_before_mixing_parameters(1, HEARING_RATE)
        connection.register_audio_frame_observer(ears, 0, None)
        _zero(connection.connect(self._new_token(), where.channel, where.uid), "enter the channel")

    def _signalling(self, sdk: Sdk) -> Any:
        handler = message_handler(sdk, self._inbox, self._where.channel, self._me)
        self._observers.append(handler)
        log = Path(tempfile.gettempdir()) / "xiaoer-agora-rtm.log"
        client = sdk.RTMClient(
            sdk.RtmConfig(
                app_id=self._where.app_id,
                user_id=self._me,
                use_string_user_id=1,
                event_handler=handler,
                log_config=sdk.RtmLogConfig(file_path=str(log), file_size_kb=1024),
            )
        )
        if not client.is_valid:  # it has no native client, and calling one would end the process
            raise LinkError("Agora's signalling does not start; see the app id, or use text=no")
        return client

    async def _asked(self, function: Callable[..., tuple[int, int]], *given: Any) -> None:
        """Ask signalling, and wait for its answer. Raises LinkLost, LinkError."""
        doing = function.__name__.replace("_", " ")
        failed, request = await self.call(function, *given)
        if not failed:
            failed = await _soon(self._inbox.reply(request), doing)
        if failed:
            reason = await self.call(self._rtm.get_error_reason, failed)
            raise LinkError(
                f"Agora's signalling did not {doing}: {reason or 'no reason'} [{failed}]"
            )

    async def _speak(self, next_frame: NextFrame) -> None:
        """Push 20 ms every 20 ms, and have dropped what is still held of a voice cut off."""
        pace, loud = Pace(), False
        while True:
            await pace.wait()
            frame = next_frame()
            silent = not any(frame)
            if silent and loud:
                await self.call(self._connection.interrupt_audio)
            # a bytearray: the SDK takes a pointer to what it may write to
            push = self._connection.push_audio_pcm_data
            _zero(await self.call(push, bytearray(frame), SPEAKING_RATE, 1), "take the voice")
            loud = not silent and ends_loud(frame)

    async def _renew(self) -> None:
        while True:
            await self._inbox.expiring.wait()
            self._inbox.expiring.clear()
            fresh = self._new_token()
            await self.call(self._connection.renew_token, fresh)
            if self._rtm is not None:
                await self.call(self._rtm.renew_token, fresh)

    async def _told(self, work: Callable[..., Awaitable[None]], *given: Any) -> None:
        """Let the reader know where `work` fails: a link that fell silent must not look well."""
        try:
            await work(*given)
        except (LinkError, LinkLost) as error:
            self._inbox.fail(error)
        except Exception as error:
            _log.exception("the link to Agora broke")
            self._inbox.fail(LinkLost(f"the link to Agora broke: {type(error).__name__}"))


def make(url: str, settings: Settings) -> AgoraRtc:
    """The gateway to the channel at `url`. Raises LinkError."""
    where = address(url, settings)
    return AgoraRtc(where, settings.agora_app_certificate.get_secret_value())


def _zero(result: int, doing: str) -> None:
    if result < 0:
        raise LinkLost(f"Agora's server SDK did not {doing} [{result}]")


async def _soon(waited: Awaitable[Result], doing: str) -> Result:
    try:
        async with asyncio.timeout(JOIN_S):
            return await waited
    except TimeoutError:
        raise LinkLost(f"Agora did not {doing} within {JOIN_S:.0f} s") from None
