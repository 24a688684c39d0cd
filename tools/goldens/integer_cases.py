"""Cases of mxnet_operators.py: graphs of 8 bits as MXNet itself makes them, and the layers that its oneDNN back end fuses.

MXNet's integers are those of processors with VNNI; elsewhere its sums saturate.
"""

from operator_case import Case, normal, parameter, uniform

NORM = {"mean": parameter(normal(8)), "variance": parameter(uniform(0.5, 2, 8))}


RECTIFIED = ("act", "eltwise")  # in the name of a layer that a relu ends


def integers_of(network, calibrated=True, granularity="tensor-wise", fused=True):
    """The integer graph that MXNet makes of a network, fused for its oneDNN back end or not, with made-up ranges instead of calibration by
    data."""
    import mxnet
    from mxnet.contrib import quantization

    def ready(symbol):
        return symbol.get_backend_symbol("MKLDNN_QUANTIZE") if fused else symbol

    integers, names = quantization._quantize_symbol(
        ready(network), mxnet.cpu(), offline_params=[], quantized_dtype="auto", quantize_granularity=granularity
    )
    own = ("data" if not calibrated else "", "_weight", "_bias")  # ranges of their elements
    ranges = {
        name: (0.0, 5.5) if any(word in name for word in RECTIFIED) else (-4.5, 6.0)
        for name in names
        if not any(end and name.endswith(end) for end in own)
    }
    return ready(quantization._calibrate_quantized_sym(integers, ranges))


def quantized_residual(symbol, data, mean, variance):
    """Convolutions of integers with batch norms and biases, one for each channel by itself, and residuals of either type."""

    def norm(x):
        return symbol.BatchNorm(x, moving_mean=mean, moving_var=variance, fix_gamma=False)

    def rectified(x):
        return symbol.Activation(x, act_type="relu")

    x = rectified(norm(symbol.Convolution(data, kernel=(3, 3), pad=(1, 1), num_filter=8, no_bias=True)))
    x = symbol.Pooling(x, kernel=(3, 3), stride=(2, 2), pad=(1, 1), pool_type="max")
    shortcut = norm(symbol.Convolution(x, kernel=(1, 1), num_filter=8))
    inner = rectified(symbol.Convolution(x, kernel=(3, 3), pad=(1, 1), num_filter=8, num_group=8))
    x = rectified(norm(symbol.Convolution(inner, kernel=(3, 3), pad=(1, 1), num_filter=8)) + shortcut)
    x = rectified(norm(symbol.Convolution(x, kernel=(3, 3), pad=(2, 2), dilate=(2, 2), num_filter=8)) + x)
    return integers_of(symbol.Pooling(x, kernel=(1, 1), global_pool=True, pool_type="avg"))


def quantized_pools(symbol, data, calibrated=True):
    """Averages of integers with and without padding, of either convention, joined on one grid."""
    x = symbol.Convolution(data, kernel=(3, 3), num_filter=4)
    parts = [
        symbol.Pooling(x, kernel=(3, 3), pad=(1, 1), pool_type="avg"),
        symbol.Pooling(x, kernel=(3, 3), pad=(1, 1), pool_type="avg", count_include_pad=False),
        symbol.Activation(symbol.Convolution(x, kernel=(1, 1), num_filter=4), act_type="relu"),
    ]
    joined = symbol.Concat(*parts, dim=1)
    halved = symbol.Pooling(joined, kernel=(2, 2), stride=(2, 2), pool_type="avg", pooling_convention="full")
    return integers_of(symbol.Flatten(symbol.Convolution(halved, kernel=(1, 1), num_filter=5)), calibrated)


def weights(units, features):
    return parameter(uniform(-0.4, 0.4, units, features))


