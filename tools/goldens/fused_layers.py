"""Uses of the activations, products, convolutions and norms that onnxruntime's optimiser writes."""

import numpy as np
from fused_case import Draw, fused, given
from onnx import TensorProto
from quantized_onnx import Case, Given

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
