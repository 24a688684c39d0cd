"""Uses of the layers with states, experts and packed weights that onnxruntime's quantizer and model builders write."""

import ml_dtypes
import numpy as np
from fused_case import BATCH, HEADS, REAL, SHARED, STEPS, Draw, fused, given
from quantized_onnx import Case, Given

# ---- states, experts, weights in blocks


def states(draw: Draw) -> list[Case]:
    x, taps, bias = draw.data(BATCH, 3, 6), draw.weight(3, 1, 4), draw.weight(3)
    past = draw.data(BATCH, 3, 3)
    both = REAL * 2
    return [
        fused("CausalConvWithState", [x, taps], both),
        fused("CausalConvWithState", [x, taps, bias, past], both, activation="silu"),
        fused("CausalConvWithState", [draw.data(BATCH, 3, 1), taps, bias, past], both, activation="swish"),
        fused("CausalConvWithState", [x, taps, None, draw.data(BATCH, 3, 6)], both, dilation=2),
    ]


def linear_attentions(draw: Draw) -> list[Case]:
    rows = [draw.data(BATCH, STEPS, heads * width) for heads, width in ((SHARED, 3), (HEADS, 3), (HEADS, 5))]
    past = draw.data(BATCH, HEADS, 3, 5)
    decay, rate = draw.data(BATCH, STEPS, HEADS), draw.data(BATCH, STEPS, HEADS)
    of = {"q_num_heads": SHARED, "kv_num_heads": HEADS}
    both = REAL * 2
    return [
        fused("LinearAttention", rows, both, update_rule="linear", **of),
        fused("LinearAttention", [*rows, past, decay], both, update_rule="gated", **of),
        fused("LinearAttention", [*rows, None, None, rate], both, update_rule="delta", scale=0.3, **of),
        fused("LinearAttention", [*rows, past, draw.data(BATCH, STEPS, HEADS * 3), rate], both, **of),
        fused("LinearAttention", [*rows, past, decay, draw.data(BATCH, STEPS, 1)], both, update_rule="gated_delta", **of),
    ]


def experts(draw: Draw) -> list[Case]:
    tokens, width, inner, count = 5, 6, 7, 4
    scores = draw.data(tokens, count)
    behind = [draw.weight(count, width, inner), draw.weight(count, width)]
    plain = [scores, draw.weight(count, inner, width), draw.weight(count, inner), *behind]
    gated = [scores, draw.weight(count, 2 * inner, width), draw.weight(count, 2 * inner), *behind]
    flat, rows = draw.data(tokens, width), draw.data(1, tokens, width)
    cases = [fused("MoE", [flat, *plain], k=2, activation_type=name) for name in ("relu", "gelu", "silu", "identity")]
    cases.append(fused("MoE", [rows, *plain[:2], None, plain[3]], k=1, activation_type="silu", normalize_routing_weights=1))
    cases.append(fused("MoE", [rows, *plain], k=3, activation_type="relu", normalize_routing_weights=1))
    swiglu = {"activation_type": "swiglu", "swiglu_fusion": 1, "activation_alpha": 1.702, "activation_beta": 1.0, "swiglu_limit": 0.3}
    return [*cases, fused("MoE", [flat, *gated], k=2, normalize_routing_weights=1, **swiglu)]


