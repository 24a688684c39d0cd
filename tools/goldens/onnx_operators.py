"""Operators of ONNX and onnxruntime that no node test has, as models of one node: onnx_models.py compares them beside the real models."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

MICROSOFT = "com.microsoft"
OPSET = 21
SINCE = {"BitCast": 26, "CumProd": 26}
IR_VERSION = 10

GRID = [np.float32(0.03), np.uint8(120)]  # scale and zero point
FILTER = [np.arange(4 * 3 * 3 * 2, dtype=np.uint8).reshape(4, 3, 3, 2) * 7, np.float32(0.01), np.uint8(128)]
REGIONS = np.array([[0, 0, 0, 11, 7], [1, 2, 3, 9, 11], [0, 6, 6, 6, 6]], np.float32)
PLACES = np.linspace(-1.5, 1.5, 24, dtype=np.float32).reshape(1, 3, 4, 2)

# Operator: domain, shape of its input, further operands, which stand in the model, and attributes.
OPERATORS = {
    "GlobalLpPool": ("", [2, 3, 5, 4], [], {"p": 3}),
    "SimplifiedLayerNormalization": ("", [2, 3, 8], [np.linspace(0.5, 2, 8, dtype=np.float32)], {"axis": -1, "epsilon": 1e-3}),
    "BitCast": ("", [3, 5], [], {"to": TensorProto.INT32}),
    "CumProd": ("", [3, 5], [np.int64(1)], {"exclusive": 1}),
    "MaxRoiPool": ("", [2, 3, 6, 7], [REGIONS], {"pooled_shape": [2, 3], "spatial_scale": 0.5}),
    f"{MICROSOFT}.Gelu": (MICROSOFT, [3, 16], [], {}),
    f"{MICROSOFT}.QuantizeLinear": (MICROSOFT, [3, 16], GRID, {}),
    f"{MICROSOFT}.DequantizeLinear": (MICROSOFT, [3, 16], GRID, {}),
    f"{MICROSOFT}.QLinearConv": (MICROSOFT, [2, 3, 6, 7], [*GRID, *FILTER, np.float32(0.1), np.uint8(110)], {"pads": [1, 0, 1, 1]}),
    f"{MICROSOFT}.ExpandDims": (MICROSOFT, [3, 4], [np.int32(1)], {}),
    f"{MICROSOFT}.GatherND": (MICROSOFT, [3, 4, 2], [np.array([[2, 1], [0, -1], [2, 1]])], {}),
    f"{MICROSOFT}.GridSample": (MICROSOFT, [1, 2, 4, 5], [PLACES], {"mode": "bicubic", "padding_mode": "border"}),
    f"{MICROSOFT}.Inverse": (MICROSOFT, [2, 3, 3], [], {}),
    f"{MICROSOFT}.Pad": (MICROSOFT, [3, 4], [np.array([1, 0, 2, 3]), np.float32(0.5)], {}),
    f"{MICROSOFT}.Range": (MICROSOFT, [1], [np.float32(3.5), np.float32(0.75)], {}),
    f"{MICROSOFT}.Trilu": (MICROSOFT, [2, 4, 5], [np.int64(1)], {"upper": 0}),
    f"{MICROSOFT}.Unique": (MICROSOFT, [6], [], {}),
}
# What is done to the input first, with operands: some want integers, or matrices that are far from singular, or elements that repeat, or a
# start that leaves the number of steps as it is.
BEFORE = {
    "DequantizeLinear": ("QuantizeLinear", GRID),
    "QLinearConv": ("QuantizeLinear", GRID),
    "Inverse": ("Add", [20 * np.eye(3, dtype=np.float32)]),
    "Range": ("Mul", [np.float32(0.01)]),
    "Unique": ("Tile", [np.array([2])]),
}
# What becomes of the outputs where the first alone says too little: each element as often as it occurs, in its old places.
BEHIND = {
    "BitCast": (["bits"], [helper.make_node("Cast", ["bits"], ["y"], to=TensorProto.FLOAT)]),
    "Unique": (
        ["elements", "places", "counts"],
        [
            helper.make_node("Cast", ["counts"], ["often"], to=TensorProto.FLOAT),
            helper.make_node("Mul", ["elements", "often"], ["products"]),
            helper.make_node("Gather", ["products", "places"], ["y"]),
        ],
    ),
}


def constants_of(prefix: str, arrays: list) -> list[onnx.TensorProto]:
    return [numpy_helper.from_array(np.asarray(array), f"{prefix}{i}") for i, array in enumerate(arrays)]


def model_of(name: str) -> onnx.ModelProto:
    domain, shape, operands, attributes = OPERATORS[name]
    nodes, source, op = [], "x", name.rpartition(".")[2]
    constants = constants_of("c", operands)
    names = [each.name for each in constants]
    if op in BEFORE:
        first, given = BEFORE[op]
        before = constants_of("b", given)
        nodes.append(helper.make_node(first, ["x", *(each.name for each in before)], ["prepared"]))
        constants += before
        source = "prepared"
    outputs, behind = BEHIND.get(op, (["y"], []))
    nodes += [helper.make_node(op, [source, *names], outputs, domain=domain, **attributes), *behind]
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)
    graph = helper.make_graph(nodes, "operator", [x], [onnx.ValueInfoProto(name="y")], constants)
    opsets = [helper.make_opsetid("", SINCE.get(op, OPSET)), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)


def write_models(folder: Path) -> Iterator[Path]:
    """A file per operator, called after it."""
    for name in OPERATORS:
        path = folder / f"{name}.onnx"
        onnx.save(model_of(name), path)
        yield path
