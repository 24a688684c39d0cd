"""A model from before operator set 7 as one of operator set 8, which onnxruntime runs (it has no older kernels).

By ONNX's changelog: element-wise operators were told where the second operand's dimensions stand (broadcast, axis), Reshape had its shape
as an attribute, and some operators an attribute consumed_inputs. Other operators of that age that changed are refused.
(onnx.version_converter misplaces the second operand's dimensions, and leaves values without a type.)
"""

import numpy as np
import onnx
from onnx import helper, numpy_helper

OLDEST = 7
TARGET = 8
BINARY = ("Add", "Sub", "Mul", "Div")
UNCHANGED = ("Constant", "Conv", "MaxPool", "Relu", "MatMul", "Softmax", "Concat", "Flatten", "Sigmoid", "Tanh", "Transpose")


def opset_of(model: onnx.ModelProto) -> int:
    return next((each.version for each in model.opset_import if each.domain in ("", "ai.onnx")), 1)


def ranks_of(model: onnx.ModelProto) -> dict[str, int]:
    graph = onnx.shape_inference.infer_shapes(model).graph
    ranks = {each.name: len(each.type.tensor_type.shape.dim) for each in (*graph.input, *graph.value_info, *graph.output)}
    return ranks | {each.name: len(each.dims) for each in graph.initializer}


def broadcast(node: onnx.NodeProto, attributes: dict, ranks: dict[str, int]) -> list[onnx.NodeProto]:
    first, second = node.input
    if not attributes.get("broadcast"):
        return [helper.make_node(node.op_type, [first, second], node.output)]
    axis = attributes.get("axis", ranks[first] - ranks[second])
    axes = list(range(ranks[second], ranks[first] - axis))
    if not axes:
        return [helper.make_node(node.op_type, [first, second], node.output)]
    wide = f"{node.output[0]}_operand"
    return [helper.make_node("Unsqueeze", [second], [wide], axes=axes), helper.make_node(node.op_type, [first, wide], node.output)]


def rewritten(node: onnx.NodeProto, graph: onnx.GraphProto, ranks: dict[str, int]) -> list[onnx.NodeProto]:
    attributes = {each.name: helper.get_attribute_value(each) for each in node.attribute if each.name != "consumed_inputs"}
    if node.op_type in BINARY:
        return broadcast(node, attributes, ranks)
    if node.op_type == "Reshape" and len(node.input) == 1:
        shape = f"{node.output[0]}_shape"
        graph.initializer.append(numpy_helper.from_array(np.array(attributes["shape"], np.int64), shape))
        return [helper.make_node("Reshape", [node.input[0], shape], node.output)]
    if node.op_type not in UNCHANGED:
        raise ValueError(f"{node.op_type} of an old operator set has no rule here")
    return [helper.make_node(node.op_type, node.input, node.output, **attributes)]


def modern(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model itself where onnxruntime has its operator set."""
    if opset_of(model) >= OLDEST:
        return model
    ranks = ranks_of(model)
    graph = helper.make_graph([], model.graph.name, model.graph.input, model.graph.output, model.graph.initializer)
    for node in model.graph.node:
        graph.node.extend(rewritten(node, graph, ranks))
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", TARGET)], ir_version=4)
