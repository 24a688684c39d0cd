"""Weights by rule for networks that come without any, and batch-norm statistics that fit them.

Imported by the Python of the environment `mxnet` alone. A weight depends on the seed, the symbol and its own shape, so a file of
weights need not be kept: it is made again in a second.
"""

import json

import mxnet as mx
import numpy
from mxnet_network import Network, ends_of_branches, smooth_images

# A deep random network is chaotic (its output moves by far more than its input), and distances then mean little: small residual
# branches and a beta that keeps most rectifiers open make it behave like a trained one.
BRANCH_FACTOR = 0.3
# Sampling positions of deformable convolutions: some pixels, not the whole image.
OFFSET_FACTOR = 0.1
STATISTICS = ("running_mean", "running_var", "moving_mean", "moving_var")
CALIBRATION_BATCH = 4
BATCH_NORMS = ("BatchNorm", "_contrib_SyncBatchNorm")


def normal(random, shape):
    return random.standard_normal(shape, dtype=numpy.float32)


def by_rule(random, name, shape):
    """The content of a parameter; none for what the network itself defines (anchors, scales of a layer)."""
    if name.endswith("weight"):
        fan_in = int(numpy.prod(shape[1:]))
        factor = OFFSET_FACTOR if "offset" in name else 1.0
        return normal(random, shape) * numpy.float32(factor * (2.0 / fan_in) ** 0.5)
    if name.endswith("gamma"):
        return random.uniform(0.5, 1.0, shape).astype(numpy.float32)
    if name.endswith("beta"):
        return 0.5 + 0.2 * normal(random, shape)
    if name.endswith("bias"):
        return 0.2 * normal(random, shape)
    return None


def seeded(symbol, shapes, seed):
    """Parameters that have a rule, by name; `shapes` are those of all, by name."""
    damped = ends_of_branches(json.loads(symbol.tojson())["nodes"])
    made = {}
    for index, name in enumerate(name for name in symbol.list_inputs() if name in shapes):
        value = by_rule(numpy.random.default_rng([seed, index]), name, shapes[name])
        if value is not None:
            made[name] = mx.nd.array(value * numpy.float32(BRANCH_FACTOR if name in damped else 1.0))
    return made


def with_statistics_as_outputs(symbol):
    """The symbol whose batch norms give mean and 1 / sqrt(variance + epsilon) of the batch, and its batch norms by name: epsilon
    and the names of the running statistics."""
    graph = json.loads(symbol.tojson())
    norms = {}
    for node in graph["nodes"]:
        attributes = node.setdefault("attrs", {})
        if node["op"] == "Dropout":
            attributes["p"] = "0"
        if node["op"] not in BATCH_NORMS:
            continue
        mean, variance = (graph["nodes"][entry[0]]["name"] for entry in node["inputs"][3:5])
        norms[node["name"]] = (float(attributes.get("eps", 1e-3)), mean, variance)
        kept = {key: value for key, value in attributes.items() if key not in ("key", "ndev")}
        node.update(op="BatchNorm", attrs={**kept, "output_mean_var": "True", "use_global_stats": "False"})
    return mx.sym.load_json(json.dumps(graph)), norms


def calibrated(symbol, parameters, shapes, seed):
    """The running statistics, by name, that the batch norms see on some smooth images: one training-mode pass, in which each one
    normalises by its own batch, so that all fit each other. A network made for one image at a time gets one."""
    extended, norms = with_statistics_as_outputs(symbol)
    if not norms:
        return {}
    internals = extended.get_internals()
    outputs = [internals[f"{name}_{which}"] for name in norms for which in ("mean", "var")]
    found = training_pass(mx.sym.Group(outputs), parameters, shapes, seed)
    statistics = {}
    for (name, (epsilon, mean_name, variance_name)), mean, inverse in zip(norms.items(), found[::2], found[1::2]):
        variance = numpy.maximum(inverse.astype(numpy.float64) ** -2 - epsilon, 0.0)
        assert numpy.isfinite(mean).all() and numpy.isfinite(variance).all() and (variance > 0).any(), f"{name} saw no data"
        statistics[mean_name] = mx.nd.array(mean)
        statistics[variance_name] = mx.nd.array(variance.astype(numpy.float32))
    return statistics


def training_pass(symbol, parameters, shapes, seed):
    for batch in (CALIBRATION_BATCH, 1):
        enlarged = {name: (batch * shape[0], *shape[1:]) for name, shape in shapes.items()}
        images = [smooth_images(shape, seed + i) for i, shape in enumerate(enlarged.values())]
        try:
            return Network(symbol, parameters, enlarged, "float32")(images, training=True)
        except mx.base.MXNetError:
            if batch == 1:
                raise
    return None


def weights(symbol, parameters, shapes, seed):
    """What makes a freshly initialised network a sane one: everything by rule, then statistics. Adds to `parameters`."""
    parameters.update(seeded(symbol, {name: value.shape for name, value in parameters.items()}, seed))
    statistics = calibrated(symbol, parameters, shapes, seed + 1)
    parameters.update(statistics)
    return len(statistics) // 2


def save(path, symbol, parameters):
    """As gluon's export writes them."""
    states = set(symbol.list_auxiliary_states())
    mx.nd.save(str(path), {("aux:" if name in states else "arg:") + name: value for name, value in parameters.items()})
