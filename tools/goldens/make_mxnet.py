#!/usr/bin/env python3
"""Outputs of real MXNet 1.9.1, for nnfront's to be compared with. Run by the Python of the environment `mxnet` (tools/envs.py).

    make_mxnet.py OUT [--models NAME,...] [--shared FOLDER]

Writes a folder per model:
    <prefix>-symbol.json, <prefix>-<epoch>.params   as MXNet exported them (or the real model's own files)
    goldens.npz, manifest.json                      two inputs, every output, interior values spread over the depth (golden_files.py);
                                                    no output may be the same for both: |y(x1) - y(x2)| >= 0.1 * |y|

Random networks: weights by rule and batch-norm statistics that fit them (mxnet_weights.py). x1 and x2 are smooth random images;
seeds are searched until every output differs enough.

The manifest's figures are those of mxnet_goldens.observe().
"""

import argparse
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

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
MOST_INTERIOR_VALUES = 24


def export_gluoncv(name, shape, folder):
    import mxnet as mx
    import mxnet_weights
    from gluoncv import model_zoo

    net = model_zoo.get_model(name, pretrained=False)
    net.initialize()
    net.hybridize()
    net(mx.nd.zeros(shape)).wait_to_read()
    prefix = name.replace(".", "_")
    net.export(str(folder / prefix), epoch=0)
    symbol, arguments, states = mx.model.load_checkpoint(str(folder / prefix), 0)
    parameters = {**arguments, **states}
    norms = mxnet_weights.weights(symbol, parameters, {"data": shape}, SEED)
    mxnet_weights.save(folder / f"{prefix}-0000.params", symbol, parameters)
    return prefix, norms


def interior_names(symbol):
    """Values between inputs and outputs, in topological order, evenly thinned out."""
    from mxnet_network import evenly

    outer = set(symbol.list_inputs()) | set(symbol.list_outputs())
    return evenly([name for name in symbol.get_internals().list_outputs() if name not in outer], MOST_INTERIOR_VALUES)


def make(model, out, shared):
    import golden_files
    import mxnet as mx
    import mxnet_goldens
    from mxnet_network import input_name

    folder = out / model
    folder.mkdir(parents=True)
    if model in FILES:
        _, epoch, shape = FILES[model]
        prefix, norms = source_prefix(model, shared).name, None
        for file in model_files(model, shared):
            shutil.copyfile(file, folder / file.name)
    else:
        epoch, shape = 0, GLUONCV[model]
        prefix, norms = export_gluoncv(model, shape, folder)

    symbol, arguments, states = mx.model.load_checkpoint(str(folder / prefix), epoch)
    parameters = {**arguments, **states}
    shapes = {input_name(symbol, parameters): shape}
    writer = golden_files.Writer()
    settings = mxnet_goldens.Settings(SEED, SMALLEST_DIFFERENCE, directions=3)
    names = symbol.list_outputs() + interior_names(symbol)
    everything = mx.sym.Group([symbol.get_internals()[name] for name in names])
    count = len(symbol.list_outputs())
    outputs, interior, *_ = mxnet_goldens.observe(writer, everything, names, count, parameters, shapes, settings)
    manifest = {
        "model": model,
        "prefix": prefix,
        "epoch": epoch,
        "inputs": [{"name": each, "shape": shape} for each, shape in shapes.items()],
        "mxnet": mx.__version__,
        "seed": SEED,
        "batch_norms_calibrated": norms,
        "outputs": outputs,
        "interior": interior,
    }
    writer.write(folder, manifest)
    line = ", ".join(f"{d['name']} differs {d['difference']:.3f} conditioning {d['conditioning']:.3g}" for d in outputs)
    print(f"{model}: {line}")


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
