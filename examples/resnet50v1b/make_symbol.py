#!/usr/bin/env python3
"""Exports gluoncv's resnet50_v1b from MXNet. Run by the Python of the environment `mxnet`:

    $(tools/envs.py mxnet) examples/resnet50v1b/make_symbol.py

Writes beside this file `resnet50v1b-symbol.json`, as MXNet exports it, and `resnet50v1b-shapes.json`: the shape of every
parameter, for the generator of parameters (tools/make_mxnet_params.cpp).
"""

import json
import shutil
import tempfile
from pathlib import Path

import mxnet as mx
from gluoncv import model_zoo

HERE = Path(__file__).resolve().parent


def main():
    net = model_zoo.get_model("resnet50_v1b", pretrained=False)
    net.initialize()
    net.hybridize()
    net(mx.nd.zeros((1, 3, 224, 224)))
    with tempfile.TemporaryDirectory() as folder:
        net.export(f"{folder}/resnet50v1b", epoch=0)
        shutil.copyfile(f"{folder}/resnet50v1b-symbol.json", HERE / "resnet50v1b-symbol.json")
        arrays = mx.nd.load(f"{folder}/resnet50v1b-0000.params")
    lines = [f" {json.dumps(name)}: {json.dumps(list(array.shape))}" for name, array in arrays.items()]
    (HERE / "resnet50v1b-shapes.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
