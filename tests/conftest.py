"""The program whose messages are held: $NNFRONT, or the one on the path."""

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

DIGITS = Path(__file__).parents[1] / "examples" / "digits"
SHAPE = ("--input", "data:1,1,8,8")


@pytest.fixture(scope="session")
def program():
    found = os.environ.get("NNFRONT") or shutil.which("nnfront")
    if found is None:
        pytest.fail("no program to test: set NNFRONT to its path")
    return str(Path(found).absolute())


@pytest.fixture
def workplace(tmp_path):
    """A folder with the digits model, as a user has it."""
    for file in DIGITS.iterdir():
        if file.name.startswith("digits-"):
            shutil.copy(file, tmp_path)
    return tmp_path


@pytest.fixture
def nnfront(program, workplace):
    """Runs the program in the workplace."""

    def run(*words):
        return subprocess.run([program, *map(str, words)], cwd=workplace, capture_output=True, text=True, timeout=60, check=False)

    return run


@pytest.fixture
def complaint(nnfront):
    """Runs the program, which must end with `status`, and gives the one line that it complains with, without "nnfront: "."""

    def run(status, *words):
        done = nnfront(*words)
        assert done.returncode == status, done.stderr
        lines = done.stderr.splitlines()
        assert len(lines) == 1, done.stderr
        assert lines[0].startswith("nnfront: ")
        return lines[0].removeprefix("nnfront: ")

    return run


@pytest.fixture
def compiled(nnfront, workplace):
    """The flags that name the compiled digits, and an input that fits."""
    assert nnfront("compile", "digits-symbol.json", *SHAPE, "--no-png", "-o", "ir").returncode == 0
    np.save(workplace / "x.npy", np.zeros((1, 1, 8, 8), np.float32))
    return ("--graph", "ir/IR_fused_for_CModel_graph.json", "--params", "ir/IR_fused_for_CModel_params.npz")
