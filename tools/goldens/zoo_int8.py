#!/usr/bin/env python3
"""One model of 8 bits of gluoncv's zoo in real MXNet 1.9.1, as zoo_export.py has the others. Run by the Python of the environment `mxnet`.

    zoo_int8.py make NAME FOLDER     exit status 4: MXNet itself does not run the model

gluoncv brings their symbols along; the weights are those of the float networks, a download. Here they are seeded as those of the float
networks are, and the ranges that the symbols hold are those of these weights, measured on an image: with the ranges of the trained
network most integers would be the largest one.

Some of the graphs compute real numbers between their integers (a transposed convolution, a normalisation) and quantize them again. Where
such a number lies beside the middle between two integers, by less than a rounding error, the step flips, and all that is behind moves by
whole steps: no distance of outputs says then whether the arithmetic is the same. So of these graphs there are goldens of the parts, too, in
the folder `parts`: each quantization inside is an input, which gets what MXNet has there, and each value in front of one is an output.
"""

import argparse
import json
import sys
import tempfile
import traceback
from pathlib import Path

import golden_files
import mxnet as mx
import mxnet_network
import mxnet_weights
import zoo_export
import zoo_models

RANGE = ("min_calib_range", "max_calib_range")


def quantized_symbol(name):
    """The symbol, and the prefix of the names of its parameters."""
    from gluoncv.model_zoo.quantized import quantized
    from gluoncv.utils.compress_json import get_compressed_model

    file = Path(quantized.__file__).parent / f"{name}-symbol.json"
    text = file.read_text() if file.exists() else get_compressed_model(name, quantized._compressed_int8_json)
    maker = getattr(quantized, name.replace(".", "_"))
    closure = dict(zip(maker.__code__.co_freevars, (cell.cell_contents for cell in maker.__closure__)))
    return mx.sym.load_json(text), closure["sym_prefix"]


