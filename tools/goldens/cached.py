#!/usr/bin/env python3
"""Prints the folder with MXNet's goldens (make_mxnet.py), making them first where they are absent: about a minute.

They lie in <cache>/nnfront/goldens/<hash>, the hash being over the scripts, the pins and the models' own files, so that a repeated
run is quick and a change makes them again. Exit status as tools/envs.py: 3 means that no fitting Python is there.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tools"))
sys.path.insert(0, str(REPOSITORY / "tools" / "goldens"))

import envs  # noqa: E402
import make_mxnet  # noqa: E402


def digest(python: Path, shared: Path) -> str:
    summary = hashlib.sha256()
    for script in ("make_mxnet.py", "golden_files.py", "mxnet_goldens.py", "mxnet_network.py", "mxnet_weights.py"):
        summary.update((Path(__file__).parent / script).read_bytes())
    summary.update(python.parent.parent.name.encode())  # the environment's name holds the hash of its pins
    for name in make_mxnet.FILES:
        for file in make_mxnet.model_files(name, shared):
            summary.update(file.read_bytes() if file.exists() else b"absent")
    return summary.hexdigest()[:16]


def ensure(shared: Path) -> Path:
    python = envs.ensure("mxnet")
    folder = envs.cache_folder() / "goldens" / digest(python, shared)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            return folder
        print(f"making MXNet's goldens in {folder}", file=sys.stderr, flush=True)
        part = Path(f"{folder}.part")
        shutil.rmtree(part, ignore_errors=True)
        command = [python, make_mxnet.__file__, part, "--shared", shared]
        subprocess.run(command, stdout=sys.stderr, check=True)
        part.rename(folder)
    return folder


def main() -> int:
    try:
        print(ensure(REPOSITORY.parent / "shared"))
    except envs.NoEnvironmentError as failure:
        print(f"cached.py: {failure}", file=sys.stderr)
        return failure.status
    except subprocess.CalledProcessError as failure:
        print(f"cached.py: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
