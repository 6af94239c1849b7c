"""`xiaoer join`: lets a running service into a live room, and shows how it does there."""

import sys
import time
from enum import StrEnum
from typing import Annotated, Any

import httpx
import typer

from assistant.cli.common import AsJson, RoomId, fail, print_json, read_settings, shown_key


class Mode(StrEnum):
    """As in `room.floor`, which is not imported for a command line."""

    TEXT = "text"
    ASKED = "asked"
    COHOST = "cohost"


_LOOK_EVERY_S = 1.0
_CONNECT_S = 10.0
_ANSWER_S = 60.0  # a busy service is there still


def join(
    gateway: Annotated[str, typer.Argument(help="Which platform: see the list in the README.")],
    url: Annotated[str, typer.Argument(help="The live room's address, as that gateway has it.")],
    room: RoomId = "demo",
    server: Annotated[
        str, typer.Option(help="The running service; none: this machine's, at the port set.")
    ] = "",
    mode: Annotated[
        Mode, typer.Option(help="text, asked or cohost: how far it may speak aloud.")
    ] = Mode.TEXT,
    as_json: AsJson = False,
) -> None:
    """Join a live room: read its comments, answer them there, until it is over or Ctrl-C."""
    settings = read_settings()
    base = server or f"http://{settings.host}:{settings.port}"
    with httpx.Client(
        base_url=base,
        headers=shown_key(base, settings),
        timeout=httpx.Timeout(_ANSWER_S, connect=_CONNECT_S),
    ) as client:
        try:
            asked = {"gateway": gateway, "url": url, "mode": mode.value}
            joined = _asked(client, "POST", f"/api/rooms/{room}/gateways", asked)
            place = f"/api/rooms/{room}/gateways/{joined['id']}"
            ended = _followed(client, place, joined)
        except httpx.ReadTimeout:
            fail(f"the service at {base} has not answered for {_ANSWER_S:.0f} s; look at its log")
        except httpx.TransportError:
            fail(f"there is no service at {base}; start one with `xiaoer up`, or give --server")
    if as_json:
        print_json(ended)
    if ended["state"] == "failed":
        fail(ended["reason"])


def _asked(
    client: httpx.Client, method: str, path: str, body: dict[str, str] | None = None
) -> dict[str, Any]:
    response = client.request(method, path, json=body)
    if response.is_error:
        fail(response.json().get("detail") or f"the service answered {response.status_code}")
    return dict(response.json())


def _followed(client: httpx.Client, place: str, joined: dict[str, Any]) -> dict[str, Any]:
    """Tell what changes until it is over; Ctrl-C leaves."""
    told = ""
    try:
        while True:
            now = f"{joined['state']} {joined['reason']}".strip()
            if now != told:
                print(f"{joined['gateway']}: {now}", file=sys.stderr)
                told = now
            if joined["state"] in ("over", "failed"):
                return joined
            time.sleep(_LOOK_EVERY_S)
            joined = _asked(client, "GET", place)
    except KeyboardInterrupt:
        joined = _asked(client, "GET", place)
        client.delete(place)
        print(f"{joined['gateway']}: left", file=sys.stderr)
        return joined