class FloatTwin:
    """The graph of integers computed in real numbers; `entry_of` gives for each of its outputs that of the twin."""

    def __init__(self, graph):
        self.graph = graph
        self.nodes = []
        self.moved = {}
        for index, node in enumerate(graph["nodes"]):
            self.translate(index, node)

    def entry_of(self, entry):
        node, output, *_ = self.moved[entry[0]]
        return [node, output or entry[1], 0]

    def keep(self, index, op, node, inputs, drop=()):
        attributes = {key: value for key, value in node.get("attrs", {}).items() if key not in drop}
        self.nodes.append({**node, "op": op, "attrs": attributes, "inputs": inputs})
        self.moved[index] = [len(self.nodes) - 1, 0, 0]

    def translate(self, index, node):
        inputs = [self.entry_of(entry) for entry in node["inputs"]]
        op = node["op"]
        if op in ("_contrib_quantize_v2", "_contrib_dequantize"):
            self.moved[index] = inputs[0]
        elif op == "_contrib_quantized_pooling":
            self.keep(index, "Pooling", node, inputs[:1])
        elif op == "_contrib_quantized_concat":
            self.keep(index, "Concat", node, inputs[: len(inputs) // 3])
        elif op == "_sg_mkldnn_conv":
            self.keep(index, op, node, inputs[: len(node["subgraphs"][0]["arg_nodes"])], ("quantized", *RANGE))
        else:
            self.keep(index, op, node, inputs)

    def symbol_of(self, entries):
        arguments = [i for i, node in enumerate(self.nodes) if node["op"] == "null"]
        return mx.sym.load_json(
            json.dumps({**self.graph, "nodes": self.nodes, "heads": entries, "arg_nodes": arguments, "node_row_ptr": []})
        )


def with_measured_ranges(symbol, parameters, shapes):
    """The symbol with the ranges that its values have for an image, where it holds ranges."""
    graph = json.loads(symbol.tojson())
    twin = FloatTwin(graph)
    ranged = [(i, node) for i, node in enumerate(graph["nodes"]) if RANGE[0] in node.get("attrs", {})]
    entries = [twin.entry_of([i, 0]) for i, _ in ranged]
    images = [mxnet_network.smooth_images(shape, zoo_export.SEED) for shape in shapes.values()]
    values = zoo_export.Network(twin.symbol_of(entries), parameters, shapes, "float32")(images)
    for (_, node), value in zip(ranged, values):
        low = 0.0 if float(node["attrs"][RANGE[0]]) >= 0 else float(value.min())
        node["attrs"].update({RANGE[0]: f"{low:.6f}", RANGE[1]: f"{float(value.max()):.6f}"})
    return mx.sym.load_json(json.dumps(graph))


def float_parameters(model, prefix):
    """Seeded weights and fitting statistics of the float network."""
    base = zoo_models.describe(model.name.removesuffix("_int8"))
    size = model.inputs["data"][-1]
    sizes = {key: size for key in ("base_size", "crop_size") if key in base.keywords}
    keywords = {**base.keywords, **sizes, **({} if "deeplab" in base.name else {"prefix": prefix})}
    named = zoo_models.Model(base.name, base.kind, model.inputs, keywords, base.attributes)
    with tempfile.TemporaryDirectory() as folder:
        _, symbol, parameters = zoo_export.export(named, Path(folder))
    mxnet_weights.weights(symbol, parameters, model.inputs, zoo_export.SEED)
    return parameters


def export(model, folder):
    symbol, prefix = quantized_symbol(model.name)
    known = float_parameters(model, prefix)
    parameters = {name: known[name] for name in symbol.list_inputs() if name not in model.inputs}
    symbol = with_measured_ranges(symbol, parameters, model.inputs)
    zoo_export.Network(symbol, parameters, model.inputs, "float32")([mx.nd.zeros(shape).asnumpy() for shape in model.inputs.values()])
    prefix = model.name.replace(".", "_")
    symbol.save(str(folder / f"{prefix}-symbol.json"))
    return prefix, symbol, parameters


class Parts:
    """A graph with an input in front of every quantization of what was computed. `given`: the values there, name of the input by entry of
    the whole graph; `symbol_of` gives for entries of the whole graph the parts that make them."""

    def __init__(self, graph):
        self.graph, self.nodes, self.moved, self.given = graph, [], {}, {}
        for index, node in enumerate(graph["nodes"]):
            inputs = [[self.moved[entry[0]], entry[1], 0] for entry in node["inputs"]]
            source = node["inputs"][0] if node["op"] == "_contrib_quantize_v2" else None
            if source is not None and graph["nodes"][source[0]]["op"] != "null":
                inputs[0] = [self.input_for(source), 0, 0]
            self.moved[index] = self.add({**node, "inputs": inputs})

    def add(self, node):
        self.nodes.append(node)
        return len(self.nodes) - 1

    def input_for(self, entry):
        key = (entry[0], entry[1])
        name = self.given.setdefault(key, f"{self.graph['nodes'][entry[0]]['name']}{entry[1] or ''}_given")
        known = [i for i, node in enumerate(self.nodes) if node["name"] == name]
        return known[0] if known else self.add({"op": "null", "name": name, "inputs": []})

    def symbol_of(self, entries):
        heads = [[self.moved[node], output, 0] for node, output, *_ in entries]
        arguments = [i for i, node in enumerate(self.nodes) if node["op"] == "null"]
        return mx.sym.load_json(json.dumps({**self.graph, "nodes": self.nodes, "heads": heads, "arg_nodes": arguments, "node_row_ptr": []}))


def write_parts(model, folder, symbol, parameters):
    """Goldens of the parts for the inputs of the whole graph's, and the symbol of the parts; nothing where the whole is one part. Of parts
    no conditioning widens a limit."""
    reading = zoo_export.Reading(symbol)
    parts = Parts(reading.graph)
    if not parts.given:
        return
    given = list(parts.given)
    outputs = (reading.before_selection() or [tuple(head) for head in reading.graph["heads"]]) + given
    entries = outputs + reading.interior(outputs)
    at_inputs = zoo_export.Network(reading.symbol_of([[*entry, 0] for entry in given]), parameters, model.inputs, "float32")
    writer, runs, shapes = golden_files.Writer(), [], {}
    for x in whole_inputs(folder, len(model.inputs)):
        values = at_inputs(x)
        shapes = {**model.inputs, **{parts.given[entry]: value.shape for entry, value in zip(given, values)}}
        runs.append([*x, *values])
    writer.keep_inputs(*runs)
    network = zoo_export.Network(parts.symbol_of(entries), parameters, shapes, "float32")
    first, second = network(runs[0]), network(runs[1])
    described = []
    for i, (node, index, *_) in enumerate(entries):
        key = f"y1_{i}" if i < len(outputs) else f"v_{i - len(outputs)}"
        described.append({"name": f"{reading.nodes[node]['name']}_output{index or ''}", **writer.keep(key, first[i]), "conditioning": 1.0})
        if i < len(outputs):
            writer.keep(f"y2_{i}", second[i])
    (folder / "parts").mkdir()
    parts.symbol_of(outputs).save(str(folder / "parts" / "parts-symbol.json"))
    manifest = {
        "model": model.name,
        "inputs": [{"name": name, "shape": shape} for name, shape in shapes.items()],
        "outputs": described[: len(outputs)],
        "interior": described[len(outputs) :],
    }
    writer.write(folder / "parts", manifest)


def whole_inputs(folder, count):
    goldens = golden_files.Goldens(folder)
    return [[goldens[f"x{n}_{i}"] for i in range(count)] for n in (1, 2)]


def make(model, folder, prefix, symbol, parameters):
    mxnet_weights.save(folder / "kept.params", symbol, parameters)
    smallest = zoo_export.SMALLEST_DIFFERENCE["detector"]
    zoo_export.write_goldens(model, folder, prefix, zoo_export.Reading(symbol), symbol, parameters, smallest)
    write_parts(model, folder, symbol, parameters)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["make"])
    parser.add_argument("name")
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    model = zoo_models.describe(options.name)
    try:
        exported = export(model, options.folder)
    except Exception as failure:  # whatever gluoncv or MXNet raises
        traceback.print_exc()
        print(f"{type(failure).__name__}: {' '.join(str(failure).split())[:300]}", file=sys.stderr)
        return zoo_export.NOT_EXPORTED
    make(model, options.folder, *exported)
    return 0


if __name__ == "__main__":
    sys.exit(main())
