"""Weights by rule for networks that come without any, and batch-norm statistics that fit them.

Imported by the Python of the environment `mxnet` alone. A weight depends on the seed, the symbol and its own shape, so a file of
weights need not be kept: it is made again in a second.
"""

import json

import mxnet as mx
import numpy
from mxnet_network import Network, smooth_images

# A deep random network is chaotic (its output moves by far more than its input), and distances then mean little: small residual
# branches and a beta that keeps most rectifiers open make it behave like a trained one.
BRANCH_FACTOR = 0.3
# The last layers of a detector: its boxes are exponents of what they give, and its scores are compared, so that those of a sane one
# are not all 1.
HEAD_FACTOR = 0.1
SUPPRESSION = "_contrib_box_nms"
# Sampling positions of deformable convolutions: some pixels, not the whole image.
OFFSET_FACTOR = 0.1
SMALLEST_CENTRED = 16  # values that a filter sees
STATISTICS = ("running_mean", "running_var", "moving_mean", "moving_var")
CALIBRATION_BATCH = 8
# A channel whose few samples happen to be alike must not be blown up: share of the layer's mean variance.
SMALLEST_VARIANCE = 0.1
BATCH_NORMS = ("BatchNorm", "_contrib_SyncBatchNorm")
# Hand on what a layer gives.
HANDING_ON = ("transpose", "Reshape", "Flatten", "Concat", "slice_axis", "SliceChannel", "BlockGrad", "expand_dims", "squeeze")


def weights_behind(nodes, entries):
    """Names of the weights of layers (gammas of batch norms) whose results reach those entries with nothing computed in between."""
    found = set()
    waiting = [entry[0] for entry in entries]
    while waiting:
        node = nodes[waiting.pop()]
        if node["op"] in HANDING_ON:
            waiting += [entry[0] for entry in node["inputs"][: 1 if node["op"] != "Concat" else None]]
        elif node["op"] in ("Convolution", "FullyConnected", "BatchNorm"):
            found.add(nodes[node["inputs"][1][0]]["name"])
    return found


def damping(symbol):
    """Factors for weights, by name."""
    nodes = json.loads(symbol.tojson())["nodes"]
    ends = [entry for node in nodes if node["op"] in ("elemwise_add", "broadcast_add") for entry in node["inputs"]]
    detects = any(node["op"] == SUPPRESSION for node in nodes)
    last = ("_contrib_box_decode", "exp", "sigmoid", "softmax") if detects else ()
    heads = [node["inputs"][0] for node in nodes if node["op"] in last]
    factors = dict.fromkeys(weights_behind(nodes, ends), BRANCH_FACTOR)
    return {**factors, **dict.fromkeys(weights_behind(nodes, heads), HEAD_FACTOR)}


def normal(random, shape):
    return random.standard_normal(shape, dtype=numpy.float32)


def weight(random, name, shape):
    """Of a filter that sees many values the sum is 0: what rectifiers leave is positive, and the mean of a random filter over it would be
    many times its variation. A batch norm takes the mean away and leaves its rounding errors, which no trained network has so large."""
    fan_in = int(numpy.prod(shape[1:]))
    factor = OFFSET_FACTOR if "offset" in name else 1.0
    values = normal(random, shape) * numpy.float32(factor * (2.0 / fan_in) ** 0.5)
    if fan_in >= SMALLEST_CENTRED:
        values -= values.mean(axis=tuple(range(1, len(shape))), keepdims=True, dtype=numpy.float64).astype(numpy.float32)
    return values


# By the end of a parameter's name. What has no rule is as the network itself defines it: anchors, scales of a layer.
RULES = {
    "weight": weight,
    "gamma": lambda random, _, shape: random.uniform(0.5, 1.0, shape).astype(numpy.float32),
    "beta": lambda random, _, shape: 1.0 + 0.2 * normal(random, shape),
    "bias": lambda random, _, shape: 0.2 * normal(random, shape),
}


