"""Pulling models with a bar that shows how far it is, how fast, and how long it still takes."""

from collections.abc import Iterable
from functools import partial

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from assistant.models.store import ModelStore
from assistant.models.table import Model


def pull_with_progress(store: ModelStore, models: Iterable[Model], again: bool = False) -> None:
    """Pull `models` into `store`, showing progress on standard error. Raises ModelError."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        for model in models:
            task = progress.add_task(model.name, total=model.size)
            store.pull(model, partial(progress.advance, task), again)
            progress.update(task, completed=model.size)
