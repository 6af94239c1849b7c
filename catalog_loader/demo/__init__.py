"""The demo shop: a small shop written for this project, with pictures drawn by `draw.py`."""

from pathlib import Path

_FOLDER = Path(__file__).resolve().parent


def demo_catalog_path() -> Path:
    """The demo shop's catalog, in the project's own JSONL."""
    return _FOLDER / "catalog.jsonl"


def pictures_dir() -> Path:
    """The folder of the demo shop's product pictures, named `<handle>.svg`."""
    return _FOLDER / "pictures"
