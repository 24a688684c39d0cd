#!/usr/bin/env python3
"""Compares nnfront's outputs with MXNet's goldens (make_mxnet.py). Needs NumPy (environment `tools` of tools/envs.py).

    compare.py NNFRONT GOLDENS [--models NAME,...] [--engines onednn,reference] [--json FILE]

Each model is compiled once and run in both forms. What is compared, as relative L2 distances ||ours - theirs|| / ||theirs||:

    every output for x1 and for x2       at most 1e-5, times the output's conditioning where that is above 1
    the difference y(x1) - y(x2)         at most 1e-4
    five interior values for x1          the same limit

The interior values are spread over the depth and are values that both forms have, under the same id or through an alias.
Exit status: 0 everything within the limits, 1 something is not, 2 nothing to compare.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from golden_files import Goldens, part_of

FORMS = {"reconstruct": "IR_for_reconstruct", "fused": "IR_fused_for_CModel"}
OUTPUT_LIMIT = 1e-5
DIFFERENCE_LIMIT = 1e-4
INTERIOR_VALUES = 5
FARTHEST_BY_FLOAT64 = 5e-5


class ComparisonError(Exception):
    pass


@dataclass
class Row:
    model: str
    form: str
    engine: str
    y1: float
    y2: float
    difference: float
    interior: list[float]
    conditioning: float
    misses: list[str]
    by_float64: int = 0  # interior values that pass in no other way, where the comparison lets them


def run(command: list) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ComparisonError(f"exit status {done.returncode} of {' '.join(map(str, command))}: {done.stderr.strip()[-600:]}")
    return done.stdout


def kept_part(ours: np.ndarray, entry: dict) -> np.ndarray:
    """Of a value what the goldens keep of it, as float64."""
    if list(ours.shape) != entry["shape"]:
        raise ComparisonError(f"{entry['name']}: shape {list(ours.shape)}, the framework has {entry['shape']}")
    return part_of(ours, entry["stride"]).astype(np.float64)


def distance(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Relative L2; where theirs is nothing but zeros, ours must be so too."""
    norm = np.linalg.norm(theirs.astype(np.float64))
    moved = np.linalg.norm(ours - theirs)
    result = float(moved / norm) if norm > 0 else float("inf") if moved > 0 else 0.0
    return result if np.isfinite(result) else float("inf")


def value_of(graph: dict, mxnet_name: str) -> str | None:
    """The value that holds what MXNet calls `<node>_output` or `<node>_output<i>`."""
    name, index = re.fullmatch(r"(.*)_output(\d*)", mxnet_name).groups()
    nodes = [node for node in graph["nodes"] if node["name"] == name and node["op"] != "parameter"]
    return f"{nodes[-1]['id']}:{index or 0}" if nodes else None


def known_values(graph: dict) -> set[str]:
    """Everything that a run can be asked for: outputs of nodes, values inside epilogues, aliases."""
    values = set(graph.get("aliases", {}))
    for node in graph["nodes"]:
        values |= {f"{node['id']}:{i}" for i in range(len(node["outputs"]))}
        values |= {step["value"] for step in node.get("epilogue", [])}
    return values


def shared_interior(manifest: dict, graphs: dict[str, dict], fewest: int = INTERIOR_VALUES) -> list[tuple[int, str]]:
    """Index in the manifest and value id, of up to five interior values that both forms have; at least `fewest`."""
    known = known_values(graphs["reconstruct"]) & known_values(graphs["fused"])
    found = []
    for index, entry in enumerate(manifest["interior"]):
        value = value_of(graphs["reconstruct"], entry["name"])
        if value in known:
            found.append((index, value))
    if len(found) < fewest:
        raise ComparisonError(f"only {len(found)} of {len(manifest['interior'])} interior values are in both forms")
    if len(found) <= INTERIOR_VALUES:
        return found
    step = (len(found) - 1) / (INTERIOR_VALUES - 1)
    return [found[round(i * step)] for i in range(INTERIOR_VALUES)]


class Compiled:
    """One form of a compiled model, to be run by one engine."""

    def __init__(self, nnfront: Path, stem: Path, engine: str, goldens: Goldens):
        self.command = [nnfront, "run", "--json", "--engine", engine, "--graph", f"{stem}_graph.json", "--params", f"{stem}_params.npz"]
        self.goldens = goldens
        self.folder = stem.parent

    def __call__(self, n: int, values: list[str], outputs: int) -> tuple[list[np.ndarray], dict[str, np.ndarray]]:
        """The graph's outputs for the inputs of run n, and the values by id."""
        inputs = [word for file in self.goldens.input_files(n, self.folder) for word in ("--input-npy", file)]
        request = ["--values", ",".join(values)] if values else []
        result = self.folder / "result.npz"
        infos = json.loads(run([*self.command, *inputs, "-o", result, *request]))["values"]
        with np.load(result) as file:
            return [file[info["key"]] for info in infos[:outputs]], {value: file[value] for value in values}


def passes_by_float64(ours: np.ndarray, goldens: Goldens, index: int, limit: float) -> bool:
    """Whether an interior value that is too far from MXNet's is as near to the float64 one as the limit asks, or as MXNet's own is.

    Deep inside a network of a hundred layers the rounding errors of two correct float32 programs add up to more than 1e-5, and
    conditioning does not tell, because it measures how the input's noise moves a value, and averaging removes most of that. There the
    network computed in float64 decides. What is farther than FARTHEST_BY_FLOAT64 from MXNet's value never passes, however far that is
    from the float64 one. So it cannot hide a wrong operator: of the 131,072 elements that are kept of a value at most, a single one that
    is off by the values' usual size makes a distance of 2.8e-3 already.
    """
    theirs = goldens[f"v_{index}"].astype(np.float64)
    if f"e_{index}" not in goldens or distance(ours, theirs) > FARTHEST_BY_FLOAT64:
        return False
    precise = theirs - goldens[f"e_{index}"]
    return distance(ours, precise) <= max(limit, distance(theirs, precise))


