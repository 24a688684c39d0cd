#!/usr/bin/env python3
"""Runs rebuilt models in their own framework.

    run_rebuilt.py LOADER MODEL INPUTS.npz OUTPUTS.npz [INPUTS.npz OUTPUTS.npz ...]
    run_rebuilt.py LOADER --cases FOLDER FILE

LOADER: load_rebuilt.py of the target; its `load` takes the path of a model and gives a function from arrays by name to arrays by name. The
model is loaded once. With --cases: every FOLDER/<case>/FILE on its inputs.npz; outputs go to got.npz, what the framework says against a
model to failure.txt. Run by a Python that has the target's framework and NumPy.
"""

import importlib.util
import sys
from pathlib import Path

# Folders beside this script are called as frameworks are.
sys.path[:] = [path for path in sys.path if Path(path).resolve() != Path(__file__).resolve().parent]

import numpy as np  # noqa: E402


def loader(path):
    spec = importlib.util.spec_from_file_location("load_rebuilt", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.load


def run_files(run, files):
    for inputs, outputs in zip(files[::2], files[1::2]):
        with np.load(inputs) as given:
            np.savez(outputs, **run(dict(given)))


def run_cases(load, folder, file):
    for inputs in sorted(Path(folder).glob("*/inputs.npz")):
        case = inputs.parent
        if not (case / file).exists():
            continue  # refused when it was to be written
        try:
            run_files(load(str(case / file)), [inputs, case / "got.npz"])
        except Exception as failure:  # whatever the framework raises against this model: the others still count
            (case / "failure.txt").write_text(f"{type(failure).__name__}: {failure}\n")


def main():
    path, model, *files = sys.argv[1:]
    load = loader(path)
    if model == "--cases":
        run_cases(load, *files)
    else:
        run_files(load(model), files)


if __name__ == "__main__":
    main()
