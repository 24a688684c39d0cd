"""Operators of ONNX and onnxruntime that no node test has, as models of one node: onnx_models.py compares them beside the real models."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

MICROSOFT = "com.microsoft"
OPSETS = [helper.make_opsetid("", 21), helper.make_opsetid(MICROSOFT, 1)]
IR_VERSION = 10

GRID = [np.float32(0.03), np.uint8(120)]  # scale and zero point
FILTER = [np.arange(4 * 3 * 3 * 2, dtype=np.uint8).reshape(4, 3, 3, 2) * 7, np.float32(0.01), np.uint8(128)]

# Operator: domain, shape of its input, further operands, which stand in the model, and attributes.
OPERATORS = {
    "GlobalLpPool": ("", [2, 3, 5, 4], [], {"p": 3}),
    "SimplifiedLayerNormalization": ("", [2, 3, 8], [np.linspace(0.5, 2, 8, dtype=np.float32)], {"axis": -1, "epsilon": 1e-3}),
    f"{MICROSOFT}.Gelu": (MICROSOFT, [3, 16], [], {}),
    f"{MICROSOFT}.QuantizeLinear": (MICROSOFT, [3, 16], GRID, {}),
    f"{MICROSOFT}.DequantizeLinear": (MICROSOFT, [3, 16], GRID, {}),
    f"{MICROSOFT}.QLinearConv": (MICROSOFT, [2, 3, 6, 7], [*GRID, *FILTER, np.float32(0.1), np.uint8(110)], {"pads": [1, 0, 1, 1]}),
}
# Their input is quantized first, by their first two operands.
INTEGERS = ("DequantizeLinear", "QLinearConv")


def model_of(name: str) -> onnx.ModelProto:
    domain, shape, operands, attributes = OPERATORS[name]
    nodes, source, op = [], "x", name.rpartition(".")[2]
    if op in INTEGERS:
        nodes.append(helper.make_node("QuantizeLinear", ["x", "c0", "c1"], ["q"]))
        source = "q"
    constants = [numpy_helper.from_array(np.asarray(array), f"c{i}") for i, array in enumerate(operands)]
    nodes.append(helper.make_node(op, [source, *(each.name for each in constants)], ["y"], domain=domain, **attributes))
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)
    graph = helper.make_graph(nodes, "operator", [x], [onnx.ValueInfoProto(name="y")], constants)
    return helper.make_model(graph, opset_imports=OPSETS, ir_version=IR_VERSION)


def write_models(folder: Path) -> Iterator[Path]:
    """A file per operator, called after it."""
    for name in OPERATORS:
        path = folder / f"{name}.onnx"
        onnx.save(model_of(name), path)
        yield path
