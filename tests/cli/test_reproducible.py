"""What is compiled depends on the model alone: not on the hour, nor on the place, the user, the age of the files, the number of threads.

Each compilation is a process of its own, as what one process makes twice within a moment is alike though it has the time in it.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

MODEL = Path(__file__).parents[2] / "examples" / "digits"
FORMS = ("IR_for_reconstruct", "IR_fused_for_CModel")
FILES = sorted(f"{form}_{kind}" for form in FORMS for kind in ("graph.json", "graph.png", "params.npz"))


@pytest.fixture(scope="module")
def another_time(program):
    """Settings under which a program is told another time, and lives in another zone."""
    library = Path(program).parents[1] / "tests" / "cli" / "another_time.so"
    assert library.is_file(), f"{library} is not built (target another_time)"
    settings = {"LD_PRELOAD": str(library), "TZ": "ELSEWHERE-13:30"}
    asked = [sys.executable, "-c", "import time; print(time.time(), time.localtime().tm_year)"]
    seconds, year = subprocess.run(asked, env={**os.environ, **settings}, capture_output=True, text=True, check=True).stdout.split()
    assert float(seconds) - time.time() > 366 * 86400
    assert int(year) > time.localtime().tm_year
    return settings


def compiled(program, folder: Path, settings: dict, *words: str) -> dict[str, bytes]:
    """What the files of a compilation in `folder` hold."""
    folder.mkdir(parents=True)
    for name in ("digits-symbol.json", "digits-0000.params"):
        shutil.copy(MODEL / name, folder)
        if words:
            os.utime(folder / name, (86400, 86400))
    command = [program, "compile", "digits-symbol.json", "--input", "data:1,1,8,8", "--verify", "-o", "ir", *words]
    subprocess.run(command, cwd=folder, env={**os.environ, **settings}, stdout=subprocess.DEVNULL, check=True)
    return {path.name: path.read_bytes() for path in (folder / "ir").iterdir()}


def without_times(value):
    """A report less how long everything took."""
    if isinstance(value, dict):
        return {key: without_times(each) for key, each in value.items() if key != "milliseconds"}
    return [without_times(each) for each in value] if isinstance(value, list) else value


def test_the_same_bytes_at_another_time_and_place(program, tmp_path, another_time):
    here = compiled(program, tmp_path / "here", {"TZ": "UTC"})
    settings = {**another_time, "HOME": str(tmp_path), "USER": "somebody", "LC_ALL": "C"}
    elsewhere = compiled(program, tmp_path / "another" / "folder", settings, "--threads", "1")
    assert sorted(here) == sorted(elsewhere) == sorted([*FILES, "compile_report.json"])
    assert [name for name in FILES if here[name] != elsewhere[name]] == []
    reports = [without_times(json.loads(files["compile_report.json"])) for files in (here, elsewhere)]
    assert reports[0] == reports[1]
