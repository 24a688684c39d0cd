"""ONNX models as bytes, by hand: onnx's own writer would refuse to make what a hostile file holds (field numbers: onnx/onnx.proto)."""

from collections.abc import Iterable

FLOAT, INT64 = 1, 7  # TensorProto.DataType
ATTRIBUTE_INT = 2  # AttributeProto.AttributeType, and these
ATTRIBUTE_INTS, ATTRIBUTE_FLOATS, ATTRIBUTE_STRINGS, ATTRIBUTE_GRAPH = 7, 6, 8, 5  # AttributeProto.AttributeType


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def header(field: int, size: int) -> bytes:
    """In front of content of that many bytes."""
    return varint(field << 3 | 2) + varint(size)


def content(field: int, value: str | bytes) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    return header(field, len(data)) + data


def each(field: int, values: Iterable[str | bytes]) -> bytes:
    return b"".join(content(field, value) for value in values)


def many(field: int, value: str | bytes, count: int) -> bytes:
    """The same field again and again, made at once."""
    return content(field, value) * count


def integer(name: str, value: int) -> bytes:
    return content(1, name) + number(3, value) + number(20, ATTRIBUTE_INT)


def integers(name: str, values: Iterable[int]) -> bytes:
    packed = b"".join(map(varint, values))
    return content(1, name) + content(8, packed) + number(20, ATTRIBUTE_INTS)


def node(op: str, inputs: Iterable[str], outputs: Iterable[str], *attributes: bytes, domain: str = "") -> bytes:
    return each(1, inputs) + each(2, outputs) + content(4, op) + each(5, attributes) + (content(7, domain) if domain else b"")


def value(name: str, *dims: int, element: int = FLOAT) -> bytes:
    """ValueInfoProto of a tensor."""
    shape = each(1, (number(1, dim) for dim in dims))
    return content(1, name) + content(2, content(1, number(1, element) + content(2, shape)))


def tensor(name: str, dims: Iterable[int], element: int, *more: bytes) -> bytes:
    return b"".join(number(1, dim) for dim in dims) + number(2, element) + content(8, name) + b"".join(more)


def int64_tensor(name: str, *numbers: int) -> bytes:
    return tensor(name, [len(numbers)], INT64, content(9, b"".join(each.to_bytes(8, "little", signed=True) for each in numbers)))


def graph(nodes: Iterable[bytes], inputs: Iterable[bytes] = (), outputs: Iterable[bytes] = (), initializers: Iterable[bytes] = ()) -> bytes:
    return each(1, nodes) + content(2, "g") + each(5, initializers) + each(11, inputs) + each(12, outputs)


def model(of: bytes, *functions: bytes, opset: int = 21, domains: Iterable[str] = ()) -> bytes:
    opsets = [number(2, opset), *(content(1, domain) + number(2, 1) for domain in domains)]
    return number(1, 10) + content(7, of) + each(8, opsets) + each(25, functions)


def function(name: str, nodes: Iterable[bytes], domain: str) -> bytes:
    """From x to y."""
    opsets = [number(2, 21), content(1, domain) + number(2, 1)]
    return content(1, name) + content(4, "x") + content(5, "y") + each(7, nodes) + each(9, opsets) + content(10, domain)
