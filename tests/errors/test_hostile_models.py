"""ONNX models made to waste time and memory, or to read what they should not: each ends within a second of processor time and 100 MB, with
a clear message or well."""

from pathlib import Path

import onnx_bytes as onnx
import pytest

MILLION = 1000000
X, Y = onnx.value("x", 1, 4), onnx.value("y", 1, 4)
OWN = "own"  # a domain of functions


RELU = onnx.node("Relu", ["x"], ["y"])


def model_of(*nodes: bytes, initializers=(), opset: int = 21, inputs=(X,), outputs=(Y,), more: bytes = b"") -> bytes:
    """`more`: further fields of the graph."""
    return onnx.model(onnx.graph(nodes, inputs, outputs, initializers) + more, opset=opset)


# ---- files that lie elsewhere


def external(location: str) -> bytes:
    entry = onnx.content(1, "location") + onnx.content(2, location)
    weight = onnx.tensor("w", [1, 4], onnx.FLOAT, onnx.content(13, entry), onnx.number(14, 1))
    return model_of(onnx.node("Add", ["x", "w"], ["y"]), initializers=[weight])


# ---- functions


def calls(*names: str) -> list[bytes]:
    """Nodes that call functions one after the other, from x to y."""
    values = ["x", *(f"v{i}" for i in range(1, len(names))), "y"]
    return [onnx.node(name, [values[i]], [values[i + 1]], domain=OWN) for i, name in enumerate(names)]


def functions(**bodies: list[bytes]) -> bytes:
    """A model that calls the first of them."""
    made = [onnx.function(name, nodes, OWN) for name, nodes in bodies.items()]
    return onnx.model(onnx.graph(calls(next(iter(bodies))), [X], [Y]), *made, domains=[OWN])


def doubling(count: int) -> bytes:
    """Functions that call the next one twice."""
    bodies = {f"f{i}": calls(f"f{i + 1}", f"f{i + 1}") for i in range(count)}
    return functions(**bodies, **{f"f{count}": [RELU]})


# ---- large and deep graphs


def chain(length: int) -> bytes:
    names = ["x", *(f"v{i}" for i in range(1, length)), "y"]
    return model_of(*(onnx.node("Relu", [names[i]], [names[i + 1]]) for i in range(length)))


def nested(depth: int, inner: bytes, wraps: list[tuple[int, bytes, bytes]]) -> bytes:
    """`inner` as the content of a field between others, those as the content of a field, and so on."""
    heads, tails, size = [], [], len(inner)  # from the inside out, as a length stands in front of what it counts
    for field, before, behind in wraps * depth:
        heads.append(before + onnx.header(field, size))
        tails.append(behind)
        size += len(heads[-1]) + len(behind)
    return b"".join([*reversed(heads), inner, *tails])


def deep_graphs(depth: int) -> bytes:
    """An if in the branch of an if."""
    output = onnx.content(12, onnx.content(1, "y"))
    wraps = [
        (6, onnx.content(1, "then_branch"), onnx.number(20, onnx.ATTRIBUTE_GRAPH)),
        (5, onnx.content(1, "c") + onnx.content(2, "y") + onnx.content(4, "If"), b""),
        (1, b"", output),
    ]
    return onnx.model(nested(depth, onnx.content(1, RELU) + output, wraps))


def deep_types(depth: int) -> bytes:
    """An input that is a sequence of sequences of ..."""
    sequences = nested(depth, onnx.content(1, onnx.number(1, onnx.FLOAT)), [(1, b"", b""), (4, b"", b"")])
    return model_of(RELU, inputs=[onnx.content(1, "x") + onnx.content(2, sequences)])


# ---- a million of something


def constant_of_integers() -> bytes:
    return model_of(onnx.node("Constant", [], ["y"], onnx.integers("value_ints", range(MILLION))), inputs=[], outputs=[onnx.value("y")])


def constant_of_numbers() -> bytes:
    attribute = onnx.content(1, "value_floats") + onnx.content(7, bytes(4 * MILLION)) + onnx.number(20, onnx.ATTRIBUTE_FLOATS)
    return model_of(onnx.node("Constant", [], ["y"], attribute), inputs=[], outputs=[onnx.value("y")])


def constant_of_texts() -> bytes:
    attribute = onnx.content(1, "value_strings") + onnx.many(9, "s", MILLION) + onnx.number(20, onnx.ATTRIBUTE_STRINGS)
    return model_of(onnx.node("Constant", [], ["y"], attribute), inputs=[], outputs=[onnx.value("y")])


def long_text() -> bytes:
    attribute = onnx.content(1, "mode") + onnx.content(4, "s" * MILLION) + onnx.number(20, 3)
    return model_of(onnx.node("Resize", ["x", "", "scales"], ["y"], attribute), initializers=[onnx.int64_tensor("scales", 1, 1)])


def list_attribute(op: str, name: str, opset: int) -> bytes:
    return model_of(onnx.node(op, ["x"], ["y"], onnx.integers(name, range(MILLION))), opset=opset)


def long_shape() -> bytes:
    shape = onnx.tensor("s", [MILLION], onnx.INT64, onnx.content(9, (1).to_bytes(8, "little") * MILLION))
    return model_of(onnx.node("Reshape", ["x", "s"], ["y"]), initializers=[shape])


