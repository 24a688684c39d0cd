"""Layers with weights, pooling and activations, and operators that move, join and reduce."""

from operator_case import Case, distinct, normal, parameter, uniform

MAP = normal(2, 4, 7, 6)
SCALES = {"gamma": parameter(uniform(0.5, 2, 4)), "beta": parameter(normal(4))}
STATISTICS = {"mean": parameter(normal(4)), "variance": parameter(uniform(0.5, 2, 4))}


def constant(name: str, **attributes) -> Case:
    """Added to what is read, as a graph has inputs."""

    def build(symbol, x):
        return symbol.broadcast_add(x, getattr(symbol._internal, name)(**attributes), name="x")

    return Case(name.strip("_"), {"x": normal(3, 5)}, build=build)


def pooled(variant: str, **attributes) -> Case:
    return Case("Pooling", {"x": MAP}, {"kernel": (3, 2), "stride": (2, 2), "pad": (1, 0), **attributes}, variant)


LAYER_CASES = [
    Case(
        "Convolution",
        {"x": MAP, "weight": parameter(normal(6, 2, 3, 2)), "bias": parameter(normal(6))},
        {"kernel": (3, 2), "stride": (2, 1), "pad": (1, 2), "dilate": (1, 2), "num_filter": 6, "num_group": 2},
    ),
    Case(
        "Convolution",
        {"x": normal(1, 3, 5, 6, 4), "weight": parameter(normal(2, 3, 2, 3, 2))},
        {"kernel": (2, 3, 2), "num_filter": 2, "no_bias": True},
        "volume",
    ),
    Case(
        "Deconvolution",
        {"x": MAP, "weight": parameter(normal(4, 3, 3, 2))},
        {"kernel": (3, 2), "stride": (2, 3), "pad": (1, 0), "adj": (1, 2), "num_filter": 3},
    ),
    Case("FullyConnected", {"x": normal(2, 3, 4), "weight": parameter(normal(5, 12)), "bias": parameter(normal(5))}, {"num_hidden": 5}),
    Case(
        "FullyConnected",
        {"x": normal(2, 3, 4), "weight": parameter(normal(5, 4))},
        {"num_hidden": 5, "no_bias": True, "flatten": False},
        "last_axis",
    ),
    *[pooled(kind, pool_type=kind) for kind in ("max", "avg", "sum")],
    pooled("lp", pool_type="lp", p_value=2),
    pooled("full", pool_type="avg", pooling_convention="full"),
    pooled("without_padding", pool_type="avg", count_include_pad=False),
    Case("Pooling", {"x": MAP}, {"global_pool": True, "pool_type": "max", "kernel": (1, 1)}, "global"),
    Case("contrib.AdaptiveAvgPooling2D", {"x": MAP}, {"output_size": (3, 4)}),
    Case("BatchNorm", {"x": MAP, **SCALES, **STATISTICS}, {"fix_gamma": False, "eps": 1e-3}),
    Case("BatchNorm", {"x": MAP, **SCALES, **STATISTICS}, {"fix_gamma": True}, "fixed"),
    Case("contrib.SyncBatchNorm", {"x": MAP, **SCALES, **STATISTICS}, {"fix_gamma": False, "key": "norm", "ndev": 1}),
    Case("LayerNorm", {"x": normal(2, 3, 4), **SCALES}, {"eps": 1e-4}),
    Case("InstanceNorm", {"x": MAP, **SCALES}, {"eps": 1e-3}),
    Case("LRN", {"x": MAP}, {"nsize": 3, "alpha": 0.3, "beta": 0.6, "knorm": 1.5}),
    *[Case("L2Normalization", {"x": MAP}, {"mode": mode}, mode) for mode in ("instance", "channel", "spatial")],
    Case("Dropout", {"x": normal(3, 5)}, {"p": 0.3}),
    Case("UpSampling", {"x": MAP}, {"scale": 3, "sample_type": "nearest"}),
    Case("contrib.BilinearResize2D", {"x": MAP}, {"height": 11, "width": 4}),
    *[Case("Activation", {"x": normal(3, 7)}, {"act_type": kind}, kind) for kind in ("relu", "sigmoid", "tanh", "softrelu", "softsign")],
    *[Case("LeakyReLU", {"x": normal(3, 7)}, {"act_type": kind, "slope": 0.3}, kind) for kind in ("leaky", "elu", "selu", "gelu")],
    Case("LeakyReLU", {"x": MAP, "gamma": parameter(uniform(0.1, 0.5, 4))}, {"act_type": "prelu"}, "prelu"),
    Case("log_softmax", {"x": normal(3, 4, 5)}, {"axis": 1, "temperature": 1.5}),
    Case("SoftmaxActivation", {"x": MAP}, {"mode": "channel"}),
    Case(
        "contrib.MultiProposal",
        {"scores": distinct(1, 24, 4, 5), "location": uniform(-0.3, 0.3, 1, 48, 4, 5), "info": ("values", [[60.0, 80.0, 1.0]])},
        {"rpn_pre_nms_top_n": 60, "rpn_post_nms_top_n": 12, "output_score": True, "rpn_min_size": 4},
    ),
    # Reductions and order
    *[Case(name, {"x": normal(3, 4, 5)}, {"axis": (0, 2), "keepdims": True}) for name in ("sum", "mean", "prod", "max", "min")],
    Case("norm", {"x": normal(3, 4, 5)}, {"axis": 1}),
    Case("norm", {"x": normal(3, 4, 5)}, {"axis": (0, 2), "ord": 1, "keepdims": True}, "first"),
    Case("sort", {"x": distinct(3, 8)}, {"axis": 1, "is_ascend": False}),
    Case("cumsum", {"x": normal(3, 5)}, {"axis": 1}),
    # Shapes
    Case("Reshape", {"x": normal(2, 6, 4)}, {"shape": (0, -4, 2, 3, -2)}),
    Case("Reshape", {"x": normal(2, 3, 4)}, {"shape": (-3, -2)}, "joined"),
    Case("Flatten", {"x": normal(2, 3, 4)}),
    Case("expand_dims", {"x": normal(2, 3)}, {"axis": 1}),
    Case("squeeze", {"x": normal(2, 1, 3, 1)}, {"axis": (1, 3)}),
    Case("transpose", {"x": normal(2, 3, 4)}, {"axes": (1, 2, 0)}),
    Case("SwapAxis", {"x": normal(2, 3, 4)}, {"dim1": 0, "dim2": 2}),
    Case("depth_to_space", {"x": normal(2, 12, 3, 2)}, {"block_size": 2}),
    Case("space_to_depth", {"x": normal(2, 3, 4, 6)}, {"block_size": 2}),
    # Parts
    Case("Concat", {"a": normal(2, 3, 4), "b": normal(2, 2, 4)}, {"dim": 1}),
    Case("stack", {"a": normal(2, 3), "b": normal(2, 3)}, {"axis": 1}),
    Case("SliceChannel", {"x": normal(2, 6, 3)}, {"num_outputs": 3, "axis": 1}),
    Case("SliceChannel", {"x": normal(2, 3, 4)}, {"num_outputs": 3, "axis": 1, "squeeze_axis": True}, "squeezed"),
    Case("_internal._split_v2", {"x": normal(2, 7)}, {"indices": (0, 2, 5), "axis": 1}),
    Case("slice", {"x": normal(5, 6)}, {"begin": (1, 5), "end": (4, 0), "step": (2, -2)}),
    Case("slice_axis", {"x": normal(5, 6)}, {"axis": 1, "begin": 1, "end": -2}),
    Case("reverse", {"x": normal(3, 4)}, {"axis": 1}),
    Case("tile", {"x": normal(2, 3)}, {"reps": (2, 1, 2)}),
    *[Case("Pad", {"x": MAP}, {"mode": mode, "pad_width": (0, 0, 0, 0, 1, 2, 3, 0)}, mode) for mode in ("edge", "reflect")],
    Case("Pad", {"x": MAP}, {"mode": "constant", "pad_width": (0, 0, 0, 0, 1, 2, 3, 0), "constant_value": 0.5}),
    Case("broadcast_axis", {"x": normal(1, 3, 1)}, {"axis": (0, 2), "size": (2, 4)}),
    Case("broadcast_to", {"x": normal(1, 3, 1)}, {"shape": (2, 0, 4)}),
    # Products
    Case("dot", {"a": normal(3, 4), "b": normal(5, 4)}, {"transpose_b": True}),
    Case("batch_dot", {"a": normal(2, 4, 3), "b": normal(2, 4, 5)}, {"transpose_a": True}),
    Case("linalg.gemm2", {"a": normal(2, 3, 4), "b": normal(2, 4, 5)}, {"alpha": 1.5}),
    constant("_zeros", shape=(3, 5)),
    constant("_ones", shape=(3, 5)),
    constant("_full", shape=(3, 5), value=0.25),
]
