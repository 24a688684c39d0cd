#!/usr/bin/env python3
"""Exports one architecture by both of torch's exporters, with goldens. Run by the Python of the environment `torch-exports`.

    torch_export.py ARCHITECTURE FOLDER

Batch, sequence and where the network allows it height and width stay symbols. FOLDER gets, for the exporters `script` (dynamo=False) and
`dynamo` (dynamo=True), EXPORTER.onnx, and the files of golden_files.py, inputs named as in the model:

    x<n>_<i>, y<n>_<i>        inputs, and outputs of torch, of run n (n = 1, 2: two sizes of every symbol)
    EXPORTER<n>_<i>           outputs of onnxruntime
    manifest.json             outputs: conditioning (the larger of the two runs' by mxnet_network.py's definition; where the inputs are
                              indices, what is moved is the result of every embedding); exporters: operators, or the failure
"""

import argparse
import sys
import warnings
from collections import Counter
from pathlib import Path

import golden_files
import numpy as np
import onnx
import onnxruntime
import torch
import torch_build
import torch_models

SEED = 20
MOVEMENT = {torch.float64: 1e-6, torch.float32: 1e-4}
DIRECTIONS = 3
SMALLEST_EFFECT = 0.02  # by how much outputs differ, relatively, for other inputs of the same shape
EXPORTERS = ("script", "dynamo")


# ---- Inputs


def smooth_images(shape: tuple[int, ...], random: np.random.Generator) -> np.ndarray:
    """Few random colours, enlarged smoothly: white noise would average out, and every image would give the same."""
    coarse = torch.from_numpy(random.standard_normal((shape[0], int(np.prod(shape[1:-2])), 5, 5)))
    fine = torch.nn.functional.interpolate(coarse, size=shape[-2:], mode="bilinear").numpy().reshape(shape)
    return (fine + 0.1 * random.standard_normal(shape)).astype(np.float32)


def padded(shape: tuple[int, ...]) -> np.ndarray:
    """1 where a sequence is: the first one fills the row, each further one ends earlier."""
    rows, length = shape
    lengths = [max(1, length - 2 * row) for row in range(rows)]
    return (np.arange(length)[None, :] < np.array(lengths)[:, None]).astype(np.int64)


def boxes(shape: tuple[int, ...], random: np.random.Generator) -> np.ndarray:
    corners = np.sort(random.integers(0, 1000, (*shape[:-1], 2, 2)), axis=-2)
    return corners.reshape(shape).astype(np.int64)


def content(each: torch_models.Input, sizes: dict[str, int], random: np.random.Generator) -> np.ndarray:
    shape = torch_models.concrete(each, sizes)
    if each.kind == "images":
        return smooth_images(shape, random)
    if each.kind == "noise":
        return random.standard_normal(shape).astype(np.float32)
    if each.kind == "mask":
        return padded(shape)
    if each.kind == "boxes":
        return boxes(shape, random)
    return random.integers(2 if each.high > 2 else 0, each.high, shape)


def inputs_of(architecture: torch_models.Architecture, sizes: dict[str, int], seed: int) -> list[np.ndarray]:
    random = np.random.default_rng(seed)
    return [content(each, sizes, random) for each in architecture.inputs]


def as_tensors(arrays: list[np.ndarray], dtype=torch.float32) -> tuple[torch.Tensor, ...]:
    tensors = [torch.from_numpy(array.copy()) for array in arrays]
    return tuple(each.to(dtype) if each.is_floating_point() else each for each in tensors)


# ---- Figures


def distance(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.linalg.norm(a.astype(np.float64) - b) / np.linalg.norm(b.astype(np.float64)))


def moved(x: torch.Tensor, dtype) -> torch.Tensor:
    direction = torch.randn_like(x)
    return x + MOVEMENT[dtype] * x.norm() / direction.norm() * direction


def outputs_of(model: torch.nn.Module, tensors: tuple) -> list[np.ndarray]:
    with torch.no_grad():
        return [each.numpy() for each in model(*tensors)]


def moved_outputs(model: torch.nn.Module, arrays: list[np.ndarray], dtype) -> list[np.ndarray]:
    """With all floating inputs moved; where there are none, the result of every embedding."""
    tensors = as_tensors(arrays, dtype)
    if any(each.is_floating_point() for each in tensors):
        return outputs_of(model, tuple(moved(each, dtype) if each.is_floating_point() else each for each in tensors))
    embeddings = [each for each in model.modules() if isinstance(each, torch.nn.Embedding)]
    hooks = [each.register_forward_hook(lambda module, given, result: moved(result, dtype)) for each in embeddings]
    try:
        return outputs_of(model, tensors)
    finally:
        for hook in hooks:
            hook.remove()


def conditioning(model: torch.nn.Module, arrays: list[np.ndarray], dtype) -> list[float]:
    base = outputs_of(model, as_tensors(arrays, dtype))
    found = [0.0] * len(base)
    for _ in range(DIRECTIONS):
        others = moved_outputs(model, arrays, dtype)
        found = [max(factor, distance(a, b) / MOVEMENT[dtype]) for factor, a, b in zip(found, others, base)]
    return found


