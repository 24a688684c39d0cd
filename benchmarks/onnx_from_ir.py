"""The same network for other engines: an IR in its trainable form as ONNX (the operators of residual image classifiers).

    onnx_from_ir.py GRAPH.json PARAMS.npz OUT.onnx

Only for measuring: batch norm and activations stay apart, so that each engine fuses as it likes. The batch is symbolic.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def convolution(attrs: dict) -> dict:
    return {key: attrs[key] for key in ("strides", "pads", "dilations")} | {"group": attrs["groups"]}


def pooling(attrs: dict) -> dict:
    if attrs["rounding"] == "ceil_inside" or any(d != 1 for d in attrs["dilations"]):
        raise SystemExit("this pooling is not written")
    result = {
        "kernel_shape": attrs["kernel"],
        "strides": attrs["strides"],
        "pads": attrs["pads"],
        "ceil_mode": int(attrs["rounding"] == "ceil"),
    }
    if "count_include_pad" in attrs:
        result["count_include_pad"] = int(attrs["count_include_pad"])
    return result


OPERATORS = {
    "conv": ("Conv", convolution),
    "batch_norm": ("BatchNormalization", lambda a: {"epsilon": a["epsilon"]}),
    "relu": ("Relu", lambda a: {}),
    "add": ("Add", lambda a: {}),
    "max_pool": ("MaxPool", pooling),
    "average_pool": ("AveragePool", pooling),
    "global_average_pool": ("GlobalAveragePool", lambda a: {}),
    "dense": ("Gemm", lambda a: {"transB": 1}),
    "softmax": ("Softmax", lambda a: {"axis": a["axis"]}),
    "concat": ("Concat", lambda a: {"axis": a["axis"]}),
    "reshape": ("Flatten", lambda a: {"axis": 1}),
    "dropout": ("Identity", lambda a: {}),
    "identity": ("Identity", lambda a: {}),
}


def convert(graph: dict, parameters) -> onnx.ModelProto:
    nodes, initializers, inputs = [], [], []
    for node in graph["nodes"]:
        outputs = [f"{node['id']}:{i}" for i in range(len(node["outputs"]))]
        if node["op"] == "input":
            shape = ["batch", *node["attrs"]["shape"][1:]]
            inputs.append(helper.make_tensor_value_info(outputs[0], TensorProto.FLOAT, shape))
        elif node["op"] == "parameter":
            array = parameters[node["attrs"]["key"]]
            initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), outputs[0]))
        else:
            if node["op"] not in OPERATORS:
                raise SystemExit(f"operator {node['op']} is not written")
            if node["op"] == "reshape" and len(node["outputs"][0]["shape"]) != 2:
                raise SystemExit("only a reshape that flattens is written")
            name, attributes = OPERATORS[node["op"]]
            if node["attrs"].get("fix_gamma"):
                raise SystemExit("fix_gamma is not written")
            nodes.append(helper.make_node(name, [i or "" for i in node["inputs"]], outputs, **attributes(node["attrs"])))
    shapes = {node["id"]: node["outputs"][0]["shape"] for node in graph["nodes"]}
    outputs = [
        helper.make_tensor_value_info(o["value"], TensorProto.FLOAT, ["batch", *shapes[int(o["value"].split(":")[0])][1:]])
        for o in graph["outputs"]
    ]
    model = helper.make_model(
        helper.make_graph(nodes, "model", inputs, outputs, initializers), opset_imports=[helper.make_opsetid("", 17)], ir_version=8
    )
    onnx.checker.check_model(model)
    return model


def main() -> None:
    graph_file, parameter_file, out = sys.argv[1:]
    graph = json.loads(Path(graph_file).read_text())
    if graph["kind"] != "reconstruct":
        raise SystemExit(f"{graph_file}: got the {graph['kind']} form, wanted the reconstruct form")
    with np.load(parameter_file) as parameters:
        onnx.save(convert(graph, parameters), out)


if __name__ == "__main__":
    main()
