"""Reading the weights out of a CTranslate2 `model.bin`, with nothing but numpy.

The format is CTranslate2's own (`python/ctranslate2/specs/model_spec.py`, binary version 6), all
little-endian: version, specification name and its revision, then every variable with its shape and
type, then aliases of variables. A string is a 16-bit length and that many bytes, the last one zero.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from assistant.models.store import ModelError

Weights = dict[str, npt.NDArray[Any]]

_VERSIONS = (5, 6)
_TYPES = {0: "<f4", 1: "i1", 2: "<i2", 3: "<i4", 4: "<f2"}


@dataclass(frozen=True, slots=True, eq=False)
class CTranslate2Model:
    """What a `model.bin` holds: its specification's name and revision, and the variables."""

    specification: str
    revision: int
    variables: Weights


def read_ct2(path: Path) -> CTranslate2Model:
    """Read a `model.bin`. Raises ModelError for a file that is none or is cut short."""
    try:
        with path.open("rb") as file:
            (version,) = _unpack(file, "<I")
            if version not in _VERSIONS:
                raise ModelError(f"{path} is not a CTranslate2 model; convert the model again")
            specification = _string(file)
            revision, count = _unpack(file, "<II")
            variables = dict(_variable(file) for _ in range(count))
            (count,) = _unpack(file, "<I")
            for _ in range(count):
                alias, name = _string(file), _string(file)
                variables[alias] = variables[name]
    except (OSError, struct.error, ValueError, KeyError) as error:
        raise ModelError(f"{path} cannot be read as a CTranslate2 model: {error}") from error
    return CTranslate2Model(specification, revision, variables)


def _unpack(file: BinaryIO, layout: str) -> tuple[int, ...]:
    return struct.unpack(layout, file.read(struct.calcsize(layout)))


def _string(file: BinaryIO) -> str:
    (length,) = _unpack(file, "<H")
    return file.read(length).rstrip(b"\0").decode()


def _variable(file: BinaryIO) -> tuple[str, npt.NDArray[Any]]:
    name = _string(file)
    (rank,) = _unpack(file, "<B")
    shape = _unpack(file, f"<{rank}I")
    kind, size = _unpack(file, "<BI")
    values = np.frombuffer(file.read(size), dtype=_TYPES[kind])
    return name, values.reshape(shape)
