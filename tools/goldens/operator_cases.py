"""The cases of mxnet_operators.py: operators with what they read, and small networks of operators that belong together.

No framework is imported here: what builds a network gets MXNet's module of symbols. A case is called after its operator, which is how the
page of coverage names what proves an operator. Element-wise operators, layers and shapes: element_cases.py, layer_cases.py;
whole small networks: network_cases.py; graphs of 8 bits: integer_cases.py.
"""

from element_cases import ELEMENT_CASES
from integer_cases import INTEGER_CASES
from layer_cases import LAYER_CASES
from network_cases import NETWORK_CASES
from operator_case import Case, boxes, distinct, integers, normal, parameter, uniform


def detections(count, size, classes):
    """Rows of class, score and box: no two scores are alike."""
    return ("rows", integers(0, classes, 1, count, 1), distinct(1, count, 1), boxes(size, 1, count))


def regions(count, images, size):
    return ("rows", integers(0, images, count, 1), boxes(size, count))


QKV, HEADS = normal(5, 2, 24), {"heads": 2}
OFFSET, MASK = uniform(-1.5, 1.5, 1, 18, 6, 7), uniform(0, 1, 1, 9, 6, 7)
MAP = normal(1, 4, 6, 7)
CONVOLUTION = {"kernel": (3, 3), "pad": (1, 1), "num_filter": 6}
FLOW, LOCATION = uniform(-1, 1, 2, 2, 5, 6), uniform(-0.5, 0.9, 2, 6)
WINDOW = {"kernel": (3, 2), "stride": (2, 1), "pad": (1, 0), "dilate": (1, 2)}


GATES = {"rnn_relu": 1, "rnn_tanh": 1, "gru": 3, "lstm": 4}


def recurrent(mode, layers, directions, projection=0, variant="", **more):
    """The fused recurrent operator: 5 steps, 2 samples, 3 inputs, 4 units."""
    units = projection or 4
    size = 0
    for layer in range(layers):
        inputs = 3 if layer == 0 else directions * units
        size += directions * (GATES[mode] * 4 * (inputs + units + 2) + projection * 4)
    inputs = {
        "x": normal(5, 2, 3),
        "parameters": parameter(uniform(-0.6, 0.6, size)),
        "h": uniform(-1, 1, layers * directions, 2, units),
    }
    if mode == "lstm":
        inputs["c"] = uniform(-1, 1, layers * directions, 2, 4)
    attributes = {"mode": mode, "num_layers": layers, "state_size": 4, "bidirectional": directions == 2, "state_outputs": True, **more}
    if projection:
        attributes["projection_size"] = projection
    return Case("RNN", inputs, attributes, f"{mode}{layers}x{directions}{variant}")


def transformer(symbol, tokens, kinds):
    """Embeddings, one encoder layer with interleaved attention, and a pooler: how gluonnlp's BERT is made."""
    heads, width = 2, 8
    embedded = symbol.Embedding(tokens, input_dim=20, output_dim=width) + symbol.Embedding(kinds, input_dim=2, output_dim=width)
    x = symbol.swapaxes(symbol.LayerNorm(embedded, eps=1e-12), dim1=0, dim2=1)
    qkv = symbol.FullyConnected(x, num_hidden=3 * width, flatten=False)
    scores = symbol.contrib.interleaved_matmul_selfatt_qk(qkv, heads=heads)
    weights = symbol.Dropout(symbol.softmax(scores, axis=-1), p=0.1)
    mixed = symbol.contrib.interleaved_matmul_selfatt_valatt(qkv, weights, heads=heads)
    x = symbol.LayerNorm(x + symbol.FullyConnected(mixed, num_hidden=width, flatten=False))
    inner = symbol.LeakyReLU(symbol.FullyConnected(x, num_hidden=16, flatten=False), act_type="gelu")
    x = symbol.LayerNorm(x + symbol.FullyConnected(inner, num_hidden=width, flatten=False))
    first = symbol.squeeze(symbol.slice_axis(x, axis=0, begin=0, end=1), axis=0)
    return symbol.Activation(symbol.FullyConnected(first, num_hidden=width), act_type="tanh")