def quantized_experts(draw: Draw) -> list[Case]:
    tokens, width, inner, count, block = 5, 32, 32, 4, 16
    cases = []

    def layer(units: int, inputs: int, bits: int, by_block: bool) -> tuple[list[Given], Given]:
        columns = inputs // block if by_block else 1
        scale = draw.scale(count, units, columns) if by_block else draw.scale(count, units)
        points = (count, units, -(-columns * bits // 8)) if by_block else (count, units * bits // 8)
        weight = Given(draw.bytes(np.uint8, count, units, inputs * bits // 8))
        return [weight, scale, draw.weight(count, units)], Given(draw.bytes(np.uint8, *points))

    # Of blocks of 8 bits onnxruntime makes integers of what they are multiplied with.
    for bits, by_block in ((2, False), (4, False), (8, False), (4, True)):
        for has_points in (False, True):
            first, first_points = layer(inner, width, bits, by_block)
            second, second_points = layer(width, inner, bits, by_block)
            operands = [draw.data(tokens, width), draw.data(tokens, count), *first, *second]
            operands += [None, None, None, first_points, second_points] if has_points else []
            attributes = {"k": 2, "expert_weight_bits": bits, "activation_type": "silu", "normalize_routing_weights": int(has_points)}
            cases.append(fused("QMoE", operands, **attributes, **({"block_size": block} if by_block else {})))
    return cases


def table_weights(draw: Draw) -> list[Case]:
    cases = []
    for kind in (0, 1):
        for units, depth, block in ((5, 32, 16), (3, 30, 16), (7, 9, 32)):
            count = units * depth
            operands = [Given(draw.bytes(np.uint8, (count + 1) // 2)), Given(np.exp(draw.weight(-(-count // block)).array))]
            attributes = {"N": units, "K": depth, "block_size": block, "quant_type": kind}
            cases.append(fused("MatMulBnb4", [draw.data(2, 3, depth), *operands], **attributes))
    return cases


def block_weights(draw: Draw) -> list[Case]:
    cases = []
    for bits in (2, 4, 8):
        units, depth, block = 5, 40, 16
        weight = Given(draw.bytes(np.uint8, units, 3, block * bits // 8))
        points = Given(draw.bytes(np.uint8, units, -(-3 * bits // 8)))
        for further in ([], [points], [points, None, draw.weight(units)]):
            operands = [draw.data(2, 3, depth), weight, draw.scale(units, 3), *further]
            cases.append(fused("MatMulNBits", operands, bits=bits, N=units, K=depth, block_size=block))
    return cases


def nibbles(draw: Draw, dtype, *shape: int) -> Given:
    low = 0 if dtype == ml_dtypes.uint4 else -8
    return Given(draw.random.integers(low, low + 16, shape).astype(dtype))


def gathered_blocks(draw: Draw) -> list[Case]:
    rows = given([[3, 0], [-1, 3]], np.int64)
    name, bytes_of_rows = "GatherBlockQuantized", {8: (48, 3), 4: (24, 2), 2: (12, 1)}
    cases = []
    for bits, (data, points) in bytes_of_rows.items():
        of = {"bits": bits, "block_size": 16, "quantize_axis": 1}
        for zero in ([], [Given(draw.bytes(np.uint8, 7, points))]):
            cases.append(fused(name, [Given(draw.bytes(np.uint8, 7, data)), rows, draw.scale(7, 3), *zero], **of))
    for dtype in (ml_dtypes.uint4, ml_dtypes.int4):
        for zero in ([], [nibbles(draw, dtype, 7, 3)]):
            cases.append(fused(name, [nibbles(draw, dtype, 7, 40), rows, draw.scale(7, 3), *zero], block_size=16, quantize_axis=-1))
        middle = [nibbles(draw, dtype, 3, 40, 2), given([2, 0, 1], np.int64), draw.scale(3, 3, 2), nibbles(draw, dtype, 3, 3, 2)]
        cases.append(fused(name, middle, block_size=16, quantize_axis=1, gather_axis=0))
        cases.append(fused(name, [middle[0], given(1, np.int64), *middle[2:]], block_size=16, quantize_axis=1, gather_axis=2))
        cases.append(fused(name, [middle[0], given([39, 17, 0], np.int64), *middle[2:]], block_size=16, quantize_axis=1, gather_axis=1))
    return cases


def recurrences(draw: Draw) -> list[Case]:
    cases = []
    for dtype in (np.uint8, np.int8):
        for direction, count in (("forward", 1), ("reverse", 1), ("bidirectional", 2)):
            units, inputs = 5, 3
            zero = Given(np.zeros(count, dtype) if dtype == np.int8 else draw.bytes(dtype, count))
            weights = [Given(draw.bytes(dtype, count, size, 4 * units)) for size in (inputs, units)]
            grids = [draw.scale(count), zero, draw.scale(count), zero]
            states = [None, None] if direction == "reverse" else [draw.data(count, BATCH, units) for _ in range(2)]
            operands = [draw.data(STEPS, BATCH, inputs), *weights, draw.weight(count, 8 * units), None, *states, None, *grids]
            cases.append(fused("DynamicQuantizeLSTM", operands, REAL * 3, hidden_size=units, direction=direction))
    return cases


def places(draw: Draw) -> list[Case]:
    return [
        fused("UnfoldTensor", [draw.data(2, 7)], dim=-1, size=3, step=2),
        fused("UnfoldTensor", [draw.data(7, 2)], dim=0, size=4, step=1),
        fused("Pad", [draw.data(2, 3), Given(np.array([1, 0, 2, -1])), Given(np.float32(0.5))]),
        fused("Pad", [draw.data(4, 3), Given(np.array([1, 2, 0, 1]))], mode="reflect"),
    ]