def many_initializers() -> bytes:
    return model_of(RELU, more=onnx.many(5, onnx.tensor("w", [1], onnx.FLOAT, onnx.content(9, bytes(4))), MILLION))


def many_dimensions() -> bytes:
    dims = onnx.many(1, onnx.number(1, 1), MILLION)
    value = onnx.content(1, "x") + onnx.content(2, onnx.content(1, onnx.number(1, onnx.FLOAT) + onnx.content(2, dims)))
    return model_of(RELU, inputs=[value])


def many_functions() -> bytes:
    return model_of(RELU) + onnx.many(25, onnx.function("f", [RELU], OWN), MILLION)


def operands(count: int) -> bytes:
    return model_of(onnx.many(1, "x", count) + onnx.node("Sum", [], ["y"]))


# ---- few bytes that ask for many


def filled(*shape: int) -> bytes:
    sizes = [onnx.int64_tensor("s", *shape)]
    return model_of(onnx.node("ConstantOfShape", ["s"], ["y"]), inputs=[], outputs=[onnx.value("y")], initializers=sizes)


def repeated(count: int) -> bytes:
    return model_of(onnx.node("Tile", ["x", "n"], ["y"]), initializers=[onnx.int64_tensor("n", 1, count)])


def long_range(end: int) -> bytes:
    limits = [onnx.tensor(name, [], onnx.INT64, onnx.content(9, at.to_bytes(8, "little"))) for name, at in (("a", 0), ("b", end), ("c", 1))]
    return model_of(onnx.node("Range", ["a", "b", "c"], ["y"]), inputs=[], outputs=[onnx.value("y")], initializers=limits)


CASES = {
    "external-above": (lambda: external("../../etc/passwd"), 2, "external data '../../etc/passwd' lies outside of the model's folder"),
    "external-absolute": (lambda: external("/elsewhere"), 2, "external data '/elsewhere': wanted a path from the model's folder on"),
    "external-link": (lambda: external("link"), 2, "external data 'link' is a link out of the model's folder"),
    "function-of-itself": (lambda: functions(f=calls("f")), 2, "function 'own.f' calls itself"),
    "functions-in-a-circle": (lambda: functions(f=calls("g"), g=calls("h"), h=calls("f")), 2, "calls itself"),
    "functions-that-double": (lambda: doubling(40), 2, "with functions in place there are more than"),
    "chain": (lambda: chain(MILLION), 2, "there are more than"),
    "deep-graphs": (lambda: deep_graphs(10000), 2, "graphs or types stand in each other more than"),
    "deep-types": (lambda: deep_types(10000), 2, "graphs or types stand in each other more than"),
    "constant-of-integers": (constant_of_integers, 0, ""),
    "constant-of-numbers": (constant_of_numbers, 0, ""),
    "constant-of-texts": (constant_of_texts, 2, "Constant"),
    "text": (long_text, 2, "Resize"),
    "permutation": (lambda: list_attribute("Transpose", "perm", 13), 2, "Transpose"),
    "axes": (lambda: list_attribute("Squeeze", "axes", 11), 2, "Squeeze"),
    "axes-of-unsqueeze": (lambda: list_attribute("Unsqueeze", "axes", 11), 2, "Unsqueeze"),
    "kernel": (lambda: list_attribute("MaxPool", "kernel_shape", 13), 2, "MaxPool"),
    "pads": (lambda: list_attribute("Pad", "pads", 2), 2, "Pad"),
    "shape-attribute": (lambda: list_attribute("Reshape", "shape", 1), 2, "Reshape"),
    "shape-input": (long_shape, 2, "Reshape"),
    "operands": (lambda: operands(MILLION), 2, "a node or function lists more than"),
    "many-operands": (lambda: operands(16384), 0, ""),
    "results": (lambda: model_of(onnx.node("Split", ["x"], []) + onnx.many(2, "y", MILLION)), 2, "a node or function lists more than"),
    "attributes": (lambda: model_of(RELU + onnx.many(5, onnx.integers("a", [1]), MILLION)), 2, "a node or function lists more than"),
    "initializers": (many_initializers, 2, "there are more than"),
    "inputs": (lambda: model_of(RELU, more=onnx.many(11, X, MILLION)), 2, "there are more than"),
    "outputs": (lambda: model_of(RELU, more=onnx.many(12, Y, MILLION)), 2, "there are more than"),
    "functions": (many_functions, 2, "there are more than"),
    "dimensions": (many_dimensions, 2, "a tensor has more than"),
    "filled": (lambda: filled(1 << 20, 1 << 20), 0, ""),
    "repeated": (lambda: repeated(1 << 40), 0, ""),
    "range": (lambda: long_range(1 << 40), 0, ""),
}


@pytest.mark.parametrize("case", CASES)
def test_model(spent, tmp_path, case):
    make, status, message = CASES[case]
    (tmp_path / "outside").write_bytes(bytes(16))
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "link").symlink_to(Path("..") / "outside")
    (folder / "hostile.onnx").write_bytes(make())
    used = spent(folder, "compile", "hostile.onnx", "--no-png")
    used.check(status, message)
