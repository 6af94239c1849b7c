"""The service without any model, on a port of this machine: for tests that kill it.

`python -m support.small_service PORT HOME`
"""

import sys
from pathlib import Path

import uvicorn
from support.staff import LOCAL_KEY

from assistant.room.engines import EngineLoader
from assistant.settings import Settings
from assistant.web.app import create_app


async def nothing(_: EngineLoader) -> None:
    """Every engine there is."""
    raise RuntimeError("this service has no models")


def main() -> None:
    """Serve until killed."""
    port, home = int(sys.argv[1]), Path(sys.argv[2])
    app = create_app(Settings(home=home), engines={"answerer": nothing})
    app.state.local_key = LOCAL_KEY
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")


if __name__ == "__main__":
    main()
