#!/usr/bin/env python3
"""Single operators in real MXNet 1.9.1, for nnfront's translations to be compared with. Run by the Python of the environment `mxnet`.

    mxnet_operators.py OUT [--cases NAME,...]

Writes a folder per case of CASES, with the same files as make_mxnet.py: x-symbol.json, x-0000.params, goldens.npz, manifest.json.
A case is the operator's name, what it reads (by name: how to draw it) and its attributes. Contents that an operator compares or
looks up are drawn so that nothing is a tie.
"""

import argparse
import sys
import zlib
from pathlib import Path

import golden_files
import mxnet as mx
import numpy
from mxnet_network import Network
from operator_cases import CASES


def drawn(how, random):
    """An array as operator_cases.py describes it."""
    kind, *arguments = how
    if kind == "normal":
        return random.standard_normal(arguments[0])
    if kind == "uniform":
        low, high, shape = arguments
        return random.uniform(low, high, shape)
    if kind == "integers":
        low, high, shape = arguments
        return random.integers(low, high, shape)
    if kind == "distinct":
        size = int(numpy.prod(arguments[0]))
        return (random.permutation(size) + 1).reshape(arguments[0]) / size
    if kind == "values":
        return numpy.array(arguments[0])
    if kind == "boxes":
        corners = numpy.sort(random.uniform(0, arguments[1], (*arguments[0], 2, 2)), axis=-2)
        return corners.reshape(*arguments[0], 4)
    if kind == "rows":
        return numpy.concatenate([drawn(part, random) for part in arguments], axis=-1)
    if kind == "definite":
        half = random.standard_normal(arguments[0])
        return half @ numpy.swapaxes(half, -1, -2) + numpy.eye(arguments[0][-1])
    raise ValueError(kind)


def make(case, folder):
    random = numpy.random.default_rng(zlib.crc32(case.name.encode()))
    shapes = {name: drawn(how, random).shape for name, how in case.inputs.items()}
    operator = case.build or (lambda symbol, *arguments: getattr_path(symbol, case.operator)(*arguments, **case.attributes, name="x"))
    symbol = operator(mx.sym, *[mx.sym.var(name) for name in case.inputs])
    symbol.save(str(folder / "x-symbol.json"))
    mx.nd.save(str(folder / "x-0000.params"), {"arg:unused": mx.nd.zeros((1,))})
    network = Network(symbol, {}, shapes, "float32")
    runs = [[drawn(how, random).astype(numpy.float32) for how in case.inputs.values()] for _ in range(2)]
    values = [network(xs) for xs in runs]
    writer = golden_files.Writer()
    writer.keep_inputs(*runs)
    outputs = []
    for i, name in enumerate(symbol.list_outputs()):
        writer.keep(f"y2_{i}", values[1][i])
        outputs.append({"name": name, **writer.keep(f"y1_{i}", values[0][i]), "conditioning": case.conditioning})
    manifest = {
        "model": case.name,
        "prefix": "x",
        "epoch": 0,
        "inputs": [{"name": name, "shape": list(shape)} for name, shape in shapes.items()],
        "mxnet": mx.__version__,
        "outputs": outputs,
        "interior": [],
    }
    writer.write(folder, manifest)


def getattr_path(owner, path):
    for part in path.split("."):
        owner = getattr(owner, part)
    return owner


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cases", help="comma-separated; all by default")
    options = parser.parse_args()
    chosen = options.cases.split(",") if options.cases else None
    failed = 0
    for case in CASES:
        if chosen is not None and case.name not in chosen:
            continue
        folder = options.out / case.name
        folder.mkdir(parents=True)
        try:
            make(case, folder)
        except mx.base.MXNetError as failure:
            failed += 1
            print(f"{case.name}: MXNet: {str(failure).splitlines()[0][:300]}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
