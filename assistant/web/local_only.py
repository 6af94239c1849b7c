"""What staff see is for who sits at the machine, as long as nobody can sign in."""

from ipaddress import ip_address

from fastapi import Depends
from starlette.requests import HTTPConnection

from assistant.web.problems import Problem


def _from_this_machine(connection: HTTPConnection) -> None:
    """Refuses whoever comes over the network, themselves or by a proxy that says so."""
    host = connection.client.host if connection.client is not None else ""
    forwarded = connection.headers.get("x-forwarded-for") or connection.headers.get("forwarded")
    if forwarded or not _is_here(host):
        raise Problem(
            403,
            "this is for the shop's staff, who open it on the machine that it runs on",
        )


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:  # no address: a socket of this machine's
        return True


LOCAL_ONLY = Depends(_from_this_machine)
"""The dependency of routes that staff use."""
