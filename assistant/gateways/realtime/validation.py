"""Turning pydantic's findings into the protocol's errors: a code, a parameter, one sentence."""

from typing import Any

from pydantic import ValidationError

from assistant.gateways.realtime.errors import ProtocolError


def protocol_error(error: ValidationError, data: Any, prefix: str = "") -> ProtocolError:
    """The first finding of `error` about `data`, as OpenAI's server words it.

    `prefix` is where `data` stands in the event (`session`).
    """
    finding = error.errors(include_url=False)[0]
    kind = finding["type"]
    location = finding["loc"]
    absent = location[-1:] if kind == "missing" else ()
    param = _path(location[: len(location) - len(absent)], data, prefix)
    param = ".".join(filter(None, (param, *map(str, absent))))
    if kind in ("missing", "union_tag_not_found"):
        if kind == "union_tag_not_found":
            param = f"{param}.{finding['ctx']['discriminator'].strip(chr(39))}"
        return ProtocolError(
            f"Missing required parameter: '{param}'.",
            code="missing_required_parameter",
            param=param,
        )
    code = "invalid_type" if kind.endswith(("_type", "_parsing")) else "invalid_value"
    message = finding["msg"].removeprefix("Value error, ")
    return ProtocolError(f"Invalid '{param}': {message}.", code=code, param=param)


def _path(location: tuple[int | str, ...], data: Any, prefix: str) -> str:
    """The parameter's path as a client wrote it.

    pydantic puts the tags of unions into a location (`turn_detection.server_vad.threshold`);
    what is not a key of the data at that place is such a tag.
    """
    path = prefix
    for part in location:
        if isinstance(data, list) and isinstance(part, int) and part < len(data):
            path, data = f"{path}[{part}]", data[part]
        elif isinstance(data, dict) and part in data:
            path, data = f"{path}.{part}" if path else str(part), data[part]
    return path
