#!/usr/bin/env python3
"""Compares nnfront with onnxruntime on every ONNX model below a folder. Needs the environment `onnx` of tools/envs.py.

    onnx_models.py NNFRONT FOLDER [--names NAME,...] [--engines onednn,reference] [--reference-macs N] [--json FILE]

Each model is compiled once and both forms run for two random inputs, which differ in effect: of several pairs that one whose outputs are
furthest apart. As relative L2 distances, each output for x1 and for x2 may be 1e-5 from onnxruntime's, and their difference 1e-4; in the
difference what the model gives for every input drops out, so that a small effect is held as well as a large one. Integers become real
numbers exactly, so that models which compute with them have no distance at all.

A model of operator sets that onnxruntime no longer has runs there as onnx_modern.py rewrites it; nnfront reads the file as it is.
Besides: models of single operators that ONNX's node tests lack (onnx_operators.py).

The reference engine runs models of at most N multiply-accumulates (--reference-macs; all by default): it is slow.
Exit status: 0 everything within the limits, 1 something is not, 2 there are no models.
"""

import argparse
import json
import os
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import compare
import numpy as np
import onnx
import onnx_operators
import onnxruntime
from golden_files import Goldens, Writer
from onnx_modern import modern

PAIRS = 12
SEED = 20261125
# Below it a distance of differences would be rounding: float32 values are 1e-7 apart.
SMALLEST_EFFECT = 0.005


class Truth:
    """onnxruntime, on the processor, with its own optimisations."""

    def __init__(self, file: Path):
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1
        model = modern(onnx.load(file)).SerializeToString()
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.outputs = [each.name for each in self.session.get_outputs()]
        # A size that is free is 1.
        self.shapes = {each.name: [dim if isinstance(dim, int) else 1 for dim in each.shape] for each in self.session.get_inputs()}

    def __call__(self, xs: list[np.ndarray]) -> list[np.ndarray]:
        return self.session.run(None, dict(zip(self.shapes, xs, strict=True)))


def waves(shape: list[int], random: np.random.Generator) -> np.ndarray:
    """A few waves across all dimensions, with a little noise: plain noise would average out in pooling."""
    result = 0.1 * random.standard_normal(shape)
    for _ in range(4):
        phase = random.uniform(0, 2 * np.pi)
        for axis, size in enumerate(shape):
            steps = np.arange(size) * random.uniform(0, 6) / size
            phase = phase + steps.reshape([-1 if i == axis else 1 for i in range(len(shape))])
        result = result + random.standard_normal() * np.sin(phase)
    return result.astype(np.float32)


def effect(y1: list[np.ndarray], y2: list[np.ndarray]) -> float:
    """The smallest distance of an output from itself for the other input."""
    return min(compare.distance(b.astype(np.float64), a) for a, b in zip(y1, y2, strict=True))


def furthest_pair(truth: Truth) -> tuple[list, list, list, list]:
    """x1, x2, y1, y2."""
    drawn = []
    for number in range(PAIRS + 1):
        random = np.random.default_rng([SEED, number])
        scale = (1.0, 0.5, 2.0)[number % 3]
        xs = [(scale * waves(shape, random)).astype(np.float32) for shape in truth.shapes.values()]
        drawn.append((xs, truth(xs)))
    x1, y1 = drawn[0]
    x2, y2 = max(drawn[1:], key=lambda each: effect(y1, each[1]))
    found = effect(y1, y2)
    if not found >= SMALLEST_EFFECT:
        raise compare.ComparisonError(f"the outputs of {PAIRS} pairs of inputs differ by {found:.1e} at most, wanted {SMALLEST_EFFECT}")
    return x1, x2, y1, y2


def make_goldens(file: Path, folder: Path) -> Goldens:
    truth = Truth(file)
    x1, x2, y1, y2 = furthest_pair(truth)
    writer = Writer()
    writer.keep_inputs(x1, x2)
    outputs = []
    for i, name in enumerate(truth.outputs):
        writer.keep(f"y2_{i}", y2[i])
        outputs.append({"name": name, **writer.keep(f"y1_{i}", y1[i]), "conditioning": 1.0})
    inputs = [{"name": name, "shape": shape} for name, shape in truth.shapes.items()]
    writer.write(folder, {"model": file.stem, "inputs": inputs, "outputs": outputs, "interior": [], "effect": effect(y1, y2)})
    return Goldens(folder)


def macs(nnfront: Path, stem: Path) -> float:
    """Without end where a shape depends on the data: nobody can count them before the run."""
    try:
        words = compare.run([nnfront, "complexity", "--graph-json", f"{stem}_graph.json", "--params-file", f"{stem}_params.npz"])
    except compare.ComparisonError as failure:
        if "depends on its data" not in str(failure):
            raise
        return float("inf")
    return float(re.search(r"dense_flops: ([\d.]+)", words).group(1))


def compare_model(file: Path, options) -> list[compare.Row]:
    with tempfile.TemporaryDirectory() as text:
        work = Path(text)
        goldens = make_goldens(file, work)
        compare.compile_model(options.nnfront, [file], goldens, work)
        rows = []
        for form, stem in compare.FORMS.items():
            for engine in options.engines.split(","):
                if engine == "reference" and macs(options.nnfront, work / stem) > options.reference_macs:
                    continue
                compiled = compare.Compiled(options.nnfront, work / stem, engine, goldens)
                rows.append(compare.compare_form(form, engine, compiled, goldens, []))
    return rows


def result_of(file: Path, options) -> dict:
    try:
        rows = compare_model(file, options)
    except (compare.ComparisonError, OSError, KeyError, RuntimeError) as failure:
        return {"model": file.stem, "rows": [], "misses": [f"{type(failure).__name__}: {failure}"]}
    misses = [f"{row.form} {row.engine}: {miss}" for row in rows for miss in row.misses]
    return {"model": file.stem, "rows": [vars(row) for row in rows], "misses": misses}


def print_result(result: dict) -> None:
    for row in result["rows"]:
        figures = f"{row['y1']:9.2e} {row['y2']:9.2e} {row['difference']:9.2e}"
        print(f"{row['model']:42} {row['form']:12} {row['engine']:10} {figures}  {'MISS' if row['misses'] else 'ok'}")
    for miss in result["misses"]:
        print(f"MISS {result['model']}: {miss}")
    sys.stdout.flush()


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nnfront", type=Path, help="the program")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--names", help="comma-separated, as the files are called; all by default")
    parser.add_argument("--engines", default="onednn,reference")
    parser.add_argument("--reference-macs", type=float, default=float("inf"))
    parser.add_argument("--json", type=Path, help="the rows by model, for machines")
    return parser.parse_args()


def main() -> int:
    options = parse()
    with tempfile.TemporaryDirectory() as made:
        files = sorted(options.folder.rglob("*.onnx"), key=lambda file: file.name)
        files += list(onnx_operators.write_models(Path(made))) if files else []
        if options.names:
            files = [file for file in files if file.stem in options.names.split(",")]
        print(f"{'model':42} {'form':12} {'engine':10} {'y(x1)':>9} {'y(x2)':>9} {'y1-y2':>9}")
        results = []
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for result in pool.map(lambda file: result_of(file, options), files):
                print_result(result)
                results.append(result)
    missed = sum(bool(result["misses"]) for result in results)
    print(f"{len(results)} models, {missed} miss")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")
    if not results:
        return 2
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
