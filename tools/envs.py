#!/usr/bin/env python3
"""Prints the path of the Python of a throw-away environment, which it makes first where it is absent.

    tools/envs.py mxnet

The environments stand in envs.toml beside this file. Each goes to <cache>/nnfront/envs/<name>-<hash of its pins>, so that
checkouts share them and changed pins give a new one; <cache> is $XDG_CACHE_HOME or ~/.cache.

Exit status: 0 made or found; 2 no such environment; 3 no Python that fits on this machine (tests then skip by name);
4 the installation failed.
"""

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

TABLE = Path(__file__).with_suffix(".toml")
MARKER = "complete"
NO_PYTHON = 3


class NoEnvironmentError(Exception):
    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status


def cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "nnfront"


def recipe(name: str, table: dict) -> dict:
    """The Python versions and pip argument lists of an environment, `extends` resolved."""
    if name not in table:
        raise NoEnvironmentError(2, f"no environment {name!r}; there are: {', '.join(sorted(table))}")
    entry = table[name]
    if "extends" not in entry:
        return {"python": entry["python"], "install": entry["install"]}
    base = recipe(entry["extends"], table)
    return {"python": entry.get("python", base["python"]), "install": base["install"] + entry["install"]}


def location(name: str, pins: dict) -> Path:
    digest = hashlib.sha256(json.dumps(pins, sort_keys=True).encode()).hexdigest()[:12]
    return cache_folder() / "envs" / f"{name}-{digest}"


def runs_as(command: str, version: str) -> bool:
    """Whether `command` is a Python of that version that can make environments."""
    probe = "import sys, ensurepip, venv; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([command, "-c", probe], capture_output=True, text=True, timeout=60, check=False)
    except OSError:
        return False
    return done.returncode == 0 and done.stdout.strip() == version


def find_python(versions: list[str]) -> str | None:
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for version in versions:
        names = [sys.executable, f"python{version}", *map(str, sorted(pyenv.glob(f"{version}.*/bin/python")))]
        for candidate in names:
            if runs_as(candidate, version):
                return candidate
    return None


def install(folder: Path, python: str, pins: dict, log) -> None:
    subprocess.run([python, "-m", "venv", folder], stdout=log, stderr=log, check=True)
    for arguments in pins["install"]:
        command = [folder / "bin" / "python", "-m", "pip", "install", "--no-cache-dir", "--disable-pip-version-check", *arguments]
        subprocess.run(command, stdout=log, stderr=log, check=True)


def ensure(name: str) -> Path:
    """The environment's Python. Complete or absent: a folder without the marker is from an interrupted run and is made again."""
    with TABLE.open("rb") as file:
        pins = recipe(name, tomllib.load(file))
    folder = location(name, pins)
    python = folder / "bin" / "python"
    if (folder / MARKER).exists():
        return python
    folder.parent.mkdir(parents=True, exist_ok=True)
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / MARKER).exists():
            return python
        base = find_python(pins["python"])
        if base is None:
            raise NoEnvironmentError(NO_PYTHON, f"environment {name}: needs Python {' or '.join(pins['python'])}, found none")
        print(f"making the Python environment {name} in {folder}", file=sys.stderr, flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        log_path = Path(f"{folder}.log")
        try:
            with log_path.open("w") as log:
                install(folder, base, pins, log)
        except (subprocess.CalledProcessError, OSError) as failure:
            raise NoEnvironmentError(4, f"environment {name}: installation failed, see {log_path}: {failure}") from failure
        (folder / MARKER).touch()
    return python


def go_on_with(name: str) -> None:
    """Runs the script again by the environment's Python, where it is not run by that already, and ends with its status."""
    python = ensure(name)
    if Path(sys.executable).parent != python.parent:
        sys.exit(subprocess.run([python, *sys.argv], check=False).returncode)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", help="an environment of envs.toml")
    try:
        print(ensure(parser.parse_args().name))
    except NoEnvironmentError as failure:
        print(f"envs.py: {failure}", file=sys.stderr)
        return failure.status
    return 0


if __name__ == "__main__":
    sys.exit(main())
