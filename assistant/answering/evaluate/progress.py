"""How far an evaluation is, on standard error."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

EVERY = 100
"""Questions or the like to a line where nobody watches a bar."""


@contextmanager
def shown_progress(doing: str = "asking", done: str = "questions asked") -> "Iterator[Told]":
    """What to tell the progress to: a bar on a terminal, a line now and then elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        yield Told(console, bar, done)


class Told:
    """Shows how many are done of how many."""

    def __init__(self, console: Console, bar: Progress, of_what: str) -> None:
        self._console = console
        self._bar = bar
        self._of_what = of_what
        self._task = bar.add_task("", total=None)

    def __call__(self, done: int, of: int) -> None:
        self._bar.update(self._task, completed=done, total=of)
        if not self._console.is_terminal and (done % EVERY == 0 or done == of):
            self._console.print(f"{done} of {of} {self._of_what}", highlight=False)
