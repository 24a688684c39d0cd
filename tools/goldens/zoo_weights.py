#!/usr/bin/env python3
"""Writes the weights that belong to goldens of zoo_export.py. Run by the Python of the environment `mxnet`.

    zoo_weights.py FOLDER FILE     FOLDER: the goldens; FILE: the .params file to write

They are not kept with the goldens, as the rule that made them (mxnet_weights.py) makes the same ones again.
"""

import json
import sys
from pathlib import Path

import mxnet as mx
import mxnet_weights


def kept_parameters(folder):
    """By name; none of a network without batch norms and anchors, whose file is empty."""
    stored = mx.nd.load(str(folder / "kept.params"))
    return {name.split(":", 1)[1]: value for name, value in dict(stored).items()}


def write_parameters(folder, path):
    manifest = json.loads((folder / "manifest.json").read_text())
    symbol = mx.sym.load(str(folder / f"{manifest['prefix']}-symbol.json"))
    kept = kept_parameters(folder)
    inputs = {entry["name"]: tuple(entry["shape"]) for entry in manifest["inputs"]}
    argument_shapes, _, state_shapes = symbol.infer_shape(**inputs, **{name: value.shape for name, value in kept.items()})
    names = symbol.list_arguments() + symbol.list_auxiliary_states()
    shapes = {name: shape for name, shape in zip(names, argument_shapes + state_shapes) if name not in inputs}
    mxnet_weights.save(path, symbol, {**mxnet_weights.seeded(symbol, shapes, manifest["seed"]), **kept})


if __name__ == "__main__":
    write_parameters(Path(sys.argv[1]), sys.argv[2])
