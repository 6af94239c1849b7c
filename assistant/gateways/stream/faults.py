"""What an error of FFmpeg's means for a live stream: final, or to be tried again."""

import av
import av.error

from assistant.gateways.link import LinkError, LinkLost
from assistant.gateways.stream.address import shown


def fault(error: av.FFmpegError, url: str, *, joined: bool, silent: bool) -> LinkError | LinkLost:
    """The sentence for an error of the stream at `url`, once it was `joined` or before; `silent`
    is whether all patience was spent on waiting, which FFmpeg tells by many an error."""
    there = shown(url)
    if silent:
        return LinkLost(
            f"nothing more came from {there}" if joined else f"no stream came from {there} yet"
        )
    match error:
        case av.error.HTTPUnauthorizedError() | av.error.HTTPForbiddenError():
            return LinkError(f"{there} refuses Xiaoer; see the address's key or signature")
        case av.error.HTTPNotFoundError():
            return LinkLost(f"there is no stream at {there}, or not yet")
        case (
            av.error.DecoderNotFoundError()
            | av.error.DemuxerNotFoundError()
            | av.error.ProtocolNotFoundError()
        ):
            return LinkError(
                f"the stream at {there} is of a kind that is not known here: {error.strerror}"
            )
        case av.error.InvalidDataError() if not joined and url.startswith("http"):
            return LinkError(f"what is at {there} is no stream that can be heard")
    if joined:
        return LinkLost(f"the connection to {there} broke")
    return LinkLost(f"{there} could not be joined: {error.strerror}")
