"""Files made from another file, beside it, once: a folded or cut copy of a model."""

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import onnx
from filelock import FileLock
from onnx import ModelProto

SOURCE_KEY = "xiaoer.made_from"
_TAIL = 4096


def derived(
    source: Path, names: Sequence[str], version: str, make: Callable[[Path], Sequence[ModelProto]]
) -> tuple[Path, ...]:
    """The ONNX files called `names` beside `source`, made by `make(source)` on first use.

    They are made again, all of them, when `source` changes (judged by size and modification time,
    kept in each file's own metadata), when `version` does, or when one of them is damaged. Each
    appears under its name only once it is whole. Raises OSError where the folder cannot be
    written, and what `make` raises.
    """
    targets = tuple(source.with_name(name) for name in names)
    key = _key(source, version)
    if all(_is_current(target, key) for target in targets):
        return targets
    with FileLock(source.with_name(f".{source.name}.derived.lock")):
        if not all(_is_current(target, key) for target in targets):
            for target, model in zip(targets, make(source), strict=True):
                _write(model, target, key)
    return targets


def _write(model: ModelProto, target: Path, key: str) -> None:
    del model.metadata_props[:]
    model.metadata_props.add(key=SOURCE_KEY, value=key)
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as file:
        partial = Path(file.name)
    try:
        onnx.save(model, partial)
        partial.chmod(0o644)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _key(source: Path, version: str) -> str:
    stat = source.stat()
    return f"{version}:{stat.st_size}:{stat.st_mtime_ns}"


def _is_current(target: Path, key: str) -> bool:
    if not target.is_file():
        return False
    # The metadata is written behind the weights, so the end of the file is enough to read.
    with target.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
        tail = file.read()
    return f"{SOURCE_KEY}\x12".encode() in tail and key.encode() in tail
