"""Tables of words and patterns that stand as TOML beside the modules that read them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(package: str, name: str) -> Mapping[str, Any]:
    """The table `name` (`rules.toml`, `tongues/th.toml`) of `package`, read once.

    Every reader gets the same mapping, so none may change it.
    """
    return tomllib.loads(files(package).joinpath(name).read_text("utf-8"))


@cache
def word_list(package: str, name: str, key: str) -> frozenset[str]:
    """The words under `key`: one text of words between spaces, or a list of such texts."""
    words = table(package, name)[key]
    return frozenset((words if isinstance(words, str) else " ".join(words)).split())
