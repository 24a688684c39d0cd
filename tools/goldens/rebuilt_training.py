#!/usr/bin/env python3
"""Does a rebuilt MXNet model train as the one that it comes from? Run by the Python of the environment `mxnet` (tools/envs.py).

    rebuilt_training.py NNFRONT FOLDER [--models NAME,...] [--json FILE]

FOLDER holds what make_mxnet.py wrote: checkpoints in folders of their own. Each, and a network of this file with strides, dilation, groups,
pads that are uneven, dropout, transposed and depthwise convolution, is compiled and its trainable form rebuilt. Then, in training mode, on
the same batch of two and for the same loss (a seeded weighted sum of the outputs; of a loss layer at the end the prediction that it
judges): the outputs, the gradient of the loss by every parameter, the running statistics after the pass, and what one step of SGD changes,
by Module and by gluon's SymbolBlock. Dropout draws the same masks, by the same seed. All of it within 1e-4 (relative L2); exit status 1
otherwise.

Gradients that are zero up to rounding, of a bias in front of a batch norm, say, are held against the largest gradient of their network.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["MXNET_SUBGRAPH_BACKEND"] = "NONE"
os.environ["MXNET_ENGINE_TYPE"] = "NaiveEngine"  # one operator after the other: random numbers come in order

import mxnet as mx  # noqa: E402
import numpy as np  # noqa: E402

LIMIT = 1e-4
ROUNDING = 1e-5  # of the largest gradient: what lies below is noise
SEED = 20201123
BATCH = 2
STEP = 0.01
PREDICTIONS = {"SoftmaxOutput": mx.sym.softmax, "LogisticRegressionOutput": mx.sym.sigmoid, "LinearRegressionOutput": mx.sym.identity}


def operator_of(symbol):
    return next((node["op"] for node in json.loads(symbol.tojson())["nodes"] if node["name"] == symbol.name), "null")


def prediction(symbol):
    """The outputs, with what a loss layer judges in the layer's place."""
    found = []
    for output in symbol:
        kind = operator_of(output)
        if kind not in PREDICTIONS:
            found.append(output)
            continue
        axis = {"axis": 1} if output.attr("multi_output") == "True" else {}
        found.append(PREDICTIONS[kind](output.get_children()[0], **axis))
    return mx.sym.Group(found)


def varied():
    """A network of the layers whose training is easily got wrong. Its parameters are random."""
    x = mx.sym.var("data")
    x = mx.sym.Convolution(x, kernel=(3, 3), num_filter=8, stride=(2, 1), pad=(1, 1), name="strided")
    x = mx.sym.BatchNorm(x, fix_gamma=False, momentum=0.7, eps=1e-4, name="norm")
    x = mx.sym.Activation(x, act_type="relu", name="act")
    x = mx.sym.Convolution(x, kernel=(3, 3), num_filter=8, num_group=4, dilate=(2, 2), pad=(2, 2), no_bias=True, name="grouped")
    x = mx.sym.BatchNorm(x, fix_gamma=True, name="fixed")
    x = mx.sym.Dropout(x, p=0.3, name="drop")
    x = mx.sym.pad(x, mode="constant", pad_width=(0, 0, 0, 0, 0, 1, 1, 0), constant_value=0, name="uneven")
    x = mx.sym.Convolution(x, kernel=(3, 3), num_filter=8, num_group=8, name="depthwise")
    x = mx.sym.BatchNorm(x, fix_gamma=False, use_global_stats=True, name="kept")
    x = mx.sym.LeakyReLU(x, act_type="prelu", name="sloped")
    x = mx.sym.Deconvolution(
        x, kernel=(4, 3), num_filter=6, stride=(2, 2), pad=(1, 1), adj=(0, 1), num_group=2, no_bias=False, name="transposed"
    )
    x = mx.sym.Pooling(x, kernel=(3, 3), stride=(2, 2), pad=(1, 1), pool_type="avg", pooling_convention="full", name="pool")
    x = mx.sym.FullyConnected(x, num_hidden=5, name="scores")
    return mx.sym.softmax(x, name="prob")