# MXNet infers no shapes through the quantization of parameters.
DENSE = {
    "data": normal(3, 4, 10),
    "rows_weight": weights(12, 10),
    "rows_bias": parameter(normal(12)),
    "flat_weight": weights(16, 48),
    "flat_bias": parameter(normal(16)),
    "plain_weight": weights(9, 16),
    "last_weight": weights(8, 9),
    "last_bias": parameter(normal(8)),
}


def quantized_dense(symbol, operands, granularity, end="relu", fused=True):
    """Fully connected layers of integers, with and without bias and (where they fuse) relu, that flatten and that do not; the last one
    gives real numbers."""

    def rectified(x):
        return symbol.Activation(x, act_type="relu") if fused else x

    def layer(name, x, units, **how):
        own = {part: operands[f"{name}_{part}"] for part in ("weight", "bias") if f"{name}_{part}" in operands}
        return symbol.FullyConnected(x, num_hidden=units, name=name, **own, **how)

    x = layer("rows", operands["data"], 12, flatten=False)
    x = rectified(layer("flat", x, 16))
    x = layer("plain", x, 9, no_bias=True)
    x = layer("last", x, 8)
    return integers_of(rectified(x) if end == "relu" else x, granularity=granularity, fused=fused)


def fused_layers(symbol, data, mean, variance):
    """Real numbers, fused by the oneDNN back end."""
    x = symbol.Convolution(data, kernel=(3, 3), num_filter=6)
    x = symbol.Activation(symbol.BatchNorm(x, moving_mean=mean, moving_var=variance, fix_gamma=True), act_type="relu")
    x = symbol.Convolution(x, kernel=(3, 3), pad=(1, 1), num_filter=6) + x
    x = symbol.Activation(symbol.FullyConnected(x, num_hidden=5), act_type="relu")
    return x.get_backend_symbol("MKLDNN")


def of_flat_integers(symbol, data):
    integers = symbol.contrib.quantize_v2(data, out_type="auto", min_calib_range=-2.0, max_calib_range=1.5)
    flat = symbol.contrib.quantized_flatten(integers[0], integers[1], integers[2])
    return symbol.contrib.dequantize(flat[0], flat[1], flat[2])


def of_positive_integers(symbol, data):
    integers = symbol.contrib.quantize_v2(data, out_type="auto", min_calib_range=0.0, max_calib_range=1.5)
    return symbol.contrib.dequantize(integers[0], integers[1], integers[2])


POOLS = {"data": normal(2, 3, 11, 12)}
INTEGER_CASES = [
    Case("contrib.quantized_flatten", {"x": normal(2, 3, 4)}, build=of_flat_integers),
    Case("contrib.dequantize", {"x": normal(2, 3, 4)}, build=of_positive_integers),
    Case("contrib.quantized_pooling", POOLS, build=quantized_pools, needs_vnni=True),
    Case(
        "contrib.quantized_pooling",
        POOLS,
        build=lambda s, x: quantized_pools(s, x, calibrated=False),
        variant="data_range",
        needs_vnni=True,
    ),
    Case(
        "_internal._sg_mkldnn_conv", {"data": normal(2, 3, 13, 12), **NORM}, build=quantized_residual, variant="integers", needs_vnni=True
    ),
    *(
        Case(
            "_internal._sg_mkldnn_fully_connected",
            DENSE,
            build=lambda s, *xs, how=how: quantized_dense(s, dict(zip(DENSE, xs)), *how),
            variant="_".join(how).replace("-", "_"),
            needs_vnni=True,
        )
        for how in (("tensor-wise",), ("channel-wise",), ("tensor-wise", "plain"))
    ),
    Case(
        "contrib.quantized_fully_connected",
        DENSE,
        build=lambda s, *xs: quantized_dense(s, dict(zip(DENSE, xs)), "tensor-wise", fused=False),
        needs_vnni=True,
    ),
    Case(
        "_internal._sg_mkldnn_conv",
        {"data": normal(2, 3, 8, 9), "mean": parameter(normal(6)), "variance": parameter(uniform(0.5, 2, 6))},
        build=fused_layers,
    ),
]