def has_rule(name):
    return name.endswith(tuple(RULES))


def seeded(symbol, shapes, seed):
    """Parameters that have a rule, by name; `shapes` are those of all, by name: a parameter's place among them is a part of its
    seed."""
    factors = damping(symbol)
    made = {}
    for index, name in enumerate(name for name in symbol.list_inputs() if name in shapes):
        for end, rule in RULES.items():
            if name.endswith(end):
                value = rule(numpy.random.default_rng([seed, index]), name, shapes[name])
                made[name] = mx.nd.array(value * numpy.float32(factors.get(name, 1.0)))
    return made


def with_statistics_as_outputs(symbol):
    """The symbol that gives, for every batch norm, mean and 1 / sqrt(variance + epsilon) of the batch; and of each its epsilon and the
    names of its running statistics."""
    graph = json.loads(symbol.tojson())
    norms = []
    graph["heads"] = []
    for index, node in enumerate(graph["nodes"]):
        attributes = node.setdefault("attrs", {})
        if node["op"] == "Dropout":
            attributes["p"] = "0"
        if node["op"] not in BATCH_NORMS:
            continue
        mean, variance = (graph["nodes"][entry[0]]["name"] for entry in node["inputs"][3:5])
        norms.append((float(attributes.get("eps", 1e-3)), mean, variance))
        graph["heads"] += [[index, 1, 0], [index, 2, 0]]
        kept = {key: value for key, value in attributes.items() if key not in ("key", "ndev")}
        node.update(op="BatchNorm", attrs={**kept, "output_mean_var": "True", "use_global_stats": "False"})
    return (mx.sym.load_json(json.dumps(graph)), norms) if norms else (None, [])


def calibrated(symbol, parameters, shapes, seed, batch):
    """The running statistics, by name, that the batch norms see on `batch` smooth images: one training-mode pass, in which each one
    normalises by its own batch, so that all fit each other. Of a batch norm that is used several times the mean of its uses is
    kept."""
    extended, norms = with_statistics_as_outputs(symbol)
    if not norms:
        return {}
    enlarged = {name: (batch * shape[0], *shape[1:]) for name, shape in shapes.items()}
    images = [smooth_images(shape, seed + i) for i, shape in enumerate(enlarged.values())]
    found = Network(extended, parameters, enlarged, "float32")(images, training=True)
    uses = {}
    for (epsilon, mean_name, variance_name), mean, inverse in zip(norms, found[::2], found[1::2]):
        variance = numpy.maximum(inverse.astype(numpy.float64) ** -2 - epsilon, 0.0)
        # One sample of one position, as behind a global pooling, varies by nothing at all.
        variance = numpy.maximum(variance, SMALLEST_VARIANCE * variance.mean()) if (variance > 0).any() else numpy.ones_like(variance)
        assert numpy.isfinite(mean).all() and numpy.isfinite(variance).all(), f"{mean_name} saw no data"
        uses.setdefault(mean_name, []).append(mean)
        uses.setdefault(variance_name, []).append(variance)
    return {name: mx.nd.array(numpy.mean(values, axis=0).astype(numpy.float32)) for name, values in uses.items()}


def weights(symbol, parameters, shapes, seed, batch=CALIBRATION_BATCH):
    """What makes a freshly initialised network a sane one: everything by rule, then statistics. Adds to `parameters`; the number of
    batch norms."""
    parameters.update(seeded(symbol, {name: value.shape for name, value in parameters.items()}, seed))
    statistics = calibrated(symbol, parameters, shapes, seed + 1, batch)
    parameters.update(statistics)
    return len(statistics) // 2


def save(path, symbol, parameters):
    """As gluon's export writes them."""
    states = set(symbol.list_auxiliary_states())
    mx.nd.save(str(path), {("aux:" if name in states else "arg:") + name: value for name, value in parameters.items()})
