"""What viewers asked by voice, kept as it was heard for those who review it."""

import asyncio
import shutil
from datetime import date, timedelta
from pathlib import Path

import structlog

from assistant.speech.audio import Audio

_log = structlog.get_logger(__name__)


class HeardSounds:
    """Ogg Opus files in a folder a day under `folder`, kept for `days`; with 0, none is."""

    def __init__(self, folder: Path, days: int) -> None:
        self._folder = folder
        self._days = days
        self._today = date.min
        self._writing: set[asyncio.Task[None]] = set()

    def keep(self, sound: Audio | None, answer_id: str, day: date) -> str:
        """Keep a sound, and give its name at once; "" where nothing is kept.

        It is written beside the answer, which waits for no disk.
        """
        if sound is None or not self._days:
            return ""
        name = f"{day.isoformat()}/{answer_id}.ogg"
        task = asyncio.create_task(self._write(sound, name, day), name="keep what was heard")
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        return name

    def path(self, name: str) -> Path | None:
        """Where a sound lies; None where it is not kept, or no more."""
        path = self._folder / name
        return path if name and path.is_file() else None

    async def close(self) -> None:
        """Write what is not written yet."""
        await asyncio.gather(*self._writing)

    async def _write(self, sound: Audio, name: str, day: date) -> None:
        try:
            await asyncio.to_thread(self._save, sound, name)
            if day > self._today:
                self._today = day
                await asyncio.to_thread(self._remove, before=day - timedelta(days=self._days))
        except OSError as error:
            _log.warning("what was heard is not kept", reason=str(error))

    def _save(self, sound: Audio, name: str) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(sound.encode("ogg"))
        part.replace(path)  # whole or not at all

    def _remove(self, before: date) -> None:
        for folder in self._folder.iterdir():
            if folder.name < before.isoformat():
                shutil.rmtree(folder, ignore_errors=True)