def conditionings(architecture, model: torch.nn.Module, runs: list[list[np.ndarray]]) -> list[float]:
    """Of the float64 model, where it has that form; of the float32 one otherwise, which this leaves as float64."""
    try:
        double = model.double()
        found = [conditioning(double, arrays, torch.float64) for arrays in runs]
    except RuntimeError:
        single = model.float()
        found = [conditioning(single, arrays, torch.float32) for arrays in runs]
    return [max(factors) for factors in zip(*found)]


# ---- Exports


def export_script(architecture: torch_models.Architecture, model, example: tuple, path: Path) -> None:
    axes = {each.name: torch_models.symbols(each) for each in architecture.inputs}
    names = [each.name for each in architecture.inputs]
    torch.onnx.export(model, example, str(path), dynamo=False, input_names=names, dynamic_axes=axes)


def export_dynamo(architecture: torch_models.Architecture, model, example: tuple, path: Path) -> None:
    names = [each.name for each in architecture.inputs]
    shapes = tuple({axis: torch.export.Dim.DYNAMIC for axis in torch_models.symbols(each)} for each in architecture.inputs)
    torch.onnx.export(
        model,
        example,
        str(path),
        dynamo=True,
        input_names=names,
        dynamic_shapes={"inputs": shapes},
        external_data=False,
        verbose=False,
    )


def check_symbols(architecture: torch_models.Architecture, model: onnx.ModelProto) -> None:
    kept = {each.name: each.type.tensor_type.shape.dim for each in model.graph.input}
    for each in architecture.inputs:
        for axis, symbol in torch_models.symbols(each).items():
            if each.name in kept and not kept[each.name][axis].dim_param:
                raise ValueError(f"the export fixes {symbol} of {each.name} at {kept[each.name][axis].dim_value}")


def run(path: Path, named: dict[str, np.ndarray]) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    wanted = {each.name for each in session.get_inputs()}
    return session.run(None, {name: array for name, array in named.items() if name in wanted})


def operators_of(graph: onnx.GraphProto) -> Counter:
    count = Counter()
    for node in graph.node:
        count[f"{node.domain}.{node.op_type}".lstrip(".")] += 1
        for attribute in node.attribute:
            count += operators_of(attribute.g) if attribute.HasField("g") else Counter()
    return count


def exported(architecture, model, exporter: str, runs: list, folder: Path, writer: golden_files.Writer) -> dict:
    """What the manifest says of one exporter; {"failure": reason} where it, or onnxruntime, does not give the model."""
    path = folder / f"{exporter}.onnx"
    example = as_tensors(inputs_of(architecture, torch_models.EXAMPLE, SEED))
    try:
        (export_script if exporter == "script" else export_dynamo)(architecture, model, example, path)
        proto = onnx.load(str(path))
        check_symbols(architecture, proto)
        for n, arrays in enumerate(runs, 1):
            results = run(path, {each.name: array for each, array in zip(architecture.inputs, arrays)})
            for i, result in enumerate(results):
                writer.keep(f"{exporter}{n}_{i}", result)
    except Exception as failure:  # of any kind: each is a line of the table
        lines = [line.strip() for line in str(failure).splitlines() if line.strip()]
        return {"failure": f"{type(failure).__name__}: {' / '.join(lines)[:500]}"}
    names = [each.name for each in proto.graph.input]
    return {"operators": operators_of(proto.graph), "opset": proto.opset_import[0].version, "inputs": names}


def check_effect(architecture, model, runs: list) -> float:
    """Outputs must follow the inputs, or a comparison of them says nothing."""
    others = inputs_of(architecture, torch_models.RUNS[0], SEED + 10)
    pairs = zip(outputs_of(model, as_tensors(others)), outputs_of(model, as_tensors(runs[0])))
    effect = min(distance(a, b) for a, b in pairs)
    if not effect >= SMALLEST_EFFECT:
        raise SystemExit(f"torch_export.py: {architecture.name}: outputs differ by {effect:.2g} for other inputs")
    return effect


def make(architecture: torch_models.Architecture, folder: Path) -> None:
    runs = [inputs_of(architecture, sizes, SEED + n) for n, sizes in enumerate(torch_models.RUNS, 1)]
    example = as_tensors(inputs_of(architecture, torch_models.EXAMPLE, SEED))
    model = torch_build.build(architecture, example, SEED)
    writer = golden_files.Writer()
    writer.keep_inputs(*runs)
    effect = check_effect(architecture, model, runs)
    results = [outputs_of(model, as_tensors(arrays)) for arrays in runs]
    entries = []
    for n, outputs in enumerate(results, 1):
        entries.append([writer.keep(f"y{n}_{i}", output) for i, output in enumerate(outputs)])
    exporters = {name: exported(architecture, model, name, runs, folder, writer) for name in EXPORTERS}
    factors = conditionings(architecture, model, runs)
    outputs = [{"shapes": [e["shape"] for e in pair], "stride": [e["stride"] for e in pair]} for pair in zip(*entries)]
    for output, factor in zip(outputs, factors):
        output["conditioning"] = factor
    inputs = [{"name": each.name, "symbols": torch_models.symbols(each)} for each in architecture.inputs]
    writer.write(folder, {"model": architecture.name, "effect": effect, "inputs": inputs, "outputs": outputs, "exporters": exporters})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("architecture", choices=sorted(torch_models.ARCHITECTURES), metavar="ARCHITECTURE")
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    make(torch_models.ARCHITECTURES[options.architecture], options.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