class OutputDistances(NamedTuple):
    y1: float
    y2: float
    difference: float
    limit: float  # of y1 and y2; that of the difference is DIFFERENCE_LIMIT


def output_distances(goldens: Goldens, i: int, ours: tuple[np.ndarray, np.ndarray]) -> OutputDistances:
    """How far output i is from the framework's for both inputs, and their difference from its difference."""
    output = goldens.manifest["outputs"][i]
    theirs1, theirs2 = goldens[f"y1_{i}"], goldens[f"y2_{i}"]
    ours1, ours2 = (kept_part(each, output) for each in ours)
    apart = distance(ours1 - ours2, theirs1.astype(np.float64) - theirs2)
    return OutputDistances(distance(ours1, theirs1), distance(ours2, theirs2), apart, OUTPUT_LIMIT * max(1.0, output["conditioning"]))


def compare_form(
    form: str, engine: str, compiled: Compiled, goldens: Goldens, interior, *, float64_decides: bool = False, in_parts: bool = False
) -> Row:
    """One form by one engine; `float64_decides`: interior values may pass by passes_by_float64 as well, which the row counts; `in_parts`:
    the difference of the outputs is held to its limit elsewhere, part by part, and only given here."""
    manifest = goldens.manifest
    outputs = manifest["outputs"]
    y1, values = compiled(1, [value for _, value in interior], len(outputs))
    y2, _ = compiled(2, [], len(outputs))
    row = Row(manifest["model"], form, engine, 0.0, 0.0, 0.0, [], max(output["conditioning"] for output in outputs), [])

    def check(what: str, found: float, limit: float) -> float:
        if not found <= limit:
            row.misses.append(f"{what}: {found:.3g} is above {limit:.3g}")
        return found

    for i, output in enumerate(outputs):
        far = output_distances(goldens, i, (y1[i], y2[i]))
        row.y1 = max(row.y1, check(f"{output['name']} for x1", far.y1, far.limit))
        row.y2 = max(row.y2, check(f"{output['name']} for x2", far.y2, far.limit))
        row.difference = max(row.difference, far.difference)
        if not in_parts:
            check(f"{output['name']} x1 - x2", far.difference, DIFFERENCE_LIMIT)
    for index, value in interior:
        entry = manifest["interior"][index]
        ours = kept_part(values[value], entry)
        found = distance(ours, goldens[f"v_{index}"])
        limit = OUTPUT_LIMIT * max(1.0, entry["conditioning"])
        row.interior.append(found)
        if float64_decides and found > limit and passes_by_float64(ours, goldens, index, limit):
            row.by_float64 += 1
        else:
            check(entry["name"], found, limit)
    return row


def compile_model(nnfront: Path, source: list, goldens: Goldens, work: Path) -> dict[str, dict]:
    """Both forms of a model, which go to `work`, as their graph files hold them. source: what `nnfront compile` is to read."""
    inputs = [word for argument in goldens.input_arguments() for word in ("--input", argument)]
    run([nnfront, "compile", *source, *inputs, "--no-png", "-o", work])
    return {form: json.loads((work / f"{stem}_graph.json").read_text()) for form, stem in FORMS.items()}


def compare_model(nnfront: Path, folder: Path, engines: list[str], work: Path) -> list[Row]:
    goldens = Goldens(folder)
    source = ["mxnet", folder / goldens.manifest["prefix"], goldens.manifest["epoch"]]
    graphs = compile_model(nnfront, source, goldens, work)
    interior = shared_interior(goldens.manifest, graphs)
    return [
        compare_form(form, engine, Compiled(nnfront, work / stem, engine, goldens), goldens, interior)
        for form, stem in FORMS.items()
        for engine in engines
    ]


def print_table(rows: list[Row]) -> None:
    head = f"{'model':20} {'form':12} {'engine':10} {'y(x1)':>9} {'y(x2)':>9} {'y1-y2':>9} {'conditioning':>12}"
    print(f"{head}  interior values")
    for row in rows:
        interior = " ".join(f"{value:.1e}" for value in row.interior)
        figures = f"{row.y1:9.2e} {row.y2:9.2e} {row.difference:9.2e} {row.conditioning:12.2f}"
        print(f"{row.model:20} {row.form:12} {row.engine:10} {figures}  {interior}  {'MISS' if row.misses else 'ok'}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nnfront", type=Path, help="the program")
    parser.add_argument("goldens", type=Path, help="what make_mxnet.py wrote")
    parser.add_argument("--models", help="comma-separated; all by default")
    parser.add_argument("--engines", default="onednn,reference")
    parser.add_argument("--json", type=Path, help="the rows, for machines")
    options = parser.parse_args()

    names = options.models.split(",") if options.models else sorted(path.parent.name for path in options.goldens.glob("*/manifest.json"))
    rows, failures = [], []
    for name in names:
        with tempfile.TemporaryDirectory() as work:
            try:
                rows += compare_model(options.nnfront, options.goldens / name, options.engines.split(","), Path(work))
            except (ComparisonError, OSError, KeyError) as failure:
                failures.append(f"{name}: {type(failure).__name__}: {failure}")
    print_table(rows)
    for row in rows:
        failures += [f"{row.model} {row.form} {row.engine}: {miss}" for miss in row.misses]
    for failure in failures:
        print(f"MISS {failure}")
    print(f"{len(rows)} comparisons of {len(names)} models, {len(failures)} misses")
    if options.json:
        options.json.write_text(json.dumps([vars(row) for row in rows], indent=1) + "\n")
    if not names:
        return 2
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