def save_varied(folder):
    symbol = varied()
    shapes, _, states = symbol.infer_shape(data=(1, 4, 15, 14))
    random = np.random.RandomState(SEED)
    arguments = {n: mx.nd.array(random.randn(*s) * 0.3) for n, s in zip(symbol.list_arguments(), shapes, strict=True) if n != "data"}
    running = {n: mx.nd.array(random.rand(*s) + 0.5) for n, s in zip(symbol.list_auxiliary_states(), states, strict=True)}
    (folder / "varied").mkdir(parents=True)
    mx.model.save_checkpoint(str(folder / "varied/varied"), 0, symbol, arguments, running)
    manifest = {"prefix": "varied", "epoch": 0, "inputs": [{"name": "data", "shape": [1, 4, 15, 14]}]}
    (folder / "varied/manifest.json").write_text(json.dumps(manifest))


class Checkpoint:
    def __init__(self, prefix, epoch):
        symbol, self.arguments, self.states = mx.model.load_checkpoint(str(prefix), epoch)
        self.symbol = prediction(symbol)
        self.arguments = {n: a for n, a in self.arguments.items() if n in set(self.symbol.list_arguments())}
        self.states = {n: a for n, a in self.states.items() if n in set(self.symbol.list_auxiliary_states())}

    def seeds(self, inputs):
        """What the loss weighs the outputs with."""
        _, shapes, _ = self.symbol.infer_shape(**{name: array.shape for name, array in inputs.items()})
        random = np.random.RandomState(SEED)
        return [mx.nd.array(random.randn(*shape)) for shape in shapes]

    def passes(self, inputs):
        """Outputs, gradients and states of one pass in training mode."""
        gradients = {name: mx.nd.zeros(array.shape) for name, array in self.arguments.items()}
        states = {name: array.copy() for name, array in self.states.items()}
        arguments = {name: array.copy() for name, array in (self.arguments | inputs).items()}
        bound = self.symbol.bind(mx.cpu(), arguments, args_grad=gradients, aux_states=states)
        mx.random.seed(SEED)
        outputs = bound.forward(is_train=True)
        bound.backward(self.seeds(inputs))
        return {str(i): each.asnumpy() for i, each in enumerate(outputs)}, numpied(gradients), numpied(states)

    def step_by_module(self, inputs):
        module = mx.mod.Module(self.symbol, data_names=list(inputs), label_names=None)
        module.bind([(name, array.shape) for name, array in inputs.items()], for_training=True)
        module.set_params(self.arguments, self.states)
        module.init_optimizer(optimizer="sgd", optimizer_params={"learning_rate": STEP, "rescale_grad": 1.0})
        mx.random.seed(SEED)
        module.forward(mx.io.DataBatch(list(inputs.values())), is_train=True)
        module.backward(self.seeds(inputs))
        module.update()
        arguments, _ = module.get_params()
        return self.changes(numpied(arguments))

    def step_by_gluon(self, inputs, folder):
        mx.model.save_checkpoint(str(folder / "step"), 0, self.symbol, self.arguments, self.states)
        block = mx.gluon.SymbolBlock.imports(str(folder / "step-symbol.json"), list(inputs), str(folder / "step-0000.params"))
        trainer = mx.gluon.Trainer(block.collect_params(), "sgd", {"learning_rate": STEP}, kvstore=None)
        mx.random.seed(SEED)
        with mx.autograd.record():
            outputs = block(*inputs.values())
        outputs = outputs if isinstance(outputs, list) else [outputs]
        mx.autograd.backward(outputs, self.seeds(inputs))
        trainer.step(1)
        found = {name: parameter.data().asnumpy() for name, parameter in block.collect_params().items()}
        return self.changes({name: found[name] for name in self.arguments})

    def changes(self, after):
        return {name: array - self.arguments[name].asnumpy() for name, array in after.items()}


