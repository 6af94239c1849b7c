"""What the commands share: how they read the settings, and how they print."""

import asyncio
import json
import locale
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, NoReturn, TypeVar
from urllib.parse import urlsplit

import typer
from rich.console import Console

from assistant.settings import Settings
from assistant.telemetry import configure_logging

T = TypeVar("T")

PIPED_COLUMNS = 200
"""How wide a table is where nobody's window says so."""

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
CatalogName = Annotated[str, typer.Option("--catalog", help="The shop's catalog in the store.")]
RoomId = Annotated[str, typer.Option("--room", help="The room's id.")]


def fail(reason: str) -> NoReturn:
    """End with exit code 1 and one line that says why."""
    Console(stderr=True, soft_wrap=True).print(f"xiaoer: {reason}", markup=False, highlight=False)
    sys.exit(1)


def output() -> Console:
    """Standard output; where it is no terminal, wide enough that no column is cut."""
    return Console(width=None if sys.stdout.isatty() else PIPED_COLUMNS)


def print_json(document: Any) -> None:
    """Print one JSON document."""
    print(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def spoken_language() -> str:
    """`zh` for who has set up their terminal in Chinese, else `en`."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    chosen = next((name for name in names if name), "") or (locale.getlocale()[0] or "")
    return "zh" if chosen.lower().startswith(("zh", "chinese")) else "en"


def read_settings(**given: Any) -> Settings:
    """The settings, with what the command line gave, and logging set up by them."""
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    configure_logging(settings.log_format, settings.log_level)
    return settings


def shown_key(base: str, settings: Settings) -> dict[str, str]:
    """The header that tells the running service at `base` who we are: the API key that is set, else
    the key that a service on this machine leaves for its own user; none where there is neither."""
    from assistant.review.access.local_key import read_local_key

    url = urlsplit(base)
    key = settings.api_key.get_secret_value()
    if not key and url.hostname in ("127.0.0.1", "localhost", "::1"):
        key = read_local_key(settings.home, url.port or 80)
    return {"Authorization": f"Bearer {key}"} if key else {}


def with_database(work: Callable[[Any], Awaitable[T]]) -> T:
    """Run `work` with the database open."""
    from assistant.store import Database

    async def opened() -> T:
        database = await Database.open(read_settings().resolved_database_url)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(opened())
