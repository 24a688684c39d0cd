"""What every script shares that runs networks in real MXNet: inputs, weights by rule, a bound symbol, and how values move.

Imported by the Python of the environment `mxnet` alone. Float32 on the CPU through symbol.bind, without subgraph back ends:
Module would fuse operators, which moves outputs by 1e-6.
"""

import json
import os
import sys

os.environ["MXNET_SUBGRAPH_BACKEND"] = "NONE"

import mxnet as mx  # noqa: E402
import numpy  # noqa: E402

# Relative size of the movement of the input that conditioning() makes; rounding must not move values as far.
MOVEMENT = {"float64": 1e-6, "float32": 1e-4}
WANTED = 0.02  # difference of outputs for two inputs


def smooth_images(shape, seed):
    """Random images with structure: a coarse random field, enlarged smoothly, a random offset per channel, and a little noise.

    shape: batch, channels and any number of spatial dimensions. White noise would average out in a network's pooling, and every
    input would then give the same output.
    """
    random = numpy.random.RandomState(seed)
    sizes = shape[2:]
    coarse = [max(2, min(6, size // 4)) for size in sizes]
    field = random.randn(*shape[:2], *coarse)
    for axis, (size, count) in enumerate(zip(sizes, coarse), 2):
        position = numpy.linspace(0, count - 1, size)
        low = numpy.minimum(position.astype(int), count - 2)
        part = (position - low).reshape([-1 if i == axis else 1 for i in range(len(shape))])
        field = numpy.take(field, low, axis) * (1 - part) + numpy.take(field, low + 1, axis) * part
    offset = random.randn(*shape[:2], *[1] * len(sizes))
    return (field + 0.5 * offset + 0.1 * random.randn(*shape)).astype(numpy.float32)


class Network:
    """A symbol with its parameters, bound for inference.

    shapes: of its inputs, by name. Inputs that are not there (labels) are zero: they do not matter for inference.
    """

    def __init__(self, symbol, parameters, shapes, dtype):
        self.dtype = dtype
        self.inputs = list(shapes)
        parameters = {name: value for name, value in parameters.items() if name in symbol.list_inputs()}
        known = {name: value.shape for name, value in parameters.items()}
        argument_shapes, _, state_shapes = symbol.infer_shape_partial(**known, **shapes)
        arguments = self._arrays(symbol.list_arguments(), argument_shapes, parameters)
        states = self._arrays(symbol.list_auxiliary_states(), state_shapes, parameters)
        self.bound = symbol.bind(mx.cpu(), arguments, aux_states=states, grad_req="null")

    def _arrays(self, names, shapes, parameters):
        return {
            name: parameters[name].astype(self.dtype) if name in parameters else mx.nd.zeros(shape, dtype=self.dtype)
            for name, shape in zip(names, shapes)
        }

    def __call__(self, xs, training=False):
        """Every output, for one array per input; `training` normalises by the batch's statistics."""
        fed = {name: mx.nd.array(x, dtype=self.dtype) for name, x in zip(self.inputs, xs)}
        return [output.asnumpy() for output in self.bound.forward(is_train=training, **fed)]


def input_name(symbol, parameters):
    """The one input that is no label."""
    names = [name for name in symbol.list_inputs() if name not in parameters]
    return "data" if "data" in names else names[0]


def float64_network(symbol, parameters, shapes, xs):
    """The same network in double precision; none where MXNet lacks an operator in that type."""
    graph = json.loads(symbol.tojson())
    for node in graph["nodes"]:
        attributes = node.get("attrs", {})
        if attributes.get("dtype") == "float32":
            attributes["dtype"] = "float64"
    try:
        network = Network(mx.sym.load_json(json.dumps(graph)), parameters, shapes, "float64")
        network(xs)
    except mx.base.MXNetError as failure:
        print(f"no float64 form: {str(failure).splitlines()[0]}", file=sys.stderr)
        return None
    return network


def distance(a, b):
    """Relative L2 distance of a from b."""
    a, b = a.astype(numpy.float64), b.astype(numpy.float64)
    norm = numpy.linalg.norm(b)
    return float(numpy.linalg.norm(a - b) / norm) if norm > 0 else 0.0


def difference(a, b):
    """L2 distance relative to the larger of the two."""
    return distance(a, b) if numpy.linalg.norm(b) >= numpy.linalg.norm(a) else distance(b, a)


def choose_inputs(network, shapes, outputs, seed, smallest):
    """Two lists of inputs and all values for each. Each of the first `outputs` values differs by at least `smallest`, or does not
    depend on the input at all.

    The second list is searched among further images of several contrasts: the first one with which all differ by WANTED, or else the one
    with which they differ most.
    """
    x1 = [smooth_images(shape, seed + 1000 * i) for i, shape in enumerate(shapes.values())]
    y1 = network(x1)
    best, chosen = -1.0, None
    for attempt in range(1, 41):
        contrast = numpy.float32(1 + (attempt - 1) % 4 / 2)
        x2 = [contrast * smooth_images(shape, seed + attempt + 1000 * i) for i, shape in enumerate(shapes.values())]
        y2 = network(x2)
        found = min(filter(None, (difference(a, b) for a, b in list(zip(y1, y2))[:outputs])), default=0.0)
        if found > best:
            best, chosen = found, (x2, y2)
        if best >= max(WANTED, smallest):
            break
    if best < smallest:
        raise SystemExit(f"no pair of inputs whose outputs differ by {smallest}; the best differ by {best}")
    return x1, chosen[0], y1, chosen[1]


def conditioning(network, xs, base, seed, directions):
    """Per value: its relative movement over the relative movement of the input, the largest of some random directions.

    base: what the network gives for xs.
    """
    factors = [0.0] * len(base)
    random = numpy.random.RandomState(seed)
    xs = [x.astype(network.dtype) for x in xs]
    for _ in range(directions):
        moved = []
        for x in xs:
            direction = random.randn(*x.shape)
            length = MOVEMENT[network.dtype] * numpy.linalg.norm(x) / numpy.linalg.norm(direction)
            moved.append((x + length * direction).astype(network.dtype))
        step = max(distance(a, x) for a, x in zip(moved, xs))
        factors = [max(f, distance(a, b) / step) for f, a, b in zip(factors, network(moved), base)]
    return factors


def evenly(items, count):
    """At most `count` of them, spread evenly, the first and the last among them."""
    if len(items) <= count:
        return items
    step = (len(items) - 1) / (count - 1)
    return [items[round(i * step)] for i in range(count)]
