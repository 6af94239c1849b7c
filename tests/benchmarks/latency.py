"""Voice to voice over recorded questions: `python tests/benchmarks/latency.py [--help]`."""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from rich.console import Console

from assistant.gateways.realtime.bench import run
from assistant.settings import Settings


def main() -> None:
    """Measure, and print a table or one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="", help="a running service; none: one is started")
    parser.add_argument("--room", default="demo")
    parser.add_argument("--manifest", type=Path, help="JSON lines of audio, text, fields")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    report = asyncio.run(
        run(Settings(), url=chosen.url, room=chosen.room, manifest=chosen.manifest)
    )
    if chosen.json:
        json.dump(report.as_json(), sys.stdout, ensure_ascii=False, indent=2)
    else:
        Console().print(report.table())


if __name__ == "__main__":
    main()
