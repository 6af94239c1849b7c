"""Run the notebooks from top to bottom and write them with their outputs to `notebooks/build`.

    python notebooks/run.py [NAME …] [--out FOLDER]

With the environment variable XIAOER_NOTEBOOK_SAMPLE=1 they look at a small sample. Exit code 1
where a cell fails, whose error is shown.
"""

import argparse
import os
import sys
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

FOLDER = Path(__file__).resolve().parent


class ThisInterpreter(KernelSpecManager):
    """Every kernel is the interpreter that runs this, so that none need be installed."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The one kernel there is."""
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, language="python", display_name=kernel_name)


def run(notebook: Path, out: Path) -> None:
    """Run `notebook` in its own folder and write it with what came of it, also where a cell failed.

    Raises CellExecutionError.
    """
    # tqdm would say in every first cell that it has no widgets to draw with
    environment = {**os.environ, "PYTHONWARNINGS": "ignore:IProgress not found"}
    content = nbformat.read(notebook, nbformat.NO_CONVERT)
    client = NotebookClient(
        content,
        km=AsyncKernelManager(kernel_spec_manager=ThisInterpreter()),
        timeout=None,
        resources={"metadata": {"path": str(notebook.parent)}},
    )
    out.mkdir(parents=True, exist_ok=True)
    try:
        client.execute(cleanup_kc=True, env=environment)
    finally:
        nbformat.write(content, out / notebook.name)


def main() -> int:
    """Run what the command line names, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="such as 01-tour; none: all")
    parser.add_argument("--out", type=Path, default=FOLDER / "build", metavar="FOLDER")
    asked = parser.parse_args()
    known = {path.stem: path for path in sorted(FOLDER.glob("*.ipynb"))}
    if unknown := [name for name in asked.names if name not in known]:
        parser.error(f"there is no notebook {unknown[0]}; there are {', '.join(known)}")
    for name in asked.names or known:
        print(f"{name}: running", file=sys.stderr, flush=True)
        try:
            run(known[name], asked.out)
        except CellExecutionError as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 1
        print(f"{name}: {asked.out / known[name].name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