def foreach(symbol, x, state, weight):
    """A recurrent cell by hand: the body reads a weight from outside."""

    def step(slice_of_x, state):
        moved = symbol.tanh(slice_of_x + symbol.dot(state, weight))
        return [moved * 2, symbol.sum(moved, axis=1)], moved

    outputs, last = symbol.contrib.foreach(step, x, state)
    return symbol.Group([*outputs, last])


def counted_loop(symbol, x, count):
    """As many trips as there may be: MXNet leaves what is stacked behind the last one undefined."""

    def body(total, count):
        return [total * 2], [total + symbol.tanh(total), count + 1]

    outputs, last = symbol.contrib.while_loop(lambda _, count: count < 5, body, [x, count], max_iterations=5)
    return symbol.Group([*outputs, *last])


def loop_by_data(symbol, x, count):
    def body(total, count):
        return [], [total * 1.5, count + 1]

    _, last = symbol.contrib.while_loop(lambda total, _: symbol.sum(total) < 9, body, [x, count], max_iterations=12)
    return symbol.Group(last)


def condition(symbol, x, y):
    chosen = symbol.contrib.cond(symbol.sum(x) > symbol.sum(y), lambda: [x * 2, y], lambda: [y - 1, x])
    return symbol.Group(chosen)


CASES = [
    *ELEMENT_CASES,
    *LAYER_CASES,
    *NETWORK_CASES,
    *INTEGER_CASES,
    # Recurrence, attention and control flow
    *[recurrent(mode, layers, directions) for mode in GATES for layers, directions in ((1, 1), (2, 2), (3, 1))],
    recurrent("lstm", 1, 1, projection=2, variant="-projection"),
    recurrent("lstm", 2, 2, projection=3, variant="-projection"),
    recurrent("gru", 2, 1, variant="-dropout", p=0.4),
    Case("transformer", {"tokens": integers(0, 20, 2, 6), "kinds": integers(0, 2, 2, 6)}, build=transformer),
    Case("foreach", {"x": normal(5, 2, 4), "state": normal(2, 4), "weight": parameter(normal(4, 4))}, build=foreach),
    Case("while_loop", {"x": uniform(0.2, 1, 3), "count": ("values", [0.0])}, build=counted_loop, variant="counted"),
    Case("while_loop", {"x": uniform(0.2, 1, 3), "count": ("values", [0.0])}, build=loop_by_data, variant="by_data"),
    Case("cond", {"x": normal(3), "y": normal(3)}, build=condition),
    # Detection
    Case("contrib.box_nms", {"x": detections(40, 20, 3)}, {"overlap_thresh": 0.3, "id_index": 0, "topk": 30}, "by_class"),
    Case(
        "contrib.box_nms", {"x": detections(40, 20, 3)}, {"overlap_thresh": 0.3, "id_index": 0, "force_suppress": True, "valid_thresh": 0.2}
    ),
    Case(
        "contrib.box_nms",
        {"x": ("rows", distinct(2, 30, 1), uniform(1, 9, 2, 30, 4))},
        {"coord_start": 1, "score_index": 0, "in_format": "center", "out_format": "corner", "overlap_thresh": 0.4},
        "center",
    ),
    Case("contrib.box_iou", {"a": boxes(9, 4), "b": boxes(9, 5)}),
    Case("contrib.box_iou", {"a": uniform(1, 9, 4, 4), "b": uniform(1, 9, 5, 4)}, {"format": "center"}, "center"),
    Case(
        "contrib.box_decode",
        {"x": normal(2, 7, 4), "anchors": uniform(1, 9, 1, 7, 4)},
        {"std0": 0.1, "std1": 0.1, "std2": 0.2, "std3": 0.2},
    ),
    Case("contrib.box_decode", {"x": normal(1, 7, 4), "anchors": boxes(9, 1, 7)}, {"format": "corner", "clip": 0.5}, "clipped"),
    Case(
        "contrib.box_encode",
        {
            "samples": integers(-1, 2, 1, 6),
            "matches": integers(0, 3, 1, 6),
            "anchors": boxes(9, 1, 6),
            "references": boxes(9, 1, 3),
            "means": ("values", [0.0, 0.1, 0.2, 0.0]),
            "stds": ("values", [0.1, 0.1, 0.2, 0.2]),
        },
    ),
    Case("contrib.bipartite_matching", {"x": distinct(2, 4, 5)}, {"threshold": 0.2}),
    Case("contrib.MultiBoxPrior", {"x": normal(1, 3, 4, 5)}, {"sizes": (0.5, 0.25), "ratios": (1, 2, 0.5), "clip": True}),
    Case("contrib.MultiBoxPrior", {"x": normal(1, 3, 4, 5)}, {"sizes": (0.3,), "ratios": (2, 0.5), "steps": (0.1, 0.2)}, "steps"),
    Case(
        "contrib.MultiBoxDetection",
        {"scores": distinct(1, 4, 30), "location": normal(1, 120), "anchors": ("boxes", (1, 30), 1.0)},
        {"nms_threshold": 0.4, "nms_topk": 20, "threshold": 0.1},
    ),
    Case(
        "contrib.Proposal",
        {"scores": distinct(1, 24, 4, 5), "location": uniform(-0.3, 0.3, 1, 48, 4, 5), "info": ("values", [[60.0, 80.0, 1.0]])},
        {"rpn_pre_nms_top_n": 60, "rpn_post_nms_top_n": 12, "output_score": True, "rpn_min_size": 4},
    ),
    Case("ROIPooling", {"x": normal(2, 3, 8, 9), "rois": regions(5, 2, 16)}, {"pooled_size": (3, 2), "spatial_scale": 0.5}),
    Case(
        "contrib.ROIAlign",
        {"x": normal(2, 3, 8, 9), "rois": regions(5, 2, 16)},
        {"pooled_size": (3, 2), "spatial_scale": 0.5, "sample_ratio": 2},
    ),
    Case(
        "contrib.ROIAlign",
        {"x": normal(2, 12, 8, 9), "rois": regions(5, 2, 16)},
        {"pooled_size": (2, 2), "spatial_scale": 0.5, "position_sensitive": True, "aligned": True},
        "aligned",
    ),
    Case(
        "contrib.PSROIPooling",
        {"x": normal(2, 18, 8, 9), "rois": regions(5, 2, 16)},
        {"spatial_scale": 0.5, "output_dim": 2, "pooled_size": 3},
    ),
    # Sampling and windows
    Case(
        "contrib.DeformableConvolution",
        {"x": MAP, "offset": OFFSET, "weight": parameter(normal(6, 4, 3, 3)), "bias": parameter(normal(6))},
        CONVOLUTION,
    ),
    Case(
        "contrib.ModulatedDeformableConvolution",
        {"x": MAP, "offset": OFFSET, "mask": MASK, "weight": parameter(normal(6, 2, 3, 3)), "bias": parameter(normal(6))},
        {**CONVOLUTION, "num_group": 2},
    ),
    Case(
        "Correlation",
        {"a": normal(1, 3, 8, 9), "b": normal(1, 3, 8, 9)},
        {"kernel_size": 3, "max_displacement": 2, "stride2": 2, "pad_size": 3},
    ),
    Case("GridGenerator", {"x": LOCATION}, {"transform_type": "affine", "target_shape": (4, 5)}, "affine"),
    Case("GridGenerator", {"x": FLOW}, {"transform_type": "warp"}, "warp"),
    Case("BilinearSampler", {"x": normal(2, 3, 5, 6), "grid": uniform(-1.1, 1.1, 2, 2, 4, 4)}),
    Case(
        "SpatialTransformer",
        {"x": normal(2, 3, 5, 6), "location": LOCATION},
        {"transform_type": "affine", "sampler_type": "bilinear", "target_shape": (4, 5)},
    ),
    Case("im2col", {"x": normal(2, 3, 7, 8)}, WINDOW),
    Case("col2im", {"x": normal(2, 18, 24)}, {**WINDOW, "output_size": (7, 8)}),
    # Sequences and attention
    Case("SequenceMask", {"x": normal(5, 3, 2), "n": integers(0, 6, 3)}, {"use_sequence_length": True, "value": -2.5}),
    Case("SequenceMask", {"x": normal(3, 5, 2), "n": integers(0, 6, 3)}, {"use_sequence_length": True, "axis": 1}, "batch_first"),
    Case("SequenceLast", {"x": normal(5, 3, 2), "n": integers(1, 6, 3)}, {"use_sequence_length": True}),
    Case("SequenceLast", {"x": normal(3, 5, 2)}, {"axis": 1}, "whole"),
    Case("SequenceReverse", {"x": normal(5, 3, 2), "n": integers(1, 6, 3)}, {"use_sequence_length": True}),
    Case("SequenceReverse", {"x": normal(5, 3, 2)}, {}, "whole"),
    Case("contrib.interleaved_matmul_selfatt_qk", {"qkv": QKV}, HEADS),
    Case("contrib.interleaved_matmul_selfatt_valatt", {"qkv": QKV, "attention": uniform(0, 1, 4, 5, 5)}, HEADS),
    Case("contrib.interleaved_matmul_encdec_qk", {"q": normal(4, 2, 8), "kv": normal(5, 2, 16)}, HEADS),
    Case("contrib.interleaved_matmul_encdec_valatt", {"kv": normal(5, 2, 16), "attention": uniform(0, 1, 4, 3, 5)}, HEADS),
    Case("contrib.div_sqrt_dim", {"x": normal(2, 5)}),
    Case(
        "softmax",
        {"x": normal(3, 4, 5), "n": integers(1, 6, 3, 4)},
        build=lambda s, x, n: s.softmax(x, length=s.cast(n, dtype="int32"), use_length=True, name="x"),
        variant="length",
    ),
    Case(
        "softmax",
        {"x": normal(3, 4, 5), "n": integers(1, 5, 3, 5)},
        build=lambda s, x, n: s.softmax(x, length=s.cast(n, dtype="int32"), use_length=True, axis=1, name="x"),
        variant="length_axis",
    ),
    # Elements at places
    Case("take", {"x": normal(4, 5), "i": integers(-3, 9, 2, 3)}, {"axis": 1, "mode": "wrap"}, "wrap"),
    Case("take", {"x": normal(4, 5), "i": integers(-3, 9, 2, 3)}, {"axis": 0}),
    Case("pick", {"x": normal(4, 5), "i": integers(-2, 8, 4)}, {"axis": 1}),
    Case("pick", {"x": normal(4, 5, 3), "i": integers(-9, 9, 4, 1, 3)}, {"axis": 1, "keepdims": True, "mode": "wrap"}, "wrap"),
    Case(
        "batch_take", {"x": normal(4, 5), "i": integers(0, 5, 4)}, build=lambda s, x, i: s.batch_take(x, s.cast(i, dtype="int32"), name="x")
    ),
    Case("gather_nd", {"x": normal(4, 5, 2), "i": integers(-4, 4, 2, 3)}),
    Case("scatter_nd", {"x": normal(3, 2), "i": ("values", [[0, 2, 1], [1, 0, 3]])}, {"shape": (3, 4, 2)}),
    Case(
        "contrib.index_copy",
        {"x": normal(5, 3), "i": ("values", [3, 0]), "new": normal(2, 3)},
        build=lambda s, x, i, new: s.contrib.index_copy(x, s.cast(i, dtype="int64"), new, name="x"),
    ),
    Case("contrib.index_array", {"x": normal(2, 3)}),
    Case("contrib.index_array", {"x": normal(2, 3, 4)}, {"axes": (2, 0)}, "axes"),
    Case("_internal._slice_assign", {"x": normal(5, 6), "y": normal(2, 2)}, {"begin": (1, 4), "end": (3, 0), "step": (1, -2)}, "steps"),
    Case("_internal._slice_assign", {"x": normal(5, 6), "y": normal(2, 6)}, {"begin": (1,), "end": (3,)}),
    Case("_internal._slice_assign_scalar", {"x": normal(5, 6)}, {"begin": (1, 0), "end": (4, 6), "step": (2, 3), "scalar": 7.5}),
    Case("topk", {"x": distinct(3, 6)}, {"k": 2, "ret_typ": "mask"}, "mask"),
    Case("topk", {"x": distinct(3, 6)}, {"k": 2, "ret_typ": "mask", "axis": None}, "mask_of_all"),
    # Shapes and parts
    Case("reshape_like", {"x": normal(2, 12, 5), "like": normal(7, 3, 4, 9)}, {"lhs_begin": 1, "lhs_end": 2, "rhs_begin": 1, "rhs_end": 3}),
    Case("broadcast_like", {"x": normal(1, 2, 1), "like": normal(9, 4, 3)}, {"lhs_axes": (0, 2), "rhs_axes": (2, 1)}),
    Case("size_array", {"x": normal(2, 3)}),
    Case("shape_array", {"x": normal(2, 3)}),
    Case("diag", {"x": normal(4)}, {"k": 1}, "of_list"),
    Case("diag", {"x": normal(3, 4, 5)}, {"k": -1, "axis1": 2, "axis2": 0}),
    # Constants: added to what is read, as a graph has inputs
    Case("eye", {"x": normal(3, 5)}, build=lambda s, x: s.broadcast_add(x, s.eye(3, 5, 1), name="x")),
    Case("linspace", {"x": normal(7)}, build=lambda s, x: s.broadcast_add(x, s.linspace(-1, 2, 7), name="x")),
    Case(
        "linspace", {"x": normal(7)}, variant="open", build=lambda s, x: s.broadcast_add(x, s.linspace(-1, 2, 7, endpoint=False), name="x")
    ),
    Case("arange", {"x": normal(6)}, build=lambda s, x: s.broadcast_add(x, s.arange(1, 4, 1, repeat=2), name="x")),
    Case("contrib.arange_like", {"x": normal(4, 6)}, {"axis": 1, "repeat": 2, "start": 3, "step": 0.5}),
    Case("ones_like", {"x": normal(2, 3)}, {"dtype": "int64"}),
    # Reductions and small functions
    Case("moments", {"x": normal(3, 4, 5)}, {"axes": (0, 2)}),
    Case("moments", {"x": normal(3, 4)}, {"axes": (0, 1), "keepdims": True}, "kept"),
    Case("nansum", {"x": normal(3, 4)}, {"axis": 1}),
    Case("nanprod", {"x": normal(3, 4)}, {"axis": 0}),
    Case("rint", {"x": ("values", [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.3])}),
    Case("gamma", {"x": uniform(0.5, 4, 9)}),
    Case("gammaln", {"x": uniform(0.5, 4, 9)}),
    Case("erfinv", {"x": uniform(-0.9, 0.9, 9)}),
    # Matrices
    Case(
        "linalg.gemm", {"a": normal(2, 3, 4), "b": normal(2, 5, 4), "c": normal(2, 3, 5)}, {"transpose_b": True, "alpha": 2.0, "beta": 0.5}
    ),
    Case("linalg.syrk", {"a": normal(3, 4)}, {"alpha": 0.5}),
    Case("linalg.potrf", {"a": ("definite", (2, 4, 4))}, conditioning=10.0),
    Case("linalg.inverse", {"a": ("definite", (2, 3, 3))}, conditioning=20.0),
    Case("linalg.det", {"a": ("definite", (2, 3, 3))}, conditioning=10.0),
    Case("linalg.extractdiag", {"a": normal(2, 4, 4)}, {"offset": 1}),
    Case("linalg.makediag", {"a": normal(2, 3)}, {"offset": -1}),
]
