"""`xiaoer join`: lets a running service into a live room, and shows how it does there."""

import sys
import time
from typing import Annotated, Any

import httpx
import typer

from assistant.cli.common import AsJson, RoomId, fail, print_json, read_settings

_LOOK_EVERY_S = 1.0
_WAIT_S = 10.0


def join(
    gateway: Annotated[str, typer.Argument(help="Which platform: see the list in the README.")],
    url: Annotated[str, typer.Argument(help="The live room's address, as that gateway has it.")],
    room: RoomId = "demo",
    server: Annotated[
        str, typer.Option(help="The running service; none: this machine's, at the port set.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Join a live room: read its comments, answer them there, until it is over or Ctrl-C."""
    settings = read_settings()
    base = server or f"http://{settings.host}:{settings.port}"
    with httpx.Client(base_url=base, timeout=_WAIT_S) as client:
        try:
            joined = _asked(client, "POST", f"/api/rooms/{room}/gateways", gateway, url)
            place = f"/api/rooms/{room}/gateways/{joined['id']}"
            ended = _followed(client, place, joined)
        except httpx.TransportError:
            fail(f"there is no service at {base}; start one with `xiaoer up`, or give --server")
    if as_json:
        print_json(ended)
    if ended["state"] == "failed":
        fail(ended["reason"])


def _asked(client: httpx.Client, method: str, path: str, *body: str) -> dict[str, Any]:
    document = dict(zip(("gateway", "url"), body, strict=True)) if body else None
    response = client.request(method, path, json=document)
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
