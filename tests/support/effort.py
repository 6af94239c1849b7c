"""A bound on work that would grow with its square: in the processor's time, not the clock's."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time

AT_ONCE_S = 5.0
"""Hundredths are enough where the cost grows with the input; with its square it is minutes."""


@contextmanager
def at_once() -> Iterator[None]:
    """The block must end before its cost shows that it grows with the square of its input."""
    begun = process_time()
    yield
    assert process_time() - begun < AT_ONCE_S
