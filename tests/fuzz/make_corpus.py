#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets: FOLDER/TARGET/NAME for every target. Only Python's standard library is used.

A new target adds a function that returns {name: bytes} and a line in TARGETS.
"""

import io
import json
import pathlib
import struct
import sys
import zipfile


def json_seeds():
    deep = "[" * 150 + "]" * 150
    texts = {
        "object": '{"format": "x", "version": 1, "nodes": [{"id": 1, "op": "conv", "attrs": {"pads": [0, 1.5, -2]}}]}',
        "words": '[true, false, null, "inf", "-inf", "nan", "", "\\u00e9\\ud83d\\ude00\\n", 1e-5, 18446744073709551615]',
        "deep": deep,
        "twice": '{"a": 1, "a": 2}',
        "cut": '{"a": [1, 2',
    }
    return {name: text.encode() for name, text in texts.items()}


def npy(descr, shape, content, fortran=False, version=1):
    text = "{'descr': %r, 'fortran_order': %s, 'shape': %s, }" % (descr, fortran, shape)
    prefix = 10 if version == 1 else 12
    text += " " * (-(prefix + len(text) + 1) % 64) + "\n"
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text.encode() + content


def npy_seeds():
    return {
        "f4": npy("<f4", "(2, 3)", struct.pack("<6f", *range(6))),
        "fortran": npy("<i2", "(2, 3)", struct.pack("<6h", *range(6)), fortran=True),
        "scalar": npy("<f8", "()", struct.pack("<d", 0.5)),
        "empty": npy("|u1", "(0, 4)", b""),
        "version2": npy("|b1", "(1,)", b"\1", version=2),
        "version3": npy("<u8", "(1,)", b"\1" * 8, version=3),
        "big_endian": npy(">f4", "(1,)", b"\0" * 4),
        "objects": npy("|O", "(1,)", b"\0" * 8),
    }


def npz(compression, entries, comment=b""):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content, zip64 in entries:
            info = zipfile.ZipInfo(name + ".npy", (1980, 1, 1, 0, 0, 0))
            info.compress_type = compression
            with archive.open(info, "w", force_zip64=zip64) as entry:
                entry.write(content)
        archive.comment = comment
    return buffer.getvalue()


def zip64_end(archive):
    """The same archive with a zip64 end record in front of its end."""
    end = archive[-22:]
    entries, size, offset = struct.unpack("<HII", end[10:20])
    record = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, entries, entries, size, offset)
    locator = struct.pack("<IIQI", 0x07064B50, 0, offset + size, 1)
    return archive[:-22] + record + locator + end[:8] + b"\xff" * 12 + end[20:]


def npz_seeds():
    weight = npy("<f4", "(2, 3)", struct.pack("<6f", *range(6)))
    bias = npy("<f4", "(3,)", struct.pack("<3f", *range(3)))
    zeros = npy("|u1", "(500,)", b"\0" * 500)
    stored = npz(zipfile.ZIP_STORED, [("w", weight, False), ("b", bias, False)])
    return {
        "stored": stored,
        "local_zip64": npz(zipfile.ZIP_STORED, [("w", weight, True)]),
        "end_zip64": zip64_end(stored),
        "deflated": npz(zipfile.ZIP_DEFLATED, [("w", weight, False), ("z", zeros, False)]),
        "comment": npz(zipfile.ZIP_STORED, [("b", bias, False)], comment=b"a comment"),
        "empty": npz(zipfile.ZIP_STORED, []),
    }


MXNET_V1, MXNET_V2, MXNET_V3 = 0xF993FAC8, 0xF993FAC9, 0xF993FACA


def mxnet_shape(*dims):
    return struct.pack("<i%dq" % len(dims), len(dims), *dims)


def mxnet_list(records, names):
    head = struct.pack("<QQQ", 0x112, 0, len(records))
    tail = struct.pack("<Q", len(names)) + b"".join(struct.pack("<Q", len(name)) + name for name in names)
    return head + b"".join(records) + tail


def mxnet_ndarray_seeds():
    cpu = struct.pack("<ii", 1, 0)
    f32, i8, i64 = struct.pack("<i", 0), struct.pack("<i", 5), struct.pack("<i", 6)
    legacy = struct.pack("<3I", 2, 1, 3) + cpu + f32 + b"\1" * 12
    v1 = struct.pack("<I", MXNET_V1) + mxnet_shape(3) + cpu + i64 + b"\1" * 24
    v2 = struct.pack("<Ii", MXNET_V2, 0) + mxnet_shape(2, 2) + cpu + i8 + b"abcd"
    v3 = struct.pack("<Ii", MXNET_V3, 0) + mxnet_shape() + cpu + f32 + b"\1" * 4
    never_filled = struct.pack("<Ii", MXNET_V2, 0) + mxnet_shape()
    rows = struct.pack("<qq", 3, 1)
    row_sparse = (
        struct.pack("<Ii", MXNET_V2, 1) + mxnet_shape(2, 2) + mxnet_shape(4, 2) + cpu + f32 + i64 + mxnet_shape(2) + b"\1" * 16 + rows
    )
    pointer, columns = struct.pack("<4q", 0, 2, 2, 3), struct.pack("<3q", 0, 3, 1)
    csr = (
        struct.pack("<Ii", MXNET_V2, 2)
        + mxnet_shape(3)
        + mxnet_shape(3, 4)
        + cpu
        + i8
        + i64
        + mxnet_shape(4)
        + i64
        + mxnet_shape(3)
        + b"\1" * 3
        + pointer
        + columns
    )
    return {
        "legacy": mxnet_list([legacy, legacy], []),
        "v1": mxnet_list([v1], [b"arg:a"]),
        "v2": mxnet_list([v2, never_filled], [b"arg:a", b"aux:b"]),
        "v3": mxnet_list([v3], [b"a"]),
        "row_sparse": mxnet_list([row_sparse], [b"a"]),
        "csr": mxnet_list([csr], [b"a"]),
        "all": mxnet_list([legacy, v1, v2, v3, row_sparse, csr], [b"a", b"b", b"c", b"d", b"e", b"f"]),
    }


IR_TEXT = """graph fused {
  %0 = input() name="data" : float32[batch,3,8,(w+1)/2]
  %1 = parameter() key="w" role="weight" trainable=true = random(7) : float32[4,3,3,3]
  %2 = constant() = [1, -2, 9223372036854775807] : int64[3]
  %5 = conv(%0, %1, none) strides=[1,1] pads=[1,1,1,1] dilations=[1,1] groups=1 name="c" swallowed=[3]
       then relu(%4) : float32[batch,4,8,(w+1)/2] quant(scheme="minmax" bits=8 scale=0.1 zero_point=0)
  %6:2 = split(%5) axis=1 parts=2
  %7 = add(%6, %6:1)
  output "y" %7
  alias %3 = %5
  entry "other" {
    %8 = input() name="x" : bool[]
    output "z" %8
  }
  next_id 40
}
"""


def ir_text_seeds():
    small = 'graph reconstruct { %0 = input() : float32[1] %1 = relu(%0) output "y" %1 }'
    return {"full": IR_TEXT.encode(), "small": small.encode(), "cut": IR_TEXT[:300].encode()}


def ir_node(number, op, inputs, attrs, shape, dtype="float32", **more):
    outputs = [{"shape": shape, "dtype": dtype}]
    return {"id": number, "op": op, "name": "", "inputs": inputs, "attrs": attrs, "outputs": outputs, **more}


def ir_graph(nodes, output, **more):
    source = {"framework": "", "version": "", "files": []}
    return {
        "format": "nnfront-ir",
        "version": 1,
        "kind": "fused",
        "producer": "",
        "source": source,
        "next_id": 20,
        "aliases": {},
        "inputs": ["0:0"],
        "outputs": [{"name": "y", "value": output}],
        **more,
        "nodes": nodes,
    }


def ir_json_seeds():
    data = ir_node(0, "input", [], {"dtype": "float32", "shape": ["n", 3, 8, 8]}, ["n", 3, 8, 8])
    key = {"key": "w", "dtype": "float32", "shape": [4, 3, 3, 3], "role": "weight", "trainable": True, "tied_names": []}
    weight = ir_node(1, "parameter", [], key, [4, 3, 3, 3])
    window = {"strides": [1, 1], "pads": [1, 1, 1, 1], "dilations": [1, 1], "groups": 1}
    step = {"op": "relu", "attrs": {}, "inputs": ["5:0"], "value": "5:0"}
    conv = ir_node(6, "conv", ["0:0", "1:0", None], window, ["n", 4, 8, 8], epilogue=[step], swallowed=[5])
    content = {"dtype": "int64", "shape": [2]}
    constant = ir_node(7, "constant", [], content, [2], "int64", content=[1, -9223372036854775808])
    graphs = {
        "small": ir_graph([data, ir_node(2, "relu", ["0:0"], {}, ["n", 3, 8, 8])], "2:0"),
        "full": ir_graph([data, weight, conv, constant], "6:0", state=[{"parameter": "1:0", "next": "1:0"}]),
    }
    return {name: json.dumps(graph).encode() for name, graph in graphs.items()}


def mxnet_symbol(nodes, version=None):
    """nodes: (op, name, attributes, ids of inputs); every output that is not read is a head."""
    read = {i for _, _, _, inputs in nodes for i in inputs}
    listed = [
        {"op": op, "name": name, "attrs" if version else "param": attributes, "inputs": [[i, 0, 0] if version else [i, 0] for i in inputs]}
        for op, name, attributes, inputs in nodes
    ]
    symbol = {"nodes": listed, "heads": [[i, 0] for i in range(len(nodes)) if i not in read]}
    if version:
        symbol["attrs"] = {"mxnet_version": ["int", version]}
    return json.dumps(symbol).encode()


def mxnet_symbol_seeds():
    data = ("null", "data", {"__shape__": "(1, 3, 32, 32)"}, [])
    network = [
        data,
        ("null", "conv_weight", {}, []),
        ("null", "conv_bias", {}, []),
        ("Convolution", "conv", {"kernel": "(3, 3)", "num_filter": "8", "stride": "(2, 2)", "pad": "(1, 1)"}, [0, 1, 2]),
        ("null", "bn_gamma", {}, []),
        ("null", "bn_beta", {}, []),
        ("BatchNorm", "bn", {"eps": "1e-05", "fix_gamma": "False"}, [3, 4, 5]),
        ("LeakyReLU", "act", {"act_type": "leaky", "slope": "0.1"}, [6]),
        ("Pooling", "pool", {"kernel": "(2, 2)", "pool_type": "avg", "pooling_convention": "full"}, [7]),
        ("Flatten", "flat", {}, [8]),
        ("null", "fc_weight", {}, []),
        ("FullyConnected", "fc", {"num_hidden": "10", "no_bias": "True"}, [9, 10]),
        ("null", "softmax_label", {}, []),
        ("SoftmaxOutput", "softmax", {"grad_scale": "1"}, [11, 12]),
    ]
    shapes = [
        data,
        ("Reshape", "a", {"shape": "(0, -4, 1, 3, -3)", "reverse": "False"}, [0]),
        ("slice", "b", {"begin": "(None, 1)", "end": "(None, None)", "step": "(1, -1)"}, [0]),
        ("SliceChannel", "c", {"num_outputs": "3", "squeeze_axis": "1"}, [0]),
        ("repeat", "d", {"repeats": "2", "axis": "1"}, [3]),
        ("Pad", "e", {"mode": "reflect", "pad_width": "(0, 0, 0, 0, 1, 2, 3, 4)"}, [0]),
        ("sum", "f", {"axis": "(1, 2)", "exclude": "True"}, [0]),
        ("topk", "g", {"k": "2", "ret_typ": "both"}, [6]),
        ("Deconvolution", "h", {"kernel": "(4, 4)", "num_filter": "2", "stride": "(2, 2)", "target_shape": "(64, 64)"}, [0, 9]),
        ("null", "h_weight", {}, []),
    ]
    shapes[8], shapes[9] = shapes[9], shapes[8][:3] + ([0, 8],)
    elements = [
        data,
        ("_rdiv_scalar", "a", {"scalar": "2.5"}, [0]),
        ("broadcast_greater", "b", {}, [0, 1]),
        ("where", "c", {}, [2, 0, 1]),
        ("clip", "d", {"a_min": "-inf", "a_max": "6"}, [3]),
        ("smooth_l1", "e", {"scalar": "1"}, [4]),
        ("Nonsense", "f", {"a": "b"}, [5]),
        ("exp", "g", {}, [6]),
    ]
    return {"network": mxnet_symbol(network), "shapes": mxnet_symbol(shapes, 10901), "elements": mxnet_symbol(elements, 10400)}


def proto_varint(value):
    value &= (1 << 64) - 1
    content = b""
    while value >= 128:
        content += bytes([value & 127 | 128])
        value >>= 7
    return content + bytes([value])


def proto(*fields):
    """fields: (number, value), an integer as a varint, a float as a fixed32, bytes and texts with their length."""
    content = b""
    for number, value in fields:
        if isinstance(value, int):
            content += proto_varint(number << 3) + proto_varint(value)
        elif isinstance(value, float):
            content += proto_varint(number << 3 | 5) + struct.pack("<f", value)
        else:
            value = value.encode() if isinstance(value, str) else value
            content += proto_varint(number << 3 | 2) + proto_varint(len(value)) + value
    return content


def onnx_attribute(name, value):
    if isinstance(value, int):
        return proto((1, name), (3, value), (20, 2))
    if isinstance(value, float):
        return proto((1, name), (2, value), (20, 1))
    if isinstance(value, str):
        return proto((1, name), (4, value), (20, 3))
    if isinstance(value, list):
        return proto((1, name), *((8, each) for each in value), (20, 7))
    return proto((1, name), (5, value), (20, 4))


def onnx_node(op, inputs, outputs, domain="", **attributes):
    ends = [*((1, name) for name in inputs), *((2, name) for name in outputs)]
    return proto(*ends, (4, op), *((5, onnx_attribute(name, value)) for name, value in attributes.items()), (7, domain))


def onnx_tensor(name, dims, content, dtype=1):
    return proto(*((1, dim) for dim in dims), (2, dtype), (8, name), (9, content))


def onnx_input(name, dims, dtype=1):
    shape = proto(*((1, proto((1, dim) if isinstance(dim, int) else (2, dim))) for dim in dims))
    return proto((1, name), (2, proto((1, proto((1, dtype), (2, shape))))))


def onnx_model(nodes, inputs, outputs, tensors=(), functions=(), version=17):
    ends = [*((11, value) for value in inputs), *((12, proto((1, name))) for name in outputs)]
    graph = proto(*((1, node) for node in nodes), (2, "g"), *((5, tensor) for tensor in tensors), *ends)
    opsets = [(8, proto((1, ""), (2, version))), (8, proto((1, "local"), (2, 1)))]
    return proto((1, 8), (2, "seed"), *opsets, (7, graph), *((25, function) for function in functions))


def onnx_seeds():
    image = onnx_input("x", ["N", 3, 8, 8])
    ones = struct.pack("<4f", 1, 1, 1, 1)
    network = [
        onnx_node("Conv", ["x", "w"], ["a"], strides=[2, 2], auto_pad="SAME_UPPER", kernel_shape=[1, 1]),
        onnx_node("BatchNormalization", ["a", "s", "s", "s", "s"], ["b"], epsilon=1e-5),
        onnx_node("MaxPool", ["b"], ["c"], kernel_shape=[2, 2], ceil_mode=1),
        onnx_node("Clip", ["c", "", "six"], ["d"]),
        onnx_node("Flatten", ["d"], ["e"]),
        onnx_node("Softmax", ["e"], ["y"], axis=1),
    ]
    weights = [onnx_tensor("w", [4, 3, 1, 1], ones * 3), onnx_tensor("s", [4], ones), onnx_tensor("six", [], ones[:4])]
    integers = onnx_tensor("", [2], struct.pack("<2q", 0, -1), 7)
    shapes = [
        onnx_node("Constant", [], ["target"], value=integers),
        onnx_node("Reshape", ["x", "target"], ["a"]),
        onnx_node("Shape", ["x"], ["b"], start=1),
        onnx_node("Gather", ["b", "target"], ["c"], axis=0),
        onnx_node("Slice", ["x", "target", "target", "target"], ["d"]),
        onnx_node("Split", ["x"], ["e", "f"], axis=2),
        onnx_node("ConstantOfShape", ["c"], ["g"], value=onnx_tensor("", [1], ones[:4])),
        onnx_node("ReduceSum", ["x", "target"], ["h"], keepdims=0),
        onnx_node("Nonsense", ["h"], ["i"]),
        onnx_node("Relu", ["i"], ["j"]),
    ]
    body = onnx_node("LeakyRelu", ["p"], ["q"])
    inner = proto((1, "alpha"), (20, 1), (21, "slope"))
    body += proto((5, inner))
    function = proto((1, "F"), (4, "p"), (5, "q"), (6, "slope"), (7, body), (9, proto((1, ""), (2, 17))), (10, "local"))
    packed = proto((1, proto_varint(2)), (2, 7), (7, proto_varint(1) + proto_varint(-2)), (8, "p"))
    outside = proto((1, 2), (2, 1), (8, "o"), (13, proto((1, "location"), (2, "../w.bin"))), (14, 1))
    branch = proto((1, onnx_node("Relu", ["x"], ["t"])), (12, proto((1, "t"))))
    choice = onnx_node("If", ["x"], ["u"]) + proto((5, proto((1, "then_branch"), (6, branch), (20, 5))))
    calls = [onnx_node("F", ["x"], ["y"], "local", slope=0.5), onnx_node("Gather", ["x", "p"], ["z"]), onnx_node("Add", ["x", "o"], ["v"])]
    return {
        "network": onnx_model(network, [image], ["y"], weights),
        "early": onnx_model(network, [image], ["y"], weights, version=6),
        "shapes": onnx_model(shapes, [image], ["a", "c", "d", "e", "f", "g", "j"]),
        "functions": onnx_model(calls[:2], [image], ["y", "z"], [packed], [function]),
        "outside": onnx_model(calls[2:], [image], ["v"], [outside]),
        "graphs": onnx_model([choice], [image], ["u"]),
    }


TARGETS = {
    "ir_json": ir_json_seeds,
    "ir_text": ir_text_seeds,
    "json": json_seeds,
    "mxnet_ndarray": mxnet_ndarray_seeds,
    "mxnet_symbol": mxnet_symbol_seeds,
    "npy": npy_seeds,
    "npz": npz_seeds,
    "onnx": onnx_seeds,
}


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: make_corpus.py FOLDER")
    for target, seeds in TARGETS.items():
        folder = pathlib.Path(sys.argv[1]) / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in seeds().items():
            (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
