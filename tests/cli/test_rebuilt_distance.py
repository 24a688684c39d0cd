"""`nnfront reconstruct --input-npy --result-npy`: the rebuilt model is run by its framework and compared."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import envs

FORM = ("--graph", "ir/IR_for_reconstruct_graph.json", "--params", "ir/IR_for_reconstruct_params.npz")
OUTPUT = "digits_dense0_fwd"
# Stands for an interpreter that has a framework: gives what is in answer.npz, whatever it is asked.
STAND_IN = """#!{python}
import shutil, sys
import numpy as np
script, loader, model, inputs, outputs = sys.argv[1:]
with np.load(inputs) as given:
    assert given["data"].shape == (1, 1, 8, 8), "what it was asked"
assert "onnxruntime" in open(loader).read()
shutil.copy({answer!r}, outputs)
"""


@pytest.fixture
def compiled(nnfront, workplace):
    assert nnfront("compile", "digits-symbol.json", "--input", "data:1,1,8,8", "--no-png", "-o", "ir").returncode == 0
    np.save(workplace / "x.npy", np.load(workplace / "digits-images.npy")[:1])
    assert nnfront("run", *FORM, "--input-npy", "x.npy", "-o", "y.npy").returncode == 0
    return workplace


@pytest.fixture
def rebuild(nnfront, compiled):
    def run(python, *words, to="onnx", path="m.onnx"):
        checked = ("--input_npy", "x.npy", "--result_npy", "y.npy", "--python", python)
        return nnfront("reconstruct", "--to", to, *FORM, *checked, "--save_path", path, *words)

    return run


@pytest.fixture
def stand_in(compiled):
    """An interpreter that answers with the right result times a factor."""

    def make(factor, name=OUTPUT):
        np.savez(compiled / "answer.npz", **{name: np.load(compiled / "y.npy") * np.float32(factor)})
        program = compiled / "stand_in"
        program.write_text(STAND_IN.format(python=sys.executable, answer=str(compiled / "answer.npz")))
        program.chmod(0o755)
        return program

    return make


@pytest.mark.parametrize(("to", "path", "environment"), [("onnx", "m.onnx", "onnx"), ("tensorflow", "m.pb", "tensorflow")])
def test_the_framework_itself(rebuild, to, path, environment):
    try:
        python = envs.ensure(environment)
    except envs.NoEnvironmentError as failure:
        if failure.status == envs.NO_PYTHON:
            pytest.skip(str(failure))
        raise
    done = rebuild(python, to=to, path=path)
    assert done.returncode == 0, done.stderr
    assert 0 <= float(done.stdout.split("distance: ")[1]) <= 1e-5


def test_what_is_equal_passes(rebuild, stand_in):
    done = rebuild(stand_in(1))
    assert (done.returncode, done.stdout.split("\n")[1]) == (0, "distance: 0.0")


def test_what_is_far_fails_with_one(rebuild, stand_in):
    done = rebuild(stand_in(1.01))
    assert done.returncode == 1
    assert float(done.stdout.split("distance: ")[1]) == pytest.approx(0.01, rel=1e-3)
    assert done.stderr.endswith(" is above 0.001\n")


def test_no_number_is_far(rebuild, stand_in):
    assert rebuild(stand_in(np.nan)).returncode == 1


def test_for_machines(rebuild, stand_in):
    told = json.loads(rebuild(stand_in(1), "--json").stdout)
    assert told["distance"] == 0 and told["distance_limit"] == 1e-3


def test_an_output_that_is_missing(rebuild, stand_in):
    done = rebuild(stand_in(1, name="other"))
    assert (done.returncode, done.stderr) == (2, f"nnfront: the rebuilt model gives no output '{OUTPUT}'\n")


def test_an_interpreter_that_fails_is_quoted(rebuild, compiled):
    (compiled / "broken").write_text("#!/bin/sh\necho Traceback >&2\necho 'ModuleNotFoundError: no such thing' >&2\nexit 1\n")
    (compiled / "broken").chmod(0o755)
    done = rebuild("./broken")
    assert done.returncode == 2
    assert done.stderr == "nnfront: m.onnx is written, but ./broken did not run it (exit status 1): ModuleNotFoundError: no such thing\n"


def test_an_interpreter_that_is_not_there(rebuild):
    done = rebuild("./nowhere")
    assert (done.returncode, done.stderr) == (2, "nnfront: ./nowhere cannot be started: No such file or directory\n")


def test_arrays_are_looked_at_before_anything_is_written(nnfront, compiled):
    words = ("reconstruct", "--to", "onnx", *FORM, "--save_path", "m.onnx", "--input_npy", "x.npy")
    assert nnfront(*words).stderr == "nnfront: --input-npy without --result-npy: nothing to compare with\n"
    assert "there is no output 'z'" in nnfront(*words, "--result_npy", "z=y.npy").stderr
    assert "got more output files than the model's 1 outputs" in nnfront(*words, "--result_npy", "y.npy", "y.npy").stderr
    assert not (compiled / "m.onnx").exists()
