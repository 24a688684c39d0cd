"""Values of a network in real MXNet as goldens: two inputs that differ in effect, outputs, interior values, and their figures.

Imported by the Python of the environment `mxnet` alone.
"""

from dataclasses import dataclass

import numpy
from golden_files import part_of
from mxnet_network import Network, choose_inputs, conditioning, difference, distance, float64_network


@dataclass(frozen=True)
class Settings:
    seed: int
    smallest_difference: float
    directions: int  # random ones in which the input is moved


def observe(writer, symbol, names, outputs, parameters, shapes, settings):
    """Keeps inputs and values in `writer` and returns what the manifest says of outputs and interior values, and both inputs.

    The first `outputs` outputs of `symbol` are outputs of the network, the others interior values; `names` are those of all.
    Figures of an entry:

        conditioning   by how many times more than the input the value moves (relative L2), when the input moves by 1e-6: the largest
                       of the random directions, measured on the float64 network where there is one
        own_distance   how far MXNet's float32 value is from its own float64 one; null where an operator has no float64 form
        difference     of an output: between the two inputs, relative

    Of interior values that have a float64 form MXNet's own error is kept as well.
    """
    network = Network(symbol, parameters, shapes, "float32")
    x1, x2, y1, y2 = choose_inputs(network, shapes, outputs, settings.seed + 100, settings.smallest_difference)
    writer.keep_inputs(x1, x2)
    double = float64_network(symbol, parameters, shapes, x1)
    precise = double(x1) if double else y1
    factors = conditioning(double or network, x1, precise, settings.seed + 200, settings.directions)

    described = []
    for i, name in enumerate(names):
        kept = writer.keep(f"y1_{i}" if i < outputs else f"v_{i - outputs}", y1[i])
        own = distance(y1[i], precise[i]) if double else None
        described.append({"name": name, **kept, "conditioning": factors[i], "own_distance": own})
        if double and i >= outputs:
            error = y1[i].astype(numpy.float64) - precise[i]
            writer.arrays[f"e_{i - outputs}"] = part_of(error, kept["stride"]).astype(numpy.float32)
    for i in range(outputs):
        writer.keep(f"y2_{i}", y2[i])
        described[i]["difference"] = difference(y1[i], y2[i])
    return described[:outputs], described[outputs:], x1, x2
