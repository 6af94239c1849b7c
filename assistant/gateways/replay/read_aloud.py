"""The voice of a host who is only written: read aloud once, and kept."""

import asyncio
import contextlib
import hashlib
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from assistant.answering.understand.language import detect
from assistant.gateways.link import LinkError
from assistant.models import ModelError, ModelStore
from assistant.settings import Settings
from assistant.speech.audio import join
from assistant.speech.synthesisers.port import Synthesiser, SynthesiserError
from assistant.speech.synthesisers.registry import open_synthesiser

OpenVoice = Callable[[], Awaitable[Synthesiser]]


def voice_of(settings: Settings) -> "ReadAloud":
    """A host in another voice than Xiaoer's, kept under the home; opened when first needed."""

    async def opened() -> Synthesiser:
        # By itself: what a host says is for listeners here, not for an endpoint that is paid.
        return await open_synthesiser(
            settings.model_copy(update={"tts_base_url": "", "synthesiser": "kokoro"}),
            ModelStore(settings.models_dir),
        )

    return ReadAloud(settings.home / "shows" / "host", opened, unlike=settings.voice)


class ReadAloud:
    """Sound files of texts in `folder`, synthesised when they are not there.

    A file is named for its text and the voice it must not be, so that a script that changes is
    read anew where it changed.
    """

    def __init__(self, folder: Path, opened: OpenVoice, *, unlike: str = "") -> None:
        self._folder = folder
        self._open = opened
        self._unlike = unlike
        self._synthesiser: Synthesiser | None = None
        self._one_at_a_time = asyncio.Lock()

    async def sound(self, text: str) -> Path:
        """The file of `text` read aloud. Raises LinkError where there is no voice to read it."""
        path = self._path(text)
        async with self._one_at_a_time:
            if not await asyncio.to_thread(path.is_file):
                await self._read(text, path)
        return path

    async def read_ahead(self, texts: Iterable[str]) -> None:
        """Have all of `texts` read, in order; ends early, and quietly, where none can be: whoever
        wants the sound is told."""
        with contextlib.suppress(LinkError):
            for text in texts:
                await self.sound(text)
            await self.close()

    async def close(self) -> None:
        """Let go of the voice; it opens again when it is needed."""
        async with self._one_at_a_time:
            synthesiser, self._synthesiser = self._synthesiser, None
            if synthesiser:
                await synthesiser.close()

    async def _read(self, text: str, path: Path) -> None:
        try:
            if self._synthesiser is None:
                self._synthesiser = await self._open()
            language = detect(text)
            others = [v for v in self._synthesiser.voices(language) if v != self._unlike]
            voice = others[0] if others else ""
            # Not `ahead`: the show is waiting, or soon will be.
            speaking = self._synthesiser.speak(text, language=language, voice=voice)
            async with contextlib.aclosing(speaking):
                sound = join([piece async for piece in speaking])
        except (SynthesiserError, ModelError) as error:
            raise LinkError(
                f"the host cannot be heard: {error}; add ?voice=off to play the show without"
            ) from error

        def keep() -> None:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            part.write_bytes(sound.encode("flac"))
            part.replace(path)

        await asyncio.to_thread(keep)

    def _path(self, text: str) -> Path:
        named = hashlib.sha256(f"{self._unlike}\n{text}".encode()).hexdigest()[:32]
        return self._folder / f"{named}.flac"
