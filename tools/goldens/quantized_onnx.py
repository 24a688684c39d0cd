#!/usr/bin/env python3
"""Compares nnfront's integers with onnxruntime's, element by element: all must be equal. Needs the environment `onnx` of tools/envs.py.

    quantized_onnx.py NNFRONT [--model FILE.onnx] [--seed N] [--cases N]

(One result in some thousands of QLinearSoftmax may be one off: onnxruntime's own depends on the instruction set.)

For every quantized operator one model of many nodes with random data: shapes of real networks and small ones, scales at random, scales
that are powers of two (so that sums fall on halves) and scales so small that the results saturate, signed and unsigned, per tensor and
per channel. onnxruntime runs it with and without its optimisations; nnfront compiles it once and runs both forms with both engines.
`--model`: a whole quantized model with one input, run on random input.

onnxruntime's integers depend on the processor: without VNNI some of its kernels saturate in the middle of a sum. On a machine without it
the comparison says so and ends with status 3. Exit status: 0 all equal, 1 not, 2 nothing was run.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper
from processor import has_vnni

# Where onnxruntime is not defined to the bit (its sums depend on the instruction set): how many results in a million may be one off.
ONE_OFF_PER_MILLION = {"QLinearSoftmax": 200}

FORMS = ("IR_for_reconstruct", "IR_fused_for_CModel")
ENGINES = ("reference", "onednn")
MICROSOFT = "com.microsoft"
OPSET = 21
IR_VERSION = 10
PAIRS = ((np.uint8, np.uint8), (np.uint8, np.int8), (np.int8, np.int8))  # of activation and weight, as onnxruntime has kernels for


@dataclass
class Given:
    """An operand; the data are inputs of the model, scales and weights stand in it."""

    array: np.ndarray
    stored: bool = True


@dataclass
class Case:
    op: str
    operands: list[Given | None]
    domain: str = ""
    attributes: dict = field(default_factory=dict)
    output_types: tuple = (TensorProto.UNDEFINED,)  # None: that one is left out
    in_place: dict[int, int] = field(default_factory=dict)  # outputs that onnxruntime wants to write where an operand lies


class Draw:
    """Random operands of one case; `style` says where the results fall."""

    def __init__(self, seed: int, number: int):
        self.random = np.random.default_rng([seed, number])
        self.number = number
        self.style = ("random", "halves", "saturated")[number % 3]

    def integer(self, low: int, high: int) -> int:
        return int(self.random.integers(low, high + 1))

    def chance(self) -> bool:
        return self.integer(0, 1) == 1

    def elements(self, dtype, shape=()) -> np.ndarray:
        limits = np.iinfo(dtype)
        return self.random.integers(limits.min, limits.max + 1, shape).astype(dtype)

    def data(self, dtype, shape) -> Given:
        return Given(self.elements(dtype, shape), stored=False)

    def scale(self, shape=()) -> np.ndarray:
        if self.style == "halves":
            return (2.0 ** self.random.integers(-3, 1, shape)).astype(np.float32)
        return np.exp(self.random.uniform(-5, 0, shape)).astype(np.float32)

    def result_scale(self, factor: float) -> np.ndarray:
        """Large enough for results that do not saturate, `factor` times a random one, or far too small."""
        if self.style == "saturated":
            return (self.scale() * np.float32(1e-3)).astype(np.float32)
        if self.style == "halves":
            return np.float32(2.0 ** round(np.log2(factor)))
        return (self.scale() * np.float32(factor)).astype(np.float32)

    def pooled_grid(self, dtype, x_scale: Given) -> list[Given]:
        """The result of an average: onnxruntime refuses scales that are too far apart."""
        scale = np.float32(x_scale.array * np.float32(0.02)) if self.style == "saturated" else self.scale()
        return [Given(scale), Given(self.elements(dtype))]

    def grid(self, dtype) -> list[Given]:
        return [Given(self.scale()), Given(self.elements(dtype))]

    def result_grid(self, dtype, factor: float = 1.0) -> list[Given]:
        return [Given(self.result_scale(factor)), Given(self.elements(dtype))]


# ---- operators


def quantize(draw: Draw) -> Case:
    dtype = (np.uint8, np.int8, np.uint16, np.int16)[draw.integer(0, 3)]
    scale = draw.scale()
    spread = 60 if np.iinfo(dtype).bits == 8 else 15000
    x = (draw.random.standard_normal((3, 5, 7)) * spread * scale).astype(np.float32)
    if draw.style == "halves":
        x = (np.round(x / scale * 2) / 2 * scale).astype(np.float32)
    x.reshape(-1)[:4] = [np.inf, -np.inf, 0.0, -0.0]
    if draw.chance():
        scales = draw.scale(5)
        return Case("QuantizeLinear", [Given(x, False), Given(scales), Given(draw.elements(dtype, 5))], attributes={"axis": 1})
    return Case("QuantizeLinear", [Given(x, False), Given(scale), Given(draw.elements(dtype))])


def dequantize(draw: Draw) -> Case:
    dtype = (np.uint8, np.int8, np.uint16, np.int16, np.int32)[draw.integer(0, 4)]
    x = draw.data(dtype, (4, 6, 3))
    if dtype == np.int32:
        return Case("DequantizeLinear", [x, Given(draw.scale())])
    return Case("DequantizeLinear", [x, Given(draw.scale(6)), Given(draw.elements(dtype, 6))], attributes={"axis": 1})


def dynamic_quantize(draw: Draw) -> Case:
    x = (draw.random.standard_normal((3, 17)) * draw.scale() + draw.integer(-3, 3)).astype(np.float32)
    return Case("DynamicQuantizeLinear", [Given(x, False)], output_types=(TensorProto.UINT8, TensorProto.FLOAT, TensorProto.UINT8))


# Input channels per group, output channels per group, groups, kernel, stride, size: layers of ShuffleNet, and small ones.
LAYERS = (
    (3, 24, 1, 3, 2, 40),
    (1, 1, 24, 3, 2, 28),
    (24, 58, 1, 1, 1, 14),
    (1, 1, 58, 3, 1, 14),
    (58, 58, 1, 1, 1, 14),
    (1, 1, 232, 3, 1, 7),
    (232, 232, 1, 1, 1, 7),
    (464, 1024, 1, 1, 1, 3),
)


def convolution(draw: Draw, integer: bool) -> Case:
    x_type, w_type = PAIRS[draw.number % (2 if integer else 3)]
    if draw.number % 4 == 0:
        per_in, per_out, groups, kernel, stride, size = LAYERS[draw.number // 4 % len(LAYERS)]
        attributes = {"kernel_shape": [kernel] * 2, "strides": [stride] * 2, "pads": [kernel // 2] * 4, "group": groups}
        x = draw.data(x_type, (1, per_in * groups, size, size))
    else:
        per_in, per_out, groups = draw.integer(1, 9), draw.integer(1, 9), draw.integer(1, 3)
        attributes = {
            "kernel_shape": [draw.integer(1, 3), draw.integer(1, 3)],
            "strides": [draw.integer(1, 2), draw.integer(1, 2)],
            "dilations": [draw.integer(1, 2), draw.integer(1, 2)],
            "pads": [draw.integer(0, 2) for _ in range(4)],
            "group": groups,
        }
        x = draw.data(x_type, (draw.integer(1, 2), per_in * groups, draw.integer(5, 11), draw.integer(5, 11)))
    channels = per_out * groups
    weight = draw.elements(w_type, (channels, per_in, *attributes["kernel_shape"]))
    per_channel = draw.chance()
    zero = np.full(channels if per_channel else (), 0 if draw.chance() else draw.elements(w_type), w_type)
    if integer:
        zero = draw.elements(w_type)
        return Case("ConvInteger", [x, Given(weight), Given(draw.elements(x_type)), Given(zero)], attributes=attributes)
    w_scale = draw.scale(channels if per_channel else ())
    taps = per_in * int(np.prod(attributes["kernel_shape"]))
    bias = [Given(draw.random.integers(-20000, 20000, channels).astype(np.int32))] if draw.chance() else []
    operands = [x, *draw.grid(x_type), Given(weight), Given(w_scale), Given(zero), *draw.result_grid(x_type, 8 * np.sqrt(taps)), *bias]
    return Case("QLinearConv", operands, attributes=attributes)


def qlinear_matmul(draw: Draw) -> Case:
    a_type, b_type = PAIRS[draw.number % 3]
    m, k, n = draw.integer(1, 30), draw.integer(1, 60), draw.integer(1, 40)
    if draw.number % 8 == 0:
        m, k, n = 1, 1024, 1000
    columns = n if draw.chance() else ()
    b = [Given(draw.elements(b_type, (k, n))), Given(draw.scale(columns)), Given(draw.elements(b_type, columns))]
    a = draw.data(a_type, (draw.integer(1, 2), m, k))
    return Case("QLinearMatMul", [a, *draw.grid(a_type), *b, *draw.result_grid(a_type, 8 * np.sqrt(k))])


def matmul_integer(draw: Draw) -> Case:
    a_type, b_type = PAIRS[draw.number % 3]
    m, k, n = draw.integer(1, 30), draw.integer(1, 60), draw.integer(1, 40)
    zeros = [Given(draw.elements(a_type)), Given(draw.elements(b_type, n))]
    shape = (k,) if draw.number % 6 == 5 else (2, m, k)
    return Case("MatMulInteger", [draw.data(a_type, shape), Given(draw.elements(b_type, (k, n))), *zeros])


def qgemm(draw: Draw, real: bool) -> Case:
    a_type, b_type = PAIRS[draw.number % 3]
    m, k, n = draw.integer(1, 20), draw.integer(1, 40), draw.integer(1, 30)
    attributes = {"transA": draw.integer(0, 1), "transB": draw.integer(0, 1), "alpha": (1.0, 0.5, 1.7)[draw.integer(0, 2)]}
    a = draw.data(a_type, (k, m) if attributes["transA"] else (m, k))
    columns = n if draw.chance() else ()
    b_shape = (n, k) if attributes["transB"] else (k, n)
    b = [Given(draw.elements(b_type, b_shape)), Given(draw.scale(columns)), Given(draw.elements(b_type, columns))]
    bias = (None, (n,), (m, n), (m, 1))[draw.integer(0, 3)]
    c = None if bias is None else Given(draw.random.integers(-9999, 9999, bias).astype(np.int32))
    result = [] if real else draw.result_grid(a_type, 8 * np.sqrt(k))
    types = (TensorProto.FLOAT,) if real else (TensorProto.UNDEFINED,)
    return Case("QGemm", [a, *draw.grid(a_type), *b, c, *result], MICROSOFT, attributes, types)


def matmul_integer_to_float(draw: Draw) -> Case:
    a_type, b_type = PAIRS[draw.number % 2]
    m, k, n = draw.integer(1, 20), draw.integer(1, 40), draw.integer(1, 30)
    columns = n if draw.chance() else ()
    a = draw.data(a_type, (2, m, k))
    bias = [Given(draw.random.standard_normal(n).astype(np.float32))] if draw.chance() else []
    b = Given(draw.elements(b_type, (k, n)))
    scales = [Given(draw.scale()), Given(draw.scale(columns))]
    return Case(
        "MatMulIntegerToFloat", [a, b, *scales, Given(draw.elements(a_type)), Given(draw.elements(b_type, columns)), *bias], MICROSOFT
    )


def dynamic_quantize_matmul(draw: Draw) -> Case:
    b_type = PAIRS[draw.number % 2][1]
    m, k, n = draw.integer(1, 20), draw.integer(1, 40), draw.integer(1, 30)
    columns = n if draw.chance() else ()
    a = Given(draw.random.standard_normal((m, k)).astype(np.float32), False)
    bias = [Given(draw.random.standard_normal(n).astype(np.float32))] if draw.chance() else []
    b = [Given(draw.elements(b_type, (k, n))), Given(draw.scale(columns)), Given(draw.elements(b_type, columns))]
    return Case("DynamicQuantizeMatMul", [a, *b, *bias], MICROSOFT)


BROADCASTS = (
    ((256,), (256,)),
    ((2, 3, 4, 5), (3, 1, 1)),
    ((3, 1, 1), (2, 3, 4, 5)),
    ((1,), (300,)),
    ((300,), (1,)),
    ((2, 1, 4, 1), (2, 3, 4, 5)),
    ((5, 1), (1, 70)),
    ((1, 1000), (1000,)),
    ((2, 3, 1, 1), (2, 1, 1, 1)),
)


def binary(draw: Draw, op: str) -> Case:
    dtype = (np.uint8, np.int8)[draw.number % 2]
    a_shape, b_shape = BROADCASTS[draw.number % len(BROADCASTS)]
    factor = 1.0 if op == "QLinearAdd" else 30.0
    a = [draw.data(dtype, a_shape), *draw.grid(dtype)]
    b = [draw.data(dtype, b_shape), *draw.grid(dtype)]
    return Case(op, [*a, *b, *draw.result_grid(dtype, factor)], MICROSOFT)


def every_byte(draw: Draw) -> tuple[type, Given]:
    dtype = (np.uint8, np.int8)[draw.number % 2]
    return dtype, Given((np.arange(256) + np.iinfo(dtype).min).astype(dtype), stored=False)


def leaky_relu(draw: Draw) -> Case:
    dtype, x = every_byte(draw)
    operands = [x, *draw.grid(dtype), *draw.result_grid(dtype)]
    return Case("QLinearLeakyRelu", operands, MICROSOFT, {"alpha": float(draw.random.uniform(0, 0.5))})


def sigmoid(draw: Draw) -> Case:
    dtype, x = every_byte(draw)
    result = [Given(np.float32(1 / 256)), Given(np.iinfo(dtype).min * np.ones((), dtype))]
    return Case("QLinearSigmoid", [x, *draw.grid(dtype), *(draw.result_grid(dtype) if draw.chance() else result)], MICROSOFT)


def softmax(draw: Draw) -> Case:
    dtype = (np.uint8, np.int8)[draw.number % 2]
    shape = (2, draw.integer(1, 40), draw.integer(1, 40))
    x = draw.data(dtype, shape)
    if draw.chance():  # a few steps apart, as in a network that is not sure
        x.array = (x.array // 16 + 100 + np.iinfo(dtype).min // 2).astype(dtype)
    y = [Given(np.float32((1 / 256, 1 / 255, 0.01)[draw.integer(0, 2)])), Given(draw.elements(dtype))]
    return Case("QLinearSoftmax", [x, *draw.grid(dtype), *y], MICROSOFT, {"axis": draw.integer(-2, 2), "opset": 13})


def concat(draw: Draw) -> Case:
    dtype = (np.uint8, np.int8)[draw.number % 2]
    y = draw.result_grid(dtype)
    parts = []
    for i in range(draw.integer(1, 4)):
        parts += [draw.data(dtype, (2, draw.integer(1, 5), 40)), *(y if i == 1 else draw.grid(dtype))]
    return Case("QLinearConcat", [*y, *parts], MICROSOFT, {"axis": 1})


def where(draw: Draw) -> Case:
    dtype = np.uint8
    condition = Given(draw.random.integers(0, 2, (3, 40)).astype(bool), stored=False)
    x = [draw.data(dtype, (3, 40)), *draw.grid(dtype)]
    y = [draw.data(dtype, (40,)), *draw.grid(dtype)]
    return Case("QLinearWhere", [condition, *x, *y, *draw.result_grid(dtype)], MICROSOFT)


def average_pool(draw: Draw) -> Case:
    dtype = (np.uint8, np.int8)[draw.number % 2]
    kernel = [draw.integer(1, 4), draw.integer(1, 4)]
    attributes = {
        "kernel_shape": kernel,
        "strides": [draw.integer(1, 3), draw.integer(1, 3)],
        "pads": [draw.integer(0, kernel[i % 2] - 1) for i in range(4)],
        "ceil_mode": draw.integer(0, 1),
        "count_include_pad": draw.integer(0, 1),
    }
    size = (draw.integer(5, 11), draw.integer(5, 11))
    if draw.number % 5 == 0:
        size = (7, 7)
        attributes.update(kernel_shape=[7, 7], pads=[0] * 4, strides=[1, 1])
    x = draw.data(dtype, (draw.integer(1, 2), draw.integer(1, 20), *size))
    grid = draw.grid(dtype)
    return Case("QLinearAveragePool", [x, *grid, *draw.pooled_grid(dtype, grid[0])], MICROSOFT, attributes)


def global_average_pool(draw: Draw) -> Case:
    dtype = (np.uint8, np.int8)[draw.number % 2]
    x = draw.data(dtype, (2, draw.integer(1, 40), draw.integer(1, 9), draw.integer(1, 9)))
    grid = draw.grid(dtype)
    return Case("QLinearGlobalAveragePool", [x, *grid, *draw.pooled_grid(dtype, grid[0])], MICROSOFT, {"channels_last": 0})


OPERATORS: dict[str, Callable[[Draw], Case]] = {
    "QuantizeLinear": quantize,
    "DequantizeLinear": dequantize,
    "DynamicQuantizeLinear": dynamic_quantize,
    "QLinearConv": lambda draw: convolution(draw, integer=False),
    "ConvInteger": lambda draw: convolution(draw, integer=True),
    "QLinearMatMul": qlinear_matmul,
    "MatMulInteger": matmul_integer,
    "QGemm": lambda draw: qgemm(draw, real=False),
    "QGemm (real)": lambda draw: qgemm(draw, real=True),
    "MatMulIntegerToFloat": matmul_integer_to_float,
    "DynamicQuantizeMatMul": dynamic_quantize_matmul,
    "QLinearAdd": lambda draw: binary(draw, "QLinearAdd"),
    "QLinearMul": lambda draw: binary(draw, "QLinearMul"),
    "QLinearLeakyRelu": leaky_relu,
    "QLinearSigmoid": sigmoid,
    "QLinearSoftmax": softmax,
    "QLinearConcat": concat,
    "QLinearWhere": where,
    "QLinearAveragePool": average_pool,
    "QLinearGlobalAveragePool": global_average_pool,
}


# ---- models and runs


def add_case(graph: onnx.GraphProto, case: Case, number: int, feeds: dict[str, np.ndarray]) -> None:
    names = []
    for i, given in enumerate(case.operands):
        if given is None:
            names.append("")
            continue
        array, name = np.asarray(given.array), f"c{number}_{i}"
        names.append(name)
        if given.stored:
            graph.initializer.append(numpy_helper.from_array(array, name))
        else:
            feeds[name] = array
            graph.input.append(helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(array.dtype), array.shape))
    outputs = ["" if dtype is None else f"c{number}_y{i}" for i, dtype in enumerate(case.output_types)]
    graph.node.append(helper.make_node(case.op, names, outputs, f"case{number}", domain=case.domain))
    graph.node[-1].attribute.extend(helper.make_attribute(key, value) for key, value in case.attributes.items())
    for name, dtype in zip(outputs, case.output_types, strict=True):
        if dtype is None:
            continue
        typed = helper.make_value_info(name, helper.make_tensor_type_proto(dtype, None)) if dtype else onnx.ValueInfoProto(name=name)
        graph.output.append(typed)


def model_of(cases: list[Case]) -> tuple[onnx.ModelProto, dict[str, np.ndarray]]:
    graph = helper.make_graph([], "quantized", [], [])
    feeds: dict[str, np.ndarray] = {}
    for number, case in enumerate(cases):
        add_case(graph, case, number, feeds)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION), feeds


def memory_of(cases: list[Case]) -> dict[str, str]:
    """For outputs of the model that are written in place: the input where they are."""
    return {f"c{number}_y{i}": f"c{number}_{operand}" for number, case in enumerate(cases) for i, operand in case.in_place.items()}


def run_in_place(session: ort.InferenceSession, feeds: dict[str, np.ndarray], memory: dict[str, str]) -> list[np.ndarray]:
    binding = session.io_binding()
    copies = {name: array.copy() for name, array in feeds.items()}  # whose memory the values use
    values = {name: ort.OrtValue.ortvalue_from_numpy(array) for name, array in copies.items()}
    for name, value in values.items():
        binding.bind_ortvalue_input(name, value)
    for output in session.get_outputs():
        if output.name in memory:
            binding.bind_ortvalue_output(output.name, values[memory[output.name]])
        else:
            binding.bind_output(output.name)
    session.run_with_iobinding(binding)
    return [value.numpy().copy() for value in binding.get_outputs()]


def theirs(model: Path, feeds: dict[str, np.ndarray], memory: dict[str, str] | None = None) -> Iterator[tuple[str, list[np.ndarray]]]:
    for name, level in (("optimised", "ORT_ENABLE_ALL"), ("plain", "ORT_DISABLE_ALL")):
        options = ort.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1  # DynamicQuantizeLSTM spans a grid for the samples of each thread
        options.graph_optimization_level = getattr(ort.GraphOptimizationLevel, level)
        session = ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        yield name, run_in_place(session, feeds, memory) if memory else session.run(None, feeds)


def run(*command) -> None:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"exit status {done.returncode} of {' '.join(map(str, command))}: {done.stderr.strip()[-600:]}")


def read_outputs(file: Path) -> list[np.ndarray]:
    read = np.load(file)
    return [read] if isinstance(read, np.ndarray) else [read[name] for name in read.files]


def ours(nnfront: str, model: Path, feeds: dict[str, np.ndarray], folder: Path) -> Iterator[tuple[str, list[np.ndarray]]]:
    run(nnfront, "compile", model, "--no-png", "-o", folder)
    inputs = []
    for name, array in feeds.items():
        np.save(folder / f"{name}.npy", array)
        inputs.append(f"{name}={folder / name}.npy")
    result = folder / "outputs.npz"
    count = len(onnx.load(model, load_external_data=False).graph.output)
    for form in FORMS:
        for engine in ENGINES:
            target = result.with_suffix(".npy") if count == 1 else result
            files = ["--graph", folder / f"{form}_graph.json", "--params", folder / f"{form}_params.npz"]
            run(nnfront, "run", "--engine", engine, *files, "--input-npy", *inputs, "-o", target)
            yield f"{form} {engine}", read_outputs(target)


def differing(a: list[np.ndarray], b: list[np.ndarray], one_off: int) -> int:
    """How many elements differ, beyond the `one_off` that may be one off."""
    count = 0
    nearly = 0
    for x, y in zip(a, b, strict=True):
        if x.shape != y.shape or x.dtype != y.dtype:
            return max(1, x.size)
        bits = f"u{x.dtype.itemsize}"
        count += int((x.reshape(-1).view(bits) != y.reshape(-1).view(bits)).sum())
        nearly += int((np.abs(x.astype(np.float64) - y) == 1).sum()) if one_off else 0
    return count - min(nearly, one_off)


def compare(nnfront: str, title: str, model: Path, feeds: dict[str, np.ndarray], folder: Path) -> int:
    wanted = list(theirs(model, feeds))
    worst, where_worst = 0, ""
    elements = sum(array.size for array in wanted[0][1])
    one_off = elements * ONE_OFF_PER_MILLION.get(title, 0) // 10**6
    for name, got in ours(nnfront, model, feeds, folder):
        for session, expected in wanted:
            different = differing(got, expected, one_off)
            if different > worst:
                worst, where_worst = different, f"  ({name}, against the {session} session)"
    print(f"{title:28} {len(feeds):5} inputs {elements:9,} elements {worst:6} differ{where_worst}", flush=True)
    return worst


def compare_operator(nnfront: str, name: str, seed: int, count: int) -> int:
    make = OPERATORS[name]
    model, feeds = model_of([make(Draw(seed, number)) for number in range(count)])
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        onnx.save(model, folder / "model.onnx")
        return compare(nnfront, name, folder / "model.onnx", feeds, folder)


def compare_model(nnfront: str, file: Path, seed: int) -> int:
    graph = onnx.load(file, load_external_data=False).graph
    stored = {each.name for each in graph.initializer}
    free = [each for each in graph.input if each.name not in stored]
    worst = 0
    for number in range(3):
        random = np.random.default_rng([seed, number])
        shapes = {each.name: [dim.dim_value for dim in each.type.tensor_type.shape.dim] for each in free}
        feeds = {name: (random.standard_normal(shape) * (number + 1)).astype(np.float32) for name, shape in shapes.items()}
        with tempfile.TemporaryDirectory() as text:
            worst = max(worst, compare(nnfront, f"{file.stem} {number}", file, feeds, Path(text)))
    return worst


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nnfront")
    parser.add_argument("--model", type=Path, action="append", default=[])
    parser.add_argument("--operators", default=",".join(OPERATORS), help="which, by comma")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=48, help="per operator")
    arguments = parser.parse_args()
    if not has_vnni():
        print("this processor has no VNNI: onnxruntime's integers are others", file=sys.stderr)
        return 3
    names = [name for name in arguments.operators.split(",") if name]
    worst = [compare_operator(arguments.nnfront, name, arguments.seed, arguments.cases) for name in names]
    worst += [compare_model(arguments.nnfront, file, arguments.seed) for file in arguments.model]
    if not worst:
        print("nothing to compare", file=sys.stderr)
        return 2
    print(f"{len(worst)} comparisons, {sum(each > 0 for each in worst)} with differences")
    return 1 if any(worst) else 0


if __name__ == "__main__":
    sys.exit(main())
