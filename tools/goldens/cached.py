#!/usr/bin/env python3
"""Prints the folder with a set of MXNet's goldens, making it first where it is absent: about a minute.

    cached.py [networks|operators]     networks: make_mxnet.py, the default; operators: mxnet_operators.py

A set lies in <cache>/nnfront/goldens/<hash>, the hash being over the scripts, the pins and the models' own files, so that a repeated
run is quick and a change makes it again. Exit status as tools/envs.py: 3 means that no fitting Python is there.
"""

import argparse
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(REPOSITORY / "tools"))
sys.path.insert(0, str(HERE))

import envs  # noqa: E402
import keeping  # noqa: E402
import make_mxnet  # noqa: E402

# The first script of a set makes it.
SCRIPTS = {
    "networks": ("make_mxnet.py", "golden_files.py", "mxnet_goldens.py", "mxnet_network.py", "mxnet_weights.py"),
    "operators": (
        "mxnet_operators.py",
        "operator_case.py",
        "operator_cases.py",
        "element_cases.py",
        "layer_cases.py",
        "network_cases.py",
        "integer_cases.py",
        "golden_files.py",
        "mxnet_network.py",
    ),
}


def digest(kind: str, python: Path, shared: Path) -> str:
    models = make_mxnet.FILES if kind == "networks" else ()
    files = [file for name in models for file in make_mxnet.model_files(name, shared)]
    # The environment's name holds the hash of its pins.
    return keeping.digest(
        [*(HERE / script for script in SCRIPTS[kind]), python.parent.parent.name, *(file if file.exists() else "absent" for file in files)]
    )


def ensure(kind: str, shared: Path) -> Path:
    python = envs.ensure("mxnet")
    folder = envs.cache_folder() / "goldens" / digest(kind, python, shared)

    def make(part: Path) -> None:
        print(f"making MXNet's goldens ({kind}) in {folder}", file=sys.stderr, flush=True)
        more = ["--shared", shared] if kind == "networks" else []
        subprocess.run([python, HERE / SCRIPTS[kind][0], part, *more], stdout=sys.stderr, check=True)

    return keeping.made_once(folder, make)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", nargs="?", choices=list(SCRIPTS), default="networks")
    kind = parser.parse_args().kind
    try:
        print(ensure(kind, REPOSITORY.parent / "shared"))
    except envs.NoEnvironmentError as failure:
        print(f"cached.py: {failure}", file=sys.stderr)
        return failure.status
    except subprocess.CalledProcessError as failure:
        print(f"cached.py: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
