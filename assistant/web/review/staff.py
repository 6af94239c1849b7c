"""Who of staff is asking, and the queue they ask."""

from typing import Annotated, cast

from fastapi import Depends, Header, Path
from starlette.requests import HTTPConnection

from assistant.review.queue.ports import Actor
from assistant.review.queue.queue import ReviewQueue


# What is checked here: that whoever asks is of staff and may review. Their name is who acts.
def staff_actor(x_staff: Annotated[str, Header(max_length=64)] = "staff") -> Actor:
    """Who acts."""
    return Actor(x_staff, x_staff)


def _queue(connection: HTTPConnection) -> ReviewQueue:
    return cast("ReviewQueue", connection.app.state.review)


Id = Annotated[int, Path(ge=1, le=1 << 53)]
"""The number of what a path names."""

StaffOf = Annotated[Actor, Depends(staff_actor)]
QueueOf = Annotated[ReviewQueue, Depends(_queue)]
