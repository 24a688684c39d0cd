#!/usr/bin/env python3
"""Runs a rebuilt model in its own framework: run_rebuilt.py TARGET MODEL INPUTS.npz OUTPUTS.npz [INPUTS.npz OUTPUTS.npz ...]

TARGET: onnx (onnxruntime on the CPU, without optimisations that change what is computed) or torch (MODEL is the folder). Inputs go by name; outputs are written by
name. The model is loaded once. Run by the Python of the environment that the target needs (benchmarks/roundtrip knows which).
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
    session = onnxruntime.InferenceSession(model, options)
    names = [output.name for output in session.get_outputs()]
    return lambda inputs: dict(zip(names, session.run(names, inputs), strict=True))


def torch(model):
    import importlib.util

    import torch as package

    spec = importlib.util.spec_from_file_location("rebuilt", Path(model) / "model.py")
    rebuilt = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rebuilt)
    network = rebuilt.load()

    def run(inputs):
        with package.no_grad():
            found = network(*(package.from_numpy(inputs[name]) for name in rebuilt.INPUTS))
        found = found if isinstance(found, tuple) else (found,)
        return {name: tensor.numpy() for name, tensor in zip(rebuilt.OUTPUTS, found, strict=True)}

    return run


LOADERS = {"onnx": onnx, "torch": torch}


def main():
    target, model, *files = sys.argv[1:]
    run = LOADERS[target](model)
    for inputs, outputs in zip(files[::2], files[1::2], strict=True):
        with np.load(inputs) as given:
            np.savez(outputs, **run(dict(given)))


if __name__ == "__main__":
    main()
