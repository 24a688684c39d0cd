#!/usr/bin/env python3
"""One model of gluoncv's zoo in real MXNet 1.9.1. Run by the Python of the environment `mxnet` (tools/envs.py).

    zoo_export.py list               prints the names of gluoncv's zoo
    zoo_export.py make NAME FOLDER   writes the model's goldens; exit status 4: MXNet itself does not export the model

Into FOLDER go
    <prefix>-symbol.json         as MXNet exported it
    <prefix>-cut-symbol.json     of a detector: up to the values that its first selections choose among
    kept.params                  what no rule makes: batch-norm statistics, anchors. Weights are made again (zoo_weights.py)
    goldens.npz, manifest.json   golden_files.py; of a detector y are the outputs of the cut symbol, z of the whole one
"""

import argparse
import json
import sys
import traceback
from collections import Counter
from pathlib import Path

import golden_files
import mxnet as mx
import mxnet_goldens
import mxnet_network
import mxnet_weights
import zoo_models
from mxnet_network import Network

SEED = 20201124
NOT_EXPORTED = 4
# Boxes keep most of their anchors' coordinates, which no input moves.
SMALLEST_DIFFERENCE = {"detector": 0.003, "other": 0.02}
# Made for one image at a time.
ONE_AT_A_TIME = ("faster_rcnn", "mask_rcnn", "tracking")
CANDIDATES = 16  # interior values, of which a comparison takes five
# Choose among candidates: what they give jumps when a value moves a little.
SELECTING = ("_contrib_box_nms", "topk", "argsort", "gather_nd")
# Only hand on, or choose by a threshold, what a later selection compares.
HANDING_ON = (
    "Concat",
    "where",
    "slice_axis",
    "SliceChannel",
    "Reshape",
    "transpose",
    "expand_dims",
    "repeat",
    "tile",
    "broadcast_axis",
    "zeros_like",
    "ones_like",
)
COMPARISONS = ("_greater_scalar", "_lesser_scalar")
# Where is an element the largest around it? Among nearly equal ones that is a choice.
PEAKS = ("broadcast_equal",)


def construct(model):
    """The block. What it would load from a download is left as it is initialised."""
    from gluoncv import model_zoo
    from gluoncv.model_zoo import model_store
    from mxnet import gluon

    model_store.get_model_file = lambda *_, **__: ""
    gluon.Block.load_parameters = lambda *_, **__: None
    reset = gluon.Parameter.reset_ctx

    def reset_where_initialised(parameter, context):
        if parameter._data is not None or parameter._deferred_init:
            reset(parameter, context)

    gluon.Parameter.reset_ctx = reset_where_initialised
    keywords = {"pretrained": False, **model.keywords}
    try:
        block = model_zoo.get_model(model.name, pretrained_base=False, **keywords)
    except (TypeError, Warning):  # not every constructor has a base
        block = model_zoo.get_model(model.name, **keywords)
    for path, value in model.attributes.items():
        *owners, attribute = path.split(".")
        owner = block
        for each in owners:
            owner = getattr(owner, each)
        assert hasattr(owner, attribute), path
        setattr(owner, attribute, value)
    return block


def export(model, folder):
    """Symbol and parameters as MXNet's export writes them; the prefix of the files."""
    block = construct(model)
    block.initialize()
    images = [mx.nd.array(mxnet_network.smooth_images(shape, SEED)) for shape in model.inputs.values()]
    block(*images)  # as it stands first: what a block has and does not use keeps no shape, and a traced one would ask for it
    block.hybridize()
    block(*images)
    mx.nd.waitall()
    prefix = model.name.replace(".", "_")
    block.export(str(folder / prefix), epoch=0)
    symbol, arguments, states = mx.model.load_checkpoint(str(folder / prefix), 0)
    (folder / f"{prefix}-0000.params").unlink()
    return prefix, symbol, {**arguments, **states}


