"""Staff who correct while their process is killed, again and again: what was acknowledged is kept,
and done once, however often it is sent."""

import os
import random
import subprocess
import sys
from pathlib import Path

from support import corrections_worker

from assistant.store import Catalogs, Database
from assistant.store.corrections import Corrections
from catalog_loader.product import Catalog, Shop

MADE = 30
KILLS = 5


def correct_until_killed(url: str, numbers: list[int], acknowledgements: int) -> dict[int, int]:
    """The version of each that was acknowledged before the process was killed."""
    command = [sys.executable, corrections_worker.__file__, url, *map(str, numbers)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    acknowledged: dict[int, int] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as working:
        assert working.stdout is not None
        for count, line in enumerate(working.stdout, start=1):
            number, version = map(int, line.split())
            acknowledged[number] = version
            if count == acknowledgements:
                working.kill()  # SIGKILL; what it wrote before is read to the end
        code = working.wait()
    assert code in (0, -9), code
    return acknowledged


async def test_what_was_acknowledged_is_kept_and_done_once(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'corrections.db'}"
    database = await Database.open(url)
    before = await Catalogs(database).save("shop", Catalog(shop=Shop(name="小店", currency="CNY")))
    await database.close()
    rng = random.Random(11)
    acknowledged: dict[int, int] = {}
    for kill in range(KILLS + 1):
        # those that were done are sent again as well
        after = rng.randrange(1, 25) if kill < KILLS else 3 * MADE
        acknowledged |= correct_until_killed(url, list(range(MADE)), after)
        database = await Database.open(url)
        corrections, catalogs = Corrections(database), Catalogs(database)
        kept = {one.id: one.version for one in await corrections.list(limit=3 * MADE)}
        applied = sum(kept.values())
        versions = [len(await corrections.versions(name)) for name in kept]
        version = await catalogs.version("shop")
        await database.close()
        for number, acked in acknowledged.items():
            assert kept[f"c{number}"] >= acked, "an acknowledged action was lost"
        assert versions == list(kept.values())
        assert version == before + applied, "the catalog counted an action twice, or not at all"
    assert kept == {f"c{number}": 2 for number in range(MADE)}
