#!/usr/bin/env python3
"""Outputs of real MXNet 1.9.1, for nnfront's to be compared with. Run by the Python of the environment `mxnet` (tools/envs.py).

    make_mxnet.py OUT [--models NAME,...] [--shared FOLDER]

Writes a folder per model:
    <prefix>-symbol.json, <prefix>-<epoch>.params   as MXNet exported them (or the real model's own files)
    x1.npy, x2.npy                                  two inputs; no output may be the same: |y(x1) - y(x2)| >= 0.1 * |y|
    y1_<i>.npy, y2_<i>.npy                          every output
    v_<i>.npy                                       interior values for x1, spread over the depth
    manifest.json                                   names, shapes and the figures below

Random networks: He-normal weights, batch norms with random gamma and beta and the statistics of some training-mode passes over
smooth random images (white noise would average out in a network's pooling, and every input would then give the same output).
x1 and x2 are further images of that kind; seeds are searched until every output differs enough.

Figures in the manifest, per output and interior value:
    conditioning   by how many times more than the input the output moves (relative L2), when the input moves by 1e-6: the largest
                   of three random directions, measured on the float64 network where there is one
    own_distance   how far MXNet's float32 value is from its own float64 one; null where an operator has no float64 form

Float32 on the CPU through symbol.bind, without subgraph back ends: Module would fuse operators, which moves outputs by 1e-6.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

os.environ["MXNET_SUBGRAPH_BACKEND"] = "NONE"
REPOSITORY = Path(__file__).resolve().parents[2]

# Real models: folder and prefix (relative to the shared folder or the repository), epoch, input shape.
FILES = {
    "lenet": ("shared/models/mxnet/mnist_lenet/lenet", 1, (1, 1, 28, 28)),
    "mtcnn_det1": ("shared/models/mxnet/mtcnn/det1", 1, (1, 3, 40, 56)),
    "mtcnn_det2": ("shared/models/mxnet/mtcnn/det2", 1, (1, 3, 24, 24)),
    "mtcnn_det3": ("shared/models/mxnet/mtcnn/det3", 1, (1, 3, 48, 48)),
    "mtcnn_det4": ("shared/models/mxnet/mtcnn/det4", 1, (1, 15, 24, 24)),
    "samplenet": ("shared/models/multi/samplenet_cifar10/samplenet", 0, (1, 3, 32, 32)),
    "digits": ("examples/digits/digits", 0, (1, 1, 8, 8)),
}
# gluoncv networks with seeded weights: input shape.
GLUONCV = {
    "resnet50_v1b": (1, 3, 224, 224),
    "resnet18_v2": (1, 3, 224, 224),
    "mobilenetv2_0.25": (1, 3, 224, 224),
    "densenet121": (1, 3, 224, 224),
    "squeezenet1.1": (1, 3, 224, 224),
    "vgg11_bn": (1, 3, 224, 224),
    "inceptionv3": (1, 3, 299, 299),
    "cifar_resnet20_v1": (1, 3, 32, 32),
}
SEED = 20201123
SMALLEST_DIFFERENCE = 0.1
CALIBRATION_PASSES = 3
CALIBRATION_BATCH = 8
# A running statistic then keeps 1/64 of its first value after the passes.
CALIBRATION_MOMENTUM = 0.25
RESIDUAL_FACTOR = 0.3
MOST_INTERIOR_VALUES = 24


def smooth_images(numpy, shape, seed):
    """Random images with structure: a coarse random field, enlarged smoothly, a random offset per channel, and a little noise."""
    random = numpy.random.RandomState(seed)
    batch, channels, height, width = shape
    coarse = max(2, min(6, height // 4))
    field = random.randn(batch, channels, coarse, coarse)
    for axis, size in ((2, height), (3, width)):
        position = numpy.linspace(0, coarse - 1, size)
        low = numpy.minimum(position.astype(int), coarse - 2)
        part = (position - low).reshape([-1 if i == axis else 1 for i in range(4)])
        field = numpy.take(field, low, axis) * (1 - part) + numpy.take(field, low + 1, axis) * part
    offset = random.randn(batch, channels, 1, 1)
    return (field + 0.5 * offset + 0.1 * random.randn(*shape)).astype(numpy.float32)


def batch_norms(block):
    from mxnet import gluon

    found = [block] if isinstance(block, gluon.nn.BatchNorm) else []
    for child in block._children.values():
        found += batch_norms(child)
    return found


def residual_branches(mx, net):
    """Names of the weights (convolution) or gammas (batch norm) whose result goes straight into an addition."""
    nodes = json.loads(net(mx.sym.var("data")).tojson())["nodes"]
    ends = [nodes[entry[0]] for node in nodes if node["op"] in ("elemwise_add", "broadcast_add") for entry in node["inputs"]]
    return {nodes[end["inputs"][1][0]]["name"] for end in ends if end["op"] in ("Convolution", "BatchNorm")}


def set_parameters(mx, numpy, net, seed):
    """A deep random network is chaotic (its output moves by far more than its input), and distances then mean little: small
    residual branches and a beta that keeps most rectifiers open make it behave like a trained one."""
    random = numpy.random.RandomState(seed)
    damped = residual_branches(mx, net)
    for name, parameter in net.collect_params().items():
        shape = parameter.shape
        if name.endswith("weight"):
            fan_in = int(numpy.prod(shape[1:]))
            value = random.randn(*shape) * (2.0 / fan_in) ** 0.5
        elif name.endswith("gamma"):
            value = random.uniform(0.5, 1.0, shape)
        elif name.endswith("beta"):
            value = 0.5 + random.randn(*shape) * 0.2
        elif name.endswith("bias"):
            value = random.randn(*shape) * 0.2
        elif name.endswith("running_mean"):
            value = numpy.zeros(shape)
        elif name.endswith("running_var"):
            value = numpy.ones(shape)
        else:
            raise SystemExit(f"{name}: no rule for this parameter")
        factor = RESIDUAL_FACTOR if name in damped else 1.0
        parameter.set_data(mx.nd.array((factor * value).astype(numpy.float32)))


def calibrate(mx, numpy, net, shape, seed):
    """Training-mode passes, so that every batch norm has statistics of its own. MXNet swallows what a callback raises: the
    statistics themselves are looked at afterwards."""
    norms = batch_norms(net)
    momenta = [norm._kwargs["momentum"] for norm in norms]
    for norm in norms:
        norm._kwargs["momentum"] = CALIBRATION_MOMENTUM
    for step in range(CALIBRATION_PASSES):
        images = smooth_images(numpy, (CALIBRATION_BATCH, *shape[1:]), seed + step)
        x = mx.nd.array(images)
        # MXNet moves running statistics in the backward pass, and only where a gradient flows through the batch norm.
        x.attach_grad()
        with mx.autograd.record():
            result = net(x).mean()
        result.backward()
    mx.nd.waitall()
    for norm, momentum in zip(norms, momenta):
        norm._kwargs["momentum"] = momentum
        mean, variance = norm.running_mean.data().asnumpy(), norm.running_var.data().asnumpy()
        assert (mean != 0).any() and (variance != 1).all(), f"{norm.name} saw no calibration pass"
    return len(norms)


def export_gluoncv(mx, numpy, name, shape, folder):
    from gluoncv import model_zoo

    net = model_zoo.get_model(name, pretrained=False)
    net.initialize()
    net(mx.nd.zeros(shape)).wait_to_read()
    set_parameters(mx, numpy, net, SEED)
    norms = calibrate(mx, numpy, net, shape, SEED + 1)
    net.hybridize()
    net(mx.nd.zeros(shape)).wait_to_read()
    prefix = name.replace(".", "_")
    net.export(str(folder / prefix), epoch=0)
    return prefix, norms


class Network:
    """A symbol with its parameters, bound for inference."""

    def __init__(self, mx, symbol, parameters, shape, dtype):
        self.mx = mx
        self.dtype = dtype
        inputs = [name for name in symbol.list_inputs() if name not in parameters]
        parameters = {name: value for name, value in parameters.items() if name in symbol.list_inputs()}
        # A label, where there is one, does not matter for inference.
        self.input = "data" if "data" in inputs else inputs[0]
        shapes = {name: value.shape for name, value in parameters.items()}
        shapes[self.input] = shape
        argument_shapes, _, state_shapes = symbol.infer_shape(**shapes)
        arguments = self.arrays(symbol.list_arguments(), argument_shapes, parameters)
        states = self.arrays(symbol.list_auxiliary_states(), state_shapes, parameters)
        self.bound = symbol.bind(mx.cpu(), arguments, aux_states=states, grad_req="null")

    def arrays(self, names, shapes, parameters):
        return {
            name: parameters[name].astype(self.dtype) if name in parameters else self.mx.nd.zeros(shape, dtype=self.dtype)
            for name, shape in zip(names, shapes)
        }

    def __call__(self, x):
        outputs = self.bound.forward(is_train=False, **{self.input: self.mx.nd.array(x, dtype=self.dtype)})
        return [output.asnumpy() for output in outputs]


def distance(numpy, a, b):
    a, b = a.astype(numpy.float64), b.astype(numpy.float64)
    return float(numpy.linalg.norm(a - b) / numpy.linalg.norm(b))


def choose_inputs(numpy, network, shape, outputs):
    """The two inputs, all values for each, and by how much each of the first `outputs` values differs."""
    x1 = smooth_images(numpy, shape, SEED + 100)
    y1 = network(x1)
    for seed in range(SEED + 101, SEED + 141):
        x2 = smooth_images(numpy, shape, seed)
        y2 = network(x2)
        pairs = list(zip(y1, y2))[:outputs]
        differences = [float(numpy.linalg.norm(a - b) / max(numpy.linalg.norm(a), numpy.linalg.norm(b))) for a, b in pairs]
        if min(differences) >= SMALLEST_DIFFERENCE:
            return x1, x2, y1, y2, differences
    raise SystemExit(f"no pair of inputs whose outputs differ by {SMALLEST_DIFFERENCE}; the last differ by {differences}")


def conditioning(numpy, network, x):
    """Per value: its relative movement over the relative movement of the input."""
    x = x.astype(network.dtype)
    base = network(x)
    factors = [0.0] * len(base)
    random = numpy.random.RandomState(SEED + 200)
    for _ in range(3):
        direction = random.randn(*x.shape)
        moved = (x + 1e-6 * numpy.linalg.norm(x) / numpy.linalg.norm(direction) * direction).astype(network.dtype)
        step = distance(numpy, moved, x)
        factors = [max(f, distance(numpy, a, b) / step) for f, a, b in zip(factors, network(moved), base)]
    return factors


def float64_network(mx, symbol, parameters, x):
    """The same network in double precision; none where MXNet lacks an operator in that type."""
    try:
        network = Network(mx, symbol, parameters, x.shape, "float64")
        network(x)
    except mx.base.MXNetError as failure:
        print(f"no float64 form: {str(failure).splitlines()[0]}", file=sys.stderr)
        return None
    return network


def interior_names(symbol):
    """Values between inputs and outputs, in topological order, evenly thinned out."""
    outer = set(symbol.list_inputs()) | set(symbol.list_outputs())
    names = [name for name in symbol.get_internals().list_outputs() if name not in outer]
    if len(names) <= MOST_INTERIOR_VALUES:
        return names
    step = (len(names) - 1) / (MOST_INTERIOR_VALUES - 1)
    return [names[round(i * step)] for i in range(MOST_INTERIOR_VALUES)]


def make(name, out, shared):
    import mxnet as mx
    import numpy

    folder = out / name
    folder.mkdir(parents=True)
    if name in FILES:
        _, epoch, shape = FILES[name]
        prefix, norms = source_prefix(name, shared).name, None
        for file in model_files(name, shared):
            shutil.copyfile(file, folder / file.name)
    else:
        epoch, shape = 0, GLUONCV[name]
        prefix, norms = export_gluoncv(mx, numpy, name, shape, folder)

    symbol, arguments, states = mx.model.load_checkpoint(str(folder / prefix), epoch)
    parameters = {**arguments, **states}
    names = symbol.list_outputs()
    outputs = len(names)
    internals = symbol.get_internals()
    names += interior_names(symbol)
    everything = mx.sym.Group([internals[n] for n in names])
    network = Network(mx, everything, parameters, shape, "float32")
    x1, x2, y1, y2, differences = choose_inputs(numpy, network, shape, outputs)
    double = float64_network(mx, everything, parameters, x1)
    factors = conditioning(numpy, double or network, x1)
    own = [distance(numpy, a, b) for a, b in zip(y1, double(x1))] if double else [None] * len(y1)

    numpy.save(folder / "x1.npy", x1)
    numpy.save(folder / "x2.npy", x2)
    for i, value in enumerate(y1[outputs:]):
        numpy.save(folder / f"v_{i}.npy", value)
    for i in range(outputs):
        numpy.save(folder / f"y1_{i}.npy", y1[i])
        numpy.save(folder / f"y2_{i}.npy", y2[i])
    described = [{"name": n, "shape": y.shape, "conditioning": c, "own_distance": o} for n, y, c, o in zip(names, y1, factors, own)]
    for entry, difference in zip(described, differences):
        entry["difference"] = difference
    manifest = {
        "model": name,
        "prefix": prefix,
        "epoch": epoch,
        "input": {"name": network.input, "shape": shape},
        "mxnet": mx.__version__,
        "seed": SEED,
        "batch_norms_calibrated": norms,
        "outputs": described[:outputs],
        "interior": described[outputs:],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    line = ", ".join(f"{d['name']} differs {d['difference']:.3f} conditioning {d['conditioning']:.3g}" for d in described[:outputs])
    print(f"{name}: {line}")


def make_all(names, out, shared, jobs):
    """Each model in a process of its own: gluon numbers its blocks per process, so names do not depend on what ran before."""

    def run(name):
        command = [sys.executable, __file__, str(out), "--models", name, "--shared", str(shared), "--here"]
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        return name, subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    failed = []
    with ThreadPoolExecutor(jobs) as pool:
        for name, done in pool.map(run, names):
            print(done.stdout, end="", flush=True)
            if done.returncode != 0:
                failed.append(name)
                print(f"{name}: failed\n{done.stderr[-2000:]}", file=sys.stderr)
    return failed


def source_prefix(name, shared):
    source, _, _ = FILES[name]
    return shared / source.removeprefix("shared/") if source.startswith("shared/") else REPOSITORY / source


def model_files(name, shared):
    """The two files of a model of FILES."""
    prefix = source_prefix(name, shared)
    return Path(f"{prefix}-symbol.json"), Path(f"{prefix}-{FILES[name][1]:04d}.params")


def available(name, shared):
    return name in GLUONCV or all(file.exists() for file in model_files(name, shared))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="the folder to write")
    parser.add_argument("--models", default=",".join([*FILES, *GLUONCV]))
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared", help="where the real models lie")
    parser.add_argument("--here", action="store_true", help="in this process: the one model that is named")
    options = parser.parse_args()
    names = options.models.split(",")
    if options.here:
        make(names[0], options.out, options.shared)
        return 0
    present = [name for name in names if available(name, options.shared)]
    for name in sorted(set(names) - set(present)):
        print(f"{name}: skipped, its files are absent")
    options.out.mkdir(parents=True, exist_ok=True)
    failed = make_all(present, options.out, options.shared, os.cpu_count() or 1)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
