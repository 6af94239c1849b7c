"""Faults of a client's event, in the words of OpenAI's Realtime protocol."""


class ProtocolError(ValueError):
    """An event that cannot be done; it is answered with an `error` event and nothing else happens.

    `code` and `param` are the protocol's (`invalid_value`, `session.audio.output.voice`); the
    message is one sentence for the developer of the client.
    """

    def __init__(self, message: str, *, code: str, param: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.param = param


class ConnectionLost(Exception):
    """The other end is gone; nothing more can be sent."""
