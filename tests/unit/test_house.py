"""The house: imports go down its list, never up, and the loader knows nothing of the assistant."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = (
    "cli",
    "web",
    "gateways",
    "review",
    "room",
    "answering",
    "recommend",
    "speech",
    "knowledge",
    "compliance",
    "store",
    "models",
    "recovery",
    "settings",
    "telemetry",
)
SOURCES = sorted(set((ROOT / "assistant").rglob("*.py")) - {ROOT / "assistant/__init__.py"})


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def floor(module: str) -> int | None:
    """The place of `assistant.X…` in the list, None for what is not of the house."""
    parts = module.split(".")
    return FLOORS.index(parts[1]) if parts[0] == "assistant" and len(parts) > 1 else None


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down(path: Path) -> None:
    here = floor(".".join(path.relative_to(ROOT).with_suffix("").parts))
    assert here is not None
    above = [
        module for module in imported(path) if (there := floor(module)) is not None and there < here
    ]
    assert above == []


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "catalog_loader").rglob("*.py")),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_the_loader_knows_nothing_of_the_assistant(path: Path) -> None:
    assert [module for module in imported(path) if module.split(".")[0] == "assistant"] == []