def with_defined_regions(symbol):
    """The symbol with zeros for regions of no image.

    Pyramids mark a region that is not for their level with image -1. MXNet's GPU kernel of ROIAlign writes zeros there. Its CPU kernel
    leaves the region's memory as it was, so that the sum over the levels would be another one in every run, and writes its one zero to
    element n of the whole result for region n, which is one of region 0. So here such a region looks at image 0, and zeros replace it.
    """
    graph = json.loads(symbol.tojson())
    nodes, moved = [], {}

    def add(op, name, inputs, **attributes):
        nodes.append({"op": op, "name": name, "attrs": attributes, "inputs": inputs})
        return [len(nodes) - 1, 0, 0]

    for index, node in enumerate(graph["nodes"]):
        inputs = [[moved[entry[0]][0], entry[1], 0] for entry in node["inputs"]]
        name, aligns = f"{node['name']}_defined", node["op"] == "_contrib_ROIAlign"
        if aligns:
            image = add("slice_axis", f"{name}_image", [inputs[1]], axis="1", begin="0", end="1")
            box = add("slice_axis", f"{name}_box", [inputs[1]], axis="1", begin="1", end="5")
            some = add("_maximum_scalar", f"{name}_some_image", [image], scalar="0")
            inputs[1] = add("Concat", f"{name}_regions", [some, box], dim="1", num_args="2")
        nodes.append({**node, "inputs": inputs})
        moved[index] = [len(nodes) - 1, 0, 0]
        if aligns:
            listed = add("Reshape", f"{name}_list", [image], shape="(-1,)")
            exists = add("_greater_equal_scalar", f"{name}_exists", [listed], scalar="0")
            zeros = add("zeros_like", f"{name}_zeros", [moved[index]])
            moved[index] = add("where", name, [exists, moved[index], zeros])
    graph["nodes"] = nodes
    graph["heads"] = [[moved[entry[0]][0], entry[1], 0] for entry in graph["heads"]]
    graph["arg_nodes"] = [i for i, node in enumerate(nodes) if node["op"] == "null"]
    graph.pop("node_row_ptr", None)
    return mx.sym.load_json(json.dumps(graph))


class Reading:
    """A symbol's nodes. `free`: for each, whether nothing selects in front of it (itself included); `smooth`: nor chooses peaks."""

    def __init__(self, symbol):
        self.graph = json.loads(symbol.tojson())
        self.nodes = self.graph["nodes"]
        self.free, self.smooth = [], []
        for node in self.nodes:
            self.free.append(node["op"] not in SELECTING and all(self.free[entry[0]] for entry in node["inputs"]))
            self.smooth.append(self.free[-1] and node["op"] not in PEAKS and all(self.smooth[entry[0]] for entry in node["inputs"]))

    def symbol_of(self, entries):
        """The symbol that ends in those outputs of nodes."""
        return mx.sym.load_json(json.dumps({**self.graph, "heads": entries}))

    def sources(self, node):
        return [self.nodes[entry[0]] for entry in node["inputs"]]

    def hands_on(self, node):
        if node["op"] == "_mul_scalar":  # a constant of some shape
            return self.sources(node)[0]["op"] == "ones_like"
        if node["op"] in ("elemwise_mul", "broadcast_mul"):  # peaks alone
            return any(source["op"] in PEAKS for source in self.sources(node))
        if node["op"] == "elemwise_add":  # one of two conditions
            return all(source["op"] in COMPARISONS for source in self.sources(node))
        return node["op"] in (*HANDING_ON, *COMPARISONS, *PEAKS)

    def before_selection(self):
        """The values that the first selections choose by and among; none where nothing selects."""
        waiting = [node["inputs"][0] for node in self.nodes if node["op"] in SELECTING and self.free[node["inputs"][0][0]]]
        found = {}
        seen = set()
        while waiting:
            entry = tuple(waiting.pop(0))
            node = self.nodes[entry[0]]
            if entry in seen or node["op"] == "null":
                continue
            seen.add(entry)
            if self.hands_on(node):
                waiting += node["inputs"]
            else:
                found[entry] = None
        return list(found)

    def interior(self, outputs):
        """Values that are no outputs, in front of every selection, whose nodes have names of their own."""
        count = Counter(node["name"] for node in self.nodes)
        ends = {entry[0] for entry in outputs}
        usable = [
            (i, 0, 0)
            for i, node in enumerate(self.nodes)
            if node["op"] != "null" and self.smooth[i] and i not in ends and count[node["name"]] == 1
        ]
        return mxnet_network.evenly(usable, CANDIDATES)


