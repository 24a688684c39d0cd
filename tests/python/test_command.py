"""The command that is installed with the package."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import nnfront

DIGITS = Path(__file__).parents[2] / "examples" / "digits" / "digits-symbol.json"


@pytest.fixture(params=["script", "module"])
def command(request):
    if not (Path(nnfront.__file__).parent / "bin").is_dir():
        pytest.skip("the package is not installed")
    return [Path(sysconfig.get_path("scripts")) / "nnfront"] if request.param == "script" else [sys.executable, "-m", "nnfront"]


def test_it_is_the_program(command):
    done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"nnfront {nnfront.__version__}\n"
    done = subprocess.run([*command, "inspect", DIGITS], capture_output=True, text=True, check=True)
    assert "Convolution" in done.stdout


def test_its_exit_status_is_the_programs(command):
    done = subprocess.run([*command, "inspect", "nowhere"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("nnfront: nowhere: ")
