"""What the uses of fused operators (fused_onnx.py) share: sizes and random operands."""

import numpy as np
from onnx import TensorProto
from quantized_onnx import MICROSOFT, Case, Given

REAL = (TensorProto.FLOAT,)
BATCH, STEPS, WIDTH, HEADS, HEAD_WIDTH, KEYS, PAST = 2, 4, 6, 2, 4, 5, 3
HIDDEN = HEADS * HEAD_WIDTH
SHARED = 2 * HEADS  # heads of queries where two share one of keys


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