def make(model, folder, prefix, symbol, parameters):
    """Everything of the docstring's list, of what export() gave."""
    batch = 1 if model.kind in ONE_AT_A_TIME else mxnet_weights.CALIBRATION_BATCH
    defined = with_defined_regions(symbol)
    mxnet_weights.weights(defined, parameters, model.inputs, SEED, batch)
    without_rule = {name: value for name, value in parameters.items() if not mxnet_weights.has_rule(name)}
    mxnet_weights.save(folder / "kept.params", symbol, without_rule)
    reading = Reading(symbol)
    smallest = SMALLEST_DIFFERENCE["detector" if reading.before_selection() else "other"]
    write_goldens(model, folder, prefix, reading, defined, parameters, smallest)


def write_goldens(model, folder, prefix, reading, whole, parameters, smallest):
    """Of the symbol that was read: what it computes before anything selects, cut there, or else its outputs; interior values; of a cut
    one also the outputs of `whole`, which is the same symbol, run as it can be run. smallest: difference of the outputs for two inputs."""
    cut = reading.before_selection()
    outputs = cut or [tuple(head) for head in reading.graph["heads"]]
    entries = outputs + reading.interior(outputs)
    names = [f"{reading.nodes[node]['name']}_output{index or ''}" for node, index, *_ in entries]
    settings = mxnet_goldens.Settings(SEED, smallest, directions=1)
    writer = golden_files.Writer()
    described, interior, x1, x2 = mxnet_goldens.observe(
        writer, reading.symbol_of(entries), names, len(outputs), parameters, model.inputs, settings
    )
    if cut:
        reading.symbol_of(cut).save(str(folder / f"{prefix}-cut-symbol.json"))
    manifest = {
        "model": model.name,
        "kind": model.kind,
        "prefix": prefix,
        "epoch": 0,
        "inputs": [{"name": name, "shape": shape} for name, shape in model.inputs.items()],
        "mxnet": mx.__version__,
        "seed": SEED,
        "outputs": described,
        "interior": interior,
        "whole": keep_whole(writer, whole, parameters, model.inputs, x1, x2) if cut else [],
    }
    writer.write(folder, manifest)


def keep_whole(writer, symbol, parameters, shapes, x1, x2):
    network = Network(symbol, parameters, shapes, "float32")
    first, second = network(x1), network(x2)
    for i, value in enumerate(second):
        writer.keep(f"z2_{i}", value)
    return [{"name": name, **writer.keep(f"z1_{i}", first[i])} for i, name in enumerate(symbol.list_outputs())]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["list", "make"])
    parser.add_argument("name", nargs="?")
    parser.add_argument("folder", nargs="?", type=Path)
    options = parser.parse_args()
    if options.task == "list":
        from gluoncv import model_zoo

        print("\n".join(model_zoo.get_model_list()))
        return 0
    model = zoo_models.describe(options.name)
    try:
        exported = export(model, options.folder)
    except Exception as failure:  # whatever gluoncv or MXNet raises
        traceback.print_exc()
        print(f"{type(failure).__name__}: {' '.join(str(failure).split())[:300]}", file=sys.stderr)
        return NOT_EXPORTED
    make(model, options.folder, *exported)
    return 0


if __name__ == "__main__":
    sys.exit(main())
