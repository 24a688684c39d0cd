"""A large model with its weights beside it: big_onnx.py FOLDER --layers N --width N

Writes model.onnx and weights.bin: fully connected layers (Gemm, Relu) of random float32 weights, N * N * 4 bytes each.
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper


def stored_tensor(name: str, array: np.ndarray, file) -> onnx.TensorProto:
    """An initializer whose content goes to the end of `file`."""
    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=array.shape, data_location=TensorProto.EXTERNAL)
    for key, value in (("location", Path(file.name).name), ("offset", str(file.tell())), ("length", str(array.nbytes))):
        tensor.external_data.add(key=key, value=value)
    file.write(array.data)
    return tensor


def layer(number: int, width: int, file) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    random = np.random.default_rng(number)
    weight = random.standard_normal((width, width), dtype=np.float32)
    weight *= np.float32(width**-0.5)
    bias = random.standard_normal(width, dtype=np.float32)
    tensors = [stored_tensor(f"w{number}", weight, file), stored_tensor(f"b{number}", bias, file)]
    gemm = helper.make_node("Gemm", [f"x{number}", f"w{number}", f"b{number}"], [f"g{number}"], f"dense{number}", transB=1)
    return [gemm, helper.make_node("Relu", [f"g{number}"], [f"x{number + 1}"], f"relu{number}")], tensors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--layers", type=int, required=True)
    parser.add_argument("--width", type=int, required=True)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    nodes, tensors = [], []
    with (arguments.folder / "weights.bin").open("wb") as file:
        for number in range(arguments.layers):
            more_nodes, more_tensors = layer(number, arguments.width, file)
            nodes += more_nodes
            tensors += more_tensors
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, arguments.width]) for name in ("x0", f"x{arguments.layers}")]
    graph = helper.make_graph(nodes, "big", ends[:1], ends[1:], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, arguments.folder / "model.onnx")  # last: a folder that has it is complete


if __name__ == "__main__":
    main()
