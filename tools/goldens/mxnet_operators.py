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
from processor import has_vnni


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


def parameters_of(symbol, case, shapes, random):
    """Contents of the parameters: as the case says, and of those that a network makes itself, by what MXNet infers."""
    named = {name: drawn(how[1], random) for name, how in case.inputs.items() if how[0] == "parameter"}
    known = {**shapes, **{name: value.shape for name, value in named.items()}}
    # Of a loop MXNet infers no result, but what it reads.
    argument_shapes, _, _ = symbol.infer_shape_partial(**known)
    for name, shape in zip(symbol.list_arguments(), argument_shapes):
        if name not in known:
            named[name] = 0.5 * random.standard_normal(shape)
    return {name: mx.nd.array(value.astype(numpy.float32)) for name, value in named.items()}


def make(case, folder):
    random = numpy.random.default_rng(zlib.crc32(case.name.encode()))
    inputs = {name: how for name, how in case.inputs.items() if how[0] != "parameter"}
    shapes = {name: drawn(how, random).shape for name, how in inputs.items()}
    variables = [mx.sym.var(name) for name in case.inputs]
    symbol = case.build(mx.sym, *variables) if case.build else operator(case.operator)(*variables, **case.attributes, name="x")
    parameters = parameters_of(symbol, case, shapes, random)
    symbol.save(str(folder / "x-symbol.json"))
    mx.nd.save(
        str(folder / "x-0000.params"), {f"arg:{name}": value for name, value in parameters.items()} or {"arg:unused": mx.nd.zeros((1,))}
    )
    network = Network(symbol, parameters, shapes, "float32")
    runs = [[drawn(how, random).astype(numpy.float32) for how in inputs.values()] for _ in range(2)]
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


def operator(path):
    """What MXNet's module of symbols has under a name like "contrib.box_nms"."""
    found = mx.sym
    for part in path.split("."):
        found = getattr(found, part)
    return found


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
        if case.needs_vnni and not has_vnni():
            print(f"{case.name}: skipped, this processor has no VNNI", file=sys.stderr)
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
