#!/usr/bin/env python3
"""Runs rebuilt models in their own framework.

    run_rebuilt.py TARGET MODEL INPUTS.npz OUTPUTS.npz [INPUTS.npz OUTPUTS.npz ...]
    run_rebuilt.py TARGET --cases FOLDER FILE

TARGET: onnx (onnxruntime on the CPU, without optimisations that change what is computed). Inputs go by name; outputs are written by
name. The model is loaded once. With --cases: every FOLDER/<case>/FILE on its inputs.npz; outputs go to got.npz, what the framework says
against a model to failure.txt. Run by the Python of the environment that the target needs (rebuilt_targets.py knows which).
"""

import sys
from pathlib import Path

import numpy as np


def onnx(model):
    import onnx as package
    import onnxruntime

    package.checker.check_model(model, full_check=True)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options)
    names = [output.name for output in session.get_outputs()]
    return lambda inputs: dict(zip(names, session.run(names, inputs), strict=True))


LOADERS = {"onnx": onnx}


def run_files(run, files):
    for inputs, outputs in zip(files[::2], files[1::2], strict=True):
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
    target, model, *files = sys.argv[1:]
    load = LOADERS[target]
    if model == "--cases":
        run_cases(load, *files)
    else:
        run_files(load(model), files)


if __name__ == "__main__":
    main()
