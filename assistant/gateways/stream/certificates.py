"""Whose certificates are trusted; FFmpeg trusts nobody's, or everybody's, unless it is told."""

import socket
import ssl
from urllib.parse import urlsplit

import certifi

from assistant.gateways.link import LinkError

_ENCRYPTED = {"https": 443, "rtmps": 443}
_PATIENCE_S = 5.0


def ca_file() -> str:
    """The file of certificates this machine trusts, `SSL_CERT_FILE` first."""
    return ssl.get_default_verify_paths().cafile or certifi.where()


def distrusted(url: str) -> LinkError | None:
    """The sentence for a server that cannot be trusted, None for any other. Blocks."""
    parts = urlsplit(url)
    port, host = parts.port or _ENCRYPTED.get(parts.scheme, 0), parts.hostname or ""
    if parts.scheme not in _ENCRYPTED:
        return None
    try:
        with (
            socket.create_connection((host, port), _PATIENCE_S) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host),
        ):
            return None
    except ssl.SSLCertVerificationError as error:
        return LinkError(f"the certificate of {host} is not trusted: {error.verify_message}")
    except OSError:
        return None