def numpied(arrays):
    return {name: array.asnumpy() for name, array in arrays.items()}


def distance(ours, theirs, least):
    moved = np.linalg.norm(ours.astype(np.float64) - theirs)
    size = max(np.linalg.norm(theirs.astype(np.float64)), least)
    return float(moved / size) if size > 0 else float(moved)


def distances(kind, ours, theirs):
    """(kind, name, distance) of every array of either side."""
    least = ROUNDING * max((np.linalg.norm(each.astype(np.float64)) for each in theirs.values()), default=0.0)
    found = [(kind, name, distance(ours[name], array, least) if name in ours else float("inf")) for name, array in theirs.items()]
    return found + [(kind, f"{name}, which the original lacks", float("inf")) for name in sorted(set(ours) - set(theirs))]


def compare(original, rebuilt, inputs, folder):
    found = []
    for kind, ours, theirs in zip(("output", "gradient", "statistic"), rebuilt.passes(inputs), original.passes(inputs), strict=True):
        found += distances(kind, ours, theirs)
    found += distances("step of Module", rebuilt.step_by_module(inputs), original.step_by_module(inputs))
    return found + distances("step of gluon", rebuilt.step_by_gluon(inputs, folder), original.step_by_gluon(inputs, folder))


def rebuilt_model(nnfront, prefix, manifest, folder):
    sizes = [f"{each['name']}:{','.join(map(str, each['shape']))}" for each in manifest["inputs"]]
    inputs = [word for size in sizes for word in ("--input", size)]
    compiled = folder / "ir"
    quiet = {"check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([nnfront, "compile", "mxnet", prefix, str(manifest["epoch"]), *inputs, "--no-png", "-o", compiled], **quiet)
    parts = ["--graph", compiled / "IR_for_reconstruct_graph.json", "--params", compiled / "IR_for_reconstruct_params.npz"]
    subprocess.run([nnfront, "reconstruct", "--to", "mxnet", *parts, "-o", folder / "rebuilt"], **quiet)
    return Checkpoint(folder / "rebuilt", 0)


def check(nnfront, folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    prefix = folder / manifest["prefix"]
    random = np.random.RandomState(SEED)
    inputs = {each["name"]: mx.nd.array(random.randn(BATCH, *each["shape"][1:])) for each in manifest["inputs"]}
    with tempfile.TemporaryDirectory() as name:
        rebuilt = rebuilt_model(nnfront, prefix, manifest, Path(name))
        return compare(Checkpoint(prefix, manifest["epoch"]), rebuilt, inputs, Path(name))


def report(model, found):
    misses = [each for each in found if not each[2] <= LIMIT]
    kinds = dict.fromkeys(kind for kind, _, _ in found)
    cells = [f"{sum(e[0] == kind for e in found)} {kind}s {max(e[2] for e in found if e[0] == kind):.1e}" for kind in kinds]
    print(f"{model:22} {', '.join(cells)}", flush=True)
    for kind, name, far in misses:
        print(f"MISS {model}: {kind} of {name}: {far:.3g} is above {LIMIT:g}", flush=True)
    return {"model": model, "largest": {kind: max(e[2] for e in found if e[0] == kind) for kind in kinds}, "misses": len(misses)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nnfront", type=Path, help="the program")
    parser.add_argument("folder", type=Path, help="what make_mxnet.py wrote")
    parser.add_argument("--models", help="comma-separated; all by default")
    parser.add_argument("--json", type=Path, help="the figures, for machines")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        save_varied(Path(name))
        folders = [Path(name) / "varied", *sorted(path.parent for path in options.folder.glob("*/manifest.json"))]
        wanted = options.models.split(",") if options.models else [folder.name for folder in folders]
        results = [report(folder.name, check(options.nnfront.resolve(), folder)) for folder in folders if folder.name in wanted]
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")
    return 1 if not results or any(each["misses"] for each in results) else 0


if __name__ == "__main__":
    sys.exit(main())
