#!/usr/bin/env python3
"""Compares what onnxruntime's transformer optimiser and quantizer write (domain com.microsoft) with onnxruntime itself.

    fused_onnx.py NNFRONT [--seed N]

Needs the environment `onnx` of tools/envs.py. One model holds a node for every use of an operator, with random data; onnxruntime runs it
with and without its optimisations; nnfront compiles it once and runs both forms with both engines. Every output must be within TOLERANCE
(relative L2 distance). Of real numbers alone: quantized_onnx.py compares integers element by element. Exit status: 0 all are, 1 not.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto
from quantized_onnx import MICROSOFT, Case, Given, model_of, ours, theirs

# Sums of float32 in another order.
TOLERANCE = 1e-5

REAL = (TensorProto.FLOAT,)
BATCH, STEPS, WIDTH, HEADS, HEAD_WIDTH, KEYS, PAST = 2, 4, 6, 2, 4, 5, 3
HIDDEN = HEADS * HEAD_WIDTH


class Draw:
    def __init__(self, seed: int):
        self.random = np.random.default_rng(seed)

    def data(self, *shape: int) -> Given:
        return Given((self.random.standard_normal(shape) * 0.5).astype(np.float32), stored=False)

    def weight(self, *shape: int) -> Given:
        return Given(self.data(*shape).array)

    def indices(self, below: int, *shape: int, dtype=np.int32) -> Given:
        return Given(self.random.integers(0, below, shape).astype(dtype), stored=False)

    def bytes(self, dtype, *shape: int) -> np.ndarray:
        limits = np.iinfo(dtype)
        return self.random.integers(limits.min, limits.max + 1, shape).astype(dtype)

    def scale(self, *shape: int) -> Given:
        return Given(np.exp(self.random.uniform(-6, -4, shape)).astype(np.float32))


def given(elements, dtype=np.int32) -> Given:
    return Given(np.array(elements, dtype), stored=False)


def fused(op: str, operands: list, outputs: tuple = REAL, **attributes) -> Case:
    return Case(op, operands, MICROSOFT, attributes, outputs)


# ---- activations, sums, products


def activations(draw: Draw) -> list[Case]:
    x = draw.data(2, 3, 8)
    return [
        fused("FastGelu", [x]),
        fused("FastGelu", [x, draw.weight(8)]),
        fused("BiasGelu", [x, draw.weight(8)]),
        fused("Gelu", [x]),
        fused("QuickGelu", [x]),
        fused("QuickGelu", [x], alpha=1.25),
        fused("Inverse", [Given((draw.data(2, 3, 3).array + 3 * np.eye(3)).astype(np.float32), stored=False)]),
        *[
            fused(
                "GridSample", [draw.data(1, 2, 4, 5), Given(draw.data(1, 6, 6, 2).array * 2, stored=False)], mode=mode, padding_mode=padding
            )
            for mode in ("bilinear", "bicubic")
            for padding in ("zeros", "border", "reflection")
        ],
        fused("Range", [given(1.0, np.float32), given(7.5, np.float32)]),
    ]


def products(draw: Draw) -> list[Case]:
    a, b, c = draw.data(3, 4), draw.weight(5, 4), draw.weight(5)
    cases = [
        fused("FusedMatMul", [draw.data(2, 4, 3), draw.data(2, 5, 4)], alpha=0.5, transA=1, transB=1),
        fused("FusedMatMul", [draw.data(3, 2, 4), draw.data(2, 4, 5)], transBatchA=1),
        fused("FusedMatMul", [draw.data(4, 2, 3), draw.data(5, 2, 4)], transBatchA=1, transBatchB=1, transA=1, transB=1, alpha=2.0),
        fused("TransposeMatMul", [draw.data(2, 4, 3), draw.data(2, 4, 5)], transA=1),
    ]
    numbers = {"LeakyRelu": {"alpha": 0.2}, "Elu": {"alpha": 0.7}, "HardSigmoid": {"alpha": 0.3, "beta": 0.4}}
    numbers["Selu"] = {"alpha": 1.5, "gamma": 1.25}
    for name in ("Relu", "Tanh", "Sigmoid", "Softplus", "Softsign", *numbers):
        attributes = {f"activation_{key}": value for key, value in numbers.get(name, {}).items()}
        cases.append(fused("FusedGemm", [a, b, c], transB=1, alpha=0.5, activation=name, **attributes))
    return cases


def convolutions(draw: Draw) -> list[Case]:
    x, w, b, z = draw.data(1, 3, 6, 6), draw.weight(4, 3, 3, 3), draw.weight(4), draw.data(1, 4, 6, 6)
    same = {"pads": [1, 1, 1, 1], "kernel_shape": [3, 3]}
    return [
        fused("FusedConv", [x, w, b], activation="Relu", **same),
        fused("FusedConv", [x, w, b, z], activation="HardSigmoid", activation_params=[0.2, 0.5], **same),
        fused("FusedConv", [x, w, b], activation="Clip", activation_params=[-0.25, 0.5], kernel_shape=[3, 3]),
        fused("FusedConv", [x, w, b], activation="LeakyRelu", activation_params=[0.1], kernel_shape=[3, 3]),
    ]


# ---- norms


def norms(draw: Draw) -> list[Case]:
    x, gamma, beta, bias = draw.data(2, 3, 8), draw.weight(8), draw.weight(8), draw.weight(8)
    with_sum = (TensorProto.FLOAT, None, None, TensorProto.FLOAT)
    return [
        fused("SkipLayerNormalization", [x, draw.data(2, 3, 8), gamma, beta, bias], with_sum, epsilon=1e-5),
        fused("SkipLayerNormalization", [x, draw.data(1, 3, 8), gamma, beta]),
        fused("SkipLayerNormalization", [x, draw.data(3, 8), gamma]),
        fused("SkipSimplifiedLayerNormalization", [x, draw.data(2, 3, 8), gamma, bias], with_sum, epsilon=1e-6),
    ]


def embeddings(draw: Draw) -> list[Case]:
    ids, segments = draw.indices(10, 2, 3), draw.indices(2, 2, 3)
    tables = [draw.weight(10, 8), draw.weight(6, 8), draw.weight(2, 8)]
    ends = [draw.weight(8), draw.weight(8)]
    mask = given([[1, 1, 0], [1, 1, 1]])
    everything = (TensorProto.FLOAT, TensorProto.INT32, TensorProto.FLOAT)
    quantized = [Given(draw.bytes(np.uint8, *table.array.shape)) for table in [*tables, *ends]]
    grids = [*[draw.scale() for _ in quantized], *[Given(draw.bytes(np.uint8)) for _ in quantized]]
    return [
        fused("EmbedLayerNormalization", [ids, segments, *tables, *ends], everything[:2]),
        fused("EmbedLayerNormalization", [ids, segments, *tables, *ends, mask], everything),
        fused("EmbedLayerNormalization", [ids, None, *tables[:2], None, *ends, None, given([[2, 0, 5], [1, 1, 3]])], everything[:2]),
        fused("QEmbedLayerNormalization", [ids, segments, *quantized, mask, *grids], everything[:2]),
        fused("QEmbedLayerNormalization", [ids, segments, *quantized, None, *grids], everything[:2]),
    ]


# ---- attention

MASK = [[1, 1, 1, 0], [1, 1, 0, 0]]
LONG_MASK = [[1] * (PAST + STEPS), [0] + [1] * (PAST + STEPS - 1)]
KEY_MASK = [[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]]


def attentions(draw: Draw) -> list[Case]:
    layer = [draw.data(BATCH, STEPS, WIDTH), draw.weight(WIDTH, 3 * HIDDEN), draw.weight(3 * HIDDEN)]
    narrow = [draw.data(BATCH, STEPS, WIDTH), draw.weight(WIDTH, 2 * HIDDEN + 6), draw.weight(2 * HIDDEN + 6)]
    causal = np.tril(np.ones((BATCH, STEPS, STEPS), np.int32))
    past = draw.data(2, BATCH, HEADS, PAST, HEAD_WIDTH)
    of = {"num_heads": HEADS}
    both = REAL * 2
    return [
        fused("Attention", layer, **of),
        fused("Attention", [*layer[:2], None], scale=0.3, **of),
        fused("Attention", layer, unidirectional=1, **of),
        fused("Attention", [*layer, given(MASK)], **of),
        fused("Attention", [*layer, given(causal)], mask_filter_value=-50.0, **of),
        fused("Attention", [*layer, given([4, 2])], **of),
        fused("Attention", narrow, qkv_hidden_sizes=[HIDDEN, HIDDEN, 6], **of),
        fused("Attention", [*layer, given(MASK), None, draw.data(1, HEADS, STEPS, STEPS)], **of),
        fused("Attention", [*layer, None, past], both, unidirectional=1, **of),
        fused("Attention", [*layer, given(LONG_MASK), past], both, unidirectional=1, **of),
    ]


def quantized_attentions(draw: Draw) -> list[Case]:
    cases = []
    for w_type, columns in ((np.int8, 3 * HIDDEN), (np.uint8, 1)):
        x = Given(draw.bytes(np.uint8, BATCH, STEPS, WIDTH), stored=False)
        shape = (columns,) if columns > 1 else ()
        zero = Given(np.zeros(shape, w_type) if w_type is np.int8 else draw.bytes(w_type))
        layer = [x, Given(draw.bytes(w_type, WIDTH, 3 * HIDDEN)), draw.weight(3 * HIDDEN), draw.scale(), draw.scale(*shape)]
        past = draw.data(2, BATCH, HEADS, PAST, HEAD_WIDTH)
        zeros = [Given(draw.bytes(np.uint8)), zero]
        cases.append(fused("QAttention", [*layer, None, *zeros], num_heads=HEADS))
        cases.append(fused("QAttention", [*layer, given(MASK), *zeros], num_heads=HEADS))
        cases.append(fused("QAttention", [*layer, given([4, 2]), *zeros], num_heads=HEADS))
        cases.append(fused("QAttention", [*layer, given(LONG_MASK), *zeros, past], REAL * 2, num_heads=HEADS, unidirectional=1))
    return cases


def multi_head_attentions(draw: Draw) -> list[Case]:
    q = draw.data(BATCH, STEPS, HIDDEN)
    rows = [q, draw.data(BATCH, KEYS, HIDDEN), draw.data(BATCH, KEYS, 6)]
    own = [draw.data(BATCH, STEPS, HIDDEN) for _ in range(3)]
    cache = [draw.data(BATCH, HEADS, KEYS, HEAD_WIDTH) for _ in range(2)]
    past = [draw.data(BATCH, HEADS, PAST, HEAD_WIDTH) for _ in range(2)]
    bias = draw.weight(3 * HIDDEN)
    of = {"num_heads": HEADS}
    return [
        fused("MultiHeadAttention", rows, **of),
        fused("MultiHeadAttention", [*rows, draw.weight(2 * HIDDEN + 6)], scale=0.5, **of),
        fused("MultiHeadAttention", [*rows, None, given(KEY_MASK)], **of),
        fused("MultiHeadAttention", [*rows, None, given([3, 5])], **of),
        fused("MultiHeadAttention", [*rows, None, given(draw.random.random((BATCH, STEPS, KEYS)) > 0.3)], **of),
        fused("MultiHeadAttention", [*rows, None, given(KEY_MASK), draw.data(1, HEADS, STEPS, KEYS)], **of),
        fused("MultiHeadAttention", [*own, bias, None, None, *past], REAL * 3, unidirectional=1, **of),
        fused("MultiHeadAttention", [q, *cache, bias], **of),
        fused("MultiHeadAttention", [q, *cache], **of),
    ]


def rotary_embeddings(draw: Draw) -> list[Case]:
    tables = [draw.weight(16, 4), draw.weight(16, 4)]
    places = draw.indices(16, BATCH, STEPS, dtype=np.int64)
    first = given([5], np.int64)
    return [
        fused("RotaryEmbedding", [draw.data(BATCH, 3, STEPS, 8), places, *tables]),
        fused("RotaryEmbedding", [draw.data(BATCH, STEPS, 24), places, *tables], interleaved=1),
        fused("RotaryEmbedding", [draw.data(BATCH, STEPS, 24), first, *tables]),
        fused("RotaryEmbedding", [draw.data(BATCH, STEPS, 36), places, *tables], num_heads=3, rotary_embedding_dim=8),
    ]


FAMILIES: tuple[Callable[[Draw], list[Case]], ...] = (
    activations,
    products,
    convolutions,
    norms,
    embeddings,
    attentions,
    quantized_attentions,
    multi_head_attentions,
    rotary_embeddings,
)


# ---- comparison


def distance(got: np.ndarray, wanted: np.ndarray) -> float:
    if got.shape != wanted.shape or got.dtype != wanted.dtype or not np.isfinite(wanted).all():
        return float("inf")
    norm = np.linalg.norm(wanted.astype(np.float64))
    return float(np.linalg.norm(got.astype(np.float64) - wanted) / norm) if norm else float(np.abs(got.astype(np.float64)).max())


def compare(nnfront: str, cases: list[Case], folder: Path) -> list[float]:
    """The largest distance of every output of the model."""
    model, feeds = model_of(cases)
    onnx.save(model, folder / "model.onnx")
    sessions = list(theirs(folder / "model.onnx", feeds))
    worst = [0.0] * len(sessions[0][1])
    for _, got in ours(nnfront, folder / "model.onnx", feeds, folder):
        for _, wanted in sessions:
            worst = [max(known, distance(a, b)) for known, a, b in zip(worst, got, wanted, strict=True)]
    return worst


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nnfront")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    ort.set_default_logger_severity(3)
    draw = Draw(arguments.seed)
    cases = [case for family in FAMILIES for case in family(draw)]
    with tempfile.TemporaryDirectory() as text:
        worst = compare(arguments.nnfront, cases, Path(text))
    owners = [case.op for case in cases for output in case.output_types if output is not None]
    for op in dict.fromkeys(owners):
        mine = [far for far, owner in zip(worst, owners, strict=True) if owner == op]
        print(f"{op:36} {len(mine):3} outputs, largest distance {max(mine):.2e}")
    far = sum(not each <= TOLERANCE for each in worst)
    print(f"{len(cases)} uses, {len(worst)} outputs, {far} farther than {TOLERANCE}")
    return 1 if far else 0


if __name__ == "__main__":
    sys.exit(main())
